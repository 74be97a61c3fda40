from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render

from experts.access import may_ask, may_see_progress
from experts.choices import Stage
from experts.models import Consultation

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest, HttpResponse

    from members.models import User

_DONE = (Stage.RELEASED, Stage.CLOSED)


# The public reads here what was released to it.
@login_not_required
def consultation_list(request: HttpRequest) -> HttpResponse:
    """Show what is open first, then what is in work, then the archive."""
    user = request.user
    found = _with_progress(user)
    parts = (
        (
            "Offene Anfragen",
            "Zurzeit ist keine Anfrage offen. Gibt es eine, erhalten die Kreise eine Mitteilung.",
            [one for one in found if one.stage in {Stage.ASKED, Stage.OPEN}],
        ),
        (
            "In Auswertung und Abstimmung",
            "Hier stehen Anfragen, deren Rückmeldungen die Moderation zusammenfasst.",
            [one for one in found if one.is_in_work],
        ),
        (
            "Archiv",
            "Freigegebene Auswertungen finden Sie später hier.",
            [one for one in found if one.stage in {*_DONE, Stage.WITHDRAWN}],
        ),
    )
    return render(
        request, "experts/consultation_list.html", {"parts": parts, "may_ask": may_ask(user)}
    )


def _with_progress(user: User | AnonymousUser) -> list[Consultation]:
    found = list(Consultation.objects.visible_to(user).order_by("deadline", "pk"))
    for one in found:
        shown: Any = one
        shown.progress_shown = may_see_progress(user, one)
    return found
