"""How allauth behaves here: nobody signs up, mail goes through our service, limits are fair."""

from __future__ import annotations

import base64
import hashlib
import logging
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import truncate_ip
from allauth.core.ratelimit import respond_429
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from content.choices import Counted
from content.services import count
from members.models import User
from members.services.attempts import count_attempt, forget_wrong, take_back_wrong
from members.services.devices import note_session
from members.services.inactivity import note_month
from notices.services import send_mail

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allauth.account.models import EmailConfirmationHMAC
    from allauth.usersessions.models import UserSession
    from django.http import HttpRequest

logger = logging.getLogger("forum.security")
_LONGEST_ADDRESS = User._meta.get_field("email").max_length or 0


class AccountAdapter(DefaultAccountAdapter):
    """allauth's hooks."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Nobody signs up: people are invited (S1)."""
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """Answer with pages only, but for the challenge that a sign-in with a passkey begins with.

        allauth's JSON twins of its other pages are nobody's business here.
        """
        match = request.resolver_match
        return match is not None and match.url_name == "mfa_login_webauthn"

    def is_safe_url(self, url: str) -> bool:
        """Let `next` lead to a path of this portal and nowhere else (S19)."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def clean_email(self, email: str) -> str:
        """Refuse what the column cannot hold; Django's field takes 320 characters."""
        if len(email) > _LONGEST_ADDRESS:
            message = f"Die Adresse ist zu lang. Möglich sind {_LONGEST_ADDRESS} Zeichen."
            raise ValidationError(message, code="email_too_long")
        return email

    def count_attempt(self, request: HttpRequest, login: str = "") -> float:
        """Count an attempt to sign in; answer 429 once a limit is used up (S6).

        Whether or not the account exists: nothing has been looked at.
        """
        at = count_attempt(self._client(request), login)
        if at is None:
            raise ImmediateHttpResponse(respond_429(request))
        return at

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt as a wrong one, whatever comes of it."""
        self._attempted_at = self.count_attempt(request, credentials["email"])

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return whose password it is; an attempt with the right one is no wrong one."""
        user: User | None = super().authenticate(request, **credentials)
        if user:
            take_back_wrong(self._client(request), credentials["email"], self._attempted_at)
        return user

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """Let whoever has a new password, by mail, in at once.

        allauth names addresses as well that he never confirmed: they may be somebody else's.
        """
        email = credentials["email"]
        if not EmailAddress.objects.filter(email=email, verified=False).exists():
            forget_wrong(self._client(request), email)

    def _client(self, request: HttpRequest) -> str:
        # Whoever has one IPv6 address has a whole /64 of them.
        return str(truncate_ip(self.get_client_ip(request)))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Let wrong passwords be counted, here and in the log (S69), without the address (S66)."""
        super().authentication_failed(request, **credentials)
        count(Counted.SIGN_IN_FAILED)
        logger.warning("sign-in failed")

    def login(self, request: HttpRequest, user: User) -> None:
        """Let a person in; note where, and the month: unused accounts are locked in the end."""
        super().login(request, user)
        note_session(
            user,
            key=request.session.session_key,
            client=self.get_client_ip(request),
            browser=request.headers.get("user-agent", ""),
        )
        note_month(user)

    def get_email_confirmation_url(
        self,
        request: HttpRequest,  # noqa: ARG002
        emailconfirmation: EmailConfirmationHMAC,
    ) -> str:
        """Build the link from BASE_URL: a Host header must not decide where mail leads (S60)."""
        path = reverse("account_confirm_email", args=[emailconfirmation.key])
        return f"{settings.BASE_URL}{path}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send allauth's mail through the one mail service."""
        send_mail(email, template=template_prefix, context=context)


class MFAAdapter(DefaultMFAAdapter):
    """allauth's hooks around the second factor."""

    def encrypt(self, text: str) -> str:
        """Keep the secrets of apps and printed codes unreadable in database and backup."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Undo `encrypt`."""
        return _box().decrypt(encrypted_text.encode()).decode()

    def is_mfa_enabled(self, user: User, types: Iterable[str] | None = None) -> bool:
        """Do not ask again of whom the sign-in just found without any: members.backends."""
        if getattr(user, "signs_in_without_factor", False):
            return False
        return bool(super().is_mfa_enabled(user, types))

    def generate_authenticator_name(
        self,
        user: User,
        type: Authenticator.Type,  # noqa: A002  (allauth's name)
    ) -> str:
        """Suggest a name for a passkey."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return "Passkey" if number == 1 else f"Passkey {number}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Call the portal by its name where the device shows it."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": settings.MFA_TOTP_ISSUER}


def _box() -> Fernet:
    key = hashlib.sha256(b"second factor" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class UserSessionsAdapter(DefaultUserSessionsAdapter):
    """Ends the session a form names, or all others; allauth hands over the own ones only (S20)."""

    def end_sessions(self, sessions: Iterable[UserSession]) -> None:
        chosen = context.request.POST.get("session")
        super().end_sessions(
            session for session in sessions if chosen is None or str(session.pk) == chosen
        )
