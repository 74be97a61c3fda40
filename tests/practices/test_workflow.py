from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from content.choices import Audience
from content.models import Record
from practices.choices import State
from practices.chores import mark_practices_due
from practices.models import Edition, Practice, ReviewRemark
from practices.services import publish_practice, start_revision, submit_practice
from practices.services.workflow import _in_a_year
from tests import factories
from tests.practices.test_editing import complete
from tests.telling import mailed_to

if TYPE_CHECKING:
    from members.models import Kreis, User


@pytest.fixture
def draft(kreis_lippe: Kreis, lippe: User) -> Practice:
    return complete(kreis_lippe, lippe, state=State.DRAFT, title="Sprachlotsen", changed_by=lippe)


def state_of(practice: Practice) -> str:
    return Practice.objects.get(pk=practice.pk).state


def test_from_a_draft_over_a_query_to_a_published_practice(
    as_: Any, lippe: User, moderator: User, draft: Practice
) -> None:
    writer, office = as_(lippe), as_(moderator)
    page = f"/praxis/{draft.pk}/"
    assert office.get(page).status_code == 404
    writer.post(f"{page}bearbeiten/pruefen/")
    assert state_of(draft) == State.SUBMITTED
    assert "Veröffentlichen" in office.get(page).text
    office.post(f"{page}rueckfrage/", {"goals": "Bis wann?"})
    assert state_of(draft) == State.QUERY
    (mail,) = mailed_to(lippe)
    assert (mail.subject, "Bis wann?" in mail.text) == (
        "Rückfrage: Sprachlotsen",
        False,
    )
    assert "Rückfrage beantworten: Sprachlotsen" in writer.get("/").text
    section = writer.get(f"{page}bearbeiten/ausgangslage/").text
    assert "Bis wann?" in section
    writer.post(f"{page}bearbeiten/pruefen/")
    assert state_of(draft) == State.QUERY  # not answered yet
    remark = ReviewRemark.objects.get()
    writer.post(f"{page}rueckfrage/{remark.pk}/antworten/", {"answer": "Bis Ende 2027."})
    writer.post(f"{page}bearbeiten/pruefen/")
    office.post(f"{page}veroeffentlichen/")
    published = Practice.objects.get()
    assert (published.state, published.edition, published.checked_on) == (
        State.PUBLISHED,
        1,
        timezone.localdate(),
    )
    assert Edition.objects.get().fields["goals"] == "Kurze Wege."
    acts = [
        "practice.submitted",
        "practice.query",
        "practice.remark_answered",
        "practice.submitted",
        "practice.published",
    ]
    trail = Record.objects.filter(kind="practices.practice").order_by("pk")
    assert list(trail.values_list("act", flat=True)) == acts


def test_what_is_incomplete_is_not_submitted(as_: Any, lippe: User, draft: Practice) -> None:
    Practice.objects.update(pitfalls="")
    page = as_(lippe).post(f"/praxis/{draft.pk}/bearbeiten/pruefen/").text
    assert "Was nicht funktioniert hat" in page
    assert state_of(draft) == State.DRAFT


def test_a_submitted_one_is_taken_back(as_: Any, lippe: User, draft: Practice) -> None:
    submit_practice(draft, by=lippe)
    as_(lippe).post(f"/praxis/{draft.pk}/zurueckziehen/")
    assert state_of(draft) == State.DRAFT


# S73
def test_the_second_moderator_reads_who_was_quicker(
    as_: Any, lippe: User, moderator: User, draft: Practice
) -> None:
    submit_practice(draft, by=lippe)
    second = factories.make_person("moderator", first_name="Zoe", last_name="Zweite")
    as_(moderator).post(f"/praxis/{draft.pk}/veroeffentlichen/")
    page = as_(second).post(f"/praxis/{draft.pk}/veroeffentlichen/", follow=True).text
    assert f"bereits erledigt von {moderator.name}" in page
    assert Edition.objects.count() == 1


def test_a_lead_publishes_only_where_the_setting_allows(
    as_: Any, lippe: User, lippe_deputy: User, celle: User, draft: Practice, settings: Any
) -> None:
    address = f"/praxis/{draft.pk}/veroeffentlichen/"
    assert as_(lippe).post(address).status_code == 403
    settings.LEADS_PUBLISH = True
    people = (lippe_deputy, celle, lippe)
    assert [as_(person).post(address).status_code for person in people] == [403, 404, 302]
    assert state_of(draft) == State.PUBLISHED


def test_a_published_one_is_revised_in_a_copy(
    as_: Any, lippe: User, liaison: User, moderator: User, draft: Practice
) -> None:
    Practice.objects.update(audience=Audience.PARTNERS)
    submit_practice(draft, by=lippe)
    published = publish_practice(draft, by=moderator)
    assert published is not None
    writer = as_(lippe)
    edit = writer.post(f"/praxis/{draft.pk}/ueberarbeiten/")["Location"]
    assert writer.post(f"/praxis/{draft.pk}/ueberarbeiten/")["Location"] == edit
    revision = Practice.objects.get(revises=published)
    form = {"challenge": "Sehr weite Wege.", "goals": "Kurze Wege.", "version": revision.version}
    writer.post(f"/praxis/{revision.pk}/bearbeiten/ausgangslage/", form)
    reader = as_(liaison)
    assert "Sehr weite" not in reader.get(f"/praxis/{draft.pk}/").text
    assert reader.get(f"/praxis/{revision.pk}/").status_code == 404
    writer.post(f"/praxis/{revision.pk}/bearbeiten/pruefen/")
    as_(moderator).post(f"/praxis/{revision.pk}/veroeffentlichen/")
    assert "Sehr weite Wege." in reader.get(f"/praxis/{draft.pk}/").text
    now = Practice.objects.get()
    assert (now.pk, now.edition, now.audience) == (draft.pk, 2, Audience.PARTNERS)
    changes = writer.get(f"/praxis/{draft.pk}/versionen/").text
    assert "<del>Weite</del> <ins>Sehr weite</ins> Wege." in changes


