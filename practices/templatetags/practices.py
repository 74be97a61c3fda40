"""What pages of other apps show of practices."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django import template
from django.db.models import Q
from django.template.loader import render_to_string

from content.prepared import prepared
from practices.access import may_see_all_of_adoptions
from practices.models import Adoption, Practice

if TYPE_CHECKING:
    from datetime import date

    from django.utils.safestring import SafeString

    from members.models import Kreis, User
    from practices.querysets import AdoptionQuerySet, PracticeQuerySet
    from practices.rows import ListedPractice

register = template.Library()


class Card(NamedTuple):
    """All that a card shows, and so all that its drawing is remembered by."""

    kreis: str
    is_former: bool
    land: str
    url: str
    title: str
    summary: str
    effort_level: int | None
    effort_label: str
    adoption_text: str
    checked_on: date | None
    heading: str
    standalone: bool


@register.simple_tag
def practice_card(
    practice: Practice | ListedPractice, heading: str = "h3", *, standalone: bool = False
) -> SafeString:
    """Draw a practice, fetched by `for_list`, with its title as „h2“ or „h3“.

    In a list, or `standalone` as a card of its own.
    """
    kreis = practice.kreis
    card = Card(
        kreis=kreis.name,
        is_former=kreis.is_former,
        land=kreis.get_land_display(),
        url=practice.get_absolute_url(),
        title=practice.title,
        summary=practice.summary,
        effort_level=practice.effort_level,
        effort_label=practice.effort_label,
        adoption_text=practice.adoption_text,
        checked_on=practice.checked_on,
        heading=heading,
        standalone=standalone,
    )
    return _drawn(card)


# The same few stand on the start page of everybody; a template takes 0.3 ms for each.
@lru_cache(1000)
def _drawn(card: Card) -> SafeString:
    return render_to_string("components/practice_card.html", {"card": card})


@prepared
def _of_kreis(reader: User, ags: str) -> PracticeQuerySet:
    found: PracticeQuerySet = Practice.objects.visible_to(reader).filter(kreis_id=ags)
    return found.for_list()


@register.inclusion_tag("practices/_practices_of.html", takes_context=True)
def practices_of(context: dict[str, Any], kreis: Kreis) -> dict[str, Any]:
    """Show the practices of a Kreis that this reader may read; one query."""
    return {"kreis": kreis, "practices": _of_kreis(context["request"].user, kreis.pk)}


# Of a Kreis with more, the page links to the table.
_ADOPTIONS_SHOWN = 40


@prepared
def _taken_or_given(reader: User, ags: str) -> AdoptionQuerySet:
    either = Q(kreis_id=ags) | Q(source_kreis_id=ags)
    return Adoption.objects.visible_to(reader).filter(either).as_read_by(reader)[:_ADOPTIONS_SHOWN]


@register.inclusion_tag("practices/_adoptions_of.html", takes_context=True)
def adoptions_of(context: dict[str, Any], kreis: Kreis) -> dict[str, Any]:
    """Show what a Kreis took over and what others took over from it; one query, or none."""
    user = context["request"].user
    known = _taken_or_given(user, kreis.pk)
    return {
        "kreis": kreis,
        "taken": [one for one in known if one.kreis_id == kreis.pk],
        "given": [one for one in known if one.kreis_id != kreis.pk],
        "details": may_see_all_of_adoptions(user),
    }
