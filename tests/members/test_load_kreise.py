from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command

from members.management.commands.load_kreise import DATA
from members.models import Kreis

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db

FOUNDERS = [
    *("Landkreis Bernkastel-Wittlich", "Burgenlandkreis", "Landkreis Celle", "Landkreis Coburg"),
    *("Landkreis Dachau", "Landkreis Dahme-Spreewald", "Landkreis Karlsruhe", "Kreis Lippe"),
    *("Landkreis Oldenburg", "Landkreis Ravensburg", "Schwalm-Eder-Kreis", "Landkreis Stendal"),
    *("Landkreis Waldeck-Frankenberg", "Werra-Meißner-Kreis"),
]


def load(**options: Any) -> list[str]:
    said = io.StringIO()
    call_command("load_kreise", stdout=said, **options)
    return said.getvalue().splitlines()


def table(name: str, *keys: str) -> list[list[str]]:
    """The header and some rows of a table of ours."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    return [rows[0], *(row for row in rows if row[0] in keys)]


def write(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.fixture
def small(tmp_path: Path) -> dict[str, Path]:
    """Tables of Flensburg, Celle and Lippe; Lippe is the founder."""
    kreise = table("kreise.csv", "01001", "03351", "05766")
    return {
        "file": write(tmp_path / "kreise.csv", kreise),
        "founders": write(tmp_path / "founders.csv", table("founding_members.csv", "05766")),
    }


def change(path: Path, line: int, column: str, value: str) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    rows[line - 1][rows[0].index(column)] = value
    write(path, rows)


def test_all_kreise_are_loaded_with_14_founding_members() -> None:
    assert load() == ["Kreise: 400 new, 0 changed, 0 unchanged; 14 founding members set."]
    assert Kreis.objects.count() == 400
    assert Kreis.objects.filter(is_landkreis=True).count() == 294
    founders = Kreis.objects.members().filter(is_founder=True).in_order()
    assert [kreis.name for kreis in founders] == FOUNDERS


def test_names_are_the_official_ones_and_sort_without_the_kind() -> None:
    load()

    names = {
        "05766": ("Kreis Lippe", "Lippe"),
        "03351": ("Landkreis Celle", "Celle"),
        "15084": ("Burgenlandkreis", "Burgenlandkreis"),
        "03241": ("Region Hannover", "Hannover"),
        "05334": ("Städteregion Aachen", "Aachen"),
        "10041": ("Regionalverband Saarbrücken", "Saarbrücken"),
        "05162": ("Rhein-Kreis Neuss", "Rhein-Kreis Neuss"),
        "15081": ("Altmarkkreis Salzwedel", "Altmarkkreis Salzwedel"),
        "01001": ("Flensburg", "Flensburg"),
    }
    found = Kreis.objects.filter(pk__in=names).values_list("ags", "name", "sort_name")
    assert {ags: (name, sort_name) for ags, name, sort_name in found} == names


# S76: this is the one table that is loaded; its first fault stops all of it, by line and column.
def test_a_second_run_changes_nothing_and_says_so(small: Any, queries: Any) -> None:
    load(**small)
    before = list(Kreis.objects.order_by("pk").values())

    with queries(3):  # savepoint, the Kreise, release
        assert load(**small) == ["3 Kreise are as in the table: nothing to change."]
    assert list(Kreis.objects.order_by("pk").values()) == before


def test_a_changed_row_is_updated_and_reported(small: Any) -> None:
    load(**small)
    change(small["file"], 4, "population", "350001")
    change(small["file"], 4, "seat", "Lemgo")

    assert load(**small) == [
        "05766 Kreis Lippe: population 349781 → 350001, seat Detmold → Lemgo",
        "Kreise: 0 new, 1 changed, 2 unchanged; 0 founding members set.",
    ]
    found = Kreis.objects.values_list("population", "seat").order_by("pk")
    assert list(found) == [(92667, "Flensburg"), (182352, "Celle"), (350001, "Lemgo")]


def test_a_dry_run_reports_and_writes_nothing(small: Any) -> None:
    assert load(**small, dry_run=True) == [
        "Kreise: 3 new, 0 changed, 0 unchanged; 1 founding members set.",
        "This was a dry run: nothing was written.",
    ]
    assert not Kreis.objects.exists()


def test_what_people_changed_stays(small: Any) -> None:
    load(**small)
    theirs = {
        "website": "https://neu.example/",
        "member_since": date(2024, 9, 1),
        "member_until": date(2026, 1, 31),
        "introduction": "Unser Text",
        "aliases": "Lipperland",
    }
    Kreis.objects.filter(pk="05766").update(**theirs)
    change(small["file"], 4, "population", "350001")

    load(**small)

    assert Kreis.objects.filter(pk="05766").values(*theirs).get() == theirs


def test_a_kreis_that_left_the_table_is_reported_and_stays(small: Any, tmp_path: Path) -> None:
    load(**small)
    fewer = write(tmp_path / "fewer.csv", table("kreise.csv", "01001", "05766"))

    assert load(file=fewer, founders=small["founders"]) == [
        "Landkreis Celle: not in the table, left as it is",
        "2 Kreise are as in the table: nothing to change.",
    ]
    assert Kreis.objects.count() == 3


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "Dahme-Spreeland"),
        ("LDS", "LDS, Dahme-Spreeland"),
        ("Dahme-Spreeland, LDS", "Dahme-Spreeland, LDS"),
    ],
)
def test_the_spelling_of_the_press_text_becomes_an_alias(before: str, after: str) -> None:
    load()
    Kreis.objects.filter(pk="12061").update(aliases=before)

    load()

    assert Kreis.objects.get(pk="12061").aliases == after
    assert [kreis.name for kreis in Kreis.objects.named("dahme-spreeland")] == [
        "Landkreis Dahme-Spreewald"
    ]


@pytest.mark.parametrize(
    ("line", "column", "value", "fault"),
    [
        (3, "ags", "01001", "01001 stands in line 2 already."),
        (3, "ags", "351", "“351” is not an AGS of five digits."),
        (3, "ags", "०3351", "“०3351” is not an AGS of five digits."),
        (3, "name", "", "the cell is empty."),
        (3, "name", "=HYPERLINK(1)", "“=HYPERLINK(1)” looks like a formula of a spreadsheet."),
        (3, "seat", "@Celle", "“@Celle” looks like a formula of a spreadsheet."),
        (3, "population", "-5", "“-5” looks like a formula of a spreadsheet."),
        (3, "seat", "Ce\0lle", "holds the control character U+0000."),
        (3, "seat", "Ce\nlle", "holds the control character U+000A."),
        (3, "seat", "Celle ", "begins or ends with a blank."),
        (3, "seat", "C" * 81, "the text is longer than 80 characters."),
        (3, "population", "0", "“0” is not a whole number above 0."),
        (3, "population", "182.352", "“182.352” is not a whole number above 0."),
        (3, "area_km2", "1550,83", "“1550,83” is not a number such as 1550.83."),
        (3, "density_per_km2", "dünn", "“dünn” is not a number such as 117.6."),
        (3, "bbsr_kreistyp_2020", "5", "“5” is unknown; expected 1, 2, 3, 4."),
        (3, "state", "Bayern", "“Bayern” does not fit NI."),
        (3, "is_landkreis", "0", "0 does not fit “Landkreis”."),
        (2, "is_landkreis", "1", "1 does not fit “Kreisfreie Stadt”."),
        (2, "is_landkreis", "ja", "“ja” is unknown; expected 0, 1."),
    ],
)
def test_a_broken_cell_stops_with_line_and_column_and_nothing_is_loaded(
    small: Any, line: int, column: str, value: str, fault: str
) -> None:
    change(small["file"], line, column, value)
    # A line break within a cell moves the end of its row down.
    line += value.count("\n")

    with pytest.raises(CommandError) as stopped:
        load(**small)

    assert str(stopped.value) == (
        f"Nothing was loaded. kreise.csv, line {line}, column {column}: {fault}"
    )
    assert not Kreis.objects.exists()


@pytest.mark.parametrize(("column", "word"), [("kind", "Provinz"), ("state_code", "XX")])
def test_an_unknown_word_stops_and_names_the_known_ones(small: Any, column: str, word: str) -> None:
    change(small["file"], 4, column, word)

    with pytest.raises(CommandError, match=f"line 4, column {column}: “{word}” is unknown; expe"):
        load(**small)


def test_another_encoding_stops_with_line_and_column(small: Any) -> None:
    small["file"].write_bytes(small["file"].read_text("utf-8").encode("latin-1"))

    with pytest.raises(CommandError) as stopped:
        load(**small)

    assert str(stopped.value) == (
        "Nothing was loaded. kreise.csv, line 2, column bbsr_kreistyp_label: not written in UTF-8."
    )


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("", "kreise.csv, line 1, column ags: the column is missing."),
        ("ags;name\n", "kreise.csv, line 1, column ags: the column is missing."),
        ("ags,name,ags\n", "kreise.csv, line 1, column ags: the column is twice."),
    ],
)
def test_a_wrong_header_stops(small: Any, content: str, fault: str) -> None:
    small["file"].write_text(content, "utf-8")

    with pytest.raises(CommandError) as stopped:
        load(**small)

    assert str(stopped.value) == f"Nothing was loaded. {fault}"


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([], "kreise.csv, line 2: the table has no rows."),
        ([["03351"]], "kreise.csv, line 2, column name: 1 cells instead of 18."),
        ([["03351"] * 19], "kreise.csv, line 2, column 19: 19 cells instead of 18."),
    ],
)
def test_a_torn_table_stops(small: Any, rows: list[list[str]], fault: str) -> None:
    write(small["file"], [*table("kreise.csv"), *rows])

    with pytest.raises(CommandError) as stopped:
        load(**small)

    assert str(stopped.value) == f"Nothing was loaded. {fault}"


def test_an_open_quotation_mark_stops(small: Any) -> None:
    with small["file"].open("a", encoding="utf-8") as file:
        file.write('05770,"Kreis')

    with pytest.raises(CommandError, match=r"kreise\.csv, line 5: not a table separated by comma"):
        load(**small)


def test_a_missing_file_stops(small: Any, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"absent\.csv cannot be read: No such file"):
        load(file=tmp_path / "absent.csv", founders=small["founders"])


@pytest.mark.parametrize(
    ("column", "value", "fault"),
    [
        ("ags", "99999", "no Kreis has this AGS."),
        ("ags", "01001", "Flensburg is a city; only Landkreise can join."),
        ("name", "Landkreis Lippe", "“Landkreis Lippe” is officially “Kreis Lippe”."),
        ("website", "javascript:alert(1)", "“javascript:alert(1)” is not a web address."),
    ],
)
def test_a_wrong_founder_stops_and_nothing_is_loaded(
    small: Any, column: str, value: str, fault: str
) -> None:
    change(small["founders"], 2, column, value)

    with pytest.raises(CommandError) as stopped:
        load(**small)

    assert str(stopped.value) == (
        f"Nothing was loaded. founders.csv, line 2, column {column}: {fault}"
    )
    assert not Kreis.objects.exists()


def test_a_member_cannot_become_a_city(small: Any) -> None:
    load(**small)
    change(small["file"], 4, "kind", "Stadtkreis")
    change(small["file"], 4, "is_landkreis", "0")
    small["founders"].write_text("ags,name,seed_label,website\n03351,Landkreis Celle,x,\n", "utf-8")

    with pytest.raises(CommandError) as stopped:
        load(**small)

    assert str(stopped.value) == (
        "Nothing was loaded. 05766 Kreis Lippe: is a member and cannot become a city."
    )
    assert list(Kreis.objects.members().values_list("pk", flat=True)) == ["05766"]
