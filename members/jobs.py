"""Jobs about people, and the one-time link they and the command line share."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from members.models import User
from notices.services import send_mail


def password_link(person: User) -> str:
    """Return the link that sets a new password: once, for an hour (settings), from BASE_URL."""
    parts = {
        "uidb36": user_pk_to_url_str(person),
        "key": default_token_generator.make_token(person),
    }
    return settings.BASE_URL + reverse("account_reset_password_from_key", kwargs=parts)


@app.task(queue="mail", retry=RetryStrategy(max_attempts=6, exponential_wait=3))
def send_password_link(person_id: int | None, request_id: str) -> None:
    """Mail the link. Asked for an unknown address, the same job runs and does nothing (S5)."""
    person = User.objects.filter(pk=person_id, is_active=True).first()
    if person is not None:
        send_mail(
            person.email,
            template="account/email/password_reset_key",
            context={"name": person.name, "password_reset_url": password_link(person)},
            once=f"password-link {person_id} {request_id}",
        )
