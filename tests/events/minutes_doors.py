"""What each role meets at what events of Kreis Lippe left behind; see tests/door.py.

The deputy is of the same Kreis and no organiser; „other“ took part and has the task.
"""

from __future__ import annotations

from functools import partial

from tests.door import EVERYBODY, NETWORK, NOBODY, POST_ONLY, Door, get, post

_get, _post = partial(get, "events"), partial(post, "events")

_CAME = "login 404 404 404 200 200 200 404"
_WRITERS = "login 404 404 404 200 404 200 404"
_WRITTEN = "login 404 403 403 200 403 200 404"
_SENT = "login 404 403 403 -> 403 -> 404"

_TASK = {"text": "Neu", "due": "", "effort": "", "token": "1f0c3a52-6a1b-4d0e-9a55-0d6f3f1f7a13"}
_TEXT = {"text": "Neu", "audience": "2", "version": "0"}


DOORS: list[Door] = [
    _get("minutes", EVERYBODY, "minutes_public"),
    _get("minutes", NETWORK, "minutes"),
    _get("minutes", _CAME, "minutes_of_participants"),
    _get("minutes", _WRITERS, "minutes_draft"),
    _get("minutes", NOBODY, "event_past"),
    _get("minutes", NOBODY, "event_absent"),
    _get("event", NETWORK, "event_past"),
    _get("minutes-edit", _WRITTEN, "event_past"),
    _get("minutes-edit", _WRITTEN, "minutes"),
    # It has not begun yet.
    _get("minutes-edit", "login 404 403 403 403 403 403 404", "event_network"),
    _post("minutes-edit", _SENT, "event_past", **_TEXT),
    _get("minutes-publish", POST_ONLY, "minutes_draft"),
    _post("minutes-publish", _SENT, "minutes_draft", version="1"),
    _post("minutes-publish", "login 404 403 403 404 403 404 404", "event_past"),
    _get("minutes-versions", NETWORK, "minutes"),
    _get("minutes-versions", _WRITERS, "minutes_draft"),
    _get("task-new", _WRITTEN, "minutes"),
    _get("task-new", "login 404 403 403 404 403 404 404", "event_past"),
    _get("task-edit", _WRITTEN, "task"),
    _get("task-edit", "login 404 403 403 404 403 404 404", "task_elsewhere"),
    _post("task-done", "login 404 403 403 -> -> -> 404", "task"),
    _post("task-done", NOBODY, "task_elsewhere"),
    _get("task-done", POST_ONLY, "task"),
    # The lead was first.
    _post("task-remove", "login 404 403 403 -> 403 404 404", "task"),
    _get("task-remove", POST_ONLY, "task"),
    _get("material", EVERYBODY, "material_public"),
    _get("material", NETWORK, "material"),
    _get("material", _CAME, "material_of_registered"),
    _get("material", _WRITERS, "material_afterwards"),
    _get("material", NOBODY, "material_elsewhere"),
    _get("material-new", _WRITTEN, "event_past"),
    _get("material-remove", _WRITTEN, "material_in_editor"),
]
