"""The Kreise from their tables into the database: all of them or none.

A table is checked cell by cell before anything is written; the first fault stops with its line, its
column and a sentence.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NoReturn

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from members.choices import Kreistyp, Land
from members.models import Kreis
from search.services import index_of_kreis

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

# No source names the day on which the 14 founded the Forum. Pages therefore say „Gründungsmitglied“
# without a date; this one only makes the membership run. Moderators can correct it in the admin.
FOUNDED_ON = date(2025, 1, 1)

LANDKREIS_KINDS = {"Landkreis", "Kreis", "Region", "Städteregion", "Regionalverband"}
CITY_KINDS = {"Kreisfreie Stadt", "Stadtkreis"}
_KIND_BEFORE_NAME = re.compile(rf"^({'|'.join(sorted(LANDKREIS_KINDS | CITY_KINDS))}) ")

KREIS_COLUMNS = (
    *("ags", "name", "kind", "state", "state_code", "seat", "is_landkreis"),
    *("population", "area_km2", "density_per_km2", "bbsr_kreistyp_2020"),
)
FOUNDER_COLUMNS = ("ags", "name", "seed_label", "website")

_whole, _decimal = r"[1-9]\d{0,8}", r"\d{1,6}(\.\d\d?)?"


class TableError(Exception):
    """A table that cannot be loaded; the text says where and why."""


@dataclass
class Row:
    """One line of a table. Asking for a cell checks it."""

    table: str
    line: int
    cells: dict[str, str]

    def refuse(self, column: str, sentence: str) -> NoReturn:
        """Raise the error that names this line and a column."""
        message = f"{self.table}, line {self.line}, column {column}: {sentence}"
        raise TableError(message)

    def text(self, column: str, longest: int = 80) -> str:
        """Return a cell that must not be empty."""
        value = self.cells[column]
        if not value:
            self.refuse(column, "the cell is empty.")
        if len(value) > longest:
            self.refuse(column, f"the text is longer than {longest} characters.")
        return value

    def matching(self, column: str, pattern: str, wanted: str) -> str:
        """Return a cell that must look a certain way."""
        value = self.cells[column]
        if not re.fullmatch(pattern, value, re.ASCII):
            self.refuse(column, f"“{value}” is not {wanted}.")
        return value

    def one_of(self, column: str, allowed: Iterable[str]) -> str:
        """Return a cell that must hold one of these words."""
        value, allowed = self.cells[column], sorted(allowed)
        if value not in allowed:
            self.refuse(column, f"“{value}” is unknown; expected {', '.join(allowed)}.")
        return value


@dataclass
class Loaded:
    """What a load did; `changed` names the old and the new value of each field."""

    created: int = 0
    unchanged: int = 0
    founders: int = 0
    changed: dict[str, list[str]] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)


# ---- Reading -----------------------------------------------------------------------------------


def read_kreise(path: Path) -> dict[str, dict[str, Any]]:
    """Return the values of each Kreis by its AGS. Raises TableError."""
    return {row.cells["ags"]: _kreis(row) for row in _rows(path, KREIS_COLUMNS)}


def read_founders(path: Path, kreise: dict[str, dict[str, Any]]) -> dict[str, dict[str, str]]:
    """Return website and further name of each founding member by its AGS. Raises TableError."""
    return {row.cells["ags"]: _founder(row, kreise) for row in _rows(path, FOUNDER_COLUMNS)}


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[Row]:
    """Read a table and check what holds for every cell of it; the AGS is its key."""
    table = path.name
    reader = csv.reader(io.StringIO(_content(path), newline=""), strict=True)
    seen: dict[str, int] = {}
    try:
        header = next(reader, [])
        for column in columns:
            if header.count(column) != 1:
                count = "twice" if column in header else "missing"
                message = f"{table}, line 1, column {column}: the column is {count}."
                raise TableError(message)
        for cells in reader:
            row = _row(table, reader.line_num, header, cells)
            ags = row.matching("ags", r"\d{5}", "an AGS of five digits")
            if ags in seen:
                row.refuse("ags", f"{ags} stands in line {seen[ags]} already.")
            seen[ags] = row.line
            yield row
    except csv.Error as error:
        message = f"{table}, line {reader.line_num}: not a table separated by commas ({error})."
        raise TableError(message) from error
    if not seen:
        message = f"{table}, line 2: the table has no rows."
        raise TableError(message)


def _content(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}."
        raise TableError(message) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].split(b"\n")
        cell = before[-1].count(b",")
        header = content.split(b"\n", 1)[0].decode("utf-8-sig", "replace").strip().split(",")
        column = header[cell] if cell < len(header) else str(cell + 1)
        message = f"{path.name}, line {len(before)}, column {column}: not written in UTF-8."
        raise TableError(message) from error


def _row(table: str, line: int, header: list[str], cells: list[str]) -> Row:
    row = Row(table, line, dict(zip(header, cells, strict=False)))
    if len(cells) != len(header):
        column = header[len(cells)] if len(cells) < len(header) else str(len(header) + 1)
        row.refuse(column, f"{len(cells)} cells instead of {len(header)}.")
    for column, value in row.cells.items():
        for character in value:
            if unicodedata.category(character) == "Cc":
                code = f"U+{ord(character):04X}"
                row.refuse(column, f"holds the control character {code}.")
        if value.startswith(("=", "+", "-", "@")):
            row.refuse(column, f"“{value[:40]}” looks like a formula of a spreadsheet.")
        if value != value.strip():
            row.refuse(column, "begins or ends with a blank.")
    return row


def _kreis(row: Row) -> dict[str, Any]:
    kind = row.one_of("kind", LANDKREIS_KINDS | CITY_KINDS)
    is_landkreis = row.one_of("is_landkreis", ("0", "1")) == "1"
    if is_landkreis != (kind in LANDKREIS_KINDS):
        row.refuse("is_landkreis", f"{row.cells['is_landkreis']} does not fit “{kind}”.")
    land = Land(row.one_of("state_code", Land.values))
    if row.one_of("state", Land.labels) != land.label:
        row.refuse("state", f"“{row.cells['state']}” does not fit {land.value}.")
    name = row.text("name")
    kreistyp = row.one_of("bbsr_kreistyp_2020", [str(value) for value in Kreistyp.values])
    density = row.matching("density_per_km2", r"\d{1,6}(\.\d)?", "a number such as 117.6")
    return {
        "name": name,
        "sort_name": without_kind(name),
        "kind": kind,
        "is_landkreis": is_landkreis,
        "land": land.value,
        "population": int(row.matching("population", _whole, "a whole number above 0")),
        "area_km2": Decimal(row.matching("area_km2", _decimal, "a number such as 1550.83")),
        "density_per_km2": Decimal(density),
        "kreistyp": int(kreistyp),
        "seat": row.text("seat"),
    }


def without_kind(name: str) -> str:
    """„Celle“ of „Landkreis Celle“; „Burgenlandkreis“ stays."""
    return _KIND_BEFORE_NAME.sub("", name)


def _founder(row: Row, kreise: dict[str, dict[str, Any]]) -> dict[str, str]:
    kreis = kreise.get(row.cells["ags"])
    if kreis is None:
        row.refuse("ags", "no Kreis has this AGS.")
    if not kreis["is_landkreis"]:
        row.refuse("ags", f"{kreis['name']} is a city; only Landkreise can join.")
    if row.text("name") != kreis["name"]:
        row.refuse("name", f"“{row.cells['name']}” is officially “{kreis['name']}”.")
    website = row.cells["website"]
    try:
        URLValidator(schemes=["https", "http"])(website or "https://forum.example")
    except ValidationError:
        row.refuse("website", f"“{website}” is not a web address.")
    label = row.text("seed_label")
    return {"website": website, "alias": "" if label == kreis["name"] else without_kind(label)}


# ---- Writing -----------------------------------------------------------------------------------


@transaction.atomic
def load(
    kreise: dict[str, dict[str, Any]], founders: dict[str, dict[str, str]], *, dry_run: bool = False
) -> Loaded:
    """Bring the database in line with the tables; profiles and memberships stay as they are.

    Raises TableError when a member would turn into a city.
    """
    report = Loaded()
    present = Kreis.objects.select_for_update().in_bulk()
    new, touched, written = [], [], set()
    for ags, values in kreise.items():
        kreis = present.get(ags) or Kreis(ags=ags)
        fields = _bring_in_line(kreis, values, report, is_new=ags not in present)
        fields |= _found(kreis, founders[ags], report) if ags in founders else set()
        if ags not in present:
            new.append(kreis)
        elif fields:
            touched.append(kreis)
            written |= fields
        else:
            report.unchanged += 1
    report.created = len(new)
    report.absent = [str(kreis) for ags, kreis in present.items() if ags not in kreise]
    Kreis.objects.bulk_create(new)
    if touched:
        Kreis.objects.bulk_update(touched, sorted(written))
    if not dry_run:
        for kreis in (*new, *touched):
            if kreis.member_since:
                index_of_kreis(kreis.pk)
    transaction.set_rollback(dry_run)
    return report


def _bring_in_line(
    kreis: Kreis, values: dict[str, Any], report: Loaded, *, is_new: bool
) -> set[str]:
    if kreis.member_since and not values["is_landkreis"]:
        message = f"{kreis.ags} {kreis}: is a member and cannot become a city."
        raise TableError(message)
    changed = {name for name, value in values.items() if getattr(kreis, name) != value}
    if changed and not is_new:
        report.changed[f"{kreis.ags} {values['name']}"] = [
            f"{name} {getattr(kreis, name)} → {values[name]}" for name in values if name in changed
        ]
    for name in changed:
        setattr(kreis, name, values[name])
    return changed


def _found(kreis: Kreis, founder: dict[str, str], report: Loaded) -> set[str]:
    """Make a founding member, once: what people changed since then is theirs."""
    fields = set()
    alias = founder["alias"]
    if alias and alias not in kreis.aliases:
        kreis.aliases = f"{kreis.aliases}, {alias}".removeprefix(", ")
        fields.add("aliases")
    if kreis.member_since is None and not kreis.is_founder:
        kreis.member_since, kreis.is_founder = FOUNDED_ON, True
        kreis.website = kreis.website or founder["website"]
        fields |= {"member_since", "is_founder", "website"}
        report.founders += 1
    return fields
