"""A lost second factor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from content.services import record
from members.services.people import end_sessions
from notices.services import send_mail

if TYPE_CHECKING:
    from members.models import User


@transaction.atomic
def reset_factor(person: User, *, by: User, reason: str) -> bool:
    """Take all second factors away, for somebody who lost them; tell whether there were any.

    Ends the person's sessions, tells the person, and where the role demands a factor the next
    sign-in asks for a new one.
    """
    taken, _ = Authenticator.objects.filter(user=person).delete()
    if not taken:
        return False
    end_sessions(person)
    record("person.factor_reset", person, by=by, reason=reason)
    context = {"by": by, "url": settings.BASE_URL + reverse("account_login")}
    send_mail(person.email, template="mail/factor_reset", context=context)
    return True
