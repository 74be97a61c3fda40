from __future__ import annotations

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils.formats import number_format

from forum.choices import RoomKind
from forum.querysets import RoomLockQuerySet, RoomMemberQuerySet, RoomQuerySet
from forum.rows import address_of_room
from members.models import User


def circle_in_words(people: int, kreise: int) -> str:
    """Say how many people of how many Kreise read along; nothing of nobody."""
    if not people:
        return ""
    said = "1 Person" if people == 1 else f"{number_format(people, force_grouping=True)} Personen"
    return f"{said} aus {kreise} Kreis{'en' if kreise != 1 else ''}" if kreise else said


class Room(models.Model):
    """„Beratungsraum“: a protected circle that talks. Whoever may not read it, for them it is not.

    What is said under the Chatham House rule is quoted and tied as a source nowhere else.
    """

    name = models.CharField("Name", max_length=80)
    slug = models.SlugField("Kennung in der Adresse", max_length=80, unique=True)
    purpose = models.TextField("Worum es hier geht", max_length=500, blank=True)
    kind = models.CharField(
        "Leserkreis", max_length=20, choices=RoomKind.choices, default=RoomKind.OPEN
    )
    is_chatham_house = models.BooleanField(
        "Chatham-House-Regel",
        default=False,
        help_text="Nichts aus diesem Raum darf anderswo zitiert oder als Quelle genannt werden.",
    )
    created_by = models.ForeignKey(
        User,
        verbose_name="eingerichtet von",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField("eingerichtet am", auto_now_add=True)
    archived_at = models.DateTimeField("archiviert am", null=True, blank=True)
    is_sample = models.BooleanField("erfunden", default=False)
    # Sent twice, a form makes one room.
    token = models.UUIDField(unique=True, editable=False, db_default=RandomUUID())
    version = models.PositiveIntegerField(default=1, editable=False)
    # Counted by the services, so that no page counts.
    topic_count = models.PositiveIntegerField("Themen", default=0, editable=False)
    # Who reads along, as the services and a chore counted it last (forum.services.circle).
    reader_count = models.PositiveIntegerField("Lesende", default=0, editable=False)
    reader_kreis_count = models.PositiveIntegerField("lesende Kreise", default=0, editable=False)

    objects = models.Manager.from_queryset(RoomQuerySet)()

    class Meta:
        verbose_name = "Beratungsraum"
        verbose_name_plural = "Beratungsräume"
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=RoomKind.values),
                name="room_kind_known",
                violation_error_message="Diesen Leserkreis gibt es nicht.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of_room(self.slug)

    @property
    def circle(self) -> str:
        """„31 Personen aus 14 Kreisen“; empty before it was ever counted."""
        return circle_in_words(self.reader_count, self.reader_kreis_count)

    @property
    def is_closed(self) -> bool:
        """Whether only named people read it."""
        return self.kind == RoomKind.CLOSED

    @property
    def is_open_for_writing(self) -> bool:
        """Whether anybody may still write: not in an archived room."""
        return self.archived_at is None


class RoomMember(models.Model):
    """A named person of a room; the two hosts admit, remove and receive reports.

    In a room that is open anyway it lets in somebody of the programme team.
    """

    room = models.ForeignKey(
        Room, verbose_name="Raum", on_delete=models.CASCADE, related_name="memberships"
    )
    person = models.ForeignKey(
        User, verbose_name="Person", on_delete=models.CASCADE, related_name="room_memberships"
    )
    is_host = models.BooleanField("Gastgeberrolle", default=False)
    since = models.DateTimeField("seit", auto_now_add=True)

    objects = models.Manager.from_queryset(RoomMemberQuerySet)()

    class Meta:
        verbose_name = "Mitglied eines Raums"
        verbose_name_plural = "Mitglieder von Räumen"
        constraints = (
            models.UniqueConstraint(
                fields=("room", "person"),
                name="room_member_once",
                violation_error_message="Die Person gehört schon dazu.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person.name}, {self.room.name}"


class RoomLock(models.Model):
    """A person locked out of a room, with the reason; for them the room is not there."""

    room = models.ForeignKey(
        Room, verbose_name="Raum", on_delete=models.CASCADE, related_name="locks"
    )
    person = models.ForeignKey(
        User, verbose_name="Person", on_delete=models.CASCADE, related_name="room_locks"
    )
    reason = models.CharField("Grund", max_length=300)
    by = models.ForeignKey(
        User, verbose_name="von", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField("seit", auto_now_add=True)
    until = models.DateField(
        "bis",
        null=True,
        blank=True,
        help_text="Der letzte Tag. Ohne Tag gilt sie, bis jemand sie aufhebt.",
    )

    objects = models.Manager.from_queryset(RoomLockQuerySet)()

    class Meta:
        verbose_name = "Sperre in einem Raum"
        verbose_name_plural = "Sperren in Räumen"
        constraints = (
            models.UniqueConstraint(
                fields=("room", "person"),
                name="room_lock_once",
                violation_error_message="Die Person ist hier schon gesperrt.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person.name}, {self.room.name}"
