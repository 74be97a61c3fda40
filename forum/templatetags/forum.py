"""What pages of other apps show of the protected rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from forum.access import may_enter
from forum.models import Topic

if TYPE_CHECKING:
    from practices.models import Practice

register = template.Library()

# A practice talked about more often is found in the search.
_SHOWN = 5


@register.inclusion_tag("forum/_topics_of.html", takes_context=True)
def topics_of(context: dict[str, Any], practice: Practice) -> dict[str, Any]:
    """Show what this reader may read of the talk about a practice; one query, none for others."""
    user = context["request"].user
    if not may_enter(user):
        return {}
    found = Topic.objects.visible_to(user).filter(practice_id=practice.pk).for_list()
    return {"practice": practice, "topics": list(found[:_SHOWN]), "asks": practice.is_readable}


@register.inclusion_tag("forum/_ask.html", takes_context=True)
def ask_forum(context: dict[str, Any], words: str) -> dict[str, Any]:
    """Offer to ask the Forum what was looked for in vain."""
    return {"words": words if may_enter(context["request"].user) else ""}
