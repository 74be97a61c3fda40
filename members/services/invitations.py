"""Invitations: the only way into the Forum."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from content.services import record
from members.access import can_be_accepted, may_invite
from members.models import Invitation, User
from members.models.invitation import LIFETIME, hash_token
from members.news import JOINED, RENEWAL_ASKED
from members.services.deputies import tell
from members.services.people import create_person
from members.signals import rules_acknowledged
from notices.services import send_mail, settle

if TYPE_CHECKING:
    from members.models import Kreis


class DeadInvitationError(Exception):
    """The invitation lets nobody in any more."""


@transaction.atomic
def invite(
    email: str, *, by: User, role: str, kreis: Kreis | None, is_lead: bool = False
) -> Invitation | None:
    """Invite an address and mail the link; None where it has an open invitation already."""
    invitation = Invitation(
        email=email.lower(), role=role, kreis=kreis, is_lead=is_lead, invited_by=by
    )
    token = _fresh_token(invitation)
    try:
        with transaction.atomic():
            invitation.save()
    except IntegrityError:
        return None
    record("person.invited", invitation, by=by, role=role, kreis=invitation.kreis_id)
    _mail(invitation, token)
    return invitation


@transaction.atomic
def resend_invitation(invitation: Invitation, *, by: User) -> bool:
    """Mail a new link for 14 more days; the old one is dead. The sender answers for it now."""
    current = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not current.is_open:
        return False
    token = _fresh_token(current)
    current.invited_by, current.renewal_asked_at = by, None
    current.save(update_fields=["token_hash", "expires_at", "invited_by", "renewal_asked_at"])
    record("person.invited_again", current, by=by)
    settle([RENEWAL_ASKED], current.pk)
    _mail(current, token)
    return True


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: User) -> bool:
    """Withdraw an open invitation; tell whether it was one."""
    open_ones = Invitation.objects.filter(accepted_at__isnull=True, revoked_at__isnull=True)
    revoked = open_ones.filter(pk=invitation.pk).update(revoked_at=timezone.now())
    if revoked:
        record("person.invitation_revoked", invitation, by=by)
        settle([RENEWAL_ASKED], invitation.pk)
    return bool(revoked)


@transaction.atomic
def ask_for_renewal(invitation: Invitation) -> bool:
    """Tell who answers for it, once, that an expired link was asked for again."""
    current = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not current.is_open or not current.is_expired or current.renewal_asked_at:
        return False
    current.renewal_asked_at = timezone.now()
    current.save(update_fields=["renewal_asked_at"])
    asked = f"{current.renewal_asked_at:%Y-%m-%dT%H:%M:%S}"
    tell(_answering_for(current), RENEWAL_ASKED, current.pk, happening=asked)
    return True


@transaction.atomic
def accept_invitation(invitation: Invitation, *, password: str, **fields: Any) -> User:
    """Make the invited person; role, Kreis, address come from the invitation alone (S4).

    Raises DeadInvitationError when the link lets nobody in any more; of twenty, one is first.
    """
    locked = Invitation.objects.select_for_update(of=("self",))
    current = locked.select_related("kreis", "invited_by").get(pk=invitation.pk)
    if not can_be_accepted(current) or User.objects.filter(email__iexact=current.email).exists():
        raise DeadInvitationError
    person = create_person(
        by=None,
        email=current.email,
        password=password,
        role=current.role,
        kreis=current.kreis,
        is_lead=current.is_lead,
        acknowledged_at=timezone.now(),
        **fields,
    )
    rules_acknowledged.send(User, person=person)
    current.accepted_at = timezone.now()
    current.save(update_fields=["accepted_at"])
    record("person.invitation_accepted", current, by=person)
    tell([current.invited_by], JOINED, person.pk, happening="angenommen")
    settle([RENEWAL_ASKED], current.pk)
    return person


def _answering_for(invitation: Invitation) -> list[User]:
    """Name the inviter; once that one may not invite there any more, who may today.

    The leads of the Kreis before the office, and the technical administration where the office
    may not: there is always somebody.
    """
    with_access = User.objects.with_access()
    circles = (
        with_access.filter(pk=invitation.invited_by_id),
        with_access.filter(is_lead=True, kreis__isnull=False, kreis_id=invitation.kreis_id),
        User.objects.moderators(),
        with_access.filter(is_superuser=True),
    )
    for circle in circles:
        if answering := [one for one in circle if _may_invite_again(one, invitation)]:
            return answering
    return []


def _may_invite_again(person: User, invitation: Invitation) -> bool:
    return may_invite(
        person, role=invitation.role, kreis=invitation.kreis, is_lead=invitation.is_lead
    )


def _fresh_token(invitation: Invitation) -> str:
    token = secrets.token_urlsafe(32)
    invitation.token_hash = hash_token(token)
    invitation.expires_at = timezone.now() + LIFETIME
    return token


def _mail(invitation: Invitation, token: str) -> None:
    context = {"invitation": invitation, "url": _address("members:invitation", token)}
    send_mail(invitation.email, template="mail/invitation", context=context)


def _address(name: str, *args: str) -> str:
    return settings.BASE_URL + reverse(name, args=args)
