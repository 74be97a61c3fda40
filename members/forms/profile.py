from __future__ import annotations

import unicodedata
from typing import Any

from django import forms

from content.forms import VersionedForm
from members.models import User
from members.models.user import OWN_PROFILE


class ThemeForm(forms.ModelForm[User]):
    """Light, dark, or as the device has it."""

    class Meta:
        model = User
        fields = ("theme",)
        widgets = {"theme": forms.RadioSelect}


class OneLine(forms.ModelForm[User]):
    """Names without line breaks and invisible signs: nobody is nameless or forges a second line."""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for name in ("first_name", "last_name", "function"):
            if any(unicodedata.category(sign) in {"Cc", "Cf"} for sign in values.get(name) or ""):
                self.add_error(
                    name, "Hier steht ein unsichtbares Zeichen. Tippen Sie den Text neu."
                )
        return values


class ProfileForm(VersionedForm, OneLine):
    """What a person says about themself; role, Kreis and address are not theirs to change here."""

    version = forms.CharField(widget=forms.HiddenInput)

    class Meta:
        model = User
        fields = OWN_PROFILE
        widgets = {
            "first_name": forms.TextInput({"autocomplete": "given-name"}),
            "last_name": forms.TextInput({"autocomplete": "family-name"}),
            "function": forms.TextInput({"autocomplete": "organization-title"}),
            "phone": forms.TextInput({"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
        }
