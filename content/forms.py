from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import model_to_dict

if TYPE_CHECKING:
    from django.db import models


class VersionedForm(forms.ModelForm[Any]):
    """A form that carries, in its field `version`, what the editor started from."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", self.instance.version)

    def differences(self, current: models.Model) -> list[tuple[str, str, str]]:
        """Name each field whose stored value differs from this valid form's, with both in words."""
        stored = model_to_dict(current, self.fields)
        both = [
            (field.label or "", self.in_words(name, stored[name]), self.in_words(name, value))
            for name, field in self.fields.items()
            if name in stored and (value := self.cleaned_data[name]) is not None
        ]
        return [(str(label), theirs, mine) for label, theirs, mine in both if theirs != mine]

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
