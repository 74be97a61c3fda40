from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from content.moments import moment
from notices.choices import Channel
from notices.kinds import kinds_for
from notices.models import Notice, Preference

if TYPE_CHECKING:
    from datetime import datetime

    from members.models import User
    from notices.querysets import NoticeQuerySet


class PreferencesForm(forms.Form):
    """How a person wants to hear of each kind of notice: one row of five choices a kind."""

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds_for(person)
        own = dict(Preference.objects.filter(person=person).values_list("kind", "channel"))
        for kind in self.kinds:
            self.fields[kind.name] = forms.ChoiceField(
                label=kind.label,
                choices=Channel.choices,
                initial=own.get(kind.name, kind.default.value),
                widget=forms.RadioSelect,
            )

    @property
    def areas(self) -> dict[str, list[forms.BoundField]]:
        """Return the rows by area, in order."""
        rows: dict[str, list[forms.BoundField]] = {}
        for kind in self.kinds:
            rows.setdefault(kind.area, []).append(self[kind.name])
        return rows

    @property
    def channels(self) -> dict[str, Channel]:
        """Return what was chosen, of a valid form."""
        return {name: Channel(value) for name, value in self.cleaned_data.items()}


class MarkForm(forms.Form):
    """Which notices to mark: some by their ids, all up to one, or those marked at a time."""

    id = forms.ModelMultipleChoiceField(Notice.objects.none(), required=False)
    up_to = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    read_at = forms.CharField(required=False)
    unread = forms.BooleanField(required=False)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = Notice.objects.visible_to(person)
        ids = self.fields["id"]
        assert isinstance(ids, forms.ModelMultipleChoiceField)  # noqa: S101  (for the type checker)
        ids.queryset = self.own

    def clean_read_at(self) -> datetime | None:
        """Read the time; nothing is no time."""
        said = self.cleaned_data["read_at"]
        found = moment(said)
        if said and found is None:
            message = "Das ist kein Zeitpunkt."
            raise forms.ValidationError(message)
        return found

    @property
    def notices(self) -> NoticeQuerySet:
        """Return the notices meant; none where nothing was said."""
        said = self.cleaned_data
        if said["read_at"]:
            return self.own.filter(read_at=said["read_at"])
        if said["up_to"]:
            return self.own.filter(pk__lte=said["up_to"])
        return self.own.filter(pk__in=[one.pk for one in said["id"]])
