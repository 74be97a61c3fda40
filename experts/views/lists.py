from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render

from experts.access import may_ask, reads_summaries
from experts.choices import Stage
from experts.filters import A_PAGE, ArchiveFilters
from experts.listing import listed_releases, running_and_withdrawn
from experts.querysets import is_liaison
from search.filters import page_addresses
from search.finding import search

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest, HttpResponse

    from experts.models import Consultation
    from members.models import User

# Of those taken back, so many are of interest still.
_MOST_WITHDRAWN = 5
_NOTHING_OPEN = (
    "Zurzeit ist keine Anfrage offen. Gibt es eine, erhalten die Kreise eine Mitteilung."
)
_NOTHING_ASKED = (
    "Zurzeit ist keine Ihrer Fragen offen. Die nächste stellen Sie mit „Frage stellen“."
)
_NOTHING_IN_WORK = "Hier stehen Anfragen, deren Rückmeldungen die Moderation zusammenfasst."


# The public reads here what was released to it.
@login_not_required
def consultation_list(request: HttpRequest) -> HttpResponse:
    """Show what is open first, then what is in work, then the archive of summaries."""
    user = request.user
    filters = ArchiveFilters(request.GET)
    # Whoever looks something up in the archive is not told of the rest once more.
    at_first = not filters.is_narrow and filters.after is None
    context = {
        "parts": _parts(user) if at_first and reads_summaries(user) else [],
        "filters": filters,
        "may_ask": may_ask(user),
        **_archive(user, filters),
    }
    return render(request, "experts/consultation_list.html", context)


def _parts(user: User | AnonymousUser) -> list[tuple[str, str, list[Consultation]]]:
    """Return title, what to say where there is nothing, and the consultations of each part."""
    found = running_and_withdrawn(user)
    running = [one for one in found if one.stage in {Stage.ASKED, Stage.OPEN}]
    withdrawn = [one for one in found if one.stage == Stage.WITHDRAWN]
    own = is_liaison(user)
    parts = [
        (
            "Ihre offenen Fragen" if own else "Offene Anfragen",
            _NOTHING_ASKED if own else _NOTHING_OPEN,
            running,
        ),
        (
            "In Auswertung und Abstimmung",
            _NOTHING_IN_WORK,
            [one for one in found if one.is_in_work],
        ),
    ]
    if withdrawn and may_ask(user):
        parts.append(("Zurückgezogen", "", withdrawn[-_MOST_WITHDRAWN:]))
    return parts


def _archive(user: User | AnonymousUser, filters: ArchiveFilters) -> dict[str, object]:
    """Return a page of what was released to this reader: found by words, or newest first."""
    if filters.words:
        found = search(
            user,
            filters.words,
            kind="auswertung",
            filters=filters.chosen,
            page=filters.page,
            size=A_PAGE,
        )
        return {"found": found, **page_addresses(filters.values, found, filters.page)}
    releases = list(filters.matching(listed_releases(user)))
    more = len(releases) > A_PAGE
    releases = releases[:A_PAGE]
    return {"releases": releases, "more_url": filters.address_after(releases[-1]) if more else ""}
