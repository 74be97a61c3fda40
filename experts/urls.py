from __future__ import annotations

from django.urls import path

from experts import views

app_name = "experts"
_of = "<int:consultation_id>/"
urlpatterns = [
    path("", views.consultation_list, name="consultation-list"),
    path("neu/", views.consultation_new, name="consultation-new"),
    path(_of, views.consultation, name="consultation"),
    path(f"{_of}bearbeiten/", views.consultation_edit, name="consultation-edit"),
    path(f"{_of}oeffnen/", views.consultation_open, name="consultation-open"),
    path(f"{_of}frist/", views.consultation_deadline, name="consultation-deadline"),
    path(f"{_of}auswerten/", views.consultation_evaluate, name="consultation-evaluate"),
    path(f"{_of}abschliessen/", views.consultation_close, name="consultation-close"),
    path(f"{_of}zurueckziehen/", views.consultation_withdraw, name="consultation-withdraw"),
    path(f"{_of}dateien/neu/", views.file_new, name="file-new"),
    path(f"{_of}dateien/<int:file_id>/entfernen/", views.file_remove, name="file-remove"),
    path(f"{_of}dateien/<int:file_id>/<str:name>", views.file, name="file"),
]
