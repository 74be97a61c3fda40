"""Short tables to fill in: steps, figures, links. A few empty rows wait below what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

if TYPE_CHECKING:
    from collections.abc import Mapping

_EMPTY_ROWS = 3


class RowsWidget(forms.Widget):
    """Inputs by row and column; `columns` are (label, width of the input in characters)."""

    template_name = "components/rows.html"
    use_fieldset = True

    def __init__(self, columns: tuple[tuple[str, int], ...], *, most: int, limit: int) -> None:
        super().__init__()
        self.columns, self.most, self.limit = columns, most, limit

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        # What was sent holds every row there is: empty ones come from the widget alone.
        sent = ([row] if isinstance(row, str) else list(row) for row in value or [])
        filled = [row for row in sent if any(cell.strip() for cell in row)]
        count = min(self.most, len(filled) + _EMPTY_ROWS)
        rows = filled + [[""] * len(self.columns)] * (count - len(filled))
        context["widget"] |= {
            "columns": self.columns,
            "most": self.most,
            "limit": self.limit,
            "rows": [
                [
                    (f"{name}_{number}_{column}", label, size, cell)
                    for column, ((label, size), cell) in enumerate(
                        zip(self.columns, row, strict=False)
                    )
                ]
                for number, row in enumerate(rows)
            ],
        }
        return context

    def value_from_datadict(
        self,
        data: Mapping[str, Any],
        files: Any,  # noqa: ARG002  (Django's signature)
        name: str,
    ) -> list[list[str]]:
        return [
            [str(data.get(f"{name}_{row}_{column}", "")) for column in range(len(self.columns))]
            for row in range(self.most)
        ]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ARG002
        return f"{name}_0_0" not in data

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0_0" if id_ else id_


class RowsField(forms.Field):
    """Rows of short texts; of one column a plain list. Empty rows fall out."""

    def __init__(
        self, columns: tuple[tuple[str, int], ...], *, most: int, limit: int = 200, **kwargs: Any
    ) -> None:
        super().__init__(widget=RowsWidget(columns, most=most, limit=limit), **kwargs)
        self.columns, self.limit = columns, limit

    def clean(self, value: Any) -> Any:
        rows = [[" ".join(cell.split()) for cell in row] for row in value or []]
        rows = [row for row in rows if any(row)]
        if any("\0" in cell for row in rows for cell in row):
            message = "In einem Feld steht ein Zeichen, das sich nicht speichern lässt."
            raise forms.ValidationError(message)
        longest = max((len(cell) for row in rows for cell in row), default=0)
        if longest > self.limit:
            message = f"Ein Feld ist zu lang. Möglich sind {self.limit} Zeichen."
            raise forms.ValidationError(message)
        if any(not row[0] for row in rows):
            message = f"In einer Zeile fehlt die Angabe „{self.columns[0][0]}“."
            raise forms.ValidationError(message)
        return [row[0] for row in rows] if len(self.columns) == 1 else rows
