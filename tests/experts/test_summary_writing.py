"""Writing the summary in work: who, when, once, from the version that stands there."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from content.choices import Audience
from content.services import OutdatedError
from experts.choices import IN_WORK, QuoteConsent, Section, Stage
from experts.models import Author, Consultation, Paragraph, Quotation, Source
from experts.services.consultations import MoveError
from experts.services.quoting import add_quotation, edit_quotation, remove_quotation
from experts.services.writing import (
    add_paragraph,
    draft_method,
    edit_paragraph,
    move_paragraph,
    remove_paragraph,
    tie_contribution,
    tie_document,
    tie_practice,
    untie,
)
from practices.choices import State
from tests import factories
from tests.experts.making import make_contribution, make_paragraph
from tests.experts.summing import make_evaluated, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from members.models import User

_VALUES: dict[str, Any] = {"section": Section.FINDINGS, "text": "Es fehlen **Räume**."}


@pytest.fixture
def evaluated(lippe: User, celle: User) -> Consultation:
    return make_evaluated(lippe, celle)


def _edit(paragraph: Paragraph, by: User, text: str = "Neu.", **said: Any) -> bool:
    values = {"text": text}
    options = {"version": paragraph.version, "checked": False} | said
    return edit_paragraph(paragraph, by=by, values=values, **options)


def _acts(consultation: Consultation, by: User) -> list[Callable[[], object]]:
    """Return everything that can be written in a summary with one paragraph."""
    paragraph = make_paragraph(consultation)
    contribution = consultation.contributions.earliest("pk")
    source = Source.objects.create(paragraph=paragraph, document="Bericht")
    said: dict[str, Any] = {"by": by, "token": uuid4()}
    practice = factories.make_practice()
    return [
        lambda: add_paragraph(consultation, values=_VALUES, **said),
        lambda: _edit(paragraph, by),
        lambda: move_paragraph(paragraph, by=by, to=1),
        lambda: remove_paragraph(paragraph, by=by, version=paragraph.version),
        lambda: draft_method(consultation, by=by),
        lambda: tie_contribution(paragraph, contribution, by=by),
        lambda: tie_practice(paragraph, practice, by=by),
        lambda: tie_document(paragraph, by=by, title="Bericht 2", link=""),
        lambda: untie(source, by=by),
        lambda: add_quotation(paragraph, contribution, wording="Uns fehlen Kurse,", **said),
    ]


def test_only_moderators_write_and_only_while_it_is_in_work(
    lippe: User, celle: User, programme: User, liaison: User, moderator: User, admin: User
) -> None:
    wrote = set()
    for stage, by in product(Stage, (lippe, celle, programme, liaison, moderator, admin)):
        consultation = make_evaluated(lippe, celle, stage)
        acts = _acts(consultation, by)
        if by == moderator and stage in IN_WORK:
            acts[0]()
            wrote.add(stage)
            continue
        for act in acts:
            with pytest.raises(MoveError):
                act()
        assert consultation.paragraphs.count() == 1
        assert not Author.objects.filter(consultation=consultation).exists()
    assert wrote == set(IN_WORK)


def test_sent_twice_a_paragraph_and_a_quotation_are_one(
    evaluated: Consultation, moderator: User
) -> None:
    token = uuid4()
    first, second = (
        add_paragraph(evaluated, by=moderator, token=token, values=_VALUES) for _ in range(2)
    )
    contribution = evaluated.contributions.earliest("pk")
    quoted = [
        add_quotation(first, contribution, by=moderator, token=token, wording="Uns fehlen Kurse,")
        for _ in range(2)
    ]
    assert (first, quoted[0], first.html) == (second, quoted[1], first.html)
    assert "<strong>Räume</strong>" in first.html
    assert (Paragraph.objects.count(), Quotation.objects.count()) == (1, 1)
    tied = [tie_contribution(first, contribution, by=moderator) for _ in range(2)]
    tied += [tie_document(first, by=moderator, title="Bericht", link="") for _ in range(2)]
    moved = [move_paragraph(write(evaluated, moderator), by=moderator, to=0) for _ in range(1)]
    assert (tied, moved) == ([True, False, True, False], [True])


def test_who_wrote_is_noted_and_the_hand_over_is_off(
    evaluated: Consultation, moderator: User
) -> None:
    paragraph = write(evaluated, moderator)
    second = factories.make_person("moderator")
    handed = {"handed_over_by": moderator, "handed_over_at": timezone.now()}
    contribution = evaluated.contributions.earliest("pk")
    source = paragraph.sources.get()

    def quote() -> Quotation:
        said: dict[str, Any] = {"by": second, "token": uuid4(), "wording": "die sie erreichen."}
        return add_quotation(paragraph, contribution, **said)

    acts: tuple[Any, ...] = (
        lambda: _edit(paragraph, second),
        lambda: move_paragraph(write(evaluated, moderator), by=second, to=0),
        lambda: tie_document(paragraph, by=second, title="Bericht", link=""),
        lambda: untie(source, by=second),
        quote,
        lambda: edit_quotation(quote(), by=second, version=1, wording="Uns fehlen Kurse,"),
        lambda: remove_quotation(quote(), by=second),
        lambda: draft_method(evaluated, by=second),
        lambda: remove_paragraph(paragraph, by=second, version=2),
    )
    for act in acts:
        Consultation.objects.filter(pk=evaluated.pk).update(**handed)
        Author.objects.filter(person=second).delete()
        assert act()
        evaluated.refresh_from_db()
        assert (evaluated.handed_over_by, evaluated.handed_over_at) == (None, None)
        assert Author.objects.filter(consultation=evaluated, person=second).exists()


def test_an_older_version_overwrites_nothing(evaluated: Consultation, moderator: User) -> None:
    paragraph = write(evaluated, moderator)
    assert _edit(paragraph, moderator, "Was ich schrieb.")
    with pytest.raises(OutdatedError):
        _edit(paragraph, moderator, "Was ein anderer schrieb.")
    with pytest.raises(OutdatedError):
        remove_paragraph(paragraph, by=moderator, version=1)
    stands = Paragraph.objects.get()
    assert (stands.text, stands.version) == ("Was ich schrieb.", 2)
    assert not _edit(stands, moderator, "Was ich schrieb.")


def test_a_flag_goes_only_when_somebody_says_checked(
    evaluated: Consultation, moderator: User
) -> None:
    paragraph = write(evaluated, moderator)
    Paragraph.objects.update(flagged="Die Rückmeldung wurde geändert.")
    _edit(paragraph, moderator)
    paragraph.refresh_from_db()
    assert paragraph.flagged
    assert edit_paragraph(paragraph, by=moderator, version=2, values={}, checked=True)
    paragraph.refresh_from_db()
    assert (paragraph.flagged, paragraph.version) == ("", 3)


def test_paragraphs_move_within_their_section(evaluated: Consultation, moderator: User) -> None:
    one, two, three = (write(evaluated, moderator) for _ in range(3))
    other = write(evaluated, moderator, Section.ADVICE)
    assert move_paragraph(three, by=moderator, to=0)
    assert not move_paragraph(three, by=moderator, to=0)
    assert list(evaluated.paragraphs.filter(section=Section.FINDINGS)) == [three, one, two]
    assert move_paragraph(three, by=moderator, to=99)
    assert list(evaluated.paragraphs.filter(section=Section.FINDINGS)) == [one, two, three]
    other.refresh_from_db()
    assert other.position == 0


# S30
def test_nothing_of_another_question_is_tied(
    evaluated: Consultation, lippe: User, celle: User, moderator: User
) -> None:
    paragraph = write(evaluated, moderator)
    before = paragraph.sources.count()
    elsewhere = make_evaluated(lippe, celle)
    foreign = elsewhere.contributions.earliest("pk")
    third = factories.make_kreis()
    draft = make_contribution(evaluated, third, submitted=False)
    hidden = factories.make_practice(state=State.DRAFT, audience=Audience.PUBLIC)
    for contribution in (foreign, draft):
        with pytest.raises(MoveError):
            tie_contribution(paragraph, contribution, by=moderator)
        said: dict[str, Any] = {"by": moderator, "token": uuid4(), "wording": "Uns fehlen Kurse,"}
        with pytest.raises(MoveError):
            add_quotation(paragraph, contribution, **said)
    with pytest.raises(MoveError):
        tie_practice(paragraph, hidden, by=moderator)
    item = elsewhere.items.earliest("pk")
    with pytest.raises(ValidationError):
        add_paragraph(evaluated, by=moderator, token=uuid4(), values=_VALUES | {"item": item})
    with pytest.raises(ValidationError):
        edit_paragraph(paragraph, by=moderator, version=1, values={"item": item}, checked=False)
    assert (paragraph.sources.count(), Quotation.objects.count()) == (before, 0)


def test_a_quotation_is_a_passage_word_by_word(evaluated: Consultation, moderator: User) -> None:
    paragraph = write(evaluated, moderator)
    contribution = evaluated.contributions.earliest("pk")

    def quote(wording: str) -> Quotation:
        said: dict[str, Any] = {"by": moderator, "token": uuid4(), "wording": wording}
        return add_quotation(paragraph, contribution, **said)

    assert quote("  fehlen Kurse, die\nsie ").wording == "fehlen Kurse, die sie"
    # What another Kreis wrote, what nobody wrote, nothing, two places at once.
    for wording in ("In Celle fehlen Räume.", "Uns fehlt Geld.", " \n", "Uns erreichen."):
        with pytest.raises(ValidationError):
            quote(wording)


def test_a_changed_wording_asks_the_kreis_anew(evaluated: Consultation, moderator: User) -> None:
    paragraph = write(evaluated, moderator)
    contribution = evaluated.contributions.earliest("pk")
    said: dict[str, Any] = {"by": moderator, "token": uuid4(), "wording": "Uns fehlen Kurse,"}
    quotation = add_quotation(paragraph, contribution, **said)
    agreed = {"consent": QuoteConsent.NAMED, "decided_name": "Kim", "decided_at": timezone.now()}
    Quotation.objects.update(**agreed)
    assert not edit_quotation(quotation, by=moderator, version=1, wording="Uns fehlen  Kurse,")
    assert Quotation.objects.get().consent == QuoteConsent.NAMED
    assert edit_quotation(quotation, by=moderator, version=1, wording="die sie erreichen.")
    stands = Quotation.objects.get()
    assert (stands.consent, stands.decided_name, stands.decided_at) == ("angefragt", "", None)
    with pytest.raises(OutdatedError):
        edit_quotation(quotation, by=moderator, version=1, wording="Uns fehlen Kurse,")


def test_the_method_is_drafted_once_from_the_rows(
    evaluated: Consultation, moderator: User, celle: User
) -> None:
    evaluated.contributions.filter(kreis=celle.kreis).update(no_comment=True, is_late=True)
    assert draft_method(evaluated, by=moderator)
    assert not draft_method(evaluated, by=moderator)
    written = evaluated.paragraphs.get(section=Section.METHOD)
    said = (
        "2 von 14 Kreisen haben geantwortet. Davon meldete ein Kreis „keine Anmerkung“. "
        "Nach der Frist traf eine Rückmeldung ein; "
    )
    assert said in written.text
    assert f"bis {evaluated.deadline:%d.%m.%Y};" in written.text
    assert written.sources.count() == 1
    assert "Celle" not in written.text
