"""The editor of an event: one form in sections, from the version it started from."""

from __future__ import annotations

import uuid
from copy import copy
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django import forms
from django.utils import timezone

from content.choices import Audience
from content.forms import LinesField, VersionedForm
from content.models import Theme
from events.choices import LONGEST, EventState
from events.forms.fields import AgendaField, MomentField, PracticesField, in_berlin
from events.models import Event
from events.services.events import practices_to_name
from members.models import User

if TYPE_CHECKING:
    from django.db import models

    from practices.querysets import PracticeQuerySet

_SECTIONS = (
    ("Worum es geht", ("title", "kind", "theme", "description")),
    ("Wann", ("starts_at", "ends_at", "registration_until")),
    ("Wo", ("format", "place", "address", "place_access", "join_link", "join_link_from")),
    ("Ablauf", ("agenda",)),
    (
        "Plätze und Bedarf",
        ("seats_on_site", "seats_online", *("asks_language", "asks_catering", "asks_access")),
    ),
    ("Wer dabei ist", ("audience", "organisers", "practices")),
)
_MOMENTS = ("starts_at", "ends_at", "registration_until", "join_link_from")
_MOST_SEATS = 10_000


class PeopleField(forms.ModelMultipleChoiceField[User]):
    """People to tick, with their Kreis or function."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: User) -> str:
        return obj.name


class EventForm(VersionedForm):
    """An event with all there is to say about it; a draft needs a title and a time."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    starts_at = MomentField(label="Beginn")
    ends_at = MomentField(label="Ende")
    registration_until = MomentField(
        label="Anmeldung bis",
        required=False,
        help_text="Ohne Angabe ist die Anmeldung bis zum Beginn offen.",
    )
    join_link_from = MomentField(
        label="Zugangslink sichtbar ab",
        required=False,
        help_text="Ohne Angabe eine Stunde vor dem Beginn.",
    )
    agenda = AgendaField(
        label="Ablauf",
        required=False,
        help_text="In der Reihenfolge des Tages. Bei mehreren Tagen schreiben Sie einfach weiter.",
    )
    practices = PracticesField(
        label="Praxisbeispiele",
        required=False,
        help_text="Worum es gehen soll: eine Adresse je Zeile, zum Beispiel /praxis/12/.",
    )
    organisers = PeopleField(
        User.objects.none(),
        label="Organisation",
        required=False,
        help_text="Wer den Termin mit Ihnen bearbeitet und die Anmeldungen liest.",
    )

    class Meta:
        model = Event
        fields = (
            *("title", "kind", "theme", "description", "starts_at", "ends_at"),
            *("registration_until", "format", "place", "address", "place_access"),
            *("join_link", "join_link_from", "seats_on_site", "seats_online"),
            *("asks_language", "asks_catering", "asks_access", "audience"),
        )
        field_classes = {"description": LinesField, "place_access": LinesField}
        widgets = {
            "description": forms.Textarea({"rows": 8}),
            "place_access": forms.Textarea({"rows": 3}),
            "format": forms.RadioSelect,
            "audience": forms.RadioSelect,
        }
        help_texts = {
            "description": "Worum geht es, für wen ist es, was nehmen die Teilnehmenden mit? "
            "Absätze, Listen und **Hervorhebungen** sind möglich.",
            "place": "Zum Beispiel „Kreishaus Detmold, Sitzungssaal 2“.",
            "place_access": "Stufenloser Zugang, Aufzug, Toilette, Höranlage, Parkplätze.",
            "join_link": "Lesen nur die Angemeldeten. Beginnt mit https://.",
            "seats_on_site": "Ohne Angabe so viele, wie kommen.",
            "seats_online": "Ohne Angabe so viele, wie kommen.",
        }

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        field: Any = self.fields["practices"]
        field.person = person
        themes: Any = self.fields["theme"]
        themes.queryset = Theme.objects.filter(parent=None, is_active=True)
        themes.empty_label = "ohne"
        audience: Any = self.fields["audience"]
        audience.choices = [one for one in Audience.choices if one[0] <= person.clearance]
        for name in ("kind", "format"):
            chosen: Any = self.fields[name]
            chosen.choices = [one for one in chosen.choices if one[0]]
        for name in ("seats_on_site", "seats_online"):
            self.fields[name] = forms.IntegerField(
                label=self.fields[name].label,
                help_text=self.fields[name].help_text,
                required=False,
                min_value=0,
                max_value=_MOST_SEATS,
            )
        self._offer_people()
        if self.instance.state == EventState.PUBLISHED:
            audience.help_text = (
                "Wer den Termin danach nicht mehr lesen darf, verliert seine Anmeldung."
            )
        if self.instance.pk:
            self.initial["agenda"] = list(self.instance.agenda.all())
            self.initial["practices"] = list(self._practices.filter(events=self.instance))

    @property
    def _practices(self) -> PracticeQuerySet:
        return practices_to_name(self.person)

    def _offer_people(self) -> None:
        """Offer colleagues of the same Kreis or team, and who is named already."""
        there = (
            [one.person_id for one in self.instance.organisers.all()]
            if (self.instance.pk)
            else [self.person.pk]
        )
        people = User.objects.with_access()
        if self.person.kreis_id is not None:
            team = people.filter(kreis_id=self.person.kreis_id)
        else:
            team = people.filter(role=self.person.role)
        field: Any = self.fields["organisers"]
        offered = User.objects.filter(pk__in=team.values("pk")) | User.objects.filter(
            pk__in=[*there, self.person.pk]
        )
        field.queryset = offered.order_by("last_name", "first_name")
        self.initial.setdefault("organisers", there)

    @property
    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields by what they are about, for the page."""
        return [(title, [self[name] for name in names]) for title, names in _SECTIONS]

    def clean_title(self) -> str:
        """Keep it on one line: a calendar takes the second for an entry of its own."""
        return " ".join(str(self.cleaned_data["title"]).split())

    def clean_join_link(self) -> str:
        """Lead to the web, and to where it says (S35): „https://video.example@…“ does not."""
        link = str(self.cleaned_data["join_link"])
        parts = urlsplit(link)
        if link and (parts.scheme not in {"http", "https"} or "@" in parts.netloc):
            message = "Beginnen Sie die Adresse mit https://, ohne Anmeldenamen darin."
            raise forms.ValidationError(message)
        return link

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        begin, end = values.get("starts_at"), values.get("ends_at")
        if begin and end and end <= begin:
            self.add_error("ends_at", "Das Ende liegt nicht nach dem Beginn.")
        elif begin and end and end - begin > LONGEST:
            self.add_error("ends_at", "Ein Termin dauert höchstens 31 Tage.")
        until = values.get("registration_until")
        if begin and until and until > begin:
            self.add_error("registration_until", "Die Anmeldung endet erst nach dem Beginn.")
        shown = values.get("join_link_from")
        if end and shown and shown > end:
            self.add_error("join_link_from", "Das ist erst nach dem Ende des Termins.")
        if begin and end and end > begin and "agenda" in values:
            self._check_agenda(begin, end)
        return values

    def _check_agenda(self, begin: datetime, end: datetime) -> None:
        first = timezone.localtime(begin).replace(tzinfo=None, second=0, microsecond=0)
        last = timezone.localtime(end).replace(tzinfo=None)
        for item in self.cleaned_data["agenda"]:
            day: date = first.date() + timedelta(days=item.day)
            at = datetime.combine(day, item.starts)
            if not first <= at <= last:
                where = "vor dem Beginn" if at < first else "nach dem Ende"
                message = (
                    f"„{item}“ läge {where}. Schreiben Sie die Programmpunkte in ihrer Reihenfolge."
                )
                self.add_error("agenda", message)
                return

    @property
    def values(self) -> dict[str, Any]:
        """What the service writes of a valid form."""
        left = {"version", "token", "agenda"}
        return {name: value for name, value in self.cleaned_data.items() if name not in left}

    def renewed(self, data: Any, current: models.Model) -> EventForm:
        """Return this form with the data, upon the version that stands there now."""
        return EventForm(data, instance=copy(current), person=self.person)

    def differences(self, current: Any) -> list[tuple[str, str, str]]:
        """Name what differs; practices, agenda and organisers are rows of their own."""
        practices = str(self.fields["practices"].label)
        # Those stored are more than the editor may read.
        found = [one for one in super().differences(current) if one[0] != practices]
        rows = {
            "agenda": list(current.agenda.all()),
            "practices": list(self._practices.filter(events=current)),
            "organisers": [one.person for one in current.organisers.select_related("person")],
        }
        for name, stored in rows.items():
            theirs, mine = (
                self.in_words(name, value) for value in (stored, self.cleaned_data[name])
            )
            if theirs != mine:
                found.append((str(self.fields[name].label), theirs, mine))
        return found

    def in_words(self, name: str, value: Any) -> str:
        """Say a field's value as the editor knows it."""
        if name == "agenda":
            return "\n".join(f"{one.starts:%H:%M} {one.title} {one.who}".strip() for one in value)
        if name in {"organisers", "practices"}:
            return "\n".join(sorted(str(one) for one in value))
        if name in _MOMENTS:
            return in_berlin(value) if value else ""
        if name == "theme" and value is not None:
            return str(Theme.objects.filter(pk=getattr(value, "pk", value)).first() or "")
        choices = dict(getattr(self.fields[name], "choices", ()))
        return str(choices.get(value, super().in_words(name, "" if value is None else value)))
