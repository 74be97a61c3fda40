from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms

from content.forms import LinesField
from content.models import Theme
from events.models import Event
from forum.choices import FollowLevel, TopicState
from forum.forms.editing import TIED, FewTagsField
from forum.models import Post, Room, Topic
from practices.models import Practice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from members.models import User

_TEXT = Post._meta.get_field("text").max_length


class TokenForm(forms.Form):
    """A form that creates something: sent twice, it creates one thing (S71)."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class WordsField(LinesField):
    """What a post says, with the tools to write it."""

    def __init__(self, *, rows: int, **kwargs: Any) -> None:
        super().__init__(max_length=_TEXT, widget=forms.Textarea({"rows": rows}), **kwargs)
        self.template_name = "forum/_text_field.html"


class PostForm(TokenForm):
    """An answer."""

    text = WordsField(
        label="Ihre Antwort",
        rows=7,
        error_messages={"required": "Schreiben Sie etwas, bevor Sie veröffentlichen."},
    )


class ThemeChoiceForm(forms.Form):
    """The themes of a person."""

    themes = forms.ModelMultipleChoiceField(
        Theme.objects.filter(parent=None, is_active=True),
        label="Meine Themenfelder",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Neue Themen und neue Praxis dazu stehen auf Ihrer Startseite.",
    )


class RoomField(forms.ModelChoiceField[Room]):
    """A room, and how many people read it."""

    def label_from_instance(self, obj: Room) -> str:
        return f"{obj.name} – {obj.circle}" if obj.circle else obj.name


class TopicForm(TokenForm):
    """A new topic: where it stands, what it asks."""

    room = RoomField(
        Room.objects.none(),
        label="Raum",
        to_field_name="slug",
        help_text="Der Raum bestimmt, wer mitliest.",
        empty_label="Bitte wählen",
        error_messages={"required": "Wählen Sie den Raum: Er bestimmt, wer mitliest."},
    )
    title = forms.CharField(
        label="Frage oder Thema",
        max_length=Topic._meta.get_field("title").max_length,
        help_text="In einem Satz, zum Beispiel: „Wie haltet ihr hybride Gruppen zusammen?“",
    )
    text = WordsField(
        label="Was möchten Sie wissen oder erzählen?",
        rows=9,
        help_text="Was haben Sie schon versucht? Bitte keine Angaben zu einzelnen Ratsuchenden.",
    )
    theme = forms.ModelChoiceField(
        Theme.objects.filter(parent__isnull=True, is_active=True),
        label="Themenfeld",
        required=False,
        to_field_name="key",
        empty_label="ohne",
    )
    tag_names = FewTagsField()
    practice = forms.ModelChoiceField(
        Practice.objects.none(), required=False, widget=forms.HiddenInput
    )
    event = forms.ModelChoiceField(Event.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, person: User, rooms: Sequence[Room], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices("room").queryset = Room.objects.filter(pk__in=[room.pk for room in rooms])
        self._choices("practice").queryset = Practice.objects.visible_to(person).published()
        self._choices("event").queryset = Event.objects.visible_to(person).announced()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        room = values.get("room")
        is_tied = values.get("practice") is not None or values.get("event") is not None
        if room is not None and room.is_chatham_house and is_tied:
            self.add_error("room", f"{TIED} Wählen Sie einen anderen Raum.")
        return values

    def _choices(self, name: str) -> forms.ModelChoiceField[Any]:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  (for the type checker)
        return field


class EditPostForm(forms.Form):
    """The own post again, from the version it started from."""

    text = WordsField(label="Text", rows=9)
    version = forms.IntegerField(widget=forms.HiddenInput)
    # By this the browser knows that its copy of the words arrived.
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)


class StateForm(forms.Form):
    """Whether a topic is open or answered; pinned or not. Closed it stays closed or opens again."""

    state = forms.ChoiceField(label="Stand")
    is_pinned = forms.BooleanField(label="Oben anheften", required=False)

    def __init__(self, *args: Any, closed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["state"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
        field.choices = [one for one in TopicState.choices if closed or one[0] != TopicState.CLOSED]


class FollowForm(forms.Form):
    """How a person wants to hear of a topic."""

    level = forms.ChoiceField(label="Mitteilungen zu diesem Thema", choices=FollowLevel.choices)
