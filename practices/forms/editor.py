"""The editor's form of a section: the same for saving, autosaving and conflicts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django import forms
from django.db.models import Q
from django.utils.formats import date_format

from content.forms import LinesField, VersionedForm
from content.models import Term, Theme
from members.models import User
from practices.fields import HELP, REQUIRED, WORD_TARGETS
from practices.forms.rows import RowsField
from practices.forms.words import MonthField, TagsField
from practices.models import Practice
from practices.services import section_mark

if TYPE_CHECKING:
    from django.db import models

    from practices.fields import Section

_MONTHS = {"start_date", "end_date", "funding_until"}
_ROWS = {
    "steps": RowsField(
        (("Schritt", 60),), most=12, limit=300, label="Schritte zur Umsetzung", required=False
    ),
    "indicators": RowsField(
        (("Kennzahl", 30), ("Wert", 12), ("Stand", 10)), most=8, label="Kennzahlen", required=False
    ),
    "links": RowsField(
        (("Adresse", 34), ("Titel", 24)), most=8, label="Weiterführende Links", required=False
    ),
}
_TALL = {"implementation": 16, "results": 10, "challenge": 8}
_MOST = {"themes": 4, "target_groups": 6, "tags": 10}


class PracticeForm(VersionedForm):
    """Fields of a practice; nothing but the title is required while it is a draft."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Asked for only where it is drawn.
        self.initial["seen"] = partial(section_mark, self.instance, self._meta.fields or ())
        for name, field in self.fields.items():
            field.required = name in {"title", "version"}
            if name in HELP:
                field.help_text = HELP[name]
            if name in WORD_TARGETS:
                least, most = WORD_TARGETS[name]
                field.help_text += f" Üblich sind {least} bis {most} Wörter."
            if name in REQUIRED:
                # Needed in the end, not now (but the title): the label says so.
                field.widget.attrs["data-needed"] = ""
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = self._offered(name, field.queryset)

    mark_optional = False

    def _offered(self, name: str, queryset: Any) -> Any:
        """Offer what is active, and what stands there already."""
        if name == "contact_person":
            people = User.objects.filter(kreis_id=self.instance.kreis_id, is_active=True)
            return people.order_by("last_name", "first_name")
        if name == "further_kreise":
            return queryset.filter(is_landkreis=True).exclude(pk=self.instance.kreis_id).in_order()
        if issubclass(queryset.model, Term):
            known = Q(is_active=True)
            if self.instance.pk:
                there = self.initial.get(name) or []
                pks = [
                    getattr(thing, "pk", thing)
                    for thing in (there if isinstance(there, list) else [there])
                ]
                known |= Q(pk__in=pks)
            found = queryset.filter(known)
            return found.filter(parent=None) if queryset.model is Theme else found
        return queryset

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for name, most in _MOST.items():
            if len(values.get(name) or ()) > most:
                self.add_error(name, f"Wählen Sie höchstens {most}.")
        begin, end = values.get("start_date"), values.get("end_date")
        if begin and end and end < begin:
            self.add_error("end_date", "Das Ende liegt vor dem Beginn.")
        return values

    def clean_links(self) -> list[list[str]]:
        rows: list[list[str]] = self.cleaned_data["links"]
        # As people write an address, and browsers show it.
        rows = [[f"https://{at}" if at.startswith("www.") else at, title] for at, title in rows]
        for address, _ in rows:
            if not _leads_to_the_web(address):
                message = f"„{address}“ ist keine Adresse, die mit https:// oder http:// beginnt."
                raise forms.ValidationError(message)
        return rows

    def in_words(self, name: str, value: Any) -> str:
        """Say a field's value as the editor knows it."""
        if isinstance(value, list) or hasattr(value, "all"):
            return "\n".join(
                " · ".join(thing) if isinstance(thing, list) else str(getattr(thing, "tag", thing))
                for thing in value
            )
        if name in _MONTHS:
            return date_format(value, "F Y") if value else ""
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField) and value and field.queryset is not None:
            return str(field.queryset.filter(pk=getattr(value, "pk", value)).first() or "")
        choices = dict(getattr(field, "choices", ()))
        return str(choices.get(value, value or ""))


def _leads_to_the_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:  # „http://[“
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc


def _form_field(field: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    """Choose the form field of a model field: months, tags, tables, check boxes, tall texts."""
    if field.name in _ROWS:
        return _ROWS[field.name]
    if field.name in _MONTHS:
        return MonthField(label=str(field.verbose_name))
    if field.name == "tags":
        return TagsField(label=str(field.verbose_name))
    if field.many_to_many:
        kwargs["widget"] = forms.CheckboxSelectMultiple
        if field.name == "further_kreise":
            kwargs["widget"] = forms.SelectMultiple({"size": 6})
    if field.get_internal_type() == "TextField":
        kwargs["form_class"] = LinesField
        kwargs["widget"] = forms.Textarea({"rows": _TALL.get(field.name, 5)})
        if field.name in WORD_TARGETS:
            least, most = WORD_TARGETS[field.name]
            kwargs["widget"].attrs["data-words"] = f"{least} {most}"
    return field.formfield(**kwargs)


def section_form(section: Section) -> type[PracticeForm]:
    """Return the form of a section of the editor."""
    form: type[PracticeForm] = forms.modelform_factory(  # type: ignore[assignment]
        Practice,
        form=PracticeForm,
        fields=list(section.fields),
        formfield_callback=_form_field,
    )
    return form
