from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from content.access import clearance_of
from content.choices import Audience

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from members.models import User

START = "portal:start"


@dataclass(frozen=True)
class NavItem:
    label: str
    url_name: str
    area: str


EVERYBODY = [
    NavItem("Start", START, "start"),
    NavItem("Praxis", "practices:practice-list", "practices"),
    NavItem("Termine", "events:event-list", "events"),
    NavItem("Kreise", "members:kreis-list", "members"),
]
STAFF = [NavItem("Verwaltung", "admin:index", "admin")]


FORUM = NavItem("Austausch", "forum:topic-list", "forum")
EXPERTS = NavItem("Expertenkreis", "experts:consultation-list", "experts")


def navigation(request: HttpRequest, user: User | AnonymousUser) -> SafeString:
    """Draw the areas this person can enter, with the one the request is in."""
    items = tuple(navigation_for(user))
    match = request.resolver_match
    here = match.view_name if match else ""
    is_item = any(item.url_name == here for item in items)
    return _drawn(items, area_of(request), here if is_item else "")


@cache
def _drawn(items: tuple[NavItem, ...], area: str, here: str) -> SafeString:
    return render_to_string("frame/navigation.html", {"items": items, "area": area, "here": here})


def navigation_for(user: User | AnonymousUser) -> list[NavItem]:
    """List the areas this person can enter, in the order of the header."""
    items = EVERYBODY
    if clearance_of(user) >= Audience.NETWORK:
        items = [*items[:2], FORUM, *items[2:]]
    if clearance_of(user) >= Audience.PARTNERS:
        items = [*items, EXPERTS]
    return items + STAFF if user.is_staff else items


def area_of(request: HttpRequest) -> str:
    """Name the area a request is in. Of the portal app only the start page is one."""
    match = request.resolver_match
    if match is None:
        return ""
    if match.route.startswith(("konto/", "mitteilungen/")):
        return ""
    return "start" if match.view_name == START else match.namespace
