from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from members.choices import Role
from members.forms.profile import OneLine, ProfileForm
from members.models import Kreis, User

_SHARED_MAILBOXES = {
    *("info", "poststelle", "post", "kontakt", "buero", "office", "mail", "verwaltung"),
    *("integration", "landratsamt", "kreisverwaltung", "sekretariat", "noreply"),
}


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


class AcceptForm(OneLine):
    """The first sign-in: what a person says about themself. Role, Kreis, address are settled."""

    password = forms.CharField(
        label="Kennwort",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text="Mindestens 12 Zeichen. Mehrere Wörter hintereinander sind gut zu merken.",
    )
    acknowledged = forms.BooleanField(
        label=(
            "Ich habe die Regeln des Forums und die Datenschutzerklärung gelesen und halte mich "
            "an die Regeln."
        ),
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
