"""What an edition says: composed from the rows, frozen, and nobody in it who did not agree."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pypdf
import pytest
from django.utils import timezone

from content.choices import Audience
from experts.choices import Consent, QuoteConsent, Section, Stage, Verdict
from experts.editions import Edition, citation, differences
from experts.models import Opinion, Quotation, Source
from experts.papers import edition_pdf
from experts.sheets import edition_xlsx
from experts.summary import checksum, compose
from tests import factories
from tests.experts.making import make_consultation, make_contribution, make_paragraph, make_summary

if TYPE_CHECKING:
    from experts.models import Consultation, Contribution, Paragraph
    from members.models import Kreis


@pytest.fixture
def kreise(db: None) -> list[Kreis]:
    """Make eight members; a name says which."""
    return [factories.make_kreis(name=f"Landkreis Nummer {one}") for one in "ABCDEFGH"]


def consent(consultation: Consultation, *paragraphs: Paragraph | None) -> None:
    """Let every contributing Kreis say yes to these paragraphs, None for the whole."""
    for one in consultation.contributions.all():
        for paragraph in paragraphs:
            Opinion.objects.create(
                consultation=consultation, kreis=one.kreis, paragraph=paragraph, verdict="ja"
            )


def make_answered(kreise: list[Kreis], **fields: Any) -> tuple[Consultation, list[Contribution]]:
    one = make_consultation(Stage.AGREEMENT, **fields)
    made = [make_contribution(one, kreis, consent=Consent.KREIS) for kreis in kreise]
    one.refresh_from_db()
    return one, made


def composed(consultation: Consultation, audience: Audience = Audience.PARTNERS) -> dict[str, Any]:
    return compose(consultation, audience=audience, on=date(2026, 11, 20))


def sources_of(content: dict[str, Any], section: Section = Section.FINDINGS) -> list[str]:
    found = next(one for one in content["sections"] if one["key"] == section)
    return [source["text"] for one in found["paragraphs"] for source in one["sources"]]


def test_the_head_says_who_asked_when_and_how_many_answered(kreise: list[Kreis]) -> None:
    one, _ = make_answered(kreise[:3])
    content = composed(one)
    assert content["number"] == one.number
    assert (content["edition"], content["participation"]) == (1, "3 von 14")
    assert content["released_on"] == "2026-11-20"
    assert content["deadline"] == one.deadline.isoformat()
    assert [section["key"] for section in content["sections"]] == ["zahlen"]


def test_the_checksum_is_that_of_the_content_in_one_spelling(kreise: list[Kreis]) -> None:
    one, _ = make_answered(kreise[:3])
    content = composed(one)
    again = json.loads(json.dumps(content))
    spelling = json.dumps(again, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert checksum(content) == checksum(again) == hashlib.sha256(spelling.encode()).hexdigest()
    assert checksum(content | {"title": "x"}) != checksum(content)


def test_a_kreis_is_named_with_consent_and_an_explicit_yes(kreise: list[Kreis]) -> None:
    one, _ = make_answered(kreise[:2])
    make_summary(one)
    assert sources_of(composed(one)) == ["Rückmeldungen: 2 Kreise ohne Namensnennung"]
    Opinion.objects.create(consultation=one, kreis=kreise[0], verdict=Verdict.AGREE)
    said = "Rückmeldungen: Landkreis Nummer A und ein weiterer Kreis ohne Namensnennung"
    assert sources_of(composed(one)) == [said]


def test_who_stays_anonymous_is_counted_only(kreise: list[Kreis]) -> None:
    one, made = make_answered(kreise[:2])
    make_summary(one)
    consent(one, None)
    made[0].consent = Consent.ANONYMOUS
    made[0].save()
    said = "Rückmeldungen: Landkreis Nummer B und ein weiterer Kreis ohne Namensnennung"
    assert sources_of(composed(one)) == [said]


@pytest.mark.parametrize("verdict", [Verdict.CHANGE, Verdict.OBJECT])
def test_who_has_something_against_a_paragraph_is_not_named_in_it(
    kreise: list[Kreis], verdict: Verdict
) -> None:
    one, _ = make_answered(kreise[:2])
    paragraph = make_summary(one)[1]
    consent(one, None)
    Opinion.objects.create(
        consultation=one, kreis=kreise[0], paragraph=paragraph, verdict=verdict, text="Nein."
    )
    said = "Rückmeldungen: Landkreis Nummer B und ein weiterer Kreis ohne Namensnennung"
    assert sources_of(composed(one)) == [said]


def test_a_yes_to_another_wording_names_nobody(kreise: list[Kreis]) -> None:
    one, _ = make_answered(kreise[:1])
    paragraph = make_summary(one)[1]
    consent(one, paragraph)
    assert sources_of(composed(one)) == ["Rückmeldungen: Landkreis Nummer A"]
    paragraph.changed_at = timezone.now() + timedelta(seconds=1)
    paragraph.save()
    assert sources_of(composed(one)) == ["Rückmeldungen: ein Kreis ohne Namensnennung"]


def test_withdrawn_contributions_are_no_sources(kreise: list[Kreis]) -> None:
    one, made = make_answered(kreise[:1])
    paragraph = make_summary(one)[1]
    quote(paragraph, made[0])
    made[0].state = "zurueckgezogen"
    made[0].save()
    content = composed(one)
    assert sources_of(content) == []
    assert "Es fehlen Lehrkräfte" not in json.dumps(content, ensure_ascii=False)


def quote(
    paragraph: Paragraph, of: Contribution, consent: QuoteConsent = QuoteConsent.KREIS
) -> Quotation:
    return Quotation.objects.create(
        paragraph=paragraph,
        contribution=of,
        wording="Es fehlen Lehrkräfte.",
        consent=consent,
        decided_name="Kim Beispiel",
        decided_function="Integrationskoordination",
    )


@pytest.mark.parametrize(
    ("said", "by"),
    [
        (QuoteConsent.NAMED, ["Kim Beispiel, Integrationskoordination, Landkreis Nummer A"]),
        (QuoteConsent.KREIS, ["Landkreis Nummer A"]),
        (QuoteConsent.ANONYMOUS, ["ein Mitgliedskreis"]),
        (QuoteConsent.ASKED, []),
        (QuoteConsent.REFUSED, []),
    ],
)
def test_a_quotation_says_whose_it_is_as_the_yes_to_it_says(
    kreise: list[Kreis], said: QuoteConsent, by: list[str]
) -> None:
    one, made = make_answered(kreise[:3])
    quote(make_summary(one)[1], made[0], said)
    content = composed(one)
    found = [
        quotation["by"]
        for section in content["sections"]
        for paragraph in section["paragraphs"]
        for quotation in paragraph["quotes"]
    ]
    assert found == by
    assert ("Kim Beispiel" in json.dumps(content)) == (said == QuoteConsent.NAMED)


def test_beside_words_without_a_name_no_source_is_named(kreise: list[Kreis]) -> None:
    one, made = make_answered(kreise[:1])
    paragraph = make_summary(one)[1]
    consent(one, None)
    quote(paragraph, made[0], QuoteConsent.ANONYMOUS)
    assert sources_of(composed(one)) == ["Rückmeldungen: ein Kreis ohne Namensnennung"]


def test_a_practice_is_named_where_everybody_reads_it_who_reads_the_summary(db: None) -> None:
    one = make_consultation(Stage.AGREEMENT)
    paragraph = make_paragraph(one)
    for audience in Audience:
        practice = factories.make_practice(title=f"Bus {audience}", audience=audience)
        Source.objects.create(paragraph=paragraph, practice=practice)
    found = [
        sources_of(composed(one, audience)) for audience in (Audience.PARTNERS, Audience.PUBLIC)
    ]
    assert found == [
        ["Praxisbeispiel „Bus 0“", "Praxisbeispiel „Bus 1“", "2 Praxisbeispiele aus dem Forum"],
        ["Praxisbeispiel „Bus 0“", "3 Praxisbeispiele aus dem Forum"],
    ]


def test_documents_keep_title_and_address(db: None) -> None:
    one = make_consultation(Stage.AGREEMENT)
    link = "https://www.example.org/bericht"
    Source.objects.create(paragraph=make_paragraph(one), document="Bericht 2026", link=link)
    found = composed(one)["sections"][0]["paragraphs"][0]["sources"]
    assert found == [{"text": "Bericht 2026", "link": link}]


def test_classes_are_only_merged_from_edition_to_edition(kreise: list[Kreis]) -> None:
    sizes = [100_000] * 3 + [200_000] * 3 + [300_000] * 2
    for kreis, size in zip(kreise, sizes, strict=True):
        kreis.population = size
        kreis.save()
    one, _ = make_answered(kreise)
    assert composed(one)["grouping"] == {"cuts": [150_000]}


# ---- As its readers meet it ----------------------------------------------------------------------


@pytest.fixture
def edition(kreise: list[Kreis]) -> Edition:
    one, made = make_answered(kreise)
    paragraphs = make_summary(one)
    paragraphs[1].item = one.items.first()
    paragraphs[1].save()
    quote(paragraphs[1], made[0])
    return Edition(composed(one) | {"number": "EK-2026-03", "edition": 2})


def test_agreement_stands_beside_its_paragraph(edition: Edition) -> None:
    found = [one.agreement for section in edition.sections for one in section.paragraphs]
    assert [one.text for one in found if one] == ["8 von 8 stimmen zu"]
    # It stands there; a table of it would say the same again.
    assert [one.wording for one in edition.agreements] == []
    assert [one.rows[-1].text for one in edition.numbers] == ["3,5\N{NO-BREAK SPACE}Wochen"]


def test_the_citation_names_all_that_finds_it_again(edition: Edition) -> None:
    assert citation(edition, "https://forum.example/expertenkreis/3/zusammenfassung/2/") == (
        f"Forum Integration in ländlichen Räumen: {edition.title}, EK-2026-03, Fassung 2, "
        "20.11.2026, https://forum.example/expertenkreis/3/zusammenfassung/2/"
    )


def test_the_paper_is_tagged_and_says_nothing_but_title_and_language(edition: Edition) -> None:
    paper = edition_pdf(
        edition, address="https://forum.example/x/", audience=Audience.PARTNERS, checksum="f" * 64
    )
    read = pypdf.PdfReader(io.BytesIO(paper))
    assert read.metadata is not None
    assert set(read.metadata) == {"/Title", "/Creator"}
    assert read.metadata.title == edition.title
    root: Any = read.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("de", True)
    text = "".join(page.extract_text() for page in read.pages)
    assert 1 <= len(read.pages) <= 4
    for words in ("Das Wichtigste in drei Sätzen", "8 von 8 stimmen zu", "Landkreis Nummer A"):
        assert words in text
    assert "f" * 64 in text


def test_the_table_holds_numbers_and_nobody_in_its_metadata(edition: Edition) -> None:
    edition.content["figures"][0]["wording"] = "=HYPERLINK(1)"
    book = zipfile.ZipFile(io.BytesIO(edition_xlsx(edition, source="Forum: x")))
    core = book.read("docProps/core.xml").decode()
    assert "<dc:creator></dc:creator>" in core
    assert "<cp:lastModifiedBy></cp:lastModifiedBy>" in core
    assert "2026-11-20T00:00:00Z" in core
    everything = "".join(book.read(name).decode() for name in book.namelist())
    assert "'=HYPERLINK(1)" in everything
    assert "<f>" not in everything
    sheet = book.read("xl/worksheets/sheet3.xml").decode()
    assert "<v>3.5</v>" in sheet
    assert "#,##0.####" in everything


def test_the_difference_of_editions_marks_words_and_numbers(edition: Edition) -> None:
    later = json.loads(json.dumps(edition.content))
    later["sections"][0]["paragraphs"][0]["text"] = "Das Wichtigste in zwei Sätzen"
    later["figures"][0]["total"] |= {"agree": 7, "no": 1}
    found = dict(differences(edition, Edition(later)))
    assert list(found) == ["Das Wichtigste in drei Sätzen", "Kernaussagen und Zustimmung"]
    assert "<del>drei</del> <ins>zwei</ins>" in found["Das Wichtigste in drei Sätzen"]
    assert "<del>8</del> <ins>7</ins>" in found["Kernaussagen und Zustimmung"]
    assert differences(edition, edition) == []
