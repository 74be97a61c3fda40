"""What pages of other apps show of the protected rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from content.prepared import prepared
from forum.access import may_enter
from forum.models import Topic, Watch

if TYPE_CHECKING:
    from events.models import Event
    from forum.querysets import TopicQuerySet, WatchQuerySet
    from members.models import Kreis, User
    from practices.models import Practice

register = template.Library()

# A practice talked about more often is found in the search.
_SHOWN = 5


@prepared
def _about(reader: User, practice_id: int) -> TopicQuerySet:
    return Topic.objects.visible_to(reader).about(practice_id).for_list()[:_SHOWN]


@register.inclusion_tag("forum/_topics_of.html", takes_context=True)
def topics_of(context: dict[str, Any], practice: Practice) -> dict[str, Any]:
    """Show what this reader may read of the talk about a practice; one query, none for others."""
    user = context["request"].user
    if not may_enter(user):
        return {}
    topics = _about(user, practice.pk)
    return {"practice": practice, "topics": topics, "asks": practice.is_readable}


@prepared
def _at(reader: User, event_id: int) -> TopicQuerySet:
    tied = Topic.objects.visible_to(reader).filter(event_id=event_id, room__is_chatham_house=False)
    return tied.for_list()[:_SHOWN]


@register.inclusion_tag("forum/_topics_at.html", takes_context=True)
def topics_at(context: dict[str, Any], event: Event) -> dict[str, Any]:
    """Show what this reader may read of the talk about an event; one query, none for others."""
    user = context["request"].user
    if not may_enter(user) or event.is_draft:
        return {}
    return {"event": event, "topics": _at(user, event.pk)}


@register.inclusion_tag("forum/_ask.html", takes_context=True)
def ask_forum(context: dict[str, Any], words: str) -> dict[str, Any]:
    """Offer to ask the Forum what was looked for in vain."""
    return {"words": words if may_enter(context["request"].user) else ""}


@prepared
def _by(reader: User, ags: str) -> TopicQuerySet:
    return Topic.objects.visible_to(reader).begun_by(ags).for_list()[:_SHOWN]


@prepared
def _own_watch(reader: User, ags: str) -> WatchQuerySet:
    return Watch.objects.visible_to(reader).filter(kreis_id=ags)


@register.inclusion_tag("forum/_topics_by.html", takes_context=True)
def topics_by(context: dict[str, Any], kreis: Kreis) -> dict[str, Any]:
    """Show what people of a Kreis began, as far as this reader reads it; two queries, or none."""
    user = context["request"].user
    if not may_enter(user):
        return {}
    return {
        "kreis": kreis,
        "topics": _by(user, kreis.pk),
        "is_watched": bool(_own_watch(user, kreis.pk)),
        "csrf_token": context["csrf_token"],
    }
