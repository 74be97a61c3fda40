"""Where the unsent words of the forum lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from content.drafts import LONGEST

if TYPE_CHECKING:
    from content.models import Draft
    from forum.models import Topic

NEW_TOPIC = "neue Frage"


def place_of(topic: Topic) -> str:
    """Return where a draft of an answer lies."""
    return f"thema {topic.pk}"


def can_be_kept(text: str) -> bool:
    """Whether the database takes it as a draft."""
    return len(text) <= LONGEST and "\0" not in text


def one_of(title: str, text: str) -> str:
    """Put the title of a new topic and its text into one draft: the title is its first line."""
    title = " ".join(title.split())
    return f"{title}\n{text}" if title or text.strip() else ""


def parts_of(draft: Draft | None) -> tuple[str, str]:
    """Return title and text of a new topic's draft."""
    title, _, text = (draft.text if draft else "").partition("\n")
    return title, text
