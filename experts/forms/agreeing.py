"""Agreement: presenting the draft, saying something to it, answering that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from content.forms import LinesField
from experts.choices import QuoteConsent, Settled, Verdict
from experts.forms.questions import check_deadline, deadline_field

if TYPE_CHECKING:
    from experts.models import Consultation, Opinion, Quotation


class PresentForm(forms.Form):
    """Until when the Kreise say what they think of the draft."""

    agree_until = deadline_field("Abstimmung bis")
    reason = forms.CharField(
        label="Begleitwort",
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 3}),
        help_text="Steht im Verlauf der Anfrage. Bitte keine Angaben aus Rückmeldungen.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = consultation.version
        until = self.fields["agree_until"]
        until.help_text = "Der letzte Tag, an dem die Kreise zustimmen oder widersprechen können."

    def clean_agree_until(self) -> Any:
        return check_deadline(self.cleaned_data["agree_until"])


class OpinionForm(forms.Form):
    """What a Kreis says to a paragraph, or to the whole, in the wording it was shown."""

    verdict = forms.ChoiceField(
        label="Haltung Ihres Kreises",
        choices=Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Wählen Sie aus, wie Ihr Kreis dazu steht."},
    )
    text = LinesField(
        label="Begründung",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Bei Änderungswunsch und Einspruch nötig. Nur die Moderation liest sie.",
    )
    seen = forms.CharField(widget=forms.HiddenInput)
    absatz = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, place: str, seen: str = "", said: Opinion | None = None
    ) -> None:
        super().__init__(data, auto_id=f"stimme-{place or 'ganz'}-%s")
        self.initial = {"seen": seen, "absatz": place}
        if said is not None:
            self.initial |= {"verdict": said.verdict, "text": said.text}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        verdict = values.get("verdict")
        if verdict and verdict != Verdict.AGREE and not values.get("text", "").strip():
            self.add_error("text", "Sagen Sie bitte, was anders werden soll oder warum.")
        return values


class ConsentForm(forms.Form):
    """How the own words may be quoted, in exactly this wording."""

    consent = forms.ChoiceField(
        label="Dürfen wir so zitieren?",
        choices=[one for one in QuoteConsent.choices if one[0] != QuoteConsent.ASKED],
        widget=forms.RadioSelect,
        error_messages={"required": "Wählen Sie aus, ob und wie Ihr Kreis zitiert werden darf."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, quotation: Quotation) -> None:
        super().__init__(data, auto_id=f"zitat-{quotation.pk}-%s")
        self.initial = {"version": quotation.version, "consent": quotation.consent}


class SettleForm(forms.Form):
    """What became of a wish or an objection."""

    settled = forms.ChoiceField(
        label="Was wurde daraus?",
        choices=[one for one in Settled.choices if one[0] != Settled.OPEN],
        widget=forms.RadioSelect,
        error_messages={"required": "Wählen Sie aus, was daraus wurde."},
    )
    note = forms.CharField(
        label="Nachricht an den Kreis",
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 3}),
        help_text="Bei „gelöst“ nötig.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, opinion: Opinion) -> None:
        super().__init__(data)
        self.initial = {"version": opinion.version, "note": opinion.settled_note}
        if opinion.settled != Settled.OPEN:
            self.initial["settled"] = opinion.settled
