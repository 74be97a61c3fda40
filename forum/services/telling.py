"""Who hears of a post: whom it calls, and who follows the topic, as each of them wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from forum.choices import FollowLevel
from forum.models import Post, Watch
from forum.news import MENTION, POST, POST_AT_ONCE, TOPIC_BEGUN
from forum.readers import people_reading
from forum.services.mentions import TOLD, mentioned_in
from members.services.deputies import tell

if TYPE_CHECKING:
    from members.models import User

# How those hear of a post who hear of all of them.
_KINDS = {FollowLevel.EVERY: POST_AT_ONCE, FollowLevel.DIGEST: POST}


# A job: the writer of a post waits for none of those who follow, however many they are.
@app.task(queue="notices", retry=RetryStrategy(max_attempts=6, exponential_wait=3))
@transaction.atomic
def tell_of_post(post_id: int) -> None:
    """Tell whom a new post calls and who follows the topic; nobody if it is gone meanwhile.

    Nobody is told who does not read the room, and nobody twice, however often this runs.
    """
    posts = Post.objects.shown().filter(author__isnull=False)
    post = posts.select_related("topic__room", "author__kreis").filter(pk=post_id).first()
    if post is None or post.author is None:
        return
    by = post.author
    called = tell_of_mentions(post, by=by)
    others = people_reading(post.topic.room).exclude(pk__in=[one.pk for one in called])
    if post.number == 1:
        watching = Watch.objects.telling_of(post).filter(person_id=OuterRef("pk"))
        people = others.filter(Exists(watching)).only(*TOLD)
        tell(people, TOPIC_BEGUN, post.topic_id, happening="begonnen", by=by)
        return
    own = {"follows__topic_id": post.topic_id, "follows__level__in": list(_KINDS)}
    following: list[Any] = list(
        others.filter(**own).annotate(level=F("follows__level")).only(*TOLD)
    )
    for level, kind in _KINDS.items():
        told = [one for one in following if one.level == level]
        tell(told, kind, post.pk, happening="geschrieben", by=by)


def tell_of_mentions(post: Post, *, by: User) -> list[User]:
    """Tell whom the post calls, unless they want to hear nothing of the topic; return them all."""
    called = mentioned_in(post.text, post.topic.room)
    if called:
        silent = post.topic.follows.filter(level=FollowLevel.SILENT, person__in=called)
        deaf = set(silent.values_list("person_id", flat=True))
        people = [one for one in called if one.pk not in deaf]
        tell(people, MENTION, post.pk, happening="erwaehnt", by=by)
    return called
