"""What each role meets at answers of Kreise; see tests/door.py.

The Landkreistag and the programme team find nothing, not even that there is something.
"""

from __future__ import annotations

from functools import partial

from tests.door import NOBODY, Door, get, post

_get, _post = partial(get, "experts"), partial(post, "experts")

_KREISE = "login 404 404 200 200 200 403 404"
_SENT = "login 404 404 -> -> -> 403 404"
_REFUSED = "login 404 404 403 403 403 403 404"
_LATER = "login 404 404 403 403 403 200 404"
_READ = "login 404 404 200 200 200 200 404"
_BEFORE = "login 404 404 404 404 404 403 404"

_ASKED, _OPEN, _SYNTHESIS = "consultation_asked", "consultation_open", "consultation_synthesis"
_ANSWERED, _WITHDRAWN = "contribution_answered", "consultation_withdrawn"
_RELEASED = "consultation_released"


DOORS: list[Door] = [
    _get("contribution-edit", _BEFORE, _ASKED),
    _get("contribution-edit", _KREISE, _OPEN),
    _post("contribution-edit", _SENT, _OPEN, version="0"),
    _get("contribution-edit", _REFUSED, _SYNTHESIS),
    _post("contribution-edit", _REFUSED, _SYNTHESIS, version="0"),
    _get("contribution-edit", _REFUSED, _WITHDRAWN),
    _get("contribution-edit", NOBODY, "consultation_absent"),
    _get("contribution-check", _KREISE, _OPEN),
    _post("contribution-check", _SENT, _OPEN, version="0"),
    _get("contribution-check", _REFUSED, _SYNTHESIS),
    _get("contribution-withdraw", _REFUSED, _OPEN),
    _get("contribution-withdraw", _KREISE, _SYNTHESIS),
    _post("contribution-withdraw", _SENT, _SYNTHESIS, edition="1"),
    _get("contribution-withdraw", _REFUSED, _RELEASED),
    _get("contributions", "login 404 404 404 404 404 200 404", _ASKED),
    _get("contributions", _LATER, _OPEN),
    _get("contributions", _READ, _SYNTHESIS),
    _get("contributions-csv", _LATER, _SYNTHESIS),
    _get("contribution-versions", "login 404 404 200 200 404 200 404", _ANSWERED),
    _get("contribution-versions", NOBODY, "contribution_absent"),
]
