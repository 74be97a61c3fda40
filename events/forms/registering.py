from __future__ import annotations

import uuid
from copy import copy
from typing import TYPE_CHECKING, Any

from django import forms

from content.forms import VersionedForm
from events.models import Registration
from events.wording import free_in_words

if TYPE_CHECKING:
    from django.db import models

    from events.choices import Mode
    from events.models import Event

_NEEDS = {
    "needs_language": ("asks_language", "Welche Sprache oder Gebärdensprache brauchen Sie?"),
    "needs_catering": ("asks_catering", "Was sollen wir bei der Verpflegung beachten?"),
    "needs_access": ("asks_access", "Was brauchen Sie, um ohne Hindernisse teilzunehmen?"),
}


class RegistrationForm(VersionedForm):
    """How a person takes part, and what is needed for it; asked is only what the event asks."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)

    class Meta:
        model = Registration
        fields = ("mode", *_NEEDS, "shows_name")
        widgets = {"mode": forms.RadioSelect}

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        for name, (asked, label) in _NEEDS.items():
            # Asked no more, what is stored stays the person's to change.
            if getattr(event, asked) or getattr(self.instance, name):
                self.fields[name].label = label
                self.fields[name].help_text = "Lesen nur die Organisation und die Moderation."
            else:
                del self.fields[name]
        mode: Any = self.fields["mode"]
        modes = event.modes
        own = self.instance.mode if self.instance.is_active else ""
        mode.choices = [(one.value, _said(event, one, is_own=own == one)) for one in modes]
        mode.label = "Wie nehmen Sie teil?"
        self.initial["mode"] = self.initial.get("mode") or modes[0].value

    def renewed(self, data: Any, current: models.Model) -> RegistrationForm:
        """Return this form with the data, upon the version that stands there now."""
        return RegistrationForm(data, instance=copy(current), event=self.event)

    @property
    def values(self) -> dict[str, Any]:
        """What the service writes of a valid form."""
        left = {"version", "token"}
        return {name: value for name, value in self.cleaned_data.items() if name not in left}


def _said(event: Event, mode: Mode, *, is_own: bool) -> str:
    """„vor Ort (6 Plätze frei)“."""
    free = event.free(mode)
    if free is None or is_own:
        return mode.label
    return f"{mode.label} ({'ausgebucht, Warteliste' if free == 0 else free_in_words(free)})"
