"""What a practice's page shows to all who read the same fields of it, in its parts."""

from __future__ import annotations

import hashlib
import re
from copy import copy
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import SafeString

from practices.fields import INTERNAL
from practices.models import Practice

if TYPE_CHECKING:
    from collections.abc import Sequence

# What a drawing is made by: its templates, and the code that says which fields are members' alone.
_DRAWN_BY = tuple(
    settings.ROOT / folder
    for folder in ("templates/practices", "templates/components", "practices", "content")
)


class Parts(NamedTuple):
    """Between them stands what depends on the reader. Each has its template in practices/drawn/."""

    head: str
    article: str
    files: str
    facts: str
    links: str


@cache
def look() -> str:
    """Return a sum of templates, code and icons: another one means that all is drawn anew."""
    known = (file for folder in _DRAWN_BY for file in folder.rglob("*"))
    files = sorted(file for file in known if file.suffix in {".html", ".py"})
    drawn = b"".join(file.read_bytes() for file in files) + static("img/icons.svg").encode()
    return hashlib.sha256(drawn).hexdigest()[:16]


def draw(practice: Practice, *, internal: bool) -> Parts:
    """Draw a practice, fetched by `for_page`; members' fields on request.

    Without them they are empty before a template is asked, so that none can show them.
    """
    seen = practice if internal else _without_internal_fields(practice)
    files = list(practice.files.all()) if internal else []
    context = {"practice": seen, "files": files, "glance": _at_a_glance(seen)}
    return Parts(
        *(render_to_string(f"practices/drawn/{name}.html", context) for name in Parts._fields)
    )


def parts_of(practice: Practice, stored: Sequence[str] | None, *, internal: bool) -> Parts:
    """Return what was drawn of a practice, or draw it where nothing that holds is stored."""
    if stored is None:
        found = Practice.objects.for_page().get(pk=practice.pk)
        stored = draw(found, internal=internal)
    return Parts(*map(SafeString, stored))


def _without_internal_fields(practice: Practice) -> Practice:
    """Return a copy that knows nothing of them."""
    seen = copy(practice)
    for field in Practice._meta.concrete_fields:
        if field.name in INTERNAL:
            setattr(seen, field.name, field.get_default())
    return seen


def _at_a_glance(practice: Practice) -> list[tuple[str, str]]:
    """Return the three things a head of department asks first, each in a sentence of the page."""
    figure = next(iter(practice.indicators), None)
    said = [
        ("Belegt", _figure(*figure) if figure else _sentence(practice.results)),
        ("Das hat geholfen", _sentence(practice.success_factors)),
        ("Nicht funktioniert hat", _sentence(practice.pitfalls)),
    ]
    return [(label, text) for label, text in said if text]


def _figure(label: str, value: str = "", state: str = "") -> str:
    """Say a row of the table: „Einsätze: 2.300 (2025)“."""
    said = f"{label}: {value}" if value else label
    return f"{said} ({state})" if state else said


def _sentence(text: str) -> str:
    """Return the first sentence; an ordinal or an abbreviation does not end it."""
    found = re.match(r".+?[^\W\d_]{3,}[.!?](?=\s|$)", text, re.DOTALL)
    return found[0] if found else text
