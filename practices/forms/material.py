"""The picture of a practice; the checks stand in content.uploads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from content.forms import CUT_OFF, FileForm, UploadField
from content.uploads import PICTURE_KINDS, check_picture
from practices.fields import HELP
from practices.services import picture_mark

if TYPE_CHECKING:
    from practices.models import Practice


class PictureForm(forms.Form):
    """The picture with what belongs to it."""

    picture = UploadField(
        check_picture,
        PICTURE_KINDS,
        label="Bilddatei",
        help_text=(
            "Nur mit Nutzungsrecht und Einwilligung der abgebildeten Personen. "
            "Ort und Gerät der Aufnahme entfernt das Portal."
        ),
    )
    image_alt = forms.CharField(
        label="Bildbeschreibung", max_length=250, help_text=HELP["image_alt"]
    )
    image_credit = forms.CharField(
        label="Bildnachweis", max_length=160, help_text=HELP["image_credit"]
    )
    # The picture this form started from; behind the file, as above.
    mark = forms.CharField(widget=forms.HiddenInput, error_messages={"required": CUT_OFF})

    def __init__(self, practice: Practice, data: Any = None, files: Any = None) -> None:
        initial = {
            "image_alt": practice.image_alt,
            "image_credit": practice.image_credit,
            "mark": picture_mark(practice),
        }
        super().__init__(data, files, initial=initial, auto_id="bild_%s")
        if practice.image:
            self.fields["picture"].required = False
            self.fields["picture"].label = "Neue Bilddatei"


def material_forms(practice: Practice) -> dict[str, object]:
    """Return what the editor shows below the form of its section."""
    return {
        "files": list(practice.files.all()),
        "file_form": FileForm(auto_id="datei_%s"),
        "picture_form": PictureForm(practice),
    }
