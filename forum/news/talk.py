"""Who wrote what, and whom it calls."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from forum.access import may_enter
from forum.models import Post, Topic
from notices.choices import Channel
from notices.kinds import Line, NoticeKind, declare

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from members.models import User
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
