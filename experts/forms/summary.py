"""Writing the summary: its paragraphs, documents and quotations."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import URLValidator

from content.forms import LinesField, VersionedForm
from experts.choices import ItemKind, Section
from experts.models import ConsultationItem, Paragraph, Quotation

if TYPE_CHECKING:
    from experts.models import Contribution

_COLUMNS = ("section", "title", "text", "item", "is_judgement")


class ParagraphForm(VersionedForm):
    """A paragraph with what stands beside it; `checked` appears where one is to be checked."""

    checked = forms.BooleanField(
        label="Geprüft: Der Absatz passt noch zu seinen Belegen",
        required=False,
        help_text="Nimmt den Hinweis „zu prüfen“ weg.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    class Meta:
        model = Paragraph
        fields = _COLUMNS
        field_classes = {"text": LinesField}
        widgets = {"text": forms.Textarea({"rows": 8})}
        help_texts = {
            "title": "Zum Beispiel die Kernaussage in einer Zeile.",
            "text": "Absätze, Listen und **Hervorhebungen** sind möglich.",
            "item": "Zustimmung oder Zahlen dieses Punktes stehen neben dem Absatz; das Portal "
            "zählt sie aus den Rückmeldungen.",
            "is_judgement": "Für Sätze, die aus keiner Rückmeldung und keinem Dokument stammen.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items: Any = self.fields["item"]
        of_consultation = ConsultationItem.objects.filter(
            consultation=self.instance.consultation_id
        )
        items.queryset = of_consultation.exclude(kind=ItemKind.OPEN)
        items.empty_label = "ohne"
        if not self.instance.flagged:
            del self.fields["checked"]

    @property
    def values(self) -> dict[str, Any]:
        """What the service writes of a valid form."""
        return {name: self.cleaned_data[name] for name in _COLUMNS}

    def clean_title(self) -> str:
        return " ".join(str(self.cleaned_data["title"]).split())

    def in_words(self, name: str, value: Any) -> str:
        if name == "item":
            return str(
                ConsultationItem.objects.filter(pk=getattr(value, "pk", value)).first() or ""
            )
        if name == "section":
            return str(Section(value).label)
        return super().in_words(name, value)


class DocumentForm(forms.Form):
    """A document that a paragraph comes from."""

    title = forms.CharField(
        label="Titel des Dokuments",
        max_length=240,
        help_text="So, dass man es findet: Herausgeber, Titel, Jahr.",
    )
    link = forms.URLField(
        label="Adresse",
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(["http", "https"], message="Die Adresse beginnt mit https://.")],
        error_messages={"invalid": "Geben Sie eine Adresse ein, die mit https:// beginnt."},
    )

    def clean_title(self) -> str:
        return " ".join(str(self.cleaned_data["title"]).split())


class QuotationForm(VersionedForm):
    """A passage of a contribution, word by word."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    class Meta:
        model = Quotation
        fields = ("wording",)
        field_classes = {"wording": LinesField}
        widgets = {"wording": forms.Textarea({"rows": 4})}
        help_texts = {
            "wording": "Wort für Wort aus der Rückmeldung, höchstens 600 Zeichen. Der Kreis wird "
            "um seine Zustimmung zu genau diesem Wortlaut gebeten."
        }


def passages(contribution: Contribution) -> list[tuple[str, str]]:
    """Return what a Kreis wrote, with the wording of each item, to copy from."""
    answers = contribution.answers.exclude(text="").select_related("item")
    return [(answer.item.wording, answer.text) for answer in answers]
