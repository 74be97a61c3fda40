from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core.ratelimit import consume, respond_429
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from members.access import can_be_accepted, may_invite, may_invite_at_all
from members.forms import AcceptForm, AccessForm, InvitationForm
from members.models import Invitation, User
from members.models.invitation import hash_token
from members.news import RENEWAL_ASKED
from members.services import (
    accept_invitation,
    ask_for_access,
    ask_for_renewal,
    invite,
    resend_invitation,
    revoke_invitation,
)
from members.services.invitations import DeadInvitationError
from notices.services import see

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from content.http import SignedInRequest


def invitation_list(request: SignedInRequest) -> HttpResponse:
    """Show the open invitations this person answers for; take a new one."""
    if not may_invite_at_all(request.user):
        message = "Einladungen verschicken die Leitungen der Kreise und die Moderation."
        raise PermissionDenied(message)
    see([RENEWAL_ASKED], by=request.user)
    form = InvitationForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        role, kreis, is_lead = values["role"], values["kreis"], values["is_lead"]
        if not may_invite(request.user, role=role, kreis=kreis, is_lead=is_lead):
            message = "In diese Rolle oder diesen Kreis dürfen Sie nicht einladen."
            raise PermissionDenied(message)
        email = values["email"]
        if invite(email, by=request.user, role=role, kreis=kreis, is_lead=is_lead):
            messages.success(request, f"Die Einladung an {email} ist unterwegs.")
        else:
            messages.warning(request, f"Für {email} gibt es schon eine offene Einladung.")
        return redirect("members:invitation-list")
    context = {"form": form, "invitations": Invitation.objects.visible_to(request.user).for_list()}
    return render(request, "members/invitation_list.html", context)


@require_POST
def invitation_revoke(request: SignedInRequest, invitation_id: int) -> HttpResponse:
    thing = get_object_or_404(Invitation.objects.visible_to(request.user), pk=invitation_id)
    if revoke_invitation(thing, by=request.user):
        messages.success(request, f"Die Einladung an {thing.email} ist zurückgezogen.")
    return redirect("members:invitation-list")


@require_POST
def invitation_resend(request: SignedInRequest, invitation_id: int) -> HttpResponse:
    thing = get_object_or_404(Invitation.objects.visible_to(request.user), pk=invitation_id)
    role, kreis, is_lead = thing.role, thing.kreis, thing.is_lead
    if not may_invite(request.user, role=role, kreis=kreis, is_lead=is_lead):
        message = "In diese Rolle oder diesen Kreis dürfen Sie nicht einladen."
        raise PermissionDenied(message)
    if resend_invitation(thing, by=request.user):
        messages.success(request, f"Ein neuer Link für {thing.email} ist unterwegs.")
    return redirect("members:invitation-list")


# Who is invited has no account yet; the token is the key.
@login_not_required
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show who invites into what; make the person and sign them in."""
    found = Invitation.objects.select_related("kreis", "invited_by")
    thing = found.filter(token_hash=hash_token(token)).first()
    if thing is None or not can_be_accepted(thing):
        can_renew = thing is not None and thing.is_open and thing.is_expired
        context = {"token": token, "can_renew": can_renew}
        return render(request, "members/invitation_dead.html", context, status=410)
    if request.user.is_authenticated:
        return render(request, "members/invitation_signed_in.html", {"invitation": thing})
    form = AcceptForm(request.POST or None, instance=User(email=thing.email))
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in AcceptForm.Meta.fields}
        try:
            person = accept_invitation(thing, password=form.cleaned_data["password"], **values)
        except DeadInvitationError:
            return render(request, "members/invitation_dead.html", {"token": token}, status=410)
        get_adapter().login(request, person)
        # The password was chosen this minute: the second factor asks for no other proof.
        record_authentication(request, person, "password", reauthenticated=True)
        messages.success(request, "Willkommen im Forum. Ihr Konto ist eingerichtet.")
        return redirect("mfa_index")
    return render(request, "members/invitation.html", {"form": form, "invitation": thing})


# As above. The answer is the same whether or not there was anything to renew.
@login_not_required
@require_POST
def invitation_renew(request: HttpRequest, token: str) -> HttpResponse:
    thing = Invitation.objects.filter(token_hash=hash_token(token)).first()
    if thing is not None:
        ask_for_renewal(thing)
    return render(request, "members/invitation_renew.html")


# Who asks for access has none.
@login_not_required
def access(request: HttpRequest) -> HttpResponse:
    """Take a request for access; the answer never tells whether the address is known (S5)."""
    form = AccessForm(request.POST or None)
    if request.method == "POST":
        if not consume(request, action="access_request"):
            answer: HttpResponse = respond_429(request)
            return answer
        if form.is_valid():
            ask_for_access(**form.cleaned_data)
            return render(request, "members/access_asked.html")
    return render(request, "members/access.html", {"form": form})
