from __future__ import annotations

from django import forms


class ReasonForm(forms.Form):
    """Why an access ends; kept in the audit trail."""

    reason = forms.CharField(
        label="Grund",
        max_length=200,
        help_text="Steht im Protokoll, zum Beispiel „Aufgabe abgegeben“.",
    )
