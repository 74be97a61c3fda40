"""Writing the summary: paragraphs, each tied to where it comes from.

Everything happens under the lock of the consultation, only while the summary is in work, and is
noted: who wrote does not release it alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from content.markdown import to_html
from content.once import own_token
from content.services import OutdatedError, record, set_changed
from experts.access import may_write_summary
from experts.choices import Section
from experts.completeness import method_in_words
from experts.models import Author, Contribution, Paragraph, Source
from experts.news.releases import HANDED_OVER
from experts.services.consultations import MoveError, locked
from notices.services import settle
from practices.models import Practice

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from experts.models import Consultation
    from members.models import User


def in_work(consultation: Consultation, *, by: User) -> Consultation:
    """Lock it for somebody who writes its summary. Raises MoveError where that is not the time."""
    current = locked(consultation)
    if not may_write_summary(by, current):
        raise MoveError
    return current


def note_author(current: Consultation, *, by: User) -> None:
    """Note who wrote; what was handed over to the second person is no longer what stands there."""
    Author.objects.get_or_create(consultation=current, person=by)
    if current.handed_over_at is not None:
        current.handed_over_by = current.handed_over_at = None
        current.save(update_fields=["handed_over_by", "handed_over_at"])
        settle([HANDED_OVER], current.pk)


def standing(paragraph: Paragraph) -> Paragraph:
    """Return it as it stands, its consultation being locked. Raises MoveError if it is gone."""
    current = Paragraph.objects.select_for_update().filter(pk=paragraph.pk).first()
    if current is None:
        raise MoveError
    return current


# ---- Paragraphs ----------------------------------------------------------------------------------


@transaction.atomic
def add_paragraph(
    consultation: Consultation, *, by: User, token: UUID, values: Mapping[str, Any]
) -> Paragraph:
    """Write a paragraph at the end of its section; sent twice with one token it is one (S71).

    Raises MoveError, and ValidationError for an item of another consultation.
    """
    own = own_token(token, by, "absatz")
    current = in_work(consultation, by=by)
    begun = current.paragraphs.filter(token=own).first()
    if begun is not None:
        return begun
    paragraph = Paragraph(**values, consultation=current, token=own)
    _demand_own_item(paragraph)
    paragraph.html = to_html(paragraph.text)
    last = current.paragraphs.filter(section=paragraph.section).aggregate(last=Max("position"))
    paragraph.position = 0 if last["last"] is None else last["last"] + 1
    paragraph.save()
    note_author(current, by=by)
    record("paragraph.added", paragraph, by=by, consultation=current.pk)
    return paragraph


def _demand_own_item(paragraph: Paragraph) -> None:
    item = paragraph.item
    if item is not None and item.consultation_id != paragraph.consultation_id:
        raise ValidationError({"item": "Dieser Punkt gehört zu einer anderen Anfrage."})


@transaction.atomic
def edit_paragraph(
    paragraph: Paragraph, *, by: User, version: int, values: Mapping[str, Any], checked: bool
) -> bool:
    """Word a paragraph anew; tell whether anything changed. `checked` takes its flag away.

    What Kreise said to its earlier wording stays, and is no yes to the new one: changed_at says
    since when the wording stands. Raises OutdatedError (S72), MoveError, ValidationError.
    """
    consultation = in_work(paragraph.consultation, by=by)
    current = standing(paragraph)
    changed = set_changed(current, values, version=version)
    if changed:
        _demand_own_item(current)
        current.html, current.changed_at = to_html(current.text), timezone.now()
        changed += ["html", "changed_at"]
    if checked and current.flagged:
        current.flagged = ""
        current.version += not changed
        changed.append("flagged")
    if not changed:
        return False
    current.save(update_fields=[*changed, "version"])
    note_author(consultation, by=by)
    record("paragraph.edited", current, by=by, fields=sorted(changed))
    return True


@transaction.atomic
def move_paragraph(paragraph: Paragraph, *, by: User, to: int) -> bool:
    """Put a paragraph at a place of its section, counted from 0; tell whether it stood elsewhere.

    Sent twice it stays where it was put (S71). Raises MoveError.
    """
    consultation = in_work(paragraph.consultation, by=by)
    current = standing(paragraph)
    rows = list(consultation.paragraphs.filter(section=current.section))
    before = [one.pk for one in rows]
    rows.remove(current)
    rows.insert(max(0, min(to, len(rows))), current)
    if [one.pk for one in rows] == before:
        return False
    for position, one in enumerate(rows):
        one.position = position
    Paragraph.objects.bulk_update(rows, ["position"])
    note_author(consultation, by=by)
    return True


@transaction.atomic
def remove_paragraph(paragraph: Paragraph, *, by: User, version: int) -> bool:
    """Take a paragraph away with its sources and what was said to it; tell whether it was there.

    Raises OutdatedError when it was worded anew meanwhile, and MoveError.
    """
    consultation = in_work(paragraph.consultation, by=by)
    current = Paragraph.objects.select_for_update().filter(pk=paragraph.pk).first()
    if current is None:
        return False
    if current.version != version:
        raise OutdatedError(current)
    record("paragraph.removed", current, by=by, consultation=consultation.pk)
    current.delete()
    note_author(consultation, by=by)
    return True


@transaction.atomic
def draft_method(consultation: Consultation, *, by: User) -> bool:
    """Write from the facts how the summary came about; tell whether nothing stood there.

    Raises MoveError.
    """
    current = in_work(consultation, by=by)
    if current.paragraphs.filter(section=Section.METHOD).exists():
        return False
    text = method_in_words(current)
    paragraph = Paragraph(consultation=current, section=Section.METHOD, text=text)
    paragraph.html = to_html(text)
    paragraph.save()
    title = f"Verlauf der Anfrage {current.number} im Portal".replace("  ", " ")
    Source.objects.create(paragraph=paragraph, document=title)
    note_author(current, by=by)
    record("paragraph.added", paragraph, by=by, consultation=current.pk)
    return True


# ---- Sources -------------------------------------------------------------------------------------


@transaction.atomic
def tie_contribution(paragraph: Paragraph, contribution: Contribution, *, by: User) -> bool:
    """Say that a paragraph comes from what a Kreis submitted; tell whether that is new.

    Raises MoveError for what does not count, or answers another question (S30).
    """
    consultation = in_work(paragraph.consultation, by=by)
    found = Contribution.objects.visible_to(by).submitted()
    if not found.filter(pk=contribution.pk, consultation=consultation).exists():
        raise MoveError
    return _tie(paragraph, consultation, by=by, contribution=contribution)


@transaction.atomic
def tie_practice(paragraph: Paragraph, practice: Practice, *, by: User) -> bool:
    """Say that a paragraph comes from a practice the person reads; tell whether that is new.

    Raises MoveError, also for one that the person does not read (S30).
    """
    consultation = in_work(paragraph.consultation, by=by)
    if not Practice.objects.visible_to(by).filter(pk=practice.pk).exists():
        raise MoveError
    return _tie(paragraph, consultation, by=by, practice=practice)


@transaction.atomic
def tie_document(paragraph: Paragraph, *, by: User, title: str, link: str) -> bool:
    """Say that a paragraph comes from a document; tell whether that is new. Raises MoveError."""
    consultation = in_work(paragraph.consultation, by=by)
    return _tie(paragraph, consultation, by=by, document=title, link=link)


def _tie(paragraph: Paragraph, consultation: Consultation, *, by: User, **source: Any) -> bool:
    _, is_new = Source.objects.get_or_create(paragraph=standing(paragraph), **source)
    if is_new:
        note_author(consultation, by=by)
    return is_new


@transaction.atomic
def untie(source: Source, *, by: User) -> bool:
    """Take a source off its paragraph; tell whether it was there. Raises MoveError."""
    consultation = in_work(source.paragraph.consultation, by=by)
    removed, _ = Source.objects.filter(pk=source.pk).delete()
    if removed:
        note_author(consultation, by=by)
    return bool(removed)
