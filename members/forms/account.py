"""allauth's forms, with our words."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django import forms

from members.jobs import send_password_link

if TYPE_CHECKING:
    from django.http import HttpRequest

# Asked again within it, the same link serves: nobody floods a mailbox, nobody is locked out (S7).
_QUARTER_OF_AN_HOUR = 15 * 60

_CHOICE_HINT = (
    "Mindestens 12 Zeichen, gern mehrere Wörter oder ein Satz. Ziffern und Sonderzeichen sind "
    "möglich, aber nicht nötig."
)


class Labelled(forms.Form):
    """Labels stay while one types; the placeholders of allauth's fields do not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        if "password1" in self.fields:
            self.fields["password1"].help_text = _CHOICE_HINT


class LoginForm(Labelled, allauth.LoginForm):  # allauth ships no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        # The page offers the way to a new password below the button.
        self.fields["password"].help_text = ""

    def clean(self) -> Any:
        if self.errors:
            # No password is looked at; the request counts all the same.
            get_adapter().count_attempt(self.request)
        return super().clean()


class ReauthenticateForm(Labelled, allauth.ReauthenticateForm):  # as above
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class ChangePasswordForm(Labelled, allauth.ChangePasswordForm):  # as above
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = ""


class ResetPasswordKeyForm(Labelled, allauth.ResetPasswordKeyForm):  # as above
    pass


class AddressForm(Labelled, allauth.AddEmailForm):  # as above
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Neue E-Mail-Adresse"


class ResetPasswordForm(Labelled, allauth.ResetPasswordForm):  # as above
    """Does the same for every address: one query, one job. The job knows whom to write to (S5)."""

    def clean_email(self) -> str:
        email: str = get_adapter().clean_email(self.cleaned_data["email"])
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:  # noqa: ARG002
        email: str = self.cleaned_data["email"]
        # Confirmed addresses only: who mistyped a new one must not hand the account to a stranger.
        known = EmailAddress.objects.filter(email=email, verified=True).first()
        send_password_link.defer(
            person_id=known.user_id if known else None,
            request_id=str(int(time.time()) // _QUARTER_OF_AN_HOUR),
        )
        return email
