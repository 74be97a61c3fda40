"""What happens in the protected rooms that people are told of: never a word of it in a mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from content.access import clearance_of
from content.choices import Audience
from forum.models import Post
from notices.choices import Channel
from notices.kinds import Line, NoticeKind, declare

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from members.models import User
    from notices.models import Notice


def _posts(user: User) -> QuerySet[Post]:
    posts = Post.objects.visible_to(user).filter(deleted_at__isnull=True)
    return posts.select_related("topic").defer("text", "html")


def _reads_rooms(user: User) -> bool:
    return clearance_of(user) >= Audience.NETWORK


def _post(post: Post, notice: Notice) -> Line:  # noqa: ARG001  (every kind gets both)
    return Line(
        text=f"Neuer Beitrag von {post.author_name}, {post.author_kreis}",
        title=post.topic.title,
        url=post.get_absolute_url(),
        about=f"thema {post.topic_id}",
        title_in_mail="ein Thema, dem Sie folgen",
        text_in_mail="Neuer Beitrag",
    )


POST = declare(
    NoticeKind(
        name="beitrag",
        label="Neue Beiträge in Themen, denen ich folge",
        area="Austausch",
        default=Channel.WEEKLY,
        readable=_posts,
        line=_post,
        concerns=_reads_rooms,
    )
)
