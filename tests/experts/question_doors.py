"""What each role meets at questions of the Landkreistag; rows of tests/doors.py.

Columns: public liaison programme deputy lead other moderator admin.
"""

from __future__ import annotations

_CIRCLE = "login 200 200 200 200 200 200 404"
_BEFORE = "login 200 404 404 404 404 200 404"
_ASKING = "login 200 403 403 403 403 200 403"
_EDITING = "login 200 404 404 404 404 200 404"
_ASKED = "login 403 403 403 403 403 403 404"
_RUN = "login 403 403 403 403 403 200 404"
_RAN = "login 403 403 403 403 403 -> 404"
_NOBODY = "login 404 404 404 404 404 404 404"
_STAFF = "404 404 404 404 404 404 200 200"

_OPEN, _FIRST = "consultation_open", "consultation_asked"
_STEP = {"version": "1", "reason": "Alle haben geantwortet."}

type Row = tuple[str, str, str, str, dict[str, str]]


def _get(name: str, answers: str, thing: str = "") -> Row:
    return f"experts:{name}", answers, thing, "get", {}


def _post(name: str, answers: str, thing: str, **data: str) -> Row:
    return f"experts:{name}", answers, thing, "post", data


ROWS: list[Row] = [
    _get("consultation-list", "200 200 200 200 200 200 200 200"),
    _get("consultation-new", _ASKING),
    ("experts:consultation-new", _ASKING, "", "post", {}),
    _get("consultation", _BEFORE, _FIRST),
    _get("consultation", _CIRCLE, _OPEN),
    _get("consultation", _CIRCLE, "consultation_synthesis"),
    _get("consultation", _CIRCLE, "consultation_agreement"),
    _get("consultation", _CIRCLE, "consultation_released"),
    _get("consultation", _CIRCLE, "consultation_closed"),
    _get("consultation", _CIRCLE, "consultation_withdrawn"),
    _get("consultation", _NOBODY, "consultation_absent"),
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
    ("experts:file", _CIRCLE, "consultation_file_named", "get", {}),
    *(
        (f"admin:experts_{name}_changelist", _STAFF, "", "get", {})
        for name in (
            *("author", "consultation", "consultationfile", "contribution"),
            *("contributionversion", "followup", "opinion", "outcome", "paragraph"),
            *("quotation", "release"),
        )
    ),
]
