"""Agreement: the draft goes to the Kreise, each says what it thinks, the moderators answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from content.services import OutdatedError, record
from experts.access import may_give_opinion, may_run
from experts.agreement import agreed_kreise, is_current, wording_key
from experts.choices import Section, Settled, Stage, Verdict
from experts.completeness import gaps_for_agreement
from experts.models import Consultation, Opinion, Quotation
from experts.news.summary import AGREEING, SETTLED
from experts.services.consultations import MoveError, locked, move
from experts.services.quoting import ask_for_consent
from members.models import User
from members.services.deputies import tell
from notices.services import settle

if TYPE_CHECKING:
    from datetime import date

    from experts.completeness import Gap
    from experts.models import Paragraph

__all__ = [
    "IncompleteError",
    "Said",
    "agreed_kreise",
    "give_opinion",
    "present_summary",
    "remind_of_agreement",
    "settle_opinion",
]

# So many days before the last one, who said nothing is reminded.
REMINDED_BEFORE = (3, 1)
NO_DISSENT = "Schreiben Sie zuerst in „Abweichende Einschätzungen“ einen Absatz, der das aufnimmt."


class Said(NamedTuple):
    """What a Kreis says, and why."""

    verdict: Verdict
    text: str = ""


class IncompleteError(Exception):
    """The summary lacks something; holds what."""

    def __init__(self, gaps: list[Gap]) -> None:
        super().__init__("incomplete")
        self.gaps = gaps


@transaction.atomic
def present_summary(
    consultation: Consultation, *, by: User, version: int, agree_until: date, reason: str = ""
) -> bool:
    """Put the draft to the Kreise until a day; tell whether that was still to do.

    Raises OutdatedError (S72), MoveError, IncompleteError, and ValidationError for a day that is
    over.
    """
    current = locked(consultation)
    if current.stage == Stage.AGREEMENT:
        return False
    if not may_run(by, current):
        raise MoveError
    if current.version != version:
        raise OutdatedError(current)
    if agree_until < timezone.localdate():
        message = "Dieser Tag ist schon vorbei. Geben Sie einen Tag ab heute an."
        raise ValidationError({"agree_until": message})
    gaps = gaps_for_agreement(current)
    if gaps:
        raise IncompleteError(gaps)
    move(current, Stage.AGREEMENT, by=by, reason=reason, agree_until=agree_until)
    happening = f"abstimmung {current.version}"
    people = User.objects.with_access().coordinators()
    tell(people, AGREEING, current.pk, happening=happening, by=by)
    quoted = Quotation.objects.filter(paragraph__consultation=current, decided_at=None)
    for quotation in quoted.select_related("contribution"):
        ask_for_consent(current, quotation, by=by)
    return True


@transaction.atomic
def give_opinion(
    consultation: Consultation, paragraph: Paragraph | None, *, by: User, seen: str, said: Said
) -> bool:
    """Say for the own Kreis what it thinks of a paragraph, or of the whole; tell whether it is new.

    `seen` is the wording_key of what was shown. Raises OutdatedError when another wording stands
    there now, and MoveError after the last day or for a paragraph of another summary (S30).
    """
    current = locked(consultation)
    if not may_give_opinion(by, current):
        raise MoveError
    found = current.paragraphs.all()
    paragraphs = list(found if paragraph is None else found.filter(pk=paragraph.pk))
    if paragraph is not None and not paragraphs:
        raise MoveError
    if wording_key(paragraphs) != seen:
        raise OutdatedError(current)
    text = said.text.strip() if said.verdict != Verdict.AGREE else ""
    if said.verdict != Verdict.AGREE and not text:
        raise ValidationError({"text": "Sagen Sie bitte, was anders werden soll oder warum."})
    own = {"consultation": current, "kreis": by.kreis, "paragraph": paragraph}
    opinion = Opinion.objects.filter(**own).first() or Opinion(**own, version=0)
    same = (opinion.verdict, opinion.text) == (said.verdict, text)
    if same and all(is_current(opinion, one) for one in paragraphs):
        return False
    _write(opinion, by=by, said=Said(said.verdict, text))
    return True


def _write(opinion: Opinion, *, by: User, said: Said) -> None:
    opinion.verdict, opinion.text = said
    opinion.by, opinion.author_name, opinion.at = by, by.name, timezone.now()
    opinion.settled, opinion.settled_note, opinion.settled_by = Settled.OPEN, "", None
    opinion.version += 1
    opinion.save()
    if opinion.paragraph is None:
        people = User.objects.filter(kreis_id=opinion.kreis_id)
        settle([AGREEING], opinion.consultation_id, people=people)
    record("opinion.given", opinion, by=by, verdict=said.verdict.value)


@transaction.atomic
def settle_opinion(
    opinion: Opinion, *, by: User, version: int, settled: Settled, note: str = ""
) -> bool:
    """Say what became of a wish or an objection; tell whether that is new. Its Kreis is told.

    Raises OutdatedError when the Kreis said something else meanwhile, MoveError where there is
    nothing to settle, and ValidationError where the summary holds no dissent.
    """
    consultation = locked(opinion.consultation)
    current = Opinion.objects.select_for_update().filter(pk=opinion.pk).first()
    if current is None or not may_run(by, consultation) or not consultation.is_in_work:
        raise MoveError
    if current.verdict == Verdict.AGREE or settled == Settled.OPEN:
        raise MoveError
    if current.version != version:
        raise OutdatedError(current)
    if settled == Settled.RESOLVED and not note.strip():
        raise ValidationError({"note": "Sagen Sie dem Kreis bitte, was daraus wurde."})
    dissent = consultation.paragraphs.filter(section=Section.DISSENT)
    if settled == Settled.DISSENT and not dissent.exists():
        raise ValidationError({"settled": NO_DISSENT})
    if (current.settled, current.settled_note) == (settled, note.strip()):
        return False
    current.settled, current.settled_note, current.settled_by = settled, note.strip(), by
    current.save(update_fields=["settled", "settled_note", "settled_by"])
    record("opinion.settled", current, by=by, reason=note.strip(), settled=settled.value)
    people = User.objects.with_access().coordinators().filter(kreis_id=current.kreis_id)
    happening = f"erledigt {current.version} {settled.value}"
    tell(people, SETTLED, current.pk, happening=happening, by=by)
    return True


def remind_of_agreement(today: date) -> None:
    """Remind the Kreise that said nothing to this wording, three days and one before the last."""
    days = [today + timedelta(days=before) for before in REMINDED_BEFORE]
    for consultation in Consultation.objects.filter(stage=Stage.AGREEMENT, agree_until__in=days):
        said = Opinion.objects.to_the_whole().filter(consultation=consultation)
        people = User.objects.with_access().coordinators()
        silent = people.exclude(kreis__in=said.values("kreis"))
        left = (consultation.agree_until or today) - today
        happening = f"erinnerung {consultation.agree_until} {left.days}"
        tell(silent, AGREEING, consultation.pk, happening=happening)
