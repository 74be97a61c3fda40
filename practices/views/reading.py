from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import cache_control

from content.http import first_or_404
from content.prepared import prepared
from content.slugs import german_slug
from notices.services import see
from practices import access, pdf
from practices.choices import State
from practices.editions import label_of
from practices.fields import SECTION_OF_FIELD
from practices.filters import PracticeFilters
from practices.models import Practice, ReviewRemark, SavedPractice
from practices.news import OF_PRACTICE
from practices.parts import look, parts_of
from practices.views.adoption_lists import adoptions_shown
from practices.views.merged import follows_merged
from search.filters import Choice, address, page_addresses
from search.finding import search

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest

    from members.models import User
    from practices.querysets import PracticeQuerySet


# Narrowing acts at once (S28): a copy in the reader's browser is asked about each time.
_asked_each_time = cache_control(private=True, no_cache=True)


# Public practices are read without signing in; the index knows who reads what.
@login_not_required
@_asked_each_time
def practice_list(request: HttpRequest) -> HttpResponse:
    filters = PracticeFilters(request.GET)
    found = search(
        request.user,
        filters.words,
        kind="praxis",
        filters=filters.chosen,
        sort=filters.sort,
        page=filters.page,
        # Drafts are found by who looks for them.
        only_published=not filters.words,
    )
    context = {
        "filters": filters,
        "found": found,
        "facets": filters.facets(found.counts),
        "chips": filters.chips(),
        "suggestions": [
            Choice(words, words, address({**filters.values, "q": words}))
            for words in found.suggestions
        ],
        "wider": _wider(filters),
        **page_addresses(filters.values, found, filters.page),
    }
    return render(request, "practices/practice_list.html", context)


def _wider(filters: PracticeFilters) -> Choice | None:
    """Where to look when nothing is found: without the filters, else among everything."""
    if filters.is_active:
        return Choice("", "Ohne Filter suchen", filters.url_without_filters)
    if filters.words:
        everywhere = reverse("search:results") + address({"q": filters.words})
        return Choice("", "Im ganzen Forum suchen", everywhere)
    return None


@prepared
def _read(reader: User | AnonymousUser, practice_id: int) -> PracticeQuerySet:
    """Find a practice this reader may read, with whether it is on the own „Merkliste“."""
    internal = access.reads_internal_fields(reader)
    saved = SavedPractice.objects.visible_to(reader).filter(practice_id=OuterRef("pk"))
    found = Practice.objects.visible_to(reader).filter(pk=practice_id)
    return found.for_reading(internal=internal, look=look()).annotate(is_kept=Exists(saved))


# As above.
@login_not_required
@_asked_each_time
@follows_merged
def practice(request: HttpRequest, practice_id: int) -> HttpResponse:
    thing: Any = first_or_404(_read(request.user, practice_id))
    internal = access.may_read_internal_fields(request.user, thing)
    see(OF_PRACTICE, thing.pk, by=request.user)
    context = {
        "practice": thing,
        "internal": internal,
        "parts": parts_of(thing, thing.parts, internal=internal),
        "editing": access.may_see_editing(request.user, thing),
        "remarks": _remarks(request, thing),
        "address": _address(thing),
        **_acts(request, thing),
        **adoptions_shown(request.user, thing),
    }
    return render(request, "practices/practice.html", context)


# As above; members' fields are in it for whom the page shows them. Kept nowhere: a copy would
# outlive a narrowed audience, and making one costs no more than some pages.
@login_not_required
@_asked_each_time
@follows_merged
def practice_pdf(request: HttpRequest, practice_id: int) -> HttpResponse:
    thing = get_object_or_404(Practice.objects.visible_to(request.user).for_page(), pk=practice_id)
    internal = access.may_read_internal_fields(request.user, thing)
    adoptions = adoptions_shown(request.user, thing)["adoptions"]
    paper = pdf.practice_pdf(thing, internal=internal, address=_address(thing), adoptions=adoptions)
    name = german_slug(thing.title) or "praxisbeispiel"
    headers = {
        # Chromium shows no PDF within a sandbox; the button says that it is downloaded.
        "Content-Disposition": f'attachment; filename="{name}.pdf"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return HttpResponse(paper, content_type="application/pdf", headers=headers)


def _remarks(request: HttpRequest, practice: Practice) -> list[tuple[ReviewRemark, str, str]]:
    """Return the office's queries with field and section, while it is being decided about."""
    if practice.state not in {State.SUBMITTED, State.QUERY}:
        return []
    known = practice.remarks.visible_to(request.user).select_related("by", "answered_by")
    return [
        (remark, label_of(remark.field), SECTION_OF_FIELD[remark.field].key) for remark in known
    ]


def _address(practice: Practice) -> str:
    return f"{settings.BASE_URL}{practice.get_absolute_url()}"


def _acts(request: HttpRequest, practice: Practice) -> dict[str, object]:
    """Return what this reader may do here, each asked of practices.access."""
    user = request.user
    revises = access.may_revise(user, practice)
    keeps = access.may_keep(user, practice) and practice.is_readable
    return {
        "may_edit": access.may_edit(user, practice),
        "may_revise": revises,
        "may_confirm": revises and access.may_confirm(user, practice),
        "may_publish": access.may_publish(user, practice),
        "may_query": access.may_moderate(user, practice) and practice.state == State.SUBMITTED,
        "may_withdraw": access.may_withdraw(user, practice),
        "may_archive": access.may_archive(user, practice),
        "may_republish": access.may_republish(user, practice),
        "may_set_audience": access.may_set_audience(user, practice),
        "may_see_editions": access.may_see_editions(user, practice),
        "may_keep": keeps,
    }
