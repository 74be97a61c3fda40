"""Agreement: presented when complete, said by Kreise until the last day, answered by the office."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from content.services import OutdatedError
from experts.agreement import agreed_kreise, wording_key
from experts.choices import QuoteConsent, Section, Settled, Stage, Verdict
from experts.chores import remind_of_agreements
from experts.models import Consultation, Opinion, Quotation
from experts.services.agreeing import (
    IncompleteError,
    Said,
    give_opinion,
    present_summary,
    remind_of_agreement,
    settle_opinion,
)
from experts.services.consultations import MoveError, evaluate_consultation
from experts.services.quoting import add_quotation, decide_quotation, edit_quotation
from experts.services.releasing import IncompleteSummaryError, hand_over_summary
from experts.services.writing import edit_paragraph, remove_paragraph
from notices.models import Notice
from tests import factories
from tests.experts.summing import make_evaluated, present, say, write, write_all
from tests.telling import mailed_to, told

if TYPE_CHECKING:
    from experts.models import Paragraph
    from members.models import User


@pytest.fixture
def agreed_upon(lippe: User, celle: User, moderator: User) -> Consultation:
    consultation = make_evaluated(lippe, celle)
    write_all(consultation, moderator)
    assert present(consultation, moderator)
    consultation.refresh_from_db()
    return consultation


def _reword(paragraph: Paragraph, by: User) -> None:
    paragraph.refresh_from_db()
    values = {"text": f"{paragraph.text} Neu."}
    edit_paragraph(paragraph, by=by, version=paragraph.version, values=values, checked=False)


def _quote(consultation: Consultation, by: User) -> Quotation:
    paragraph = consultation.paragraphs.filter(section=Section.FINDINGS).earliest("pk")
    contribution = consultation.contributions.earliest("pk")
    said: dict[str, Any] = {"by": by, "token": uuid4(), "wording": "Uns fehlen Kurse,"}
    return add_quotation(paragraph, contribution, **said)


def test_an_incomplete_summary_is_not_presented(lippe: User, celle: User, moderator: User) -> None:
    consultation = make_evaluated(lippe, celle)
    write(consultation, moderator)
    with pytest.raises(IncompleteError) as caught:
        present(consultation, moderator)
    assert len(caught.value.gaps) == 3
    write_all(consultation, moderator)
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(ValidationError):
        present_summary(consultation, by=moderator, version=1, agree_until=yesterday)
    with pytest.raises(OutdatedError):
        present_summary(consultation, by=moderator, version=99, agree_until=timezone.localdate())
    for by in (lippe, factories.make_person("liaison")):
        with pytest.raises(MoveError):
            present(consultation, by)
    assert present(consultation, moderator)
    assert not present(consultation, moderator)


def test_presenting_tells_the_kreise_and_asks_for_quotations(
    lippe: User, celle: User, liaison: User, programme: User, moderator: User
) -> None:
    consultation = make_evaluated(lippe, celle)
    write_all(consultation, moderator)
    _quote(consultation, moderator)
    assert told() == []
    present(consultation, moderator)
    assert sorted(told()) == [
        ("auswertung-abstimmung", celle.email, "", "sofort"),
        ("auswertung-abstimmung", lippe.email, "", "sofort"),
        ("auswertung-zitat", lippe.email, "", "sofort"),
    ]
    said = " ".join(mail.text for mail in mailed_to(lippe))
    assert "Dürfen wir Ihren Kreis zitieren?" in said
    for secret in ("Uns fehlen Kurse", "Gruppen sind zu groß"):
        assert secret not in said


def test_only_kreise_say_something_and_only_until_the_last_day(
    lippe: User, celle: User, programme: User, liaison: User, moderator: User, admin: User
) -> None:
    spoke = set()
    for stage, by in product(Stage, (lippe, celle, programme, liaison, moderator, admin)):
        today = timezone.localdate()
        for left in (0, -1):
            consultation = make_evaluated(lippe, celle, stage)
            last = today + timedelta(days=left)
            Consultation.objects.filter(pk=consultation.pk).update(agree_until=last)
            try:
                say(consultation, None, by)
            except MoveError:
                assert not consultation.opinions.exists()
            else:
                spoke.add((stage, by.email, left))
    assert spoke == {(Stage.AGREEMENT, one.email, 0) for one in (lippe, celle)}


def test_silence_is_no_assent(
    agreed_upon: Consultation, lippe: User, celle: User, moderator: User
) -> None:
    one, two = agreed_upon.paragraphs.filter(section__in=[Section.FINDINGS, Section.ADVICE])
    assert agreed_kreise(one) == set()
    say(agreed_upon, one, lippe)
    assert (agreed_kreise(one), agreed_kreise(two)) == ({lippe.kreis_id}, set())
    say(agreed_upon, None, celle)
    assert agreed_kreise(one) == {lippe.kreis_id, celle.kreis_id}
    assert agreed_kreise(two) == {celle.kreis_id}
    # A wish stands against a yes to the whole, also where the office settled it.
    say(agreed_upon, two, celle, Verdict.CHANGE)
    assert agreed_kreise(two) == set()
    wish = Opinion.objects.get(paragraph=two)
    settle_opinion(wish, by=moderator, version=1, settled=Settled.RESOLVED, note="Erledigt.")
    assert agreed_kreise(two) == set()
    say(agreed_upon, two, celle)
    assert agreed_kreise(two) == {celle.kreis_id}


def test_a_yes_to_an_earlier_wording_is_none_to_this_one(
    agreed_upon: Consultation, lippe: User, celle: User, moderator: User
) -> None:
    one, two = agreed_upon.paragraphs.filter(section__in=[Section.FINDINGS, Section.ADVICE])
    say(agreed_upon, one, lippe)
    say(agreed_upon, None, celle)
    _reword(one, moderator)
    one.refresh_from_db()
    assert (agreed_kreise(one), agreed_kreise(two)) == (set(), {celle.kreis_id})
    assert say(agreed_upon, one, lippe)
    assert not say(agreed_upon, one, lippe)
    assert agreed_kreise(one) == {lippe.kreis_id}
    # A quotation is part of what was agreed upon.
    _quote(agreed_upon, moderator)
    one.refresh_from_db()
    assert agreed_kreise(one) == set()
    assert say(agreed_upon, None, lippe)
    assert agreed_kreise(one) == {lippe.kreis_id}
    assert Opinion.objects.count() == 3


def test_what_is_said_is_said_to_the_wording_that_was_shown(
    agreed_upon: Consultation, lippe: User, celle: User, moderator: User
) -> None:
    paragraph = agreed_upon.paragraphs.get(section=Section.FINDINGS)
    seen, whole = wording_key([paragraph]), wording_key(agreed_upon.paragraphs.all())
    _reword(paragraph, moderator)
    yes = Said(Verdict.AGREE)
    for place, key in ((paragraph, seen), (None, whole)):
        with pytest.raises(OutdatedError):
            give_opinion(agreed_upon, place, by=lippe, seen=key, said=yes)
    removed = agreed_upon.paragraphs.get(section=Section.ADVICE)
    whole = wording_key(agreed_upon.paragraphs.all())
    remove_paragraph(removed, by=moderator, version=removed.version)
    with pytest.raises(OutdatedError):
        give_opinion(agreed_upon, None, by=lippe, seen=whole, said=yes)
    elsewhere = write(make_evaluated(lippe, celle), moderator)
    key = wording_key([elsewhere])
    with pytest.raises(MoveError):
        give_opinion(agreed_upon, elsewhere, by=lippe, seen=key, said=yes)
    key = wording_key(agreed_upon.paragraphs.all())
    with pytest.raises(ValidationError):
        give_opinion(agreed_upon, None, by=lippe, seen=key, said=Said(Verdict.OBJECT, " "))
    assert Opinion.objects.count() == 0


def test_what_one_kreis_says_does_not_do_it_for_the_others(
    agreed_upon: Consultation, lippe: User, celle: User
) -> None:
    say(agreed_upon, None, lippe)
    asked = Notice.objects.filter(kind="auswertung-abstimmung", read_at=None)
    assert [notice.person for notice in asked] == [celle]


def test_a_kreis_has_one_opinion_a_place(
    agreed_upon: Consultation, lippe: User, lippe_deputy: User
) -> None:
    assert say(agreed_upon, None, lippe, Verdict.OBJECT)
    assert not say(agreed_upon, None, lippe, Verdict.OBJECT)
    assert say(agreed_upon, None, lippe_deputy)
    said = Opinion.objects.get()
    assert (said.verdict, said.text, said.version) == (Verdict.AGREE, "", 2)
    assert said.author_name == lippe_deputy.name


def test_settling_tells_the_kreis_and_needs_what_it_says(
    agreed_upon: Consultation, lippe: User, celle: User, liaison: User, moderator: User
) -> None:
    say(agreed_upon, None, lippe, Verdict.OBJECT)
    say(agreed_upon, None, celle)
    objection, yes = Opinion.objects.order_by("pk")
    done: dict[str, Any] = {"version": 1, "settled": Settled.RESOLVED, "note": "Jetzt acht."}
    for by in (lippe, celle, liaison):
        with pytest.raises(MoveError):
            settle_opinion(objection, by=by, **done)
    for opinion, change, error in (
        (yes, {}, MoveError),
        (objection, {"settled": Settled.OPEN}, MoveError),
        (objection, {"version": 9}, OutdatedError),
        (objection, {"note": " "}, ValidationError),
    ):
        with pytest.raises(error):
            settle_opinion(opinion, by=moderator, **(done | change))
    before = len(told())
    assert settle_opinion(objection, by=moderator, **done)
    assert not settle_opinion(objection, by=moderator, **done)
    assert told()[before:] == [("auswertung-hinweis", lippe.email, "", "taeglich")]
    # What the Kreis says anew is to be answered anew.
    say(agreed_upon, None, lippe, Verdict.CHANGE)
    objection.refresh_from_db()
    assert (objection.settled, objection.settled_note) == (Settled.OPEN, "")


def test_dissent_is_taken_up_only_where_it_is_written(
    agreed_upon: Consultation, lippe: User, moderator: User
) -> None:
    say(agreed_upon, None, lippe, Verdict.OBJECT)
    objection = Opinion.objects.get()
    dissent = agreed_upon.paragraphs.get(section=Section.DISSENT)
    remove_paragraph(dissent, by=moderator, version=1)
    with pytest.raises(ValidationError):
        settle_opinion(objection, by=moderator, version=1, settled=Settled.DISSENT)
    write(agreed_upon, moderator, Section.DISSENT)
    assert settle_opinion(objection, by=moderator, version=1, settled=Settled.DISSENT)


def test_a_quotation_is_decided_by_its_kreis_in_the_wording_shown(
    agreed_upon: Consultation, lippe: User, celle: User, liaison: User, moderator: User
) -> None:
    quotation = _quote(agreed_upon, moderator)
    yes: dict[str, Any] = {"version": 1, "consent": QuoteConsent.NAMED}
    for by in (celle, liaison, moderator):
        with pytest.raises(MoveError):
            decide_quotation(quotation, by=by, **yes)
    with pytest.raises(MoveError):
        decide_quotation(quotation, by=lippe, version=1, consent=QuoteConsent.ASKED)
    assert decide_quotation(quotation, by=lippe, **yes)
    assert not decide_quotation(quotation, by=lippe, **yes)
    decided = Quotation.objects.get()
    assert (decided.decided_name, decided.decided_function) == (lippe.name, lippe.function)
    assert decide_quotation(quotation, by=lippe, version=1, consent=QuoteConsent.ANONYMOUS)
    assert Quotation.objects.get().decided_name == ""
    edit_quotation(quotation, by=moderator, version=1, wording="die sie erreichen.")
    with pytest.raises(OutdatedError):
        decide_quotation(quotation, by=lippe, **yes)
    assert Quotation.objects.get().consent == QuoteConsent.ASKED
    asked = [one for one in told() if one[0] == "auswertung-zitat"]
    assert asked == [("auswertung-zitat", lippe.email, "", "sofort")] * 2
    yesterday = timezone.localdate() - timedelta(days=1)
    Consultation.objects.update(agree_until=yesterday)
    with pytest.raises(MoveError):
        decide_quotation(quotation, by=lippe, version=2, consent=QuoteConsent.NAMED)


def test_who_said_nothing_is_reminded_once_a_day_named(
    agreed_upon: Consultation, lippe: User, celle: User
) -> None:
    say(agreed_upon, None, celle)
    before = len(told())
    today = timezone.localdate()
    for days in (4, 2, 0):
        Consultation.objects.update(agree_until=today + timedelta(days=days))
        remind_of_agreement(today)
    assert told()[before:] == []
    for days in (3, 3, 1, 1):
        last = today + timedelta(days=2)
        Consultation.objects.update(agree_until=last)
        remind_of_agreement(last - timedelta(days=days))
    assert told()[before:] == [("auswertung-abstimmung", lippe.email, "", "sofort")] * 2


def test_nobody_is_reminded_at_night(agreed_upon: Consultation, lippe: User, celle: User) -> None:
    before, last = len(told()), timezone.localdate() + timedelta(days=3)
    Consultation.objects.update(agree_until=last)
    today = timezone.localtime().replace(minute=0)
    remind_of_agreements(today.replace(hour=2))
    assert told()[before:] == []
    remind_of_agreements(today.replace(hour=8))
    assert sorted(one[1] for one in told()[before:]) == sorted([lippe.email, celle.email])


def test_an_open_objection_keeps_it_from_the_second_person(
    agreed_upon: Consultation, lippe: User, moderator: User
) -> None:
    say(agreed_upon, None, lippe, Verdict.OBJECT)
    Consultation.objects.update(agree_until=timezone.localdate() - timedelta(days=1))
    version = agreed_upon.version
    with pytest.raises(IncompleteSummaryError) as caught:
        hand_over_summary(agreed_upon, by=moderator, version=version)
    assert caught.value.obstacles == [f"Der Einspruch von {lippe.kreis} ist noch offen."]
    settle_opinion(Opinion.objects.get(), by=moderator, version=1, settled=Settled.DISSENT)
    assert hand_over_summary(agreed_upon, by=moderator, version=version)


def test_back_in_the_evaluation_kreise_say_nothing(
    agreed_upon: Consultation, lippe: User, moderator: User
) -> None:
    version = agreed_upon.version
    evaluate_consultation(agreed_upon, by=moderator, version=version, reason="Neue Zahlen.")
    with pytest.raises(MoveError):
        say(agreed_upon, None, lippe)
