from __future__ import annotations

import uuid
from copy import copy
from typing import TYPE_CHECKING, Any

from django import forms

from content.choices import Audience
from content.forms import LinesField, VersionedForm
from events.access import reads_with_participants
from events.models import Minutes, MinutesTask, Registration
from events.models.minutes import LONGEST_DECISION, MOST_DECISIONS
from members.models import User
from practices.forms.rows import RowsField

if TYPE_CHECKING:
    from datetime import date

    from django.db import models
    from django.db.models import QuerySet

_MOST_MINUTES = 9_999
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


class MinutesForm(VersionedForm):
    """What was said and decided, and who reads it: nobody who does not read the event."""

    # 0: nobody has written any yet.
    version = forms.IntegerField(widget=forms.HiddenInput)
    decisions = RowsField(
        (("Beschluss", 60),),
        most=MOST_DECISIONS,
        limit=LONGEST_DECISION,
        label="Beschlüsse",
        required=False,
        help_text="Ein Beschluss je Zeile. Aufgaben tragen Sie danach einzeln ein.",
    )

    class Meta:
        model = Minutes
        fields = ("text", "decisions", "audience", "for_participants")
        field_classes = {"text": LinesField}
        widgets = {"text": forms.Textarea({"rows": 14}), "audience": forms.RadioSelect}
        labels = {
            "audience": "Wer das Protokoll liest",
            "for_participants": "Davon nur, wer teilgenommen hat oder organisiert",
        }
        help_texts = {
            "text": "Absätze, Listen und **Hervorhebungen** sind möglich. "
            "Bitte keine Angaben zu einzelnen Ratsuchenden.",
            "audience": "Nie mehr als die, die den Termin lesen.",
            "for_participants": "Teilgenommen hat, wer bis zum Schluss angemeldet war.",
        }

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        narrowest = self.instance.event.audience
        field: Any = self.fields["audience"]
        offered = [one for one in Audience.choices if narrowest <= one[0] <= person.clearance]
        field.choices = offered
        self.initial["audience"] = max(self.initial.get("audience") or narrowest, narrowest)

    def in_words(self, name: str, value: Any) -> str:
        """Say a field's value as the editor knows it."""
        if name == "decisions":
            return "\n".join(value)
        if name == "audience":
            return "" if value is None else str(Audience(value).label)
        return super().in_words(name, value)

    def renewed(self, data: Any, current: models.Model) -> MinutesForm:
        """Return this form with the data, upon the version that stands there now."""
        return MinutesForm(data, instance=copy(current), person=self.person)

    @property
    def values(self) -> dict[str, Any]:
        """What the service writes of a valid form."""
        return {name: self.cleaned_data[name] for name in _MINUTES}


_MINUTES = ("text", "decisions", "audience", "for_participants")
_TASK = ("text", "owner", "due", "effort")


class OwnerField(forms.ModelChoiceField[User]):
    """Whoever took part or organises, with the Kreis or the role."""

    def label_from_instance(self, obj: User) -> str:
        return f"{obj.name}, {obj.kreis.name if obj.kreis else obj.get_role_display()}"


class TaskForm(VersionedForm):
    """Who does what until when."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    owner = OwnerField(
        User.objects.none(),
        label="Wer",
        empty_label="Bitte wählen",
        help_text="Wer teilgenommen hat oder organisiert und das Protokoll liest.",
    )
    effort = forms.IntegerField(
        label="Aufwand in Minuten",
        required=False,
        min_value=1,
        max_value=_MOST_MINUTES,
        help_text="Ehrlich geschätzt; steht auf der Startseite der Person.",
    )

    class Meta:
        model = MinutesTask
        fields = ("text", "owner", "due", "effort")
        widgets = {"due": forms.DateInput({"type": "date"}, "%Y-%m-%d")}
        labels = {"text": "Was zu tun ist", "due": "Bis wann"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.queryset = _owners(self.instance.minutes, self.instance.owner_id)

    def clean_due(self) -> date | None:
        """Take the typing slip of a year for one; a term that is over may be written down."""
        due: date | None = self.cleaned_data["due"]
        if due is not None and not _FIRST_YEAR <= due.year <= _LAST_YEAR:
            message = f"Prüfen Sie das Jahr. Möglich sind {_FIRST_YEAR} bis {_LAST_YEAR}."
            raise forms.ValidationError(message)
        return due

    def in_words(self, name: str, value: Any) -> str:
        """Say a field's value as the editor knows it."""
        if name == "owner":
            found = User.objects.filter(pk=getattr(value, "pk", value)).first()
            return found.name if found else ""
        if name == "due" and value is not None:
            return f"{value:%d.%m.%Y}"
        return "" if value is None else super().in_words(name, value)

    @property
    def values(self) -> dict[str, Any]:
        """What the service writes of a valid form."""
        return {name: self.cleaned_data[name] for name in _TASK}


def _owners(minutes: Minutes, own: int | None) -> QuerySet[User]:
    """Return who can have a task of these minutes; who has it may keep it."""
    came = Registration.objects.registered().filter(event=minutes.event).values("person")
    named = minutes.event.organisers.all()
    if minutes.event.kreis_id is not None:
        # As access.is_organiser: whoever left the Kreis organises its events no more.
        named = named.filter(person__kreis_id=minutes.event.kreis_id)
    people = User.objects.filter(pk__in=came.union(named.values("person"))).select_related("kreis")
    offered = {one.pk for one in people if reads_with_participants(one, minutes)} | {own}
    shown: QuerySet[User] = User.objects.filter(pk__in=offered - {None}).select_related("kreis")
    return shown.order_by("last_name", "first_name")
