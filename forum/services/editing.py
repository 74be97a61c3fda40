"""What a topic is called and tied to, and what a Kreis makes of its own words there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db import transaction

from content.once import own_token
from content.services import OutdatedError, record, set_changed
from forum.jobs import defer_answers
from forum.models import Topic
from forum.services.posts import ChathamHouseError
from practices.models import Practice
from practices.services import create_practice, save_practice
from search.services import index

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from members.models import User

_QUOTED = re.compile(r"^ {0,3}>.*$", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n{3,}")
_LONGEST = Practice._meta.get_field("challenge").max_length


@transaction.atomic
def edit_topic(topic: Topic, *, by: User, version: int, values: Mapping[str, Any]) -> bool:
    """Write title, theme, tags, practice and event of a topic; tell whether anything changed.

    Raises OutdatedError when the version is no longer what stands there (S72), ChathamHouseError
    for a practice or an event where none may be tied.
    """
    current = Topic.objects.select_for_update(of=("self",)).select_related("room").get(pk=topic.pk)
    if current.deleted_at is not None:
        raise OutdatedError(current)
    changed = set_changed(current, values, version=version)
    if current.room.is_chatham_house and (values["practice"] or values.get("event")):
        raise ChathamHouseError
    if not changed:
        return False
    current.save(update_fields=[*changed, "version"])
    if "tag_names" in changed:
        current.tags.set(current.tag_names)
    record("topic.edited", current, by=by, fields=changed)
    index("thema", current)
    if {"title", "theme"} & set(changed):
        defer_answers(current)
    return True


def own_words(topic: Topic, by: User) -> tuple[str, str]:
    """Return what of a topic a person's Kreis may take along: title and text of its own.

    The title, if the Kreis began the topic; the first post it wrote, without what that quotes of
    others, as long as a practice takes it. Nobody copies what another Kreis said.
    """
    if by.kreis_id is None:
        return "", ""
    own = topic.posts.shown().filter(kreis_id=by.kreis_id).order_by("number")
    first = own.first()
    if first is None:
        return "", ""
    text = _BLANK_LINES.sub("\n\n", _QUOTED.sub("", first.text)).strip()
    return (topic.title if first.number == 1 else ""), text[:_LONGEST]


@transaction.atomic
def begin_practice(topic: Topic, *, by: User, title: str, token: UUID) -> Practice:
    """Begin a draft of the person's Kreis from its own words here, tied to the topic.

    Sent twice with one token it is one draft (S71). Raises ChathamHouseError where nothing may be
    taken along.
    """
    if topic.room.is_chatham_house:
        raise ChathamHouseError
    assert by.kreis is not None  # noqa: S101  (forum.access asked)
    own = own_token(token, by, f"aus thema {topic.pk}")
    practice = create_practice(title, kreis=by.kreis, by=by, token=own)
    if topic.begun.filter(pk=practice.pk).exists():
        return practice
    values = {"challenge": own_words(topic, by)[1], "main_theme": topic.theme}
    save_practice(practice, by=by, version=practice.version, values=values)
    topic.begun.add(practice)
    record("topic.practice_begun", topic, by=by, practice=practice.pk)
    return practice
