"""What a released edition says: composed from the summary in work, then frozen as it is."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import asdict
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import timezone

from experts.agreement import assents
from experts.choices import Consent, ItemKind, QuoteConsent, Section
from experts.counting import answering, members_of, submitted_answers
from experts.figures import (
    agreement_figures,
    choose_grouping,
    describe_source,
    number_figures,
)
from experts.models import Opinion, Paragraph, Quotation, Release
from experts.naming import Passage, decide, sources_in_words
from experts.querysets import AGREED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from decimal import Decimal

    from content.choices import Audience
    from experts.figures import AgreementFigures, Grouping, NumberFigures
    from experts.models import Consultation, ConsultationItem, Source
    from experts.naming import Naming
    from practices.models import Practice

    type Content = dict[str, Any]

_NAMED = (Consent.NAMED, Consent.KREIS)
_QUOTED = (QuoteConsent.NAMED, QuoteConsent.KREIS)


def checksum(content: Content) -> str:
    """Return the SHA-256 of the content in its one spelling: keys sorted, no blanks, UTF-8."""
    spelling = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(spelling.encode()).hexdigest()


class _Before(NamedTuple):
    """What earlier editions fixed: where classes begin, and who was named."""

    cuts: list[int] | None
    known: frozenset[str]


def compose(consultation: Consultation, *, audience: Audience, on: date | None = None) -> Content:
    """Return what an edition released on this day (today) to this audience says.

    Nobody is named who did not consent. Numbers are counted from the answers as they stand.
    """
    paragraphs = _paragraphs(consultation)
    members = members_of(consultation)
    before = _before(consultation)
    opinions = list(Opinion.objects.filter(consultation=consultation))
    passages = [_passage(one, assents(opinions, one)) for one in paragraphs]
    naming = decide(passages, members, before.known)
    items = list(consultation.items.all())
    choices, numbers = submitted_answers(consultation, items)
    answered = answering(choices, numbers)
    grouping = choose_grouping(members, answered, known=naming.known, before=before.cuts)
    figures = [
        _figure(item, choices.get(item.pk, {}), numbers.get(item.pk, {}), grouping)
        for item in items
        if item.kind != ItemKind.OPEN
    ]
    place = {item.pk: position for position, item in enumerate(_counted(items))}
    writer = _Writer(naming, grouping, audience, place)
    return {
        **_head(consultation, on or timezone.localdate()),
        "sections": _sections(paragraphs, writer, has_figures=bool(figures)),
        "figures": figures,
        "grouping": {"cuts": list(grouping.cuts)},
        "named": sorted(naming.known),
    }


def _head(consultation: Consultation, on: date) -> Content:
    opened = consultation.opened_at or consultation.asked_at
    answered, asked = consultation.answered_count, consultation.asked_count
    return {
        "number": consultation.number,
        "edition": consultation.edition + 1,
        "title": consultation.title,
        "question": consultation.question,
        "theme": consultation.theme.label if consultation.theme else "",
        "asked_on": timezone.localtime(consultation.asked_at).date().isoformat(),
        "opened_on": timezone.localtime(opened).date().isoformat(),
        "deadline": consultation.deadline.isoformat(),
        "released_on": on.isoformat(),
        "answered": answered,
        "asked": asked,
        "participation": f"{answered} von {asked}",
        "is_sample": consultation.is_sample,
    }


# ---- What stands there ---------------------------------------------------------------------------


def _paragraphs(consultation: Consultation) -> list[Paragraph]:
    """Return the paragraphs in their order, with what is submitted behind them."""
    found = Paragraph.objects.filter(consultation=consultation).prefetch_related(
        "sources__contribution__kreis",
        "sources__practice",
        "quotations__contribution__kreis",
    )
    order = list(Section)
    return sorted(found, key=lambda one: (order.index(Section(one.section)), one.position, one.pk))


def _contributing(paragraph: Paragraph) -> list[Source]:
    """Return the sources that are submitted contributions."""
    return [
        one
        for one in paragraph.sources.all()
        if one.contribution is not None and one.contribution.is_submitted
    ]


def _quotations(paragraph: Paragraph) -> list[Quotation]:
    """Return the quotations with a yes to their wording; all others are dropped."""
    return [
        one
        for one in paragraph.quotations.all()
        if one.consent in AGREED and one.contribution.is_submitted
    ]


def _passage(paragraph: Paragraph, agreed: set[str]) -> Passage:
    sources = [one.contribution for one in _contributing(paragraph) if one.contribution]
    behind = frozenset(one.kreis_id for one in sources)
    willing = frozenset(one.kreis_id for one in sources if one.consent in _NAMED) & agreed
    quotes = _quotations(paragraph)
    quoted = frozenset(one.contribution.kreis_id for one in quotes if one.consent in _QUOTED)
    hidden = frozenset(one.contribution.kreis_id for one in quotes if one.consent not in _QUOTED)
    return Passage(willing, behind - willing, quoted, hidden)


def _before(consultation: Consultation) -> _Before:
    """Return what the editions released so far fixed for all that follow."""
    earlier = Release.objects.filter(consultation=consultation).order_by("edition")
    contents = list(earlier.values_list("content", flat=True))
    if not contents:
        return _Before(None, frozenset())
    known = frozenset(ags for one in contents for ags in one.get("named", ()))
    return _Before(list(contents[-1].get("grouping", {}).get("cuts", ())), known)


# ---- Figures -------------------------------------------------------------------------------------


def _counted(items: list[ConsultationItem]) -> Iterator[ConsultationItem]:
    return (item for item in items if item.kind != ItemKind.OPEN)


def _figure(
    item: ConsultationItem,
    choices: Mapping[str, str],
    numbers: Mapping[str, Decimal],
    grouping: Grouping,
) -> Content:
    said = {"wording": item.wording, "unit": item.unit, "kind": item.kind}
    if item.kind == ItemKind.STATEMENT:
        return said | _agreement(agreement_figures(choices, grouping))
    return said | _numbers(number_figures(numbers, grouping))


def _agreement(figures: AgreementFigures) -> Content:
    groups = [
        {"label": one.label, "count": one.count, "agree": one.agree} for one in figures.groups
    ]
    return {"total": asdict(figures.total), "groups": groups}


def _numbers(figures: NumberFigures) -> Content:
    groups = [
        {"label": one.label, "count": one.count, "median": _written(one.median)}
        for one in figures.groups
    ]
    total = figures.total
    if total is None:
        return {"total": None, "groups": []}
    said = {name: _written(getattr(total, name)) for name in ("median", "smallest", "largest")}
    return {"total": {"count": total.count, **said}, "groups": groups}


def _written(number: Decimal | None) -> str | None:
    """„3.5“: as a text, which no reader of JSON rounds."""
    return None if number is None else format(number.normalize(), "f")


# ---- Sections ------------------------------------------------------------------------------------


class _Writer(NamedTuple):
    """What is decided for the whole edition."""

    naming: Naming
    grouping: Grouping
    audience: Audience
    # Where the figures of an item stand.
    place: dict[int, int]


def _sections(paragraphs: list[Paragraph], writer: _Writer, *, has_figures: bool) -> list[Content]:
    written: defaultdict[str, list[Content]] = defaultdict(list)
    for paragraph, named in zip(paragraphs, writer.naming.named, strict=True):
        written[paragraph.section].append(_paragraph(paragraph, named, writer))
    return [
        {"key": section.value, "title": section.label, "paragraphs": written[section.value]}
        for section in Section
        if written[section.value] or (section == Section.FIGURES and has_figures)
    ]


def _paragraph(paragraph: Paragraph, named: frozenset[str], writer: _Writer) -> Content:
    item = paragraph.item_id
    return {
        "title": paragraph.title,
        "text": paragraph.text,
        "html": paragraph.html,
        "is_judgement": paragraph.is_judgement,
        "figure": None if item is None else writer.place.get(item),
        "quotes": [*_quotes(paragraph, writer)],
        "sources": [*_sources(paragraph, named, writer.audience)],
    }


def _quotes(paragraph: Paragraph, writer: _Writer) -> Iterator[Content]:
    for one in _quotations(paragraph):
        by = _whose(one, writer)
        if by is not None:
            yield {"wording": one.wording, "by": by}


def _whose(quotation: Quotation, writer: _Writer) -> str | None:
    """Say whose words these are, as the yes to them says; None where nothing at all can be said."""
    kreis = quotation.contribution.kreis
    if quotation.consent in _QUOTED and writer.naming.quotes_name:
        person = (quotation.decided_name, quotation.decided_function)
        said = person if quotation.consent == QuoteConsent.NAMED else ()
        return ", ".join(filter(None, (*said, str(kreis))))
    return describe_source(kreis.pk, writer.grouping)


def _sources(paragraph: Paragraph, named: frozenset[str], audience: Audience) -> Iterator[Content]:
    behind = {one.contribution.kreis for one in _contributing(paragraph) if one.contribution}
    names = sorted(str(kreis) for kreis in behind if kreis.pk in named)
    text = sources_in_words(names, len(behind) - len(names))
    if text:
        yield {"text": f"Rückmeldungen: {text}", "link": ""}
    yield from _practices(paragraph, audience)
    for one in paragraph.sources.all():
        if one.document:
            yield {"text": one.document, "link": one.link}


def _practices(paragraph: Paragraph, audience: Audience) -> Iterator[Content]:
    """Name the practices that everybody reads for whom this edition is; count the others."""
    practices = [one.practice for one in paragraph.sources.all() if one.practice is not None]
    shown = [one for one in practices if _is_open(one, audience)]
    for one in shown:
        yield {"text": f"Praxisbeispiel „{one.title}“", "link": one.get_absolute_url()}
    hidden = len(practices) - len(shown)
    if hidden:
        text = "Praxisbeispiel" if hidden == 1 else "Praxisbeispiele"
        yield {"text": f"{'ein' if hidden == 1 else hidden} {text} aus dem Forum", "link": ""}


def _is_open(practice: Practice, audience: Audience) -> bool:
    return practice.is_readable and practice.audience <= audience
