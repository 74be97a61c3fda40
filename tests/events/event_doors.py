"""The addresses of events: who meets what there. See tests/doors.py."""

from __future__ import annotations

_EVERYBODY = "200 200 200 200 200 200 200 200"
_NOBODY = "login 404 404 404 404 404 404 404"
_POST_ONLY = "login 405 405 405 405 405 405 405"
# Read by the whole Forum, looked after by the lead of its Kreis and the office.
_READ = "login 404 200 200 200 200 200 404"
_SENT = "login 404 -> -> -> -> -> 404"
_LOOKED_AFTER = "login 404 403 403 200 403 200 404"
_LED_ON = "login 404 403 403 -> 403 -> 404"
_DRAFT = "login 404 404 403 200 404 200 404"

_NETWORK, _MET, _DRAFTED, _OFF = "event_network", "event_met", "event_draft", "event_cancelled"
_TOKEN = {"token": "1f0c3a52-6a1b-4d0e-9a55-0d6f3f1f7a11"}
_MESSAGE = {"subject": "Anreise", "text": "Bus 350", **_TOKEN}

DOORS: list[tuple[str, str, str, str, dict[str, str]]] = [
    ("events:event-list", _EVERYBODY, "", "get", {}),
    ("events:event", _EVERYBODY, "event_public", "get", {}),
    ("events:event", "login 200 200 200 200 200 200 404", "event_partners", "get", {}),
    ("events:event", _READ, _NETWORK, "get", {}),
    ("events:event", "login 404 404 200 200 200 200 404", "event_members", "get", {}),
    ("events:event", "login 404 404 200 200 404 200 404", _DRAFTED, "get", {}),
    ("events:event", _EVERYBODY, _OFF, "get", {}),
    ("events:event", _READ, _MET, "get", {}),
    ("events:event", _NOBODY, "event_absent", "get", {}),
    # Announcing
    ("events:event-new", "login 403 200 200 200 200 200 403", "", "get", {}),
    ("events:event-new", "login 403 200 200 200 200 200 403", "", "post", {}),
    ("events:event-edit", _LOOKED_AFTER, _NETWORK, "get", {}),
    ("events:event-edit", _LOOKED_AFTER, _NETWORK, "post", {}),
    ("events:event-edit", "login 404 404 403 200 403 200 404", "event_members", "get", {}),
    ("events:event-edit", _DRAFT, _DRAFTED, "get", {}),
    ("events:event-edit", "login 403 403 403 403 403 403 403", _OFF, "get", {}),
    ("events:event-edit", _NOBODY, "event_absent", "get", {}),
    ("events:event-publish", _DRAFT, _DRAFTED, "get", {}),
    # Published, it is read by everybody.
    ("events:event-publish", "login 404 404 403 -> 403 -> 403", _DRAFTED, "post", {"version": "1"}),
    ("events:event-publish", _LED_ON, _NETWORK, "get", {}),
    ("events:event-cancel", _LOOKED_AFTER, _NETWORK, "get", {}),
    ("events:event-cancel", _LED_ON, _NETWORK, "post", {"reason": "Sturm"}),
    ("events:event-discard", _POST_ONLY, _DRAFTED, "get", {}),
    # Deleted by the first who may, it is there for nobody.
    ("events:event-discard", "login 404 404 403 -> 404 404 404", _DRAFTED, "post", {}),
    ("events:event-discard", "login 404 403 403 403 403 403 404", _NETWORK, "post", {}),
    ("events:event-copy", _POST_ONLY, _NETWORK, "get", {}),
    ("events:event-copy", _SENT, _NETWORK, "post", _TOKEN),
    ("events:event-copy", "login 403 400 400 400 400 400 403", "event_public", "post", {}),
    ("events:event-copy", _NOBODY, "event_absent", "post", _TOKEN),
    # Registering; at one event the lead has a place, and the deputy is offered one
    ("events:event-register", _READ, _NETWORK, "get", {}),
    ("events:event-register", "login 200 200 200 200 200 200 403", "event_public", "get", {}),
    ("events:event-register", "login 404 404 403 403 404 403 404", _DRAFTED, "get", {}),
    ("events:event-register", _SENT, _NETWORK, "post", {"mode": "online"}),
    ("events:event-register", _NOBODY, "event_absent", "post", {"mode": "online"}),
    ("events:registration-edit", "login 404 -> 200 200 -> -> 404", _MET, "get", {}),
    ("events:registration-edit", "login 404 -> 200 200 -> -> 404", _MET, "post", {}),
    ("events:event-withdraw", _POST_ONLY, _MET, "get", {}),
    ("events:event-withdraw", _SENT, _MET, "post", {}),
    ("events:offer", _POST_ONLY, _MET, "get", {}),
    ("events:offer", _SENT, _MET, "post", {}),
    # Organising
    ("events:registration-list", _LOOKED_AFTER, _MET, "get", {}),
    ("events:registration-list", _DRAFT, _DRAFTED, "get", {}),
    ("events:registrations-csv", _LOOKED_AFTER, _MET, "get", {}),
    ("events:registration-other", _POST_ONLY, _MET, "get", {}),
    ("events:registration-other", "login 404 403 403 404 403 404 404", _MET, "post", {}),
    ("events:event-message", _LOOKED_AFTER, _MET, "get", {}),
    ("events:event-message", _LED_ON, _MET, "post", _MESSAGE),
]
