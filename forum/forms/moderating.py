"""Reports, decisions about them, locks."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from content.forms import LinesField
from forum.choices import Act, ReportCause
from forum.models import Decision, Report, Room
from members.models import User

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

    from forum.models import Post

_REASON = Decision._meta.get_field("reason").max_length
_WHY = "Schreiben Sie, warum."
_CAUSES = {
    ReportCause.CLIENTS: "Einzelne Ratsuchende könnten zu erkennen sein.",
    ReportCause.TONE: "Der Ton kann andere verletzen.",
    ReportCause.TRUST: "Er enthält womöglich Vertrauliches, das nicht in diesen Raum gehört.",
    ReportCause.OFF_TOPIC: "Der Bezug zum Thema ist nicht zu erkennen.",
}
_HIDDEN = {
    ReportCause.CLIENTS: "Im Beitrag sind einzelne Ratsuchende zu erkennen.",
    ReportCause.TONE: "Der Ton des Beitrags verletzt andere.",
    ReportCause.TRUST: "Der Beitrag enthält Vertrauliches, das nicht in diesen Raum gehört.",
    ReportCause.OFF_TOPIC: "Der Beitrag gehört nicht zum Thema.",
}
_QUERY = (
    "Guten Tag {name},\n\nwir haben eine Frage zu Ihrem Beitrag. {cause}\n\n"
    "Bitte sehen Sie ihn noch einmal an. Sie können ihn selbst bearbeiten und uns hier antworten."
)
_LEAVE = "Der Beitrag hält die Regeln des Forums ein."


class ReportForm(forms.Form):
    """What is wrong with a post."""

    cause = forms.ChoiceField(
        label="Was stimmt nicht?",
        choices=ReportCause.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Wählen Sie aus, was nicht stimmt."},
    )
    text = LinesField(
        label="Erläuterung",
        required=False,
        max_length=Report._meta.get_field("text").max_length,
        widget=forms.Textarea({"rows": 4}),
        help_text="Welche Stelle meinen Sie? Wer den Beitrag geschrieben hat, liest das nicht.",
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("cause") == ReportCause.OTHER and not said.get("text", "").strip():
            self.add_error("text", "Schreiben Sie in einem Satz, was nicht stimmt.")
        return said


class DecisionForm(forms.Form):
    """One thing the moderation can do, and why; from the state of things it was decided in."""

    reason = LinesField(
        label="Begründung",
        max_length=_REASON,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _WHY},
    )
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    # The last decision and the last report the moderator saw (S73).
    seen = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    known = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, data: Any = None, *, act: Act, **kwargs: Any) -> None:
        super().__init__(data, auto_id=f"{act}_%s", **kwargs)
        self.act = act
        if act == Act.QUERY:
            self.fields["reason"].label = "Ihre Frage"
            self.fields["reason"].widget.attrs["rows"] = 8


def _day_field() -> forms.DateField:
    return forms.DateField(
        label="Letzter Tag der Sperre",
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text="Ohne Tag gilt die Sperre, bis jemand sie aufhebt.",
    )


def _demand_coming(day: date | None) -> date | None:
    if day is not None and day < timezone.localdate():
        message = "Dieser Tag ist schon vorbei."
        raise forms.ValidationError(message)
    return day


class LockAuthorForm(DecisionForm):
    """Locking out who wrote a post."""

    until = _day_field()

    def clean_until(self) -> date | None:
        return _demand_coming(self.cleaned_data["until"])


def form_of_act(act: Act, data: Any = None, **initial: object) -> DecisionForm:
    """Return the form that decides this about a post."""
    kind = LockAuthorForm if act == Act.LOCK else DecisionForm
    return kind(data, act=act, initial=initial)


class MoveForm(DecisionForm):
    """Where a topic moves."""

    room = forms.ModelChoiceField(
        Room.objects.none(),
        label="Neuer Raum",
        to_field_name="slug",
        empty_label="Bitte wählen",
        help_text="Nur ein Raum, in dem niemand sonst mitliest als hier.",
    )
    field_order = ("room", "reason")

    def __init__(self, data: Any = None, *, rooms: Sequence[Room], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field = self.fields["room"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  (for the type checker)
        field.queryset = Room.objects.filter(pk__in=[room.pk for room in rooms])


class LockForm(forms.Form):
    """Locking a person out of a room."""

    person = forms.ModelChoiceField(User.objects.none(), widget=forms.HiddenInput)
    reason = LinesField(
        label="Begründung",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text="Die Person liest sie.",
        error_messages={"required": _WHY},
    )
    until = _day_field()

    def __init__(self, data: Any = None, *, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  (for the type checker)
        field.queryset = people

    def clean_until(self) -> date | None:
        return _demand_coming(self.cleaned_data["until"])


class AnswerForm(forms.Form):
    """The one answer to a decision."""

    text = LinesField(
        label="Ihre Antwort an die Moderation",
        max_length=Decision._meta.get_field("answer").max_length,
        widget=forms.Textarea({"rows": 5}),
        help_text="Sie können einmal antworten. Die Antwort liest nur die Moderation des Raums.",
        error_messages={"required": "Schreiben Sie etwas, bevor Sie antworten."},
    )


def template_for(act: Act, post: Post, cause: str) -> str:
    """Return what a moderator may begin with, to be changed; empty where nothing is at hand."""
    known = ReportCause(cause) if cause else ReportCause.OTHER
    match act:
        case Act.QUERY:
            return _QUERY.format(name=post.author_name, cause=_CAUSES.get(known, "…"))
        case Act.LEAVE:
            return _LEAVE
        case Act.HIDE:
            return _HIDDEN.get(known, "")
    return ""
