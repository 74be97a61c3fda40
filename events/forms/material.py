from __future__ import annotations

from typing import Any

from django import forms

from content.forms import UploadField
from content.uploads import FILE_KINDS, check_attachment, one_line
from events.choices import MaterialFrom
from events.models.material import LONGEST_ALT, PICTURE

_CUT_OFF = "Die Übertragung brach ab. Wählen Sie die Datei bitte noch einmal."


class MaterialForm(forms.Form):
    """A file, when and for whom."""

    file = UploadField(
        check_attachment,
        FILE_KINDS,
        label="Datei",
        help_text="Bitte keine personenbezogenen Daten von Klientinnen und Klienten.",
    )
    title = forms.CharField(
        label="Titel",
        max_length=160,
        required=False,
        help_text="Ohne Titel steht dort der Name der Datei.",
    )
    alt = forms.CharField(
        label="Bildbeschreibung",
        max_length=LONGEST_ALT,
        required=False,
        help_text="Nur bei Bildern: was darauf zu sehen ist. "
        "Ort und Gerät der Aufnahme entfernt das Portal.",
    )
    visible_from = forms.ChoiceField(
        label="Sichtbar",
        choices=MaterialFrom.choices,
        initial=MaterialFrom.AT_ONCE.value,
        widget=forms.RadioSelect,
    )
    for_registered = forms.BooleanField(
        label="Nur für Angemeldete",
        required=False,
        help_text="Sonst für alle, die den Termin lesen.",
    )
    # Stands behind the file: what does not arrive whole has no end.
    end = forms.CharField(
        widget=forms.HiddenInput, initial="1", error_messages={"required": _CUT_OFF}
    )

    def clean_title(self) -> str:
        return one_line(self.cleaned_data["title"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        upload = values.get("file")
        if upload is not None and upload.kind.content_type == PICTURE and not values.get("alt"):
            message = "Beschreiben Sie, was auf dem Bild zu sehen ist."
            self.add_error("alt", message)
        return values

    @property
    def values(self) -> dict[str, Any]:
        """What the service writes of a valid form beside the file."""
        names = ("title", "alt", "visible_from", "for_registered")
        return {name: self.cleaned_data[name] for name in names}
