"""Small forms around a practice: begin it, ask about it, say who reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from content.choices import Audience
from content.forms import LinesField
from practices.completeness import missing_fields
from practices.editions import label_of
from practices.fields import REQUIRED, SECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from practices.models import Practice, ReviewRemark


# What the office asks about.
_ASKED = [
    name
    for section in SECTIONS
    for name in section.fields
    if name in REQUIRED or name in {"indicators", "steps", "prerequisites"}
]


class NewPracticeForm(forms.Form):
    """The first sentence of a practice; the token makes a double click one draft (S71)."""

    title = forms.CharField(
        label="Titel",
        max_length=120,
        help_text="In einem Satz, worum es geht. Sie können ihn später ändern.",
    )
    token = forms.UUIDField(widget=forms.HiddenInput)


class AudienceForm(forms.Form):
    """Who may read it."""

    audience = forms.TypedChoiceField(
        label="Sichtbarkeit",
        choices=Audience.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )

    def clean_audience(self) -> Audience:
        return Audience(self.cleaned_data["audience"])


class ArchiveForm(forms.Form):
    """Why it goes out of the lists."""

    reason = forms.CharField(
        label="Grund",
        max_length=200,
        help_text=(
            "Zum Beispiel „Projekt beendet“. Den Grund lesen der Kreis und die Moderation beim "
            "archivierten Beispiel."
        ),
    )


class AnswerForm(forms.Form):
    """What the Kreis says to a query."""

    answer = LinesField(label="Ihre Antwort", max_length=1000, widget=forms.Textarea({"rows": 3}))


def answers_form(remarks: Iterable[ReviewRemark], data: Any = None) -> forms.Form:
    """Return a form with one answer for each query; those left empty are answered later."""

    class AnswersForm(forms.Form):
        mark_optional = False

        def clean(self) -> dict[str, Any]:
            values = super().clean() or self.cleaned_data
            if self.fields and not self.errors and not any(values.values()):
                message = "Schreiben Sie zu mindestens einer Rückfrage eine Antwort."
                raise forms.ValidationError(message)
            return values

    form = AnswersForm(data)
    for remark in remarks:
        form.fields[f"answer_{remark.pk}"] = LinesField(
            label=f"Ihre Antwort zu „{label_of(remark.field)}“",
            initial=remark.answer,
            max_length=1000,
            required=False,
            widget=forms.Textarea({"rows": 3}),
        )
    return form


def query_form(data: Any = None) -> forms.Form:
    """Return a form with one query for each field; empty ones are not asked."""

    class QueryForm(forms.Form):
        mark_optional = False

        def clean(self) -> dict[str, Any]:
            values = super().clean() or self.cleaned_data
            if not any(values.values()):
                message = "Schreiben Sie zu mindestens einem Feld, was Sie wissen möchten."
                raise forms.ValidationError(message)
            return values

    form = QueryForm(data)
    for name in _ASKED:
        form.fields[name] = LinesField(
            label=f"Rückfrage zu „{label_of(name)}“",
            max_length=1000,
            required=False,
            widget=forms.Textarea({"rows": 2}),
        )
    return form


class OneQueryForm(forms.Form):
    """A query about one field, as the office asks it most; of what is missing first."""

    field = forms.ChoiceField(label="Zu welcher Angabe?")
    text = LinesField(
        label="Ihre Frage",
        max_length=1000,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": "Schreiben Sie, was Sie wissen möchten."},
    )

    def __init__(self, data: Any = None, *, practice: Practice) -> None:
        super().__init__(data, auto_id="rueckfrage_%s")
        missing = [name for name in missing_fields(practice) if name in _ASKED]
        names = [*missing, *(name for name in _ASKED if name not in missing)]
        field = self.fields["field"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
        field.choices = [(name, label_of(name)) for name in names]
