"""Asking: the question, what goes with it, and each step on its way."""

from __future__ import annotations

import uuid
from copy import copy
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from content.forms import LinesField, VersionedForm
from content.models import Theme
from experts.choices import ItemKind, Size
from experts.models import Consultation, ConsultationItem
from experts.models.consultation import MOST_FLASH_ITEMS, MOST_FLASH_OPEN, MOST_ITEMS
from practices.forms.rows import RowsField

if TYPE_CHECKING:
    from django.db import models

_MOST_ROWS = 10
_LONGEST_UNIT = 30
_COLUMNS = ("title", "size", "theme", "question", "background", "deadline")
_ROWS = {
    "statements": ItemKind.STATEMENT,
    "numbers": ItemKind.NUMBER,
    "questions": ItemKind.OPEN,
}


def _rows(label: str, help_text: str, *columns: tuple[str, int]) -> RowsField:
    return RowsField(
        columns, most=_MOST_ROWS, limit=400, label=label, help_text=help_text, required=False
    )


def deadline_field(label: str = "Frist für Rückmeldungen") -> forms.DateField:
    """Return a day to come; it ends at midnight in Berlin."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text="Der letzte Tag, an dem die Kreise pünktlich antworten.",
        error_messages={"invalid": "Geben Sie die Frist so ein: 30.11.2026."},
    )


def check_deadline(day: Any) -> Any:
    """Refuse a day that is over, and one that is nobody's plan."""
    today = timezone.localdate()
    if day < today:
        message = "Diese Frist ist schon vorbei. Geben Sie einen Tag ab heute an."
        raise forms.ValidationError(message)
    if day.year > today.year + 2:
        message = "Prüfen Sie das Jahr: Die Frist liegt mehr als zwei Jahre in der Zukunft."
        raise forms.ValidationError(message)
    return day


