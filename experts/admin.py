from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.utils.html import format_html

from content.admin import ProtectedAdmin, ReadOnlyAdmin
from experts.choices import ContributionState
from experts.models import (
    Author,
    Consultation,
    ConsultationFile,
    Contribution,
    ContributionVersion,
    FollowUp,
    Opinion,
    Outcome,
    Paragraph,
    Quotation,
    Release,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


class _ByService(ReadOnlyAdmin, ProtectedAdmin):
    """To be read here; written on the pages, whose services ask for the second person."""


@admin.register(Consultation)
class ConsultationAdmin(_ByService):
    list_display = ("title", "number", "stage", "size", "deadline", "answered", "on_page")
    list_filter = ("stage", "size")
    date_hierarchy = "asked_at"
    search_fields = ("title", "question")
    search_help_text = "Sucht in Titel und Frage."
    fields = (
        *("title", "number", "stage", "size", "question", "theme", "deadline", "agree_until"),
        *("answered", "edition", "release_audience", "author_name", "via_office", "asked_at"),
        *("opened_at", "on_page"),
    )
    readonly_fields = ("number", "answered", "on_page")

    @admin.display(description="Nummer", ordering="serial")
    def number(self, consultation: Consultation) -> str:
        return consultation.number

    @admin.display(description="Rückmeldungen")
    def answered(self, consultation: Consultation) -> str:
        return f"{consultation.answered_count} von {consultation.asked_count}"

    @admin.display(description="Auf der Seite")
    def on_page(self, consultation: Consultation) -> str:
        return format_html('<a href="{}">lesen und führen</a>', consultation.get_absolute_url())


class _OfConsultation(_ByService):
    list_select_related: ClassVar[Any] = ("consultation",)
    search_fields = ("consultation__title",)
    search_help_text = "Sucht im Titel der Anfrage."


@admin.register(ConsultationFile)
class ConsultationFileAdmin(_OfConsultation):
    list_display = ("consultation", "title", "size", "uploaded_at")
    fields = (*list_display, "content_type", "uploaded_by")


@admin.register(Contribution)
class ContributionAdmin(_OfConsultation):
    """What was submitted; a draft is the Kreis's alone."""

    list_display = ("consultation", "kreis", "no_comment", "consent", "is_late", "submitted_at")
    list_select_related = ("consultation", "kreis")
    list_filter = ("consent", "is_late", "no_comment")
    fields = (*list_display, "edition", "submitted_name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contribution]:
        found: QuerySet[Contribution] = super().get_queryset(request)
        return found.filter(state=ContributionState.SUBMITTED)


@admin.register(ContributionVersion)
class ContributionVersionAdmin(_ByService):
    list_display = ("contribution", "number", "at", "author_name", "is_late")
    list_select_related = ("contribution__consultation", "contribution__kreis")
    fields = (*list_display, "no_comment", "consent")
    search_fields = ("contribution__consultation__title",)
    search_help_text = "Sucht im Titel der Anfrage."

    def get_queryset(self, request: HttpRequest) -> QuerySet[ContributionVersion]:
        found: QuerySet[ContributionVersion] = super().get_queryset(request)
        return found.filter(contribution__state=ContributionState.SUBMITTED)


@admin.register(Paragraph)
class ParagraphAdmin(_OfConsultation):
    list_display = ("consultation", "section", "title", "is_judgement", "flagged", "changed_at")
    list_filter = ("section", "is_judgement")
    fields = (*list_display, "text")


@admin.register(Author)
class AuthorAdmin(_OfConsultation):
    list_display = ("consultation", "person", "at")
    list_select_related = ("consultation", "person")
    fields = list_display


@admin.register(Quotation)
class QuotationAdmin(_ByService):
    list_display = ("wording", "contribution", "consent", "decided_at")
    list_select_related = ("contribution__consultation", "contribution__kreis")
    list_filter = ("consent",)
    fields = (*list_display, "decided_name")
    search_fields = ("wording",)
    search_help_text = "Sucht im Wortlaut."


@admin.register(Opinion)
class OpinionAdmin(_OfConsultation):
    list_display = ("consultation", "kreis", "verdict", "settled", "at")
    list_select_related = ("consultation", "kreis")
    list_filter = ("verdict", "settled")
    fields = (*list_display, "text", "settled_note", "author_name")


@admin.register(Release)
class ReleaseAdmin(_OfConsultation):
    list_display = ("consultation", "edition", "audience", "released_at", "checksum", "on_page")
    fields = (*list_display, "note")
    readonly_fields = ("on_page",)

    @admin.display(description="Auf der Seite")
    def on_page(self, release: Release) -> str:
        return format_html('<a href="{}">lesen</a>', release.get_absolute_url())


@admin.register(Outcome)
class OutcomeAdmin(_OfConsultation):
    list_display = ("consultation", "edition", "use", "day", "author_name")
    list_filter = ("use",)
    fields = (*list_display, "text", "link")


@admin.register(FollowUp)
class FollowUpAdmin(_OfConsultation):
    list_display = ("consultation", "text", "author_name", "at", "answered_at")
    fields = (*list_display, "answer", "answered_name")
