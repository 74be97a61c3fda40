"""Mails that could not be delivered. Their text is not shown: it can hold a link to an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, override

from django import forms

from content.models import Record
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
from notices.choices import MailState
from notices.models import OutgoingMail
from notices.services import give_up, send_again

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from members.models import User

_ACTS = ("mail.sent_again", "mail.given_up")


class FailedMails(Queue):
    """Mails that failed for good; also the technical administration looks after them."""

    name, label, since = "mails", "Gescheiterte E-Mails", "created_at"
    rank, for_administration = 6, True

    @override
    def things(self, user: User) -> QuerySet[Any]:
        failed = OutgoingMail.objects.filter(state=MailState.FAILED)
        return failed.defer("text", "html").order_by("created_at", "pk")

    @override
    def line(self, thing: OutgoingMail) -> Line:
        return Line(title=str(thing), who=thing.to, why=thing.error, since=thing.created_at)

    @override
    def open(self, user: User, thing: OutgoingMail) -> Dossier:
        facts = (("an", thing.to), ("Betreff", str(thing)), ("Grund", thing.error))
        return Dossier((Part("Die E-Mail", facts=facts),))

    @override
    def steps(self, user: User, thing: OutgoingMail, sent: Sent) -> list[Step]:
        again = forms.Form(sent.of("erneut"))
        never = forms.Form(sent.of("verwerfen"))
        return [
            Step("erneut", "Erneut senden", "f", again, "Die E-Mail geht noch einmal hinaus."),
            Step(
                "verwerfen",
                "Nicht mehr senden",
                "a",
                never,
                "Die E-Mail entfällt. Sagen Sie es der Person auf anderem Weg.",
                is_grave=True,
            ),
        ]

    @override
    def decide(self, user: User, thing: OutgoingMail, step: Step) -> str:
        if step.name == "erneut":
            done, said = send_again(thing, by=user), "Die E-Mail ist noch einmal eingereiht."
        else:
            done, said = give_up(thing, by=user), "Die E-Mail entfällt."
        if not done:
            raise SettledError(self.settled(user, thing.pk))
        return said

    @override
    def settled(self, user: User, key: int) -> str:
        trail = Record.objects.filter(kind="notices.outgoingmail", key=str(key), act__in=_ACTS)
        last = trail.select_related("by").order_by("-pk").first()
        if last is None:
            return ""
        act = "erneut gesendet" if last.act == _ACTS[0] else "entfallen"
        return settled_by(last.by, last.at, act)


register(FailedMails())
