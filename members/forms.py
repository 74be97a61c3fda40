from __future__ import annotations

import time
import unicodedata
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.base import forms as factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db.models import Q
from django.forms import model_to_dict

from content.models import Theme
from members.choices import Role, Structure
from members.jobs import send_password_link
from members.models import Kreis, User

if TYPE_CHECKING:
    from django.http import HttpRequest

# Asked again within it, the same link serves: nobody floods a mailbox, nobody is locked out (S7).
_QUARTER_OF_AN_HOUR = 15 * 60
_SHARED_MAILBOXES = {
    *("info", "poststelle", "post", "kontakt", "buero", "office", "mail", "verwaltung"),
    *("integration", "landratsamt", "kreisverwaltung", "sekretariat", "noreply"),
}

_CHOICE_HINT = (
    "Mindestens 12 Zeichen, gern mehrere Wörter oder ein Satz. Ziffern und Sonderzeichen sind "
    "möglich, aber nicht nötig."
)


class _Labelled(forms.Form):
    """Labels stay while one types; the placeholders of allauth's fields do not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        if "password1" in self.fields:
            self.fields["password1"].help_text = _CHOICE_HINT


class LoginForm(_Labelled, allauth.LoginForm):  # allauth ships no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        # The page offers the way to a new password below the button.
        self.fields["password"].help_text = ""


class ReauthenticateForm(_Labelled, allauth.ReauthenticateForm):  # as above
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class _Code(_Labelled):
    """Six digits of an app; a number pad on phones, and blanks between them do no harm."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autofocus": True}


class FactorForm(_Code, factor.AuthenticateForm):  # as above
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


class AddKeyForm(_Labelled, webauthn.AddWebAuthnForm):  # as above
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whether it can sign in by itself, the device decides; nobody has to choose that.
        del self.fields["passwordless"]
        self.fields["name"].label = "Name"
        self.fields["name"].help_text = "Damit Sie ihn wiedererkennen, etwa „Diensthandy“."
        self.fields["name"].widget.attrs["maxlength"] = 60


class RenameKeyForm(_Labelled, webauthn.EditWebAuthnForm):  # as above
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Name"


class ChangePasswordForm(_Labelled, allauth.ChangePasswordForm):  # as above
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = ""


class ResetPasswordKeyForm(_Labelled, allauth.ResetPasswordKeyForm):  # as above
    pass


class AddressForm(_Labelled, allauth.AddEmailForm):  # as above
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Neue E-Mail-Adresse"


class ResetPasswordForm(_Labelled, allauth.ResetPasswordForm):  # as above
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


class ThemeForm(forms.ModelForm[User]):
    """Light, dark, or as the device has it."""

    class Meta:
        model = User
        fields = ("theme",)
        widgets = {"theme": forms.RadioSelect}


class _OneLine(forms.ModelForm[User]):
    """Names without line breaks and invisible signs: nobody is nameless or forges a second line."""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for name in ("first_name", "last_name", "function"):
            if any(unicodedata.category(sign) in {"Cc", "Cf"} for sign in values.get(name) or ""):
                self.add_error(
                    name, "Hier steht ein unsichtbares Zeichen. Tippen Sie den Text neu."
                )
        return values


