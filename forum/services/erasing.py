"""What was deleted is kept for 30 days to be brought back, and then goes for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from content.models import Draft
from content.services import record
from forum.drafts import place_of, place_of_edit
from forum.models import Post, Topic
from forum.querysets import KEPT
from forum.services.posts import fragment_of
from search.services import forget, forget_all

if TYPE_CHECKING:
    from datetime import datetime


def erase_posts(now: datetime) -> int:
    """Empty the posts that nobody brought back in time; return how many.

    Text, former versions, files and what was found helpful go. The number stays, as a gap with
    its note: numbers are addresses for ever.
    """
    return sum(_erase(pk, now) for pk in Post.objects.overdue(now).values_list("pk", flat=True))


@transaction.atomic
def _erase(pk: int, now: datetime) -> bool:
    post = Post.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if post is None or post.deleted_at is None or post.deleted_at >= now - KEPT:
        return False  # brought back in the last moment
    empty_post(post)
    return True


def empty_post(post: Post) -> None:
    """Take all words out of a deleted post, which the caller has locked."""
    post.versions.all().delete()
    post.files.all().delete()
    post.helpfuls.all().delete()
    Draft.objects.filter(place=place_of_edit(post)).delete()
    post.text = post.html = ""
    post.file_count = post.helpful_count = 0
    # What is drawn of it is a note, no words.
    post.fragment = fragment_of(post, [])
    changed = ("text", "html", "file_count", "helpful_count", "fragment", "deleted_at")
    post.save(update_fields=[*changed, "author_name"])
    forget("beitrag", post.pk)
    record("post.erased", post, by=None)


def erase_topics(now: datetime) -> int:
    """Delete the topics that nobody brought back in time, with all their posts; return how many.

    What the moderation decided about them stays, without their words.
    """
    return sum(
        _erase_topic(pk, now) for pk in Topic.objects.overdue(now).values_list("pk", flat=True)
    )


@transaction.atomic
def _erase_topic(pk: int, now: datetime) -> bool:
    topic = Topic.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if topic is None or topic.deleted_at is None or topic.deleted_at >= now - KEPT:
        return False  # brought back in the last moment
    erase_topic(topic)
    return True


def erase_topic(topic: Topic) -> None:
    """Delete a topic with all its posts for good, which the caller has locked."""
    record("topic.erased", topic, by=None)
    posts = topic.posts.values_list("pk", flat=True)
    forget_all("beitrag", posts)
    forget("thema", topic.pk)
    places = [place_of_edit(post) for post in topic.posts.only("pk")]
    Draft.objects.filter(place__in=[place_of(topic), *places]).delete()
    topic.delete()
