"""A released edition as its readers meet it: from the frozen content to words, charts, a citation.

The content holds numbers; how they are drawn may change with the pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from content.differences import marked
from experts.charts import chart_agreement, chart_numbers, participation
from experts.choices import ItemKind, Section
from experts.figures import (
    Agreement,
    AgreementFigures,
    GroupFigure,
    NumberFigures,
    Numbers,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from experts.charts import AgreementChart, NumberChart, Piece
    from experts.models import Release

FORUM = "Forum Integration in ländlichen Räumen"
ASKED_BY = "Deutscher Landkreistag"
# As „Auf dieser Seite“ and the columns of small screens name the sections.
_SHORT = {
    Section.GIST: "Das Wichtigste",
    Section.FINDINGS: "Kernaussagen",
    Section.FIGURES: "Zahlen",
    Section.ADVICE: "Empfehlungen",
    Section.DISSENT: "Abweichende Einschätzungen",
    Section.METHOD: "Entstehung",
}


@dataclass(frozen=True)
class ShownParagraph:
    """A paragraph of an edition with the figure beside it."""

    title: str
    text: str
    html: SafeString
    is_judgement: bool
    quotes: list[dict[str, str]]
    sources: list[dict[str, str]]
    agreement: AgreementChart | None = None


@dataclass(frozen=True)
class ShownSection:
    """A part of an edition."""

    key: str
    title: str
    short: str
    paragraphs: list[ShownParagraph]

    @property
    def has_figures(self) -> bool:
        """Whether the tables stand in it."""
        return self.key == Section.FIGURES


class Edition:
    """What an edition says, for a page, for paper, for a table."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.content = content
        self.number = str(content.get("number", ""))
        self.edition = int(content.get("edition", 0))
        self.title = str(content.get("title", ""))
        self.question = str(content.get("question", ""))
        self.answered, self.asked = content.get("answered", 0), content.get("asked", 0)
        self.participation = str(content.get("participation", ""))
        self.is_sample = bool(content.get("is_sample"))

    @property
    def participation_bar(self) -> tuple[Piece, ...]:
        """The bar of who answered, of those who were asked."""
        return participation(self.answered, self.asked)

    def day(self, name: str) -> date | None:
        """Return one of its days: asked_on, opened_on, deadline, released_on."""
        said = self.content.get(name)
        return date.fromisoformat(said) if said else None

    @property
    def asked_on(self) -> date | None:
        return self.day("asked_on")

    @property
    def deadline(self) -> date | None:
        return self.day("deadline")

    @property
    def released_on(self) -> date | None:
        return self.day("released_on")

    @cached_property
    def sections(self) -> list[ShownSection]:
        """The sections that say something, in their order."""
        return [
            ShownSection(
                one["key"],
                one["title"],
                _SHORT[Section(one["key"])],
                [self._paragraph(paragraph) for paragraph in one["paragraphs"]],
            )
            for one in self.content.get("sections", ())
        ]

    def _paragraph(self, said: Mapping[str, Any]) -> ShownParagraph:
        place = said["figure"]
        figure = None if place is None else self.figures[place]
        is_statement = figure is not None and figure["kind"] == ItemKind.STATEMENT
        return ShownParagraph(
            title=said["title"],
            text=said["text"],
            # Cleaned by content.markdown when it was written, and frozen since.
            html=SafeString(said["html"]),
            is_judgement=said["is_judgement"],
            quotes=said["quotes"],
            sources=said["sources"],
            agreement=agreement_chart(figure) if figure is not None and is_statement else None,
        )

    @property
    def figures(self) -> list[dict[str, Any]]:
        """The figures as they were counted, in the order in which they were asked for."""
        return list(self.content.get("figures", ()))

    @property
    def agreements(self) -> list[AgreementChart]:
        """The statements for „Zahlen im Überblick“: what stands nowhere else, or by groups."""
        places = {
            paragraph["figure"]
            for section in self.content.get("sections", ())
            for paragraph in section["paragraphs"]
        }
        return [
            agreement_chart(figure)
            for place, figure in enumerate(self.figures)
            if figure["kind"] == ItemKind.STATEMENT and (place not in places or figure["groups"])
        ]

    @property
    def numbers(self) -> list[NumberChart]:
        """The numbers asked for, with their groups."""
        return [number_chart(one) for one in self.figures if one["kind"] == ItemKind.NUMBER]


