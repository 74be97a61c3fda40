"""One address and what each role meets there; tests/doors.py has them all.

Answers: a status; `login` for the way to the sign-in; `->` for another redirect.
Columns: public, liaison, programme, deputy (same Kreis, no lead), lead, other (lead of another
Kreis), moderator, admin (superuser without a role, who reads pages as the public does).
"""

from __future__ import annotations

from dataclasses import dataclass, field

ROLES = ("public", "liaison", "programme", "deputy", "lead", "other", "moderator", "admin")

# Answers that several apps give.
EVERYBODY = "200 200 200 200 200 200 200 200"
SIGNED_IN = "login 200 200 200 200 200 200 200"
NETWORK = "login 404 200 200 200 200 200 404"
KREISE_ONLY = "login 403 403 200 200 200 403 403"
NOBODY = "login 404 404 404 404 404 404 404"
POST_ONLY = "login 405 405 405 405 405 405 405"
ALL_LED_ON = "login -> -> -> -> -> -> ->"


@dataclass(frozen=True)
class Door:
    """One address (a URL name with a thing of the house as argument), one method, the answers."""

    name: str
    answers: str
    thing: str = ""
    method: str = "get"
    data: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.name} {self.thing}".strip()


def get(app: str, name: str, answers: str, thing: str = "") -> Door:
    return Door(f"{app}:{name}", answers, thing)


def post(app: str, name: str, answers: str, thing: str = "", /, **data: str) -> Door:
    return Door(f"{app}:{name}", answers, thing, "post", data)
