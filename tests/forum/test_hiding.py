"""What the moderation hides is gone for everybody but its author and who decides (S28)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command

from forum.choices import Act, FollowLevel, RoomKind, TopicState
from forum.models import Decision, PostVersion
from forum.services import (
    delete_post,
    edit_post,
    follow_topic,
    mark_best_answer,
    restore_post,
    say_helpful,
)
from notices.choices import Channel, MailState
from notices.models import OutgoingMail, Preference
from search.finding import search
from search.models import Entry
from tests import factories
from tests.forum.moderating import REASON, lines_of, place_of, rule, sent
from tests.forum.talking import address_of
from tests.notices.delivery import run_jobs

if TYPE_CHECKING:
    from forum.models import Post, Topic
    from members.models import User

WORD, OLD, BESIDE = "Falkenbergwort", "Sperbervorwort", "Nebenwort"
NOTE = "Von der Moderation ausgeblendet."


@pytest.fixture
def post(topic: Topic, celle: User) -> Post:
    post = factories.make_post(topic, by=celle, text=OLD)
    edit_post(post, by=celle, text=f"{WORD} {BESIDE}", version=1)
    return post


def met(person: User, post: Post, as_: Any) -> list[str]:
    """Name the places where a person meets the words of a post."""
    client, topic = as_(person), post.topic
    pages = {
        "page": client.get(address_of(topic)),
        "quote": client.get(address_of(topic), {"zitat": post.number}),
        "versions": client.get(place_of(post, "verlauf")),
        "report": client.get(place_of(post, "melden")),
        "list": client.get("/austausch/"),
        "search": client.get("/suche/", {"q": BESIDE}),
        "notices": client.get("/mitteilungen/?alle=1"),
    }
    found = [name for name, page in pages.items() if WORD in page.text or OLD in page.text]
    found += ["hits"] if search(person, WORD).total else []
    return found


ALL = ["page", "quote", "versions", "report", "search", "hits"]


def test_a_hidden_post_is_read_by_its_author_and_who_decides_alone(
    post: Post, lippe: User, celle: User, moderator: User, as_: Any
) -> None:
    people = (lippe, celle, moderator)
    assert [met(person, post, as_) for person in people] == [
        ALL,
        [name for name in ALL if name != "report"],
        ALL,
    ]
    rule(post, Act.HIDE, moderator)
    own = ["page", "quote", "versions"]  # the page beside the composer, not the quote itself
    assert [met(person, post, as_) for person in people] == [[], own, own]
    assert NOTE in as_(lippe).get(address_of(post.topic)).text
    assert REASON in as_(celle).get(address_of(post.topic)).text
    assert as_(lippe).get(place_of(post, "verlauf")).status_code == 403
    composer = as_(moderator).get(address_of(post.topic), {"zitat": post.number})
    assert composer.context["form"].initial["text"] == ""
    rule(post, Act.SHOW, moderator)
    assert [met(person, post, as_) for person in people] == [
        ALL,
        [name for name in ALL if name != "report"],
        ALL,
    ]


def test_hiding_the_first_post_takes_its_words_out_of_the_topic(
    topic: Topic, lippe: User, celle: User, moderator: User, as_: Any
) -> None:
    post = topic.posts.get()
    edit_post(post, by=lippe, text=WORD, version=1)
    assert search(celle, WORD).total == 1
    rule(post, Act.HIDE, moderator)
    assert (search(celle, WORD).total, search(lippe, WORD).total) == (0, 0)
    assert search(celle, "Gruppe").total == 1  # the topic stays
    assert WORD not in as_(celle).get(address_of(topic)).text
    call_command("reindex", verbosity=0)
    assert not [entry for entry in Entry.objects.all() if WORD in entry.text]


def test_a_hidden_post_leaves_no_notice_and_no_unsent_mail(
    topic: Topic, lippe: User, celle: User, moderator: User
) -> None:
    follow_topic(topic, by=lippe, level=FollowLevel.DIGEST)
    Preference.objects.create(person=lippe, kind="beitrag", channel=Channel.AT_ONCE)
    post = factories.make_post(topic, by=celle, text=f"{WORD} @{moderator.name}")
    assert [kind for kind, *_ in lines_of(lippe)] == ["beitrag"]
    rule(post, Act.HIDE, moderator)
    assert (lines_of(lippe), lines_of(moderator)) == ([], [])
    run_jobs()
    states = dict(OutgoingMail.objects.values_list("to", "state"))
    assert states == {
        lippe.email: MailState.DROPPED,
        moderator.email: MailState.DROPPED,
        celle.email: MailState.KEPT,
    }


def test_a_hidden_post_is_no_answer_and_not_helpful(
    post: Post, lippe: User, moderator: User, as_: Any
) -> None:
    mark_best_answer(post.topic, post, by=lippe)
    rule(post, Act.HIDE, moderator)
    post.topic.refresh_from_db()
    assert (post.topic.best_answer, post.topic.state) == (None, TopicState.OPEN)
    assert mark_best_answer(post.topic, post, by=lippe) is False
    assert say_helpful(post, by=lippe, helpful=True) is False
    data = {"number": str(post.number)}
    for page in ("hilfreich/", "beste-antwort/"):
        assert as_(lippe).post(address_of(post.topic, page), data).status_code == 404


def test_its_author_still_edits_it_and_it_stays_hidden(
    post: Post, lippe: User, celle: User, moderator: User, as_: Any
) -> None:
    rule(post, Act.HIDE, moderator)
    assert edit_post(post, by=celle, text=f"{WORD} ohne Namen @{lippe.name}", version=2) is True
    assert met(lippe, post, as_) == []
    assert "erwaehnung" not in [kind for kind, *_ in lines_of(lippe)]
    assert search(celle, WORD).total == 0
    delete_post(post, by=celle)
    restore_post(post, by=celle)
    post.refresh_from_db()
    assert (NOTE in post.fragment, WORD in post.fragment) == (True, False)
    rule(post, Act.SHOW, moderator)
    assert search(lippe, WORD).total == 1


def test_hiding_again_keeps_when_it_was_hidden(post: Post, moderator: User) -> None:
    rule(post, Act.HIDE, moderator)
    post.refresh_from_db()
    first = post.hidden_at
    rule(post, Act.HIDE, moderator, reason="Genauer gesagt.")
    post.refresh_from_db()
    assert (post.hidden_at, post.hidden_reason) == (first, "Genauer gesagt.")


def test_posts_that_may_quote_it_are_named(
    post: Post, topic: Topic, lippe: User, moderator: User, as_: Any
) -> None:
    quote = f"> **{post.author_name}, {post.author_kreis}:**\n>\n> {WORD}\n\nStimmt."
    quoting = factories.make_post(topic, by=lippe, text=quote)
    factories.make_post(topic, by=lippe, text="Anderes.")
    page = as_(moderator).get(place_of(post))
    assert page.context["quoted_in"] == [quoting.number]


@pytest.mark.parametrize("rows", [1, 3])
def test_hidden_words_cost_their_reader_one_query(
    rows: int, topic: Topic, lippe: User, celle: User, moderator: User, as_: Any, queries: Any
) -> None:
    for _ in range(rows):
        rule(factories.make_post(topic, by=celle, text=WORD), Act.HIDE, moderator)
    celle.notices.all().delete()
    lippe.notices.all().delete()
    for person, cost, words in ((celle, 5, rows), (lippe, 4, 0)):
        client = as_(person)
        client.get(address_of(topic))
        with queries(cost):  # one more than tests/forum/test_pages.py names, for the author
            page = client.get(address_of(topic))
        assert (page.text.count(WORD), page.text.count(NOTE)) == (words, rows)


# S29
def test_hosts_hide_in_their_closed_room_and_the_office_does_not(
    lippe: User, celle: User, programme: User, moderator: User, as_: Any
) -> None:
    room = factories.make_room(RoomKind.CLOSED, hosts=[lippe], named=[celle, programme])
    post = factories.make_post(
        factories.make_topic(room, by=lippe), by=celle, text=f"{WORD} {BESIDE}"
    )
    assert as_(moderator).post(place_of(post), sent("ausgeblendet")).status_code == 404
    assert as_(programme).post(place_of(post), sent("ausgeblendet")).status_code == 403
    assert met(programme, post, as_) == ["page", "quote", "report", "search", "hits"]
    assert as_(lippe).post(place_of(post), sent("ausgeblendet")).status_code == 302
    assert met(programme, post, as_) == []
    assert [row.by for row in Decision.objects.all()] == [lippe]
    assert PostVersion.objects.count() == 0
