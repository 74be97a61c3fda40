"""The analyser, as a table: what is asked on the left finds what is written on the right."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from search import german
from search.compounds import split
from search.dictionary import Dictionary, build
from search.entries import vector
from search.synonyms import keys_in
from search.words import clean, fold, pieces, spans

if TYPE_CHECKING:
    from pathlib import Path


def _lexemes(text: str, *, question: bool = False) -> set[str]:
    found = german.tokens(clean(text), question=question)
    return {lexeme for token in found for lexeme in (*token.strong, *token.parts)}


def _strong(text: str, *, question: bool = False) -> set[str]:
    found = german.tokens(clean(text), question=question)
    return {lexeme for token in found for lexeme in token.strong}


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        # Base forms
        ("Deutschkurs", "Deutschkurse"),
        ("Deutschkurse", "Deutschkurs"),
        ("deutschkursen", "Deutschkurs"),
        ("Ehrenamt", "Ehrenämter"),
        ("Dorf", "Dörfer"),
        ("vereine", "Verein"),
        ("Geflüchteter", "Geflüchteten"),
        ("Elterncafé", "Elterncafés"),
        ("Häuser", "Haus"),
        # Compounds
        ("Kurs", "Deutschkurse"),
        ("Deutschkurs", "Kurs"),
        ("Behörde", "Ausländerbehörde"),
        ("Fachkräfteeinwanderung", "Fachkräfteeinwanderungsgesetz"),
        ("Bus", "Beratungsbusse"),
        ("Wohnraum", "Wohnraumakquise"),
        ("Mikroprojekte", "Projekt"),
        # Other sorts of words
        ("auswerten", "Auswertung"),
        ("Wohnungsvermittlung", "vermitteln"),
        ("fördern", "Förderung"),
        ("Teilnehmer", "Teilnehmende"),
        ("Kursteilnehmerinnen", "Kursteilnehmende"),
        ("Mietende", "Mieter"),
        # All genders
        ("Lotse", "Lots:innen"),
        ("Integrationslotsen", "Integrationslots*innen"),
        ("Lotsinnen", "Lots_innen"),
        ("Lehrer", "LehrerInnen"),
        ("Lehrerin", "Lehrer/-innen"),
        ("Mentor", "Mentorinnen und -mentoren"),
        ("Ärztin", "Arzt"),
        ("Arzt", "Ärztinnen"),
        ("Pate", "Patinnen"),
        ("Kollege", "Kolleginnen"),
        ("Berater", "Berater(innen)"),
        # Spellings
        ("Auslaenderbehoerde", "Ausländerbehörde"),
        ("Ausländerbehörde", "Auslaenderbehoerde"),
        ("Strasse", "Straße"),
        ("Cafe", "Café"),
        ("burgerbus", "Bürgerbus"),
        ("Welcomecenter", "Welcome-Center"),
        ("Welcome Center", "Welcome-Center"),
        ("E-Mail", "Email"),
        ("Berufssprachkurs", "Integrations- und Berufssprachkurse"),
        ("Integrationskurs", "Integrations- und Berufssprachkurse"),
        ("Zugewanderte", "(Neu-)Zugewanderte"),
        ("Neuzugewanderte", "(Neu-)Zugewanderte"),
        # Law and numbers
        ("§ 81a", "nach §81a AufenthG"),
        ("81a", "§ 81a"),
        ("Paragraf 24", "§ 24"),
        ("§ 16d", "§§ 16d, 16f und 18"),
        ("1150", "1.150 Personen"),
        ("ESF+", "ESF+"),
        ("ESF", "ESF+"),
    ],
)
def test_words_meet(asked: str, written: str) -> None:
    assert _lexemes(asked, question=True) & _lexemes(written)


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("Term", "Termin"),
        ("Terme", "Termine"),
        ("Mine", "Termine"),
        ("Salz", "Landkreis Salzgitter"),
        ("Burg", "Ravensburg"),
        ("Samt", "Arbeitsamt"),
        ("Art", "Partner"),
        ("Rat", "Beratung"),
        ("Ration", "Integration"),
        ("81", "§ 81a"),
        ("Zeitung", "Zeiten"),
        ("Kinder", "Kindende"),
    ],
)
def test_words_do_not_meet(asked: str, written: str) -> None:
    assert not _lexemes(asked, question=True) & _lexemes(written)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Gesundheitsamt", ("Gesundheits", "Amt")),
        ("Arbeitsamt", ("Arbeits", "Amt")),
        ("Sprachmittlungspool", ("Sprachmittlung", "Pool")),
        ("Fahrdienst", ("Fahr", "Dienst")),
        ("Sozialamt", ("Sozial", "Amt")),
        ("Hausarztsystem", ("Haus", "Arzt", "System")),
        ("Vereine", ()),
        ("Verwaltung", ()),
        ("Information", ()),
        ("Dolmetscher", ()),
    ],
)
def test_compounds_are_taken_apart_where_both_sides_are_words(
    word: str, parts: tuple[str, ...]
) -> None:
    assert split(word) == parts


def test_the_cheap_way_counts_the_same_positions() -> None:
    text = clean(
        "Welcome-Center, Lots:innen (Neu-)Zugewanderte § 81a und 16d, E-Mail 3+2-Regelung a b ESF+ "
        "Integrations- und Berufssprachkurse; 1.150 Personen/Jahr – Café d’Or x-y"
    )
    assert [piece[:3] for piece in pieces(text)] == list(spans(text))


def test_a_vector_knows_titles_labels_and_positions() -> None:
    said = vector("Der Kurs", "Zwei Tage", [(0, "C")])
    assert said == "'kurs':2A '=kurs' 'zwei':13C 'tag':14C"


def test_a_vector_says_what_an_entry_is_about() -> None:
    said = vector("", "Busse fahren, zwei Tage", [(0, "B"), (14, "C")])
    assert said == "'bus':11B '=bus' 'fahren':12B '=fahren' 'zwei':13C 'tag':14C"


def test_phrases_of_synonyms_are_looked_up_as_runs() -> None:
    assert keys_in([["welcome"], ["center", "centers"]]) == {
        "welcome": (0, 1),
        "center": (1, 1),
        "centers": (1, 1),
        "welcome center": (0, 2),
        "welcome centers": (0, 2),
    }


# S36
@pytest.mark.parametrize(
    "text",
    [
        "\0",
        "\ud800",
        "\u202eabc",
        "😀" * 5000,
        "a\u0301",
        "\ufeff",
        "ß" * 300,
        "İ" * 100,
        "§" * 9999,
    ],
)
def test_odd_text_is_read(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode()
    assert all(len(lexeme) <= 200 for lexeme in _strong(cleaned))


# S46, S47: no part of the analyser looks at anything twice; doubling the text doubles the time.
@pytest.mark.parametrize(
    "piece",
    ["a", "a-", "a:in", "§ ", "§", "(a-)", "ab- und ", "1.", "„", "innen", "paragraf ", "x_", "'"],
)
def test_a_megabyte_of_anything_is_read_at_once(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    began = time.process_time()
    sum(1 for _ in pieces(clean(text)))
    # Quadratic time would be hours: this is an abort, not a measurement.
    assert time.process_time() - began < 60


def test_fifty_kilobytes_of_made_up_words_are_read_at_once() -> None:
    text = " ".join(f"Ab{number:x}wort{'kurs' * (number % 5)}" for number in range(3000))
    began = time.process_time()
    vector("", clean(text), [(0, "C")])
    assert time.process_time() - began < 60


def test_folding_is_what_the_index_compares() -> None:
    assert [fold(word) for word in ("Größe", "GROESSE", "Café", "Übung")] == [
        "groesse",
        "groesse",
        "cafe",
        "uebung",
    ]


def test_a_table_built_anew_tells_the_base_forms(tmp_path: Path) -> None:
    build(tmp_path / "words")
    built = Dictionary(tmp_path / "words")
    asked = ("Kurse", "Häuser", "Vereine", "Ämter", "dolmetschten", "Xyzzyq")
    told = ["Kurs", "Haus", "Verein", "Amt", "dolmetschen", None]
    assert [built.get(form) for form in asked] == told
