from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render

from content.kinds import kinds
from search.filters import SORTS, Choice, address, page_addresses, page_of, sort_of, words_of
from search.finding import Found, search

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


# What the reader may read decides what is found; the public finds what is public.
@login_not_required
def results(request: HttpRequest) -> HttpResponse:
    words, sort, page = words_of(request.GET), sort_of(request.GET), page_of(request.GET)
    known = {kind.name: kind for kind in kinds()}
    art = request.GET.get("art", "")
    art = art if art in known else ""
    values = {"q": words, "art": art, "sortierung": sort}
    context: dict[str, Any] = {"words": words, "art": art, "sort": sort}
    if words:
        filters = {"art": [art]}
        found = search(request.user, words, filters=filters if art else {}, sort=sort, page=page)
        context |= {
            "found": found,
            "tabs": _tabs(found, words, art),
            "sorts": [Choice(value, label, "") for value, label in SORTS.items()],
            "suggestions": [
                Choice(other, other, address({"q": other})) for other in found.suggestions
            ],
            "wider": Choice("", "In allem suchen", address({"q": words})) if art else None,
            **page_addresses(values, found, page),
        }
    return render(request, "search/results.html", context)


def _tabs(found: Found, words: str, art: str) -> list[Choice]:
    counts = found.counts.get("art", {})
    everything = Choice("", "Alles", address({"q": words}), sum(counts.values()), not art)
    tabs = [
        Choice(
            kind.name,
            kind.plural,
            address({"q": words, "art": kind.name}),
            counts.get(kind.name, 0),
            kind.name == art,
        )
        for kind in kinds()
    ]
    return [everything, *(tab for tab in tabs if tab.count or tab.selected)]
