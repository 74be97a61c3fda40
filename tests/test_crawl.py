"""S23: every role asks for every address any role found; nobody reads what is not theirs."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

from django.core.management import call_command

from content.choices import Audience
from forum.choices import RoomKind
from forum.models import RoomMember
from practices.choices import State
from tests import factories

if TYPE_CHECKING:
    from django.test import Client

    from members.models import Kreis, User

_LINK = re.compile(r'(?:href|action)="(/[^"#]*|\?[^"#]*)"')
# These end the crawl's own session or leave the portal's pages.
_NOT_FOLLOWED = ("/static/", "/konto/abmelden/")


def _links(client: Client, start: str) -> dict[str, str]:
    """Return every address reachable by links, with what it answers."""
    pages: dict[str, str] = {}
    waiting = [start]
    while waiting:
        address = waiting.pop()
        if address in pages or address.startswith(_NOT_FOLLOWED):
            continue
        pages[address] = _text(client.get(address))
        path = address.partition("?")[0]
        for link in _LINK.findall(pages[address]):
            found = unescape(link)
            # Filters one at a time; the admin's sort orders show the same rows again.
            if "&" in found or ("?" in path + found and path.startswith("/verwaltung/")):
                continue
            waiting.append(path + found if found.startswith("?") else found)
    return pages


def _text(page: Any) -> str:
    if not page.get("Content-Type", "").startswith("text/"):
        return ""
    # Files come in pieces.
    return b"".join(page).decode() if page.streaming else str(page.text)


_KINDS = ("Offen", "Programm", "Geschlossen")
_ROOM_WORDS = [f"{what}wort{kind}" for what in ("Raum", "Themen", "Beitrags") for kind in _KINDS]
_CLOSED_WORDS = [word for word in _ROOM_WORDS if word.endswith("Geschlossen")]


def _discuss(lippe: User, lippe_deputy: User) -> None:
    """Plant a word in name, title and post of a room of each kind; the deputy hosts the closed."""
    for kind in RoomKind:
        word = kind.value.title()
        room = factories.make_room(kind, name=f"Raumwort{word}")
        by = lippe
        if kind == RoomKind.CLOSED:
            RoomMember.objects.create(room=room, person=lippe_deputy, is_host=True)
            by = lippe_deputy
        topic = factories.make_topic(room, by=by, title=f"Themenwort{word}")
        factories.make_post(topic, by=by, text=f"Beitragswort{word}")


def test_nobody_reads_what_is_not_theirs(
    lippe: User,
    lippe_deputy: User,
    celle: User,
    programme: User,
    liaison: User,
    moderator: User,
    kreis_lippe: Kreis,
    as_: Any,
) -> None:
    call_command("load_pages", verbosity=0)
    planted = {}
    for audience in Audience:
        word = f"Pflanzwort{audience.name.title()}"
        practice = factories.make_practice(kreis=kreis_lippe, audience=audience, title=word)
        planted[word] = audience
        factories.make_file(practice, f"Dateiwort{audience.name.title()}".encode())
    for state in (State.DRAFT, State.SUBMITTED, State.QUERY, State.ARCHIVED):
        word = f"Pflanzwort{state.name.title()}"
        practice = factories.make_practice(
            kreis=kreis_lippe, state=state, title=word, audience=Audience.PUBLIC
        )
        factories.make_file(practice, f"Dateiwort{state.name.title()}".encode())
    lippe.phone, lippe.shares_phone = "040 66969 111", True
    lippe.save()
    lippe_deputy.phone = "040 66969 222"
    lippe_deputy.save()
    kreis_lippe.contact_email = "postfach@lippe.forum.example"
    kreis_lippe.save()
    _discuss(lippe, lippe_deputy)
    words = [
        *planted,
        *_ROOM_WORDS,
        *("PflanzwortDraft", "PflanzwortSubmitted", "PflanzwortQuery", "PflanzwortArchived"),
        *(f"Dateiwort{name}" for name in ("Public", "Partners", "Network", "Members")),
        *("DateiwortDraft", "DateiwortSubmitted", "DateiwortQuery", "DateiwortArchived"),
        *("66969 111", "66969 222", "postfach@lippe", "Katrin Vogt"),
    ]
    cast = {
        "public": None,
        "liaison": liaison,
        "programme": programme,
        "other": celle,
        "deputy": lippe_deputy,
        "lead": lippe,
        "moderator": moderator,
    }
    clients = {role: as_(person) for role, person in cast.items()}
    pages = {role: _links(client, "/") for role, client in clients.items()}
    addresses = set().union(*pages.values())
    assert len(addresses) > 60
    read = {}
    for role, client in clients.items():
        others = (_text(client.get(address)) for address in addresses - pages[role].keys())
        met = "".join([*pages[role].values(), *others])
        read[role] = {word for word in words if word in met}
    everything = set(words)
    hidden = {
        "public": everything - {"PflanzwortPublic"},
        "liaison": everything - {"PflanzwortPublic", "PflanzwortPartners"},
        "programme": {
            *("PflanzwortMembers", "PflanzwortDraft", "PflanzwortSubmitted", "PflanzwortQuery"),
            *("DateiwortMembers", "DateiwortDraft", "DateiwortSubmitted", "DateiwortQuery"),
            *("PflanzwortArchived", "DateiwortArchived", "66969 111", "66969 222"),
            *("RaumwortOffen", "RaumwortGeschlossen", "ThemenwortOffen", "ThemenwortGeschlossen"),
            *("BeitragswortOffen", "BeitragswortGeschlossen"),
        },
        "other": {
            *("PflanzwortDraft", "PflanzwortSubmitted", "PflanzwortQuery", "PflanzwortArchived"),
            *("DateiwortDraft", "DateiwortSubmitted", "DateiwortQuery", "DateiwortArchived"),
            *("66969 222", *_CLOSED_WORDS),
        },
        "deputy": set(),
        "lead": {"66969 222", *_CLOSED_WORDS},
        "moderator": {"PflanzwortDraft", "DateiwortDraft", *_CLOSED_WORDS},
    }
    assert read == {role: everything - words_hidden for role, words_hidden in hidden.items()}
