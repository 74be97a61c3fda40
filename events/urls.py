from __future__ import annotations

from django.urls import path

from events import views

app_name = "events"
_of = "<int:event_id>/"
urlpatterns = [
    path("", views.event_list, name="event-list"),
    path("abo/", views.feed_settings, name="feed-settings"),
    path("abo/setzen/", views.feed_set, name="feed-set"),
    path("abo/<str:secret>.ics", views.feed, name="feed"),
    path(f"{_of}ics/", views.event_ics, name="ics"),
    path("neu/", views.event_new, name="event-new"),
    path(_of, views.event, name="event"),
    path(f"{_of}bearbeiten/", views.event_edit, name="event-edit"),
    path(f"{_of}veroeffentlichen/", views.event_publish, name="event-publish"),
    path(f"{_of}absagen/", views.event_cancel, name="event-cancel"),
    path(f"{_of}verwerfen/", views.event_discard, name="event-discard"),
    path(f"{_of}kopieren/", views.event_copy, name="event-copy"),
    path(f"{_of}anmelden/", views.event_register, name="event-register"),
    path(f"{_of}anmeldung/", views.registration_edit, name="registration-edit"),
    path(f"{_of}abmelden/", views.event_withdraw, name="event-withdraw"),
    path(f"{_of}angebot/", views.offer, name="offer"),
    path(f"{_of}anmeldungen/", views.registration_list, name="registration-list"),
    path(f"{_of}anmeldungen/csv/", views.registrations_csv, name="registrations-csv"),
    path(f"{_of}anmeldungen/person/", views.registration_other, name="registration-other"),
    path(f"{_of}anschreiben/", views.event_message, name="event-message"),
    path(f"{_of}protokoll/", views.minutes, name="minutes"),
    path(f"{_of}protokoll/bearbeiten/", views.minutes_edit, name="minutes-edit"),
    path(f"{_of}protokoll/veroeffentlichen/", views.minutes_publish, name="minutes-publish"),
    path(f"{_of}protokoll/fassungen/", views.minutes_versions, name="minutes-versions"),
    path(f"{_of}material/neu/", views.material_new, name="material-new"),
    path(f"{_of}material/<int:file_id>/entfernen/", views.material_remove, name="material-remove"),
    path(f"{_of}material/<int:file_id>/<str:name>", views.material, name="material"),
    path(f"{_of}aufgaben/neu/", views.task_new, name="task-new"),
    path(f"{_of}aufgaben/<int:task_id>/", views.task_edit, name="task-edit"),
    path(f"{_of}aufgaben/<int:task_id>/erledigt/", views.task_done, name="task-done"),
    path(f"{_of}aufgaben/<int:task_id>/entfernen/", views.task_remove, name="task-remove"),
]
