from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.forms import model_to_dict

from content.uploads import (
    EMPTY,
    FILE_KINDS,
    Upload,
    UploadError,
    check_file,
    in_words,
    one_line,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.core.files.base import File
    from django.db import models

    from content.uploads.kinds import Kind


class VersionedForm(forms.ModelForm[Any]):
    """A form that carries, in its field `version`, what the editor started from."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", self.instance.version)
        for field in self.fields.values():
            # A browser would cut off what is pasted, without a word; the form says it instead.
            if isinstance(field.widget, forms.Textarea) and "maxlength" in field.widget.attrs:
                field.widget.attrs["data-most"] = field.widget.attrs.pop("maxlength")

    def renewed(self, data: Any, current: models.Model) -> VersionedForm:
        """Return this form with the data, upon the version that stands there now."""
        return type(self)(data, instance=copy(current))

    def differences(self, current: models.Model) -> list[tuple[str, str, str]]:
        """Name each field whose stored value differs from this valid form's, with both in words."""
        stored, values = model_to_dict(current, self.fields), self.cleaned_data
        both = [
            (field.label or "", self._said(name, stored[name]), self._said(name, values[name]))
            for name, field in self.fields.items()
            if name in stored
        ]
        return [(str(label), theirs, mine) for label, theirs, mine in both if theirs != mine]

    def _said(self, name: str, value: Any) -> str:
        """Say a value; what is left empty, or was emptied, says nothing."""
        return "" if value is None else self.in_words(name, value)

    def in_words(self, name: str, value: Any) -> str:  # noqa: ARG002  (forms override it by name)
        """Say a field's value as the editor knows it."""
        if isinstance(value, bool):
            return "ja" if value else "nein"
        return str(value)


class LinesField(forms.CharField):
    """Text of several lines: browsers send two characters a line break, the portal keeps one."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


# For what stands behind a file in a form.
CUT_OFF = "Die Übertragung brach ab. Wählen Sie die Datei bitte noch einmal."


class UploadField(forms.FileField):
    """A file that `check` accepts; says beforehand which kinds and how much it takes."""

    def __init__(
        self, check: Callable[[File[bytes]], Upload], kinds: Mapping[str, Kind], **kwargs: Any
    ) -> None:
        accept = ",".join(f".{suffix}" for suffix in kinds)
        most = settings.UPLOAD_MEGABYTES
        note = kwargs.pop("help_text", "")
        super().__init__(
            widget=forms.FileInput({"accept": accept}),
            help_text=f"{in_words(kinds)}, höchstens {most} MB. {note}".strip(),
            error_messages={"required": "Wählen Sie eine Datei.", "empty": EMPTY},
            **kwargs,
        )
        self.check = check

    def clean(self, data: Any, initial: Any = None) -> Upload | None:
        uploaded: File[bytes] | None = super().clean(data, initial)
        if not uploaded:
            return None
        try:
            return self.check(uploaded)
        except UploadError as error:
            raise forms.ValidationError(str(error)) from error


class FileForm(forms.Form):
    """A file to put to a thing."""

    file = UploadField(
        check_file,
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
    # Stands behind the file: what does not arrive whole has no end.
    end = forms.CharField(
        widget=forms.HiddenInput, initial="1", error_messages={"required": CUT_OFF}
    )

    def clean_title(self) -> str:
        return one_line(self.cleaned_data["title"])
