from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.urls import reverse

from content.forms import LinesField, VersionedForm
from content.models import Theme
from events.models import Event
from forum.models import Topic
from practices.forms.words import TagsField
from practices.models import Practice

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from members.models import User

MOST_TAGS = 10
TIED = (
    "In diesem Raum gilt die Chatham-House-Regel: Ein Thema von hier wird mit keinem "
    "Praxisbeispiel verknüpft und mit keinem Termin."
)


class FewTagsField(TagsField):
    """Up to ten tags of a topic."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="Schlagwörter",
            required=False,
            max_length=1000,
            help_text="Mit Komma getrennt, zum Beispiel: Fahrtkosten, Abendkurs.",
            **kwargs,
        )

    def clean(self, value: Any) -> list[str]:
        tags = super().clean(value)
        if len(tags) > MOST_TAGS:
            message = f"Höchstens {MOST_TAGS} Schlagwörter."
            raise forms.ValidationError(message)
        return tags


class _AddressField(forms.CharField):
    """A thing by its address or number; only those this person reads are there."""

    number: ClassVar[re.Pattern[str]]
    view: ClassVar[str]
    missing: ClassVar[str]

    def __init__(self, *, person: User | None = None, **kwargs: Any) -> None:
        super().__init__(max_length=200, required=False, **kwargs)
        self.person = person
        # What stands there may stay, whatever became of it.
        self.kept: int | None = None

    def prepare_value(self, value: Any) -> Any:
        """Write the stored thing as its address."""
        return reverse(self.view, args=[value]) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        said = super().clean(value).strip()
        if not said:
            return None
        number = self.number.fullmatch(said)
        assert self.person is not None  # noqa: S101  (the form sets it)
        is_kept = number is not None and int(number[1]) == self.kept
        known = self.things(None if is_kept else self.person)
        found = known.filter(pk=number[1]).first() if number else None
        if found is None:
            raise forms.ValidationError(self.missing)
        return found

    def things(self, person: User | None) -> QuerySet[Any]:
        """Return what this person may name; without one, everything."""
        raise NotImplementedError


class PracticeField(_AddressField):
    """A practice."""

    number = re.compile(r"(?:.*/praxis/)?(\d{1,9})/?")
    view = "practices:practice"
    missing = "Dieses Praxisbeispiel gibt es nicht. Kopieren Sie die Adresse seiner Seite."

    def things(self, person: User | None) -> QuerySet[Practice]:
        if person is None:
            return Practice.objects.all()
        return Practice.objects.visible_to(person).published()


class EventField(_AddressField):
    """An event that is announced."""

    number = re.compile(r"(?:.*/termine/)?(\d{1,9})/?")
    view = "events:event"
    missing = "Diesen Termin gibt es nicht. Kopieren Sie die Adresse seiner Seite."

    def things(self, person: User | None) -> QuerySet[Event]:
        if person is None:
            return Event.objects.all()
        return Event.objects.visible_to(person).announced()


class TopicEditForm(VersionedForm):
    """Title, theme, tags, practice and event of a topic, with the version it started from."""

    # Whose eyes it has; set by topic_edit_form.
    person: ClassVar[User | None] = None

    tag_names = FewTagsField()
    practice = PracticeField(
        label="Praxisbeispiel",
        help_text="Die Adresse seiner Seite. Wer das Beispiel liest, findet dort dieses Thema.",
    )
    event = EventField(
        label="Termin",
        help_text="Die Adresse seiner Seite, zum Beispiel wenn das Thema dort begonnen hat.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Topic
        fields = ("title", "theme", "tag_names", "practice", "event")
        labels = {"title": "Frage oder Thema"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theme = self.fields["theme"]
        assert isinstance(theme, forms.ModelChoiceField)  # noqa: S101  (for the type checker)
        theme.queryset = Theme.objects.filter(parent__isnull=True, is_active=True)
        theme.empty_label = "ohne"
        for name in ("practice", "event"):
            field: Any = self.fields[name]
            field.person, field.kept = self.person, getattr(self.instance, f"{name}_id")
            if self.instance.room.is_chatham_house:
                field.help_text = TIED
                field.disabled = True

    def in_words(self, name: str, value: Any) -> str:
        """Say a field's value as the editor knows it."""
        if name == "tag_names":
            return ", ".join(value)
        key = getattr(value, "pk", value)
        if name == "theme" and key:
            return str(Theme.objects.filter(pk=key).first() or "")
        if name in {"practice", "event"} and key and self.person is not None:
            things: Any = Practice.objects if name == "practice" else Event.objects
            known = things.visible_to(self.person)
            return str(known.filter(pk=key).values_list("title", flat=True).first() or "")
        return str(value or "")


class SummaryForm(VersionedForm):
    """„Kurz gefasst“, with the version the editor started from."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Topic
        fields = ("summary",)
        widgets = {"summary": forms.Textarea({"rows": 5})}
        field_classes = {"summary": LinesField}
        help_texts = {"summary": "Was hat sich gezeigt, was ist offen? Drei Sätze genügen."}


def topic_edit_form(person: User) -> type[TopicEditForm]:
    """Return the form for this person: which practices exist, depends on who asks."""
    return type("TopicEditForm", (TopicEditForm,), {"person": person})
