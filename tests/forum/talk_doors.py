"""What each role meets at rooms, topics, posts and their files; see tests/door.py.

One room is open to all Kreise, one to the programme too, one is closed and names the lead of Lippe
as host and the programme team; from one „other“ is locked out, one is archived.
"""

from __future__ import annotations

from functools import partial

from tests.door import NETWORK, NOBODY, POST_ONLY, Door, get, post

_get, _post = partial(get, "forum"), partial(post, "forum")

_ROOM_OPEN = "login 404 404 200 200 200 200 404"
_ROOM_CLOSED = "login 404 200 404 200 404 404 404"
_ROOM_LOCKED = "login 404 404 200 200 404 200 404"
# The same, where the page is to be posted to and leads on.
_SENT_OPEN = "login 404 404 -> -> -> -> 404"
_SENT_CLOSED = "login 404 -> 404 -> 404 404 404"

_SECOND = {"number": "2"}
_FIRST = {"version": "1", "text": "Mit einem Zug."}
_ANSWER = {"text": "Mit einem Bus.", "token": "1f0c3a52-6a1b-4d0e-9a55-0d6f3f1f7a11"}
_THEME = {"art": "themenfeld", "was": "sprache"}

DOORS: list[Door] = [
    # The protected discussion: rooms
    _get("topic-list", NETWORK),
    _get("all-read", POST_ONLY),
    _post("all-read", "login 404 -> -> -> -> -> 404"),
    _get("rules-accept", NETWORK),
    _post("rules-accept", "login 404 -> -> -> -> -> 404"),
    _get("post-bin", NETWORK),
    _get("drafts", NETWORK),
    _post("drafts", "login 404 -> -> -> -> -> 404"),
    _get("watching", NETWORK),
    _get("theme-choice", NETWORK),
    _post("theme-choice", "login 404 -> -> -> -> -> 404"),
    _get("watch-set", POST_ONLY),
    _post("watch-set", "login 404 -> -> -> -> -> 404", **_THEME),
    _post("watch-set", NOBODY),
    _get("room-new", "login 404 403 403 200 200 200 404"),
    _post("room-new", "login 404 403 403 200 200 200 404"),
    _get("topic-new", NETWORK),
    _post("topic-new", NETWORK),
    _get("room", _ROOM_OPEN, "room"),
    _get("room", NETWORK, "room_programme"),
    _get("room", _ROOM_CLOSED, "room_closed"),
    _get("room", _ROOM_LOCKED, "room_locked"),
    _get("room", _ROOM_OPEN, "room_archived"),
    _get("room", NOBODY, "room_absent"),
    _get("room-readers", _ROOM_OPEN, "room"),
    _get("room-readers", _ROOM_CLOSED, "room_closed"),
    _get("room-readers", _ROOM_LOCKED, "room_locked"),
    _get("room-readers", NOBODY, "room_absent"),
    _get("room-mentions", _ROOM_OPEN, "room"),
    _get("room-mentions", NETWORK, "room_programme"),
    _get("room-mentions", _ROOM_CLOSED, "room_closed"),
    _get("room-mentions", _ROOM_LOCKED, "room_locked"),
    _get("room-mentions", NOBODY, "room_absent"),
    _get("room-archive", POST_ONLY, "room"),
    _post("room-archive", "login 404 404 403 403 403 -> 404", "room"),
    _post("room-archive", "login 404 403 404 -> 404 404 404", "room_closed"),
    _post("room-archive", "login 404 404 403 403 404 -> 404", "room_locked"),
    _get("room-edit", "login 404 404 403 403 403 200 404", "room"),
    _get("room-edit", "login 404 403 404 200 404 404 404", "room_closed"),
    _post("room-edit", "login 404 403 404 200 404 404 404", "room_closed"),
    _get("room-members", "login 404 404 403 403 403 200 404", "room"),
    _get("room-members", "login 404 403 403 403 403 403 404", "room_programme"),
    _get("room-members", _ROOM_CLOSED, "room_closed"),
    _get("room-members", "login 404 404 403 403 404 200 404", "room_locked"),
    _get("room-members", NOBODY, "room_absent"),
    # Whoever may name people there names nobody: that one is not found.
    _get("room-admit", POST_ONLY, "room_closed"),
    _post("room-admit", "login 404 404 403 403 403 404 404", "room"),
    _post("room-admit", "login 404 403 404 404 404 404 404", "room_closed"),
    _get("room-remove", POST_ONLY, "room_closed"),
    _post("room-remove", "login 404 404 403 403 403 404 404", "room"),
    _post("room-remove", "login 404 403 404 404 404 404 404", "room_closed"),
    _get("room-host", POST_ONLY, "room_closed"),
    _post("room-host", "login 404 403 404 404 404 404 404", "room_closed"),
    _post("room-host", _SENT_CLOSED, "room_closed", selbst="1"),
    _post("room-host", "login 404 404 403 403 403 404 404", "room", selbst="1"),
    _get("room-leave", POST_ONLY, "room_closed"),
    _post("room-leave", _SENT_OPEN, "room"),
    _post("room-leave", _SENT_CLOSED, "room_closed"),
    # Topics; those of Lippe's lead
    _get("topic", _ROOM_OPEN, "topic"),
    _get("topic", NETWORK, "topic_programme"),
    _get("topic", _ROOM_CLOSED, "topic_closed"),
    _get("topic", _ROOM_LOCKED, "topic_locked"),
    _get("topic", _ROOM_OPEN, "topic_archived"),
    _get("topic", NOBODY, "topic_deleted"),
    _get("topic", NOBODY, "topic_absent"),
    _get("post-new", "login 404 404 -> -> -> -> 404", "topic"),
    _post("post-new", _SENT_OPEN, "topic", **_ANSWER),
    _post("post-new", _SENT_CLOSED, "topic_closed", **_ANSWER),
    _post("post-new", "login 404 404 -> -> 404 -> 404", "topic_locked", **_ANSWER),
    _post("post-new", "login 404 404 409 409 409 409 404", "topic_archived", **_ANSWER),
    _post("post-new", NOBODY, "topic_deleted", **_ANSWER),
    _get("post-files", "login 404 404 -> -> -> -> 404", "topic"),
    _post("post-files", _ROOM_OPEN, "topic"),
    _post("post-files", _ROOM_CLOSED, "topic_closed"),
    _post("post-files", "login 404 404 200 200 404 200 404", "topic_locked"),
    _post("post-files", "login 404 404 409 409 409 409 404", "topic_archived"),
    _post("post-files", NOBODY, "topic_deleted"),
    _get("draft-save", "login 404 404 -> -> -> -> 404", "topic"),
    _post("draft-save", _ROOM_OPEN, "topic"),
    _post("draft-save", _ROOM_CLOSED, "topic_closed"),
    _get("topic-edit", "login 404 404 403 200 403 200 404", "topic"),
    _post("topic-edit", "login 404 404 403 200 403 200 404", "topic"),
    _get("topic-edit", "login 404 403 404 200 404 404 404", "topic_closed"),
    _get("topic-edit", "login 404 404 403 403 403 200 404", "topic_archived"),
    _get("topic-edit", NOBODY, "topic_absent"),
    _get("topic-practice", "login 404 404 200 200 200 403 404", "topic"),
    _post("topic-practice", "login 404 404 200 200 200 403 404", "topic"),
    _get("topic-practice", "login 404 403 404 200 404 404 404", "topic_closed"),
    _get("topic-state", POST_ONLY, "topic"),
    _post("topic-state", "login 404 404 403 403 403 -> 404", "topic"),
    _post("topic-state", "login 404 403 404 -> 404 404 404", "topic_closed"),
    _get("topic-summary", "login 404 404 403 403 403 200 404", "topic"),
    _post("topic-summary", "login 404 404 403 403 403 200 404", "topic"),
    _get("topic-summary", "login 404 403 404 200 404 404 404", "topic_closed"),
    _get("topic-follow", POST_ONLY, "topic"),
    _post("topic-follow", _SENT_OPEN, "topic"),
    _post("topic-follow", _SENT_CLOSED, "topic_closed"),
    # Posts; those of Lippe's lead
    _get("post-helpful", POST_ONLY, "topic"),
    _post("post-helpful", _SENT_OPEN, "topic", **_SECOND),
    _post("post-helpful", NOBODY, "topic", number="9"),
    _post("post-helpful", _SENT_CLOSED, "topic_closed", **_SECOND),
    _get("post-best", POST_ONLY, "topic"),
    _post("post-best", "login 404 404 403 -> 403 -> 404", "topic", **_SECOND),
    _post("post-best", "login 404 403 404 -> 404 404 404", "topic_closed", **_SECOND),
    _post("post-best", "login 404 404 403 403 403 -> 404", "topic_archived", **_SECOND),
    _get("post-edit", "login 404 404 403 200 403 403 404", "post"),
    _post("post-edit", "login 404 404 403 200 403 403 404", "post"),
    _get("post-edit", "login 404 403 404 200 404 404 404", "post_closed"),
    _get("post-edit", "login 404 404 403 403 403 403 404", "post_archived"),
    _get("post-edit", "login 404 404 403 403 403 403 404", "post_deleted"),
    _get("post-edit", NOBODY, "post_absent"),
    _get("edit-files", "login 404 404 403 -> 403 403 404", "post"),
    _post("edit-files", "login 404 404 403 200 403 403 404", "post"),
    _post("edit-files", "login 404 403 404 200 404 404 404", "post_closed"),
    _post("edit-files", "login 404 404 403 403 403 403 404", "post_archived"),
    _post("edit-files", "login 404 404 403 403 403 403 404", "post_deleted"),
    _get("edit-draft-save", "login 404 404 403 -> 403 403 404", "post"),
    _post("edit-draft-save", "login 404 404 403 409 403 403 404", "post"),
    _post("edit-draft-save", "login 404 404 403 200 403 403 404", "post", **_FIRST),
    _post("edit-draft-save", "login 404 403 404 200 404 404 404", "post_closed", **_FIRST),
    _get("post-delete", POST_ONLY, "post"),
    _post("post-delete", "login 404 404 403 -> 403 403 404", "post"),
    _post("post-delete", "login 404 403 404 -> 404 404 404", "post_closed"),
    _post("post-delete", "login 404 404 403 403 403 403 404", "post_archived"),
    _get("post-versions", _ROOM_OPEN, "post"),
    _get("post-versions", _ROOM_CLOSED, "post_closed"),
    _get("post-versions", "login 404 404 403 200 403 200 404", "post_deleted"),
    # Files of posts have the right of their post; before, they are their writer's alone.
    _get("post-file", _ROOM_OPEN, "post_file"),
    _get("post-file", NETWORK, "post_file_programme"),
    _get("post-file", _ROOM_CLOSED, "post_file_closed"),
    _get("post-file", _ROOM_LOCKED, "post_file_locked"),
    _get("post-file", _ROOM_OPEN, "post_file_archived"),
    _get("post-file", NOBODY, "post_file_deleted"),
    _get("post-file", NOBODY, "post_file_of_deleted"),
    _get("post-file", NOBODY, "post_file_absent"),
    _get("post-file", "login 404 404 404 200 404 404 404", "draft_file"),
    # Drafts of the forum: back to the page they are written on
    _get("topic-draft-save", "login 404 -> -> -> -> -> 404"),
    _post("topic-draft-save", "login 404 200 200 200 200 200 404"),
    _get("topic-files", "login 404 -> -> -> -> -> 404"),
    _post("topic-files", "login 404 200 200 200 200 200 404"),
]
