"""Quotations: passages of contributions, word by word, and what their Kreis says to the wording."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from content.once import own_token
from content.services import OutdatedError, record
from experts.access import may_give_opinion
from experts.choices import QuoteConsent, Stage
from experts.models import Answer, Contribution, Quotation
from experts.news.summary import QUOTED
from experts.services.consultations import MoveError, locked
from experts.services.writing import in_work, note_author, standing
from experts.wording import in_one_line, is_passage
from members.models import User
from members.services.deputies import tell
from notices.services import settle

if TYPE_CHECKING:
    from uuid import UUID

    from experts.models import Consultation, Paragraph

NOT_A_PASSAGE = (
    "So steht es nicht in der Rückmeldung. Übernehmen Sie die Stelle Wort für Wort; "
    "gekürzt wird nur am Anfang und am Ende."
)


def _passage(contribution: Contribution, wording: str) -> str:
    """Return the wording if a submitted answer says so word by word. Raises ValidationError."""
    texts = Answer.objects.filter(contribution=contribution).values_list("text", flat=True)
    if not is_passage(wording, texts):
        raise ValidationError({"wording": NOT_A_PASSAGE})
    return in_one_line(wording)


def _touch(paragraph: Paragraph) -> None:
    """Let the paragraph count as changed: what Kreise said yes to did not hold this wording."""
    current = standing(paragraph)
    current.changed_at = timezone.now()
    current.save(update_fields=["changed_at"])


@transaction.atomic
def add_quotation(
    paragraph: Paragraph, contribution: Contribution, *, by: User, token: UUID, wording: str
) -> Quotation:
    """Quote a Kreis in a paragraph; sent twice with one token it is once (S71).

    Raises MoveError, also for a contribution that does not count or answers another question (S30),
    and ValidationError for what the Kreis did not write.
    """
    own = own_token(token, by, "zitat")
    current = in_work(paragraph.consultation, by=by)
    begun = Quotation.objects.filter(token=own).first()
    if begun is not None:
        return begun
    found = Contribution.objects.visible_to(by).submitted()
    if not found.filter(pk=contribution.pk, consultation=current).exists():
        raise MoveError
    quotation = Quotation(paragraph=standing(paragraph), contribution=contribution, token=own)
    quotation.wording = _passage(contribution, wording)
    quotation.save()
    _touch(paragraph)
    note_author(current, by=by)
    ask_for_consent(current, quotation, by=by)
    return quotation


@transaction.atomic
def edit_quotation(quotation: Quotation, *, by: User, version: int, wording: str) -> bool:
    """Quote another passage; tell whether it is another. The Kreis is asked anew.

    Raises OutdatedError (S72), MoveError, ValidationError.
    """
    current = in_work(quotation.paragraph.consultation, by=by)
    there = Quotation.objects.select_for_update().filter(pk=quotation.pk).first()
    if there is None:
        raise MoveError
    if there.version != version:
        raise OutdatedError(there)
    text = _passage(there.contribution, wording)
    if text == there.wording:
        return False
    there.wording, there.consent = text, QuoteConsent.ASKED
    there.decided_by = there.decided_at = None
    there.decided_name = there.decided_function = ""
    there.version += 1
    decided = ("decided_by", "decided_at", "decided_name", "decided_function")
    there.save(update_fields=["wording", "consent", "version", *decided])
    _touch(there.paragraph)
    note_author(current, by=by)
    record("quotation.edited", there, by=by, consultation=current.pk)
    ask_for_consent(current, there, by=by)
    return True


@transaction.atomic
def remove_quotation(quotation: Quotation, *, by: User) -> bool:
    """Take a quotation out; tell whether it was there. Raises MoveError."""
    current = in_work(quotation.paragraph.consultation, by=by)
    removed, _ = Quotation.objects.filter(pk=quotation.pk).delete()
    if removed:
        settle([QUOTED], quotation.pk)
        note_author(current, by=by)
    return bool(removed)


def ask_for_consent(current: Consultation, quotation: Quotation, *, by: User) -> None:
    """Ask the Kreis for its yes to the exact wording; it reads the draft while that is agreed."""
    if current.stage != Stage.AGREEMENT:
        return
    people = User.objects.with_access().coordinators()
    own = people.filter(kreis_id=quotation.contribution.kreis_id)
    tell(own, QUOTED, quotation.pk, happening=f"wortlaut {quotation.version}", by=by)


@transaction.atomic
def decide_quotation(
    quotation: Quotation, *, by: User, version: int, consent: QuoteConsent
) -> bool:
    """Say for the own Kreis how its words may be quoted; tell whether that is new.

    Raises OutdatedError when the wording is no longer the one that was shown, and MoveError for
    another Kreis's words (S30) and after the last day.
    """
    consultation = locked(quotation.paragraph.consultation)
    there = (
        Quotation.objects.select_for_update(of=("self",))
        .select_related("contribution")
        .filter(pk=quotation.pk)
        .first()
    )
    if there is None or not may_give_opinion(by, consultation):
        raise MoveError
    if there.contribution.kreis_id != by.kreis_id or consent == QuoteConsent.ASKED:
        raise MoveError
    if there.version != version:
        raise OutdatedError(there)
    if there.consent == consent:
        return False
    there.consent, there.decided_by, there.decided_at = consent, by, timezone.now()
    named = consent == QuoteConsent.NAMED
    there.decided_name, there.decided_function = (by.name, by.function) if named else ("", "")
    decided = ("decided_by", "decided_at", "decided_name", "decided_function")
    there.save(update_fields=["consent", *decided])
    settle([QUOTED], there.pk)
    record("quotation.decided", there, by=by, consent=consent.value, version=version)
    return True
