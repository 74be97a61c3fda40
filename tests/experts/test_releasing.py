"""Two persons, one edition, and nothing of it ever changes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from content.choices import Audience
from content.models import Record
from content.services import OutdatedError
from content.tasks import tasks_for
from experts.access import may_hand_over, may_release
from experts.choices import Consent, Stage, Verdict
from experts.models import Author, Consultation, Opinion, Release
from experts.services.agreeing import remind_of_agreement
from experts.services.consultations import (
    MoveError,
    evaluate_consultation,
    withdraw_consultation,
)
from experts.services.contributing import withdraw_contribution
from experts.services.releasing import (
    IncompleteSummaryError,
    hand_over_summary,
    narrow_release,
    obstacles_of,
    release_summary,
)
from experts.services.writing import edit_paragraph
from experts.summary import checksum, compose
from notices.models import Notice
from search.finding import search
from tests import factories
from tests.events.registering import all_at_once
from tests.experts.making import make_consultation, make_contribution, make_release, make_summary
from tests.telling import told

if TYPE_CHECKING:
    from members.models import Kreis, User

YESTERDAY = timezone.localdate() - timedelta(days=1)


@pytest.fixture
def second(db: None) -> User:
    return factories.make_person("moderator")


def make_ready(*, by: User, kreis: Kreis | None = None, **fields: Any) -> Consultation:
    """Its agreement is over, it lacks nothing, and `by` wrote it."""
    one = make_consultation(Stage.AGREEMENT, **({"agree_until": YESTERDAY} | fields))
    if kreis is not None:
        make_contribution(one, kreis, consent=Consent.KREIS)
    make_summary(one, by=by)
    one.refresh_from_db()
    return one


def hand_over(one: Consultation, by: User) -> None:
    assert hand_over_summary(one, by=by, version=one.version)
    one.refresh_from_db()


def release(one: Consultation, by: User, **values: Any) -> bool:
    wanted = {"audience": Audience.PARTNERS, "version": one.version} | values
    return release_summary(one, by=by, **wanted)


def test_a_second_moderator_releases_what_the_first_handed_over(
    moderator: User, second: User, lippe: User, liaison: User, programme: User
) -> None:
    one = make_ready(by=moderator, kreis=lippe.kreis)
    hand_over(one, moderator)
    expected = checksum(compose(one, audience=Audience.PARTNERS))
    assert release(one, second, seen=expected)
    one.refresh_from_db()
    made = Release.objects.get()
    assert (one.stage, one.edition, one.handed_over_by) == (Stage.RELEASED, 1, None)
    assert not Author.objects.exists()
    assert (made.handed_over_by, made.released_by) == (moderator, second)
    assert made.checksum == checksum(made.content) == expected
    assert bytes(made.pdf).startswith(b"%PDF")
    heard = Notice.objects.filter(thing=str(made.pk)).values_list("kind", "person")
    assert set(heard) == {
        ("auswertung-fertig", liaison.pk),
        *(("auswertung-freigegeben", one.pk) for one in (lippe, programme, moderator)),
    }
    record = Record.objects.get(act="release.made")
    assert (record.by, record.details["checksum"]) == (second, expected)
    assert [hit.url for hit in search(liaison, "Sätzen", kind="auswertung").hits] == [
        f"/expertenkreis/{one.pk}/zusammenfassung/"
    ]


def test_who_handed_it_over_cannot_release_it(moderator: User) -> None:
    one = make_ready(by=factories.make_person("moderator"))
    hand_over(one, moderator)
    assert not may_release(moderator, one)
    with pytest.raises(MoveError):
        release(one, moderator)
    assert not Release.objects.exists()


def test_the_only_author_cannot_release_what_somebody_else_handed_over(
    moderator: User, second: User
) -> None:
    one = make_ready(by=moderator)
    hand_over(one, second)
    with pytest.raises(IncompleteSummaryError, match="nur Sie"):
        release(one, moderator)
    assert not Release.objects.exists()
    third = factories.make_person("moderator")
    assert release(one, third)


def test_one_of_two_authors_releases_what_the_other_handed_over(
    moderator: User, second: User
) -> None:
    one = make_ready(by=moderator)
    Author.objects.create(consultation=one, person=second)
    hand_over(one, second)
    assert release(one, moderator)


def test_nobody_but_moderators_takes_part_in_a_release(
    moderator: User, lippe: User, liaison: User, programme: User, admin: User
) -> None:
    one = make_ready(by=moderator)
    others = (lippe, liaison, programme, admin, factories.make_person("moderator", is_active=False))
    for person in others:
        assert not may_hand_over(person, one)
        with pytest.raises(MoveError):
            hand_over_summary(one, by=person, version=one.version)
    hand_over(one, moderator)
    for person in others:
        with pytest.raises(MoveError):
            release(one, person)
    assert not Release.objects.exists()


def test_nothing_is_released_that_nobody_handed_over(moderator: User, second: User) -> None:
    one = make_ready(by=moderator)
    with pytest.raises(MoveError):
        release(one, second)


def test_what_goes_back_to_work_has_to_be_handed_over_anew(moderator: User, second: User) -> None:
    one = make_ready(by=moderator)
    hand_over(one, moderator)
    evaluate_consultation(one, by=second, version=one.version, reason="Noch etwas.")
    one.refresh_from_db()
    assert one.handed_over_by is None
    with pytest.raises(MoveError):
        release(one, second)


def test_the_last_day_of_the_agreement_is_waited_for(moderator: User) -> None:
    one = make_ready(by=moderator, agree_until=timezone.localdate())
    kreis = factories.make_kreis()
    with pytest.raises(IncompleteSummaryError):
        hand_over_summary(one, by=moderator, version=one.version)
    Opinion.objects.create(consultation=one, kreis=kreis, verdict=Verdict.AGREE)
    assert obstacles_of(one) == []
    factories.make_kreis()
    assert len(obstacles_of(one)) == 1


def test_what_all_agreed_to_and_was_worded_anew_waits_for_them_once_more(
    moderator: User, lippe: User
) -> None:
    one = make_ready(by=moderator, agree_until=timezone.localdate() + timedelta(days=3))
    assert lippe.kreis is not None
    assert "Auswertung abstimmen" in str(tasks_for(lippe))
    Opinion.objects.create(consultation=one, kreis=lippe.kreis, verdict=Verdict.AGREE)
    assert obstacles_of(one) == []
    assert "Auswertung abstimmen" not in str(tasks_for(lippe))
    paragraph = one.paragraphs.earliest("pk")
    values = {"text": "Niemand hat das gelesen."}
    edit_paragraph(paragraph, by=moderator, version=1, values=values, checked=False)
    assert [said[:24] for said in obstacles_of(one)] == ["Die Abstimmung läuft bis"]
    assert "Auswertung abstimmen" in str(tasks_for(lippe))
    with pytest.raises(IncompleteSummaryError):
        hand_over_summary(one, by=moderator, version=one.version)
    before = len(told())
    remind_of_agreement(timezone.localdate())
    assert told()[before:] == [("auswertung-abstimmung", lippe.email, "", "sofort")]


def test_an_empty_summary_is_not_handed_over(moderator: User) -> None:
    one = make_ready(by=moderator)
    one.paragraphs.all().delete()
    with pytest.raises(IncompleteSummaryError):
        hand_over_summary(one, by=moderator, version=one.version)


def test_handing_over_twice_is_once(moderator: User, second: User) -> None:
    one = make_ready(by=moderator)
    first = one.version
    hand_over(one, moderator)
    assert not hand_over_summary(one, by=second, version=first)
    one.refresh_from_db()
    assert one.handed_over_by == moderator
    heard = Notice.objects.filter(kind="auswertung-vorgelegt")
    assert [notice.person for notice in heard] == [second]


def test_sent_twice_it_is_one_edition(moderator: User, second: User) -> None:
    one = make_ready(by=moderator)
    hand_over(one, moderator)
    version = one.version
    answers = [
        release_summary(one, by=second, version=version, audience=Audience.PARTNERS) for _ in "12"
    ]
    assert answers == [True, False]
    assert Release.objects.count() == 1


def test_what_changed_since_it_was_shown_is_not_released(
    moderator: User, second: User, lippe: User
) -> None:
    one = make_ready(by=moderator, kreis=lippe.kreis)
    hand_over(one, moderator)
    seen = checksum(compose(one, audience=Audience.PARTNERS))
    assert lippe.kreis is not None
    Opinion.objects.create(consultation=one, kreis=lippe.kreis, verdict=Verdict.AGREE)
    with pytest.raises(OutdatedError):
        release(one, second, seen=seen)
    with pytest.raises(OutdatedError):
        release(one, second, version=one.version - 1)
    assert not Release.objects.exists()


@pytest.mark.parametrize("act", ["reword", "evaluate", "withdraw", "take_back"])
def test_what_is_laid_before_nobody_any_more_asks_nobody(
    moderator: User, second: User, lippe: User, act: str
) -> None:
    one = make_ready(by=moderator, kreis=lippe.kreis)
    hand_over(one, moderator)
    asked = Notice.objects.filter(kind="auswertung-vorgelegt", read_at=None)
    assert [notice.person for notice in asked] == [second]
    if act == "reword":
        paragraph, values = one.paragraphs.earliest("pk"), {"text": "Neu."}
        edit_paragraph(paragraph, by=moderator, version=1, values=values, checked=False)
    elif act == "evaluate":
        evaluate_consultation(one, by=moderator, version=one.version)
    elif act == "withdraw":
        withdraw_consultation(one, by=moderator, version=one.version, reason="Erledigt.")
    else:
        withdraw_contribution(one.contributions.get(), by=lippe, edition=1)
    assert not asked.all().exists()


def test_nobody_hands_over_what_somebody_wrote_since_it_was_shown(
    moderator: User, second: User, as_: Any
) -> None:
    one = make_ready(by=moderator)
    page = reverse("experts:summary-release", args=[one.pk])
    shown = as_(moderator).get(page).context["form"].initial
    values = {"text": "Das hat nur die zweite Person gelesen."}
    edit_paragraph(one.paragraphs.earliest("pk"), by=second, version=1, values=values, checked=True)
    assert as_(moderator).post(page, shown)["Location"] == page
    one.refresh_from_db()
    assert one.handed_over_by is None
    assert as_(moderator).post(page, as_(moderator).get(page).context["form"].initial)
    one.refresh_from_db()
    assert one.handed_over_by == moderator


def test_without_what_was_shown_nothing_is_released(
    moderator: User, second: User, as_: Any
) -> None:
    one = make_ready(by=moderator)
    hand_over(one, moderator)
    page = reverse("experts:summary-release", args=[one.pk])
    assert as_(second).post(page, {"version": one.version}).status_code == 200
    assert not Release.objects.exists()
    assert as_(second).post(page, as_(second).get(page).context["form"].initial)
    assert Release.objects.count() == 1


def test_a_second_edition_says_what_changed(moderator: User, second: User) -> None:
    one = make_ready(by=moderator)
    make_release(one)
    one.refresh_from_db()
    hand_over(one, moderator)
    with pytest.raises(ValidationError):
        release(one, second, note="  ")
    assert release(one, second, note="Neue Zahlen aus Celle.")
    one.refresh_from_db()
    newest = Release.objects.get(edition=2)
    assert (one.edition, newest.note) == (2, "Neue Zahlen aus Celle.")
    assert newest.content["edition"] == 2
    hits = search(second, "", kind="auswertung").hits
    assert [hit.key for hit in hits] == [str(newest.pk)]


def test_only_the_two_audiences_are_released_to(moderator: User, second: User) -> None:
    one = make_ready(by=moderator)
    hand_over(one, moderator)
    for audience in (Audience.NETWORK, Audience.MEMBERS):
        with pytest.raises(ValidationError):
            release(one, second, audience=audience)
    assert not Release.objects.exists()


def test_what_was_narrowed_is_public_no_more_and_stays_so(
    moderator: User, second: User, liaison: User
) -> None:
    one = make_ready(by=moderator)
    made = make_release(one, audience=Audience.PUBLIC)
    one.refresh_from_db()
    with pytest.raises(ValidationError):
        narrow_release(one, by=moderator, version=one.version, reason=" ")
    with pytest.raises(MoveError):
        narrow_release(one, by=liaison, version=one.version, reason="Bitte.")
    assert narrow_release(one, by=moderator, version=one.version, reason="Ein Versehen.")
    assert not narrow_release(one, by=moderator, version=one.version, reason="Ein Versehen.")
    assert not Release.objects.filter(consultation__release_audience=Audience.PUBLIC).exists()
    assert [hit.key for hit in search(liaison, "", kind="auswertung").hits] == [str(made.pk)]
    assert Record.objects.get(act="release.narrowed").reason == "Ein Versehen."
    one.refresh_from_db()
    hand_over(one, moderator)
    with pytest.raises(ValidationError):
        release(one, second, audience=Audience.PUBLIC, note="Neu.")


# ---- In the database -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "update experts_release set note = 'x'",
        "update experts_release set audience = 0",
        "delete from experts_release",
        "truncate experts_release cascade",
    ],
)
def test_the_database_changes_no_release(statement: str, db: None) -> None:
    make_release(make_consultation(Stage.RELEASED))
    refused = pytest.raises(DatabaseError, match="never changed")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        # Tests that empty all tables take it away, see conftest.
        cursor.execute("alter table experts_release enable trigger experts_release_keep_table")
        cursor.execute(statement)
    assert Release.objects.count() == 1


def test_the_database_knows_no_release_by_one_person(moderator: User) -> None:
    values = {"consultation": make_consultation(Stage.RELEASED), "edition": 1, "content": {}}
    both = {"handed_over_by": moderator, "released_by": moderator}
    with pytest.raises(IntegrityError, match="release_by_two"), transaction.atomic():
        Release.objects.create(**values, **both, audience=1, pdf=b"", checksum="0" * 64)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_edition() -> None:
    first, second, third = (factories.make_person("moderator") for _ in "123")
    one = make_ready(by=first)
    hand_over(one, first)

    def by(person: User) -> Any:
        return lambda: release(one, person)

    answers = all_at_once([by(second), by(third), by(second)])
    assert sorted(map(str, answers)) == ["False", "False", "True"]
    assert Release.objects.count() == 1
