"""Rules and privacy notice have editions, and people take note of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command

from members.choices import Role
from members.services import accept_invitation, acknowledge_rules, invite
from portal.models import Acknowledgement, Page
from portal.services import ask_anew, save_page

if TYPE_CHECKING:
    from members.models import User

ASKED = "Regeln und Datenschutzerklärung zur Kenntnis nehmen"


@pytest.fixture(autouse=True)
def pages(db: None) -> None:
    call_command("load_pages", verbosity=0)


def _noted(person: User) -> list[tuple[str, int]]:
    rows = Acknowledgement.objects.filter(person=person).order_by("edition__page", "pk")
    return list(rows.values_list("edition__page", "edition__number"))


def test_each_change_of_a_page_is_an_edition(moderator: User) -> None:
    for body in ("Erstens.", "Zweitens.", "Zweitens."):
        save_page("regeln", title="Regeln", body=body, by=moderator)
    editions = Page.objects.get(pk="regeln").editions.values_list("number", "body")
    assert list(editions[:2]) == [(3, "Zweitens."), (2, "Erstens.")]


def test_the_editions_show_what_changed(moderator: User, as_: Any) -> None:
    save_page("regeln", title="Regeln", body="Bleiben Sie freundlich.", by=moderator)
    save_page("regeln", title="Regeln", body="Bleiben Sie <b>sachlich</b>.", by=moderator)
    page = as_(None).get("/regeln/fassungen/")
    assert "<del>freundlich.</del>" in page.text
    assert "<ins>&lt;b&gt;sachlich&lt;/b&gt;.</ins>" in page.text
    assert "/regeln/fassungen/" in as_(None).get("/regeln/").text
    assert as_(moderator).get("/impressum/fassungen/").status_code == 404


def test_what_a_person_takes_note_of_is_kept_by_edition(
    lippe: User, celle: User, moderator: User, as_: Any
) -> None:
    client = as_(lippe)
    assert ASKED not in client.get("/").text
    page = Page.objects.get(pk="datenschutz")
    for text in ("Neuer Satz.", "Ganz neuer Satz."):
        save_page("datenschutz", title=page.title, body=text, by=moderator)
        ask_anew(page, by=moderator)
        assert ASKED in client.get("/").text
        for _ in range(2):
            assert client.post("/kenntnisnahme/").status_code == 302
        assert ASKED not in client.get("/").text
    assert _noted(lippe) == [("datenschutz", 2), ("datenschutz", 3), ("regeln", 1)]
    assert _noted(celle) == []


# S72
def test_nobody_takes_note_of_what_came_after_the_page_was_opened(
    lippe: User, moderator: User, as_: Any
) -> None:
    rules = Page.objects.get(pk="regeln")
    ask_anew(rules, by=moderator)
    client = as_(lippe)
    opened = re.findall(r'name="fassung" value="(\d+)"', client.get("/kenntnisnahme/").text)
    save_page("regeln", title=rules.title, body="Neu: Wer fragt, sagt danke.", by=moderator)
    late = client.post("/kenntnisnahme/", {"fassung": opened})
    assert (late.status_code, "Der Text hat sich eben geändert." in late.text) == (409, True)
    assert _noted(lippe) == []
    shown = re.findall(r'name="fassung" value="(\d+)"', late.text)
    assert client.post("/kenntnisnahme/", {"fassung": shown}).status_code == 302
    assert _noted(lippe) == [("datenschutz", 1), ("regeln", 2)]


def test_the_page_shows_what_is_new_since_the_person_read_it(
    lippe: User, moderator: User, as_: Any
) -> None:
    rules = Page.objects.get(pk="regeln")
    ask_anew(rules, by=moderator)
    acknowledge_rules(lippe)
    save_page("regeln", title=rules.title, body=rules.body + "\n\nWer fragt, sagt danke.", by=None)
    ask_anew(rules, by=moderator)
    page = as_(lippe).get("/kenntnisnahme/").text
    assert "Wer fragt, sagt danke.</ins>" in page
    assert page.count("Unverändert, seit Sie") == 1


def test_who_comes_by_an_invitation_took_note_of_what_stood_there(moderator: User) -> None:
    invitation = invite("neu@forum.example", role=Role.PROGRAMME, kreis=None, by=moderator)
    assert invitation is not None
    person = accept_invitation(
        invitation, password="sieben blaue Boote", first_name="Nina", last_name="Neu"
    )
    assert _noted(person) == [("datenschutz", 1), ("regeln", 1)]


def test_moderators_ask_anew_in_the_admin(lippe: User, moderator: User, as_: Any) -> None:
    page = Page.objects.get(pk="datenschutz")
    form = {"title": page.title, "body": page.body, "asks_anew": "on"}
    answer = as_(moderator).post("/verwaltung/portal/page/datenschutz/change/", form, follow=True)
    assert "Um Kenntnisnahme gebeten werden: " in answer.text
    assert ASKED in as_(lippe).get("/").text