def agreement_chart(figure: Mapping[str, Any]) -> AgreementChart:
    """Draw a frozen statement."""
    groups = [
        GroupFigure(one["label"], one["count"], agree=one["agree"]) for one in figure["groups"]
    ]
    total = Agreement(**figure["total"])
    return chart_agreement(figure["wording"], AgreementFigures(total, tuple(groups)))


def number_chart(figure: Mapping[str, Any]) -> NumberChart:
    """Draw a frozen number."""
    said = figure["total"]
    groups = [
        GroupFigure(one["label"], one["count"], _number(one["median"])) for one in figure["groups"]
    ]
    total = None
    if said is not None:
        sizes = [Decimal(said[name]) for name in ("median", "smallest", "largest")]
        total = Numbers(said["count"], *sizes)
    return chart_numbers(figure["wording"], figure["unit"], NumberFigures(total, tuple(groups)))


def _number(written: str | None) -> Decimal | None:
    return None if written is None else Decimal(written)


def address_of(release: Release) -> str:
    """Return the permanent address of an edition, for paper and citations."""
    path = reverse("experts:release", args=[release.consultation_id, release.edition])
    return f"{settings.BASE_URL}{path}"


def citation(edition: Edition, address: str) -> str:
    """Return how to quote it: who, what, number, edition, day, where."""
    day = f"{edition.released_on:%d.%m.%Y}" if edition.released_on else ""
    said = [
        f"{FORUM}: {edition.title}",
        edition.number,
        f"Fassung {edition.edition}",
        day,
        address,
    ]
    return ", ".join(part for part in said if part)


# ---- What differs --------------------------------------------------------------------------------


def differences(before: Edition, after: Edition) -> list[tuple[str, SafeString]]:
    """Return label and marked text of each part of two editions that differs."""
    old, new = dict(_in_words(before)), dict(_in_words(after))
    labels = [*old, *(label for label in new if label not in old)]
    order = [label for label, _ in _in_words(after)]
    labels.sort(key=lambda one: order.index(one) if one in order else len(order))
    return [
        (label, marked(old.get(label, ""), new.get(label, "")))
        for label in labels
        if old.get(label, "") != new.get(label, "")
    ]


def _in_words(edition: Edition) -> Iterator[tuple[str, str]]:
    yield "Titel", edition.title
    yield "Frage", edition.question
    deadline = edition.deadline
    yield "Frist", f"{deadline:%d.%m.%Y}" if deadline else ""
    yield "Beteiligung", f"{edition.participation} Kreisen"
    for section in edition.sections:
        said = [_paragraph_in_words(one) for one in section.paragraphs]
        if section.has_figures:
            said += [*map(_agreement_in_words, edition.agreements)]
            said += [*map(_numbers_in_words, edition.numbers)]
        yield section.title, "\n\n".join(said)


def _paragraph_in_words(paragraph: ShownParagraph) -> str:
    chart = paragraph.agreement
    agreement = f"{chart.text} · {chart.rest}" if chart else ""
    return "\n".join(
        filter(
            None,
            [
                paragraph.title,
                paragraph.text,
                agreement,
                *(f"„{one['wording']}“ ({one['by']})" for one in paragraph.quotes),
                "Wertung der Redaktion" if paragraph.is_judgement else "",
                "; ".join(one["text"] for one in paragraph.sources),
            ],
        )
    )


def _agreement_in_words(chart: AgreementChart) -> str:
    rows = [f"{row.label}: {row.text}" for row in chart.rows]
    return "\n".join(filter(None, [chart.wording, chart.text, chart.rest, chart.silent, *rows]))


def _numbers_in_words(chart: NumberChart) -> str:
    rows = [f"{row.label}: {row.text} ({row.count})" for row in chart.rows]
    return "\n".join(filter(None, [chart.wording, *rows, chart.span, chart.note]))
