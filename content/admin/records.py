"""The audit trail as the office reads it: in words, with filters, to be taken along."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG, ChangeList
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.db.models.functions import Cast
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from content.admin.base import ReadOnlyAdmin
from content.models import Record
from content.scopes import hidden_from
from content.services import record
from content.tables import csv_response
from content.wording import act_in_words, kind_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

# So much goes into one file; the newest, as filtered.
_MOST_EXPORTED = 10_000


class _InWords(admin.SimpleListFilter):
    """The values a column has, each in German words."""

    column = ""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        values = model_admin.get_queryset(request).order_by().values_list(self.column, flat=True)
        said = [(value, self.in_words(value)) for value in values.distinct()]
        return sorted(said, key=lambda pair: pair[1].casefold())

    def in_words(self, value: str) -> str:
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        return queryset.filter(**{self.column: self.value()}) if self.value() else queryset


class ActFilter(_InWords):
    title, parameter_name, column = "Vorgang", "act", "act"

    def in_words(self, value: str) -> str:
        return act_in_words(value)


class KindFilter(_InWords):
    title, parameter_name, column = "Art", "kind", "kind"

    def in_words(self, value: str) -> str:
        return kind_in_words(value)


def _things(records: Iterable[Record], request: HttpRequest) -> dict[tuple[str, str], Any]:
    """Return the things of records that this person finds in the admin, one query a kind."""
    found: dict[tuple[str, str], Any] = {}
    keys = sorted({(one.kind, one.key) for one in records})
    for kind, pairs in groupby(keys, key=lambda pair: pair[0]):
        try:
            model_admin: Any = admin.site.get_model_admin(apps.get_model(kind))
        except (LookupError, ValueError, NotRegistered):
            continue
        if not model_admin.has_view_permission(request):
            continue
        things = model_admin.get_queryset(request).filter(pk__in=[key for _, key in pairs])
        if model_admin.list_select_related:
            things = things.select_related(*model_admin.list_select_related)
        found |= {(kind, str(thing.pk)): thing for thing in things}
    return found


class RecordList(ChangeList):
    """A page of the trail that knows the things by name."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        shown = list(self.result_list)
        things = _things(shown, request)
        for one in shown:
            one.thing = things.get((one.kind, one.key))
        self.result_list: Any = shown


def _without_gone(records: QuerySet[Record], model: type[models.Model]) -> QuerySet[Record]:
    """Leave out what happened to things that are gone: nobody can say any more who read them.

    Each row is looked up by its number; comparing texts would read the whole table of things.
    """
    of_kind = Q(kind=model._meta.label_lower)
    number = Case(When(of_kind, then=Cast("key", models.BigIntegerField())))
    there = model._base_manager.filter(pk=OuterRef("number"))
    return records.alias(number=number).exclude(of_kind & ~Exists(there))


@admin.register(Record)
class RecordAdmin(ReadOnlyAdmin):
    """The audit trail: to be read, by nobody changed."""

    list_display = ("at", "act_said", "thing_said", "by", "reason")
    list_select_related = ("by",)
    list_filter = (ActFilter, KindFilter, ("by", admin.RelatedOnlyFieldListFilter))
    date_hierarchy = "at"
    search_fields = ("key", "act", "reason", "by__last_name", "by__email")
    search_help_text = "Sucht in Person, Kennung, Vorgang und Begründung."
    fields = ("at", "act_said", "thing_said", "by", "reason", "details_said")
    readonly_fields = fields
    change_list_template = "admin/record_list.html"

    @admin.display(description="Vorgang", ordering="act")
    def act_said(self, one: Record) -> str:
        return act_in_words(one.act)

    @admin.display(description="Worum es geht")
    def thing_said(self, one: Any) -> str:
        thing = getattr(one, "thing", None)
        if thing is None:
            return f"{kind_in_words(one.kind)} Nr. {one.key}"
        opts = thing._meta
        url = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[thing.pk])
        return format_html('<a href="{}">{}</a>', url, str(thing))

    @admin.display(description="Einzelheiten")
    def details_said(self, one: Record) -> str:
        return "\n".join(f"{name}: {value}" for name, value in one.details.items()) or "–"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:  # noqa: ARG002
        return RecordList

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        one: Any = super().get_object(request, object_id, from_field)
        if one is not None:
            one.thing = _things([one], request).get((one.kind, one.key))
        return one

    def get_urls(self) -> list[Any]:
        export = self.admin_site.admin_view(self.export)
        return [path("datei/", export, name="content_record_export"), *super().get_urls()]

    def export(self, request: HttpRequest) -> HttpResponse:
        """Hand out what the list shows, as filtered; noted, for it leaves the portal (S64)."""
        try:
            found = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return redirect(f"{reverse('admin:content_record_changelist')}?{ERROR_FLAG}=1")
        rows = [
            (
                f"{timezone.localtime(one.at):%d.%m.%Y %H:%M:%S}",
                *(act_in_words(one.act), kind_in_words(one.kind), one.key),
                *(one.by.name if one.by else "", one.reason, self.details_said(one)),
            )
            for one in found[:_MOST_EXPORTED]
        ]
        me = self.acting(request)
        record("record.exported", me, by=me, rows=len(rows), filters=sorted(request.GET))
        heading = ("Zeitpunkt", "Vorgang", "Art", "Kennung", "Person", "Begründung", "Einzelheiten")
        return csv_response("protokoll", [heading, *rows])

    def get_queryset(self, request: HttpRequest) -> QuerySet[Record]:
        """Leave out what happened to things that exist for no moderator (S29, S62)."""
        records = Record.objects.all()
        if self.acting(request).is_superuser:
            return records
        models_hidden = set()
        for things in hidden_from(request.user):
            keys = things.annotate(as_key=Cast("pk", models.CharField())).values("as_key")
            records = records.exclude(kind=things.model._meta.label_lower, key__in=keys)
            models_hidden.add(things.model)
        for model in models_hidden:
            records = _without_gone(records, model)
        return records
