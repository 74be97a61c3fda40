from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from members.models import Deputyship, Kreis, User

if TYPE_CHECKING:
    from datetime import date


class ReasonForm(forms.Form):
    """Why somebody leaves; kept in the audit trail."""

    reason = forms.CharField(
        label="Grund",
        max_length=200,
        help_text="Steht im Protokoll, zum Beispiel „Aufgabe abgegeben“.",
    )


class KreisChangeForm(ReasonForm):
    """Where a coordinator goes."""

    kreis = forms.ModelChoiceField(label="Neuer Kreis", queryset=Kreis.objects.none())
    field_order = ("kreis", "reason")

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kreise = self.fields["kreis"]
        assert isinstance(kreise, forms.ModelChoiceField)  # noqa: S101  (for the type checker)
        self.fields["reason"].help_text = "Steht im Protokoll, zum Beispiel „Neue Stelle“."
        kreise.queryset = Kreis.objects.members().exclude(pk=person.kreis_id).in_order()


class MembershipEndForm(ReasonForm):
    """With which day a Kreis leaves the Forum."""

    on = forms.DateField(
        label="Letzter Tag der Mitgliedschaft",
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    field_order = ("on", "reason")

    def __init__(self, *args: Any, kreis: Kreis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kreis = kreis
        self.initial.setdefault("on", timezone.localdate())
        self.fields["reason"].help_text = "Steht im Protokoll, zum Beispiel „Austritt erklärt“."

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if self.kreis.member_since and on < self.kreis.member_since:
            message = f"Die Mitgliedschaft begann erst am {self.kreis.member_since:%d.%m.%Y}."
            raise forms.ValidationError(message)
        return on


class DeputyForm(forms.ModelForm[Deputyship]):
    """Who deputises for a person, and from when to when."""

    class Meta:
        model = Deputyship
        fields = ("deputy", "starts_on", "ends_on")
        widgets = {
            "starts_on": forms.DateInput({"type": "date"}, "%Y-%m-%d"),
            "ends_on": forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        }

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = User.objects.filter(is_active=True, kreis_id=person.kreis_id)
        self.colleagues = self.colleagues.exclude(pk=person.pk).coordinators()
        deputy = self.fields["deputy"]
        assert isinstance(deputy, forms.ModelChoiceField)  # noqa: S101  (for the type checker)
        deputy.queryset = self.colleagues
        self.initial.setdefault("starts_on", timezone.localdate())
