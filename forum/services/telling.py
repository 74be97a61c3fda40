"""Who hears of a post: whom it calls, and who follows the topic, as each of them wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from forum.choices import FollowLevel
from forum.models import Follow
from forum.news import MENTION, POST
from forum.readers import people_reading
from forum.services.mentions import TOLD, mentioned_in
from members.services.deputies import tell

if TYPE_CHECKING:
    from forum.models import Post
    from members.models import User


def tell_of_post(post: Post, *, by: User) -> None:
    """Tell whom it calls and who follows the topic; whoever writes in it follows it from then on.

    Nobody is told who does not read the room, and nobody twice.
    """
    Follow.objects.get_or_create(
        person=by, topic_id=post.topic_id, defaults={"level": FollowLevel.DIGEST}
    )
    called = tell_of_mentions(post, by=by)
    if post.number > 1:
        own = Follow.objects.filter(topic_id=post.topic_id, person_id=OuterRef("pk"))
        following = people_reading(post.topic.room).filter(
            Exists(own.filter(level__in=FollowLevel.heard()))
        )
        people = following.exclude(pk__in=[one.pk for one in called])
        tell(people.only(*TOLD), POST, post.pk, happening="geschrieben", by=by)


def tell_of_mentions(post: Post, *, by: User) -> list[User]:
    """Tell whom the post calls, unless they want to hear nothing of the topic; return them all."""
    called = mentioned_in(post.text, post.topic.room)
    if called:
        silent = post.topic.follows.filter(level=FollowLevel.SILENT, person__in=called)
        deaf = set(silent.values_list("person_id", flat=True))
        people = [one for one in called if one.pk not in deaf]
        tell(people, MENTION, post.pk, happening="erwaehnt", by=by)
    return called
