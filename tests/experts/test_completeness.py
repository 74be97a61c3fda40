"""What keeps a summary from the agreement and from its release, and what is only said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from experts.choices import QuoteConsent, Section, Settled, Verdict
from experts.completeness import (
    count_sentences,
    gaps_for_agreement,
    gaps_for_release,
    remarks,
)
from experts.models import Consultation, Opinion, Paragraph, Quotation, Source
from tests.experts.making import make_paragraph
from tests.experts.summing import make_evaluated, write_all

if TYPE_CHECKING:
    from collections.abc import Callable

    from members.models import User


@pytest.fixture
def whole(lippe: User, celle: User, moderator: User) -> Consultation:
    consultation = make_evaluated(lippe, celle)
    write_all(consultation, moderator)
    return consultation


def _section(consultation: Consultation, section: Section) -> Any:
    return consultation.paragraphs.filter(section=section)


def test_a_whole_summary_lacks_nothing(whole: Consultation) -> None:
    found = gaps_for_agreement(whole), gaps_for_release(whole), remarks(whole)
    assert found == ([], [], [])


def _without(section: Section) -> Callable[[Consultation], object]:
    return lambda consultation: _section(consultation, section).delete()


def _unsourced(consultation: Consultation) -> None:
    Source.objects.filter(paragraph__in=_section(consultation, Section.ADVICE)).delete()


def _long(consultation: Consultation) -> None:
    text = "Eins ist so. Zwei auch! Drei? Vier."
    _section(consultation, Section.GIST).update(text=text)


def _flagged(consultation: Consultation) -> None:
    _section(consultation, Section.ADVICE).update(flagged="Eine Rückmeldung wurde geändert.")


_EMPTY = "Der Abschnitt „{}“ ist leer."
_ADVICE = "„Zu empfehlungen: Gruppen sind zu groß.“"


@pytest.mark.parametrize(("act", "said"), [
    (_without(Section.GIST), _EMPTY.format("Das Wichtigste in drei Sätzen")),
    (_without(Section.FINDINGS), _EMPTY.format("Kernaussagen und Zustimmung")),
    (_without(Section.DISSENT), _EMPTY.format("Abweichende Einschätzungen")),
    (_without(Section.METHOD), _EMPTY.format("Wie diese Auswertung entstand")),
    (
        _unsourced,
        f"{_ADVICE} hat keinen Beleg und ist nicht als „Wertung der Redaktion“ markiert.",
    ),
    (_long, "„Das Wichtigste in drei Sätzen“ hat 4 Sätze. Kürzen Sie auf 3."),
    (_flagged, f"{_ADVICE} ist zu prüfen: Eine Rückmeldung wurde geändert."),
])  # fmt: skip
def test_what_is_missing_is_said_and_blocks(
    act: Callable[[Consultation], object], said: str, whole: Consultation
) -> None:
    act(whole)
    assert [gap.text for gap in gaps_for_agreement(whole)] == [said]
    assert gaps_for_release(whole) == gaps_for_agreement(whole)
    work = reverse("experts:summary-work", args=[whole.pk])
    assert all(gap.url.startswith(work) for gap in gaps_for_agreement(whole))


def test_sections_that_may_be_empty_and_judgements_do_not_block(whole: Consultation) -> None:
    for section in (Section.FIGURES, Section.ADVICE):
        _section(whole, section).delete()
    make_paragraph(whole, is_judgement=True)
    assert gaps_for_agreement(whole) == []


def test_open_objections_block_the_release_alone(whole: Consultation, lippe: User) -> None:
    said = {"kreis": lippe.kreis, "text": "Acht statt zehn.", "verdict": Verdict.OBJECT}
    objection = Opinion.objects.create(consultation=whole, **said)
    assert gaps_for_agreement(whole) == []
    gaps = [gap.text for gap in gaps_for_release(whole)]
    assert gaps == [f"Der Einspruch von {lippe.kreis} ist noch offen."]
    for settled in (Settled.RESOLVED, Settled.DISSENT):
        Opinion.objects.filter(pk=objection.pk).update(settled=settled)
        assert gaps_for_release(whole) == []
    wish = {"verdict": Verdict.CHANGE, "settled": Settled.OPEN}
    Opinion.objects.filter(pk=objection.pk).update(**wish)
    assert gaps_for_release(whole) == []
    assert [one.text for one in remarks(whole)] == [
        f"Der Änderungswunsch von {lippe.kreis} ist noch nicht beantwortet."
    ]


def test_what_a_kreis_took_back_is_no_source_and_no_quotation(whole: Consultation) -> None:
    contribution = whole.contributions.earliest("pk")
    paragraph = _section(whole, Section.ADVICE).get()
    said_so = {"contribution": contribution, "wording": "Uns fehlen Kurse,"}
    Quotation.objects.create(paragraph=paragraph, consent=QuoteConsent.KREIS, **said_so)
    assert gaps_for_agreement(whole) == []
    contribution.answers.update(text="Etwas anderes.")
    gone = "Das Zitat „Uns fehlen Kurse,“ steht nicht mehr in der Rückmeldung von "
    gone += f"{contribution.kreis}."
    assert [gap.text for gap in gaps_for_agreement(whole)] == [gone]
    whole.contributions.filter(pk=contribution.pk).update(state="zurueckgezogen")
    said = [gap.text for gap in gaps_for_agreement(whole)]
    # All six paragraphs came from this contribution.
    assert (len(said), said[-1]) == (7, gone)


def test_quotations_without_a_yes_are_said_to_be_dropped(whole: Consultation) -> None:
    contribution = whole.contributions.earliest("pk")
    paragraph = Paragraph.objects.earliest("pk")
    quoted = {"paragraph": paragraph, "contribution": contribution, "wording": "Uns fehlen Kurse,"}
    for consent in QuoteConsent:
        Quotation.objects.create(consent=consent, **quoted)
    assert gaps_for_release(whole) == []
    what, until = "Das Zitat „Uns fehlen Kurse,“ entfällt bei der Freigabe", contribution.kreis
    said = [one.text for one in remarks(whole)]
    assert said == [f"{what}, solange {until} ihm nicht zustimmt."]


@pytest.mark.parametrize(("text", "count"), [
    ("", 0),
    ("Ohne Punkt", 1),
    ("Eins. Zwei. Drei.", 3),
    ("In 9 von 11 Kreisen wartet man z. B. acht Wochen; im Mittel 14. Das ist viel.", 2),
    ("Am 3. November galt § 9 Abs. 2 Nr. 1 noch, d. h. bis zum 1. Dezember.", 1),
    ("Er fragt: „Warum?“ Sie sagt: „Darum.“", 2),
    ("Es sind 1.200 Menschen …", 1),
    ("- Erstens\n\n- Zweitens\n\n- Drittens\n\n- Viertens", 4),
])  # fmt: skip
def test_sentences_are_counted(text: str, count: int) -> None:
    assert count_sentences(text) == count
