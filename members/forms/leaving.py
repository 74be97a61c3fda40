from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.html import format_html

from content.choices import Words
from members.forms.team import ReasonForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from content.people import Held
    from members.models import User


class LeaveForm(forms.Form):
    """What becomes of the own words, and that it is meant."""

    words = forms.ChoiceField(
        label="Ihre Beiträge im Austausch",
        choices=Words.choices,
        widget=forms.RadioSelect,
        help_text="Bleiben sie stehen, steht „Ehemaliges Mitglied“ und der Kreis daneben. "
        "Werden sie gelöscht, bleibt an ihrer Stelle ein Hinweis.",
    )
    certain = forms.BooleanField(
        label="Ja, mein Konto soll in 14 Tagen gelöscht werden",
        error_messages={"required": "Bestätigen Sie, dass Ihr Konto gelöscht werden soll."},
    )


class HandOverForm(forms.Form):
    """Who takes over what rests on one person; a field for each thing that somebody can take."""

    def __init__(self, *args: Any, held: Sequence[Held], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.takers = {one.key: {str(who.pk): who for who in one.takers} for one in held}
        for one in held:
            if one.takers:
                names = [(str(who.pk), who.name) for who in one.takers]
                self.fields[one.key] = forms.ChoiceField(
                    label=format_html(
                        'Wer übernimmt?<span class="visually-hidden"> {}</span>', one.title
                    ),
                    choices=[("", "niemand"), *names],
                    required=False,
                    help_text=one.otherwise,
                )

    @property
    def chosen(self) -> dict[str, User]:
        """Return who was chosen, by the key of the thing."""
        typed = self.cleaned_data.items()
        return {key: self.takers[key][pk] for key, pk in typed if pk}


class EraseForm(ReasonForm):
    """Why a person is erased at once; what the trail keeps must not say who it was."""

    words = forms.ChoiceField(
        label="Beiträge der Person im Austausch",
        choices=[
            (Words.KEEP, "Sie bleiben ohne den Namen stehen"),
            (Words.DELETE, "Sie werden gelöscht"),
        ],
        widget=forms.RadioSelect,
    )
    field_order = ("words", "reason")

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["reason"].help_text = (
            "Steht für immer im Protokoll. Nennen Sie deshalb keinen Namen, zum Beispiel "
            "„Antrag vom 12.03. nach Art. 17 DSGVO“."
        )

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        said = (self.person.first_name, self.person.last_name, self.person.email)
        if any(word and word.lower() in reason.lower() for word in said):
            message = "Der Grund nennt die Person. Er bleibt im Protokoll; lassen Sie sie weg."
            raise forms.ValidationError(message)
        return reason
