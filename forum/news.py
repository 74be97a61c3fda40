"""What happens in the protected rooms that people are told of: never a word of it in a mail."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse

from forum.access import may_enter
from forum.choices import Act
from forum.models import Decision, Post, Report, Room, Topic
from members.models import User
from notices.choices import Channel
from notices.kinds import Line, NoticeKind, declare

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from notices.models import Notice


# So long a post can be taken back before a mail tells of it.
_TAKES_BACK = timedelta(minutes=5)


def _posts(user: User) -> QuerySet[Post]:
    posts = Post.objects.visible_to(user).shown()
    named = ("number", "author_name", "author_kreis", "topic__title")
    return posts.select_related("topic").only(*named)


def _post(post: Post, notice: Notice) -> Line:  # noqa: ARG001  (every kind gets both)
    return Line(
        text=f"Neuer Beitrag von {post.author_name}, {post.author_kreis}",
        title=post.topic.title,
        url=post.get_absolute_url(),
        about=f"thema {post.topic_id}",
        title_in_mail="ein Thema, dem Sie folgen",
        text_in_mail="Neuer Beitrag",
    )


def _mention(post: Post, notice: Notice) -> Line:  # noqa: ARG001  (every kind gets both)
    return Line(
        text=f"{post.author_name}, {post.author_kreis}, hat Sie erwähnt",
        title=post.topic.title,
        url=post.get_absolute_url(),
        about=f"thema {post.topic_id}",
        title_in_mail="ein Thema im Austausch",
        text_in_mail="Sie wurden erwähnt",
    )


POST = declare(
    NoticeKind(
        name="beitrag",
        label="Neue Beiträge in Themen, denen ich folge",
        area="Austausch",
        default=Channel.WEEKLY,
        readable=_posts,
        line=_post,
        concerns=may_enter,
        takes_back=_TAKES_BACK,
    )
)
POST_AT_ONCE = declare(
    NoticeKind(
        name="beitrag-sofort",
        label="Jeder Beitrag in Themen, bei denen ich das so gewählt habe",
        area="Austausch",
        default=Channel.AT_ONCE,
        readable=_posts,
        line=_post,
        concerns=may_enter,
        takes_back=_TAKES_BACK,
    )
)
MENTION = declare(
    NoticeKind(
        name="erwaehnung",
        label="Erwähnungen von mir oder meinem Kreis",
        area="Austausch",
        default=Channel.AT_ONCE,
        readable=_posts,
        line=_mention,
        concerns=may_enter,
        takes_back=_TAKES_BACK,
    )
)


def _topics(user: User) -> QuerySet[Topic]:
    return Topic.objects.visible_to(user).only("title", "author_name", "author_kreis")


def _begun(topic: Topic, notice: Notice) -> Line:  # noqa: ARG001  (every kind gets both)
    return Line(
        text=f"Neues Thema von {topic.author_name}, {topic.author_kreis}",
        title=topic.title,
        url=topic.get_absolute_url(),
        about=f"thema {topic.pk}",
        title_in_mail="ein Thema in etwas, das Sie beobachten",
        text_in_mail="Neues Thema",
    )


TOPIC_BEGUN = declare(
    NoticeKind(
        name="thema-neu",
        label="Neue Themen in Räumen, Themenfeldern und von Kreisen, die ich beobachte",
        area="Austausch",
        default=Channel.WEEKLY,
        readable=_topics,
        line=_begun,
        concerns=may_enter,
        takes_back=_TAKES_BACK,
    )
)


def _rooms(user: User) -> QuerySet[Room]:
    return Room.objects.visible_to(user).only("name", "slug")


_TOLD_OF_ROOM = {
    "aufnahme": ("Sie gehören jetzt zu einem Beratungsraum", "Wer dort mitliest, zeigt der Raum."),
    "gastgeber": (
        "Sie haben jetzt die Gastgeberrolle in einem Beratungsraum",
        "Wer sie hat, nimmt Personen auf und sorgt dafür, dass der Rahmen geschützt bleibt.",
    ),
    "mitglied": ("Sie haben die Gastgeberrolle in einem Beratungsraum nicht mehr", ""),
}


def _membership(room: Room, notice: Notice) -> Line:
    text, advice = _TOLD_OF_ROOM[notice.happening.partition(" ")[0]]
    return Line(
        text=text,
        title=room.name,
        url=room.get_absolute_url(),
        title_in_mail="ein Beratungsraum im Austausch",
        advice=advice,
    )


MEMBERSHIP = declare(
    NoticeKind(
        name="raum",
        label="Jemand nimmt mich in einen Beratungsraum auf oder ändert dort meine Rolle",
        area="Austausch",
        default=Channel.AT_ONCE,
        readable=_rooms,
        line=_membership,
        concerns=may_enter,
    )
)


def _oneself(user: User) -> QuerySet[User]:
    people: QuerySet[User] = User.objects.filter(pk=user.pk).only("pk")
    return people


def _ended(person: User, notice: Notice) -> Line:  # noqa: ARG001  (every kind gets both)
    # Which room it was, the person knows; it does not exist for him any more.
    return Line(
        text="Sie gehören einem Beratungsraum nicht mehr an",
        title="Austausch",
        url=reverse("forum:topic-list"),
        about="raum-ende",
        advice="Fragen dazu beantworten die Gastgeber des Raums oder die Geschäftsstelle.",
    )


MEMBERSHIP_ENDED = declare(
    NoticeKind(
        name="raum-ende",
        label="Ich gehöre einem Beratungsraum nicht mehr an",
        area="Austausch",
        default=Channel.AT_ONCE,
        readable=_oneself,
        line=_ended,
        concerns=may_enter,
    )
)


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
