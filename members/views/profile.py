from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse

from content.http import conflict
from content.prepared import prepared
from content.services import OutdatedError
from members.access import can_read_person, may_invite_at_all, may_name_deputy, may_see_phone
from members.choices import Role
from members.forms import ProfileForm, ThemeForm
from members.models import Deputyship, User
from members.services import choose_theme, update_own_profile

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest
    from members.querysets import DeputyshipQuerySet

_READERS = {
    Role.COORDINATOR: "Mitgliedskreise",
    Role.PROGRAMME: "Programmteam",
    Role.LIAISON: "Deutscher Landkreistag",
}


def profile(request: SignedInRequest) -> HttpResponse:
    """Show the own account and what others see of it; take the choice of light or dark."""
    form = ThemeForm(request.POST or None, instance=copy(request.user))
    if request.method == "POST" and form.is_valid():
        if choose_theme(request.user, form.cleaned_data["theme"]):
            messages.success(request, "Die Darstellung ist geändert.")
        return redirect("members:profile")
    context = {
        "person": request.user,
        "form": form,
        "views": _seen_by_others(request.user),
        "may_invite": may_invite_at_all(request.user),
        "may_name_deputy": may_name_deputy(request.user, request.user),
        "deputyships": _deputyships_with(request.user) if request.user.kreis_id else [],
    }
    return render(request, "members/profile.html", context)


@prepared
def _deputyships_with(reader: User) -> DeputyshipQuerySet:
    current: DeputyshipQuerySet = Deputyship.objects.visible_to(reader).current()
    return current.filter(Q(person_id=reader.pk) | Q(deputy_id=reader.pk)).for_list()


def _seen_by_others(person: User) -> list[dict[str, object]]:
    """Ask the rights what a stranger of each role sees of this person."""
    readers = [(label, User(role=role)) for role, label in _READERS.items()]
    return [
        {
            "label": label,
            "sees": can_read_person(reader, person),
            "phone": may_see_phone(reader, person),
        }
        for label, reader in readers
    ]


def profile_edit(request: SignedInRequest) -> HttpResponse:
    # A copy: what is refused must not show in the frame of the page.
    form = ProfileForm(request.POST or None, instance=copy(request.user))
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        version = values.pop("version")
        try:
            update_own_profile(request.user, version=version, values=values)
        except OutdatedError as error:
            page, back = "members/profile_conflict.html", reverse("members:profile")
            return conflict(request, form, error.current, page=page, back=back)
        messages.success(request, "Das Profil ist gespeichert.")
        return redirect("members:profile")
    return render(request, "members/profile_edit.html", {"form": form})
