from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.shortcuts import render

from content.prepared import prepared
from practices.access import may_adopt, may_list_adoptions, may_see_all_of_adoptions
from practices.choices import AdoptionState
from practices.forms import AdoptionFilterForm
from practices.models import Adoption

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpResponse

    from content.http import SignedInRequest
    from members.models import User
    from practices.models import Practice
    from practices.querysets import AdoptionQuerySet

PAGE_SIZE = 50

_NUMBERS_ONLY = (
    "Welcher Kreis von welchem lernt, lesen die Mitgliedskreise und das Programmteam. "
    "Wie viele Kreise ein Praxisbeispiel übernommen haben, steht bei jedem Beispiel."
)


def adoption_list(request: SignedInRequest) -> HttpResponse:
    """„Wer hat von wem gelernt“."""
    if not may_list_adoptions(request.user):
        reason = {"reason": _NUMBERS_ONLY}
        return render(request, "practices/adoption_list_closed.html", reason, status=403)
    filters = AdoptionFilterForm(request.GET, user=request.user)
    found = filters.found().as_read_by(request.user)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("seite"))
    context = {
        "filters": filters,
        "page": page,
        "details": may_see_all_of_adoptions(request.user),
        "previous_url": filters.page_url(page.number - 1) if page.has_previous() else "",
        "next_url": filters.page_url(page.number + 1) if page.has_next() else "",
    }
    return render(request, "practices/adoption_list.html", context)


@prepared
def _known(reader: User | AnonymousUser, practice_id: int) -> AdoptionQuerySet:
    return Adoption.objects.visible_to(reader).filter(practice_id=practice_id).as_read_by(reader)


def adoptions_shown(user: User | AnonymousUser, practice: Practice) -> dict[str, Any]:
    """Return what a practice's page says of who took it over; one query for who may know."""
    known = _known(user, practice.pk)
    details = may_see_all_of_adoptions(user)
    own = [one for one in known if user.is_authenticated and one.kreis_id == user.kreis_id]
    stopped = [one.reason for one in known if one.state == AdoptionState.STOPPED]
    return {
        "adoptions": known,
        "adoption_details": details,
        "adoption_reasons": stopped if details else [],
        "own_adoption": own[0] if own else None,
        "may_adopt": may_adopt(user, practice),
        "may_list_adoptions": may_list_adoptions(user),
    }
