"""What happens to summaries in work that people are told of.

A mail is no protected room: no word of a draft, a quotation or an opinion stands in a line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from experts.choices import Stage
from experts.models import Consultation, Opinion, Quotation
from experts.news.questions import AREA, line_about
from experts.querysets import is_of_kreis
from notices.choices import Channel
from notices.kinds import Line, NoticeKind, declare
from notices.services import see

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from members.models import User
    from notices.models import Notice


def _drafts(user: User) -> QuerySet[Consultation]:
    """Return those whose draft the person's Kreis is asked about."""
    found = Consultation.objects.visible_to(user).filter(stage=Stage.AGREEMENT)
    return found if is_of_kreis(user) else found.none()


def _agree_url(consultation: Consultation) -> str:
    return reverse("experts:summary-agree", args=[consultation.pk])


def _agreeing(consultation: Consultation, notice: Notice) -> Line:
    until = f"{consultation.agree_until:%d.%m.%Y}" if consultation.agree_until else ""
    text = "Entwurf einer Auswertung zur Abstimmung"
    if notice.happening.startswith("erinnerung"):
        text = f"Erinnerung: Abstimmung bis {until}"
    advice = (
        f"Sagen Sie bis zum {until}, ob Ihr Kreis zustimmt. Wer schweigt, stimmt nicht zu und wird "
        "nicht genannt."
    )
    return line_about(consultation, text, url=_agree_url(consultation), advice=advice)


AGREEING = declare(
    NoticeKind(
        name="auswertung-abstimmung",
        label="Abstimmung über eine Auswertung",
        area=AREA,
        default=Channel.AT_ONCE,
        readable=_drafts,
        line=_agreeing,
        concerns=is_of_kreis,
        is_task=True,
    )
)


def _quotations(user: User) -> QuerySet[Quotation]:
    """Return the passages of the own Kreis that may be decided about."""
    own = Quotation.objects.visible_to(user).filter(contribution__kreis=user.kreis_id)
    asked = own.filter(paragraph__consultation__stage=Stage.AGREEMENT)
    return asked.select_related("paragraph__consultation")


def _quoted(quotation: Quotation, notice: Notice) -> Line:  # noqa: ARG001
    consultation = quotation.paragraph.consultation
    url = f"{_agree_url(consultation)}#zitat-{quotation.pk}"
    advice = "Ohne Ihre Zustimmung zum genauen Wortlaut entfällt das Zitat."
    return line_about(consultation, "Dürfen wir Ihren Kreis zitieren?", url=url, advice=advice)


QUOTED = declare(
    NoticeKind(
        name="auswertung-zitat",
        label="Zitate unseres Kreises in einer Auswertung",
        area=AREA,
        default=Channel.AT_ONCE,
        readable=_quotations,
        line=_quoted,
        concerns=is_of_kreis,
        is_task=True,
    )
)


def _opinions(user: User) -> QuerySet[Opinion]:
    own = Opinion.objects.visible_to(user).filter(kreis=user.kreis_id)
    return own.select_related("consultation")


def _settled(opinion: Opinion, notice: Notice) -> Line:  # noqa: ARG001
    return line_about(opinion.consultation, "Antwort auf Ihren Hinweis zur Auswertung")


SETTLED = declare(
    NoticeKind(
        name="auswertung-hinweis",
        label="Antworten auf unsere Änderungswünsche und Einsprüche",
        area=AREA,
        default=Channel.DAILY,
        readable=_opinions,
        line=_settled,
        concerns=is_of_kreis,
    )
)


def see_answers(opinions: Iterable[Opinion], *, by: User) -> None:
    """Note that a person read what the office said to what the Kreis says."""
    keys = [one.pk for one in opinions]
    if keys:  # without things, all would count as seen
        see([SETTLED], *keys, by=by)
