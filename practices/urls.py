from __future__ import annotations

from django.urls import path

from practices import views

app_name = "practices"
_of = "<int:practice_id>/"
urlpatterns = [
    path("", views.practice_list, name="practice-list"),
    path("neu/", views.practice_new, name="practice-new"),
    path("meine/", views.own, name="own"),
    path("merkliste/", views.saved, name="saved"),
    path(_of, views.practice, name="practice"),
    path(f"{_of}pdf/", views.practice_pdf, name="practice-pdf"),
    path(f"{_of}bearbeiten/", views.practice_edit, name="practice-edit"),
    path(f"{_of}bearbeiten/pruefen/", views.practice_check, name="practice-check"),
    path(f"{_of}bearbeiten/datei/", views.file_add, name="file-add"),
    path(f"{_of}bearbeiten/datei/<int:file_id>/entfernen/", views.file_remove, name="file-remove"),
    path(f"{_of}bearbeiten/bild/", views.picture_edit, name="picture-edit"),
    path(f"{_of}bearbeiten/bild/entfernen/", views.picture_remove, name="picture-remove"),
    path(f"{_of}bearbeiten/<slug:section_key>/", views.practice_section, name="practice-section"),
    path(
        f"{_of}bearbeiten/<slug:section_key>/antworten/",
        views.section_answers,
        name="section-answers",
    ),
    path(f"{_of}rueckfrage/<int:remark_id>/antworten/", views.remark_answer, name="remark-answer"),
    path(f"{_of}ueberarbeiten/", views.practice_revise, name="practice-revise"),
    path(f"{_of}verwerfen/", views.practice_discard, name="practice-discard"),
    path(f"{_of}zurueckziehen/", views.practice_withdraw, name="practice-withdraw"),
    path(f"{_of}rueckfrage/", views.practice_query, name="practice-query"),
    path(f"{_of}veroeffentlichen/", views.practice_publish, name="practice-publish"),
    path(f"{_of}bestaetigen/", views.practice_confirm, name="practice-confirm"),
    path(f"{_of}archivieren/", views.practice_archive, name="practice-archive"),
    path(f"{_of}sichtbarkeit/", views.practice_audience, name="practice-audience"),
    # The last part is what the file is called where it is saved; it decides nothing.
    path(f"{_of}datei/<int:file_id>/<str:name>", views.practice_file, name="practice-file"),
    path(f"{_of}bild/", views.practice_picture, name="practice-picture"),
    path(f"{_of}merken/", views.practice_keep, name="practice-keep"),
    path(f"{_of}versionen/", views.practice_editions, name="practice-editions"),
    path(
        f"{_of}versionen/<int:old>/<int:new>/",
        views.practice_differences,
        name="practice-differences",
    ),
    path(f"{_of}uebernehmen/", views.adoption_begin, name="adoption-begin"),
    path("uebernahmen/", views.adoption_list, name="adoption-list"),
    path("uebernahme/<int:adoption_id>/", views.adoption, name="adoption"),
    path("uebernahme/<int:adoption_id>/bearbeiten/", views.adoption_edit, name="adoption-edit"),
    path(
        "uebernahme/<int:adoption_id>/zuruecknehmen/",
        views.adoption_withdraw,
        name="adoption-withdraw",
    ),
    path(
        "uebernahme/<int:adoption_id>/quelle-gesehen/",
        views.adoption_source_seen,
        name="adoption-source-seen",
    ),
    path(
        "uebernahme/<int:adoption_id>/ergebnis/<int:after_months>/",
        views.adoption_outcome,
        name="adoption-outcome",
    ),
]
