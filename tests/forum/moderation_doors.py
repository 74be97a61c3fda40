"""What each role meets at the addresses of the moderation; rows of tests/doors.py.

Columns: public liaison programme deputy lead other moderator admin. Posts are those of Lippe's
lead, who hosts the closed room.
"""

from __future__ import annotations

_NOBODY = "login 404 404 404 404 404 404 404"
_POST_ONLY = "login 405 405 405 405 405 405 405"
_STAFF = "404 404 404 404 404 404 200 200"
_OPEN = "login 404 404 403 403 403 200 404"
_CLOSED = "login 404 403 404 200 404 404 404"
_LOCKED = "login 404 404 403 403 404 200 404"
_SENT_CLOSED = "login 404 403 404 -> 404 404 404"
_SENT_OPEN = "login 404 404 403 403 403 -> 404"

_WHY = {"reason": "Ohne Namen.", "token": "1f0c3a52-6a1b-4d0e-9a55-0d6f3f1f7a12"}
_RULING = {**_WHY, "seen": "0", "known": "0"}
_REPORT = {"cause": "ton"}

type Row = tuple[str, str, str, str, dict[str, str]]


def _get(name: str, answers: str, thing: str = "") -> Row:
    return f"forum:{name}", answers, thing, "get", {}


def _post(name: str, answers: str, thing: str, **data: str) -> Row:
    return f"forum:{name}", answers, thing, "post", data


ROWS: list[Row] = [
    # The lead hosts a closed room.
    _get("report-list", "login 404 404 404 200 404 200 404"),
    _get("post-report", "login 404 404 200 403 200 200 404", "post"),
    _get("post-report", "login 404 200 404 403 404 404 404", "post_closed"),
    _get("post-report", "login 404 404 200 403 404 200 404", "post_locked"),
    _get("post-report", "login 404 404 403 403 403 403 404", "post_deleted"),
    _get("post-report", _NOBODY, "post_absent"),
    # Of the closed room's only host nobody else decides, and the page says so.
    _post("post-report", "login 404 404 -> 403 -> -> 404", "post", **_REPORT),
    _post("post-report", "login 404 200 404 403 404 404 404", "post_closed", **_REPORT),
    _get("post-moderate", _OPEN, "post"),
    _get("post-moderate", "login 404 403 404 403 404 404 404", "post_closed"),
    _get("post-moderate", _LOCKED, "post_locked"),
    _get("post-moderate", _OPEN, "post_deleted"),
    _get("post-moderate", _NOBODY, "post_absent"),
    _post("post-moderate", _SENT_OPEN, "post", act="belassen", **_RULING),
    _post("post-moderate", _SENT_OPEN, "post", act="ausgeblendet", **_RULING),
    _post("post-moderate", "login 404 403 404 403 404 404 404", "post_closed", act="belassen"),
    _get("topic-moderate", _OPEN, "topic"),
    _get("topic-moderate", _CLOSED, "topic_closed"),
    _get("topic-moderate", _LOCKED, "topic_locked"),
    _get("topic-moderate", _NOBODY, "topic_deleted"),
    _get("topic-moderate", _NOBODY, "topic_absent"),
    _post("topic-moderate", _SENT_OPEN, "topic", act="geschlossen", **_RULING),
    _post("topic-moderate", _SENT_OPEN, "topic", act="geloescht", **_RULING),
    _post("topic-moderate", _SENT_CLOSED, "topic_closed", act="geloescht", **_RULING),
    _get("topic-delete", _POST_ONLY, "topic"),
    # Once the lead deleted it, it is not there.
    _post("topic-delete", "login 404 404 403 -> 404 404 404", "topic"),
    _post("topic-delete", _SENT_CLOSED, "topic_closed"),
    _post("topic-delete", _NOBODY, "topic_deleted"),
    _get("topic-restore", _POST_ONLY, "topic_deleted"),
    _post("topic-restore", "login 404 404 404 404 404 -> 404", "topic_deleted"),
    _post("topic-restore", _NOBODY, "topic"),
    _get("bin", "login 404 200 200 200 200 200 404"),
    # Addressed to the lead, and answered.
    _get("decision", "login 404 404 404 200 404 404 404", "decision"),
    _post("decision", "login 404 404 404 -> 404 404 404", "decision", text="Geändert."),
    _get("answer-note", _POST_ONLY, "decision_answered"),
    _post("answer-note", "login 404 404 404 404 404 -> 404", "decision_answered"),
    _post("answer-note", _NOBODY, "decision"),
    _get("room-locks", _OPEN, "room"),
    _get("room-locks", _CLOSED, "room_closed"),
    _get("room-locks", _LOCKED, "room_locked"),
    _get("room-locks", _NOBODY, "room_absent"),
    _post("room-locks", _OPEN, "room"),
    _post("room-locks", _CLOSED, "room_closed"),
    _get("lock-lift", _POST_ONLY, "lock"),
    _post("lock-lift", "login 404 404 403 403 404 -> 404", "lock"),
    ("admin:forum_report_changelist", _STAFF, "", "get", {}),
    ("admin:forum_openreport_changelist", _STAFF, "", "get", {}),
    ("admin:forum_decision_changelist", _STAFF, "", "get", {}),
    ("admin:forum_hiddenpost_changelist", _STAFF, "", "get", {}),
]
