"""Forms of the portal's own pages."""

from __future__ import annotations

import uuid

from django import forms

from content.forms import LinesField


class _LineField(forms.CharField):
    """One line, whatever was sent: a name goes into a mail and must not begin a paragraph there."""

    def to_python(self, value: object) -> str:
        return " ".join((super().to_python(value) or "").split())


class BarrierForm(forms.Form):
    """What somebody could not use; no field asks for more than an answer needs."""

    text = LinesField(
        label="Was funktioniert nicht, oder was brauchen Sie in anderer Form?",
        max_length=2000,
        widget=forms.Textarea({"rows": 6}),
        help_text="Hilfreich sind Gerät, Browser und Hilfsmittel.",
        error_messages={"required": "Beschreiben Sie in einem Satz, was nicht funktioniert."},
    )
    page = _LineField(
        label="Auf welcher Seite?",
        max_length=200,
        required=False,
        help_text="Die Adresse oder die Überschrift.",
    )
    name = _LineField(
        label="Name",
        max_length=120,
        required=False,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label="E-Mail-Adresse für die Antwort",
        max_length=254,
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
        help_text="Ohne Adresse gehen wir dem Hinweis nach, können Ihnen aber nicht antworten.",
    )
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class BarrierAnswerForm(forms.Form):
    """The answer, which goes out by mail."""

    answer = LinesField(
        label="Ihre Antwort",
        max_length=2000,
        widget=forms.Textarea({"rows": 8}),
        error_messages={"required": "Schreiben Sie, was Sie antworten."},
    )

    def __init__(self, data: object = None) -> None:
        super().__init__(data, auto_id="antworten_%s")  # type: ignore[arg-type]


class BarrierNoteForm(forms.Form):
    """What became of it, where nobody can be answered."""

    answer = LinesField(
        label="Was Sie veranlasst haben",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Schreiben Sie in einem Satz, was daraus wurde."},
    )

    def __init__(self, data: object = None) -> None:
        super().__init__(data, auto_id="erledigt_%s")  # type: ignore[arg-type]