def test_the_office_revises_what_is_published(
    as_: Any, lippe: User, moderator: User, draft: Practice
) -> None:
    Practice.objects.update(state=State.PUBLISHED)
    office = as_(moderator)
    edit = office.post(f"/praxis/{draft.pk}/ueberarbeiten/")["Location"]
    assert office.get(edit).status_code == 200
    assert Practice.objects.get(revises=draft).state == State.SUBMITTED


# S26, S50
def test_editions_keep_the_members_fields_from_others(
    as_: Any, lippe: User, liaison: User, draft: Practice
) -> None:
    Practice.objects.update(state=State.PUBLISHED, audience=Audience.PARTNERS, edition=2)
    for number, word in enumerate(("Sperber", "Habicht"), 1):
        fields = {"pitfalls": f"Der {word} flog.", "goals": f"Ziel {number}."}
        Edition.objects.create(
            practice=draft, number=number, fields=fields, by=lippe, audience=Audience.PARTNERS
        )
    pages = [f"/praxis/{draft.pk}/versionen/", f"/praxis/{draft.pk}/versionen/1/2/"]
    for page in pages:
        seen = [
            [word in as_(person).get(page).text for word in ("Habicht", "<ins>2.</ins>")]
            for person in (lippe, liaison)
        ]
        assert seen == [[True, True], [False, True]]


# S28
def test_narrowing_acts_at_once_and_widening_needs_the_lead(
    as_: Any, lippe: User, lippe_deputy: User, liaison: User, draft: Practice
) -> None:
    Practice.objects.update(state=State.PUBLISHED, audience=Audience.PARTNERS)
    page, audience = f"/praxis/{draft.pk}/", f"/praxis/{draft.pk}/sichtbarkeit/"
    assert as_(liaison).get(page).status_code == 200
    as_(lippe_deputy).post(audience, {"audience": 3})
    assert as_(liaison).get(page).status_code == 404
    refused = as_(lippe_deputy).post(audience, {"audience": 1}).text
    assert "öffnen kann das Beispiel nur die Leitung des Kreises" in refused
    as_(lippe).post(audience, {"audience": 1})
    assert as_(liaison).get(page).status_code == 200
    trail = Record.objects.filter(act="practice.audience").values_list("by", "details")
    assert list(trail.order_by("pk")) == [
        (lippe_deputy.pk, {"before": 1, "after": 3}),
        (lippe.pk, {"before": 3, "after": 1}),
    ]


def test_after_a_year_the_kreis_is_asked_and_answers_with_one_click(
    as_: Any, lippe: User, draft: Practice
) -> None:
    today = timezone.localdate()
    long_ago = today - timedelta(days=366)
    Practice.objects.update(state=State.PUBLISHED, review_due=today, checked_on=long_ago)
    noon = timezone.localtime().replace(hour=12)
    mark_practices_due(noon)
    mark_practices_due(noon)
    assert state_of(draft) == State.TO_REVIEW
    assert "Noch aktuell? Sprachlotsen" in as_(lippe).get("/").text
    as_(lippe).post(f"/praxis/{draft.pk}/bestaetigen/")
    draft.refresh_from_db()
    assert (draft.state, draft.checked_on, draft.review_due) == (
        State.PUBLISHED,
        today,
        _in_a_year(today),
    )
    assert Record.objects.filter(act="practice.to_review").count() == 1


def test_a_year_after_the_29th_of_february_is_the_28th() -> None:
    assert _in_a_year(date(2028, 2, 29)) == date(2029, 2, 28)


def test_an_archived_one_leaves_the_lists_and_comes_back(
    as_: Any, lippe: User, celle: User, draft: Practice
) -> None:
    Practice.objects.update(state=State.PUBLISHED)
    as_(lippe).post(f"/praxis/{draft.pk}/archivieren/", {"reason": "Beendet"})
    assert as_(celle).get(f"/praxis/{draft.pk}/").status_code == 404
    as_(lippe).post(f"/praxis/{draft.pk}/archivieren/", {"back": ""})
    assert as_(celle).get(f"/praxis/{draft.pk}/").status_code == 200


def test_two_revisions_begun_at_once_are_one(lippe: User, draft: Practice) -> None:
    Practice.objects.update(state=State.PUBLISHED)
    begun = [start_revision(draft, by=lippe).pk for _ in range(2)]
    assert begun[0] == begun[1]


@pytest.mark.parametrize("word", ["Rückfrage stellen", "Veröffentlichen"])
def test_only_the_office_is_offered_the_decision(
    as_: Any, lippe: User, moderator: User, draft: Practice, word: str
) -> None:
    submit_practice(draft, by=lippe)
    page = f"/praxis/{draft.pk}/"
    seen = [f">{word}<" in as_(person).get(page).text for person in (lippe, moderator)]
    assert seen == [False, True]
