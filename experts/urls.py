from __future__ import annotations

from django.urls import path

from experts import views

app_name = "experts"
_of = "<int:consultation_id>/"
_edition = f"{_of}zusammenfassung/<int:edition>/"
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
    path(f"{_of}freigeben/", views.summary_release, name="summary-release"),
    path(f"{_of}sichtbarkeit/", views.summary_narrow, name="summary-narrow"),
    path(f"{_of}zusammenfassung/", views.summary, name="summary"),
    path(_edition, views.release, name="release"),
    path(f"{_edition}pdf/", views.release_pdf, name="release-pdf"),
    path(f"{_edition}xlsx/", views.release_xlsx, name="release-xlsx"),
    path(f"{_edition}unterschied/", views.release_differences, name="release-differences"),
    path(f"{_of}ergebnis/", views.outcome_new, name="outcome-new"),
    path(f"{_of}ergebnis/<int:outcome_id>/", views.outcome_edit, name="outcome-edit"),
    path(f"{_of}rueckfrage/", views.follow_up_new, name="follow-up-new"),
    path(f"{_of}rueckfrage/<int:follow_up_id>/", views.follow_up_answer, name="follow-up-answer"),
    path(f"{_of}dateien/neu/", views.file_new, name="file-new"),
    path(f"{_of}dateien/<int:file_id>/entfernen/", views.file_remove, name="file-remove"),
    path(f"{_of}dateien/<int:file_id>/<str:name>", views.file, name="file"),
]
