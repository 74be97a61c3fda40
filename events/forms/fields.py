"""Fields of the editor: moments by the clock in Berlin, the agenda, practices by their address."""

from __future__ import annotations

import re
from datetime import time
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from content.forms import LinesField
from events.models import AgendaItem
from events.services.events import practices_to_name
from practices.forms.rows import RowsField

if TYPE_CHECKING:
    from datetime import datetime

    from members.models import User
    from practices.models import Practice

_EARLIEST, _LATEST = 2000, 2099
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?: Uhr)?")
_PRACTICE = re.compile(r"(?:https?://[^/\s]+)?/praxis/(\d{1,9})/?|(\d{1,9})")
_MOST_PRACTICES = 8
_MOST_ROWS = 30
# Beside those of the widget.
_EMPTY_ROWS = 3


class MomentField(forms.DateTimeField):
    """A day and a time by the clock in Berlin, which now and then springs or falls back."""

    widget = forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")
    input_formats = (
        *("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"),
        *("%d.%m.%Y %H:%M", "%d.%m.%Y, %H:%M", "%d.%m.%Y %H:%M Uhr", "%d.%m.%Y, %H:%M Uhr"),
    )
    default_error_messages = {
        "invalid": "Geben Sie Tag und Uhrzeit so ein: 03.12.2026 14:00.",
        "ambiguous_timezone": (
            "An diesem Tag wird die Uhr umgestellt, und diese Uhrzeit gibt es nicht oder zweimal. "
            "Wählen Sie eine Zeit vor 2:00 oder ab 3:00 Uhr."
        ),
        "year": f"Prüfen Sie das Jahr. Möglich sind {_EARLIEST} bis {_LATEST}.",
    }

    def to_python(self, value: Any) -> datetime | None:
        try:
            moment = super().to_python(value)
        except (forms.ValidationError, OverflowError) as error:
            code = getattr(error, "code", "") or "invalid"
            code = code if code == "ambiguous_timezone" else "invalid"
            raise forms.ValidationError(self.error_messages[code], code) from error
        if moment is not None and not _EARLIEST <= moment.year <= _LATEST:
            raise forms.ValidationError(self.error_messages["year"], "year")
        return moment


class AgendaField(RowsField):
    """Lines of time, what happens and who does it; of several days one after another."""

    def __init__(self, **kwargs: Any) -> None:
        columns = (("Uhrzeit", 7), ("Programmpunkt", 36), ("Wer", 24))
        super().__init__(columns, most=_MOST_ROWS, limit=160, **kwargs)

    def clean(self, value: Any) -> list[AgendaItem]:
        items: list[AgendaItem] = []
        for clock, title, who in super().clean(value):
            known = _CLOCK.fullmatch(clock)
            if known is None:
                message = f"„{clock}“ ist keine Uhrzeit. Schreiben Sie zum Beispiel 14:30."
                raise forms.ValidationError(message)
            if not title:
                message = f"Was geschieht um {clock}? In der Zeile fehlt der Programmpunkt."
                raise forms.ValidationError(message)
            starts = time(int(known[1]), int(known[2]))
            # A time before the last one is of the next day.
            day = items[-1].day + (starts < items[-1].starts) if items else 0
            items.append(AgendaItem(day=day, starts=starts, title=title, who=who))
        return items

    def prepare_value(self, value: Any) -> Any:
        """Write stored lines as they are typed; a few empty ones wait below what is there."""
        rows = [
            [f"{one.starts:%H:%M}", one.title, one.who] if isinstance(one, AgendaItem) else one
            for one in value or []
        ]
        filled = [row for row in rows if any(row)]
        empty = [[""] * len(self.columns)] * _EMPTY_ROWS
        # A row too many would be typed into and lost.
        return (filled + empty)[:_MOST_ROWS]


class PracticesField(LinesField):
    """Practices by their address, one a line; of those only that the person reads."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": 3}), **kwargs)
        self.person: User | None = None

    def prepare_value(self, value: Any) -> Any:
        """Write the stored practices as they are typed."""
        if value is None or isinstance(value, str):
            return value
        return "\n".join(practice.get_absolute_url() for practice in value)

    def clean(self, value: Any) -> list[Practice]:
        said = [line.strip() for line in (super().clean(value) or "").split("\n") if line.strip()]
        if len(said) > _MOST_PRACTICES:
            message = f"Möglich sind {_MOST_PRACTICES} Praxisbeispiele."
            raise forms.ValidationError(message)
        assert self.person is not None  # noqa: S101  (the form names who writes)
        readable = practices_to_name(self.person)
        found: list[Practice] = []
        for line in dict.fromkeys(said):
            known = _PRACTICE.fullmatch(line)
            pk = known and int(known[1] or known[2])
            practice = readable.filter(pk=pk).first() if pk else None
            if practice is None:
                message = (
                    f"„{line[:80]}“ ist keine Adresse eines Praxisbeispiels. "
                    "Kopieren Sie sie aus dem Browser, zum Beispiel /praxis/12/."
                )
                raise forms.ValidationError(message)
            found.append(practice)
        return list({practice.pk: practice for practice in found}.values())


def in_berlin(moment: datetime) -> str:
    """„03.12.2026, 14:00 Uhr“."""
    return f"{timezone.localtime(moment):%d.%m.%Y, %H:%M} Uhr"
