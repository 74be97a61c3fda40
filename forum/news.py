"""What happens in the protected rooms that people are told of: never a word of it in a mail."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse

from forum.access import may_enter
from forum.models import Post, Room, Topic
from members.models import User
from notices.choices import Channel
from notices.kinds import Line, NoticeKind, declare

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from notices.models import Notice


# So long a post can be taken back before a mail tells of it.
_TAKES_BACK = timedelta(minutes=5)


def _posts(user: User) -> QuerySet[Post]:
    posts = Post.objects.visible_to(user).filter(deleted_at__isnull=True)
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
