"""What comes to the office from outside: requests for access."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, override

from django import forms
from django.core.exceptions import ValidationError

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
from members.choices import RequestState
from members.models import AccessRequest
from members.news import ACCESS_ASKED
from members.services import decline_request, invite_asker
from notices.services import see

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from members.models import User

_NO_MEMBER = (
    "Dieser Kreis ist noch kein Mitglied. Nehmen Sie ihn zuerst auf: unter „Kreise“ mit der "
    "Aktion „Mitgliedschaft heute beginnen“."
)
# Name, button, letter, what it does, whether it is grave.
_STEPS = (
    ("einladen", "Einladen", "f", "Die Person erhält eine Einladung in ihren Kreis.", False),
    ("leitung", "Als Leitung des Kreises einladen", "l", "Sie lädt dann selbst weiter ein.", False),
    ("ablehnen", "Ablehnen", "a", "Die Person erhält eine freundliche Absage.", True),
)


class AccessRequests(Queue):
    """Who asks to come in; also the technical administration answers."""

    name, label, since = "zugang", "Zugangsanfragen", "asked_on"
    rank, for_administration = 4, True

    @override
    def things(self, user: User) -> QuerySet[Any]:
        waiting = AccessRequest.objects.filter(state=RequestState.OPEN).select_related("kreis")
        return waiting.order_by("asked_on", "pk")

    @override
    def line(self, thing: AccessRequest) -> Line:
        return Line(
            title=f"{thing.first_name} {thing.last_name}",
            who=str(thing.kreis),
            why=thing.function,
            since=thing.asked_on,
            preview=thing.message,
        )

    @override
    def open(self, user: User, thing: AccessRequest) -> Dossier:
        see([ACCESS_ASKED], thing.pk, by=user)
        kreis = thing.kreis
        facts = (
            ("Name", f"{thing.first_name} {thing.last_name}"),
            ("Funktion", thing.function),
            ("E-Mail-Adresse", thing.email),
            ("Kreis", f"{kreis}{'' if kreis.is_member else ' (noch kein Mitglied)'}"),
        )
        parts = (Part("Die Anfrage", text=thing.message, facts=facts),)
        return Dossier(parts, kreis.get_absolute_url() if kreis.is_member else "")

    @override
    def steps(self, user: User, thing: AccessRequest, sent: Sent) -> list[Step]:
        return [
            Step(name, label, key, forms.Form(sent.of(name)), says, is_grave)
            for name, label, key, says, is_grave in _STEPS
        ]

    @override
    def decide(self, user: User, thing: AccessRequest, step: Step) -> str:
        if step.name == "ablehnen":
            done, said = decline_request(thing, by=user), "ist abgelehnt und erhält Nachricht"
        elif not thing.kreis.is_member:
            raise ValidationError(_NO_MEMBER)
        else:
            done = invite_asker(thing, by=user, is_lead=step.name == "leitung")
            said = "ist eingeladen"
        thing.refresh_from_db()
        if not done and thing.decided_by_id != user.pk:
            raise SettledError(self.settled(user, thing.pk))
        return f"{thing.email} {said if done else 'hatte schon eine offene Einladung'}."

    @override
    def settled(self, user: User, key: int) -> str:
        decided = AccessRequest.objects.exclude(state=RequestState.OPEN).filter(pk=key)
        found = decided.select_related("decided_by").first()
        if found is None:
            return ""
        return settled_by(found.decided_by, found.decided_at, found.get_state_display())


register(AccessRequests())
