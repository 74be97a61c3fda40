"""Read marks go forward; everything marked at once can be taken back. Follows and drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from content.drafts import draft_of, drop_draft, save_draft
from content.models import Draft
from forum.choices import FollowLevel, RoomKind
from forum.models import Follow, ReadMark, Topic
from forum.services import follow_topic, mark_all_read, mark_read, unmark_all_read
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from members.models import User


@pytest.fixture
def topic(lippe: User) -> Topic:
    topic = factories.make_topic(by=lippe)
    for _ in range(4):
        factories.make_post(topic, by=lippe)
    return topic


def read_up_to(person: User) -> dict[int, int]:
    return dict(ReadMark.objects.visible_to(person).values_list("topic", "number"))


def test_a_mark_never_goes_back(topic: Topic, celle: User) -> None:
    for number in (3, 2, 1):
        mark_read(topic, by=celle, number=number)
    assert read_up_to(celle) == {topic.pk: 3}
    mark_read(topic, by=celle, number=5)
    assert read_up_to(celle) == {topic.pk: 5}


def test_who_writes_has_read_his_own_words_unless_others_stand_before(
    topic: Topic, lippe: User, celle: User
) -> None:
    assert read_up_to(lippe) == {topic.pk: 5}
    mark_read(topic, by=celle, number=3)
    factories.make_post(topic, by=celle)
    assert read_up_to(celle) == {topic.pk: 3}
    assert list(Topic.objects.unread_by(lippe)) == [topic]


def test_marking_all_is_undone_exactly(topic: Topic, celle: User, lippe: User) -> None:
    half, read = factories.make_topic(by=lippe), factories.make_topic(by=lippe)
    factories.make_post(half, by=lippe)
    mark_read(half, by=celle, number=1)
    mark_read(read, by=celle, number=1)
    hidden = factories.make_topic(factories.make_room(RoomKind.CLOSED, hosts=[lippe]), by=lippe)
    before = sorted(ReadMark.objects.visible_to(celle).values_list("topic", "number", "at"))
    at = mark_all_read(by=celle)
    assert at is not None
    assert read_up_to(celle) == {topic.pk: 5, half.pk: 2, read.pk: 1}
    assert hidden.pk not in read_up_to(celle)
    assert mark_all_read(by=celle) is None
    assert unmark_all_read(at, by=lippe) == 0
    assert unmark_all_read(at, by=celle) == 2
    assert sorted(ReadMark.objects.visible_to(celle).values_list("topic", "number", "at")) == before
    assert unmark_all_read(at, by=celle) == 0


def test_what_was_read_since_stays_read(topic: Topic, celle: User, lippe: User) -> None:
    other = factories.make_topic(by=lippe)
    at = mark_all_read(by=celle)
    assert at is not None
    factories.make_post(topic, by=lippe)
    mark_read(topic, by=celle, number=6)
    factories.make_post(other, by=celle)
    assert unmark_all_read(at, by=celle) == 0
    assert read_up_to(celle) == {topic.pk: 6, other.pk: 2}


@pytest.mark.parametrize("count", [1, 30])
def test_marking_all_costs_the_same_for_any_number(
    count: int, lippe: User, celle: User, queries: Callable[[int], Any]
) -> None:
    room = factories.make_room()
    for _ in range(count):
        factories.make_topic(room, by=lippe)
    with queries(1):
        at = mark_all_read(by=celle)
    assert at is not None
    with queries(4):  # a savepoint, two changes, its release
        assert unmark_all_read(at, by=celle) == count


def test_who_follows_how_is_told(topic: Topic, celle: User, lippe: User) -> None:
    assert follow_topic(topic, by=celle, level=FollowLevel.SILENT) is True
    assert follow_topic(topic, by=celle, level=FollowLevel.SILENT) is False
    assert follow_topic(topic, by=celle, level=FollowLevel.DIGEST) is True
    levels = Follow.objects.order_by("pk").values_list("person", "level")
    assert list(levels) == [(lippe.pk, "beitraege"), (celle.pk, "beitraege")]


# ---- Drafts -------------------------------------------------------------------------------------


def test_a_draft_lies_where_it_was_typed_for_its_person_alone(lippe: User, celle: User) -> None:
    save_draft(lippe, "thema 1", "Halber Satz")
    save_draft(lippe, "thema 1", "Halber Satz, weiter")
    save_draft(lippe, "thema 2", "Anderswo")
    save_draft(celle, "thema 1", "Von Celle")
    found = [draft_of(one, "thema 1") for one in (lippe, celle)]
    assert [one.text for one in found if one] == ["Halber Satz, weiter", "Von Celle"]
    assert [drop_draft(lippe, "thema 1") for _ in range(2)] == [True, False]
    assert Draft.objects.count() == 2


def test_blanks_are_no_draft(lippe: User) -> None:
    save_draft(lippe, "thema 1", "Halber Satz")
    assert save_draft(lippe, "thema 1", " \n ") is None
    assert draft_of(lippe, "thema 1") is None


# S36, S37
def test_a_draft_takes_any_text(lippe: User) -> None:
    draft = save_draft(lippe, "thema 1", "a\0b\ud800c" + "x" * 1_000_000)
    assert draft is not None
    draft.refresh_from_db()
    assert (draft.text[:4], len(draft.text)) == ("abcx", 20_000)


def test_a_draft_knows_when_it_was_saved(lippe: User) -> None:
    before = timezone.now()
    draft = save_draft(lippe, "thema 1", "Halber Satz")
    assert draft is not None
    assert before <= draft.saved_at <= timezone.now()
