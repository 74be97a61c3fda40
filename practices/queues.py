"""What the Kreise put before the office: practices to review."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, override

from django import forms
from django.core.exceptions import ValidationError

from content.choices import Place
from content.queues import (
    Dossier,
    Line,
    Part,
    Queue,
    Sent,
    SettledError,
    Step,
    register,
    settled_by,
)
from notices.services import see
from practices.access import may_publish
from practices.choices import State
from practices.completeness import missing_fields
from practices.editions import in_words, label_of
from practices.forms import OneQueryForm
from practices.models import MergedRevision, Practice
from practices.news import SUBMITTED
from practices.services import (
    IncompleteError,
    OriginalArchivedError,
    last_step,
    publish_practice,
    send_query,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from members.models import User

_MISSING = "Zum Veröffentlichen fehlen noch Pflichtangaben. Fragen Sie den Kreis danach."
_ARCHIVED = (
    "Das bisherige Beispiel ist archiviert; solange es das ist, lässt sich keine neue Fassung "
    "veröffentlichen."
)


class Submitted(Queue):
    """Practices that a Kreis handed in."""

    name, label, since = "praxis", "Praxisbeispiele zu prüfen", "submitted_at"
    rank = 3

    @override
    def things(self, user: User) -> QuerySet[Any]:
        waiting = Practice.objects.visible_to(user).filter(state=State.SUBMITTED)
        waiting = waiting.select_related("kreis", "submitted_by", "revises")
        return waiting.order_by("submitted_at", "pk")

    @override
    def line(self, thing: Practice) -> Line:
        by = f"{thing.submitted_by.name}, " if thing.submitted_by else ""
        return Line(
            title=thing.title,
            who=f"{by}{thing.kreis}",
            why="Neue Fassung" if thing.revises_id else "Neu eingereicht",
            since=thing.submitted_at or thing.changed_at,
            preview=thing.summary,
        )

    @override
    def open(self, user: User, thing: Practice) -> Dossier:
        see([SUBMITTED], thing.pk, by=user)
        missing = missing_fields(thing)
        facts = [("Kreis", str(thing.kreis)), ("Sichtbarkeit", thing.get_audience_display())]
        if missing:
            facts.append(("Es fehlt noch", ", ".join(label_of(name) for name in missing)))
        said = in_words(thing)
        said.pop("title", None)
        summary = said.pop("summary", "")
        details = tuple((label_of(name), text) for name, text in said.items())
        parts = (
            Part("Auf einen Blick", text=summary, facts=tuple(facts)),
            Part("Alle Angaben", facts=details),
        )
        by = thing.submitted_by.name if thing.submitted_by else ""
        return Dossier(parts, thing.get_absolute_url(), {"name": by, "titel": thing.title})

    @override
    def steps(self, user: User, thing: Practice, sent: Sent) -> list[Step]:
        if not may_publish(user, thing):
            return []
        publish = forms.Form(sent.of("freigeben"))
        query = OneQueryForm(sent.of("rueckfrage"), practice=thing)
        asks = "Das Beispiel geht an den Kreis zurück, bis er geantwortet hat."
        place = Place.PRACTICE_QUERY
        return [
            Step("freigeben", "Veröffentlichen", "f", publish, "Der Kreis erfährt davon."),
            Step("rueckfrage", "Rückfrage senden", "r", query, asks, place=place, into="text"),
        ]

    @override
    def decide(self, user: User, thing: Practice, step: Step) -> str:
        if step.name == "rueckfrage":
            said = step.form.cleaned_data
            if not send_query(thing, by=user, remarks={said["field"]: said["text"]}):
                raise SettledError(self.settled(user, thing.pk))
            return "Die Rückfrage ist unterwegs."
        try:
            published = publish_practice(thing, by=user)
        except IncompleteError as error:
            raise ValidationError(_MISSING) from error
        except OriginalArchivedError as error:
            raise ValidationError(_ARCHIVED) from error
        if published is None:
            raise SettledError(self.settled(user, thing.pk))
        return f"„{published.title}“ ist veröffentlicht."

    @override
    def settled(self, user: User, key: int) -> str:
        practice = Practice.objects.visible_to(user).filter(pk=key).first()
        if practice is None:
            merged = MergedRevision.objects.visible_to(user).filter(pk=key)
            found = merged.select_related("practice").first()
            practice = found.practice if found else None
        step = last_step(practice) if practice is not None else None
        if practice is None or step is None:
            return ""
        return settled_by(step.by, step.at, practice.get_state_display())


register(Submitted())
