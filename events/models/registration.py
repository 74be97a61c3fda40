from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from events.choices import ACTIVE, Mode, RegistrationState
from events.models.event import Event
from events.querysets import EventMessageQuerySet, RegistrationQuerySet
from members.models import User

_NEED = 200


class Registration(models.Model):
    """That a person takes part, waits for a place, or withdrew. One row a person and event."""

    event = models.ForeignKey(
        Event, verbose_name="Termin", on_delete=models.CASCADE, related_name="registrations"
    )
    person = models.ForeignKey(
        User, verbose_name="Person", on_delete=models.CASCADE, related_name="registrations"
    )
    mode = models.CharField("Teilnahme", max_length=20, choices=Mode.choices)
    state = models.CharField("Stand", max_length=20, choices=RegistrationState.choices)
    # Counted up by the event: who came first. No clock decides it.
    arrival = models.PositiveIntegerField("Reihenfolge", default=0, editable=False)
    queued_at = models.DateTimeField("angemeldet am", default=timezone.now, editable=False)
    offered_until = models.DateTimeField("Angebot gilt bis", null=True, editable=False)
    needs_language = models.CharField("Sprachmittlung", max_length=_NEED, blank=True)
    needs_catering = models.CharField("Verpflegung", max_length=_NEED, blank=True)
    needs_access = models.CharField("Barrierefreiheit", max_length=_NEED, blank=True)
    shows_name = models.BooleanField("Andere Angemeldete dürfen meinen Namen lesen", default=False)
    registered_by = models.ForeignKey(
        User,
        verbose_name="angemeldet von",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    # Of the form that was sent last: sent again after a withdrawal, it does nothing.
    token = models.UUIDField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = models.Manager.from_queryset(RegistrationQuerySet)()

    class Meta:
        verbose_name = "Anmeldung"
        verbose_name_plural = "Anmeldungen"
        ordering = ("arrival", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("event", "person"),
                name="registration_once",
                violation_error_message="Die Person ist schon angemeldet.",
            ),
            models.CheckConstraint(
                condition=Q(mode__in=Mode.values),
                name="registration_mode_known",
                violation_error_message="Diese Teilnahme gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(state=RegistrationState.OFFERED, offered_until__isnull=False)
                | (
                    Q(state__in=RegistrationState.values)
                    & ~Q(state=RegistrationState.OFFERED)
                    & Q(offered_until__isnull=True)
                ),
                name="registration_offer_expires",
                violation_error_message="Ein Angebot gilt bis zu einem Zeitpunkt.",
            ),
        )
        indexes = (
            models.Index(fields=("event", "state", "arrival"), name="registration_of_event"),
            models.Index(fields=("person", "state"), name="registration_of_person"),
            models.Index(
                fields=("offered_until",),
                condition=Q(state=RegistrationState.OFFERED),
                name="registration_offers",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person.name}, {self.event.title}"

    @property
    def is_active(self) -> bool:
        """Whether the person takes part or waits for a place."""
        return self.state in ACTIVE

    @property
    def has_place(self) -> bool:
        """Whether the person takes part."""
        return self.state == RegistrationState.REGISTERED

    @property
    def is_waiting(self) -> bool:
        """Whether the person waits for a place."""
        return self.state == RegistrationState.WAITING

    @property
    def is_offered(self) -> bool:
        """Whether a place is kept for the person until `offered_until`."""
        return self.state == RegistrationState.OFFERED


class EventMessage(models.Model):
    """What an organiser wrote to all who are registered; they read it on the event's page."""

    event = models.ForeignKey(
        Event, verbose_name="Termin", on_delete=models.CASCADE, related_name="messages"
    )
    subject = models.CharField("Betreff", max_length=120)
    text = models.TextField("Nachricht", max_length=4000)
    by = models.ForeignKey(
        User, verbose_name="von", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    author_name = models.CharField("Name", max_length=140)
    at = models.DateTimeField("am", default=timezone.now)
    # Sent twice, a form makes one message.
    token = models.UUIDField(unique=True, editable=False, default=uuid.uuid4)

    objects = models.Manager.from_queryset(EventMessageQuerySet)()

    class Meta:
        verbose_name = "Nachricht an Angemeldete"
        verbose_name_plural = "Nachrichten an Angemeldete"
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.subject
