from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django import forms
from django.forms import model_to_dict

from content.models import Theme
from members.choices import Structure
from members.jobs import send_password_link
from members.models import Kreis, User

if TYPE_CHECKING:
    from django.http import HttpRequest

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
            person_id=known.user_id if known else None, request_id=str(uuid.uuid4())
        )
        return email


class ThemeForm(forms.ModelForm[User]):
    """Light, dark, or as the device has it."""

    class Meta:
        model = User
        fields = ("theme",)
        widgets = {"theme": forms.RadioSelect}


class ProfileForm(forms.ModelForm[User]):
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
        themes.queryset = Theme.objects.filter(is_active=True, parent=None)

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
