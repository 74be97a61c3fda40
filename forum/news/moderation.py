"""What is reported, decided and answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from forum.access import may_enter
from forum.choices import Act
from forum.models import Decision, Report
from notices.choices import Channel
from notices.kinds import Line, NoticeKind, declare

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from members.models import User
    from notices.models import Notice


def _open_reports(user: User) -> QuerySet[Report]:
    return Report.objects.visible_to(user).undecided().for_notices()


def _report(report: Report, notice: Notice) -> Line:  # noqa: ARG001  (every kind gets both)
    return Line(
        text=f"Beitrag gemeldet ({report.get_cause_display()})",
        title=report.post.topic.title,
        url=reverse("forum:post-moderate", args=[report.post.topic_id, report.post.number]),
        about=f"thema {report.post.topic_id}",
        title_in_mail="ein Beitrag im Austausch",
        text_in_mail="Gemeldet",
        advice="Sehen Sie den Beitrag an und entscheiden Sie, was mit ihm geschieht.",
    )


REPORTED = declare(
    NoticeKind(
        name="meldung",
        label="Gemeldete Beiträge in Räumen, die ich moderiere",
        area="Austausch",
        default=Channel.AT_ONCE,
        readable=_open_reports,
        line=_report,
        concerns=may_enter,
        is_task=True,
    )
)

# What it says to who reported, and to whose word it is.
_OUTCOMES = {
    Act.LEAVE: "Der Beitrag bleibt stehen",
    Act.HIDE: "Der Beitrag ist ausgeblendet",
    Act.SHOW: "Der Beitrag ist wieder eingeblendet",
    Act.QUERY: "Die Moderation hat nachgefragt",
    Act.CLOSE: "Das Thema ist geschlossen",
    Act.DELETE: "Das Thema ist gelöscht",
}
_ACTED = "Die Moderation hat gehandelt"
_DECISIONS = {
    Act.HIDE: "Ihr Beitrag ist ausgeblendet",
    Act.SHOW: "Ihr Beitrag ist wieder eingeblendet",
    Act.QUERY: "Rückfrage der Moderation",
    Act.CLOSE: "Ihr Thema ist geschlossen",
    Act.MOVE: "Ihr Thema steht in einem anderen Raum",
    Act.DELETE: "Ihr Thema ist gelöscht",
    Act.RESTORE: "Ihr Thema ist zurückgeholt",
    Act.LOCK: "Sie sind in einem Raum gesperrt",
    Act.UNLOCK: "Ihre Sperre in einem Raum ist aufgehoben",
}


def outcome_of(decision: Decision) -> str:
    """Say what a decision means to who reported; not what was done to a person."""
    return _OUTCOMES.get(Act(decision.act), _ACTED)


def _outcomes(user: User) -> QuerySet[Report]:
    return Report.objects.reported_by(user).for_notices()


def _outcome(report: Report, notice: Notice) -> Line:  # noqa: ARG001
    assert report.decision is not None  # noqa: S101  (for the type checker)
    topic = report.post.topic
    gone = topic.deleted_at is not None
    where = reverse("forum:post-report", args=[topic.pk, report.post.number])
    return Line(
        text=f"Ihre Meldung: {outcome_of(report.decision)}",
        title="ein gelöschtes Thema" if gone else topic.title,
        url=reverse("forum:topic-list") if gone else where,
        about=f"thema {topic.pk}",
        title_in_mail="ein Beitrag im Austausch",
        text_in_mail="Über Ihre Meldung ist entschieden",
    )


OUTCOME = declare(
    NoticeKind(
        name="meldung-entschieden",
        label="Was aus meinen Meldungen wird",
        area="Austausch",
        default=Channel.WEEKLY,
        readable=_outcomes,
        line=_outcome,
        concerns=may_enter,
    )
)


def _decisions(user: User) -> QuerySet[Decision]:
    return Decision.objects.visible_to(user).for_notices(user)


def _decision(decision: Decision, notice: Notice) -> Line:  # noqa: ARG001
    return Line(
        text=_DECISIONS[Act(decision.act)],
        title=decision.title or "Austausch",
        url=decision.get_absolute_url(),
        about=f"entscheidung {decision.pk}",
        title_in_mail="eine Nachricht der Moderation",
        text_in_mail="Austausch",
        advice="Die Begründung lesen Sie im Portal. Dort können Sie der Moderation antworten.",
    )


DECISION = declare(
    NoticeKind(
        name="moderation",
        label="Entscheidungen der Moderation, die mich betreffen",
        area="Austausch",
        default=Channel.AT_ONCE,
        readable=_decisions,
        line=_decision,
        concerns=may_enter,
    )
)


def _answers(user: User) -> QuerySet[Decision]:
    return Decision.objects.moderated_by(user).answered().for_notices(user)


def _answer(decision: Decision, notice: Notice) -> Line:  # noqa: ARG001
    return Line(
        text="Antwort an die Moderation",
        title=decision.title or decision.room_name,
        url=f"{reverse('forum:report-list')}?ansicht=antworten",
        about=f"entscheidung {decision.pk}",
        title_in_mail="eine Entscheidung im Austausch",
        text_in_mail="Antwort an die Moderation",
    )


ANSWERED = declare(
    NoticeKind(
        name="antwort-an-moderation",
        label="Antworten auf Entscheidungen der Moderation",
        area="Austausch",
        default=Channel.AT_ONCE,
        readable=_answers,
        line=_answer,
        concerns=may_enter,
        is_task=True,
    )
)
