"""What the people of a Kreis typed into their answer, and what of it can be submitted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from experts.choices import Choice, Consent, ItemKind
from experts.figures import NumberError, parse_number, write_number
from experts.models.contribution import LONGEST_ANSWER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from experts.models import Answer, ConsultationItem, Contribution

_PARTS = ("choice", "number", "text")
# Said of the whole, not of one field.
WHOLE = ""


class Said(NamedTuple):
    """What a Kreis says to one item."""

    item: ConsultationItem
    choice: str = ""
    number: Decimal | None = None
    text: str = ""

    @property
    def is_answer(self) -> bool:
        """Whether anything is said at all."""
        return bool(self.choice or self.text or self.number is not None)

    @property
    def heading(self) -> str:
        """„stimme zu“, „3,5 Wochen“; empty for an open question."""
        if self.number is not None:
            return write_number(self.number, self.item.unit)
        return Choice(self.choice).label if self.choice else ""

    @property
    def in_words(self) -> str:
        """All of it, for versions and tables."""
        return "\n".join(filter(None, (self.heading, self.text)))


class Draft(NamedTuple):
    """A draft as it was understood; `problems` are sentences by the name of the field."""

    said: list[Said]
    no_comment: bool
    consent: str
    problems: dict[str, str]

    @property
    def answers(self) -> list[Said]:
        """What is submitted."""
        return [] if self.no_comment else [one for one in self.said if one.is_answer]


def field_name(part: str, item: ConsultationItem) -> str:
    """Return how the editor calls what is typed to an item: „text_12“."""
    return f"{part}_{item.pk}"


def as_draft(typed: Mapping[str, Any], items: Iterable[ConsultationItem]) -> dict[str, Any]:
    """Return what was typed into the editor's fields, as it is kept: nothing is shortened."""

    def text(name: str) -> str:
        # PostgreSQL holds no NUL; browsers send two characters a line break.
        return str(typed.get(name) or "").replace("\x00", "").replace("\r\n", "\n")

    answers = {
        str(item.pk): {
            part: value for part in _PARTS if (value := text(field_name(part, item))).strip()
        }
        for item in items
    }
    return {
        "answers": {key: parts for key, parts in answers.items() if parts},
        "consent": text("consent"),
        "no_comment": bool(typed.get("no_comment")),
    }


def as_typed(draft: dict[str, Any]) -> dict[str, Any]:
    """Return the editor's fields with what a draft holds."""
    typed: dict[str, Any] = {
        f"{part}_{key}": value
        for key, parts in draft.get("answers", {}).items()
        for part, value in parts.items()
    }
    kept = {"consent": draft.get("consent", ""), "no_comment": draft.get("no_comment", False)}
    return typed | kept


def understand(draft: dict[str, Any], items: Sequence[ConsultationItem]) -> Draft:
    """Say what a draft means, and what keeps it from being submitted."""
    problems: dict[str, str] = {}
    typed = draft.get("answers", {})
    said = [_understand_one(item, typed.get(str(item.pk), {}), problems) for item in items]
    no_comment = bool(draft.get("no_comment"))
    consent = str(draft.get("consent", ""))
    if no_comment and (problems or any(one.is_answer for one in said)):
        problems["no_comment"] = (
            "Sie haben „keine Anmerkung“ gewählt und zugleich geantwortet. "
            "Nehmen Sie das Häkchen heraus, oder leeren Sie die Antworten."
        )
    elif not no_comment and not problems and not any(one.is_answer for one in said):
        problems[WHOLE] = (
            "Beantworten Sie mindestens einen Punkt, oder wählen Sie „keine Anmerkung“."
        )
    if consent not in Consent.values:
        if not no_comment:
            problems["consent"] = "Wählen Sie, ob und wie Ihr Kreis genannt werden darf."
        # Nothing was said that could be named.
        consent = Consent.ANONYMOUS
    return Draft(said, no_comment, consent, problems)


def _understand_one(
    item: ConsultationItem, typed: dict[str, str], problems: dict[str, str]
) -> Said:
    choice, text = typed.get("choice", ""), typed.get("text", "").strip()
    number, figure = None, typed.get("number", "").strip()
    if item.kind != ItemKind.STATEMENT or choice not in Choice.values:
        choice = ""
    if item.kind == ItemKind.NUMBER and figure:
        try:
            number = parse_number(figure, item.unit)
        except NumberError as error:
            problems[field_name("number", item)] = str(error)
    if item.kind == ItemKind.STATEMENT and text and not choice:
        problems[field_name("choice", item)] = (
            "Wählen Sie zu Ihrer Begründung „stimme zu“, „teils“ oder „nein“."
        )
    if len(text) > LONGEST_ANSWER:
        problems[field_name("text", item)] = too_long(text)
    return Said(item, choice, number, text)


def too_long(text: str) -> str:
    """Say how long a text is, how long it may be, and that it is not lost."""
    return (
        f"Das sind {_dotted(len(text))} Zeichen. Möglich sind {_dotted(LONGEST_ANSWER)}. "
        "Ihr Text steht vollständig im Entwurf; kürzen Sie ihn, bevor Sie einreichen."
    )


def _dotted(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def submitted_of(contribution: Contribution) -> list[Said]:
    """Return what counts; the answers with their items are at hand."""
    return [_as_said(answer) for answer in contribution.answers.all()]


def _as_said(answer: Answer) -> Said:
    return Said(answer.item, answer.choice, answer.number, answer.text)


def stands_in(wording: str, said: Iterable[Said]) -> bool:
    """Whether a passage still stands there word by word; line breaks do not matter."""
    sought = " ".join(wording.split())
    return any(sought in " ".join(one.text.split()) for one in said)
