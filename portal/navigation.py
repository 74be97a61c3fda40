from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from content.access import clearance_of
from content.choices import Audience

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest

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
    NavItem("Kreise", "members:kreis-list", "members"),
]
STAFF = [NavItem("Verwaltung", "admin:index", "admin")]


FORUM = NavItem("Austausch", "forum:topic-list", "forum")


def navigation_for(user: User | AnonymousUser) -> list[NavItem]:
    """List the areas this person can enter, in the order of the header."""
    items = EVERYBODY
    if clearance_of(user) >= Audience.NETWORK:
        items = [*items[:2], FORUM, *items[2:]]
    return items + STAFF if user.is_staff else items


def area_of(request: HttpRequest) -> str:
    """Name the area a request is in. Of the portal app only the start page is one."""
    match = request.resolver_match
    if match is None:
        return ""
    if match.route.startswith(("konto/", "mitteilungen/")):
        return ""
    return "start" if match.view_name == START else match.namespace
