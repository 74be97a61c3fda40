"""Which Kreise said yes to what stands in a summary now. Silence is never assent."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from experts.choices import Verdict
from experts.models import Opinion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from experts.models import Paragraph


def agreed_kreise(paragraph: Paragraph) -> set[str]:
    """Return the keys of the Kreise with an explicit yes to a paragraph as it stands now."""
    return assents(Opinion.objects.filter(consultation=paragraph.consultation_id), paragraph)


def assents(opinions: Iterable[Opinion], paragraph: Paragraph) -> set[str]:
    """Return the same of opinions that are at hand; those to other paragraphs do not matter.

    A yes to the whole counts for each paragraph, but not against what the Kreis wishes or objects
    there: that stands until the Kreis itself says otherwise.
    """
    own: dict[str, Opinion] = {}
    whole: dict[str, Opinion] = {}
    for one in opinions:
        if one.paragraph_id == paragraph.pk:
            own[one.kreis_id] = one
        elif one.paragraph_id is None:
            whole[one.kreis_id] = one
    against = {kreis for kreis, one in own.items() if one.verdict != Verdict.AGREE}
    said = [*own.values(), *whole.values()]
    return {one.kreis_id for one in said if _is_yes(one, paragraph)} - against


def _is_yes(opinion: Opinion, paragraph: Paragraph) -> bool:
    return opinion.verdict == Verdict.AGREE and is_current(opinion, paragraph)


def is_current(opinion: Opinion, paragraph: Paragraph) -> bool:
    """Whether it was said to the wording that stands there now."""
    return opinion.at >= paragraph.changed_at


def wording_key(paragraphs: Iterable[Paragraph]) -> str:
    """Return what tells one wording of these paragraphs from every other; a form carries it."""
    stands = sorted((one.pk, one.changed_at.isoformat()) for one in paragraphs)
    return sha256(repr(stands).encode()).hexdigest()[:16]
