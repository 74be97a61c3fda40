from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.utils import timezone

from content.models import Record, Snippet
from content.queues import queues_of, waiting_for
from experts.choices import Stage
from experts.models import Consultation
from forum.choices import Act
from forum.models import Decision, Post
from forum.services import Ruling, answer_decision, decide
from members.choices import RequestState, Role
from members.models import AccessRequest, Invitation
from notices.choices import MailState
from notices.models import OutgoingMail
from practices.choices import State
from practices.models import Practice
from practices.services import publish_practice
from tests import factories
from tests.portal import waiting

if TYPE_CHECKING:
    from members.models import User

INDEX = "/verwaltung/warteschlange/"


def fields_of(page: str, step: str) -> dict[str, str]:
    """Return what a step's form holds: as the browser would send it."""
    form = next(part for part in page.split("<form") if f'name="schritt" value="{step}"' in part)
    form = form.partition("</form>")[0]
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    dated = re.findall(r'<input type="date" name="(\w+)" value="([^"]*)"', form)
    return dict([*hidden, *dated])


@pytest.fixture
def everything(lippe: User, celle: User) -> None:
    waiting.reported(lippe, celle)
    waiting.submitted(lippe)
    waiting.asked_for_access(lippe)
    waiting.overdue()
    waiting.failed_mail()


@pytest.mark.usefixtures("everything")
def test_the_index_opens_with_what_waits_and_since_when(moderator: User, as_: Any) -> None:
    AccessRequest.objects.update(asked_on=timezone.localdate() - timedelta(days=4))
    page = as_(moderator).get("/verwaltung/").text
    shown = re.sub(r"<[^>]+>", " ", page[page.index("Warteschlange") :]).split()
    text = " ".join(shown)
    assert text.startswith("Warteschlange")
    assert "Zugangsanfragen 1 das Älteste seit 4 Tagen" in text
    assert "Gemeldete Beiträge 1 seit heute" in text
    assert "Überfällige Rückmeldungen 1 das Älteste seit 1 Tag" in text
    assert "Antworten auf Entscheidungen 0 nichts zu tun" in text


@pytest.mark.usefixtures("everything")
def test_the_technical_administration_has_no_queue_of_what_it_does_not_read(admin: User) -> None:
    assert [queue.name for queue in queues_of(admin)] == ["zugang", "mails", "barrierefreiheit"]


# S29, S62: what a moderator does not read, waits for somebody else.
def test_a_report_from_a_closed_room_is_in_no_count_of_the_office(
    moderator: User, lippe: User, celle: User, as_: Any
) -> None:
    closed = factories.make_room("geschlossen", hosts=[celle], named=[lippe])
    hidden = waiting.reported(lippe, celle, room=closed)
    counts = {one.queue.name: one.count for one in waiting_for(moderator)}
    client = as_(moderator)
    assert counts["meldungen"] == 0
    assert hidden.post.topic.title not in client.get(f"{INDEX}meldungen/").text
    hidden_one = client.get(f"{INDEX}meldungen/{hidden.pk}/").status_code
    assert (hidden_one, client.get(f"{INDEX}meldungen/999999/").status_code) == (404, 404)
    form = {"schritt": Act.HIDE, "reason": "Weg", "token": str(uuid4()), "seen": 0, "known": 0}
    client.post(f"{INDEX}meldungen/{hidden.pk}/", form)
    assert Post.objects.get().hidden_at is None


def test_nobody_decides_about_his_own_post(moderator: User, celle: User, as_: Any) -> None:
    own = waiting.reported(moderator, celle)
    assert as_(moderator).get(f"{INDEX}meldungen/{own.pk}/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", ["meldungen", "praxis", "zugang", "rueckmeldungen", "mails"])
def test_a_list_costs_the_same_at_any_length(
    name: str, rows: int, moderator: User, lippe: User, celle: User, as_: Any, queries: Any
) -> None:
    for _ in range(rows):
        waiting.reported(lippe, celle)
        waiting.submitted(lippe)
        waiting.asked_for_access(lippe)
        waiting.overdue()
        waiting.failed_mail()
    client = as_(moderator)
    client.get("/verwaltung/")
    # The person, what waits in all queues, the list.
    with queries(3):
        page = client.get(f"{INDEX}{name}/").text
    assert page.count("data-line") == rows
    # The person, what waits in all queues, what he did last.
    with queries(3):
        client.get("/verwaltung/")


def _walk(client: Any, address: str, **fields: str) -> Any:
    """Open a thing, send its step with what the form holds, and follow to the next."""
    page = client.get(address).text
    step = fields.pop("step")
    return client.post(address, fields_of(page, step) | {"schritt": step} | fields)


