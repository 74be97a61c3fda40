"""What happens to questions that people are told of. They are read by the whole circle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experts.access import may_ask
from experts.models import Consultation
from experts.querysets import is_moderator, is_of_kreis
from notices.choices import Channel
from notices.kinds import Line, NoticeKind, declare

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from members.models import User
    from notices.models import Notice

AREA = "Expertenkreis"


def consultations(user: User) -> QuerySet[Consultation]:
    """Return those whose question the person reads."""
    return Consultation.objects.visible_to(user)


def line_about(consultation: Consultation, text: str, *, url: str = "", advice: str = "") -> Line:
    """Say something of a consultation; the question itself is no secret of the Kreise."""
    return Line(
        text=text,
        title=consultation.title,
        url=url or consultation.get_absolute_url(),
        about=f"anfrage {consultation.pk}",
        advice=advice,
    )


def _asked(consultation: Consultation, notice: Notice) -> Line:  # noqa: ARG001
    advice = "Prüfen Sie Wortlaut und Frist, und öffnen Sie die Anfrage für die Kreise."
    return line_about(consultation, "Neue Anfrage des Landkreistages", advice=advice)


ASKED = declare(
    NoticeKind(
        name="anfrage-gestellt",
        label="Der Landkreistag stellt eine Anfrage",
        area=AREA,
        default=Channel.AT_ONCE,
        readable=consultations,
        line=_asked,
        concerns=is_moderator,
        is_task=True,
    )
)


def _opened(consultation: Consultation, notice: Notice) -> Line:
    text = "Der Landkreistag fragt"
    if notice.happening.startswith("frist"):
        text = "Neue Frist für eine Anfrage des Landkreistages"
    until = f"{consultation.deadline:%d.%m.%Y}"
    advice = f"Ihr Kreis antwortet bis zum {until}. Auch „keine Anmerkung“ ist eine Antwort."
    return line_about(consultation, text, advice=advice)


OPENED = declare(
    NoticeKind(
        name="anfrage-offen",
        label="Anfragen des Landkreistages an unseren Kreis",
        area=AREA,
        default=Channel.AT_ONCE,
        readable=consultations,
        line=_opened,
        concerns=is_of_kreis,
        is_task=True,
    )
)


def _withdrawn(consultation: Consultation, notice: Notice) -> Line:  # noqa: ARG001
    return line_about(consultation, "Anfrage zurückgezogen")


def _takes_part(user: User) -> bool:
    return may_ask(user) or is_of_kreis(user)


WITHDRAWN = declare(
    NoticeKind(
        name="anfrage-zurueckgezogen",
        label="Eine Anfrage wird zurückgezogen",
        area=AREA,
        default=Channel.WEEKLY,
        readable=consultations,
        line=_withdrawn,
        concerns=_takes_part,
    )
)
