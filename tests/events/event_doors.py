"""What each role meets at events of Kreis Lippe; see tests/door.py.

There is one for every audience, a draft, a cancelled one.
"""

from __future__ import annotations

from functools import partial

from tests.door import EVERYBODY, NOBODY, POST_ONLY, Door, get, post

_get, _post = partial(get, "events"), partial(post, "events")

# Read by the whole Forum, looked after by the lead of its Kreis and the office.
_READ = "login 404 200 200 200 200 200 404"
_SENT = "login 404 -> -> -> -> -> 404"
_LOOKED_AFTER = "login 404 403 403 200 403 200 404"
_LED_ON = "login 404 403 403 -> 403 -> 404"
_DRAFT = "login 404 404 403 200 404 200 404"

_NETWORK, _MET, _DRAFTED, _OFF = "event_network", "event_met", "event_draft", "event_cancelled"
_TOKEN = {"token": "1f0c3a52-6a1b-4d0e-9a55-0d6f3f1f7a11"}
_MESSAGE = {"subject": "Anreise", "text": "Bus 350", **_TOKEN}

DOORS: list[Door] = [
    _get("event-list", EVERYBODY),
    _get("event", EVERYBODY, "event_public"),
    _get("event", "login 200 200 200 200 200 200 404", "event_partners"),
    _get("event", _READ, _NETWORK),
    _get("event", "login 404 404 200 200 200 200 404", "event_members"),
    _get("event", "login 404 404 200 200 404 200 404", _DRAFTED),
    _get("event", EVERYBODY, _OFF),
    _get("event", _READ, _MET),
    _get("event", NOBODY, "event_absent"),
    # Announcing
    _get("event-new", "login 403 200 200 200 200 200 403"),
    _post("event-new", "login 403 200 200 200 200 200 403"),
    _get("event-edit", _LOOKED_AFTER, _NETWORK),
    _post("event-edit", _LOOKED_AFTER, _NETWORK),
    _get("event-edit", "login 404 404 403 200 403 200 404", "event_members"),
    _get("event-edit", _DRAFT, _DRAFTED),
    _get("event-edit", "login 403 403 403 403 403 403 403", _OFF),
    _get("event-edit", NOBODY, "event_absent"),
    _get("event-publish", _DRAFT, _DRAFTED),
    # Published, it is read by everybody.
    _post("event-publish", "login 404 404 403 -> 403 -> 403", _DRAFTED, version="1"),
    _get("event-publish", _LED_ON, _NETWORK),
    _get("event-cancel", _LOOKED_AFTER, _NETWORK),
    _post("event-cancel", _LED_ON, _NETWORK, reason="Sturm"),
    _get("event-discard", POST_ONLY, _DRAFTED),
    # Deleted by the first who may, it is there for nobody.
    _post("event-discard", "login 404 404 403 -> 404 404 404", _DRAFTED),
    _post("event-discard", "login 404 403 403 403 403 403 404", _NETWORK),
    _get("event-copy", POST_ONLY, _NETWORK),
    _post("event-copy", _SENT, _NETWORK, **_TOKEN),
    _post("event-copy", "login 403 400 400 400 400 400 403", "event_public"),
    _post("event-copy", NOBODY, "event_absent", **_TOKEN),
    # Registering; at one event the lead has a place, and the deputy is offered one
    _get("event-register", _READ, _NETWORK),
    _get("event-register", "login 200 200 200 200 200 200 403", "event_public"),
    _get("event-register", "login 404 404 403 403 404 403 404", _DRAFTED),
    _post("event-register", _SENT, _NETWORK, mode="online"),
    _post("event-register", NOBODY, "event_absent", mode="online"),
    _get("registration-edit", "login 404 -> 200 200 -> -> 404", _MET),
    _post("registration-edit", "login 404 -> 200 200 -> -> 404", _MET),
    _get("event-withdraw", POST_ONLY, _MET),
    _post("event-withdraw", _SENT, _MET),
    _get("offer", POST_ONLY, _MET),
    _post("offer", _SENT, _MET),
    # Organising
    _get("registration-list", _LOOKED_AFTER, _MET),
    _get("registration-list", _DRAFT, _DRAFTED),
    _get("registrations-csv", _LOOKED_AFTER, _MET),
    _get("registration-other", POST_ONLY, _MET),
    _post("registration-other", "login 404 403 403 404 403 404 404", _MET),
    _get("event-message", _LOOKED_AFTER, _MET),
    _post("event-message", _LED_ON, _MET, **_MESSAGE),
    # In calendars: as the page, but no draft; a secret address for programs that cannot sign in
    _get("ics", EVERYBODY, "event_public"),
    _get("ics", "login 200 200 200 200 200 200 404", "event_partners"),
    _get("ics", "login 404 200 200 200 200 200 404", "event_network"),
    _get("ics", "login 404 404 200 200 200 200 404", "event_members"),
    _get("ics", NOBODY, "event_draft"),
    _get("ics", EVERYBODY, "event_cancelled"),
    _get("ics", NOBODY, "event_absent"),
    _get("feed-settings", "login 200 200 200 200 200 200 404"),
    _post("feed-set", "login -> -> -> -> -> -> 404"),
    _get("feed", EVERYBODY, "feed"),
    _get("feed", "404 404 404 404 404 404 404 404", "feed_forged"),
]
