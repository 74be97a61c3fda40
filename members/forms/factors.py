"""Forms of the second factor."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base import forms as factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn

from members.forms.account import Labelled
from members.forms.team import ReasonForm


class _Code(Labelled):
    """Six digits of an app; a number pad on phones, and blanks between them do no harm."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autofocus": True}


class FactorForm(_Code, factor.AuthenticateForm):  # allauth ships no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Code aus der App oder einer Ihrer gedruckten Codes"


class ConfirmByFactorForm(_Code, factor.ReauthenticateForm):  # as above
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Code aus der App oder einer Ihrer gedruckten Codes"


class ActivateAppForm(_Code, totp.ActivateTOTPForm):  # as above
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Code, den die App jetzt zeigt"
        self.fields["code"].help_text = "Sechs Ziffern. Alle 30 Sekunden kommt ein neuer Code."


class AddKeyForm(Labelled, webauthn.AddWebAuthnForm):  # as above
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whether it can sign in by itself, the device decides; nobody has to choose that.
        del self.fields["passwordless"]
        self.fields["name"].label = "Name"
        self.fields["name"].help_text = "Damit Sie ihn wiedererkennen, etwa „Diensthandy“."
        self.fields["name"].widget.attrs["maxlength"] = 60


class RenameKeyForm(Labelled, webauthn.EditWebAuthnForm):  # as above
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Name"


class FactorResetForm(ReasonForm):
    """Why a second factor is taken away; kept in the audit trail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = "Steht im Protokoll, zum Beispiel „Telefon verloren“."