@pytest.mark.usefixtures("everything")
def test_each_decision_leads_to_the_next_queue_and_at_last_to_the_index(
    moderator: User, as_: Any
) -> None:
    client = as_(moderator)
    soon = (timezone.localdate() + timedelta(days=7)).isoformat()
    steps: dict[str, dict[str, str]] = {
        "mails": {"step": "erneut"},
        "zugang": {"step": "einladen"},
        "praxis": {"step": "freigeben"},
        "meldungen": {"step": Act.HIDE, "reason": "Zu scharf."},
        "rueckmeldungen": {"step": "frist", "deadline": soon, "reason": "Ferien"},
    }
    keys = [queue.name for queue in queues_of(moderator)]
    address = f"{INDEX}meldungen/{Post.objects.get().reports.get().pk}/"
    walked = []
    while address != "/verwaltung/":
        name = address.split("/")[3]
        walked.append(name)
        answer = _walk(client, address, **steps[name])
        assert answer.status_code == 302, answer.content.decode()
        address = answer["Location"]
    assert walked == [name for name in keys if name in steps]
    assert OutgoingMail.objects.filter(state=MailState.FAILED).count() == 0
    assert Invitation.objects.get().email == AccessRequest.objects.get().email
    assert Practice.objects.get().state == State.PUBLISHED
    assert Post.objects.get().hidden_reason == "Zu scharf."
    assert Consultation.objects.get().deadline.isoformat() == soon
    assert all(one.count == 0 for one in waiting_for(moderator))


# S64
@pytest.mark.usefixtures("everything")
def test_what_is_decided_in_the_queue_says_who_what_and_why(moderator: User, as_: Any) -> None:
    client = as_(moderator)
    report = Post.objects.get().reports.get()
    _walk(client, f"{INDEX}meldungen/{report.pk}/", step=Act.LEAVE, reason="Sachlich.")
    mail = OutgoingMail.objects.get(state=MailState.FAILED)
    _walk(client, f"{INDEX}mails/{mail.pk}/", step="verwerfen")
    mail.refresh_from_db()
    assert (mail.state, mail.text) == (MailState.DROPPED, "")
    acts = Record.objects.filter(by=moderator).order_by("pk").values_list("act", "reason")
    assert list(acts) == [("post.left_standing", "Sachlich."), ("mail.given_up", "")]


def test_a_query_goes_back_to_the_kreis(moderator: User, lippe: User, as_: Any) -> None:
    practice = waiting.submitted(lippe)
    address = f"{INDEX}praxis/{practice.pk}/"
    empty = _walk(as_(moderator), address, step="rueckfrage", field="goals", text="")
    assert "Schreiben Sie, was Sie wissen möchten." in empty.text
    _walk(as_(moderator), address, step="rueckfrage", field="goals", text="Für wen?")
    practice.refresh_from_db()
    remark = practice.remarks.get()
    assert (practice.state, remark.field, remark.text) == (State.QUERY, "goals", "Für wen?")


def test_a_template_of_wording_is_filled_in(moderator: User, lippe: User, as_: Any) -> None:
    Snippet.objects.all().delete()
    place = "praxis-rueckfrage"
    Snippet.objects.create(place=place, label="Kurz", text="Liebe {name}, zu „{titel}“ {x}?")
    Snippet.objects.create(place=place, label="Alt", text="Weg", is_active=False)
    Snippet.objects.create(place="person-sperren", label="Fremd", text="Weg")
    practice = waiting.submitted(lippe)
    page = as_(moderator).get(f"{INDEX}praxis/{practice.pk}/").text
    filled = f"Liebe {lippe.name}, zu „{practice.title}“ {{x}}?"
    assert re.findall(r'data-text="([^"]*)"', page) == [filled]


# S73
def test_the_second_moderator_reads_who_was_first_and_keeps_what_he_typed(
    moderator: User, lippe: User, celle: User, as_: Any
) -> None:
    report = waiting.reported(lippe, celle)
    address = f"{INDEX}meldungen/{report.pk}/"
    second = as_(moderator)
    form = fields_of(second.get(address).text, Act.HIDE)
    first = factories.make_person(Role.MODERATOR, first_name="Erika", last_name="Erste")
    decide(report.post, Act.LEAVE, Ruling(by=first, reason="Sachlich."))
    typed = {"schritt": Act.HIDE, "reason": "Viel zu scharf."}
    late = second.post(address, form | typed)
    assert late.status_code == 409
    assert "Bereits erledigt von Erika Erste" in late.text
    assert "Viel zu scharf." in late.text
    assert Post.objects.get().hidden_at is None
    assert "Bereits erledigt von Erika Erste" in second.get(address).text


