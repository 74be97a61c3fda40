"""The words of who was erased: gone, or without the name; and the rooms the person belonged to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils import timezone

from content.choices import Words
from content.markdown import to_html
from content.models import Draft
from content.people import FORMER
from forum.choices import TopicState
from forum.models import Helpful, Post, PostVersion, Room, RoomMember, Topic
from forum.readers import people_reading
from forum.services.circle import count_readers
from forum.services.erasing import empty_post, erase_topic
from forum.services.members import NoHostError, set_host
from forum.services.posts import fragment_of, index_post
from forum.services.topics import recount_room
from members.models import User
from search.services import index

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from content.people import Leaver

_AT_ONCE = 500


def forget_words(leaver: Leaver) -> None:
    """Delete the person's topics and posts or sign them anew, as chosen; forget the mentions."""
    topics = _locked_topics(leaver)
    if leaver.words == Words.DELETE:
        _erase_topics(leaver)
        _erase_posts(leaver)
    _sign_anew(leaver, topics)
    _forget_mentions(leaver)
    found = Helpful.objects.filter(person_id=leaver.pk)
    Post.objects.filter(pk__in=found.values("post")).update(helpful_count=F("helpful_count") - 1)
    found.delete()


def hand_over_room(room: Room, to: User, *, by: User) -> bool:
    """Make a member the host of a room that `by` hosts; tell whether that is new."""
    try:
        return set_host(room, to, by=by, is_host=True)
    except NoHostError:
        return False


def leave_rooms(leaver: Leaver) -> None:
    """Take the person out of all rooms; a closed one that nobody reads any more is archived."""
    rooms = Room.objects.filter(memberships__person_id=leaver.pk).order_by("pk")
    for room in rooms.select_for_update(of=("self",)):
        RoomMember.objects.filter(room=room, person_id=leaver.pk).delete()
        count_readers(room)
        if room.is_closed and room.archived_at is None and not people_reading(room).exists():
            room.archived_at = timezone.now()
            room.save(update_fields=["archived_at"])


def _locked_topics(leaver: Leaver) -> list[int]:
    """Lock all that is changed here, the topics before their posts, as everybody locks them."""
    called = f"@{leaver.first_name}"
    theirs = Q(author_id=leaver.pk) | Q(summary__icontains=called)
    posts = Post.objects.filter(Q(author_id=leaver.pk) | Q(text__icontains=called))
    touched = Topic.objects.filter(theirs | Q(pk__in=posts.values("topic")))
    locked = touched.select_for_update(of=("self",)).order_by("pk")
    return list(locked.values_list("pk", flat=True))


def _erase_topics(leaver: Leaver) -> None:
    """Erase the topics in which nobody else said anything."""
    others = Post.objects.exclude(author_id=leaver.pk).exclude(text="")
    alone = Topic.objects.filter(author_id=leaver.pk).exclude(pk__in=others.values("topic"))
    for topic in alone.select_related("room").order_by("pk"):
        erase_topic(topic)
        recount_room(topic.room)


def _erase_posts(leaver: Leaver) -> None:
    """Empty the others; each leaves its number and a note, for numbers are addresses for ever."""
    best = Topic.objects.filter(best_answer__author_id=leaver.pk)
    best.filter(state=TopicState.ANSWERED).update(state=TopicState.OPEN)
    best.update(best_answer=None)
    for post in _own_posts(leaver).exclude(text=""):
        post.author_name = FORMER
        post.deleted_at = post.deleted_at or timezone.now()
        empty_post(post)
        index_post(post)


def _sign_anew(leaver: Leaver, topics: list[int]) -> None:
    Topic.objects.filter(author_id=leaver.pk).update(author_name=FORMER)
    own = _own_posts(leaver).exclude(author_name=FORMER).prefetch_related("files")
    posts, signed = [], []
    for post in own.iterator(chunk_size=_AT_ONCE):
        post.author_name = FORMER
        if FORMER in post.text:  # „Viele Grüße, Katrin Vogt“, once; the first stand with topics
            signed.append(post)
        post.fragment = fragment_of(post)
        posts.append(post)
    Post.objects.bulk_update(posts, ["author_name", "fragment"], batch_size=_AT_ONCE)
    for post in signed:
        index_post(post)
    newest = _own_posts(leaver).filter(topic__in=topics, number=F("topic__post_count"))
    for post in newest:
        said = f"{FORMER}, {post.author_kreis}"
        Topic.objects.filter(pk=post.topic_id).update(last_author=said)


def _own_posts(leaver: Leaver) -> QuerySet[Post]:
    own = Post.objects.filter(author_id=leaver.pk)
    return own.select_related("topic__room", "topic__theme").order_by("pk")


def _forget_mentions(leaver: Leaver) -> None:
    """Have „@Katrin Vogt“ call a former member, in posts, their versions, summaries and drafts.

    Where somebody else bears the name, it goes on calling that one.
    """
    same = {"first_name__iexact": leaver.first_name, "last_name__iexact": leaver.last_name}
    if not leaver.addresses or User.objects.filter(**same).exclude(pk=leaver.pk).exists():
        return
    called = f"@{leaver.first_name}"
    posts = Post.objects.filter(text__icontains=called).select_related(
        "topic__room", "topic__theme"
    )
    for post in posts.select_for_update(of=("self",)).order_by("pk"):
        if (text := _uncalled(leaver, post.text)) != post.text:
            post.text, post.html = text, to_html(text)
            post.fragment = fragment_of(post)
            post.save(update_fields=["text", "html", "fragment"])
            index_post(post)
    for version in PostVersion.objects.filter(text__icontains=called):
        version.text = _uncalled(leaver, version.text)
        version.save(update_fields=["text"])
    for topic in Topic.objects.filter(summary__icontains=called).select_related("room", "theme"):
        topic.summary = _uncalled(leaver, topic.summary)
        topic.summary_html = to_html(topic.summary)
        topic.save(update_fields=["summary", "summary_html"])
        index("thema", topic)
    for draft in Draft.objects.filter(text__icontains=called):
        Draft.objects.filter(pk=draft.pk).update(text=_uncalled(leaver, draft.text))


def _uncalled(leaver: Leaver, text: str) -> str:
    return leaver.forgotten_in(text, after="@")
