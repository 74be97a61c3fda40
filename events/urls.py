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
    path(_of, views.event, name="event"),
    path(f"{_of}ics/", views.event_ics, name="ics"),
]
