"""What the Austausch holds of people."""

from __future__ import annotations

from content.people import Fate, Holding, Link, declare, eraser, names_nobody
from forum.models import (
    Decision,
    Follow,
    Helpful,
    Post,
    PostFile,
    PostVersion,
    ReadMark,
    Report,
    Room,
    RoomLock,
    RoomMember,
    Topic,
    Watch,
)
from forum.services.forgetting import forget_words, leave_rooms

_SIGNED = ("author_name",)

declare(
    Holding(
        Topic,
        "Themen, die Sie begonnen haben",
        (
            Link("author", Fate.AS_CHOSEN, names=_SIGNED),
            Link("deleted_by", Fate.KEEP, columns=("deleted_at",)),
        ),
        secrets=("token",),
    ),
    Holding(
        Post,
        "Ihre Beiträge",
        (Link("author", Fate.AS_CHOSEN, names=_SIGNED),),
        secrets=("token", "fragment"),
    ),
    Holding(
        PostVersion, "Frühere Fassungen Ihrer Beiträge", (Link("post__author", Fate.AS_CHOSEN),)
    ),
    Holding(
        PostFile,
        "Dateien an Ihren Beiträgen",
        (
            Link("post__author", Fate.AS_CHOSEN),
            Link("draft__person", Fate.DELETE),
            Link("uploaded_by", Fate.KEEP),
        ),
    ),
    Holding(ReadMark, "Wie weit Sie gelesen haben", (Link("person", Fate.DELETE),)),
    Holding(Helpful, "Was Sie hilfreich fanden", (Link("person", Fate.DELETE),)),
    Holding(Follow, "Themen, die Sie beobachten", (Link("person", Fate.DELETE),)),
    Holding(
        Watch, "Räume, Themenfelder und Kreise, die Sie beobachten", (Link("person", Fate.DELETE),)
    ),
    Holding(Room, "Räume, die Sie eingerichtet haben", (Link("created_by", Fate.KEEP),)),
    Holding(RoomMember, "Räume, zu denen Sie gehören", (Link("person", Fate.DELETE),)),
    Holding(
        RoomLock,
        "Sperren in Räumen",
        (
            Link("person", Fate.DELETE, columns=("reason", "at", "until")),
            Link("by", Fate.KEEP, columns=("reason", "at", "until")),
        ),
    ),
    Holding(
        Decision,
        "Entscheidungen der Moderation",
        (
            Link("person", Fate.KEEP),
            Link("by", Fate.KEEP, columns=("act", "reason", "at", "until")),
            Link("noted_by", Fate.KEEP, columns=("noted_at",)),
        ),
        secrets=("token",),
    ),
    Holding(Report, "Was Sie gemeldet haben", (Link("reporter", Fate.KEEP),)),
)
names_nobody("forum.Room", "name")
names_nobody("forum.Decision", "room_name")
eraser(leave_rooms)
eraser(forget_words)
