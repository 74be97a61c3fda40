"""Releasing a summary, and what becomes of it."""

from __future__ import annotations

import uuid
from copy import copy
from typing import TYPE_CHECKING, Any

from django import forms

from content.forms import LinesField, VersionedForm
from experts.choices import Use
from experts.models import FollowUp, Outcome

if TYPE_CHECKING:
    from django.db import models

    from experts.models import Consultation

_SAID = "Alle, die die Auswertung lesen, lesen auch das. Bitte keine Namen von Personen."


class _StepForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = consultation.version


class HandOverForm(_StepForm):
    """Laying what was shown before the second person."""

    # The checksum of the preview.
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, seen: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = seen


class ReleaseForm(HandOverForm):
    """Releasing what was shown."""

    note = LinesField(
        label="Was sich geändert hat",
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 2}),
        help_text="Steht bei der neuen Fassung und im Verlauf.",
    )

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, consultation=consultation, **kwargs)
        if consultation.has_release:
            self.fields["note"].required = True
            missing = "Sagen Sie bitte, was sich gegenüber der vorigen Fassung geändert hat."
            self.fields["note"].error_messages["required"] = missing
        else:
            del self.fields["note"]


class NarrowForm(_StepForm):
    """Taking a release back from the public."""

    reason = LinesField(
        label="Begründung",
        max_length=400,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Sagen Sie bitte, warum."},
        help_text="Steht im Protokoll.",
    )


class OutcomeForm(VersionedForm):
    """What the Landkreistag made of a summary."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    text = LinesField(
        label="Was daraus wurde",
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
        help_text=f"Zum Beispiel, in welcher Stellungnahme die Auswertung steht. {_SAID}",
    )
    day = forms.DateField(
        label="Am",
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        error_messages={"invalid": "Geben Sie den Tag so ein: 22.11.2026."},
    )
    link = forms.URLField(
        label="Adresse",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="Wo es zu lesen ist, zum Beispiel die Adresse der Stellungnahme.",
    )

    class Meta:
        model = Outcome
        fields = ("use", "text", "day", "link")

    @property
    def values(self) -> dict[str, Any]:
        """What the service writes of a valid form."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def clean_link(self) -> str:
        """Refuse what is no address of the web: a click must not run anything."""
        link: str = self.cleaned_data["link"]
        if link and not link.startswith(("https://", "http://")):
            message = "Geben Sie eine Adresse ein, die mit https:// beginnt."
            raise forms.ValidationError(message)
        return link

    def renewed(self, data: Any, current: models.Model) -> OutcomeForm:
        return OutcomeForm(data, instance=copy(current))

    def in_words(self, name: str, value: Any) -> str:
        if name == "use":
            return str(Use(value).label)
        return super().in_words(name, f"{value:%d.%m.%Y}" if name == "day" else value)


class FollowUpForm(forms.Form):
    """A question back."""

    text = LinesField(
        label="Ihre Rückfrage",
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
        help_text="Die Moderation antwortet. Die Kreise lesen Frage und Antwort mit.",
    )
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class AnswerForm(VersionedForm):
    """The moderators' answer."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = LinesField(
        label="Antwort",
        max_length=4000,
        widget=forms.Textarea({"rows": 6}),
        help_text=(
            "Der Landkreistag und die Kreise lesen sie. Bitte keine Angaben aus Rückmeldungen, "
            "die nicht in der Auswertung stehen."
        ),
    )

    class Meta:
        model = FollowUp
        fields = ("answer",)

    def renewed(self, data: Any, current: models.Model) -> AnswerForm:
        return AnswerForm(data, instance=copy(current))
