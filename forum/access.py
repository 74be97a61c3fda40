"""May-questions about rooms, topics and posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from content.access import clearance_of
from content.choices import Audience
from forum.choices import Act, RoomKind, TopicState
from members.access import has_access
from members.choices import Role
from practices.access import may_create

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from forum.models import Post, PostFile, Room, Topic
    from forum.rows import ListedRoom, ShownPost
    from members.models import User

    type Reader = User | AnonymousUser


def may_enter(user: Reader) -> bool:
    """Whether there is a discussion for this person at all; for partners there is none."""
    return clearance_of(user) >= Audience.NETWORK


def can_read_room(user: Reader, room: Room) -> bool:
    """Whether the room exists for this person; the same answer as Room.objects.visible_to."""
    if not may_enter(user) or room.locks.running().filter(person_id=user.pk).exists():
        return False
    if room.kind == RoomKind.PROGRAMME:
        return True
    if room.kind == RoomKind.OPEN and clearance_of(user) >= Audience.MEMBERS:
        return True
    return room.memberships.filter(person_id=user.pk).exists()


def can_read_topic(user: Reader, topic: Topic) -> bool:
    """Whether the topic exists for this person; the same answer as Topic.objects.visible_to."""
    return topic.deleted_at is None and can_read_room(user, topic.room)


def can_read_post(user: Reader, post: Post) -> bool:
    """Whether the post exists for this person; the same answer as Post.objects.visible_to."""
    return can_read_topic(user, post.topic)


def can_read_post_file(user: Reader, file: PostFile) -> bool:
    """Whether the person may fetch the file; the same answer as PostFile.objects.visible_to."""
    if file.draft is not None:
        return may_enter(user) and file.draft.person_id == user.pk
    post = file.post
    if post is None or post.deleted_at is not None:
        return False
    return can_read_post(user, post) and can_read_words(user, post)


def can_read_words(user: Reader, post: Post) -> bool:
    """Whether the person reads what a post says; of one taken away only its author and the office.

    Of a post that exists for this person.
    """
    return post.is_shown or _is_author(user, post) or may_moderate(user, post.topic.room)


def _is_author(user: Reader, thing: Post | ShownPost | Topic) -> bool:
    return user.is_authenticated and thing.author_id is not None and thing.author_id == user.pk


def may_create_room(user: Reader, kind: str) -> bool:
    """Whether the person opens such a room: moderators the open ones, a lead a closed one."""
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_moderator or (user.is_lead and kind == RoomKind.CLOSED)


def may_write_in(user: Reader, room: Room | ListedRoom) -> bool:
    """Whether the person writes where he reads: not in an archived room, and only with a role."""
    return (
        user.is_authenticated
        and user.role in {Role.COORDINATOR, Role.MODERATOR, Role.PROGRAMME}
        and room.is_open_for_writing
    )


def may_post(user: Reader, topic: Topic) -> bool:
    """Whether the person answers in this topic, which he reads."""
    return topic.state != TopicState.CLOSED and may_write_in(user, topic.room)


def may_moderate(user: Reader, room: Room) -> bool:
    """Whether the person moderates: moderators a room they read, its hosts a closed one (S29)."""
    return moderates(user, room) and can_read_room(user, room)


def moderates(user: Reader, room: Room) -> bool:
    """Whether the person moderates this room, which came to him by Room.objects.visible_to."""
    if not user.is_authenticated:
        return False
    if user.is_moderator or room.kind != RoomKind.CLOSED:
        return user.is_moderator
    return room.memberships.filter(person_id=user.pk, is_host=True).exists()


def may_name_members(user: Reader, room: Room) -> bool:
    """Whether the person admits and removes: where not everybody reads who can read at all."""
    return room.kind != RoomKind.PROGRAMME and may_moderate(user, room)


def may_see_members(user: Reader, room: Room) -> bool:
    """Whether the person, who reads the room, sees who is named in it."""
    return room.is_closed or may_name_members(user, room)


def may_edit_post(user: Reader, post: Post | ShownPost, topic: Topic) -> bool:
    """Whether the person changes or takes back a post: the own one, where one may still write."""
    return _is_author(user, post) and may_post(user, topic)


def may_edit_topic(user: Reader, topic: Topic) -> bool:
    """Whether the person changes title, theme, tags and practice of a topic he reads."""
    return (has_asked(user, topic) and may_post(user, topic)) or may_moderate(user, topic.room)


def may_begin_practice(user: Reader, topic: Topic) -> bool:
    """Whether the person's Kreis begins a practice from a topic he reads."""
    return not topic.room.is_chatham_house and may_create(user)


def may_mark_answer(user: Reader, topic: Topic) -> bool:
    """Whether the person says which post is the best answer: who asked, and the moderation."""
    return has_asked(user, topic) or may_moderate(user, topic.room)


def has_asked(user: Reader, topic: Topic) -> bool:
    """Whether the topic is the person's own, in a room where one may still write."""
    return _is_author(user, topic) and topic.room.is_open_for_writing


def may_report(user: Reader, post: Post) -> bool:
    """Whether the person reports a post he reads: somebody else's that stands there."""
    return user.is_authenticated and post.is_shown and not _is_author(user, post)


def may_decide(user: Reader, post: Post) -> bool:
    """Whether the person decides about a post: in rooms he moderates (S29), never about his own."""
    return not _is_author(user, post) and may_moderate(user, post.topic.room)


def may_lock_out(user: Reader, room: Room, person: User) -> bool:
    """Whether the person locks another out; the office stays in the rooms that it looks after."""
    if person.pk == user.pk or (person.is_moderator and room.kind != RoomKind.CLOSED):
        return False
    return may_moderate(user, room)


def acts_at(user: Reader, post: Post, *, is_reported: bool) -> list[Act]:
    """Return what can be decided about a post by whom may_decide lets."""
    acts = [Act.LEAVE] if is_reported else []
    if post.deleted_at is None:
        acts.append(Act.HIDE if post.hidden_at is None else Act.SHOW)
    author, topic = post.author, post.topic
    if author is not None and has_access(author):
        acts.append(Act.QUERY)
    if topic.state != TopicState.CLOSED:
        acts.append(Act.CLOSE)
    if (
        author is not None
        and may_lock_out(user, topic.room, author)
        and can_read_room(author, topic.room)
    ):
        acts.append(Act.LOCK)
    return acts


def may_delete_topic(user: Reader, topic: Topic) -> bool:
    """Whether the person takes a topic away: the moderation; its author while nobody answered."""
    if may_moderate(user, topic.room):
        return True
    if not _is_author(user, topic) or not may_post(user, topic):
        return False
    return not topic.posts.shown().exclude(author_id=topic.author_id).exists()


def may_remove_topic(user: Reader, topic: Topic) -> bool:
    """Whether the person deletes a topic for the moderation: not past a report of his own post."""
    reported = {"reports__isnull": False, "reports__decision__isnull": True}
    own = topic.posts.filter(author_id=user.pk, **reported)
    return may_moderate(user, topic.room) and not own.exists()


def may_restore_topic(user: Reader, topic: Topic) -> bool:
    """Whether the person brings a topic back: the moderation; its author what he deleted."""
    if may_moderate(user, topic.room):
        return True
    own = _is_author(user, topic) and topic.deleted_by_id == topic.author_id
    return own and can_read_room(user, topic.room)
