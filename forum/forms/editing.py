from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.urls import reverse

from content.forms import LinesField, VersionedForm
from content.models import Theme
from forum.models import Topic
from practices.forms.words import TagsField
from practices.models import Practice

if TYPE_CHECKING:
    from members.models import User

MOST_TAGS = 10
_NUMBER = re.compile(r"(?:.*/praxis/)?(\d{1,9})/?")
TIED = (
    "In diesem Raum gilt die Chatham-House-Regel: Ein Thema von hier wird mit keinem "
    "Praxisbeispiel verknüpft."
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


class PracticeField(forms.CharField):
    """A practice by its address or number; only those this person reads are there."""

    def __init__(self, *, person: User | None = None, **kwargs: Any) -> None:
        super().__init__(max_length=200, required=False, **kwargs)
        self.person = person
        # What stands there may stay, whatever became of it.
        self.kept: int | None = None

    def prepare_value(self, value: Any) -> Any:
        """Write the stored practice as its address."""
        return reverse("practices:practice", args=[value]) if isinstance(value, int) else value

    def clean(self, value: Any) -> Practice | None:
        said = super().clean(value).strip()
        if not said:
            return None
        number = _NUMBER.fullmatch(said)
        assert self.person is not None  # noqa: S101  (the form sets it)
        known = Practice.objects.visible_to(self.person).published()
        if number and int(number[1]) == self.kept:
            known = Practice.objects.all()
        found = known.filter(pk=number[1]).first() if number else None
        if found is None:
            message = "Dieses Praxisbeispiel gibt es nicht. Kopieren Sie die Adresse seiner Seite."
            raise forms.ValidationError(message)
        return found


class TopicEditForm(VersionedForm):
    """Title, theme, tags and practice of a topic, with the version the editor started from."""

    # Whose eyes it has; set by topic_edit_form.
    person: ClassVar[User | None] = None

    tag_names = FewTagsField()
    practice = PracticeField(
        label="Praxisbeispiel",
        help_text="Die Adresse seiner Seite. Wer das Beispiel liest, findet dort dieses Thema.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Topic
        fields = ("title", "theme", "tag_names", "practice")
        labels = {"title": "Frage oder Thema"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theme, practice = self.fields["theme"], self.fields["practice"]
        assert isinstance(theme, forms.ModelChoiceField)  # noqa: S101  (for the type checker)
        assert isinstance(practice, PracticeField)  # noqa: S101  (for the type checker)
        theme.queryset = Theme.objects.filter(parent__isnull=True, is_active=True)
        theme.empty_label = "ohne"
        practice.person, practice.kept = self.person, self.instance.practice_id
        if self.instance.room.is_chatham_house:
            practice.help_text = TIED
            practice.disabled = True

    def in_words(self, name: str, value: Any) -> str:
        """Say a field's value as the editor knows it."""
        if name == "tag_names":
            return ", ".join(value)
        key = getattr(value, "pk", value)
        if name == "theme" and key:
            return str(Theme.objects.filter(pk=key).first() or "")
        if name == "practice" and key and self.person is not None:
            known = Practice.objects.visible_to(self.person)
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
