"""What each role meets at released summaries and on the way to them; see tests/door.py."""

from __future__ import annotations

from functools import partial

from tests.door import NOBODY, Door, get, post

_get, _post = partial(get, "experts"), partial(post, "experts")

_OPEN = "200 200 200 200 200 200 200 200"
_INSIDE = "login 200 200 200 200 200 200 404"
_OPEN_ON = "-> -> -> -> -> -> -> ->"
_INSIDE_ON = "login -> -> -> -> -> -> 404"
_RUN = "login 403 403 403 403 403 200 404"
_RAN = "login 403 403 403 403 403 -> 404"
_NOT_NOW = "login 403 403 403 403 403 403 404"
_NOTING = "login 200 403 403 403 403 200 404"
_NOTED = "login -> 403 403 403 403 -> 404"
_ASKING = "login 200 403 403 403 403 403 404"
_ASKED = "login -> 403 403 403 403 403 404"
# The liaison reads and the Kreise read it; the programme team does not know of it.
_ANSWERING = "login 403 404 403 403 403 200 404"
_ANSWERED = "login 403 404 403 403 403 -> 404"

_TOKEN = "6f0c3a52-6a1b-4d0e-9a55-0d6f3f1f7a12"
_OUTCOME = {"use": "anhoerung", "text": "Vor dem Ausschuss.", "day": "2026-11-20", "link": ""}

_FILES = ("release", "release-pdf", "release-xlsx", "release-differences")

DOORS: list[Door] = [
    _get("summary", _OPEN_ON, "summary_public"),
    _get("summary", _INSIDE_ON, "summary_partners"),
    # Before it is released there is none, for nobody.
    _get("summary", NOBODY, "consultation_agreement"),
    _get("summary", NOBODY, "consultation_absent"),
    *(_get(name, _OPEN, "release_public") for name in _FILES),
    *(_get(name, _INSIDE, "release_partners") for name in _FILES),
    *(_get(name, NOBODY, "release_absent") for name in _FILES),
    _get("release", _INSIDE, "release_first_partners"),
    _get("release-differences", NOBODY, "release_first_public"),
    _get("summary-release", _RUN, "summary_ready"),
    _post("summary-release", _RAN, "summary_ready", version="1", seen="x"),
    _get("summary-release", _RUN, "summary_handed"),
    _post("summary-release", _RAN, "summary_handed", version="1", seen="x"),
    _get("summary-release", _NOT_NOW, "consultation_synthesis"),
    _get("summary-release", "login 404 404 404 404 404 404 404", "consultation_absent"),
    _get("summary-narrow", _RUN, "summary_public"),
    _post("summary-narrow", _RAN, "summary_public", version="1", reason="Ein Versehen."),
    _get("summary-narrow", _NOT_NOW, "summary_partners"),
    _get("outcome-new", _NOTING, "summary_partners"),
    _post("outcome-new", _NOTED, "summary_partners", version="1", token=_TOKEN, **_OUTCOME),
    _get("outcome-new", NOBODY, "consultation_agreement"),
    _get("outcome-edit", _NOTING, "outcome_partners"),
    _post("outcome-edit", _NOTED, "outcome_partners", version="1", token=_TOKEN, **_OUTCOME),
    _get("outcome-edit", NOBODY, "outcome_absent"),
    _get("follow-up-new", _ASKING, "summary_partners"),
    _post("follow-up-new", _ASKED, "summary_partners", token=_TOKEN, text="Und 2025?"),
    _get("follow-up-new", NOBODY, "consultation_agreement"),
    _get("follow-up-answer", _ANSWERING, "follow_up_partners"),
    _post("follow-up-answer", _ANSWERED, "follow_up_partners", version="1", answer="Ja."),
    _get("follow-up-answer", NOBODY, "outcome_absent"),
]
