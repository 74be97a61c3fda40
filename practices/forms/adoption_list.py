from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q

from content.models import Theme
from members.models import Kreis
from practices.choices import AdoptionState
from practices.models import Adoption, Practice

if TYPE_CHECKING:
    from members.models import User
    from practices.querysets import AdoptionQuerySet

_ALL = [("", "Alle")]


class AdoptionFilterForm(forms.Form):
    """What was asked for of „Wer hat von wem gelernt“; nonsense is ignored.

    On offer are only Kreise of adoptions this reader knows.
    """

    quelle = forms.ChoiceField(label="Gelernt von", required=False)
    kreis = forms.ChoiceField(label="Übernommen von", required=False)
    thema = forms.ChoiceField(label="Thema", required=False)
    stand = forms.ChoiceField(
        label="Stand", choices=[*_ALL, *AdoptionState.choices], required=False
    )
    mark_optional = False

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        known = Adoption.objects.visible_to(user)
        themes = Theme.objects.filter(parent=None, is_active=True)
        self._offer("quelle", _names(known, "source_kreis"))
        self._offer("kreis", _names(known, "kreis"))
        self._offer("thema", [(theme.key, theme.label) for theme in themes])
        self.is_valid()
        self.chosen: dict[str, str] = {
            name: self.cleaned_data[name] for name in self.fields if self.cleaned_data.get(name)
        }

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
        field.choices = [*_ALL, *choices]

    def _offered(self, name: str) -> list[tuple[str, str]]:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
        return [(str(value), str(label)) for value, label in field.choices]  # type: ignore[misc, union-attr]

    def found(self) -> AdoptionQuerySet:
        """Return the adoptions this reader knows that fit every filter."""
        found = Adoption.objects.visible_to(self.user)
        if kreis := self.chosen.get("quelle"):
            found = found.filter(source_kreis_id=kreis)
        if kreis := self.chosen.get("kreis"):
            found = found.filter(kreis_id=kreis)
        if state := self.chosen.get("stand"):
            found = found.filter(state=state)
        if key := self.chosen.get("thema"):
            of_theme = Q(themes__key=key) | Q(themes__parent__key=key)
            # By sources that may be read: a filter must not tell what else says nothing (S26).
            sources = Practice.objects.visible_to(self.user).filter(of_theme)
            found = found.filter(practice__in=sources.values("pk"))
        return found

    @property
    def chips(self) -> list[dict[str, str]]:
        """The filters in force, each with the address without it."""
        chips = []
        for name, value in self.chosen.items():
            others = {other: chosen for other, chosen in self.chosen.items() if other != name}
            label = f"{self.fields[name].label}: {dict(self._offered(name))[value]}"
            chips.append({"label": label, "url": "?" + urlencode(others)})
        return chips

    def page_url(self, number: int) -> str:
        """Return the address of another page of the same list."""
        return "?" + urlencode({**self.chosen, "seite": str(number)})


def _names(known: AdoptionQuerySet, side: str) -> list[tuple[str, str]]:
    kreise = Kreis.objects.filter(pk__in=known.values(side)).in_order()
    return list(kreise.values_list("pk", "name"))
