"""A consultation in synthesis, two Kreise's answers in it, and a summary that lacks nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.utils import timezone

from experts.agreement import wording_key
from experts.choices import Section, Stage, Verdict
from experts.services.agreeing import Said, give_opinion, present_summary
from experts.services.writing import add_paragraph, tie_contribution
from tests.experts.making import make_consultation, make_contribution

if TYPE_CHECKING:
    from experts.models import Consultation, Paragraph
    from members.models import User


def make_evaluated(lippe: User, celle: User, stage: Stage = Stage.SYNTHESIS) -> Consultation:
    """Both Kreise answered; Lippe says something of its own."""
    consultation = make_consultation(stage, days=-1, asked_count=14)
    assert lippe.kreis and celle.kreis  # noqa: PT018  (for the type checker)
    make_contribution(consultation, lippe.kreis, text="Uns fehlen Kurse,\n die sie erreichen.")
    make_contribution(consultation, celle.kreis, text="In Celle fehlen Räume.")
    return consultation


def write(consultation: Consultation, by: User, section: str = Section.FINDINGS) -> Paragraph:
    """Write a paragraph with a source."""
    values: dict[str, Any] = {"section": section, "text": f"Zu {section}: Gruppen sind zu groß."}
    paragraph = add_paragraph(consultation, by=by, token=uuid4(), values=values)
    contribution = consultation.contributions.earliest("pk")
    tie_contribution(paragraph, contribution, by=by)
    return paragraph


def write_all(consultation: Consultation, by: User) -> list[Paragraph]:
    """Write a paragraph in every section: nothing is missing."""
    return [write(consultation, by, section) for section in Section]


def present(consultation: Consultation, by: User) -> bool:
    """Put it to the Kreise until today."""
    consultation.refresh_from_db()
    today = timezone.localdate()
    return present_summary(consultation, by=by, version=consultation.version, agree_until=today)


def say(
    consultation: Consultation,
    paragraph: Paragraph | None,
    by: User,
    verdict: Verdict = Verdict.AGREE,
) -> bool:
    """Say something to what stands there now."""
    found = consultation.paragraphs.all()
    seen = wording_key(found if paragraph is None else found.filter(pk=paragraph.pk))
    said = Said(verdict, "" if verdict == Verdict.AGREE else "Acht statt zehn.")
    return give_opinion(consultation, paragraph, by=by, seen=seen, said=said)
