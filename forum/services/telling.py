"""Who hears of a post: who follows the topic, as each of them wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forum.choices import FollowLevel
from forum.models import Follow
from forum.news import POST
from members.services.deputies import tell

if TYPE_CHECKING:
    from forum.models import Post
    from members.models import User


def tell_of_post(post: Post, *, by: User) -> None:
    """Tell who follows the topic; whoever writes in it follows it from then on."""
    Follow.objects.get_or_create(
        person=by, topic_id=post.topic_id, defaults={"level": FollowLevel.DIGEST}
    )
    if post.number > 1:
        following = Follow.objects.filter(topic_id=post.topic_id, level__in=FollowLevel.heard())
        people = [one.person for one in following.select_related("person__kreis")]
        tell(people, POST, post.pk, happening="geschrieben", by=by)
