"""Asking and leading on: what each step writes, whom it tells, and what it refuses."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from content.models import Record
from content.services import OutdatedError
from experts.choices import MOVES, ItemKind, Size, Stage
from experts.models import Consultation, ConsultationItem
from experts.services.consultations import (
    MoveError,
    ask_consultation,
    close_consultation,
    edit_consultation,
    evaluate_consultation,
    open_consultation,
    set_deadline,
    withdraw_consultation,
)
from notices.models import Notice
from search.finding import search
from tests import factories
from tests.experts.making import make_consultation

if TYPE_CHECKING:
    from members.models import User

LONG_AGO = "01.02.2020"


def _told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("person__email", flat=True))


def _data(**changes: str) -> dict[str, str]:
    """Return what a browser sends: a question with one statement, a number, an open question."""
    told = {
        "title": "Wartezeiten",
        "size": Size.FULL.value,
        "question": "Wie lange warten Teilnehmende?",
        "background": "Für eine **Anhörung**.",
        "deadline": (timezone.localdate() + timedelta(days=20)).isoformat(),
        "theme": "",
        "version": "1",
        "token": str(uuid4()),
        "statements_0_0": "Gruppen sind zu groß",
        "numbers_0_0": "Wartezeit",
        "numbers_0_1": "Wochen",
        "questions_0_0": "Was hilft?",
    }
    return told | changes


def test_the_landkreistag_asks_and_a_double_click_asks_once(
    liaison: User, moderator: User, celle: User, as_: Any
) -> None:
    client, data = as_(liaison), _data()
    for _ in range(2):
        answer = client.post(reverse("experts:consultation-new"), data)
    asked = Consultation.objects.get()
    assert answer["Location"] == asked.get_absolute_url()
    assert (asked.stage, asked.number, asked.asked_by) == (Stage.ASKED, "", liaison)
    said = list(asked.items.values_list("kind", "wording", "unit"))
    assert said == [
        (ItemKind.STATEMENT, "Gruppen sind zu groß", ""),
        (ItemKind.NUMBER, "Wartezeit", "Wochen"),
        (ItemKind.OPEN, "Was hilft?", ""),
    ]
    assert "<strong>Anhörung</strong>" in asked.background_html
    assert _told("anfrage-gestellt") == {moderator.email}
    # The Kreise know nothing of it yet, by no way.
    assert as_(celle).get(asked.get_absolute_url()).status_code == 404
    assert search(celle, "Wartezeiten").total == 0
    assert "Wartezeiten" not in as_(celle).get(reverse("experts:consultation-list")).text
    assert search(moderator, "Wartezeiten").total == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"deadline": LONG_AGO}, "Diese Frist ist schon vorbei."),
        ({"deadline": "31.02.2027"}, "Geben Sie die Frist so ein: 30.11.2026."),
        ({"deadline": "30.11.9999"}, "Prüfen Sie das Jahr"),
        ({"numbers_0_0": ""}, "In einer Zeile fehlt die Angabe „Was wird gezählt“."),
        ({"numbers_0_1": ""}, "Zu „Wartezeit“ fehlt die Einheit."),
        ({"statements_0_0": "x" * 401}, "Ein Feld ist zu lang. Möglich sind 400 Zeichen."),
        ({"statements_0_0": "a\0b"}, "ein Zeichen, das sich nicht speichern lässt"),
        (
            {"statements_0_0": "", "numbers_0_0": "", "numbers_0_1": "", "questions_0_0": ""},
            "minde",
        ),
        ({"size": "blitz", "questions_1_0": "Und?"}, "Eine Blitzabfrage hat höchstens drei"),
        (
            {"size": "blitz", **{f"statements_{row}_0": "Stimmt" for row in (1, 2)}},
            "und eine offene Frage. Kürzen Sie",
        ),
        ({"title": ""}, "Füllen Sie dieses Feld aus."),
    ],
)
def test_bad_input_is_named_and_nothing_typed_is_lost(
    changes: dict[str, str], said: str, liaison: User, as_: Any
) -> None:
    page = as_(liaison).post(reverse("experts:consultation-new"), _data(**changes))
    assert page.status_code == 200
    assert said in page.text
    assert "Wie lange warten Teilnehmende?" in page.text
    assert not Consultation.objects.exists()


def test_an_error_adds_no_empty_rows_to_fill_in(liaison: User, as_: Any) -> None:
    page = as_(liaison).post(reverse("experts:consultation-new"), _data(title=""))
    assert page.text.count('name="statements_') == 4
    assert page.text.count('name="numbers_') == 8


def test_a_short_question_has_three_items_and_an_open_question(liaison: User, as_: Any) -> None:
    told = _data(size=Size.FLASH.value, statements_1_0="Kurse liegen zu weit entfernt")
    assert as_(liaison).post(reverse("experts:consultation-new"), told).status_code == 302
    assert Consultation.objects.get().items.count() == 4


def test_a_question_is_worded_until_it_is_opened_and_an_old_window_loses_nothing(
    liaison: User, moderator: User, as_: Any
) -> None:
    asked = make_consultation(Stage.ASKED)
    address = reverse("experts:consultation-edit", args=[asked.pk])
    first = _data(title="Wartezeiten und Abbrüche")
    assert as_(liaison).post(address, first).status_code == 302
    second = as_(moderator).post(address, _data(question="Wie viele brechen ab?"))
    assert second.status_code == 409
    for words in ("Wartezeiten und Abbrüche", "Wie viele brechen ab?"):
        assert words in second.text
    asked.refresh_from_db()
    assert (asked.title, asked.version) == ("Wartezeiten und Abbrüche", 2)
    open_consultation(asked, by=moderator, version=2, deadline=asked.deadline)
    assert as_(liaison).post(address, first | {"version": "3"}).status_code == 403
    with pytest.raises(MoveError):
        edit_consultation(asked, by=liaison, version=3, values={"title": "Anders"}, items=[])


def test_opening_asks_every_member_and_gives_the_next_number(
    lippe: User, celle: User, moderator: User, liaison: User
) -> None:
    year = timezone.localdate().year
    former = factories.make_kreis(member_since="2020-01-01", member_until="2021-01-01")
    factories.make_person(kreis=former)
    make_consultation(year=year, serial=6)
    asked = make_consultation(Stage.ASKED)
    later = timezone.localdate() + timedelta(days=10)
    assert open_consultation(asked, by=moderator, version=1, deadline=later)
    assert not open_consultation(asked, by=moderator, version=1, deadline=later)
    asked.refresh_from_db()
    assert (asked.number, asked.asked_count, asked.deadline) == (f"EK-{year}-07", 2, later)
    assert _told("anfrage-offen") == {lippe.email, celle.email}
    assert search(celle, asked.number).hits[0].key == str(asked.pk)
    assert search(liaison, asked.title).hits[0].key == str(asked.pk)


def test_a_deadline_in_the_past_opens_nothing(moderator: User) -> None:
    asked = make_consultation(Stage.ASKED)
    gone = timezone.localdate() - timedelta(days=1)
    with pytest.raises(ValidationError):
        open_consultation(asked, by=moderator, version=1, deadline=gone)
    with pytest.raises(ValidationError):
        set_deadline(make_consultation(), by=moderator, version=1, deadline=gone, reason="x")
    asked.refresh_from_db()
    assert asked.stage == Stage.ASKED


def test_each_stage_leads_only_where_a_way_leads(moderator: User) -> None:
    ways: dict[Stage, Any] = {
        Stage.SYNTHESIS: evaluate_consultation,
        Stage.CLOSED: close_consultation,
        Stage.WITHDRAWN: withdraw_consultation,
    }
    for before in Stage:
        for to, act in ways.items():
            one = make_consultation(before)
            if to in MOVES[before]:
                assert act(one, by=moderator, version=1, reason="Weil.")
                trail = Record.objects.filter(kind="experts.consultation", key=str(one.pk)).latest(
                    "id"
                )
                assert (trail.by, trail.reason) == (moderator, "Weil.")
                assert trail.details["before"] == before
            elif before == to:
                assert not act(one, by=moderator, version=1, reason="Weil.")
            else:
                with pytest.raises(MoveError):
                    act(one, by=moderator, version=1, reason="Weil.")


def test_what_is_released_is_not_withdrawn(moderator: User, as_: Any) -> None:
    again = make_consultation(Stage.SYNTHESIS, edition=1)
    with pytest.raises(MoveError):
        withdraw_consultation(again, by=moderator, version=1, reason="Weil.")
    address = reverse("experts:consultation-withdraw", args=[again.pk])
    assert as_(moderator).get(address).status_code == 403


def test_a_step_from_an_old_page_asks_again(moderator: User, as_: Any) -> None:
    one = make_consultation()
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    client, address = as_(moderator), reverse("experts:consultation-deadline", args=[one.pk])
    sent = {"deadline": day, "reason": "Ferien", "version": "1"}
    assert client.post(address, sent).status_code == 302
    page = client.post(address, sent | {"reason": "Ferien in Bayern"})
    assert page.status_code == 200
    assert "Die Anfrage wurde inzwischen geändert." in page.text
    assert "Ferien in Bayern" in page.text
    with pytest.raises(OutdatedError):
        evaluate_consultation(one, by=moderator, version=1)


def test_withdrawing_tells_whom_it_concerns_and_says_why(
    liaison: User, moderator: User, celle: User, as_: Any
) -> None:
    one = make_consultation()
    address = reverse("experts:consultation-withdraw", args=[one.pk])
    client = as_(liaison)
    assert "Sagen Sie bitte, warum." in client.post(address, {"version": "1", "reason": ""}).text
    client.post(address, {"version": "1", "reason": "Die Zahlen liegen vor."})
    one.refresh_from_db()
    assert one.stage == Stage.WITHDRAWN
    assert _told("anfrage-zurueckgezogen") == {moderator.email, celle.email}
    assert "Die Zahlen liegen vor." in as_(celle).get(one.get_absolute_url()).text


@pytest.mark.parametrize("rows", [1, 3])
def test_a_question_keeps_its_budget(rows: int, celle: User, as_: Any, queries: Any) -> None:
    one = make_consultation()
    for number in range(rows):
        shown = {"position": number + 3, "kind": ItemKind.OPEN, "wording": "Und sonst"}
        ConsultationItem.objects.create(consultation=one, **shown)
    client = as_(celle)
    client.get(one.get_absolute_url())
    # Person, question, items, files, course, the own answer.
    with queries(6):
        client.get(one.get_absolute_url())


@pytest.mark.django_db(transaction=True)
def test_two_opened_at_once_get_two_numbers(moderator: User) -> None:
    asked = [make_consultation(Stage.ASKED) for _ in range(2)]
    start = Barrier(2, timeout=10)

    def run(one: Consultation) -> None:
        start.wait()
        open_consultation(one, by=moderator, version=1, deadline=one.deadline)
        connection.close()

    threads = [Thread(target=run, args=[one]) for one in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert set(Consultation.objects.values_list("serial", flat=True)) == {1, 2}


def test_a_token_of_another_person_is_another_question(liaison: User, moderator: User) -> None:
    token = uuid4()
    told = {
        "title": "Wartezeiten",
        "question": "Wie lange?",
        "deadline": timezone.localdate() + timedelta(days=3),
    }
    items = [ConsultationItem(kind=ItemKind.OPEN, wording="Was hilft?")]
    for by in (liaison, moderator, liaison):
        ask_consultation(by=by, token=token, values=told, items=items)
    assert Consultation.objects.count() == 2
