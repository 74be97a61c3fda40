"""What each role meets at practices of Kreis Lippe and at adoptions; see tests/door.py."""

from __future__ import annotations

from functools import partial

from tests.door import EVERYBODY, KREISE_ONLY, NOBODY, SIGNED_IN, Door, get, post

_get, _post = partial(get, "practices"), partial(post, "practices")

_OWN_KREIS = "login 404 404 200 200 404 404 404"
_OWN_KREIS_OPEN_TO_OFFICE = "login 404 404 200 200 404 403 404"

_PUBLISHED, _SUBMITTED = "practice_published", "practice_submitted"
_TAKEN_OUT = "practice_archived_by_office"

DOORS: list[Door] = [
    # Practices of Kreis Lippe in every state and for every audience
    _get("practice-list", EVERYBODY),
    _get("practice", EVERYBODY, "practice_public"),
    _get("practice", "login 200 200 200 200 200 200 404", "practice_partners"),
    _get("practice", "login 404 200 200 200 200 200 404", "practice_network"),
    _get("practice", "login 404 404 200 200 200 200 404", "practice_members"),
    _get("practice", "login 404 404 200 200 404 404 404", "practice_draft"),
    _get("practice", "login 404 404 200 200 404 200 404", "practice_submitted"),
    _get("practice", "login 404 404 200 200 404 200 404", "practice_query"),
    _get("practice", EVERYBODY, "practice_to_review"),
    _get("practice", "login 404 404 200 200 404 200 404", "practice_archived"),
    _get("practice", NOBODY, "practice_absent"),
    _get("practice", "login 404 -> -> -> -> -> 404", "practice_merged"),
    # On paper: as the page
    _get("practice-pdf", EVERYBODY, "practice_public"),
    _get("practice-pdf", "login 200 200 200 200 200 200 404", "practice_partners"),
    _get("practice-pdf", "login 404 200 200 200 200 200 404", "practice_network"),
    _get("practice-pdf", "login 404 404 200 200 200 200 404", "practice_members"),
    _get("practice-pdf", _OWN_KREIS, "practice_draft"),
    _get("practice-pdf", "login 404 404 200 200 404 200 404", "practice_submitted"),
    _get("practice-pdf", NOBODY, "practice_absent"),
    _get("practice-pdf", "login 404 -> -> -> -> -> 404", "practice_merged"),
    # Writing practices
    _get("practice-new", KREISE_ONLY),
    _get("own", KREISE_ONLY),
    _get("saved", SIGNED_IN),
    _get("practice-edit", _OWN_KREIS, "practice_draft"),
    _get("practice-edit", _OWN_KREIS_OPEN_TO_OFFICE, "practice_query"),
    _get("practice-edit", "login 404 404 403 403 404 200 404", "practice_submitted"),
    _get("practice-edit", "login 403 403 403 403 403 403 403", "practice_published"),
    _get("practice-check", _OWN_KREIS, "practice_draft"),
    _get("practice-section", _OWN_KREIS, "practice_section"),
    _get("practice-section", _OWN_KREIS, "section_with_files"),
    _get("practice-section", NOBODY, "practice_section_absent"),
    _post("section-answers", "login 404 404 -> -> 404 404 404", "practice_section"),
    _post("section-answers", NOBODY, "practice_section_absent"),
    _get("practice-discard", _OWN_KREIS, "practice_draft"),
    _post("remark-answer", "login 404 404 -> -> 404 403 404", "remark"),
    _post("practice-revise", "login 403 403 -> -> 403 -> 403", _PUBLISHED),
    # Taken back by the first who may, it is a draft: no longer with the office, hidden from it.
    _post("practice-withdraw", "login 404 404 -> 403 404 404 404", _SUBMITTED),
    _post("practice-publish", "login 404 404 403 403 404 -> 404", _SUBMITTED),
    _get("practice-query", "login 404 404 403 403 404 200 404", "practice_submitted"),
    _post("practice-confirm", "login 403 403 -> -> 403 -> 403", _PUBLISHED),
    _get("practice-archive", "login 403 403 403 200 403 200 403", "practice_published"),
    _get("practice-archive", "login 404 404 403 200 404 200 404", "practice_archived"),
    _get("practice-archive", "login 404 404 403 403 404 200 404", _TAKEN_OUT),
    _post("practice-archive", "login 404 404 403 403 404 -> 404", _TAKEN_OUT, back=""),
    _post("practice-publish", "login 404 -> -> -> -> -> 404", "practice_merged"),
    _get("practice-audience", "login 403 403 200 200 403 200 403", "practice_published"),
    _post("practice-keep", "login -> -> -> -> -> -> 403", _PUBLISHED),
    _post("practice-keep", "login 404 404 -> -> 404 404 404", "practice_draft"),
    _get("practice-editions", SIGNED_IN, "practice_published"),
    _get("practice-editions", _OWN_KREIS, "practice_draft"),
    _get("practice-differences", SIGNED_IN, "practice_pair"),
    # Adoptions: of Kreis Lippe's practices by the Kreis of „other“, and one by Kreis Lippe
    _get("adoption-list", "login 403 200 200 200 200 200 403"),
    _get("adoption-begin", "login 403 403 403 403 200 403 403", "practice_public"),
    _get("adoption-begin", "login 404 404 403 403 200 403 404", "practice_members"),
    _get("adoption-begin", "login 404 404 403 403 404 403 404", "practice_archived"),
    _get("adoption-begin", NOBODY, "practice_absent"),
    _post("adoption-begin", "login 404 403 403 403 200 403 404", "practice_network"),
    _post("adoption-begin", "login 404 404 403 403 404 403 404", "practice_query"),
    _get("adoption", "login 404 200 200 200 200 200 404", "adoption"),
    _get("adoption", "login 404 404 200 200 200 200 404", "adoption_members"),
    _get("adoption", "login 404 404 200 200 200 200 404", "adoption_archived"),
    _get("adoption", "login 404 200 200 200 200 200 404", "adoption_of_lippe"),
    _get("adoption-edit", "login 404 403 403 403 200 200 404", "adoption"),
    _get("adoption-edit", "login 404 403 200 200 403 200 404", "adoption_of_lippe"),
    _post("adoption-edit", "login 404 403 200 200 403 200 404", "adoption_of_lippe"),
    _get("adoption-withdraw", "login 405 405 405 405 405 405 405", "adoption"),
    _post("adoption-withdraw", "login 404 403 -> -> 403 -> 404", "adoption_of_lippe"),
    _post("adoption-source-seen", "login 404 403 -> -> 403 -> 404", "adoption_of_lippe"),
    _post("adoption-source-seen", "login 404 404 403 403 404 -> 404", "adoption_archived"),
    _get("adoption-outcome", "login 404 403 403 403 200 200 404", "adoption_after_6"),
    _get("adoption-outcome", "login 404 403 200 200 403 200 404", "adoption_of_lippe_after_12"),
    _post("adoption-outcome", "login 404 403 200 200 403 200 404", "adoption_of_lippe_after_12"),
    _get("adoption-outcome", NOBODY, "adoption_after_7"),
    # Files and pictures have the right of their practice; files are for the network only.
    _get("practice-file", "login 404 200 200 200 200 200 404", "file_of_public"),
    _get("practice-file", "login 404 404 200 200 200 200 404", "file_of_members"),
    _get("practice-file", "login 404 404 200 200 404 404 404", "file_of_draft"),
    _get("practice-file", "login 404 404 200 200 404 200 404", "file_of_submitted"),
    _get("practice-file", "login 404 404 200 200 404 200 404", "file_of_archived"),
    _get("practice-file", NOBODY, "file_elsewhere"),
    _get("practice-picture", EVERYBODY, "practice_public"),
    _get("practice-picture", "login 404 404 200 200 200 200 404", "practice_members"),
    _get("practice-picture", _OWN_KREIS, "practice_draft"),
    _get("practice-picture", "login 404 404 200 200 404 200 404", _SUBMITTED),
    _get("practice-picture", NOBODY, "practice_absent"),
    _get("file-add", _OWN_KREIS, "practice_draft"),
    _post("file-add", _OWN_KREIS, "practice_draft"),
    _post("file-add", "login 403 403 403 403 403 403 403", _PUBLISHED),
    _get("file-remove", _OWN_KREIS, "file_in_editor"),
    _post("file-remove", "login 404 404 -> 404 404 404 404", "file_in_editor"),
    _get("picture-edit", _OWN_KREIS, "practice_draft"),
    _post("picture-edit", _OWN_KREIS, "practice_draft"),
    _get("picture-remove", _OWN_KREIS, "practice_draft"),
    _post("picture-remove", "login 404 404 -> -> 404 404 404", "practice_draft"),
]
