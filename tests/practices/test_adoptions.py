"""Taking over from one another: the record, its rights, its counters, its tasks and mails."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from content.choices import Audience
from content.models import Record
from content.services import OutdatedError
from content.tasks import tasks_for
from members.models import Kreis
from notices.choices import Channel
from notices.models import Notice, Preference
from notices.reading import readable
from practices.access import (
    may_adopt,
    may_edit_adoption,
    may_see_adoption_details,
    may_withdraw_adoption,
    may_write_outcome,
)
from practices.choices import AdoptionState, ElementChoice, State
from practices.models import AdoptedElement, Adoption, AdoptionOutcome, Practice
from practices.news import ADOPTED
from practices.services import (
    archive_practice,
    begin_adoption,
    mark_source_seen,
    recount_adoptions,
    save_adoption,
    save_outcome,
    withdraw_adoption,
)
from tests import factories
from tests.telling import mailed_to, told

if TYPE_CHECKING:
    from members.models import User

ANSWER = {"worked": "ja", "for_whom": "Eltern", "evidence": "12 von 14", "again": "ja"}


@pytest.fixture
def readers(
    liaison: User,
    programme: User,
    lippe_deputy: User,
    lippe: User,
    celle: User,
    moderator: User,
    admin: User,
) -> list[Any]:
    """Return the cast: Lippe is the source, Celle adopts, a third Kreis looks on."""
    third = factories.make_person()
    locked = factories.make_person(kreis=celle.kreis, is_active=False)
    people = (liaison, programme, lippe_deputy, lippe, celle, third, moderator, admin, locked)
    return [AnonymousUser(), *people]


def _elements(*rows: tuple[str, str, str]) -> list[AdoptedElement]:
    return [
        AdoptedElement(position=position, text=text, choice=choice, reason=reason)
        for position, (text, choice, reason) in enumerate(rows, 1)
    ]


def _begin(practice: Practice, by: User, **values: Any) -> Adoption:
    assert by.kreis is not None
    return begin_adoption(practice, kreis=by.kreis, by=by, values=values, elements=[])


def _counters(practice: Practice) -> tuple[int, int, int]:
    practice.refresh_from_db()
    return practice.adoption_count, practice.adoption_running, practice.adoption_stopped


# ---- Rights -----------------------------------------------------------------------------------

# public, liaison, programme, deputy and lead of the source, adopter, third Kreis, moderator, admin,
# locked
OPEN = [0, 0, 1, 2, 2, 2, 2, 2, 0, 0]
KREISE = [0, 0, 0, 2, 2, 2, 2, 2, 0, 0]
INSIDE = [0, 0, 0, 2, 2, 2, 0, 2, 0, 0]
DRAFTED = [0, 0, 0, 2, 2, 2, 0, 0, 0, 0]


@pytest.mark.parametrize(("state", "audience"), list(product(State, Audience)))
def test_who_knows_of_an_adoption_depends_on_the_source(
    state: State, audience: Audience, readers: list[Any], kreis_lippe: Kreis, kreis_celle: Kreis
) -> None:
    source = factories.make_practice(kreis=kreis_lippe, state=state, audience=audience)
    adoption = factories.make_adoption(source, kreis=kreis_celle)
    known = [
        Adoption.objects.visible_to(reader).count() + may_see_adoption_details(reader, adoption)
        for reader in readers
    ]
    inside = DRAFTED if state == State.DRAFT else INSIDE
    readable = KREISE if audience == Audience.MEMBERS else OPEN
    expected = readable if state in {State.PUBLISHED, State.TO_REVIEW} else inside
    assert known == expected


@pytest.mark.parametrize("state", AdoptionState)
def test_the_adopting_kreis_and_moderators_write_in_it(
    state: AdoptionState, readers: list[Any], kreis_lippe: Kreis, kreis_celle: Kreis
) -> None:
    source = factories.make_practice(kreis=kreis_lippe)
    adoption = factories.make_adoption(source, kreis=kreis_celle, state=state, reason="Grund")
    edits = [0, 0, 0, 0, 0, 1, 0, 1, 0, 0]
    taken_over = state not in {"interesse", "geplant", "verworfen"}
    assert [may_edit_adoption(reader, adoption) for reader in readers] == edits
    assert [may_withdraw_adoption(reader, adoption) for reader in readers] == [
        edit and state == AdoptionState.INTEREST for edit in edits
    ]
    assert [may_write_outcome(reader, adoption, after_months=6) for reader in readers] == [
        edit and taken_over for edit in edits
    ]


@pytest.mark.parametrize("state", State)
def test_another_kreis_takes_over_what_is_published_and_readable(
    state: State, readers: list[Any], kreis_lippe: Kreis
) -> None:
    source = factories.make_practice(kreis=kreis_lippe, state=state, audience=Audience.MEMBERS)
    published = state in {State.PUBLISHED, State.TO_REVIEW}
    may = [0, 0, 0, 0, 0, published, published, 0, 0, 0]
    assert [may_adopt(reader, source) for reader in readers] == may


def test_a_former_member_takes_nothing_over(celle: User) -> None:
    Kreis.objects.filter(pk=celle.kreis_id).update(member_until=date(2025, 6, 30))
    celle.kreis.refresh_from_db()  # type: ignore[union-attr]
    assert may_adopt(celle, factories.make_practice()) is False


# S28: the adopting Kreis keeps its own; for everybody else outside it is gone at once.
def test_an_archived_source_takes_its_adoptions_along_but_for_the_adopter(
    readers: list[Any], lippe: User, celle: User, as_: Any
) -> None:
    source = factories.make_practice(kreis=lippe.kreis, title="Beratungsbus")
    adoption = factories.make_adoption(source, kreis=celle.kreis)
    archive_practice(source, by=lippe, reason="überholt")
    Practice.objects.filter(pk=source.pk).update(title="Bus, gescheitert")
    known = [Adoption.objects.visible_to(reader).exists() for reader in readers]
    assert known == [False, False, False, True, True, True, False, True, False, False]
    page = as_(celle).get(adoption.get_absolute_url()).text
    seen = [word in page for word in ("Beratungsbus", "gescheitert", source.get_absolute_url())]
    assert seen == [True, False, False]
    assert "Bus, gescheitert" in as_(lippe).get(adoption.get_absolute_url()).text
    assert as_(celle).post(f"{adoption.get_absolute_url()}quelle-gesehen/").status_code == 404


# ---- The database refuses what cannot be --------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("of_another_kreis", {"kreis_id": "05766"}),
        ("state_known", {"state": "erfunden"}),
        ("end_has_reason", {"state": "beendet", "reason": ""}),
        ("end_has_reason", {"state": "verworfen", "reason": ""}),
        ("begun_has_start", {"state": "angepasst", "started_on": None}),
        ("starts_with_a_month", {"started_on": date(2025, 2, 2)}),
    ],
)
def test_the_database_refuses_adoptions_that_cannot_be(
    name: str, fields: dict[str, Any], kreis_lippe: Kreis
) -> None:
    source = factories.make_practice(kreis=kreis_lippe)
    with pytest.raises(IntegrityError, match=f"adoption_{name}"), transaction.atomic():
        factories.make_adoption(source, **fields)


def test_the_database_refuses_doubles_and_answers_that_do_not_exist(kreis_celle: Kreis) -> None:
    adoption = factories.make_adoption(kreis=kreis_celle)
    day: dict[str, Any] = {"written_on": date(2026, 1, 1)}
    adoption.outcomes.create(after_months=6, **ANSWER, **day)
    with pytest.raises(IntegrityError, match="adoption_once"), transaction.atomic():
        factories.make_adoption(adoption.practice, kreis=kreis_celle)
    for name, changes in (
        ("outcome_once", {"after_months": 6}),
        ("outcome_after_6_or_12", {"after_months": 7}),
        ("outcome_answers_known", {"after_months": 12, "again": "nie"}),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            adoption.outcomes.create(**ANSWER | day | changes)
    with pytest.raises(IntegrityError, match="change_has_reason"), transaction.atomic():
        adoption.elements.create(position=1, text="Bus", choice="geaendert")


# ---- Writing ------------------------------------------------------------------------------------


def test_beginning_is_recorded_and_the_source_is_told(lippe: User, celle: User) -> None:
    source = factories.make_practice(kreis=lippe.kreis, title="Beratungsbus", steps=["Fahrplan"])
    adoption = _begin(source, celle, state="geplant")
    assert (adoption.source_kreis_id, adoption.source_title) == ("05766", "Beratungsbus")
    entry = Record.objects.get()
    assert (entry.act, entry.by, entry.details) == (
        "adoption.began",
        celle,
        {"practice": source.pk, "state": "geplant"},
    )
    assert told() == [("uebernahme", lippe.email, "", "woechentlich")]
    (shown,) = readable(lippe, Notice.objects.all())
    assert (shown.line.title, shown.line.text, shown.line.url) == (
        "Beratungsbus",
        "Übernahme durch Landkreis Celle (geplant)",
        adoption.get_absolute_url(),
    )


def test_the_contact_of_the_practice_is_told(lippe: User, lippe_deputy: User, celle: User) -> None:
    source = factories.make_practice(kreis=lippe.kreis, contact_person=lippe_deputy)
    _begin(source, celle)
    assert told() == [("uebernahme", lippe_deputy.email, "", "woechentlich")]


def test_a_mail_names_no_confidential_practice_and_reaches_nobody_who_left(
    lippe: User, lippe_deputy: User, celle: User
) -> None:
    lippe_deputy.is_active = False
    lippe_deputy.save(update_fields=["is_active"])
    source = factories.make_practice(
        kreis=lippe.kreis, contact_person=lippe_deputy, title="Geheim", audience=Audience.MEMBERS
    )
    Preference.objects.create(person=lippe, kind=ADOPTED.name, channel=Channel.AT_ONCE)
    _begin(source, celle)
    assert told() == [("uebernahme", lippe.email, "", "sofort")]
    (mail,) = mailed_to(lippe)
    assert "Geheim" not in mail.subject + mail.text + mail.html
    assert mail.subject == "Neue Übernahme: ein vertrauliches Praxisbeispiel"


def test_saving_raises_the_version_and_records_what_changed(celle: User) -> None:
    adoption = _begin(factories.make_practice(), celle)
    values = {"state": AdoptionState.TRIAL, "started_on": date(2026, 2, 1), "hours": 20}
    elements = _elements(("Fahrplan", ElementChoice.CHANGED, "nur freitags"))
    for version, changed in ((1, True), (2, False)):
        done = save_adoption(adoption, by=celle, version=version, values=values, elements=elements)
        assert done is changed
    adoption.refresh_from_db()
    assert (adoption.version, adoption.hours, adoption.changed_by) == (2, 20, celle)
    assert list(adoption.elements.values_list("text", "reason")) == [("Fahrplan", "nur freitags")]
    acts = Record.objects.order_by("pk").values_list("act", "details")
    assert list(acts)[1:] == [
        ("adoption.state", {"before": "interesse", "after": "erprobung"}),
        ("adoption.changed", {"fields": ["elements", "hours", "started_on", "state"]}),
    ]
    with pytest.raises(OutdatedError):
        save_adoption(adoption, by=celle, version=1, values=values, elements=[])


def test_only_interest_without_outcomes_is_taken_back(celle: User) -> None:
    interest = _begin(factories.make_practice(), celle)
    planned = _begin(factories.make_practice(), celle, state="geplant")
    experienced = factories.make_adoption(kreis=celle.kreis, state=AdoptionState.INTEREST)
    save_outcome(experienced, after_months=6, by=celle, version=0, values=ANSWER)
    done = [withdraw_adoption(one, by=celle) for one in (interest, interest, planned, experienced)]
    assert done == [True, False, False, False]
    assert set(Adoption.objects.all()) == {planned, experienced}
    assert Record.objects.filter(act="adoption.withdrawn").count() == 1


def test_an_outcome_is_written_once_and_changed_from_what_stands_there(celle: User) -> None:
    adoption = factories.make_adoption(kreis=celle.kreis)

    def write(version: int, **changes: str) -> bool:
        values = ANSWER | changes
        return save_outcome(adoption, after_months=6, by=celle, version=version, values=values)

    assert [write(0), write(1), write(1, worked="teils")] == [True, False, True]
    with pytest.raises(OutdatedError):
        write(1, worked="nein")
    outcome = AdoptionOutcome.objects.get()
    assert (outcome.worked, outcome.version, outcome.by) == ("teils", 2, celle)
    assert outcome.written_on == timezone.localdate()


def test_the_source_is_marked_as_seen_once(celle: User) -> None:
    source = factories.make_practice(edition=1)
    adoption = _begin(source, celle)
    Practice.objects.filter(pk=source.pk).update(edition=3, title="Neuer Titel")
    assert [mark_source_seen(adoption, by=celle) for _ in range(2)] == [True, False]
    adoption.refresh_from_db()
    assert (adoption.source_edition, adoption.source_title) == (3, "Neuer Titel")


# ---- Counters -----------------------------------------------------------------------------------


def test_the_counters_follow_every_act_and_agree_with_the_rows(celle: User) -> None:
    source = factories.make_practice()
    adoption = _begin(source, celle)
    counted = [_counters(source)]
    for version, state in enumerate(AdoptionState, 1):
        values = {"state": state, "started_on": date(2026, 2, 1), "reason": "Grund"}
        save_adoption(adoption, by=celle, version=version, values=values, elements=[])
        counted.append(_counters(source))
        recount_adoptions(source.pk)
        assert counted[-1] == _counters(source)
    # begun, interest, planned, trial, adopted, adapted, stopped, rejected
    nothing, runs, stopped = (0, 0, 0), (1, 1, 0), (1, 0, 1)
    assert counted == [nothing, nothing, nothing, runs, runs, runs, stopped, nothing]


def test_lists_say_how_many_took_it_over(kreis_lippe: Kreis) -> None:
    said = []
    source = factories.make_practice(kreis=kreis_lippe)
    for state in ("interesse", "erprobung", "angepasst", "beendet"):
        factories.make_adoption(source, state=state, reason="Grund")
        source.refresh_from_db()
        said.append(source.adoption_text)
    assert said == [
        "",
        "von 1 Kreis übernommen",
        "von 2 Kreisen übernommen",
        "von 3 Kreisen übernommen, 1 beendet",
    ]


# S71
@pytest.mark.django_db(transaction=True)
def test_of_two_of_one_kreis_at_once_one_begins_and_two_kreise_both_count(celle: User) -> None:
    source = factories.make_practice()
    other = factories.make_person()

    def begin(person: User) -> bool:
        try:
            _begin(source, person, state="erprobung", started_on=date(2026, 2, 1))
        except OutdatedError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(3) as pool:
        begun = list(pool.map(begin, [celle, celle, other]))
    assert (sorted(begun), Adoption.objects.count()) == ([False, True, True], 2)
    assert _counters(source) == (2, 2, 0)


# ---- Tasks --------------------------------------------------------------------------------------


def _months_ago(months: int) -> date:
    today = timezone.localdate()
    years, month = divmod(today.month - 1 - months, 12)
    return date(today.year + years, month + 1, 1)


def test_the_adopting_kreis_is_asked_after_6_and_12_months(celle: User, moderator: User) -> None:
    for months, state in (
        *((5, "erprobung"), (6, "erprobung"), (11, "beendet"), (12, "uebernommen")),
        *((30, "angepasst"), (12, "interesse"), (12, "verworfen")),
    ):
        source = factories.make_practice(title=f"{months} {state}")
        given = {"state": state, "started_on": _months_ago(months), "reason": "Grund"}
        adoption = factories.make_adoption(source, kreis=celle.kreis, **given)
        if months == 30:
            save_outcome(adoption, after_months=12, by=celle, version=0, values=ANSWER)
    factories.make_adoption(started_on=_months_ago(12))
    titles = [task.title for task in tasks_for(celle) if "Ergebnis" in task.title]
    assert sorted(titles) == [
        "Ergebnis nach 12 Monaten festhalten: 12 uebernommen",
        "Ergebnis nach 6 Monaten festhalten: 11 beendet",
        "Ergebnis nach 6 Monaten festhalten: 6 erprobung",
    ]
    assert [task for task in tasks_for(moderator) if "Ergebnis" in task.title] == []
