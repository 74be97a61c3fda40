"""Answering as the pages do it, for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from experts.choices import ItemKind
from experts.drafts import as_draft
from experts.services.contributing import contribution_of, save_draft, submit_contribution

if TYPE_CHECKING:
    from experts.models import Consultation, Contribution
    from members.models import User

_FIELD = {ItemKind.STATEMENT: "choice", ItemKind.NUMBER: "number", ItemKind.OPEN: "text"}


def typed(consultation: Consultation, **said: str) -> dict[str, str]:
    """Return the fields of the editor: `choice`, `reason`, `number`, `text`, `consent`."""
    values = {"choice": "ja", "number": "3,5 Wochen", "text": "Es fehlen Lehrkräfte."} | said
    fields = {"consent": values.pop("consent", "kreis")}
    if values.get("no_comment"):
        return fields | {"no_comment": "on"}
    for item in consultation.items.all():
        part = _FIELD[ItemKind(item.kind)]
        fields[f"{part}_{item.pk}"] = values[part]
        if part == "choice":
            fields[f"text_{item.pk}"] = values.get("reason", "")
    return fields


def write(consultation: Consultation, by: User, **said: str) -> Contribution:
    """Keep a draft upon whatever stands there."""
    items = list(consultation.items.all())
    own = contribution_of(consultation, by)
    draft = as_draft(typed(consultation, **said), items)
    save_draft(own, by=by, version=own.version, draft=draft)
    return own


def answer(consultation: Consultation, by: User, **said: str) -> Contribution:
    """Draft and submit; return it as it stands."""
    own = write(consultation, by, **said)
    submit_contribution(own, by=by, version=own.version)
    own.refresh_from_db()
    return own


def numbers(consultation: Consultation) -> tuple[int, int, int]:
    """How many answered, how many that really are, how many were asked."""
    consultation.refresh_from_db()
    recounted = consultation.contributions.filter(state="eingereicht").count()
    return consultation.answered_count, recounted, consultation.asked_count


def said_by(contribution: Contribution) -> list[tuple[Any, ...]]:
    """What counts: choice, number, text of each answer."""
    return list(contribution.answers.values_list("choice", "number", "text"))
