from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.safestring import SafeString

from content.addresses import address
from content.choices import Audience
from content.models import Theme
from events.choices import LONGEST, EventFormat, EventKind, EventState, Mode
from events.querysets import EventQuerySet
from members.models import Kreis, User
from practices.models import Practice

if TYPE_CHECKING:
    from datetime import datetime

# So long before the start the registered read the join link, where nothing else is said.
LINK_BEFORE = timedelta(hours=1)


def address_of_event(pk: int) -> str:
    """Return an event's address."""
    return address("events:event", pk)


class Event(models.Model):
    """„Termin“: a meeting. Its moments are stored in UTC and said in Europe/Berlin.

    The counters are kept by events.services.places under a lock on the row.
    """

    title = models.CharField("Titel", max_length=120)
    kind = models.CharField("Art", max_length=30, choices=EventKind.choices)
    format = models.CharField("Format", max_length=20, choices=EventFormat.choices)
    starts_at = models.DateTimeField("Beginn")
    ends_at = models.DateTimeField("Ende")
    place = models.CharField("Ort", max_length=160, blank=True)
    address = models.CharField("Anschrift", max_length=240, blank=True)
    place_access = models.TextField("Barrierefreiheit vor Ort", max_length=800, blank=True)
    join_link = models.URLField("Zugangslink", max_length=500, blank=True)
    join_link_from = models.DateTimeField("Zugangslink sichtbar ab", null=True, blank=True)
    description = models.TextField("Beschreibung", max_length=6000, blank=True)
    description_html = models.TextField(blank=True, editable=False)
    audience = models.PositiveSmallIntegerField(
        "Sichtbarkeit", choices=Audience.choices, default=Audience.NETWORK
    )
    theme = models.ForeignKey(
        Theme,
        verbose_name="Themenfeld",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
    )
    # None: the office of the Forum.
    kreis = models.ForeignKey(
        Kreis,
        verbose_name="veranstaltender Kreis",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
    )
    practices = models.ManyToManyField(
        Practice, verbose_name="Praxisbeispiele", blank=True, related_name="events"
    )
    # None: as many as come.
    seats_on_site = models.PositiveIntegerField("Plätze vor Ort", null=True, blank=True)
    seats_online = models.PositiveIntegerField("Plätze online", null=True, blank=True)
    registration_until = models.DateTimeField("Anmeldung bis", null=True, blank=True)
    asks_language = models.BooleanField("Sprachmittlung abfragen", default=False)
    asks_catering = models.BooleanField("Verpflegung abfragen", default=False)
    asks_access = models.BooleanField("Barrierefreiheit abfragen", default=False)

    state = models.CharField(
        "Stand", max_length=20, choices=EventState.choices, default=EventState.DRAFT
    )
    published_at = models.DateTimeField("veröffentlicht am", null=True, editable=False)
    cancelled_at = models.DateTimeField("abgesagt am", null=True, editable=False)
    cancel_reason = models.CharField("Grund der Absage", max_length=300, blank=True, editable=False)
    # What of an announced event was changed last, as services.events.MATTERS names it.
    changed_at = models.DateTimeField("geändert am", null=True, editable=False)
    changed_what = ArrayField(
        models.CharField(max_length=20), verbose_name="geändert", default=list, editable=False
    )
    # Raised with each change that a calendar must follow.
    sequence = models.PositiveIntegerField("Folgenummer", default=0, editable=False)
    # Of which start, and how many days before it, people were reminded last.
    reminded_start = models.DateTimeField(null=True, editable=False)
    reminded_days = models.PositiveSmallIntegerField(null=True, editable=False)
    uid = models.UUIDField("Kalenderkennung", unique=True, default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    # Sent twice, a form makes one event.
    token = models.UUIDField(unique=True, editable=False, default=uuid.uuid4)
    created_by = models.ForeignKey(
        User,
        verbose_name="angelegt von",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    author_name = models.CharField("Name", max_length=140, editable=False)
    author_kreis = models.CharField("Kreis oder Rolle", max_length=120, editable=False)
    created_at = models.DateTimeField("angelegt am", default=timezone.now, editable=False)
    is_sample = models.BooleanField("erfundener Beispielinhalt", default=False)
    # Places that are taken or offered, and who waits.
    on_site_count = models.PositiveIntegerField("belegt vor Ort", default=0, editable=False)
    online_count = models.PositiveIntegerField("belegt online", default=0, editable=False)
    waiting_count = models.PositiveIntegerField("auf der Warteliste", default=0, editable=False)
    # How many ever came: the order of a waiting list.
    arrivals = models.PositiveIntegerField(default=0, editable=False)

    objects = models.Manager.from_queryset(EventQuerySet)()

    class Meta:
        verbose_name = "Termin"
        verbose_name_plural = "Termine"
        ordering = ("starts_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="event_ends_after_it_starts",
                violation_error_message="Das Ende liegt nicht nach dem Beginn.",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__lte=F("starts_at") + LONGEST),
                name="event_ends_within_a_month",
                violation_error_message="Ein Termin dauert höchstens 31 Tage.",
            ),
            models.CheckConstraint(
                condition=Q(registration_until__isnull=True)
                | Q(registration_until__lte=F("starts_at")),
                name="event_registration_ends_before_start",
                violation_error_message="Die Anmeldung endet erst nach dem Beginn.",
            ),
            models.CheckConstraint(
                condition=Q(seats_on_site__isnull=True) | Q(seats_on_site__gte=F("on_site_count")),
                name="event_not_overbooked_on_site",
                violation_error_message="So viele Plätze vor Ort sind schon vergeben.",
            ),
            models.CheckConstraint(
                condition=Q(seats_online__isnull=True) | Q(seats_online__gte=F("online_count")),
                name="event_not_overbooked_online",
                violation_error_message="So viele Plätze online sind schon vergeben.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=EventKind.values),
                name="event_kind_known",
                violation_error_message="Diese Art gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(format__in=EventFormat.values),
                name="event_format_known",
                violation_error_message="Dieses Format gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values),
                name="event_audience_known",
                violation_error_message="Diese Sichtbarkeit gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(state=EventState.DRAFT, cancelled_at__isnull=True)
                | Q(state=EventState.PUBLISHED, cancelled_at__isnull=True)
                | Q(state=EventState.CANCELLED, cancelled_at__isnull=False),
                name="event_state_known",
                violation_error_message="Diesen Stand gibt es nicht.",
            ),
        )
        indexes = (
            models.Index(fields=("starts_at", "id"), name="event_by_start"),
            models.Index(fields=("ends_at",), name="event_by_end"),
            models.Index(fields=("kreis", "state"), name="event_of_kreis"),
            models.Index(
                fields=("kreis",), condition=Q(state=EventState.DRAFT), name="event_drafts"
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of_event(self.pk)

    @property
    def description_as_html(self) -> SafeString:
        """The stored HTML; content.markdown cleaned it when it was written."""
        return SafeString(self.description_html)

    @property
    def is_draft(self) -> bool:
        """Whether nobody announced it yet."""
        return self.state == EventState.DRAFT

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.state == EventState.CANCELLED

    @property
    def has_begun(self) -> bool:
        """Whether it runs or is over."""
        return self.starts_at <= timezone.now()

    @property
    def is_over(self) -> bool:
        """Whether it is over."""
        return self.ends_at < timezone.now()

    @property
    def modes(self) -> tuple[Mode, ...]:
        """How people can take part."""
        return EventFormat(self.format).modes

    @property
    def registration_closes(self) -> datetime:
        """Until when people register."""
        return self.registration_until or self.starts_at

    @property
    def takes_registrations(self) -> bool:
        """Whether people register now."""
        return self.state == EventState.PUBLISHED and timezone.now() < self.registration_closes

    @property
    def join_link_opens(self) -> datetime:
        """From when on the registered read the join link."""
        return self.join_link_from or self.starts_at - LINK_BEFORE

    @property
    def is_full(self) -> bool:
        """Whether whoever registers now waits for a place."""
        return all(self.free(mode) == 0 for mode in self.modes)

    def seats(self, mode: str) -> int | None:
        """Return how many places there are; None for as many as come."""
        return self.seats_on_site if mode == Mode.ON_SITE else self.seats_online

    def taken(self, mode: str) -> int:
        """Return how many places are taken or offered."""
        return self.on_site_count if mode == Mode.ON_SITE else self.online_count

    def free(self, mode: str) -> int | None:
        """Return how many places are left; None for as many as come."""
        seats = self.seats(mode)
        return None if seats is None else max(0, seats - self.taken(mode))


class EventOrganiser(models.Model):
    """Who looks after an event beside the lead of its Kreis and the moderators."""

    event = models.ForeignKey(
        Event, verbose_name="Termin", on_delete=models.CASCADE, related_name="organisers"
    )
    person = models.ForeignKey(
        User, verbose_name="Person", on_delete=models.CASCADE, related_name="organised_events"
    )

    class Meta:
        verbose_name = "Organisation eines Termins"
        verbose_name_plural = "Organisation von Terminen"
        constraints = (
            models.UniqueConstraint(
                fields=("event", "person"),
                name="event_organiser_once",
                violation_error_message="Die Person gehört schon dazu.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person.name}, {self.event.title}"


class AgendaItem(models.Model):
    """A line of what happens when: on the how manieth day, at what time by the clock there."""

    event = models.ForeignKey(
        Event, verbose_name="Termin", on_delete=models.CASCADE, related_name="agenda"
    )
    day = models.PositiveSmallIntegerField("Tag", default=0, help_text="0 ist der erste Tag.")
    starts = models.TimeField("Uhrzeit")
    title = models.CharField("Programmpunkt", max_length=160)
    who = models.CharField("Wer", max_length=160, blank=True)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0)

    class Meta:
        verbose_name = "Programmpunkt"
        verbose_name_plural = "Programmpunkte"
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return f"{self.starts:%H:%M} {self.title}"
