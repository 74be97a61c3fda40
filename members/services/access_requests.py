"""„Zugang anfragen“: from outside to the moderators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from content.services import record
from members.choices import RequestState, Role
from members.models import AccessRequest, User
from members.news import ACCESS_ASKED
from members.services.deputies import tell
from members.services.invitations import invite
from notices.services import send_mail, settle

if TYPE_CHECKING:
    from members.models import Kreis


@transaction.atomic
def ask_for_access(email: str, *, kreis: Kreis, **fields: str) -> bool:
    """Note a request; tell whether it is new. The page answers the same either way (S5).

    Somebody who has an account is told by mail how to get on; a second request of the day is
    dropped.
    """
    if User.objects.filter(email__iexact=email).exists():
        context = {"url": settings.BASE_URL + reverse("account_login")}
        once = f"access-known {email.lower()} {timezone.localdate()}"
        send_mail(email, template="mail/access_known", context=context, once=once)
        return False
    try:
        with transaction.atomic():
            asked = AccessRequest.objects.create(email=email.lower(), kreis=kreis, **fields)
    except IntegrityError:
        return False
    tell(User.objects.moderators(), ACCESS_ASKED, asked.pk, happening="angefragt")
    return True


@transaction.atomic
def invite_asker(request: AccessRequest, *, by: User, is_lead: bool = False) -> bool:
    """Invite who asked, into the Kreis named there; tell whether an invitation went out."""
    current = _decide(request, RequestState.INVITED, by=by)
    if current is None:
        return False
    role = Role.COORDINATOR
    invitation = invite(current.email, by=by, role=role, kreis=current.kreis, is_lead=is_lead)
    return invitation is not None


@transaction.atomic
def decline_request(request: AccessRequest, *, by: User) -> bool:
    """Decline a request and tell who asked; False where somebody decided already (S73)."""
    current = _decide(request, RequestState.DECLINED, by=by)
    if current is None:
        return False
    send_mail(current.email, template="mail/access_declined", context={"request": current})
    return True


def _decide(request: AccessRequest, state: RequestState, *, by: User) -> AccessRequest | None:
    current = AccessRequest.objects.select_for_update(of=("self",)).select_related("kreis")
    asked = current.get(pk=request.pk)
    if asked.state != RequestState.OPEN:
        return None
    asked.state, asked.decided_by, asked.decided_at = state, by, timezone.now()
    asked.save(update_fields=["state", "decided_by", "decided_at"])
    record(f"access.{state}", asked, by=by)
    settle([ACCESS_ASKED], asked.pk)
    return asked
