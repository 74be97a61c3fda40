"""Writing in topics: posts get their numbers one after the other, without a gap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone

from content.markdown import to_html
from content.once import own_token
from content.prepared import prepared, write
from content.services import OutdatedError, record
from forum.choices import FollowLevel, TopicState
from forum.drafts import NEW_TOPIC, finish_draft, place_of, place_of_edit
from forum.models import Helpful, Post, PostVersion, ReadMark, Room, Topic
from forum.services.files import (
    FileChanges,
    by_kind,
    change_files,
    chosen_files,
    files_in_words,
    publish_files,
)
from forum.services.telling import tell_of_mentions, tell_of_post
from forum.services.topics import mark_best_answer
from notices.jobs import defer
from search.services import forget, index, index_new

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from forum.models import PostFile
    from members.models import User


_NO_FILES = FileChanges()


class ClosedError(Exception):
    """The topic or the room takes no more words."""


class ChathamHouseError(Exception):
    """Nothing of this room is tied to anything elsewhere."""


def _signed(by: User) -> dict[str, Any]:
    """Return who writes, in the words that stay with it."""
    kreis = by.kreis.name if by.kreis else by.get_role_display()
    return {"author": by, "author_name": by.name, "author_kreis": kreis}


def begun_topic(room: Room, *, by: User, token: UUID) -> Topic | None:
    """Return the topic that a form sent before began here."""
    return Topic.objects.filter(token=own_token(token, by, f"raum {room.pk}")).first()


def written_post(topic: Topic, *, by: User, token: UUID) -> Post | None:
    """Return the post that a form sent before wrote here."""
    return Post.objects.filter(token=own_token(token, by, f"thema {topic.pk}")).first()


@transaction.atomic
def start_topic(  # noqa: PLR0913  (what a topic begins with, each by its name)
    room: Room,
    *,
    by: User,
    text: str,
    token: UUID,
    values: Mapping[str, Any],
    files: Collection[int] = (),
) -> Topic:
    """Begin a topic with its first post; sent twice with one token it is one (S71).

    `files` are ids of files of the person's draft. Raises ClosedError in an archived room,
    ChathamHouseError for a practice or an event where none may be tied.
    """
    current = Room.objects.select_for_update().get(pk=room.pk)
    own = own_token(token, by, f"raum {current.pk}")
    begun = begun_topic(current, by=by, token=token)
    if begun is not None:
        return begun
    if not current.is_open_for_writing:
        raise ClosedError
    if current.is_chatham_house and (values.get("practice") or values.get("event")):
        raise ChathamHouseError
    topic = Topic.objects.create(room=current, token=own, **_signed(by), **values)
    if topic.tag_names:
        topic.tags.set(topic.tag_names)
    _append(topic, by=by, text=text, token=own, files=chosen_files(NEW_TOPIC, files, by=by))
    finish_draft(by, NEW_TOPIC)
    Room.objects.filter(pk=current.pk).update(topic_count=F("topic_count") + 1)
    return topic


def write_post(
    topic: Topic, *, by: User, text: str, token: UUID, files: Collection[int] = ()
) -> Post:
    """Answer in a topic; sent twice with one token it is one post (S71). The draft of it goes.

    `files` are ids of files of the person's draft. Raises ClosedError where nothing can be written
    any more.
    """
    own = own_token(token, by, f"thema {topic.pk}")
    try:
        return _write(topic, by=by, text=text, token=own, files=files)
    except (ClosedError, IntegrityError):
        # Of two with one token the database takes one; the topic may be closed since.
        written = written_post(topic, by=by, token=token)
        if written is None:
            raise
        return written


@transaction.atomic
def _write(topic: Topic, *, by: User, text: str, token: UUID, files: Collection[int]) -> Post:
    current = locked(topic)
    _demand_open(current)
    chosen = chosen_files(place_of(current), files, by=by)
    post = _append(current, by=by, text=text, token=token, files=chosen)
    finish_draft(by, place_of(current))
    return post


def locked(topic: Topic) -> Topic:
    """Return the topic for the one who writes in it now: of fifty at once, one after the other.

    Whoever needs several locks takes the topic's first, then the post's, then the room's.
    """
    found = _locking(topic.pk)
    if not found:
        raise Topic.DoesNotExist
    return found[0]


@prepared
def _locking(topic_id: int) -> QuerySet[Topic]:
    topics = Topic.objects.select_for_update(of=("self",)).select_related("room", "theme")
    return topics.filter(pk=topic_id)


def locked_post(post: Post) -> Post:
    """Return a post for the one who changes it now, with its topic and room as they are now."""
    topic = locked(post.topic)
    current = topic.posts.select_for_update(of=("self",)).select_related("author__kreis")
    found = current.get(pk=post.pk)
    found.topic = topic
    return found


def _demand_open(topic: Topic) -> None:
    closed = topic.state == TopicState.CLOSED or topic.deleted_at is not None
    if closed or not topic.room.is_open_for_writing:
        raise ClosedError


def _append(topic: Topic, *, by: User, text: str, token: UUID, files: Sequence[PostFile]) -> Post:
    now, html = timezone.now(), to_html(text)
    post = Post(
        topic=topic,
        number=topic.post_count + 1,
        text=text,
        html=html,
        kreis_id=by.kreis_id,
        token=token,
        created_at=now,
        file_count=len(files),
        **_signed(by),
    )
    post.fragment = fragment_of(post, files)
    post.save(force_insert=True)
    publish_files(files, post)
    _take_part(post, by)
    index_new("thema", topic) if post.number == 1 else index_new("beitrag", post)
    defer(tell_of_post, post_id=post.pk)
    return post


# Composing this takes Django longer than PostgreSQL takes for all that a new post writes.
_TAKE_PART = """
with counted as (
  update forum_topic
  set post_count = %(number)s, last_post_at = %(at)s, last_author = %(author)s,
    kreis_count = kreis_count + (
      %(kreis)s::text is not null and not exists (
        select from forum_post
        where topic_id = %(topic)s and kreis_id = %(kreis)s and number < %(number)s
      )
    )::int
  where id = %(topic)s
), known as (
  update forum_readmark
  set number = %(number)s, at = %(at)s, before = null, at_before = null
  where person_id = %(person)s and topic_id = %(topic)s and number = %(number)s - 1
)
insert into forum_follow (person_id, topic_id, level)
values (%(person)s, %(topic)s, %(level)s) on conflict do nothing
"""


def _take_part(post: Post, by: User) -> None:
    """Note with the topic what the new post adds to it.

    Whoever writes follows the topic from then on, if he chose nothing else, and knows what stands
    there, unless something unread stands before it.
    """
    topic = post.topic
    topic.post_count, topic.last_post_at = post.number, post.created_at
    topic.last_author = f"{post.author_name}, {post.author_kreis}"
    if post.number == 1:
        ReadMark.objects.create(person=by, topic=topic, number=1)
    values = {
        "topic": topic.pk,
        "number": post.number,
        "at": post.created_at,
        "author": topic.last_author,
        "kreis": post.kreis_id,
        "person": by.pk,
        "level": FollowLevel.DIGEST,
    }
    write(_TAKE_PART, values)


@transaction.atomic
def edit_post(
    post: Post, *, by: User, text: str, version: int, files: FileChanges = _NO_FILES
) -> bool:
    """Change the words and files of a post, keeping the former words; tell whether they differ.

    Raises OutdatedError when the version is no longer what stands there (S72), ClosedError where
    nothing can be written any more.
    """
    topic = locked(post.topic)
    current = topic.posts.select_for_update().get(pk=post.pk)
    _demand_open(topic)
    if current.version != version or current.deleted_at is not None:
        raise OutdatedError(current)
    had = files_in_words(current.attached)
    changed = change_files(current, place_of_edit(current), files, by=by)
    if current.text == text and not changed:
        return False
    PostVersion.objects.create(post=current, text=current.text, files=had)
    current.text, current.html, current.edited_at = text, to_html(text), timezone.now()
    current.version += 1
    current.fragment = fragment_of(current)
    written = ["text", "html", "fragment", "edited_at", "version", "file_count"]
    current.save(update_fields=written)
    record("post.edited", current, by=by)
    index_post(current)
    if current.is_shown:
        tell_of_mentions(current, by=by)
    return True


@transaction.atomic
def delete_post(post: Post, *, by: User, reason: str = "") -> bool:
    """Take a post away; a note stays in its place, and 30 days long it can be brought back."""
    topic = locked(post.topic)
    current = topic.posts.select_for_update().get(pk=post.pk)
    if current.deleted_at is not None:
        return False
    current.deleted_at = timezone.now()
    current.fragment = fragment_of(current)
    current.save(update_fields=["deleted_at", "fragment"])
    record("post.deleted", current, by=by, reason=reason)
    if topic.best_answer_id == current.pk:
        mark_best_answer(topic, None, by=by)
    index_post(current)
    return True


@transaction.atomic
def restore_post(post: Post, *, by: User) -> bool:
    """Bring a deleted post back; tell whether it was deleted and not erased yet."""
    topic = locked(post.topic)
    current = topic.posts.select_for_update().get(pk=post.pk)
    if current.deleted_at is None or not current.text:
        return False
    current.deleted_at = None
    current.fragment = fragment_of(current)
    current.save(update_fields=["deleted_at", "fragment"])
    record("post.restored", current, by=by)
    index_post(current)
    return True


@transaction.atomic
def say_helpful(post: Post, *, by: User, helpful: bool) -> bool:
    """Say „Hilfreich“ or take it back; tell whether that was news. Nobody praises himself."""
    current = Post.objects.select_for_update().get(pk=post.pk)
    if current.author_id == by.pk or not current.is_shown:
        return False
    if helpful:
        changed = Helpful.objects.get_or_create(person=by, post=current)[1]
    else:
        changed = Helpful.objects.filter(person=by, post=current).delete()[0] > 0
    if changed:
        current.helpful_count = current.helpfuls.count()
        current.save(update_fields=["helpful_count"])
    return changed


def fragment_of(post: Post, files: Sequence[PostFile] | None = None) -> str:
    """Draw what a post shows to everybody; of one taken away, only that it was there.

    `files` are those of a post that is not stored yet.
    """
    shown = by_kind(post.attached if files is None else files)
    return render_to_string("forum/_post.html", {"post": post, **shown})


def index_post(post: Post) -> None:
    """Bring the index to what the post says: the first stands with its topic."""
    if post.number == 1:
        index("thema", post.topic)
    elif post.is_shown:
        index("beitrag", post)
    else:
        forget("beitrag", post.pk)
