"""The discussion in the portal of the browser tests: rooms of each sort, with all a post holds."""

from __future__ import annotations

import io
from typing import Any
from uuid import uuid4

from PIL import Image

from forum.choices import Act, ReportCause, RoomKind
from forum.drafts import place_of, place_of_edit
from forum.models import RoomLock, Topic
from forum.services import (
    Ruling,
    answer_decision,
    archive_room,
    create_room,
    decide,
    delete_post,
    delete_topic,
    edit_post,
    mark_best_answer,
    report_post,
    start_topic,
    write_post,
)
from members.models import User
from portal import demo
from tests import factories

RICH = "## Frage\n\n**Wer** hat\n\n- Dari\n- Tigrinya\n\n| Kreis | Zahl |\n|---|---|\n| Lippe | 3 |"


def things(lead: User) -> dict[str, tuple[Any, ...]]:
    """Let Lippe's lead ask in a room of each sort and answer there: with all a post can hold."""
    office = User.objects.get(email=f"moderation@{demo.DOMAIN}")
    rooms = {
        "": create_room(by=office, name="Alle hören mit", kind=RoomKind.OPEN),
        "_programme": create_room(by=office, name="Programm", kind=RoomKind.PROGRAMME),
        "_closed": create_room(by=lead, name="Unter uns", kind=RoomKind.CLOSED),
        "_locked": create_room(by=office, name="Ohne Celle", kind=RoomKind.OPEN),
        "_archived": create_room(by=office, name="Von früher", kind=RoomKind.OPEN),
    }
    found: dict[str, tuple[Any, ...]] = {}
    for name, room in rooms.items():
        values = {"title": "Donaudampfschifffahrtsgesellschaftskapitän gesucht"}
        topic = start_topic(room, by=lead, text=RICH, token=uuid4(), values=values)
        post = write_post(topic, by=lead, text=f"> {RICH}", token=uuid4())
        edit_post(post, by=lead, text="Nachgetragen.", version=1)
        found[f"room{name}"], found[f"topic{name}"] = (room.slug,), (topic.pk,)
        found[f"post{name}"] = (topic.pk, 2)
    excluded = User.objects.get(email=f"celle@{demo.DOMAIN}")
    RoomLock.objects.create(room=rooms["_locked"], person=excluded, reason="Vertrauensbruch")
    archive_room(rooms["_archived"], by=office, reason="Ruht.")
    topic = Topic.objects.get(pk=found["topic"][0])
    delete_post(write_post(topic, by=lead, text="Weg.", token=uuid4()), by=lead)
    mark_best_answer(topic, topic.posts.get(number=2), by=lead)
    _attach(topic, lead)
    return found | {"post_deleted": (topic.pk, 3)} | _moderated(topic, lead)


def _moderated(topic: Topic, lead: User) -> dict[str, tuple[Any, ...]]:
    """Report and decide; one decision waits for the lead's answer, one has it. Delete a topic."""
    office = User.objects.get(email=f"moderation2@{demo.DOMAIN}")
    celle = User.objects.get(email=f"celle@{demo.DOMAIN}")
    reported = topic.posts.get(number=2)
    for person, cause in ((celle, ReportCause.CLIENTS), (office, ReportCause.OTHER)):
        report_post(reported, by=person, cause=cause, text="Da ist jemand zu erkennen.")
    other = start_topic(
        topic.room, by=celle, text=RICH, token=uuid4(), values={"title": "Wer hat Tigrinya?"}
    )
    found = {}
    for name, act in (("decision", Act.HIDE), ("decision_answered", Act.QUERY)):
        post = write_post(other, by=lead, text=RICH, token=uuid4())
        decision = decide(post, act, Ruling(by=office, reason="Ohne Namen, bitte."))
        found[name] = (decision.pk,)
    answer_decision(decision, by=lead, text="Es ist ein Deckname.")
    locked = RoomLock.objects.get(room__name="Ohne Celle")
    gone = start_topic(
        topic.room, by=lead, text=RICH, token=uuid4(), values={"title": "Zurückgezogen"}
    )
    delete_topic(gone, by=lead)
    return {**found, "lock": (locked.room.slug, locked.pk)}


def _attach(topic: Topic, lead: User) -> None:
    """Give two posts files and pictures, and more of them to what the lead has not sent yet."""
    words: dict[str, Any] = {
        "title": "Leihvertragsmusterformular für Sprachmittlungstablets",
        "size": 2_200_000,
    }
    shown: dict[str, Any] = {"width": 1600, "height": 900, "content_type": "image/webp"}
    for post in topic.posts.filter(number__lte=2).select_related("topic"):
        factories.make_post_file(post, **words)
        factories.make_post_file(post, picture(), **shown, alt="Neun Menschen am Tisch")
        factories.make_post_file(post, picture(), **shown, is_decorative=True)
        for place in (place_of(topic), place_of_edit(post)):
            factories.make_draft_file(lead, place, **words)
            factories.make_draft_file(lead, place, picture(), **shown)


def picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (1600, 900), (13, 94, 99)).save(written, "WEBP")
    return written.getvalue()
