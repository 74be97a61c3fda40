"""The editor of a Kreis's answer: one page, whose draft is kept whatever it holds."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms

from content.http import sent_number
from experts.choices import Choice, Consent, ItemKind
from experts.drafts import WHOLE, as_draft, as_typed, field_name, understand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from experts.models import ConsultationItem, Contribution

_HIDDEN = (
    "Anonym: Weder Kreis noch Person werden genannt. Auch die anderen Kreise sehen nicht, "
    "von wem die Rückmeldung ist; nur die Moderation weiß es."
)
_CONSENT = (
    (
        Consent.NAMED,
        "Mit Name, Funktion und Kreis: Die Auswertung darf sagen, dass es von Ihnen kommt.",
    ),
    (Consent.KREIS, "Nur mit dem Kreis: Ihr Kreis wird genannt, Sie als Person nicht."),
    (Consent.ANONYMOUS, _HIDDEN),
)
_FIRST_WORDS = 60


class ItemFields(NamedTuple):
    """What the page shows of one item."""

    item: ConsultationItem
    fields: list[forms.BoundField]


class ContributionForm(forms.Form):
    """Whatever is typed is a draft; `checks` says whether it is to be submitted next."""

    mark_optional = False
    checks = False
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, contribution: Contribution, items: Sequence[Any]) -> None:
        super().__init__(data, initial=as_typed(contribution.draft))
        self.initial["version"] = contribution.version
        self.contribution, self.items = contribution, items
        for item in items:
            self.fields.update(_fields_of(item))
        self.fields["no_comment"] = forms.BooleanField(
            label="Wir haben keine Anmerkung",
            help_text="Auch das ist eine Antwort. Die Felder oben bleiben dann leer.",
            required=False,
        )
        self.fields["consent"] = forms.ChoiceField(
            label="Wie darf Ihr Kreis außerhalb des Mitgliederbereichs genannt werden?",
            help_text="Wörtlich zitiert wird nur, was Sie vorher im genauen Wortlaut freigeben.",
            choices=_CONSENT,
            widget=forms.RadioSelect,
            required=False,
        )

    @property
    def rows(self) -> list[ItemFields]:
        """The fields of each item, in the order in which it is asked."""
        return [ItemFields(item, [self[name] for name in _fields_of(item)]) for item in self.items]

    @property
    def draft(self) -> dict[str, Any]:
        """What was sent, as it is kept."""
        return as_draft(self.data, self.items)

    @property
    def sent_version(self) -> int:
        """What the editor started from; nothing a form never held matches any."""
        return sent_number(self.data, "version")

    def clean(self) -> dict[str, Any]:
        if self.checks:
            # Said once, in the words that the check page says it in.
            self.errors.clear()
            for name, problem in understand(self.draft, self.items).problems.items():
                self.add_error(None if name == WHOLE else name, problem)
        return self.cleaned_data

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What was written in words, with its label; choices are made again within a minute."""
        texts = [
            (str(field.label), str(self.data.get(field.html_name) or "").strip())
            for field in self.visible_fields()
            if isinstance(field.field, forms.CharField)
        ]
        return [(label, text) for label, text in texts if text]

    def renewed(self, data: Any, current: Contribution) -> ContributionForm:
        """Return this form with the data, upon the version that stands there now."""
        return ContributionForm(data, contribution=current, items=self.items)

    def differences(self, current: Contribution) -> list[tuple[str, str, str]]:
        """Name each field whose kept value differs from what was sent, with both in words."""
        theirs, mine = as_typed(current.draft), as_typed(self.draft)
        both = [
            (str(field.label), self._said(name, theirs), self._said(name, mine))
            for name, field in self.fields.items()
            if name != "version"
        ]
        return [(label, stored, sent) for label, stored, sent in both if stored != sent]

    def _said(self, name: str, typed: dict[str, Any]) -> str:
        value = typed.get(name) or ""
        if isinstance(value, bool):
            return "ja"
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            return str(dict(field.choices).get(value, ""))  # type: ignore[arg-type]
        return str(value)


def _fields_of(item: ConsultationItem) -> dict[str, forms.Field]:
    short = shorten(item.wording, _FIRST_WORDS, placeholder=" …")
    if item.kind == ItemKind.NUMBER:
        return {field_name("number", item): _number(item)}
    if item.kind == ItemKind.OPEN:
        return {field_name("text", item): _text(item.wording, rows=6)}
    return {
        field_name("choice", item): forms.ChoiceField(
            label=item.wording, choices=Choice.choices, widget=forms.RadioSelect, required=False
        ),
        field_name("text", item): _text(f"Begründung zu „{short}“", rows=3),
    }


def _number(item: ConsultationItem) -> forms.CharField:
    # Phones show digits with a comma; no limit, for nothing typed is cut off.
    return forms.CharField(
        label=f"{item.wording} ({item.unit})" if item.unit else item.wording,
        help_text=f"Zum Beispiel 3,5 {item.unit}".rstrip(),
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        required=False,
        strip=False,
    )


def _text(label: str, *, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label, widget=forms.Textarea({"rows": rows}), required=False, strip=False
    )
