"""Where the unsent words of the forum lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from content.drafts import LONGEST, save_draft
from content.models import Draft
from content.prepared import write

if TYPE_CHECKING:
    from forum.models import Post, Topic
    from members.models import User

NEW_TOPIC = "neue Frage"
_FINISHED = """
with gone as (
    delete from content_draft where person_id = %(person)s and place = %(place)s
    and not exists (select from forum_postfile where draft_id = content_draft.id)
)
update content_draft set text = '' where person_id = %(person)s and place = %(place)s
and exists (select from forum_postfile where draft_id = content_draft.id)
"""


def place_of(topic: Topic) -> str:
    """Return where a draft of an answer lies."""
    return f"thema {topic.pk}"


def place_of_edit(post: Post) -> str:
    """Return where a draft of an edit lies."""
    return f"beitrag {post.pk}"


@transaction.atomic
def keep_draft(person: User, place: str, text: str) -> Draft | None:
    """Keep what is typed; where files wait for their words, an empty draft stays with them."""
    if text.strip():
        return save_draft(person, place, text)
    draft = Draft.objects.select_for_update().filter(person_id=person.pk, place=place).first()
    if draft is None:
        return None
    if not draft.post_files.exists():
        draft.delete()
        return None
    draft.text = ""
    draft.save(update_fields=["text", "saved_at"])
    return draft


def finish_draft(person: User, place: str) -> None:
    """Let go of what is published; files that did not go along stay for the next words.

    One statement, whether there is a draft or not: every post makes it.
    """
    write(_FINISHED, {"person": person.pk, "place": place})


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
