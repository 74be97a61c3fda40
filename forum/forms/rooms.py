from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from content.forms import LinesField, VersionedForm
from forum.access import may_create_room
from forum.choices import RoomKind
from forum.forms.talking import TokenForm
from forum.models import Room

if TYPE_CHECKING:
    from members.models import User


class RoomForm(TokenForm):
    """A new room."""

    name = forms.CharField(label="Name", max_length=Room._meta.get_field("name").max_length)
    purpose = LinesField(
        label="Worum es hier geht",
        required=False,
        max_length=Room._meta.get_field("purpose").max_length,
        widget=forms.Textarea({"rows": 3}),
    )
    kind = forms.ChoiceField(label="Wer mitliest", widget=forms.RadioSelect)
    is_chatham_house = forms.BooleanField(
        label="Chatham-House-Regel",
        required=False,
        help_text=Room._meta.get_field("is_chatham_house").help_text,
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [one for one in RoomKind.choices if may_create_room(person, one[0])]
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
        field.choices = kinds
        if kinds:
            self.initial.setdefault("kind", kinds[0][0])


class RoomEditForm(VersionedForm):
    """Name and purpose of a room, with the version the editor started from."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Room
        fields = ("name", "purpose")
        widgets = {"purpose": forms.Textarea({"rows": 3})}
        field_classes = {"purpose": LinesField}
