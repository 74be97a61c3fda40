"""What each role meets at questions of the Landkreistag; see tests/door.py."""

from __future__ import annotations

from functools import partial

from tests.door import NOBODY, Door, get, post

_get, _post = partial(get, "experts"), partial(post, "experts")

_CIRCLE = "login 200 200 200 200 200 200 404"
_BEFORE = "login 200 404 404 404 404 200 404"
_ASKING = "login 200 403 403 403 403 200 403"
_EDITING = "login 200 404 404 404 404 200 404"
_ASKED = "login 403 403 403 403 403 403 404"
_RUN = "login 403 403 403 403 403 200 404"
_RAN = "login 403 403 403 403 403 -> 404"

_OPEN, _FIRST = "consultation_open", "consultation_asked"
_STEP = {"version": "1", "reason": "Alle haben geantwortet."}

DOORS: list[Door] = [
    _get("consultation-list", "200 200 200 200 200 200 200 200"),
    _get("consultation-new", _ASKING),
    _post("consultation-new", _ASKING),
    _get("consultation", _BEFORE, _FIRST),
    _get("consultation", _CIRCLE, _OPEN),
    _get("consultation", _CIRCLE, "consultation_synthesis"),
    _get("consultation", _CIRCLE, "consultation_agreement"),
    _get("consultation", _CIRCLE, "consultation_released"),
    _get("consultation", _CIRCLE, "consultation_closed"),
    _get("consultation", _CIRCLE, "consultation_withdrawn"),
    _get("consultation", NOBODY, "consultation_absent"),
    _get("consultation-edit", _EDITING, _FIRST),
    _post("consultation-edit", _EDITING, _FIRST),
    _get("consultation-edit", _ASKED, _OPEN),
    _get("consultation-open", "login 403 404 404 404 404 200 404", _FIRST),
    _post("consultation-open", "login 403 404 404 404 404 200 404", _FIRST, version="1"),
    _get("consultation-deadline", _RUN, _OPEN),
    _get("consultation-evaluate", _RUN, _OPEN),
    _post("consultation-evaluate", _RAN, _OPEN, **_STEP),
    _get("consultation-close", _RUN, "consultation_released"),
    _post("consultation-close", _RAN, "consultation_released", **_STEP),
    _get("consultation-withdraw", "login 200 403 403 403 403 200 404", _OPEN),
    _get("consultation-withdraw", "login 200 404 404 404 404 200 404", _FIRST),
    _post("consultation-withdraw", "login -> 404 404 404 404 -> 404", _FIRST, **_STEP),
    _get("file-new", _EDITING, _FIRST),
    _post("file-new", _EDITING, _FIRST),
    _get("file-new", _ASKED, _OPEN),
    _get("file-remove", _EDITING, "consultation_file_asked"),
    _post("file-remove", "login -> 404 404 404 404 404 404", "consultation_file_asked"),
    _get("file", _CIRCLE, "consultation_file_named"),
]
