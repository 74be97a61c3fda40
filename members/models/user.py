from __future__ import annotations

import hashlib
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone

from content.choices import Audience, Words
from members.choices import Role, ThemeChoice
from members.models.kreis import Kreis
from members.querysets import UserQuerySet

if TYPE_CHECKING:
    from datetime import date

# What people write about themselves.
OWN_PROFILE = (
    *("first_name", "last_name", "function"),
    *("phone", "shares_phone", "contact_for_partners"),
)

_CLEARANCE = {
    Role.COORDINATOR: Audience.MEMBERS,
    Role.MODERATOR: Audience.MEMBERS,
    Role.PROGRAMME: Audience.NETWORK,
    Role.LIAISON: Audience.PARTNERS,
}


def this_month() -> date:
    """Return the first day of the month."""
    return timezone.localdate().replace(day=1)


def name_of(first_name: str, last_name: str, email: str) -> str:
    """Return what a person is called; by the address where no name is given."""
    return f"{first_name} {last_name}".strip() or email


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """People by their address; addresses are compared without regard to case."""

    def get_by_natural_key(self, username: str | None) -> User:
        person: User = self.get(email__iexact=username)
        return person


class User(AbstractBaseUser):
    """A person of the Forum; signs in with the work address. One role each."""

    email = models.EmailField("Dienstliche E-Mail-Adresse", unique=True)
    first_name = models.CharField("Vorname", max_length=60)
    last_name = models.CharField("Nachname", max_length=60)
    function = models.CharField(
        "Funktion", max_length=120, blank=True, help_text="Zum Beispiel „Integrationsbeauftragte“."
    )
    role = models.CharField("Rolle", max_length=20, choices=Role.choices, blank=True)
    kreis = models.ForeignKey(
        Kreis,
        verbose_name="Kreis",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
    )
    is_lead = models.BooleanField(
        "Leitung",
        default=False,
        help_text="Darf für den eigenen Kreis einladen, freigeben und das Profil bearbeiten.",
    )
    phone = models.CharField("Telefon", max_length=40, blank=True)
    shares_phone = models.BooleanField(
        "Mitgliedskreise dürfen meine Telefonnummer sehen", default=False
    )
    contact_for_partners = models.BooleanField(
        "Der Landkreistag darf mich als Ansprechperson sehen",
        default=False,
    )
    theme = models.CharField(
        "Darstellung",
        max_length=10,
        choices=ThemeChoice.choices,
        blank=True,
        default=ThemeChoice.DEVICE,
    )
    acknowledged_at = models.DateTimeField(
        "Regeln und Datenschutz zur Kenntnis genommen", null=True, blank=True, editable=False
    )
    welcomed_at = models.DateTimeField(
        "Erste Schritte ausgeblendet", null=True, blank=True, editable=False
    )
    is_active = models.BooleanField("Zugang offen", default=True)
    is_superuser = models.BooleanField("technische Verwaltung", default=False)
    is_sample = models.BooleanField("erfundene Person", default=False)
    date_joined = models.DateTimeField("dabei seit", default=timezone.now, editable=False)
    # „Konto löschen“: when what names the person goes for good, unless it is taken back before.
    leaves_at = models.DateTimeField("verlässt das Forum am", null=True, blank=True, editable=False)
    leaving_words = models.CharField(
        "eigene Beiträge beim Verlassen",
        max_length=10,
        choices=Words.choices,
        blank=True,
        editable=False,
    )
    # No day and no hour: enough to find accounts that nobody uses any more.
    seen_month = models.DateField("zuletzt angemeldet im Monat", default=this_month, editable=False)
    told_inactive_at = models.DateTimeField(
        "auf die Sperre hingewiesen am", null=True, blank=True, editable=False
    )
    erased_at = models.DateTimeField("gelöscht am", null=True, blank=True, editable=False)
    # What content.prepared.asked_once keeps; only the session's person has it.
    answers: dict[object, list[Any]] | None = None
    # No „zuletzt online“: the column of AbstractBaseUser is taken out (data minimisation).
    last_login = None

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        verbose_name = "Person"
        verbose_name_plural = "Personen"
        ordering = ("last_name", "first_name")
        constraints = (
            models.CheckConstraint(
                condition=Q(role=Role.COORDINATOR, kreis__isnull=False)
                | (~Q(role=Role.COORDINATOR) & Q(kreis__isnull=True)),
                name="user_kreis_exactly_for_coordinators",
                violation_error_message="Einen Kreis hat genau, wer einen Kreis koordiniert.",
            ),
            models.CheckConstraint(
                condition=Q(is_lead=False) | Q(role=Role.COORDINATOR),
                name="user_lead_is_coordinator",
                violation_error_message="Die Leitung eines Kreises hat die Rolle Koordination.",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["", *Role.values]),
                name="user_role_known",
                violation_error_message="Diese Rolle gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(leaves_at__isnull=True, leaving_words="")
                | Q(leaves_at__isnull=False, leaving_words__in=Words.values),
                name="user_leaves_with_a_choice",
                violation_error_message="Wer geht, sagt, was mit den Beiträgen geschieht.",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(is_active=False, is_superuser=False, leaves_at__isnull=True, role=""),
                name="user_erased_has_no_access",
                violation_error_message="Ein gelöschtes Konto hat keinen Zugang.",
            ),
            models.UniqueConstraint(
                models.functions.Lower("email"),
                name="user_email_once",
                violation_error_message="Für diese Adresse gibt es schon ein Konto.",
            ),
        )

    def __str__(self) -> str:
        return self.name if self.is_active or self.erased_at else f"{self.name} (ehemals)"

    @property
    def name(self) -> str:
        """First and last name."""
        return name_of(self.first_name, self.last_name, self.email)

    @property
    def version(self) -> str:
        """A short sum of the own profile: whoever edits it tells by this what they started from.

        A sum and no counter, so that what the technical administration corrects counts as well.
        """
        said = repr([getattr(self, name) for name in OWN_PROFILE])
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    @cached_property
    def clearance(self) -> Audience:
        """The widest audience this person belongs to; without a role, it is the public."""
        if not self.is_active or not self.role:
            return Audience.PUBLIC
        return _CLEARANCE[Role(self.role)]

    @property
    def is_moderator(self) -> bool:
        """Whether this person moderates."""
        return self.role == Role.MODERATOR

    @property
    def is_staff(self) -> bool:
        """Whether the admin exists for this person."""
        return self.is_active and (self.is_moderator or self.is_superuser)

    def has_perm(self, perm: str, obj: object = None) -> bool:  # noqa: ARG002
        """Superusers may; for everybody else content.admin.PortalAdmin answers by role."""
        return self.is_active and self.is_superuser

    def has_module_perms(self, app_label: str) -> bool:  # noqa: ARG002
        """Superusers may; for everybody else content.admin.PortalAdmin answers by role."""
        return self.is_active and self.is_superuser
