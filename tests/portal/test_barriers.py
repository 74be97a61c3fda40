from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from content.models import Record
from content.queues import waiting_for
from members.choices import Role
from notices.models import OutgoingMail
from portal.chores import forget_barriers
from portal.models import Barrier
from portal.services import answer_barrier, report_barrier
from tests import factories
from tests.portal.test_queue import fields_of

if TYPE_CHECKING:
    from members.models import User

FORM = "/barrierefreiheit/melden/"
QUEUE = "/verwaltung/warteschlange/barrierefreiheit/"
SAID = {
    "text": "Der Fokus ist in der Karte nicht zu sehen.",
    "page": "/kreise/",
    "name": "Robin Beispiel",
    "email": "Robin@Beispiel.example",
}


def reported(**fields: str) -> Barrier:
    report_barrier(token=uuid4(), **(SAID | fields))
    return Barrier.objects.latest("pk")


# S82
def test_everybody_reports_a_barrier_and_it_is_due_within_a_month(as_: Any) -> None:
    call_command("load_pages", verbosity=0)
    client = as_(None)
    assert FORM in client.get("/barrierefreiheit/").text
    answer = client.post(FORM, {**SAID, "token": str(uuid4())}, follow=True)
    assert "Danke, Ihr Hinweis ist angekommen." in answer.text
    one = Barrier.objects.get()
    assert (one.text, one.email) == (SAID["text"], "robin@beispiel.example")
    assert one.due == timezone.localdate() + timedelta(days=30)


def test_an_empty_report_says_what_is_missing(as_: Any) -> None:
    page = as_(None).post(FORM, {"text": " ", "token": str(uuid4())})
    assert (page.status_code, Barrier.objects.count()) == (200, 0)
    assert "Beschreiben Sie in einem Satz, was nicht funktioniert." in page.text


# S48: whoever names somebody else's address writes no paragraph of the mail to it.
def test_a_name_stays_in_its_line_of_the_answer(moderator: User, as_: Any) -> None:
    name = "Robin\n\nHier klicken:\nhttp://localhost:8000/x"
    as_(None).post(FORM, {**SAID, "name": name, "page": "a\r\nb", "token": str(uuid4())})
    one = Barrier.objects.get()
    assert (one.name, one.page) == ("Robin Hier klicken: http://localhost:8000/x", "a b")
    answer_barrier(one, by=moderator, answer="Ja.", by_mail=True)
    assert OutgoingMail.objects.get().text.startswith(f"Guten Tag {one.name},\n\n")


# S71
def test_sent_twice_it_is_one_report(as_: Any) -> None:
    form = {**SAID, "token": str(uuid4())}
    for _ in range(2):
        as_(None).post(FORM, form)
    assert (Barrier.objects.count(), Record.objects.count()) == (1, 1)


def test_too_many_reports_are_refused(as_: Any) -> None:
    cache.clear()
    with override_settings(ACCOUNT_RATE_LIMITS={"barrier": "1/h/ip"}):
        answers = [
            as_(None).post(FORM, {**SAID, "token": str(uuid4())}).status_code for _ in range(2)
        ]
    cache.clear()
    assert (answers, Barrier.objects.count()) == ([302, 429], 1)


def test_the_office_answers_by_mail_once(moderator: User, as_: Any) -> None:
    one = reported()
    client = as_(moderator)
    address = f"{QUEUE}{one.pk}/"
    page = client.get(address).text
    assert (SAID["text"] in page, f"{one.due:%d.%m.%Y}" in page) == (True, True)
    form = fields_of(page, "antworten") | {"schritt": "antworten", "answer": "Ist\nbehoben."}
    assert client.post(address, form)["Location"] == "/verwaltung/"
    late = client.post(address, form)
    assert (late.status_code, "Bereits erledigt von" in late.text) == (409, True)
    mail = OutgoingMail.objects.get()
    assert (mail.to, "Ist\nbehoben." in mail.text) == ("robin@beispiel.example", True)
    one.refresh_from_db()
    assert (one.answered_by, one.answer) == (moderator, "Ist\nbehoben.")
    acts = Record.objects.order_by("pk").values_list("act", "by_id")
    assert list(acts) == [("barrier.reported", None), ("barrier.answered", moderator.pk)]


def test_without_an_address_it_is_noted_and_nothing_is_sent(moderator: User, as_: Any) -> None:
    one = reported(email="")
    address = f"{QUEUE}{one.pk}/"
    page = as_(moderator).get(address).text
    assert ('value="antworten"' in page, 'value="erledigt"' in page) == (False, True)
    form = fields_of(page, "erledigt") | {"schritt": "erledigt", "answer": "Gemeldet."}
    as_(moderator).post(address, form)
    one.refresh_from_db()
    assert (one.answer, OutgoingMail.objects.count()) == ("Gemeldet.", 0)


# S73
def test_of_two_moderators_one_answers(moderator: User) -> None:
    one, second = reported(), factories.make_person(Role.MODERATOR)
    done = [answer_barrier(one, by=by, answer="Ja.", by_mail=True) for by in (moderator, second)]
    assert (done, OutgoingMail.objects.count()) == ([True, False], 1)


def test_the_technical_administration_answers_too(admin: User) -> None:
    reported()
    counts = {one.queue.name: one.count for one in waiting_for(admin)}
    assert counts["barrierefreiheit"] == 1


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.LIAISON, Role.PROGRAMME])
def test_nobody_else_reads_reports(role: Role, as_: Any) -> None:
    one = reported()
    client = as_(factories.make_person(role))
    answers = [client.get(f"{QUEUE}{one.pk}/"), client.post(f"{QUEUE}{one.pk}/", {"schritt": "x"})]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_what_was_answered_a_year_ago_goes_and_what_waits_stays(moderator: User) -> None:
    waiting, answered = reported(), reported()
    answer_barrier(answered, by=moderator, answer="Ja.", by_mail=False)
    later = timezone.now() + timedelta(days=1)
    assert (forget_barriers(later, dry_run=True), Barrier.objects.count()) == (1, 2)
    assert forget_barriers(timezone.now() - timedelta(days=1), dry_run=False) == 0
    assert forget_barriers(later, dry_run=False) == 1
    assert Barrier.objects.get() == waiting
