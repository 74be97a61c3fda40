"""Who hears of a post: followers by digest, those it calls at once; what is taken back, nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from forum.choices import FollowLevel, RoomKind
from forum.services import delete_post, edit_post, follow_topic, lock_out
from forum.services.telling import tell_of_post
from notices.choices import Channel, MailState
from notices.models import Notice, OutgoingMail, Preference
from notices.reading import readable
from tests import factories
from tests.notices.delivery import run_jobs
from tests.telling import mailed_to, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from forum.models import Topic
    from members.models import User


@pytest.fixture
def topic(lippe: User) -> Topic:
    return factories.make_topic(by=lippe, title="Sprachmittlung")


def called(topic: Topic, text: str, *, by: User) -> list[str]:
    """Return whom a post with these words calls."""
    factories.make_post(topic, by=by, text=text)
    return [email for kind, email, _, _ in told() if kind == "erwaehnung"]


# ---- Following ----------------------------------------------------------------------------------


def test_followers_hear_of_a_post_weekly_and_its_author_does_not(
    topic: Topic, lippe: User, celle: User, moderator: User, lippe_deputy: User
) -> None:
    follow_topic(topic, by=moderator, level=FollowLevel.MENTIONS)
    follow_topic(topic, by=lippe_deputy, level=FollowLevel.SILENT)
    post = factories.make_post(topic, by=celle)
    assert told() == [("beitrag", lippe.email, "", "woechentlich")]
    factories.make_post(topic, by=lippe)
    assert told()[1:] == [("beitrag", celle.email, "", "woechentlich")]
    (line,) = [one.line for one in readable(lippe, Notice.objects.visible_to(lippe))]
    assert (line.title, line.url) == ("Sprachmittlung", post.get_absolute_url())
    assert line.text == f"Neuer Beitrag von {celle.name}, Landkreis Celle"


def test_who_reads_the_room_no_more_is_told_nothing(lippe: User, celle: User) -> None:
    room = factories.make_room(RoomKind.CLOSED, hosts=[lippe], named=[celle])
    topic = factories.make_topic(room, by=lippe)
    factories.make_post(topic, by=celle)
    told()
    Notice.objects.all().delete()
    lock_out(room, celle, by=lippe, reason="Weitererzählt")
    factories.make_post(topic, by=lippe, text=f"@{celle.name}")
    assert told() == [("moderation", celle.email, "", "sofort")]  # of the lock itself


def test_a_post_costs_the_same_for_any_number_of_followers(
    topic: Topic, lippe: User, queries: Callable[[int], Any]
) -> None:
    from uuid import uuid4

    from forum.services import write_post  # the act itself, without a factory

    for count in (1, 5):
        for _ in range(count):
            follow_topic(topic, by=factories.make_person(), level=FollowLevel.DIGEST)
        with queries(COST_OF_A_POST):
            post = write_post(topic, by=lippe, text="Mit einem Bus.", token=uuid4())
        with queries(COST_OF_TELLING):
            tell_of_post(post.pk)
    assert Notice.objects.count() == 1 + 6


# Two of each are savepoints.
COST_OF_A_POST = 8
COST_OF_TELLING = 6


# ---- Taking back --------------------------------------------------------------------------------


def test_a_mail_at_once_waits_five_minutes(topic: Topic, lippe: User, celle: User) -> None:
    before = timezone.now()
    assert called(topic, f"Frage an @{lippe.name}: wie?", by=celle) == [lippe.email]
    job = ProcrastinateJob.objects.get(task_name="notices.jobs.deliver_mail")
    assert job.scheduled_at is not None
    assert timedelta(minutes=5) <= job.scheduled_at - before < timedelta(minutes=6)
    (mail,) = mailed_to(lippe)
    assert mail.subject == "Sie wurden erwähnt: ein Thema im Austausch"
    hidden = ("Sprachmittlung", "Frage an", celle.last_name, "Celle", topic.room.name)
    assert [word for word in hidden if word in mail.text + mail.html] == []


def test_a_post_taken_back_leaves_no_mail_and_no_notice(
    topic: Topic, lippe: User, celle: User
) -> None:
    Preference.objects.create(person=lippe, kind="beitrag", channel=Channel.AT_ONCE)
    posts = [
        factories.make_post(topic, by=celle, text=text) for text in ("Ja.", f"@{lippe.name} ja.")
    ]
    assert len(told()) == 2
    for post in posts:
        delete_post(post, by=celle)
    run_jobs()
    assert list(OutgoingMail.objects.values_list("state", "text")) == [(MailState.DROPPED, "")] * 2
    assert readable(lippe, Notice.objects.visible_to(lippe)) == []


def test_a_post_taken_back_at_once_tells_nobody(topic: Topic, lippe: User, celle: User) -> None:
    delete_post(factories.make_post(topic, by=celle, text=f"@{lippe.name}"), by=celle)
    assert told() == []


def test_telling_twice_tells_once(topic: Topic, lippe: User, celle: User) -> None:
    post = factories.make_post(topic, by=celle)
    for _ in range(2):
        tell_of_post(post.pk)
    assert told() == [("beitrag", lippe.email, "", "woechentlich")]


# ---- Mentions -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "@Katrin Vogt",
        "Was meint @katrin vogt?",
        "(@Katrin Vogt)",
        "**@Katrin Vogt**",
        "@Katrin\nVogt, bitte",
        "@Katrin Vogt @Katrin Vogt",
    ],
)
def test_a_whole_name_calls_its_person_once(
    text: str, topic: Topic, lippe: User, celle: User
) -> None:
    assert called(topic, text, by=celle) == [lippe.email]
    # Whom it calls hears of that, and not of the post once more.
    assert [kind for kind, *_ in told()] == ["erwaehnung"]


@pytest.mark.parametrize(
    "text",
    [
        "Katrin Vogt",
        "@Katrin",
        "@Vogt",
        "@Katrin Vogtmann",
        "@Katrin Vogt-Meier",
        "post@Katrin Vogt",
        "> @Katrin Vogt\n\nJa.",
        "@ Katrin Vogt",
        "@" * 1000,
    ],
)
def test_half_a_name_or_a_quotation_calls_nobody(
    text: str, topic: Topic, lippe: User, celle: User
) -> None:
    assert called(topic, text, by=celle) == []


def test_a_kreis_is_called_with_all_its_people(
    topic: Topic, lippe: User, lippe_deputy: User, celle: User
) -> None:
    assert called(topic, "@Kreis Lippe, wie macht ihr das?", by=celle) == [
        lippe.email,
        lippe_deputy.email,
    ]


def test_nobody_calls_oneself_and_the_silent_are_not_called(
    topic: Topic, lippe: User, celle: User
) -> None:
    follow_topic(topic, by=celle, level=FollowLevel.SILENT)
    assert called(topic, f"@{lippe.name} @{celle.name}", by=lippe) == []


# S33
def test_only_who_reads_the_room_is_called(
    topic: Topic, lippe: User, liaison: User, programme: User, moderator: User, admin: User
) -> None:
    text = " ".join(f"@{one.name}" for one in (liaison, programme, admin, moderator))
    assert called(topic, text, by=lippe) == [moderator.email]


def test_an_edit_calls_those_who_were_not_called_yet(
    topic: Topic, lippe: User, celle: User, moderator: User
) -> None:
    post = factories.make_post(topic, by=celle, text=f"@{lippe.name}")
    edit_post(post, by=celle, text=f"@{lippe.name} @{moderator.name}", version=1)
    assert [email for kind, email, _, _ in told()] == [lippe.email, moderator.email]


# S47
def test_a_thousand_mentions_tell_twenty_people(
    topic: Topic, lippe: User, queries: Callable[[int], Any]
) -> None:
    from forum.services.mentions import mentioned_in  # what is counted here

    people = [factories.make_person(kreis=lippe.kreis) for _ in range(30)]
    text = " ".join(f"@{people[number % 30].name}" for number in range(1000))
    with queries(2):
        assert mentioned_in(text, topic.room) == people[:20]
    with queries(0):
        assert mentioned_in("mail@Katrin Vogt", topic.room) == []
