"""Fields of the editor that are lines of text to the browser: months and tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.text import slugify

if TYPE_CHECKING:
    from datetime import date

_EARLIEST = 1950
_YEARS_AHEAD = 30
# taggit keeps 100 characters, and as many of a slug that it may lengthen.
_LONGEST_TAG = 90


class MonthField(forms.DateField):
    """A month, kept as its first day; browsers without a field for months take „02.2025“ too."""

    widget = forms.DateInput({"type": "month", "placeholder": "JJJJ-MM"}, "%Y-%m")
    input_formats = ("%Y-%m", "%m.%Y", "%m/%Y", "%Y-%m-%d")
    default_error_messages = {
        "invalid": "Geben Sie Monat und Jahr so ein: 02.2025.",
        "year": "Prüfen Sie das Jahr. Möglich sind {} bis {}.",
    }

    def to_python(self, value: Any) -> date | None:
        month = super().to_python(value)
        latest = timezone.localdate().year + _YEARS_AHEAD
        if month is None:
            return None
        if not _EARLIEST <= month.year <= latest:
            message = str(self.error_messages["year"]).format(_EARLIEST, latest)
            raise forms.ValidationError(message, "year")
        return month.replace(day=1)


class TagsField(forms.CharField):
    """Words parted by commas and nothing else: „Welcome Center“ is one of them."""

    def prepare_value(self, value: Any) -> Any:
        """Write the stored tags as they are typed."""
        if value is None or isinstance(value, str):
            return value
        return ", ".join(str(tag) for tag in value)

    def clean(self, value: Any) -> list[str]:
        parts = (" ".join(part.split()).strip('" ') for part in super().clean(value).split(","))
        tags = [tag for tag in dict.fromkeys(parts) if tag]
        for tag in tags:
            if max(len(tag), len(slugify(tag, allow_unicode=True))) > _LONGEST_TAG:
                message = (
                    f"Das Schlagwort „{tag[:30]} …“ ist zu lang. Möglich sind {_LONGEST_TAG} "
                    "Zeichen; mehrere Schlagwörter trennen Sie mit Komma."
                )
                raise forms.ValidationError(message)
        return tags
