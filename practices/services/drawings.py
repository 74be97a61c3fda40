"""Drawing the pages of published practices, so that reading one costs little."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practices.models import Drawing, Practice
from practices.parts import draw, look

if TYPE_CHECKING:
    from django.db.models import QuerySet


def draw_practice(practice: Practice) -> None:
    """Draw a published practice as it stands now, and forget the drawings of any other.

    In the transaction of what changed it.
    """
    if practice.is_readable:
        draw_all(Practice.objects.filter(pk=practice.pk))
    else:
        Drawing.objects.filter(practice=practice).delete()


def draw_all(practices: QuerySet[Practice]) -> int:
    """Draw these practices; return how many drawings changed."""
    wanted = [
        Drawing(practice=practice, internal=internal, version=practice.version, look=look())
        for practice in Practice.objects.for_page().filter(pk__in=practices)
        for internal in (False, True)
    ]
    known = {
        (practice, internal): (version, seen, parts)
        for practice, internal, version, seen, parts in Drawing.objects.filter(
            practice__in=practices
        ).values_list("practice_id", "internal", "version", "look", "parts")
    }
    for one in wanted:
        one.parts = list(draw(one.practice, internal=one.internal))
    stale = [
        one
        for one in wanted
        if known.get((one.practice_id, one.internal)) != (one.version, one.look, one.parts)
    ]
    Drawing.objects.bulk_create(
        stale,
        update_conflicts=True,
        unique_fields=["practice", "internal"],
        update_fields=["version", "look", "parts"],
    )
    return len(stale)
