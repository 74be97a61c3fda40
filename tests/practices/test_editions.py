"""Each published state is kept, for those it was opened to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from content.choices import Audience
from practices.choices import State
from practices.models import Edition, Practice
from practices.services import publish_practice, set_audience, start_revision, submit_practice
from tests import factories
from tests.practices.test_editing import complete

if TYPE_CHECKING:
    from members.models import Kreis, User


@pytest.fixture
def practice(kreis_lippe: Kreis, lippe: User, moderator: User) -> Practice:
    """Published twice: for members what is called „Sperber“, then „Habicht“."""
    made = complete(
        kreis_lippe,
        lippe,
        state=State.DRAFT,
        title="Sperber",
        changed_by=lippe,
        audience=Audience.MEMBERS,
    )
    submit_practice(made, by=lippe)
    publish_practice(made, by=moderator)
    revision = start_revision(made, by=lippe)
    Practice.objects.filter(pk=revision.pk).update(title="Habicht")
    submit_practice(revision, by=lippe)
    publish_practice(revision, by=moderator)
    made.refresh_from_db()
    return made


def audiences(practice: Practice) -> list[int]:
    return list(practice.editions.order_by("number").values_list("audience", flat=True))


# S28, S50
def test_widening_shows_the_current_edition_and_none_before_it(
    as_: Any,
    lippe: User,
    celle: User,
    programme: User,
    liaison: User,
    moderator: User,
    practice: Practice,
) -> None:
    set_audience(practice, Audience.PARTNERS, by=lippe, may_widen=True)
    assert audiences(practice) == [Audience.MEMBERS, Audience.PARTNERS]
    address = f"/praxis/{practice.pk}/versionen/"
    seen = []
    for person in (lippe, celle, moderator, programme, liaison):
        client = as_(person)
        both = client.get(f"{address}1/2/").status_code
        pages = client.get(address).text
        seen.append((["Sperber" in pages, "Fassung 2 vom" in pages], both))
    assert seen == [([True, True], 200)] * 3 + [([False, True], 404)] * 2
    shown = as_(lippe).get(f"/praxis/{practice.pk}/sichtbarkeit/").text
    assert "Frühere Fassungen bleiben denen vorbehalten" in shown


# S28
def test_who_was_shut_out_does_not_get_the_old_editions_back(
    lippe: User, practice: Practice
) -> None:
    practice.editions.update(audience=Audience.PUBLIC)
    Practice.objects.update(audience=Audience.PUBLIC)
    set_audience(practice, Audience.NETWORK, by=lippe, may_widen=False)
    assert audiences(practice) == [Audience.NETWORK] * 2
    set_audience(practice, Audience.PUBLIC, by=lippe, may_widen=True)
    assert audiences(practice) == [Audience.NETWORK, Audience.PUBLIC]


def test_an_edition_of_which_nothing_is_said_is_for_members(practice: Practice) -> None:
    made = Edition.objects.create(practice=practice, number=9, by=None, fields={})
    assert made.audience == Audience.MEMBERS


def test_only_who_signed_in_is_offered_the_changes(
    as_: Any, celle: User, practice: Practice
) -> None:
    Practice.objects.update(audience=Audience.PUBLIC)
    page = f"/praxis/{practice.pk}/"
    seen = ["Änderungen ansehen" in as_(person).get(page).text for person in (celle, None)]
    assert seen == [True, False]


# S28
def test_who_adopted_it_compares_what_may_be_read_of_both(
    as_: Any, lippe: User, programme: User, celle: User, practice: Practice
) -> None:
    adoption = factories.make_adoption(practice, kreis=celle.kreis, source_edition=1)
    set_audience(practice, Audience.NETWORK, by=lippe, may_widen=True)
    page = f"/praxis/uebernahme/{adoption.pk}/"
    seen = ["Unterschiede ansehen" in as_(one).get(page).text for one in (celle, programme)]
    assert seen == [True, False]
