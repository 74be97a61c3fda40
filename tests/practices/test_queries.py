"""The office's queries about fields, and what the Kreis answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from content.models import Record
from practices.choices import State
from practices.models import Practice, ReviewRemark
from practices.services import AnsweredError, answer_remark, send_query, submit_practice
from tests.practices.test_editing import complete

if TYPE_CHECKING:
    from members.models import Kreis, User


@pytest.fixture
def practice(kreis_lippe: Kreis, lippe: User) -> Practice:
    made = complete(kreis_lippe, lippe, state=State.DRAFT, title="Sprachlotsen", changed_by=lippe)
    submit_practice(made, by=lippe)
    return made


@pytest.fixture
def remark(practice: Practice, moderator: User) -> ReviewRemark:
    send_query(practice, by=moderator, remarks={"goals": "Bis wann?"})
    return ReviewRemark.objects.get()


def answer_of(remark: ReviewRemark) -> str:
    return ReviewRemark.objects.get(pk=remark.pk).answer


def test_the_office_reads_the_answers_beside_its_decision(
    as_: Any, lippe: User, moderator: User, practice: Practice, remark: ReviewRemark
) -> None:
    page, office = f"/praxis/{practice.pk}/", as_(moderator)
    said = ("Rückfrage zu „Ziele“", "Bis wann?", "Noch nicht beantwortet.", "Bis Ende 2027.")

    def seen() -> list[bool]:
        text = office.get(page).text
        return [word in text for word in said]

    assert seen() == [True, True, True, False]
    answer_remark(remark, by=lippe, answer="Bis Ende 2027.")
    submit_practice(practice, by=lippe)
    assert seen() == [True, True, False, True]
    Practice.objects.update(state=State.PUBLISHED)
    assert seen() == [False] * 4


def test_each_query_leads_the_kreis_to_its_field(
    as_: Any, lippe: User, moderator: User, practice: Practice, remark: ReviewRemark
) -> None:
    field = f"/praxis/{practice.pk}/bearbeiten/ausgangslage/#rueckfrage-{remark.pk}"
    again = f"/praxis/{practice.pk}/bearbeiten/pruefen/"
    pages = [as_(person).get(f"/praxis/{practice.pk}/").text for person in (lippe, moderator)]
    assert [(field in page, again in page) for page in pages] == [(True, True), (False, False)]
    overview = as_(lippe).get(f"/praxis/{practice.pk}/bearbeiten/").text
    words = ("Eine Rückfrage der Moderation ist noch offen.", "Alle nötigen Angaben sind da.")
    assert [word in overview for word in words] == [True, False]


def test_the_office_asks_beside_what_the_kreis_wrote(
    as_: Any, moderator: User, practice: Practice
) -> None:
    page = as_(moderator).get(f"/praxis/{practice.pk}/rueckfrage/")
    assert [field.label for field in page.context["form"]][6:8] == [
        "Rückfrage zu „Ausgangslage“",
        "Rückfrage zu „Ziele“",
    ]
    words = ("Weite Wege.", "Kurze Wege.", "Der Fahrplan.", "Ausgangslage: Ausgangslage")
    assert [word in page.text for word in words] == [True, True, True, False]
    wrong = as_(moderator).post(f"/praxis/{practice.pk}/rueckfrage/", {"goals": ""}).text
    assert "Schreiben Sie zu mindestens einem Feld" in wrong


def test_nobody_answers_in_the_place_of_the_kreis(
    as_: Any, lippe: User, lippe_deputy: User, moderator: User, remark: ReviewRemark
) -> None:
    address = f"/praxis/{remark.practice_id}/rueckfrage/{remark.pk}/antworten/"
    assert as_(moderator).post(address, {"answer": "Egal."}).status_code == 403
    as_(lippe_deputy).post(address, {"answer": "Bis Ende 2027."})
    submit_practice(remark.practice, by=lippe)
    assert as_(moderator).post(address, {"answer": "Egal."}).status_code == 403
    late = as_(lippe).post(address, {"answer": "Doch nicht."}, follow=True).text
    assert ("Geändert wurde nichts" in late, answer_of(remark)) == (True, "Bis Ende 2027.")
    for person in (lippe, moderator):
        with pytest.raises(AnsweredError):
            answer_remark(remark, by=person, answer="Egal.")
    acts = Record.objects.filter(act="practice.remark_answered").values_list("by", "details")
    assert list(acts) == [(lippe_deputy.pk, {"remark": remark.pk, "field": "goals"})]
