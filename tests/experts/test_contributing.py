"""What a Kreis says: drafted, submitted, changed, withdrawn; counted and never lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.utils import timezone

from content.models import Record
from content.services import OutdatedError
from experts.choices import QuoteConsent, Stage
from experts.models import Consultation, Contribution, Quotation, Source
from experts.services.consultations import evaluate_consultation, open_consultation
from experts.services.contributing import (
    ClosedError,
    IncompleteError,
    contribution_of,
    save_draft,
    submit_contribution,
    withdraw_contribution,
)
from notices.models import Notice
from tests import factories
from tests.experts.answering import answer, numbers, said_by, write
from tests.experts.making import make_consultation, make_contribution, make_paragraph

if TYPE_CHECKING:
    from members.models import User

LONG = "Wörter über Wörter. " * 3400
YES, NUMBER = ("ja", None, ""), ("", Decimal("3.5000"), "")
OPEN = ("", None, "Es fehlen Lehrkräfte.")


def told(person: User) -> list[str]:
    found = Notice.objects.filter(person=person).order_by("pk")
    return list(found.values_list("kind", flat=True))


def test_a_draft_is_one_per_kreis_and_nobody_elses(lippe: User, lippe_deputy: User) -> None:
    one = make_consultation()
    assert contribution_of(one, lippe).pk is None
    mine = write(one, lippe, text="Von Katrin.")
    theirs = write(one, lippe_deputy, text="Und von mir.")
    assert (mine.pk, theirs.version) == (theirs.pk, 2)
    assert Contribution.objects.count() == 1
    assert said_by(mine) == []
    assert numbers(one) == (0, 0, 14)


def test_the_same_draft_again_writes_nothing(lippe: User) -> None:
    one = make_consultation()
    mine = write(one, lippe)
    assert save_draft(mine, by=lippe, version=1, draft=mine.draft) is False
    assert contribution_of(one, lippe).version == 1


# S72
def test_an_older_draft_overwrites_nothing(lippe: User, lippe_deputy: User) -> None:
    one = make_consultation()
    early = contribution_of(one, lippe_deputy)
    mine = write(one, lippe, text="Von Katrin.")
    for outdated in (early, contribution_of(one, lippe_deputy)):
        with pytest.raises(OutdatedError):
            save_draft(outdated, by=lippe_deputy, version=0, draft={"answers": {}})
    assert contribution_of(one, lippe).draft == mine.draft


def test_what_is_submitted_counts_and_is_kept_as_an_edition(
    lippe: User, celle: User, moderator: User
) -> None:
    one = make_consultation()
    own = answer(one, lippe)
    assert said_by(own) == [YES, NUMBER, OPEN]
    assert (own.state, own.edition, own.consent, own.is_late) == ("eingereicht", 1, "kreis", False)
    assert (own.submitted_name, own.submitted_function) == (lippe.name, lippe.function)
    assert numbers(one) == (1, 1, 14)
    version = own.versions.get()
    assert [row["said"] for row in version.answers] == [
        "stimme zu",
        "3,5\N{NO-BREAK SPACE}Wochen",
        "Es fehlen Lehrkräfte.",
    ]
    assert (version.number, version.author_name) == (1, lippe.name)
    assert told(moderator) == ["rueckmeldung-eingegangen"]
    assert told(celle) == told(lippe) == []
    assert Record.objects.get(act="contribution.submitted").key == str(own.pk)


# S71
def test_submitted_twice_it_is_one_edition(lippe: User) -> None:
    one = make_consultation()
    own = write(one, lippe)
    both = [submit_contribution(own, by=lippe, version=1) for _ in range(2)]
    assert both == [True, False]
    assert Record.objects.filter(act__startswith="contribution").count() == 1
    assert Contribution.objects.get().edition == 1


def test_until_the_deadline_it_is_changed_and_each_edition_stays(lippe: User) -> None:
    one = make_consultation()
    answer(one, lippe)
    own = answer(one, lippe, choice="nein", reason="Bei uns nicht.", consent="anonym")
    assert said_by(own) == [("nein", None, "Bei uns nicht."), NUMBER, OPEN]
    assert (own.edition, own.consent) == (2, "anonym")
    assert [version.consent for version in own.versions.all()] == ["anonym", "kreis"]
    assert numbers(one) == (1, 1, 14)


def test_no_comment_is_an_answer_that_needs_nothing(lippe: User) -> None:
    one = make_consultation()
    own = answer(one, lippe, no_comment="ja", consent="")
    assert (own.no_comment, own.consent, said_by(own)) == (True, "anonym", [])
    assert numbers(one) == (1, 1, 14)
    own = answer(one, lippe)
    assert (own.no_comment, said_by(own)) == (False, [YES, NUMBER, OPEN])


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"choice": "", "number": "", "text": ""}, "mindestens einen Punkt"),
        ({"choice": "", "number": " ", "text": "\n"}, "mindestens einen Punkt"),
        ({"consent": ""}, "Wählen Sie, ob und wie"),
        ({"consent": "namentlich\x00"}, ""),
        ({"consent": "öffentlich"}, "Wählen Sie, ob und wie"),
        ({"number": "etwa drei"}, "genau eine Zahl"),
        ({"number": "3.5"}, "mit einem Komma"),
        ({"choice": "", "reason": "Weil."}, "Wählen Sie zu Ihrer Begründung"),
        ({"choice": "vielleicht", "reason": "Weil."}, "Wählen Sie zu Ihrer Begründung"),
        ({"text": LONG}, "Das sind 67.999 Zeichen. Möglich sind 6.000."),
    ],
)
def test_what_cannot_be_submitted_says_why_and_stays(
    lippe: User, said: dict[str, str], problem: str
) -> None:
    one = make_consultation()
    own = write(one, lippe, **said)
    if problem:
        with pytest.raises(IncompleteError) as refused:
            submit_contribution(own, by=lippe, version=own.version)
        assert [problem in text for text in refused.value.problems.values()] == [True]
    else:
        assert submit_contribution(own, by=lippe, version=own.version)
    own.refresh_from_db()
    kept = str(own.draft)
    assert all(value.replace("\x00", "").strip()[:5000] in kept for value in said.values())
    assert numbers(one)[0] == (0 if problem else 1)


def test_no_comment_beside_an_answer_is_asked_about(lippe: User) -> None:
    one = make_consultation()
    own = write(one, lippe)
    draft = {**own.draft, "no_comment": True}
    save_draft(own, by=lippe, version=1, draft=draft)
    with pytest.raises(IncompleteError) as refused:
        submit_contribution(own, by=lippe, version=2)
    assert list(refused.value.problems) == ["no_comment"]


@pytest.mark.parametrize(
    ("number", "stored"),
    [
        ("3,5 Wochen", "3.5"),
        ("1.200", "1200"),
        ("1 200,25", "1200.25"),
        ("0", "0"),
        ("\u202e12", None),
    ],
)
def test_numbers_are_read_as_germans_write_them(
    lippe: User, number: str, stored: str | None
) -> None:
    one = make_consultation()
    own = write(one, lippe, number=number)
    if stored is None:
        with pytest.raises(IncompleteError):
            submit_contribution(own, by=lippe, version=1)
        return
    submit_contribution(own, by=lippe, version=1)
    assert own.answers.get(number__isnull=False).number == Decimal(stored)


@pytest.mark.parametrize(
    ("moment", "late"),
    [("2026-11-30T22:59:59+00:00", False), ("2026-11-30T23:00:00+00:00", True)],
)
def test_late_begins_at_midnight_in_berlin(lippe: User, moment: str, *, late: bool) -> None:
    with time_machine.travel(datetime.fromisoformat("2026-11-20T08:00:00+00:00"), tick=False):
        one = make_consultation(days=10)
    assert f"{one.deadline}" == "2026-11-30"
    with time_machine.travel(datetime.fromisoformat(moment), tick=False):
        own = answer(one, lippe)
        assert (own.is_late, own.versions.get().is_late) == (late, late)


def test_after_the_deadline_what_is_in_stays_and_what_is_missing_is_taken(
    lippe: User, celle: User
) -> None:
    one = make_consultation(days=2)
    answer(one, lippe)
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        with pytest.raises(ClosedError):
            write(one, lippe, text="Nachgereicht.")
        own = contribution_of(one, lippe)
        assert submit_contribution(own, by=lippe, version=own.version) is False
        assert answer(one, celle).is_late
        assert withdraw_contribution(own, by=lippe, edition=1)
        assert answer(one, lippe, text="Nachgereicht.").is_late
    assert numbers(one) == (2, 2, 14)


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.OPEN])
def test_nothing_is_submitted_but_while_it_is_open(lippe: User, stage: Stage) -> None:
    one = make_consultation()
    own = write(one, lippe)
    Consultation.objects.filter(pk=one.pk).update(stage=stage)
    with pytest.raises(ClosedError):
        submit_contribution(own, by=lippe, version=1)
    with pytest.raises(ClosedError):
        save_draft(own, by=lippe, version=1, draft={"answers": {}})
    assert numbers(one)[0] == 0


def test_nobody_answers_for_another_kreis(
    lippe: User, celle: User, moderator: User, liaison: User, programme: User
) -> None:
    one = make_consultation()
    own = write(one, lippe)
    for person in (celle, moderator, liaison, programme):
        with pytest.raises(ClosedError):
            save_draft(own, by=person, version=1, draft={"answers": {}})
        with pytest.raises(ClosedError):
            submit_contribution(own, by=person, version=1)
    submit_contribution(own, by=lippe, version=1)
    for person in (celle, moderator, liaison, programme):
        with pytest.raises(ClosedError):
            withdraw_contribution(own, by=person, edition=1)
    assert numbers(one) == (1, 1, 14)


@pytest.mark.parametrize("stage", list(Stage))
def test_it_is_withdrawn_until_what_was_made_of_it_is_released(lippe: User, stage: Stage) -> None:
    one = make_consultation()
    own = answer(one, lippe)
    Consultation.objects.filter(pk=one.pk).update(stage=stage)
    if stage not in {Stage.OPEN, Stage.SYNTHESIS, Stage.AGREEMENT}:
        with pytest.raises(ClosedError):
            withdraw_contribution(own, by=lippe, edition=1)
        assert numbers(one)[:2] == (1, 1)
        return
    with pytest.raises(OutdatedError):
        withdraw_contribution(own, by=lippe, edition=7)
    both = [withdraw_contribution(own, by=lippe, edition=1) for _ in range(2)]
    assert both == [True, False]
    own.refresh_from_db()
    assert (own.state, said_by(own), own.draft["consent"]) == ("zurueckgezogen", [], "kreis")
    assert numbers(one) == (0, 0, 14)
    assert Record.objects.filter(act="contribution.withdrawn").count() == 1


def test_a_kreis_that_joined_later_is_counted_as_asked(lippe: User, celle: User) -> None:
    one = make_consultation(asked_count=1)
    answer(one, lippe)
    answer(one, celle)
    assert numbers(one) == (2, 2, 2)


def test_answered_the_task_is_done_for_all_of_the_kreis(
    lippe: User, lippe_deputy: User, celle: User, moderator: User
) -> None:
    one = make_consultation(Stage.ASKED)
    open_consultation(one, by=moderator, version=1, deadline=one.deadline)
    unread = Notice.objects.filter(kind="anfrage-offen", read_at=None)
    assert {notice.person for notice in unread} == {lippe, lippe_deputy, celle}
    one.refresh_from_db()
    answer(one, lippe_deputy)
    assert {notice.person for notice in unread.all()} == {celle}


# ---- What the summary rests upon ----------------------------------------------------------------


def _summary(one: Consultation, own: Contribution, wording: str) -> tuple[Any, Any, Quotation]:
    """A paragraph tied to it, one that quotes it, and one that has nothing to do with it."""
    tied, quoting, other = (make_paragraph(one) for _ in range(3))
    Source.objects.create(paragraph=tied, contribution=own)
    Source.objects.create(paragraph=other, document="Bericht")
    quotation = Quotation.objects.create(
        paragraph=quoting,
        contribution=own,
        wording=wording,
        consent=QuoteConsent.NAMED,
        decided_name="Katrin Vogt",
    )
    return (tied, quoting), other, quotation


@pytest.mark.parametrize(
    ("text", "stays"), [("Es  fehlen\nLehrkräfte. Und Räume.", True), ("Es fehlt Geld.", False)]
)
def test_a_change_flags_what_rests_upon_it(
    lippe: User, moderator: User, text: str, *, stays: bool
) -> None:
    one = make_consultation()
    own = answer(one, lippe)
    tied, other, quotation = _summary(one, own, "Es fehlen Lehrkräfte.")
    answer(one, lippe)
    for paragraph in (*tied, other):
        paragraph.refresh_from_db()
        assert paragraph.flagged == ""
    answer(one, lippe, text=text)
    for paragraph in (*tied, other):
        paragraph.refresh_from_db()
        assert ("geändert" in paragraph.flagged) == (paragraph != other)
    quotation.refresh_from_db()
    kept = (QuoteConsent.NAMED, "Katrin Vogt", 1)
    asked = (QuoteConsent.ASKED, "", 2)
    found = (quotation.consent, quotation.decided_name, quotation.version)
    assert found == (kept if stays else asked)
    assert told(moderator) == ["rueckmeldung-eingegangen", "rueckmeldung-geaendert"]


def test_a_withdrawal_flags_what_rests_upon_it_and_a_refusal_stays(
    lippe: User, celle: User, moderator: User
) -> None:
    one = make_consultation()
    own, others = answer(one, lippe), answer(one, celle)
    tied, _, quotation = _summary(one, own, "Es fehlen Lehrkräfte.")
    _, _, refused = _summary(one, own, "Es fehlen")
    Quotation.objects.filter(pk=refused.pk).update(consent=QuoteConsent.REFUSED)
    _, _, foreign = _summary(one, others, "Es fehlen Lehrkräfte.")
    one.refresh_from_db()
    evaluate_consultation(one, by=moderator, version=one.version)
    handed_over = {"handed_over_by": moderator, "handed_over_at": timezone.now()}
    Consultation.objects.filter(pk=one.pk).update(**handed_over)
    withdraw_contribution(own, by=lippe, edition=1)
    for paragraph in tied:
        paragraph.refresh_from_db()
        assert "zurückgezogen" in paragraph.flagged
    consents = [
        Quotation.objects.get(pk=found.pk).consent for found in (quotation, refused, foreign)
    ]
    assert consents == [QuoteConsent.ASKED, QuoteConsent.REFUSED, QuoteConsent.NAMED]
    assert told(moderator)[-1] == "rueckmeldung-geaendert"
    one.refresh_from_db()
    assert (one.handed_over_by, one.handed_over_at) == (None, None)


def test_counts_equal_a_recount_whatever_was_done(lippe: User, celle: User) -> None:
    one = make_consultation()
    make_contribution(one, factories.make_kreis())
    make_contribution(one, factories.make_kreis(), submitted=False)
    answer(one, lippe)
    own = answer(one, celle, no_comment="ja")
    answer(one, lippe, number="4")
    withdraw_contribution(own, by=celle, edition=1)
    assert numbers(one) == (2, 2, 14)
