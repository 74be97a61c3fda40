"""What people are told of released summaries, and of what the Landkreistag makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from experts.access import reads_summaries
from experts.models import FollowUp, Outcome, Release
from experts.news.questions import AREA, consultations, line_about
from experts.querysets import is_liaison, is_moderator, is_of_kreis
from notices.choices import Channel
from notices.kinds import Line, NoticeKind, declare

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from experts.models import Consultation
    from members.models import User
    from notices.models import Notice


def _handed_over(consultation: Consultation, notice: Notice) -> Line:  # noqa: ARG001
    return line_about(
        consultation,
        "Auswertung zur Freigabe vorgelegt",
        url=reverse("experts:summary-release", args=[consultation.pk]),
        advice="Prüfen Sie die Vorschau, und geben Sie die Auswertung als zweite Person frei.",
    )


HANDED_OVER = declare(
    NoticeKind(
        name="auswertung-vorgelegt",
        label="Eine Auswertung wartet auf die zweite Person",
        area=AREA,
        default=Channel.AT_ONCE,
        readable=consultations,
        line=_handed_over,
        concerns=is_moderator,
        is_task=True,
    )
)


def _releases(user: User) -> QuerySet[Release]:
    return Release.objects.visible_to(user).select_related("consultation").defer("pdf", "content")


def _reads_along(user: User) -> bool:
    return reads_summaries(user) and not is_liaison(user)


def _released(release: Release, notice: Notice) -> Line:  # noqa: ARG001
    text = "Neue Auswertung des Expertenkreises"
    if release.edition > 1:
        text = f"Neue Fassung {release.edition} einer Auswertung des Expertenkreises"
    return line_about(release.consultation, text, url=release.get_absolute_url())


RELEASED = declare(
    NoticeKind(
        name="auswertung-freigegeben",
        label="Neue Auswertungen des Expertenkreises",
        area=AREA,
        default=Channel.WEEKLY,
        readable=_releases,
        line=_released,
        concerns=_reads_along,
    )
)


# Who asked has waited for it.
FINISHED = declare(
    NoticeKind(
        name="auswertung-fertig",
        label="Die Auswertung unserer Anfrage ist freigegeben",
        area=AREA,
        default=Channel.AT_ONCE,
        readable=_releases,
        line=_released,
        concerns=is_liaison,
    )
)


def _outcomes(user: User) -> QuerySet[Outcome]:
    return Outcome.objects.visible_to(user).select_related("consultation")


def _summary(consultation: Consultation, anchor: str) -> str:
    return f"{reverse('experts:summary', args=[consultation.pk])}#{anchor}"


def _noted(outcome: Outcome, notice: Notice) -> Line:  # noqa: ARG001
    text = f"Was aus der Auswertung wurde: {outcome.get_use_display()}"
    return line_about(outcome.consultation, text, url=_summary(outcome.consultation, "ergebnisse"))


NOTED = declare(
    NoticeKind(
        name="auswertung-ergebnis",
        label="Was aus Auswertungen des Expertenkreises wird",
        area=AREA,
        default=Channel.WEEKLY,
        readable=_outcomes,
        line=_noted,
        concerns=is_of_kreis,
    )
)


def _follow_ups(user: User) -> QuerySet[FollowUp]:
    return FollowUp.objects.visible_to(user).select_related("consultation")


def _asked_back(follow_up: FollowUp, notice: Notice) -> Line:  # noqa: ARG001
    return line_about(
        follow_up.consultation,
        "Rückfrage des Landkreistages zu einer Auswertung",
        url=reverse("experts:follow-up-answer", args=[follow_up.consultation_id, follow_up.pk]),
        advice="Beantworten Sie die Rückfrage. Die Kreise lesen Frage und Antwort mit.",
    )


ASKED_BACK = declare(
    NoticeKind(
        name="rueckfrage-auswertung",
        label="Rückfragen des Landkreistages zu Auswertungen",
        area=AREA,
        default=Channel.AT_ONCE,
        readable=_follow_ups,
        line=_asked_back,
        concerns=is_moderator,
        is_task=True,
    )
)


def _answered(follow_up: FollowUp, notice: Notice) -> Line:  # noqa: ARG001
    return line_about(
        follow_up.consultation,
        "Antwort auf Ihre Rückfrage",
        url=_summary(follow_up.consultation, "rueckfragen"),
    )


ANSWERED = declare(
    NoticeKind(
        name="rueckfrage-beantwortet",
        label="Antworten auf unsere Rückfragen zu Auswertungen",
        area=AREA,
        default=Channel.AT_ONCE,
        readable=_follow_ups,
        line=_answered,
        concerns=is_liaison,
    )
)
