from __future__ import annotations

import unicodedata
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from content.http import conflict
from content.prepared import prepared
from content.services import OutdatedError
from members.access import may_edit_kreis, may_end_membership, may_see_internal, may_see_phone
from members.entries import members, members_named
from members.filters import KreisFilters
from members.forms import KreisForm, MembershipEndForm
from members.models import Kreis, User
from members.services import confirm_kreis, end_membership, update_kreis_profile
from members.similarity import most_similar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest, HttpResponse

    from content.http import SignedInRequest
    from members.entries import KreisEntry
    from members.querysets import KreisQuerySet, UserQuerySet

# A short list is read at one glance.
JUMP_LETTERS_FROM = 30

_NOT_YOURS = (
    "Das Profil eines Kreises bearbeitet seine Leitung im Forum. "
    "Wenden Sie sich an sie oder an die Moderation."
)


# The directory is public; it names no people.
@login_not_required
def kreis_list(request: HttpRequest) -> HttpResponse:
    filters = KreisFilters(request.GET)
    kreise = members_named(request.user, filters.words)
    found = filters.matching(kreise)
    context = {
        "filters": filters,
        "facets": filters.facets(kreise),
        "chips": filters.chips(),
        "found": found,
        "groups": _by_letter(found) if len(found) > JUMP_LETTERS_FROM else [("", found)],
        "outsiders": _outsiders_named(filters.words, everything=not found),
    }
    return render(request, "members/kreis_list.html", context)


def _by_letter(kreise: Iterable[KreisEntry]) -> list[tuple[str, list[KreisEntry]]]:
    """Group sorted Kreise by first letter; Ö stands with O."""
    grouped = groupby(kreise, key=lambda kreis: _plain(kreis.sort_name[:1]))
    return [(first, list(group)) for first, group in grouped]


@cache
def _plain(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[:1].upper()


def _outsiders_named(words: str, *, everything: bool) -> list[Kreis]:
    """Find Kreise without a page, to say why a search does not show them; not a page of theirs."""
    if not words:
        return []
    outsiders = list(Kreis.objects.outsiders().named(words).in_order()[:4])
    return outsiders[:3] if everything or len(outsiders) < 4 else []


@prepared
def _known(reader: User | AnonymousUser, ags: str) -> KreisQuerySet:
    return Kreis.objects.visible_to(reader).filter(pk=ags)


@prepared
def _coordinators(reader: User | AnonymousUser, ags: str) -> UserQuerySet:
    team: UserQuerySet = User.objects.visible_to(reader).filter(kreis_id=ags)
    return team.coordinators()


# As above; what stands on the page beyond the facts is decided by rights.
@login_not_required
def kreis(request: HttpRequest, ags: str) -> HttpResponse:
    user = request.user
    found = _known(user, ags)
    if not found:
        raise Http404
    prefetch_related_objects(found, "priorities")
    thing = found[0]
    people = _coordinators(user, ags)
    context = {
        "kreis": thing,
        "people": [(person, may_see_phone(user, person)) for person in people],
        "internal": may_see_internal(user, thing),
        "may_edit": may_edit_kreis(user, thing),
        "may_end_membership": thing.is_member and may_end_membership(user, thing),
        "similar": most_similar(thing, members(user)),
    }
    return render(request, "members/kreis.html", context)


def _own(request: SignedInRequest, ags: str) -> Kreis:
    thing = get_object_or_404(Kreis.objects.visible_to(request.user), pk=ags)
    if not may_edit_kreis(request.user, thing):
        raise PermissionDenied(_NOT_YOURS)
    return thing


def kreis_edit(request: SignedInRequest, ags: str) -> HttpResponse:
    thing = _own(request, ags)
    form = KreisForm(request.POST or None, instance=thing)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        version = values.pop("version")
        try:
            update_kreis_profile(thing, by=request.user, version=version, values=values)
        except OutdatedError as error:
            page, back = "members/kreis_conflict.html", thing.get_absolute_url()
            return conflict(request, form, error.current, page=page, back=back)
        messages.success(request, "Das Profil ist gespeichert.")
        return redirect(thing)
    return render(request, "members/kreis_edit.html", {"form": form, "kreis": thing})


@require_POST
def kreis_confirm(request: SignedInRequest, ags: str) -> HttpResponse:
    thing = _own(request, ags)
    confirm_kreis(thing, by=request.user)
    messages.success(request, "Danke. Die Angaben gelten als heute bestätigt.")
    return redirect(thing)


def membership_end(request: SignedInRequest, ags: str) -> HttpResponse:
    """Take a Kreis out of the Forum, with day and reason."""
    thing = get_object_or_404(Kreis.objects.visible_to(request.user), pk=ags)
    if not may_end_membership(request.user, thing):
        message = "Eine Mitgliedschaft beendet die Moderation."
        raise PermissionDenied(message)
    if not thing.is_member:  # sent twice, or a colleague was faster
        return redirect(thing)
    form = MembershipEndForm(request.POST or None, kreis=thing)
    if request.method == "POST" and form.is_valid():
        if end_membership(thing, by=request.user, **form.cleaned_data):
            on = form.cleaned_data["on"]
            messages.success(request, f"Die Mitgliedschaft von {thing} endet am {on:%d.%m.%Y}.")
        return redirect(thing)
    return render(request, "members/membership_end.html", {"form": form, "kreis": thing})
