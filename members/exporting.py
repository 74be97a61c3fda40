"""What the portal holds of one person, in words: for „Meine Daten herunterladen“."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from content.models import Term
from content.people import Fate, holdings
from content.uploads import file_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from content.people import Holding, Link
    from members.models import User

_FOLDER = "dateien"


@dataclass(frozen=True)
class Cell:
    """A field of a row: its column, what it is called, what stands there."""

    name: str
    label: str
    value: Any


@dataclass(frozen=True)
class Section:
    """One heading of the download with its rows."""

    heading: str
    model: str
    rows: list[list[Cell]]


class Gathering:
    """Asks each declared model for the rows that name the person, and for nobody else's words."""

    def __init__(self, person: User) -> None:
        """Take the person."""
        self.person = person
        # Stored files by the name they get in the archive.
        self.files: dict[str, str] = {}
        self._called: dict[tuple[type[models.Model], Any], str] = {}

    def sections(self) -> list[Section]:
        """Return everything: the account first, the rest as the apps declared it."""
        account = type(self.person)
        ordered = sorted(holdings(), key=lambda holding: holding.model is not account)
        return [
            Section(holding.heading, holding.model._meta.label, rows)
            for holding in ordered
            if (rows := list(self._rows(holding)))
        ]

    def _rows(self, holding: Holding) -> Iterator[list[Cell]]:
        seen: set[Any] = set()
        for link in holding.links:
            yield from self._rows_at(holding, link, seen)
        for column, fate in holding.addresses.items():
            found = holding.model._base_manager.filter(**{f"{column}__iexact": self.person.email})
            # An address goes from hand to hand: what went to who had it before is not told.
            for link in holding.links:
                if link.fate == Fate.DELETE:
                    found = found.filter(
                        Q(**{link.field: None}) | Q(**{link.field: self.person.pk})
                    )
            for row in found.exclude(pk__in=seen):
                # What stays is somebody else's; of it, only the address is the person's.
                yield self._cells(holding, row, (column,) if fate == Fate.KEEP else None)

    def _rows_at(self, holding: Holding, link: Link, seen: set[Any]) -> Iterator[list[Cell]]:
        found = holding.model._base_manager.filter(**{link.field: self.person.pk})
        read = self._read(holding.model, found) if link.shared else None
        for row in found.exclude(pk__in=seen).order_by("pk").iterator(chunk_size=500):
            if link.columns is None:
                seen.add(row.pk)
            columns = link.columns
            if read is not None and row.pk not in read:
                columns = ()
            cells = self._cells(holding, row, columns)
            yield [*cells, Cell("als", "Sie stehen hier als", self._role(holding, link))]

    def _read(self, model: Any, found: models.QuerySet[Any]) -> set[Any]:
        visible = model._default_manager.visible_to(self.person)
        return set(visible.filter(pk__in=found.values("pk")).values_list("pk", flat=True))

    def _role(self, holding: Holding, link: Link) -> str:
        if link.fate != Fate.KEEP or link.field == "pk":
            return "Person, der es gehört"
        head = link.field.partition("__")[0]
        return str(holding.model._meta.get_field(head).verbose_name)  # type: ignore[union-attr]

    def _cells(self, holding: Holding, row: Any, columns: Sequence[str] | None) -> list[Cell]:
        cells = []
        for field in row._meta.concrete_fields:
            wanted = columns is None or field.primary_key or field.name in columns
            if wanted and field.name not in holding.secrets:
                value = self._value(row, field)
                cells.append(Cell(field.name, str(field.verbose_name), value))
        return cells

    def _value(self, row: Any, field: Any) -> Any:
        value = getattr(row, field.attname)
        if value is None or value == "":
            return None
        if field.is_relation:
            return self._name(field.related_model, value)
        if isinstance(field, models.FileField):
            return self._file(row, value.name)
        if field.choices:
            return getattr(row, f"get_{field.name}_display")()
        if isinstance(value, bytes | memoryview):
            return None
        return value

    def _name(self, model: Any, pk: Any) -> str:
        """Say what another row is called, if the person may know; else its number."""
        key = (model, pk)
        if key not in self._called:
            found: Any = None
            if model is type(self.person) and pk == self.person.pk:
                found = self.person
            elif hasattr(model._default_manager, "visible_to"):
                found = model._default_manager.visible_to(self.person).filter(pk=pk).first()
            elif issubclass(model, Term | ContentType):
                found = model._default_manager.filter(pk=pk).first()
            self._called[key] = f"Nr. {pk}" if found is None else str(found)
        return self._called[key]

    def _file(self, row: Any, stored: str) -> str:
        title = file_name(str(getattr(row, "title", "datei")), stored.rpartition(".")[2])
        name = f"{_FOLDER}/{row._meta.model_name}-{row.pk}-{title}"
        self.files[name] = stored
        return name


def write_archive(person: User, target: IO[bytes], storage: Any) -> None:
    """Write the ZIP: everything as JSON, the same to read, and the person's files."""
    gathering = Gathering(person)
    sections = gathering.sections()
    now = timezone.localtime()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("daten.json", _as_json(sections, now))
        context = {"person": person, "sections": sections, "now": now}
        archive.writestr("daten.html", render_to_string("members/own_data/daten.html", context))
        archive.writestr("daten.css", render_to_string("members/own_data/daten.css"))
        for name, stored in gathering.files.items():
            if storage.exists(stored):
                with storage.open(stored, "rb") as source, archive.open(name, "w") as copy:
                    for chunk in iter(lambda: source.read(65536), b""):
                        copy.write(chunk)


def _as_json(sections: Sequence[Section], now: datetime) -> str:
    said = {
        "erstellt": now.isoformat(),
        "bestand": [
            {
                "ueberschrift": section.heading,
                "art": section.model,
                "felder": {cell.name: cell.label for row in section.rows for cell in row},
                "zeilen": [{cell.name: cell.value for cell in row} for row in section.rows],
            }
            for section in sections
        ],
    }
    return json.dumps(said, ensure_ascii=False, indent=1, default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)