# S73
@pytest.mark.parametrize("name", ["praxis", "zugang", "rueckmeldungen", "mails"])
@pytest.mark.usefixtures("everything")
def test_of_two_who_decide_the_second_reads_who_was_first(
    name: str, moderator: User, as_: Any
) -> None:
    first = factories.make_person(Role.MODERATOR, first_name="Erika", last_name="Erste")
    queue = next(one for one in queues_of(moderator) if one.name == name)
    thing = queue.things(moderator).get()
    address = f"{INDEX}{name}/{thing.pk}/"
    step = queue.steps(moderator, thing, waiting.nothing_sent())[-1].name
    form = fields_of(as_(moderator).get(address).text, step) | {"schritt": step}
    fit = {"praxis": "freigeben", "zugang": "ablehnen", "mails": "erneut"}
    _walk(as_(first), address, step=fit.get(name, "auswertung"))
    assert queue.things(moderator).count() == 0
    before = Record.objects.count()
    late = as_(moderator).post(address, form)
    assert (late.status_code, "Bereits erledigt von Erika Erste" in late.text) == (409, True)
    assert Record.objects.count() == before


def test_a_published_revision_says_who_published_it(moderator: User, lippe: User, as_: Any) -> None:
    practice = waiting.submitted(lippe)
    published = publish_practice(practice, by=moderator)
    assert published is not None
    page = as_(moderator).get(f"{INDEX}praxis/{practice.pk}/").text
    assert f"Bereits erledigt von {moderator.name}" in page


def test_what_cannot_be_done_is_said_and_changes_nothing(
    moderator: User, lippe: User, as_: Any
) -> None:
    outside = factories.make_kreis("01051", name="Kreis Dithmarschen", member_since=None)
    asked = waiting.asked_for_access(lippe)
    AccessRequest.objects.update(kreis=outside)
    page = _walk(as_(moderator), f"{INDEX}zugang/{asked.pk}/", step="einladen").text
    assert "Dieser Kreis ist noch kein Mitglied." in page
    asked.refresh_from_db()
    assert (asked.state, Invitation.objects.count()) == (RequestState.OPEN, 0)


def test_an_answer_to_a_decision_is_noted(moderator: User, lippe: User, as_: Any) -> None:
    post = factories.make_topic(factories.make_room(), by=lippe).posts.get()
    asked = decide(post, Act.QUERY, Ruling(by=moderator, reason="Ohne Namen?"))
    answer_decision(asked, by=lippe, text="Ist geändert.")
    address = f"{INDEX}antworten/{asked.pk}/"
    assert "Ist geändert." in as_(moderator).get(address).text
    assert _walk(as_(moderator), address, step="gelesen")["Location"] == "/verwaltung/"
    assert Decision.objects.get().noted_by == moderator


def test_a_step_that_does_not_exist_does_nothing(moderator: User, lippe: User, as_: Any) -> None:
    asked = waiting.asked_for_access(lippe)
    answer = as_(moderator).post(f"{INDEX}zugang/{asked.pk}/", {"schritt": "löschen"})
    asked.refresh_from_db()
    assert (answer.status_code, asked.state) == (200, RequestState.OPEN)


# A mail can hold a link that sets a password.
def test_a_failed_mail_shows_no_text(moderator: User, as_: Any) -> None:
    mail = waiting.failed_mail()
    page = as_(moderator).get(f"{INDEX}mails/{mail.pk}/").text
    assert (mail.to in page, "Geheimer Link" in page) == (True, False)


# S61, S31
@pytest.mark.usefixtures("everything")
def test_celle_cannot_decide(celle: User, as_: Any) -> None:
    asked = AccessRequest.objects.get()
    client = as_(celle)
    answers = [
        client.get(f"{INDEX}zugang/").status_code,
        client.get(f"{INDEX}zugang/{asked.pk}/").status_code,
        client.post(f"{INDEX}zugang/{asked.pk}/", {"schritt": "einladen"}).status_code,
    ]
    asked.refresh_from_db()
    assert (answers, asked.state) == ([404, 404, 404], RequestState.OPEN)


def test_the_admin_evaluates_no_consultation(admin: User, as_: Any) -> None:
    late = waiting.overdue()
    address = f"{INDEX}rueckmeldungen/{late.pk}/"
    assert as_(admin).post(address, {"schritt": "auswertung"}).status_code == 404
    late.refresh_from_db()
    assert late.stage == Stage.OPEN
