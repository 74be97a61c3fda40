from __future__ import annotations

from typing import Any

from django import forms

from content.forms import FileForm
from content.uploads import check_attachment
from events.choices import MaterialFrom
from events.models.material import LONGEST_ALT, PICTURE


class MaterialForm(FileForm):
    """A file, when and for whom."""

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

    # The end stays behind all else.
    field_order = ("file", "title", "alt", "visible_from", "for_registered", "end")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        file: Any = self.fields["file"]
        file.check = check_attachment

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
