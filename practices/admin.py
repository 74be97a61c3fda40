from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin, messages
from django.utils.html import format_html

from content.admin import ProtectedAdmin, ReadOnlyAdmin, TermAdmin
from practices.choices import State
from practices.models import (
    Adoption,
    Edition,
    FundingSource,
    LegalBasis,
    Partner,
    Practice,
    PracticeFile,
    ReviewRemark,
    SavedPractice,
    TargetGroup,
)
from practices.services import (
    IncompleteError,
    OriginalArchivedError,
    confirm_practice,
    publish_practice,
)
from search.admin import IndexedAdmin

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

admin.site.register([LegalBasis, Partner, TargetGroup], TermAdmin)


@admin.register(FundingSource)
class FundingSourceAdmin(TermAdmin):
    list_display = ("label", "level", "land", "position", "is_active")


@admin.register(Practice)
class PracticeAdmin(ProtectedAdmin, IndexedAdmin):
    """Practices. What the office decides is decided by actions, or on the page beside the text."""

    indexed_as = "praxis"
    moderator_may = frozenset({"view", "change"})
    list_display = ("title", "kreis", "state", "audience", "submitted_at", "review_due", "on_page")
    list_select_related = ("kreis",)
    list_filter = ("state", "audience", "kreis__land")
    actions = ("publish", "confirm")
    search_fields = ("title", "summary", "kreis__name")
    search_help_text = "Sucht in Titel, Kurzfassung und Kreis."
    fields = (
        *("title", "kreis", "summary", "audience", "state", "submitted_at", "published_at"),
        *("edition", "checked_on", "review_due", "on_page"),
    )
    readonly_fields = tuple(name for name in fields if name != "review_due")

    @admin.display(description="Auf der Seite")
    def on_page(self, practice: Practice) -> str:
        return format_html('<a href="{}">lesen und entscheiden</a>', practice.get_absolute_url())

    @admin.action(description="Veröffentlichen", permissions=["change"])
    def publish(self, request: HttpRequest, practices: QuerySet[Practice]) -> None:
        for practice in practices:
            try:
                done = practice.state == State.SUBMITTED and publish_practice(
                    practice, by=self.acting(request)
                )
            except IncompleteError:
                text = f"„{practice}“: Es fehlen noch Pflichtangaben."
                self.message_user(request, text, messages.ERROR)
                continue
            except OriginalArchivedError:
                text = f"„{practice}“: Das bisherige Beispiel ist archiviert."
                self.message_user(request, text, messages.ERROR)
                continue
            if done:
                self.message_user(request, f"„{practice}“ ist veröffentlicht.")
            else:
                text = f"„{practice}“ ist nicht eingereicht; da war nichts zu tun."
                self.message_user(request, text, messages.WARNING)

    @admin.action(description="Als heute geprüft vermerken", permissions=["change"])
    def confirm(self, request: HttpRequest, practices: QuerySet[Practice]) -> None:
        for practice in practices:
            if confirm_practice(practice, by=self.acting(request)):
                self.message_user(request, f"„{practice}“ gilt als heute geprüft.")
            else:
                text = f"„{practice}“ ist nicht veröffentlicht oder heute schon geprüft."
                self.message_user(request, text, messages.WARNING)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Practice]:
        """No wider than on the pages: drafts belong to their Kreis (S62)."""
        if request.user.is_superuser:
            return Practice.objects.all()
        return Practice.objects.visible_to(request.user)


class _OfPractice(ReadOnlyAdmin, ProtectedAdmin):
    """What belongs to a practice: to be read, as far as the practice is."""

    list_select_related: ClassVar[tuple[str, ...]] = ("practice", "by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """No wider than on the pages (S62)."""
        everything: QuerySet[Any] = self.model._default_manager.all()
        if request.user.is_superuser:
            return everything
        return everything.filter(practice__in=Practice.objects.visible_to(request.user))


@admin.register(ReviewRemark)
class ReviewRemarkAdmin(_OfPractice):
    list_display = ("practice", "field", "by", "at", "answered_at")
    list_filter = (("answered_at", admin.EmptyFieldListFilter),)
    search_fields = ("practice__title", "text")
    search_help_text = "Sucht in Titel und Rückfrage."
    date_hierarchy = "at"


@admin.register(Edition)
class EditionAdmin(_OfPractice):
    list_display = ("practice", "number", "at", "by")
    search_fields = ("practice__title",)
    search_help_text = "Sucht im Titel."
    date_hierarchy = "at"


@admin.register(PracticeFile)
class PracticeFileAdmin(_OfPractice):
    """Fetched from the practice's page and changed by who writes on it."""

    list_display = ("title", "practice", "content_type", "size", "uploaded_by", "uploaded_at")
    list_select_related: ClassVar[tuple[str, ...]] = ("practice", "uploaded_by")
    fields = ("title", "practice", "content_type", "size", "sha256", "uploaded_by", "uploaded_at")
    search_fields = ("title", "practice__title")
    search_help_text = "Sucht in Titel und Praxisbeispiel."


@admin.register(SavedPractice)
class SavedPracticeAdmin(_OfPractice):
    """„Merklisten“ are nobody's business but the technical administration's."""

    moderator_may = frozenset()
    list_display = ("practice", "person", "at")
    list_select_related: ClassVar[tuple[str, ...]] = ("practice", "person")
    search_fields = ("practice__title",)
    search_help_text = "Sucht im Titel."


@admin.register(Adoption)
class AdoptionAdmin(ReadOnlyAdmin, ProtectedAdmin):
    """Who takes over what from whom; written on its own page."""

    list_display = ("source_title", "source_kreis", "kreis", "state", "started_on", "changed_at")
    list_select_related = ("source_kreis", "kreis")
    list_filter = ("state", "kreis__land")
    search_fields = ("source_title", "kreis__name", "source_kreis__name")
    search_help_text = "Sucht in Titel und Kreisen."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Adoption]:
        """No wider than on the pages."""
        if request.user.is_superuser:
            return Adoption.objects.all()
        return Adoption.objects.visible_to(request.user)
