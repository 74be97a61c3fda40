from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin

from content.admin import PortalAdmin, TermAdmin
from search.models import SynonymGroup
from search.services import index
from search.synonyms import analyse_group

if TYPE_CHECKING:
    from django.http import HttpRequest


class IndexedAdmin(PortalAdmin):
    """The admin of what can be found: the index follows each change, in its transaction (S28)."""

    indexed_as: ClassVar[str]

    def save_model(
        self,
        request: HttpRequest,
        obj: Any,
        form: Any,
        change: bool,  # noqa: FBT001
    ) -> None:
        super().save_model(request, obj, form, change)
        index(self.indexed_as, obj)


@admin.register(SynonymGroup)
class SynonymGroupAdmin(TermAdmin):
    """The synonyms of the search; they act on the next question."""

    list_display = ("preferred", "two_way", "one_way", "instead", "is_active")
    search_fields = ("preferred", "two_way", "one_way", "instead", "note")
    search_help_text = "Sucht in allen Wörtern der Gruppe."
    fields = ("key", "preferred", "two_way", "one_way", "instead", "note", "is_active")

    def save_model(
        self,
        request: HttpRequest,
        obj: Any,
        form: Any,
        change: bool,  # noqa: FBT001
    ) -> None:
        """Have the analyser read the words anew."""
        super().save_model(request, obj, form, change)
        analyse_group(obj)
        obj.save(update_fields=["keys", "ways"])
