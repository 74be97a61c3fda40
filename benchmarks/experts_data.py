"""A question to every member, which three in four have answered, beside those of the demo."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from experts.choices import Consent, ContributionState, ItemKind, Stage
from experts.models import Answer, Consultation, ConsultationItem, Contribution
from members.models import Kreis
from search.services import index

if TYPE_CHECKING:
    import random

TITLE = "Anfrage, die gemessen wird"
_TODAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
_TEXT = "Bei uns fehlen Lehrkräfte, und der letzte Bus fährt um 16 Uhr. " * 6
_ITEMS = (
    (ItemKind.STATEMENT, "Mindestgruppengrößen verhindern Kurse in der Fläche", ""),
    (ItemKind.NUMBER, "Wartezeit auf einen Kursplatz", "Wochen"),
    (ItemKind.OPEN, "Was würde am meisten helfen", ""),
)


@transaction.atomic
def fill(chance: random.Random) -> None:
    """Make the question and its answers."""
    kreise = list(Kreis.objects.members().order_by("ags"))
    answering = chance.sample(kreise, len(kreise) * 3 // 4)
    consultation = Consultation.objects.create(
        title=TITLE,
        question="Wie lange warten Teilnehmende auf einen Kursplatz?",
        background=_TEXT,
        background_html=f"<p>{_TEXT}</p>",
        deadline=(_TODAY + timedelta(days=30)).date(),
        stage=Stage.OPEN,
        year=2026,
        serial=99,
        opened_at=_TODAY,
        asked_count=len(kreise),
        answered_count=len(answering),
        author_name="Robin Referat",
        is_sample=True,
    )
    items = [
        ConsultationItem.objects.create(
            consultation=consultation, position=position, kind=kind, wording=wording, unit=unit
        )
        for position, (kind, wording, unit) in enumerate(_ITEMS)
    ]
    contributions = Contribution.objects.bulk_create(
        Contribution(
            consultation=consultation,
            kreis=kreis,
            state=ContributionState.SUBMITTED,
            edition=1,
            consent=chance.choice(Consent.values),
            submitted_at=_TODAY,
            submitted_name="Kim Beispiel",
        )
        for kreis in answering
    )
    Answer.objects.bulk_create(
        Answer(contribution=contribution, item=item, **_said(chance, item))
        for contribution in contributions
        for item in items
    )
    index("anfrage", consultation)


def _said(chance: random.Random, item: ConsultationItem) -> dict[str, object]:
    if item.kind == ItemKind.STATEMENT:
        return {"choice": chance.choice(["ja", "ja", "teils", "nein"]), "text": _TEXT[:120]}
    if item.kind == ItemKind.NUMBER:
        return {"number": chance.randint(2, 40)}
    return {"text": _TEXT}


def facts() -> dict[str, str]:
    """Return what the addresses of pages.py name."""
    released = Consultation.objects.released().earliest("pk")
    asked = Consultation.objects.get(title=TITLE)
    return {"consultation": str(asked.pk), "released": str(released.pk)}
