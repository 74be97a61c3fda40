from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower

from members.choices import RequestState
from members.models.kreis import Kreis
from members.models.user import User


class AccessRequest(models.Model):
    """Somebody outside asks for access; the moderators invite or decline."""

    email = models.EmailField("Dienstliche E-Mail-Adresse")
    first_name = models.CharField("Vorname", max_length=60)
    last_name = models.CharField("Nachname", max_length=60)
    function = models.CharField("Funktion", max_length=120)
    kreis = models.ForeignKey(
        Kreis, verbose_name="Kreis", on_delete=models.PROTECT, related_name="access_requests"
    )
    message = models.TextField("Nachricht", max_length=1000, blank=True)
    asked_on = models.DateField("angefragt am", auto_now_add=True)
    state = models.CharField(
        "Stand", max_length=10, choices=RequestState.choices, default=RequestState.OPEN
    )
    decided_by = models.ForeignKey(
        User,
        verbose_name="entschieden von",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField("entschieden am", null=True, blank=True)

    class Meta:
        verbose_name = "Zugangsanfrage"
        verbose_name_plural = "Zugangsanfragen"
        ordering = ("asked_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=RequestState.values),
                name="access_request_state_known",
                violation_error_message="Diesen Stand gibt es nicht.",
            ),
            models.UniqueConstraint(Lower("email"), "asked_on", name="access_request_once_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}, {self.kreis}"
