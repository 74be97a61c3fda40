"""What pages of other apps show of practices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.db.models import Q

from practices.access import may_see_all_of_adoptions
from practices.models import Adoption, Practice

if TYPE_CHECKING:
    from members.models import Kreis

register = template.Library()


@register.inclusion_tag("practices/_practices_of.html", takes_context=True)
def practices_of(context: dict[str, Any], kreis: Kreis) -> dict[str, Any]:
    """Show the practices of a Kreis that this reader may read; one query."""
    found = Practice.objects.visible_to(context["request"].user).filter(kreis_id=kreis.pk)
    return {"kreis": kreis, "practices": found.for_list()}


# Of a Kreis with more, the page links to the table.
_ADOPTIONS_SHOWN = 40


@register.inclusion_tag("practices/_adoptions_of.html", takes_context=True)
def adoptions_of(context: dict[str, Any], kreis: Kreis) -> dict[str, Any]:
    """Show what a Kreis took over and what others took over from it; one query, or none."""
    user = context["request"].user
    either = Q(kreis_id=kreis.pk) | Q(source_kreis_id=kreis.pk)
    known = Adoption.objects.visible_to(user).filter(either).as_read_by(user)[:_ADOPTIONS_SHOWN]
    return {
        "kreis": kreis,
        "taken": [one for one in known if one.kreis_id == kreis.pk],
        "given": [one for one in known if one.kreis_id != kreis.pk],
        "details": may_see_all_of_adoptions(user),
    }
