from __future__ import annotations

import uuid

from django import forms

from content.forms import LinesField
from events.models import EventMessage


class CancelForm(forms.Form):
    """Why an event does not take place."""

    reason = forms.CharField(
        label="Grund der Absage",
        max_length=300,
        required=False,
        help_text="Lesen alle, die den Termin lesen, zum Beispiel „Unwetterwarnung“.",
    )


class MessageForm(forms.Form):
    """What all who are registered are to know."""

    subject = forms.CharField(
        label="Betreff", max_length=EventMessage._meta.get_field("subject").max_length
    )
    text = LinesField(
        label="Nachricht",
        max_length=EventMessage._meta.get_field("text").max_length,
        widget=forms.Textarea({"rows": 8}),
        help_text="Die Angemeldeten lesen sie auf der Seite des Termins.",
    )
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
