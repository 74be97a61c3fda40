"""A practice on paper: the Steckbrief first, then the texts, as far as its reader may know."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localdate

from content.choices import Audience
from practices.fields import INTERNAL
from practices.paper import MISSING, to_blocks, to_line, to_link, to_paragraphs, to_plain, to_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from typst import Fonts

    from practices.models import Adoption, Practice
    from practices.paper import Block

_HERE = Path(__file__).resolve().parent
_TEMPLATE = _HERE / "typst" / "practice.typ"
_LOGO = settings.ROOT / "static" / "img" / "logo.svg"


def practice_pdf(
    practice: Practice, *, internal: bool, address: str, adoptions: Sequence[Adoption] = ()
) -> bytes:
    """Return the practice (fetched by `for_page`) as PDF/UA; members' fields on request.

    `adoptions` are those the reader knows of. Kreis and state are named, no reasons: paper is
    passed on, and these are for member Kreise alone.

    What people wrote reaches the template as data, never as its code; it reads no file, imports
    no package, and could not leave its own folder (S44).
    """
    return typeset(_TEMPLATE, _data(practice, adoptions, internal=internal, address=address))


def typeset(template: Path, known: dict[str, Any]) -> bytes:
    """Return what is known as PDF/UA; the template reads nothing but that."""
    # 80 MB of compiler, for one page of many: loaded by whoever asks first.
    import typst

    data = json.dumps(known, ensure_ascii=False)
    try:
        return _compile(template, data)
    except typst.TypstError:
        # A mark on a letter of another script, such as nobody writes, has no picture anywhere.
        return _compile(template, to_plain(data))


def _compile(template: Path, data: str) -> bytes:
    import typst  # as above

    inputs = {
        "data": data,
        "logo": _LOGO.read_text(encoding="utf-8"),
        "incomplete": str(MISSING in data),
    }
    return typst.compile(
        template,
        root=template.parent,
        font_paths=_fonts(),
        sys_inputs=inputs,
        pdf_standards="ua-1",
    )


@cache
def _fonts() -> Fonts:
    import typst  # as above

    # None of the machine's own: the same pages everywhere.
    return typst.Fonts(include_system_fonts=False, font_paths=[_HERE / "fonts"])


def _data(
    practice: Practice, adoptions: Sequence[Adoption], *, internal: bool, address: str
) -> dict[str, Any]:
    facts = [(label, to_text(text)) for label, text in _facts(practice, internal=internal) if text]
    sections = [
        *_sections(practice, internal=internal, address=address),
        ("Wer es übernommen hat", _adopted(practice, adoptions)),
        ("Weiterführende Links", _links(practice)),
    ]
    return {
        "title": to_text(practice.title).strip() or "Praxisbeispiel",
        "kreis": to_text(f"{_kreis(practice)}, {practice.kreis.get_land_display()}"),
        "facts": facts,
        "sections": [(title, blocks) for title, blocks in sections if blocks],
        "version": _version(practice),
        "audience": _audience(practice, internal=internal, names_others=bool(adoptions)),
        "licence": practice.get_licence_display(),
        "address": address,
        "sample": practice.is_sample,
    }


def _kreis(practice: Practice) -> str:
    return f"{practice.kreis}{' (ehemals Mitglied)' if practice.kreis.is_former else ''}"


def _version(practice: Practice) -> str:
    edition = f"Fassung {practice.edition}" if practice.edition else ""
    state = "" if practice.is_readable else practice.get_state_display()
    said = [part for part in (edition, state) if part]
    return " · ".join([*said, f"Stand {_day(localdate())}"])


def _audience(practice: Practice, *, internal: bool, names_others: bool) -> str:
    """Say whom this paper is for: with members' fields on it, the Forum at most."""
    if not practice.is_readable:
        return "nicht veröffentlicht"
    kept = internal and (_mailbox(practice) or any(getattr(practice, name) for name in INTERNAL))
    least = Audience.NETWORK if kept or names_others else Audience.PUBLIC
    return Audience(max(practice.audience, least)).label


def _mailbox(practice: Practice) -> str:
    return practice.contact_email or practice.kreis.contact_email


