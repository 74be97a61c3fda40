"""What pages of other apps show of practices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from practices.models import Practice

if TYPE_CHECKING:
    from members.models import Kreis

register = template.Library()


@register.inclusion_tag("practices/_practices_of.html", takes_context=True)
def practices_of(context: dict[str, Any], kreis: Kreis) -> dict[str, Any]:
    """Show the practices of a Kreis that this reader may read; one query."""
    found = Practice.objects.visible_to(context["request"].user).filter(kreis_id=kreis.pk)
    return {"kreis": kreis, "practices": found.for_list()}
