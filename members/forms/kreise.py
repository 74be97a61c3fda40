from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.db.models import Q

from content.forms import LinesField, VersionedForm
from content.models import Theme
from members.choices import Structure
from members.models import Kreis


class KreisForm(VersionedForm):
    """The profile of a Kreis, with the version the editor started from."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Kreis
        fields = (
            "introduction",
            "structure",
            "structure_note",
            "priorities",
            "website",
            "contact_email",
        )
        widgets = {
            "introduction": forms.Textarea({"rows": 10}),
            "structure_note": forms.Textarea({"rows": 4}),
            "priorities": forms.CheckboxSelectMultiple,
            "website": forms.URLInput({"autocomplete": "url"}),
            "contact_email": forms.EmailInput({"autocomplete": "off"}),
        }
        field_classes = {"introduction": LinesField, "structure_note": LinesField}
        help_texts = {
            "introduction": (
                "Öffentlich. Wer Sie sind und woran Sie arbeiten. "
                "Überschriften und Listen sind mit Markdown möglich."
            ),
            "structure": "Öffentlich. Danach findet das Portal Kreise, die ähnlich arbeiten.",
            "structure_note": "Nur für das Forum sichtbar, also Mitglieder und Programmteam.",
            "priorities": "Öffentlich. Höchstens vier.",
            "website": "Öffentlich. Zum Beispiel https://www.kreis.example.",
            "contact_email": "Nur für das Forum sichtbar, also Mitglieder und Programmteam.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        themes = self.fields["priorities"]
        assert isinstance(themes, forms.ModelMultipleChoiceField)  # noqa: S101  (for the type checker)
        # What the Kreis has stays on offer, also when it is of the second level or switched off.
        themes.queryset = Theme.objects.filter(
            Q(is_active=True, parent=None) | Q(kreise=self.instance)
        ).distinct()

    def clean_website(self) -> str:
        website: str = self.cleaned_data["website"]
        parts = urlsplit(website)
        if website and (parts.scheme not in {"http", "https"} or "@" in parts.netloc):
            message = "Geben Sie eine Adresse ein, die mit https:// oder http:// beginnt."
            raise forms.ValidationError(message)
        return website

    def clean_priorities(self) -> Any:
        chosen = self.cleaned_data["priorities"]
        if len(chosen) > 4:
            message = "Wählen Sie höchstens vier Schwerpunkte."
            raise forms.ValidationError(message)
        return chosen

    def in_words(self, name: str, value: Any) -> str:
        if name == "priorities":
            return ", ".join(sorted(theme.label for theme in value))
        return Structure(value).label if name == "structure" and value else str(value)
