"""How mails of notices read."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from notices.chores import send_digests
from notices.models import Notice
from notices.services import notify
from practices.choices import State
from practices.news import ADOPTED, DECISION, QUERY, REVIEW_DUE
from tests import factories
from tests.notices.delivery import work

if TYPE_CHECKING:
    from members.models import User
    from tests.notices.mail_server import MailServer

BASE = "http://localhost:8000"


def part(server: MailServer, kind: str) -> str:
    (mail,) = server.accepted
    body = mail.message.get_body((kind,))
    assert body is not None
    text: str = body.get_content()
    return text.replace("\r\n", "\n")


def test_every_line_of_a_digest_has_its_link_and_says_for_whom(
    mail_server: MailServer, lippe: User
) -> None:
    practice = factories.make_practice(kreis=lippe.kreis, title="Lotsen")
    absent = factories.make_person(kreis=lippe.kreis, first_name="Ina", last_name="Fern")
    adoptions = [factories.make_adoption(practice) for _ in range(2)]
    for adoption in adoptions:
        notify(ADOPTED, adoption.pk, {lippe: None}, happening="begonnen")
    notify(DECISION, practice.pk, {lippe: absent}, happening="neu:1")
    at = timezone.now() - timedelta(days=9)
    Notice.objects.update(happened_at=at)
    send_digests(timezone.now())
    work(timezone.now())
    said, day = part(mail_server, "plain"), f"{timezone.localtime(at):%d.%m.%Y}"
    lines = said.partition("Das ist neu für Sie:")[2].partition("Alle Mitteilungen")[0].split("\n")
    shown = [line for line in lines if line and not line.startswith("---")][1:]
    links = [adoption.get_absolute_url() for adoption in adoptions] + [practice.get_absolute_url()]
    happened = [
        *(f"Übernahme durch {one.kreis} ({one.get_state_display()}), {day}" for one in adoptions),
        f"Veröffentlicht, {day}, in Vertretung für Ina Fern",
    ]
    expected = ["Lotsen"]
    for text, link in zip(happened, links, strict=True):
        expected += [text, BASE + link]
    assert shown == expected
    html = part(mail_server, "html")
    assert [html.count(f'href="{BASE}{link}"') for link in links] == [1, 1, 1]
    assert [text in html for text in happened] == [True] * 3
    assert "Überblick" not in said


@pytest.mark.parametrize(
    ("state", "title", "subject", "sentence"),
    [
        (State.TO_REVIEW, "Lotsen", "Noch aktuell? Lotsen", "Noch aktuell? Lotsen."),
        (State.QUERY, "Ja!", "Rückfrage: Ja!", "Rückfrage: Ja!"),
        (State.TO_REVIEW, "Wie?", "Noch aktuell? Wie?", "Noch aktuell? Wie?"),
        (
            State.QUERY,
            "Und …",
            "Rückfrage: Und …",
            "Rückfrage: Und …",
        ),
    ],
)
def test_a_subject_and_its_sentence_have_one_sign_at_each_end(
    state: State, title: str, subject: str, sentence: str, mail_server: MailServer, lippe: User
) -> None:
    practice = factories.make_practice(kreis=lippe.kreis, state=state, title=title)
    kind = REVIEW_DUE if state == State.TO_REVIEW else QUERY
    notify(kind, practice.pk, {lippe: None}, happening="1")
    work(timezone.now())
    assert mail_server.letters() == [(lippe.email, subject)]
    said = part(mail_server, "plain")
    assert said.split("\n\n")[1] == sentence
    assert f"Mails zu „{kind.label}“ abbestellen:" in said
    assert "Mail-Einstellungen ändern:" in said
