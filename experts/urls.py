from __future__ import annotations

from django.urls import path

from experts import views

app_name = "experts"
_of = "<int:consultation_id>/"
_edition = f"{_of}zusammenfassung/<int:edition>/"
_paragraph = f"{_of}auswertung/absatz/<int:paragraph_id>/"
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
    path(f"{_of}beitrag/", views.contribution_edit, name="contribution-edit"),
    path(f"{_of}beitrag/pruefen/", views.contribution_check, name="contribution-check"),
    path(f"{_of}beitrag/zurueckziehen/", views.contribution_withdraw, name="contribution-withdraw"),
    path(f"{_of}beitraege/", views.contributions, name="contributions"),
    path(f"{_of}beitraege/tabelle/", views.contributions_csv, name="contributions-csv"),
    path(
        f"{_of}beitraege/<int:contribution_id>/fassungen/",
        views.contribution_versions,
        name="contribution-versions",
    ),
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
    path(f"{_of}auswertung/", views.summary_work, name="summary-work"),
    path(f"{_of}auswertung/neu/", views.paragraph_new, name="paragraph-new"),
    path(f"{_of}auswertung/entstehung/", views.method_draft, name="method-draft"),
    path(_paragraph, views.paragraph_edit, name="paragraph-edit"),
    path(f"{_paragraph}entfernen/", views.paragraph_remove, name="paragraph-remove"),
    path(f"{_paragraph}ordnen/", views.paragraph_move, name="paragraph-move"),
    path(f"{_paragraph}rueckmeldung/", views.source_contribution, name="source-contribution"),
    path(f"{_paragraph}praxis/", views.source_practice, name="source-practice"),
    path(f"{_paragraph}dokument/", views.source_document, name="source-document"),
    path(
        f"{_paragraph}belege/<int:source_id>/entfernen/", views.source_remove, name="source-remove"
    ),
    path(f"{_paragraph}zitat/<int:contribution_id>/", views.quotation_new, name="quotation-new"),
    path(
        f"{_of}auswertung/zitate/<int:quotation_id>/", views.quotation_edit, name="quotation-edit"
    ),
    path(
        f"{_of}auswertung/zitate/<int:quotation_id>/entfernen/",
        views.quotation_remove,
        name="quotation-remove",
    ),
    path(f"{_of}abstimmung/", views.summary_agree, name="summary-agree"),
    path(f"{_of}abstimmung/vorlegen/", views.summary_present, name="summary-present"),
    path(
        f"{_of}abstimmung/zitate/<int:quotation_id>/",
        views.quotation_decide,
        name="quotation-decide",
    ),
    path(f"{_of}abstimmung/stimmen/<int:opinion_id>/", views.opinion_settle, name="opinion-settle"),
    path(f"{_of}dateien/neu/", views.file_new, name="file-new"),
    path(f"{_of}dateien/<int:file_id>/entfernen/", views.file_remove, name="file-remove"),
    path(f"{_of}dateien/<int:file_id>/<str:name>", views.file, name="file"),
]
