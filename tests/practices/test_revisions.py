"""A published practice is edited in a copy, which takes its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from content.choices import Audience
from notices.models import Notice
from practices.choices import State
from practices.models import Edition, MergedRevision, Practice
from practices.services import (
    OriginalArchivedError,
    archive_practice,
    publish_practice,
    set_audience,
    start_revision,
    submit_practice,
)
from tests import factories
from tests.practices.test_editing import complete

if TYPE_CHECKING:
    from members.models import Kreis, User


@pytest.fixture
def original(kreis_lippe: Kreis, lippe: User) -> Practice:
    return complete(
        kreis_lippe,
        lippe,
        title="Sprachlotsen",
        changed_by=lippe,
        edition=1,
        audience=Audience.PARTNERS,
    )


def submitted(original: Practice, by: User) -> Practice:
    revision = start_revision(original, by=by)
    submit_practice(revision, by=by)
    revision.refresh_from_db()
    return revision


def now(practice: Practice) -> tuple[str, int, int]:
    practice.refresh_from_db()
    return practice.state, practice.edition, practice.audience


# S28
def test_who_reads_it_is_decided_on_the_original_alone(
    as_: Any, lippe: User, moderator: User, original: Practice
) -> None:
    revision = start_revision(original, by=lippe)
    address = f"/praxis/{revision.pk}/sichtbarkeit/"
    editor = as_(lippe).get(f"/praxis/{revision.pk}/bearbeiten/").text
    assert [f'href="/praxis/{one.pk}/sichtbarkeit/"' in editor for one in (revision, original)] == [
        False,
        True,
    ]
    refused = [as_(lippe).post(address, {"audience": 3})]
    submit_practice(revision, by=lippe)
    refused.append(as_(moderator).post(address, {"audience": 3}))
    said = "Festgelegt wird sie beim veröffentlichten Beispiel."
    assert [(one.status_code, said in one.text) for one in refused] == [(403, True)] * 2
    revision.refresh_from_db()
    assert revision.audience == Audience.PARTNERS


# S28
def test_a_revision_follows_its_original_and_opens_it_to_nobody(
    lippe: User, moderator: User, original: Practice
) -> None:
    revision = start_revision(original, by=lippe)
    for audience in (Audience.MEMBERS, Audience.PUBLIC, Audience.NETWORK):
        set_audience(original, audience, by=lippe, may_widen=True)
        revision.refresh_from_db()
        assert revision.audience == audience
    submit_practice(revision, by=lippe)
    publish_practice(revision, by=moderator)
    assert now(original) == (State.PUBLISHED, 2, Audience.NETWORK)


# S28: what was chosen on a revision as long as that could be chosen.
@pytest.mark.parametrize(
    ("chosen", "audience"),
    [(Audience.MEMBERS, Audience.MEMBERS), (Audience.PUBLIC, Audience.PARTNERS)],
)
def test_a_revision_narrows_and_never_widens(
    lippe: User, moderator: User, original: Practice, chosen: Audience, audience: Audience
) -> None:
    first = Edition.objects.create(
        practice=original, number=1, by=moderator, fields={}, audience=Audience.PARTNERS
    )
    revision = submitted(original, lippe)
    Practice.objects.filter(pk=revision.pk).update(audience=chosen)
    publish_practice(revision, by=moderator)
    assert now(original) == (State.PUBLISHED, 2, audience)
    first.refresh_from_db()
    assert first.audience == audience


def test_while_the_original_is_archived_its_revision_waits(
    as_: Any, lippe: User, celle: User, moderator: User, original: Practice
) -> None:
    revision = submitted(original, lippe)
    archive_practice(original, by=lippe, reason="Beendet")
    page = f"/praxis/{revision.pk}/"
    assert ">Veröffentlichen<" not in as_(moderator).get(page).text
    refused = as_(moderator).post(f"{page}veroeffentlichen/", follow=True).text
    assert "Das bisherige Beispiel ist archiviert" in refused
    with pytest.raises(OriginalArchivedError):
        publish_practice(revision, by=moderator)
    revision.refresh_from_db()
    assert (revision.state, now(original)) == (State.SUBMITTED, (State.ARCHIVED, 1, 1))
    as_(lippe).post(f"/praxis/{original.pk}/archivieren/", {"back": ""})
    as_(moderator).post(f"{page}veroeffentlichen/")
    assert now(original) == (State.PUBLISHED, 2, 1)


# S24
def test_the_office_does_not_learn_where_the_kreis_writes(
    as_: Any, lippe: User, moderator: User, original: Practice
) -> None:
    revision = start_revision(original, by=lippe)
    answer = as_(moderator).post(f"/praxis/{original.pk}/ueberarbeiten/", follow=True)
    assert (answer.redirect_chain, answer.status_code) == ([(f"/praxis/{original.pk}/", 302)], 200)
    assert "Der Kreis arbeitet bereits an einer neuen Fassung." in answer.text
    assert f"/praxis/{revision.pk}/" not in answer.text


# S73
def test_the_second_to_publish_a_revision_reads_who_was_quicker(
    as_: Any, lippe: User, celle: User, moderator: User, original: Practice
) -> None:
    revision = submitted(original, lippe)
    address = f"/praxis/{revision.pk}/veroeffentlichen/"
    second = factories.make_person("moderator", first_name="Zoe", last_name="Zweite")
    as_(moderator).post(address)
    answer = as_(second).post(address, follow=True)
    assert answer.redirect_chain == [(f"/praxis/{original.pk}/", 302)]
    assert f"Das ist bereits erledigt von {moderator.name}." in answer.text
    late = as_(celle).post(address, follow=True).text
    assert ("bereits erledigt" in late, Edition.objects.count()) == (False, 1)


def test_the_old_address_leads_to_the_original_for_whoever_reads_that(
    as_: Any, lippe: User, celle: User, programme: User, moderator: User, original: Practice
) -> None:
    revision = submitted(original, lippe)
    publish_practice(revision, by=moderator)
    set_audience(original, Audience.MEMBERS, by=lippe, may_widen=False)
    old, new = f"/praxis/{revision.pk}/", f"/praxis/{original.pk}/"
    pages = (old, f"{old}pdf/", f"{old}bearbeiten/", f"{old}rueckfrage/")
    assert [as_(lippe).get(page).headers["Location"] for page in pages] == [new] * 4
    answers = [as_(one).get(old).status_code for one in (celle, moderator, programme)]
    assert answers == [302, 302, 404]
    assert as_(None).get(old)["Location"].startswith("/konto/anmelden/")
    second = submitted(original, lippe)
    publish_practice(second, by=moderator)
    assert set(MergedRevision.objects.values_list("pk", "practice")) == {
        (revision.pk, original.pk),
        (second.pk, original.pk),
    }


# S50
def test_the_decision_reaches_who_submitted_the_revision(
    lippe: User, lippe_deputy: User, moderator: User, original: Practice
) -> None:
    revision = submitted(original, lippe_deputy)
    Practice.objects.filter(pk=revision.pk).update(changed_by=moderator)
    publish_practice(revision, by=moderator)
    archive_practice(original, by=moderator, reason="Doppelt")
    told = Notice.objects.filter(kind="entscheidung").values_list("person", "thing")
    assert list(told) == [(lippe_deputy.pk, str(original.pk))] * 2


def test_what_the_office_revised_is_told_to_who_submitted_before(
    lippe: User, lippe_deputy: User, moderator: User, original: Practice
) -> None:
    Practice.objects.filter(pk=original.pk).update(submitted_by=lippe_deputy)
    publish_practice(start_revision(original, by=moderator), by=moderator)
    told = Notice.objects.filter(kind="entscheidung").values_list("person", flat=True)
    assert list(told) == [lippe_deputy.pk]
