from __future__ import annotations

import hashlib
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from members.choices import Role
from members.models.kreis import Kreis
from members.models.user import User
from members.querysets import InvitationQuerySet

LIFETIME = timedelta(days=14)


def hash_token(token: str) -> str:
    """Return what is stored of a link's token; the token itself stands only in the mail."""
    return hashlib.sha256(token.encode()).hexdigest()


class Invitation(models.Model):
    """A way into the Forum: for one address, once, for 14 days."""

    email = models.EmailField("Dienstliche E-Mail-Adresse")
    role = models.CharField("Rolle", max_length=20, choices=Role.choices)
    kreis = models.ForeignKey(
        Kreis,
        verbose_name="Kreis",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
    )
    is_lead = models.BooleanField("Leitung", default=False)
    invited_by = models.ForeignKey(
        User, verbose_name="eingeladen von", on_delete=models.CASCADE, related_name="invitations"
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField("eingeladen am", auto_now_add=True)
    expires_at = models.DateTimeField("gilt bis")
    renewal_asked_at = models.DateTimeField("neu angefordert am", null=True, blank=True)
    revoked_at = models.DateTimeField("zurückgezogen am", null=True, blank=True)
    accepted_at = models.DateTimeField("angenommen am", null=True, blank=True)

    objects = models.Manager.from_queryset(InvitationQuerySet)()

    class Meta:
        verbose_name = "Einladung"
        verbose_name_plural = "Einladungen"
        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(role=Role.COORDINATOR, kreis__isnull=False)
                | (~Q(role=Role.COORDINATOR) & Q(kreis__isnull=True, is_lead=False)),
                name="invitation_kreis_exactly_for_coordinators",
                violation_error_message="Einen Kreis hat genau, wer einen Kreis koordiniert.",
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="invitation_role_known",
                violation_error_message="Diese Rolle gibt es nicht.",
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_open_once_per_address",
                violation_error_message="Für diese Adresse gibt es schon eine offene Einladung.",
            ),
        )

    def __str__(self) -> str:
        return self.email

    @property
    def is_expired(self) -> bool:
        """Whether the 14 days are over."""
        return self.expires_at <= timezone.now()

    @property
    def is_open(self) -> bool:
        """Whether it was neither taken nor withdrawn; it may have expired."""
        return self.accepted_at is None and self.revoked_at is None
