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


_STATES = (State.DRAFT, State.SUBMITTED, State.QUERY, State.ARCHIVED)
_PLANTED = [one.name.title() for one in (*Audience, *_STATES)]
_CONTACTS = ("66969 111", "66969 222", "postfach@lippe", "Katrin Vogt")


def _write(kreis: Kreis) -> None:
    """Plant a word in title and file of a practice for each audience and in each state."""
    for audience in Audience:
        _practice(audience.name.title(), kreis=kreis, audience=audience)
    for state in _STATES:
        _practice(state.name.title(), kreis=kreis, audience=Audience.PUBLIC, state=state)


def _practice(word: str, **values: Any) -> None:
    practice = factories.make_practice(**values, title=f"Pflanzwort{word}")
    factories.make_file(practice, f"Dateiwort{word}".encode())


def _give_contacts(lippe: User, lippe_deputy: User, kreis: Kreis) -> None:
    """Let one colleague share the number, and the other keep it."""
    lippe.phone, lippe.shares_phone = "040 66969 111", True
    lippe.save()
    lippe_deputy.phone = "040 66969 222"
    lippe_deputy.save()
    kreis.contact_email = "postfach@lippe.forum.example"
    kreis.save()


def _words_of(*names: str) -> set[str]:
    return {f"{what}wort{name}" for what in ("Pflanz", "Datei") for name in names}


_EVERYTHING = {*_words_of(*_PLANTED), *_ROOM_WORDS, *_CONTACTS}
# What each role must not meet anywhere.
_HIDDEN = {
    "public": _EVERYTHING - {"PflanzwortPublic"},
    "liaison": _EVERYTHING - {"PflanzwortPublic", "PflanzwortPartners"},
    "programme": {
        *_words_of("Members", "Draft", "Submitted", "Query", "Archived"),
        *("66969 111", "66969 222"),
        *("RaumwortOffen", "RaumwortGeschlossen", "ThemenwortOffen", "ThemenwortGeschlossen"),
        *("BeitragswortOffen", "BeitragswortGeschlossen"),
    },
    "other": {
        *_words_of("Draft", "Submitted", "Query", "Archived"),
        *("66969 222", *_CLOSED_WORDS),
    },
    "deputy": set(),
    "lead": {"66969 222", *_CLOSED_WORDS},
    "moderator": {*_words_of("Draft"), *_CLOSED_WORDS},
}


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
    _write(kreis_lippe)
    _give_contacts(lippe, lippe_deputy, kreis_lippe)
    _discuss(lippe, lippe_deputy)
    people = (None, liaison, programme, celle, lippe_deputy, lippe, moderator)
    clients = {role: as_(person) for role, person in zip(_HIDDEN, people, strict=True)}
    pages = {role: _links(client, "/") for role, client in clients.items()}
    addresses = set().union(*pages.values())
    assert len(addresses) > 60
    read = {}
    for role, client in clients.items():
        others = (_text(client.get(address)) for address in addresses - pages[role].keys())
        met = "".join([*pages[role].values(), *others])
        read[role] = {word for word in _EVERYTHING if word in met}
    assert read == {role: _EVERYTHING - hidden for role, hidden in _HIDDEN.items()}
