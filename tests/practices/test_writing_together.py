"""Several people at one practice: nobody's words are lost, whatever the others do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.services import OutdatedError
from practices.choices import State
from practices.fields import SECTION_OF_FIELD
from practices.models import Practice, ReviewRemark
from practices.services import (
    save_practice,
    section_mark,
    send_query,
    submit_practice,
    withdraw_practice,
)
from tests.practices.test_editing import complete

if TYPE_CHECKING:
    from django.http import HttpResponse

    from members.models import Kreis, User

LATE = "Das ließ sich nicht mehr speichern"
AUTOSAVE = {"X-Autosave": "1"}


@pytest.fixture
def draft(kreis_lippe: Kreis, lippe: User) -> Practice:
    return complete(kreis_lippe, lippe, state=State.DRAFT, title="Sprachlotsen", changed_by=lippe)


def _situation(practice: Practice, **changes: Any) -> tuple[str, dict[str, Any]]:
    practice.refresh_from_db()
    address = f"/praxis/{practice.pk}/bearbeiten/ausgangslage/"
    values = {"challenge": practice.challenge, "goals": practice.goals}
    return address, {**values, "version": practice.version, **changes}


def _kept(answer: HttpResponse, *words: str) -> tuple[int, list[bool]]:
    return answer.status_code, [word in answer.text for word in (LATE, *words)]


# S72
def test_what_comes_after_the_submission_is_shown_once_more(
    as_: Any, lippe: User, lippe_deputy: User, draft: Practice
) -> None:
    address, form = _situation(draft, challenge="Lang getippt.\nZweite <Zeile>.")
    submit_practice(draft, by=lippe)
    client = as_(lippe_deputy)
    kept = _kept(client.post(address, form), "Lang getippt.\nZweite &lt;Zeile&gt;.", "Kurze Wege.")
    assert kept == (409, [True] * 3)
    late = client.post(address, form, headers=AUTOSAVE)
    assert (late.status_code, late.json()) == (409, {"closed": True})
    assert client.get(address).status_code == 403
    draft.refresh_from_db()
    assert draft.challenge == "Weite Wege."


def test_tables_and_tags_are_shown_once_more_too(as_: Any, lippe: User, draft: Practice) -> None:
    submit_practice(draft, by=lippe)
    client = as_(lippe)
    rows = {"steps_0_0": "Fahrplan abstimmen", "steps_4_0": "Bus mieten", "version": 1}
    answer = client.post(f"/praxis/{draft.pk}/bearbeiten/umsetzung/", rows)
    assert _kept(answer, "Fahrplan abstimmen\nBus mieten") == (409, [True] * 2)
    tags = {"title": "Lotsen", "tags": "Ehrenamt, Bus", "version": 1}
    answer = client.post(f"/praxis/{draft.pk}/bearbeiten/ueberblick/", tags)
    assert _kept(answer, "Ehrenamt, Bus") == (409, [True] * 2)


def test_the_office_keeps_its_words_when_the_kreis_takes_the_practice_back(
    as_: Any, lippe: User, moderator: User, draft: Practice
) -> None:
    submit_practice(draft, by=lippe)
    address, form = _situation(draft, challenge="Von der Moderation.")
    withdraw_practice(draft, by=lippe)
    client = as_(moderator)
    assert _kept(client.post(address, form), "Von der Moderation.") == (409, [True] * 2)
    queries = {"goals": "Bis wann genau?", "pitfalls": "Und danach?"}
    answer = client.post(f"/praxis/{draft.pk}/rueckfrage/", queries)
    assert _kept(answer, "Bis wann genau?", "Und danach?") == (409, [True] * 3)
    assert ReviewRemark.objects.count() == 0


# S1: no difference between a draft of others and none at all, and no word of it.
def test_the_page_for_late_words_tells_nothing_of_the_practice(
    as_: Any, moderator: User, draft: Practice
) -> None:
    client = as_(moderator)
    pages = [
        client.post(f"/praxis/{number}/rueckfrage/", {"goals": "Bis wann?"})
        for number in (draft.pk, 999_999)
    ]
    bodies = [page.text.partition("<main")[2].partition("</main>")[0] for page in pages]
    assert [page.status_code for page in pages] == [409, 409]
    assert bodies[0] == bodies[1]
    assert "Sprachlotsen" not in bodies[0]
    nothing = client.post(f"/praxis/{draft.pk}/rueckfrage/", {"goals": ""})
    assert nothing.status_code == 404


# S73
def test_the_slower_moderator_reads_who_was_quicker_and_keeps_the_words(
    as_: Any, lippe: User, moderator: User, draft: Practice
) -> None:
    submit_practice(draft, by=lippe)
    send_query(draft, by=moderator, remarks={"goals": "Bis wann?"})
    answer = as_(moderator).post(f"/praxis/{draft.pk}/rueckfrage/", {"pitfalls": "Und danach?"})
    assert _kept(answer, "Und danach?", f"erledigt von {moderator.name}") == (409, [True] * 3)
    assert ReviewRemark.objects.count() == 1


# S72
def test_the_autosave_answers_with_its_own_version(as_: Any, lippe: User, draft: Practice) -> None:
    address, form = _situation(draft, challenge="Von Katrin.")
    client = as_(lippe)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        said = client.post(address, form, headers=AUTOSAVE).json()
    assert said["version"] == form["version"] + 1
    statements = [query["sql"] for query in captured.captured_queries]
    end = max(n for n, sql in enumerate(statements) if sql.startswith("RELEASE SAVEPOINT"))
    # Read again, it might be a colleague's, whose text the next autosave would overwrite.
    assert [sql for sql in statements[end:] if "practices_practice" in sql] == []
    again = client.post(address, form | {"version": said["version"]}, headers=AUTOSAVE).json()
    assert again["version"] == said["version"]


def _seen(page: str) -> str:
    (found,) = re.findall(r'name="seen" value="(\w+)"', page)
    return str(found)


# S72
def test_nothing_is_written_once_it_was_submitted_meanwhile(lippe: User, draft: Practice) -> None:
    looked_at = Practice.objects.get(pk=draft.pk)
    seen = section_mark(looked_at, SECTION_OF_FIELD["challenge"].fields)
    submit_practice(draft, by=lippe)
    values = {"challenge": "Zu spät."}
    with pytest.raises(OutdatedError):
        save_practice(looked_at, by=lippe, version=looked_at.version, values=values, seen=seen)
    draft.refresh_from_db()
    assert (draft.state, draft.challenge) == (State.SUBMITTED, looked_at.challenge)


def test_two_sections_are_written_at_the_same_time(
    as_: Any, lippe: User, lippe_deputy: User, draft: Practice
) -> None:
    address, form = _situation(draft, challenge="Von Katrin.")
    client = as_(lippe)
    form["seen"] = _seen(client.get(address).text)

    def other_section(cost_note: str) -> None:
        draft.refresh_from_db()
        values = {"cost_note": cost_note}
        save_practice(draft, by=lippe_deputy, version=draft.version, values=values)

    other_section("Von Jonas.")
    first = client.post(address, form, headers=AUTOSAVE).json()
    other_section("Noch einmal Jonas.")
    form |= {"challenge": "Wieder Katrin.", "version": first["version"], "seen": first["seen"]}
    assert client.post(address, form).status_code == 302
    draft.refresh_from_db()
    assert (draft.challenge, draft.cost_note) == ("Wieder Katrin.", "Noch einmal Jonas.")


def test_the_same_section_still_meets_both_texts(
    as_: Any, lippe: User, lippe_deputy: User, draft: Practice
) -> None:
    address, form = _situation(draft, challenge="Von Katrin.")
    client = as_(lippe)
    form["seen"] = _seen(client.get(address).text)
    values = {"goals": "Von Jonas."}
    save_practice(draft, by=lippe_deputy, version=draft.version, values=values)
    answers = [client.post(address, form, headers=headers) for headers in (AUTOSAVE, {})]
    assert [answer.status_code for answer in answers] == [409, 409]
    draft.refresh_from_db()
    assert draft.goals == "Von Jonas."


def test_an_autosave_on_an_older_version_saves_nothing(
    as_: Any, lippe: User, lippe_deputy: User, draft: Practice
) -> None:
    address, form = _situation(draft, challenge="Von Katrin.")
    values = {"challenge": "Von Jonas."}
    save_practice(draft, by=lippe_deputy, version=draft.version, values=values)
    answer = as_(lippe).post(address, form, headers=AUTOSAVE)
    assert (answer.status_code, answer.json()) == (409, {"conflict": True})
    draft.refresh_from_db()
    assert draft.challenge == "Von Jonas."


@pytest.fixture
def asked(draft: Practice, lippe: User, moderator: User) -> list[ReviewRemark]:
    submit_practice(draft, by=lippe)
    remarks = {"challenge": "Seit wann?", "goals": "Bis wann?", "results": "Für wen?"}
    send_query(draft, by=moderator, remarks=remarks)
    return list(ReviewRemark.objects.order_by("pk"))


def _answers(remarks: list[ReviewRemark]) -> list[str]:
    return [ReviewRemark.objects.get(pk=remark.pk).answer for remark in remarks]


def test_the_answers_of_a_section_are_sent_together(
    as_: Any, lippe: User, draft: Practice, asked: list[ReviewRemark]
) -> None:
    challenge, goals, _ = asked
    section = f"/praxis/{draft.pk}/bearbeiten/ausgangslage/"
    client = as_(lippe)
    page = client.get(section).text
    assert page.count('name="answer_') == 2
    sent = {f"answer_{challenge.pk}": "Seit 2024.", f"answer_{goals.pk}": ""}
    assert client.post(f"{section}antworten/", sent)["Location"] == section
    assert _answers(asked) == ["Seit 2024.", "", ""]
    sent = {f"answer_{challenge.pk}": "Seit 2023.", f"answer_{goals.pk}": "Bis 2027."}
    client.post(f"{section}antworten/", sent)
    assert _answers(asked) == ["Seit 2023.", "Bis 2027.", ""]


# S37: browsers count a line break once and send two characters.
def test_an_answer_is_as_long_as_the_browser_lets_it_be(
    as_: Any, lippe: User, draft: Practice, asked: list[ReviewRemark]
) -> None:
    _, goals, _ = asked
    text = "\r\n".join(["Zeile"] * 100) + "x" * 401
    assert len(text.replace("\r\n", "\n")) == 1000
    section = f"/praxis/{draft.pk}/bearbeiten/ausgangslage/"
    as_(lippe).post(f"{section}antworten/", {f"answer_{goals.pk}": text})
    assert _answers(asked) == ["", text.replace("\r\n", "\n"), ""]


def test_an_answer_that_is_too_long_comes_back_with_the_others(
    as_: Any, lippe: User, draft: Practice, asked: list[ReviewRemark]
) -> None:
    challenge, goals, _ = asked
    sent = {f"answer_{challenge.pk}": "Seit 2024.", f"answer_{goals.pk}": "x" * 1001}
    page = as_(lippe).post(f"/praxis/{draft.pk}/bearbeiten/ausgangslage/antworten/", sent)
    assert list(page.context["answers"].errors) == [f"answer_{goals.pk}"]
    assert [words in page.text for words in ("Seit 2024.", "x" * 1001)] == [True, True]
    assert _answers(asked) == ["", "", ""]


# S30
def test_celle_cannot_answer_for_lippe(
    as_: Any, celle: User, draft: Practice, asked: list[ReviewRemark]
) -> None:
    sent = {f"answer_{remark.pk}": "Von Celle." for remark in asked}
    answer = as_(celle).post(f"/praxis/{draft.pk}/bearbeiten/ausgangslage/antworten/", sent)
    assert answer.status_code == 404
    assert _answers(asked) == ["", "", ""]
