"""What each role meets at summaries in work; see tests/door.py.

Nobody but the moderators knows that one is written; the Kreise read it while it is agreed upon.
"""

from __future__ import annotations

from functools import partial

from tests.door import NOBODY, Door, get, post

_get, _post = partial(get, "experts"), partial(post, "experts")

_OFFICE = "login 404 404 404 404 404 200 404"
_SENT = "login 404 404 404 404 404 -> 404"
_LATE = "login 404 404 404 404 404 403 404"
_DRAFT = "login 404 404 200 200 200 200 404"
_OWN = "login 404 404 -> -> 404 404 404"

_WORK, _AGREED, _RELEASED = "consultation_synthesis", "consultation_agreement", "paragraph_released"
_PARAGRAPH, _ELSEWHERE = "paragraph_synthesis", "paragraph_elsewhere"
_TOKEN = "1f0c3a52-6a1b-4d0e-9a55-0d6f3f1f7a12"
_WORDS = {"section": "aussagen", "text": "Es fehlen Räume.", "version": "1", "token": _TOKEN}
_QUOTED = {"wording": "Es fehlen Lehrkräfte.", "version": "1", "token": _TOKEN}
_SETTLED = {"settled": "geloest", "note": "Jetzt acht.", "version": "1"}

DOORS: list[Door] = [
    _get("summary-work", _OFFICE, _WORK),
    _get("summary-work", _OFFICE, _AGREED),
    _get("summary-work", _LATE, "consultation_open"),
    _get("summary-work", _LATE, "consultation_released"),
    _get("summary-work", NOBODY, "consultation_absent"),
    _get("paragraph-new", _OFFICE, _WORK),
    _post("paragraph-new", _SENT, _WORK, **_WORDS),
    _get("paragraph-edit", _OFFICE, _PARAGRAPH),
    _post("paragraph-edit", _SENT, _PARAGRAPH, **_WORDS),
    _get("paragraph-edit", _OFFICE, "paragraph_agreement"),
    _get("paragraph-edit", _LATE, _RELEASED),
    _post("paragraph-edit", _LATE, _RELEASED, **_WORDS),
    _get("paragraph-edit", NOBODY, _ELSEWHERE),
    _get("paragraph-remove", _OFFICE, _PARAGRAPH),
    _post("paragraph-remove", _SENT, _PARAGRAPH, version="1"),
    _post("paragraph-remove", NOBODY, _ELSEWHERE, version="1"),
    _post("paragraph-move", _SENT, _PARAGRAPH, platz="1"),
    _post("method-draft", _SENT, _WORK),
    _post("source-contribution", NOBODY, _PARAGRAPH, antwort="999999"),
    _get("source-practice", _OFFICE, _PARAGRAPH),
    _post("source-practice", NOBODY, _PARAGRAPH, praxis="999999"),
    _get("source-document", _OFFICE, _PARAGRAPH),
    _post("source-document", _SENT, _PARAGRAPH, title="A", link="https://b.example/"),
    _post("source-remove", _SENT, "source_synthesis"),
    _get("quotation-new", _OFFICE, "quoting_synthesis"),
    _post("quotation-new", _SENT, "quoting_synthesis", **_QUOTED),
    _get("quotation-edit", _OFFICE, "quotation_synthesis"),
    _post("quotation-edit", _SENT, "quotation_synthesis", **_QUOTED),
    _post("quotation-remove", _SENT, "quotation_synthesis"),
    _get("summary-present", _OFFICE, _WORK),
    _get("summary-present", _SENT, _AGREED),
    _get("summary-agree", _OFFICE, _WORK),
    _get("summary-agree", _DRAFT, _AGREED),
    _get("summary-agree", _LATE, "consultation_released"),
    _post("summary-agree", "login 404 404 200 200 200 200 404", _AGREED, verdict="einspruch"),
    _post("quotation-decide", _OWN, "quotation_agreement", consent="kreis", version="1"),
    _post("quotation-decide", NOBODY, "quotation_synthesis", consent="ja", version="1"),
    _get("opinion-settle", _OFFICE, "opinion_agreement"),
    _post("opinion-settle", _SENT, "opinion_agreement", **_SETTLED),
]
