"""What each role meets at the addresses of the moderation; see tests/door.py.

Posts are those of Lippe's lead, who hosts the closed room.
"""

from __future__ import annotations

from functools import partial

from tests.door import NOBODY, POST_ONLY, Door, get, post

_get, _post = partial(get, "forum"), partial(post, "forum")

_OPEN = "login 404 404 403 403 403 200 404"
_CLOSED = "login 404 403 404 200 404 404 404"
_LOCKED = "login 404 404 403 403 404 200 404"
_SENT_CLOSED = "login 404 403 404 -> 404 404 404"
_SENT_OPEN = "login 404 404 403 403 403 -> 404"

_WHY = {"reason": "Ohne Namen.", "token": "1f0c3a52-6a1b-4d0e-9a55-0d6f3f1f7a12"}
_RULING = {**_WHY, "seen": "0", "known": "0"}
_REPORT = {"cause": "ton"}


DOORS: list[Door] = [
    # The lead hosts a closed room.
    _get("report-list", "login 404 404 404 200 404 200 404"),
    _get("post-report", "login 404 404 200 403 200 200 404", "post"),
    _get("post-report", "login 404 200 404 403 404 404 404", "post_closed"),
    _get("post-report", "login 404 404 200 403 404 200 404", "post_locked"),
    _get("post-report", "login 404 404 403 403 403 403 404", "post_deleted"),
    _get("post-report", NOBODY, "post_absent"),
    # Of the closed room's only host nobody else decides, and the page says so.
    _post("post-report", "login 404 404 -> 403 -> -> 404", "post", **_REPORT),
    _post("post-report", "login 404 200 404 403 404 404 404", "post_closed", **_REPORT),
    _get("post-moderate", _OPEN, "post"),
    _get("post-moderate", "login 404 403 404 403 404 404 404", "post_closed"),
    _get("post-moderate", _LOCKED, "post_locked"),
    _get("post-moderate", _OPEN, "post_deleted"),
    _get("post-moderate", NOBODY, "post_absent"),
    _post("post-moderate", _SENT_OPEN, "post", act="belassen", **_RULING),
    _post("post-moderate", _SENT_OPEN, "post", act="ausgeblendet", **_RULING),
    _post("post-moderate", "login 404 403 404 403 404 404 404", "post_closed", act="belassen"),
    _get("topic-moderate", _OPEN, "topic"),
    _get("topic-moderate", _CLOSED, "topic_closed"),
    _get("topic-moderate", _LOCKED, "topic_locked"),
    _get("topic-moderate", NOBODY, "topic_deleted"),
    _get("topic-moderate", NOBODY, "topic_absent"),
    _post("topic-moderate", _SENT_OPEN, "topic", act="geschlossen", **_RULING),
    _post("topic-moderate", _SENT_OPEN, "topic", act="geloescht", **_RULING),
    _post("topic-moderate", _SENT_CLOSED, "topic_closed", act="geloescht", **_RULING),
    _get("topic-delete", POST_ONLY, "topic"),
    # Once the lead deleted it, it is not there.
    _post("topic-delete", "login 404 404 403 -> 404 404 404", "topic"),
    _post("topic-delete", _SENT_CLOSED, "topic_closed"),
    _post("topic-delete", NOBODY, "topic_deleted"),
    _get("topic-restore", POST_ONLY, "topic_deleted"),
    _post("topic-restore", "login 404 404 404 404 404 -> 404", "topic_deleted"),
    _post("topic-restore", NOBODY, "topic"),
    _get("bin", "login 404 200 200 200 200 200 404"),
    # Addressed to the lead, and answered.
    _get("decision", "login 404 404 404 200 404 404 404", "decision"),
    _post("decision", "login 404 404 404 -> 404 404 404", "decision", text="Geändert."),
    _get("answer-note", POST_ONLY, "decision_answered"),
    _post("answer-note", "login 404 404 404 404 404 -> 404", "decision_answered"),
    _post("answer-note", NOBODY, "decision"),
    _get("room-locks", _OPEN, "room"),
    _get("room-locks", _CLOSED, "room_closed"),
    _get("room-locks", _LOCKED, "room_locked"),
    _get("room-locks", NOBODY, "room_absent"),
    _post("room-locks", _OPEN, "room"),
    _post("room-locks", _CLOSED, "room_closed"),
    _get("lock-lift", POST_ONLY, "lock"),
    _post("lock-lift", "login 404 404 403 403 404 -> 404", "lock"),
]