class ConsultationForm(VersionedForm):
    """A question of the Landkreistag with the items the Kreise answer to."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    deadline = deadline_field()
    statements = _rows(
        "Aussagen",
        "Die Kreise antworten mit „stimme zu“, „teils“ oder „nein“ und können es begründen.",
        ("Aussage", 60),
    )
    numbers = _rows(
        "Zahlen",
        "Zum Beispiel „Wartezeit auf einen Kursplatz“ in der Einheit „Wochen“.",
        ("Was wird gezählt", 44),
        ("Einheit", 12),
    )
    questions = _rows("Offene Fragen", "Die Kreise antworten in eigenen Worten.", ("Frage", 60))

    class Meta:
        model = Consultation
        fields = _COLUMNS
        field_classes = {"question": LinesField, "background": LinesField}
        widgets = {
            "size": forms.RadioSelect,
            "question": forms.Textarea({"rows": 4}),
            "background": forms.Textarea({"rows": 8}),
        }
        help_texts = {
            "title": "Worum es geht, in einer Zeile. So steht es später über der Auswertung.",
            "size": "Eine Blitzabfrage hat höchstens drei Aussagen oder Zahlen und eine offene "
            "Frage; die Kreise beantworten sie in fünf Minuten.",
            "question": "Was der Landkreistag wissen möchte, in ein bis drei Sätzen.",
            "background": "Wofür die Antworten gebraucht werden und bis wann. "
            "Absätze, Listen und **Hervorhebungen** sind möglich.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        themes: Any = self.fields["theme"]
        themes.queryset = Theme.objects.filter(parent=None, is_active=True)
        themes.empty_label = "ohne"
        if self.instance.pk:
            self.initial.update(_as_rows(self.instance))

    @property
    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields by what they are about, for the page."""
        parts = (
            ("Die Frage", ("title", "question", "background", "theme")),
            ("Umfang und Frist", ("size", "deadline")),
            ("Worauf die Kreise antworten", tuple(_ROWS)),
        )
        return [(title, [self[name] for name in names]) for title, names in parts]

    def clean_title(self) -> str:
        return " ".join(str(self.cleaned_data["title"]).split())

    def clean_deadline(self) -> Any:
        return check_deadline(self.cleaned_data["deadline"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if any(name not in values for name in _ROWS):
            return values
        for wording, unit in values["numbers"]:
            if not unit:
                self.add_error("numbers", f"Zu „{wording[:60]}“ fehlt die Einheit.")
            elif len(unit) > _LONGEST_UNIT:
                self.add_error("numbers", f"Eine Einheit hat höchstens {_LONGEST_UNIT} Zeichen.")
        if "numbers" in values:
            self._check_number(values)
        return values

    def _check_number(self, values: dict[str, Any]) -> None:
        count = sum(len(values[name]) for name in _ROWS)
        if not count:
            message = "Geben Sie mindestens eine Aussage, eine Zahl oder eine offene Frage an."
            self.add_error("statements", message)
        elif count > MOST_ITEMS:
            message = f"Das sind {count} Punkte. Mehr als {MOST_ITEMS} beantwortet niemand gern."
            self.add_error("statements", message)
        elif values.get("size") == Size.FLASH and (
            count - len(values["questions"]) > MOST_FLASH_ITEMS
            or len(values["questions"]) > MOST_FLASH_OPEN
        ):
            message = (
                "Eine Blitzabfrage hat höchstens drei Aussagen oder Zahlen und eine offene Frage. "
                "Kürzen Sie, oder wählen Sie die ausführliche Anfrage."
            )
            self.add_error("size", message)

    @property
    def values(self) -> dict[str, Any]:
        """What the service writes of a valid form, beside the items."""
        return {name: self.cleaned_data[name] for name in _COLUMNS}

    @property
    def items(self) -> list[ConsultationItem]:
        """The items of a valid form, in the order in which they are asked."""
        found = []
        for name, kind in _ROWS.items():
            for row in self.cleaned_data[name]:
                wording, unit = row if isinstance(row, list) else (row, "")
                found.append(ConsultationItem(kind=kind, wording=wording, unit=unit))
        return found

    def renewed(self, data: Any, current: models.Model) -> ConsultationForm:
        """Return this form with the data, upon the version that stands there now."""
        return ConsultationForm(data, instance=copy(current))

    def differences(self, current: Any) -> list[tuple[str, str, str]]:
        """Name what differs; the items are rows of their own."""
        found = super().differences(current)
        stored = _as_rows(current)
        for name in _ROWS:
            theirs, mine = (_lines(rows) for rows in (stored[name], self.cleaned_data[name]))
            if theirs != mine:
                found.append((str(self.fields[name].label), theirs, mine))
        return found

    def in_words(self, name: str, value: Any) -> str:
        if name == "theme" and value is not None:
            return str(Theme.objects.filter(pk=getattr(value, "pk", value)).first() or "")
        if name == "size":
            return str(Size(value).label)
        return super().in_words(name, f"{value:%d.%m.%Y}" if name == "deadline" else value)


def _as_rows(consultation: Consultation) -> dict[str, list[Any]]:
    items = list(consultation.items.all())
    return {
        name: [
            [item.wording, item.unit] if kind == ItemKind.NUMBER else item.wording
            for item in items
            if item.kind == kind
        ]
        for name, kind in _ROWS.items()
    }


def _lines(rows: list[Any]) -> str:
    return "\n".join(" · ".join(row) if isinstance(row, list) else row for row in rows)


class StepForm(forms.Form):
    """A step of a consultation, with the reason that stays in its course."""

    reason = forms.CharField(
        label="Begründung",
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 3}),
        help_text="Steht im Verlauf der Anfrage. Bitte keine Angaben aus Rückmeldungen.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        consultation: Consultation,
        with_deadline: bool = False,
        demands_reason: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = consultation.version
        if with_deadline:
            self.fields["deadline"] = deadline_field()
            self.initial["deadline"] = consultation.deadline
            self.order_fields(["deadline", "reason", "version"])
        if demands_reason:
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = "Sagen Sie bitte, warum."

    def clean_deadline(self) -> Any:
        return check_deadline(self.cleaned_data["deadline"])
