"""What was decided is answered once, by whom it concerns, and noted by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from forum.choices import Act, RoomKind
from forum.models import Decision
from forum.services import (
    answer_decision,
    note_answer,
)
from members.choices import Role
from tests import factories
from tests.forum.moderating import REASON, lines_of, place_of, rule
from tests.forum.talking import at_once

if TYPE_CHECKING:
    from forum.models import Post
    from members.models import User


def test_the_author_answers_once_and_who_asked_is_told(
    post: Post, celle: User, moderator: User, as_: Any
) -> None:
    factories.make_person(Role.MODERATOR)
    decision = rule(post, Act.QUERY, moderator)
    client, address = as_(celle), decision.get_absolute_url()
    page = client.get(address)
    assert (REASON in page.text, post.topic.title in page.text) == (True, True)
    assert "Fehler:" in client.post(address, {"text": " "}).text
    assert client.post(address, {"text": "Ein Deckname."}).url == address
    client.post(address, {"text": "Noch eine."})
    decision.refresh_from_db()
    assert decision.answer == "Ein Deckname."
    assert [kind for kind, *_ in lines_of(moderator) if kind.startswith("antwort")] == [
        "antwort-an-moderation"
    ]
    queue = as_(moderator).get("/austausch/meldungen/?ansicht=antworten").text
    assert "Ein Deckname." in queue
    assert "Ein Deckname." in as_(moderator).get(place_of(post)).text


# S73
def test_an_answer_is_noted_by_one(post: Post, celle: User, moderator: User, as_: Any) -> None:
    decision = rule(post, Act.QUERY, moderator)
    address = f"/austausch/meldungen/antwort/{decision.pk}/"
    assert as_(moderator).post(address).status_code == 404  # nothing to note yet
    answer_decision(decision, by=celle, text="Ein Deckname.")
    other = factories.make_person(Role.MODERATOR)
    assert "zur Kenntnis genommen." in as_(other).post(address, follow=True).text
    page = as_(moderator).post(address, follow=True).text
    assert f"Bereits erledigt von {other.name}." in page
    assert note_answer(decision, by=moderator) is False


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_stands(post: Post, celle: User, moderator: User) -> None:
    decision = rule(post, Act.QUERY, moderator)
    answers = at_once(2, lambda n: answer_decision(decision, by=celle, text=f"Antwort {n}"))
    assert sorted(map(str, answers)) == ["False", "True"]


# S30
def test_celle_cannot_read_or_answer_what_was_decided_about_others(
    post: Post, lippe: User, liaison: User, moderator: User, as_: Any
) -> None:
    address = rule(post, Act.HIDE, moderator).get_absolute_url()
    people = (lippe, liaison, moderator, factories.make_person())
    for person in people:
        client = as_(person)
        assert client.get(address).status_code == 404
        assert client.post(address, {"text": "Fremd"}).status_code == 404
    assert Decision.objects.get().answer == ""


def test_who_is_locked_out_reads_why_and_answers_and_nothing_else_of_the_room(
    lippe: User, celle: User, programme: User, as_: Any
) -> None:
    room = factories.make_room(RoomKind.CLOSED, hosts=[lippe], named=[celle], name="Sperberrunde")
    topic = factories.make_topic(room, by=celle, title="Habichtfrage")
    decision = rule(topic.posts.get(), Act.LOCK, lippe)
    client = as_(celle)
    page = client.get(decision.get_absolute_url())
    shown = [word in page.text for word in ("Sperberrunde", REASON, "Habichtfrage")]
    assert shown == [True, True, False]
    listed = client.get("/mitteilungen/?alle=1").text
    assert [word in listed for word in ("Sperberrunde", "Habichtfrage", REASON)] == [False] * 3
    room.name = "Umbenannt"
    room.save(update_fields=["name"])
    assert "Umbenannt" not in client.get(decision.get_absolute_url()).text
    client.post(decision.get_absolute_url(), {"text": "Das war ich nicht."})
    assert "Das war ich nicht." in as_(lippe).get("/austausch/meldungen/?ansicht=antworten").text


# S15: who became partner or left reads no decision either.
def test_a_decision_is_gone_with_the_role(post: Post, celle: User, moderator: User) -> None:
    rule(post, Act.HIDE, moderator)
    assert [kind for kind, *_ in lines_of(celle)] == ["moderation"]
    celle.role, celle.kreis, celle.is_lead = Role.LIAISON, None, False
    celle.save()
    celle = type(celle).objects.get(pk=celle.pk)
    assert list(Decision.objects.visible_to(celle)) == []
    assert lines_of(celle) == []
