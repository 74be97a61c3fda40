from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.forms import model_to_dict
from django.utils import timezone
from django.utils.formats import date_format

from content.forms import LinesField, VersionedForm
from practices.choices import (
    ENDED,
    TAKEN_OVER,
    AdoptionState,
    Again,
    CostBand,
    ElementChoice,
    Worked,
)
from practices.forms.words import MonthField
from practices.models import AdoptedElement, Adoption, AdoptionOutcome

if TYPE_CHECKING:
    from django.db import models

# Elements of their own that a Kreis may add.
ADDITIONS = 4
_SOURCE_CHOICES = [
    (choice.value, choice.label) for choice in ElementChoice if choice != ElementChoice.ADDED
]


class Row(NamedTuple):
    """One element on the page: the decision or the own text, and the reason."""

    first: forms.BoundField
    reason: forms.BoundField


class AdoptionForm(VersionedForm):
    """What a Kreis makes of a practice: the facts, and a decision for each step of the source."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    # What is needed depends on the state and the decisions; the page says it beside them.
    mark_optional = False

    class Meta:
        model = Adoption
        fields = (
            *("state", "started_on", "reason", "decision"),
            *("cost_band", "cost_note", "hours", "note"),
        )
        field_classes = {
            "started_on": MonthField,
            "cost_note": LinesField,
            "decision": LinesField,
            "note": LinesField,
        }
        widgets = {
            "started_on": MonthField.widget,
            "cost_note": forms.Textarea({"rows": 3}),
            "decision": forms.Textarea({"rows": 3}),
            "note": forms.Textarea({"rows": 5}),
        }
        help_texts = {
            "state": "Auch was beendet oder verworfen wurde, hilft anderen weiter.",
            "started_on": "Monat und Jahr, zum Beispiel 02.2025. Nötig, sobald es begonnen hat.",
            "reason": (
                "Was hat es beendet? Wenige Worte, zum Beispiel „kein Dolmetscherpool“. "
                "Nötig bei „beendet“ und „verworfen“."
            ),
            "decision": "Zum Beispiel „Kreistagsbeschluss über eine halbe Stelle“.",
            "hours": "Grob geschätzt, mit den Gesprächen bis zur Entscheidung.",
            "note": "Bitte keine Namen oder Falldaten von Ratsuchenden.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = self._stored(self.instance)
        self.steps = [one for one in stored if one.choice != ElementChoice.ADDED]
        own = [one for one in stored if one.choice == ElementChoice.ADDED]
        self.is_new = self.instance.pk is None
        if self.is_new:
            edition = forms.IntegerField(widget=forms.HiddenInput)
            self.fields["seen_edition"] = edition
            self.initial["seen_edition"] = self.instance.practice.edition
        for number, step in enumerate(self.steps, 1):
            self._add_step(number, step)
        for number in range(1, max(ADDITIONS, len(own)) + 1):
            self._add_addition(number, own[number - 1] if number <= len(own) else None)
        self.additions = max(ADDITIONS, len(own))

    @staticmethod
    def _stored(adoption: Adoption) -> list[AdoptedElement]:
        """Return the elements of a record; of one not begun, the steps of the source."""
        if adoption.pk is not None:
            return list(adoption.elements.all())
        return [
            AdoptedElement(position=number, text=str(step))
            for number, step in enumerate(adoption.practice.steps, 1)
        ]

    def _add_step(self, number: int, step: AdoptedElement) -> None:
        self.fields[f"step_{number}"] = forms.ChoiceField(
            label=f"Baustein {number}: {step.text}",
            choices=_SOURCE_CHOICES,
            initial=step.choice,
            widget=forms.RadioSelect,
        )
        self.fields[f"step_{number}_reason"] = forms.CharField(
            label=f"Begründung zu Baustein {number}",
            initial=step.reason,
            max_length=300,
            required=False,
        )

    def _add_addition(self, number: int, element: AdoptedElement | None) -> None:
        self.fields[f"addition_{number}"] = forms.CharField(
            label=f"Eigener Baustein {number}",
            initial=element.text if element else "",
            max_length=300,
            required=False,
        )
        self.fields[f"addition_{number}_reason"] = forms.CharField(
            label=f"Begründung zum eigenen Baustein {number}",
            initial=element.reason if element else "",
            max_length=300,
            required=False,
        )

    # ---- For the page

    @property
    def facts(self) -> list[forms.BoundField]:
        """The fields that are not about elements."""
        return [self[name] for name in self._meta.fields or ()]

    @property
    def step_rows(self) -> list[Row]:
        """The steps of the source."""
        return self._rows("step", len(self.steps))

    @property
    def addition_rows(self) -> list[Row]:
        """Room for elements of the Kreis's own."""
        return self._rows("addition", self.additions)

    @property
    def shows_additions(self) -> bool:
        """Whether the room for own elements stands open: where something is in it, or wrong."""
        fields = [field for row in self.addition_rows for field in (row.first, row.reason)]
        return any(field.value() or field.errors for field in fields)

    def _rows(self, kind: str, count: int) -> list[Row]:
        return [
            Row(self[f"{kind}_{number}"], self[f"{kind}_{number}_reason"])
            for number in range(1, count + 1)
        ]

    # ---- What was sent

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        self._check_state(values)
        for number in range(1, len(self.steps) + 1):
            changed = values.get(f"step_{number}") in {ElementChoice.CHANGED, ElementChoice.DROPPED}
            if changed and not values.get(f"step_{number}_reason"):
                self.add_error(f"step_{number}_reason", "Sagen Sie, was anders ist und warum.")
        for number in range(1, self.additions + 1):
            if values.get(f"addition_{number}_reason") and not values.get(f"addition_{number}"):
                self.add_error(f"addition_{number}", "Nennen Sie den Baustein zur Begründung.")
        if self.is_new and values.get("seen_edition") != self.instance.practice.edition:
            self._renew_source()
        return values

    def _check_state(self, values: dict[str, Any]) -> None:
        state, start = values.get("state"), values.get("started_on")
        if state in ENDED and not values.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Nennen Sie in einem Satz, woran es lag.")
        if state in TAKEN_OVER and "started_on" not in self.errors:
            if start is None:
                message = "Nennen Sie Monat und Jahr, in denen es begann."
                self.add_error("started_on", message)
            elif start > timezone.localdate():
                message = "Dieser Monat kommt erst noch. Bis dahin ist der Stand „geplant“."
                self.add_error("started_on", message)

    def _renew_source(self) -> None:
        """Ask again: the steps on the page were those of an older edition."""
        self.add_error(
            None,
            "Das Praxisbeispiel hat inzwischen eine neue Fassung. Prüfen Sie die Bausteine und "
            "speichern Sie noch einmal.",
        )
        sent = {name: self.data[name] for name in self.data}
        self.data = sent | {"seen_edition": str(self.instance.practice.edition)}

    @property
    def values(self) -> dict[str, Any]:
        """The facts, for the service."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}

    @property
    def elements(self) -> list[AdoptedElement]:
        """The decisions, in order; own elements that were emptied are gone."""
        values = self.cleaned_data
        found = [
            AdoptedElement(
                text=step.text,
                choice=values[f"step_{number}"],
                reason=values[f"step_{number}_reason"],
            )
            for number, step in enumerate(self.steps, 1)
        ]
        found += [
            AdoptedElement(
                text=values[f"addition_{number}"],
                choice=ElementChoice.ADDED,
                reason=values[f"addition_{number}_reason"],
            )
            for number in range(1, self.additions + 1)
            if values[f"addition_{number}"]
        ]
        for position, element in enumerate(found, 1):
            element.position = position
        return found

    def differences(self, current: models.Model) -> list[tuple[str, str, str]]:
        assert isinstance(current, Adoption)  # noqa: S101  (for the type checker)
        stored = model_to_dict(current, self._meta.fields)
        rows = [
            (str(self.fields[name].label), self.in_words(name, stored[name]), mine)
            for name, mine in ((name, self.in_words(name, v)) for name, v in self.values.items())
        ]
        theirs, mine = _by_label(self._stored(current)), _by_label(self.elements)
        rows += [(label, theirs.get(label, ""), mine.get(label, "")) for label in theirs | mine]
        return [row for row in rows if row[1] != row[2]]

    def in_words(self, name: str, value: Any) -> str:
        if value is None or value == "":
            return ""
        if name == "state":
            return AdoptionState(value).label
        if name == "cost_band":
            return CostBand(value).label
        return date_format(value, "F Y") if name == "started_on" else str(value)


def _by_label(elements: list[AdoptedElement]) -> dict[str, str]:
    """Say each element in words under what it is called."""
    said = {}
    for element in elements:
        words = element.get_choice_display()
        said[element.text] = f"{words}: {element.reason}" if element.reason else words
    return said


class OutcomeForm(VersionedForm):
    """How it went, half a year or a year after the start."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    worked = forms.ChoiceField(
        label="Hat es funktioniert?", choices=Worked.choices, widget=forms.RadioSelect
    )
    again = forms.ChoiceField(
        label="Würden Sie es wieder tun?", choices=Again.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = AdoptionOutcome
        fields = ("worked", "for_whom", "evidence", "again")
        field_classes = {"for_whom": LinesField, "evidence": LinesField}
        widgets = {
            "for_whom": forms.Textarea({"rows": 4}),
            "evidence": forms.Textarea({"rows": 4}),
        }
        help_texts = {
            "for_whom": "Wen hat es erreicht, wen nicht? Bitte keine Namen oder Falldaten.",
            "evidence": "Zahlen oder Beobachtungen. „Noch keine Belege“ ist eine Antwort.",
        }

    def in_words(self, name: str, value: Any) -> str:
        labels = {"worked": Worked, "again": Again}.get(name)
        return str(labels(value).label) if labels and value else str(value)