class ProfileForm(_OneLine):
    """What a person says about themself; role, Kreis and address are not theirs to change here."""

    class Meta:
        model = User
        fields = (
            "first_name",
            "last_name",
            "function",
            "phone",
            "shares_phone",
            "contact_for_partners",
        )
        widgets = {
            "first_name": forms.TextInput({"autocomplete": "given-name"}),
            "last_name": forms.TextInput({"autocomplete": "family-name"}),
            "function": forms.TextInput({"autocomplete": "organization-title"}),
            "phone": forms.TextInput({"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
        }


class LinesField(forms.CharField):
    """Text of several lines: browsers send two characters a line break, the portal keeps one."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


class KreisForm(forms.ModelForm[Kreis]):
    """The profile of a Kreis, with the version the editor started from."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Kreis
        fields = (
            "introduction",
            "structure",
            "structure_note",
            "priorities",
            "website",
            "contact_email",
        )
        widgets = {
            "introduction": forms.Textarea({"rows": 10}),
            "structure_note": forms.Textarea({"rows": 4}),
            "priorities": forms.CheckboxSelectMultiple,
            "website": forms.URLInput({"autocomplete": "url"}),
            "contact_email": forms.EmailInput({"autocomplete": "off"}),
        }
        field_classes = {"introduction": LinesField, "structure_note": LinesField}
        help_texts = {
            "introduction": (
                "Öffentlich. Wer Sie sind und woran Sie arbeiten. "
                "Überschriften und Listen sind mit Markdown möglich."
            ),
            "structure": "Öffentlich. Danach findet das Portal Kreise, die ähnlich arbeiten.",
            "structure_note": "Nur für das Forum sichtbar, also Mitglieder und Programmteam.",
            "priorities": "Öffentlich. Höchstens vier.",
            "website": "Öffentlich. Zum Beispiel https://www.kreis.example.",
            "contact_email": "Nur für das Forum sichtbar, also Mitglieder und Programmteam.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", self.instance.version)
        themes = self.fields["priorities"]
        assert isinstance(themes, forms.ModelMultipleChoiceField)  # noqa: S101  (for the type checker)
        # What the Kreis has stays on offer, also when it is of the second level or switched off.
        themes.queryset = Theme.objects.filter(
            Q(is_active=True, parent=None) | Q(kreise=self.instance)
        ).distinct()

    def clean_website(self) -> str:
        website: str = self.cleaned_data["website"]
        parts = urlsplit(website)
        if website and (parts.scheme not in {"http", "https"} or "@" in parts.netloc):
            message = "Geben Sie eine Adresse ein, die mit https:// oder http:// beginnt."
            raise forms.ValidationError(message)
        return website

    def clean_priorities(self) -> Any:
        chosen = self.cleaned_data["priorities"]
        if len(chosen) > 4:
            message = "Wählen Sie höchstens vier Schwerpunkte."
            raise forms.ValidationError(message)
        return chosen

    def differences(self, current: Kreis) -> list[tuple[str, str, str]]:
        """Name each field whose stored value differs from this valid form's, with both in words."""
        stored = model_to_dict(current, self.fields)
        both = [
            (field.label or "", self._words(name, stored[name]), self._words(name, value))
            for name, field in self.fields.items()
            if name in stored and (value := self.cleaned_data[name]) is not None
        ]
        return [(str(label), theirs, mine) for label, theirs, mine in both if theirs != mine]

    @staticmethod
    def _words(name: str, value: Any) -> str:
        if name == "priorities":
            return ", ".join(sorted(theme.label for theme in value))
        return Structure(value).label if name == "structure" and value else str(value)


class InvitationForm(forms.Form):
    """Whom to invite. A lead invites into the own Kreis; moderators choose role and Kreis."""

    email = forms.EmailField(
        label="Dienstliche E-Mail-Adresse",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label="Rolle", choices=Role.choices, widget=forms.RadioSelect)
    kreis = forms.ModelChoiceField(
        label="Kreis",
        queryset=Kreis.objects.none(),
        required=False,
        help_text="Nur für die Rolle „Koordination eines Kreises“.",
    )
    is_lead = forms.BooleanField(label="Übernimmt die Leitung für den Kreis", required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        if not (by.is_moderator or by.is_superuser):
            for name in ("role", "kreis", "is_lead"):
                del self.fields[name]
            return
        kreise = self.fields["kreis"]
        assert isinstance(kreise, forms.ModelChoiceField)  # noqa: S101  (for the type checker)
        kreise.queryset = Kreis.objects.visible_to(by).members().in_order()
        if not by.is_superuser:
            roles = [choice for choice in Role.choices if choice[0] != Role.MODERATOR]
            self.fields["role"].choices = roles  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exists():
            message = (
                "Für diese Adresse gibt es schon ein Konto. "
                "Über einen Wechsel des Kreises entscheidet die Moderation."
            )
            raise forms.ValidationError(message)
        return email

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        values.setdefault("role", Role.COORDINATOR if "role" not in self.fields else "")
        values.setdefault("kreis", self.by.kreis if "kreis" not in self.fields else None)
        values.setdefault("is_lead", False)
        coordinates = values["role"] == Role.COORDINATOR
        if coordinates and values["kreis"] is None and "kreis" in self.fields:
            self.add_error("kreis", "Wählen Sie den Kreis, den die Person koordiniert.")
        elif not coordinates:
            values["kreis"], values["is_lead"] = None, False
        return values


class AcceptForm(_OneLine):
    """The first sign-in: what a person says about themself. Role, Kreis, address are settled."""

    password = forms.CharField(
        label="Kennwort",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text="Mindestens 12 Zeichen. Mehrere Wörter hintereinander sind gut zu merken.",
    )
    acknowledged = forms.BooleanField(
        label="Ich habe die Regeln des Forums und die Datenschutzerklärung gelesen.",
        error_messages={
            "required": "Lesen Sie die Regeln und die Datenschutzerklärung und bestätigen Sie das."
        },
    )

    class Meta:
        model = User
        fields = ("first_name", "last_name", "function")
        widgets = ProfileForm.Meta.widgets

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        person = User(
            email=self.instance.email,
            first_name=self.cleaned_data.get("first_name", ""),
            last_name=self.cleaned_data.get("last_name", ""),
        )
        validate_password(password, person)
        return password


class AccessForm(forms.Form):
    """„Zugang anfragen“: for the office, which answers by mail."""

    first_name = forms.CharField(label="Vorname", max_length=60)
    last_name = forms.CharField(label="Nachname", max_length=60)
    email = forms.EmailField(
        label="Persönliche dienstliche E-Mail-Adresse",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    kreis = forms.ModelChoiceField(
        label="Kreis", queryset=Kreis.objects.none(), to_field_name="ags"
    )
    function = forms.CharField(label="Funktion", max_length=120)
    message = forms.CharField(
        label="Nachricht an die Geschäftsstelle",
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kreise = self.fields["kreis"]
        assert isinstance(kreise, forms.ModelChoiceField)  # noqa: S101  (for the type checker)
        kreise.queryset = Kreis.objects.in_order()

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if email.partition("@")[0] in _SHARED_MAILBOXES:
            message = (
                "Das sieht nach einem Funktionspostfach aus. Ein Konto gehört einer Person: "
                "Geben Sie Ihre persönliche dienstliche Adresse an."
            )
            raise forms.ValidationError(message)
        return email

    def clean_kreis(self) -> Kreis:
        kreis: Kreis = self.cleaned_data["kreis"]
        if not kreis.is_landkreis:
            message = (
                "Mitglied werden können nur Landkreise und Kreise. Kreisfreie Städte finden Rat "
                "bei der Geschäftsstelle; die Anschrift steht im Impressum."
            )
            raise forms.ValidationError(message)
        return kreis


class ReasonForm(forms.Form):
    """Why an access ends; kept in the audit trail."""

    reason = forms.CharField(
        label="Grund",
        max_length=200,
        help_text="Steht im Protokoll, zum Beispiel „Aufgabe abgegeben“.",
    )


class FactorResetForm(ReasonForm):
    """Why a second factor is taken away; kept in the audit trail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = "Steht im Protokoll, zum Beispiel „Telefon verloren“."