def _facts(practice: Practice, *, internal: bool) -> Iterator[tuple[str, str]]:
    """Name what the Steckbrief of the page shows, in its order."""
    of = practice.__dict__  # the annotations of for_page
    yield "Themen", ", ".join(of["theme_labels"])
    yield "Für wen", ", ".join(of["target_groups_labels"])
    yield "Stand", practice.get_status_display()
    yield "Läuft seit", _period(practice)
    yield "Weitere beteiligte Kreise", ", ".join(of["further_kreise_labels"])
    yield "Kosten", practice.get_cost_band_display()
    if internal:
        yield "Erläuterung zu Kosten", practice.cost_note
    yield "Personal", practice.get_staffing_display()
    yield "Aufwand", practice.effort_label if practice.effort_level else ""
    yield "Finanzierung", ", ".join(of["funding_sources_labels"])
    if internal:
        yield "Finanzierung gesichert bis", _month(practice.funding_until)
    yield "Beteiligte", ", ".join(of["partners_labels"])
    yield "Zuständig", practice.responsible_unit
    yield "Aufgabenart", practice.get_task_type_display()
    yield "Rechtsgrundlagen", ", ".join(of["legal_bases_labels"])
    yield "Beschlusslage", practice.political_decision
    yield "Schlagwörter", ", ".join(of["tag_names"])
    yield "Zuletzt geprüft", _day(practice.checked_on)


def _period(practice: Practice) -> str:
    begin = _month(practice.start_date)
    if begin and practice.end_date:
        return f"{begin} bis {_month(practice.end_date)}"
    return ", ".join(filter(None, (begin, begin and practice.get_duration_display())))


def _month(day: date | None) -> str:
    return date_format(day, "F Y") if day else ""


def _day(day: date | None) -> str:
    return date_format(day, "d.m.Y") if day else ""


def _sections(
    practice: Practice, *, internal: bool, address: str
) -> Iterator[tuple[str, list[Block]]]:
    yield "Kurzfassung", to_paragraphs(practice.summary)
    yield (
        "Ausgangslage",
        [
            *to_paragraphs(practice.challenge),
            *_part("Ländlicher Bezug", practice.rural_context),
            *_part("Ziele", practice.goals),
        ],
    )
    implementation = to_blocks(practice.implementation, base=address)
    yield "So funktioniert es", [*implementation, *_steps(practice)]
    yield "Was es bewirkt hat", _results(practice)
    if internal:
        yield "Was nicht funktioniert hat", _kept(to_paragraphs(practice.pitfalls))
    yield "Das hat geholfen", to_paragraphs(practice.success_factors)
    judged = practice.get_transferability_display()
    judgement = f"Eigene Einschätzung: {judged}." if judged else ""
    yield "Voraussetzungen", to_paragraphs(f"{practice.prerequisites}\n\n{judgement}")
    if internal:
        yield "Fragen an den Kreis", _kept(_contact(practice))


def _links(practice: Practice) -> list[Block]:
    links = [[{"kind": "text", "runs": to_link(title, link)}] for link, title in practice.links]
    return [{"kind": "list", "parts": links}] if links else []


def _adopted(practice: Practice, adoptions: Sequence[Adoption]) -> list[Block]:
    """Say how many Kreise took it over, and which, as far as the reader knows."""
    if not practice.is_readable:
        return []
    text = practice.adoption_text or "bisher von keinem anderen Kreis übernommen"
    known = [
        f"{one.kreis}{' (ehemals Mitglied)' if one.kreis.is_former else ''}: "
        f"{one.get_state_display()}"
        for one in adoptions
    ]
    named = [to_line("Nur für das Forum.", kind="note"), *map(to_line, ["; ".join(known)])]
    return [to_line(f"{text[0].upper()}{text[1:]}."), *(named if known else [])]


def _part(title: str, text: str) -> list[Block]:
    return [to_line(title, kind="heading"), *to_paragraphs(text)] if text.strip() else []


def _kept(blocks: list[Block]) -> list[Block]:
    return [to_line("Nur für das Forum.", kind="note"), *blocks] if blocks else []


def _contact(practice: Practice) -> list[Block]:
    person, mailbox = practice.contact_person, _mailbox(practice)
    said = [", ".join(filter(None, (person.name, person.function)))] if person else []
    address = [{"kind": "text", "runs": to_link("", f"mailto:{mailbox}")}] if mailbox else []
    return [*map(to_line, said), *address]


def _steps(practice: Practice) -> list[Block]:
    steps = [to_paragraphs(step) for step in practice.steps if step.strip()]
    heading = to_line("Schritte zur Umsetzung", kind="heading")
    return [heading, {"kind": "steps", "parts": steps}] if steps else []


def _results(practice: Practice) -> list[Block]:
    found = to_paragraphs(practice.results or "Noch keine Belege.")
    if practice.indicators:
        rows = [["Kennzahl", "Wert", "Stand"], *practice.indicators]
        cells = [[to_line(str(cell)) for cell in row] for row in rows]
        judged = practice.get_evaluation_display()
        whose = "des Kreises" if practice.kreis.name.startswith("Kreis") else "des Landkreises"
        source = f"Quelle: Angaben {whose}{f'; Auswertung: {judged}' if judged else ''}."
        found += [{"kind": "figures", "parts": cells}, to_line(source, kind="note")]
    return [*found, *_part("Sicht der Zielgruppe", practice.target_group_view)]
