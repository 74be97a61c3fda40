from __future__ import annotations

from urllib.parse import urlsplit

from django.db import models
from django.utils import timezone
from django.utils.safestring import SafeString

from content.addresses import address
from content.models import Theme
from members.choices import Kreistyp, Land, Structure
from members.querysets import KreisQuerySet

# „Angaben bestätigen“ is asked for after half a year.
CONFIRM_AFTER_DAYS = 182


class Kreis(models.Model):
    """A Kreis or kreisfreie Stadt of Germany, with its membership and its profile."""

    ags = models.CharField("Kreisschlüssel (AGS)", max_length=5, primary_key=True)
    name = models.CharField("amtlicher Name", max_length=80)
    sort_name = models.CharField("Sortiername", max_length=80, editable=False)
    aliases = models.CharField(
        "weitere Namen",
        max_length=200,
        blank=True,
        help_text="Für die Suche, durch Komma getrennt.",
    )
    kind = models.CharField("Art", max_length=40)
    is_landkreis = models.BooleanField("Landkreis")
    land = models.CharField("Land", max_length=2, choices=Land.choices)
    population = models.PositiveIntegerField("Einwohnerzahl")
    area_km2 = models.DecimalField("Fläche in km²", max_digits=8, decimal_places=2)
    density_per_km2 = models.DecimalField("Einwohner je km²", max_digits=7, decimal_places=1)
    kreistyp = models.PositiveSmallIntegerField("Kreistyp (BBSR 2020)", choices=Kreistyp.choices)
    seat = models.CharField("Kreissitz", max_length=80)
    website = models.URLField("Website", blank=True)

    member_since = models.DateField("Mitglied seit", null=True, blank=True)
    member_until = models.DateField("Mitglied bis", null=True, blank=True)
    is_founder = models.BooleanField("Gründungsmitglied", default=False)

    structure = models.CharField(
        "Organisation der Integrationsarbeit",
        max_length=40,
        choices=Structure.choices,
        blank=True,
    )
    structure_note = models.TextField("Erläuterung zur Organisation", max_length=800, blank=True)
    introduction = models.TextField(
        "Vorstellung",
        max_length=3000,
        blank=True,
        help_text="Wer Sie sind und woran Sie arbeiten. Listen sind mit Markdown möglich.",
    )
    introduction_html = models.TextField(blank=True, editable=False)
    priorities = models.ManyToManyField(
        Theme, verbose_name="Schwerpunkte", blank=True, related_name="kreise"
    )
    contact_email = models.EmailField(
        "Funktionspostfach",
        blank=True,
        help_text="Nur für Mitglieder und das Programmteam sichtbar.",
    )
    confirmed_on = models.DateField("Angaben bestätigt am", null=True, blank=True)
    is_sample = models.BooleanField("erfundene Angaben", default=False)
    version = models.PositiveIntegerField("Fassung", default=1, editable=False)

    objects = models.Manager.from_queryset(KreisQuerySet)()

    class Meta:
        verbose_name = "Kreis"
        verbose_name_plural = "Kreise"
        ordering = ("sort_name",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(is_landkreis=True) | models.Q(member_since__isnull=True),
                name="kreis_only_landkreise_join",
                violation_error_message="Nur Landkreise können Mitglied werden.",
            ),
            models.CheckConstraint(
                condition=models.Q(member_until__isnull=True)
                | models.Q(member_since__isnull=False, member_until__gte=models.F("member_since")),
                name="kreis_membership_ends_after_it_began",
                violation_error_message="Das Ende der Mitgliedschaft liegt vor ihrem Beginn.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("members:kreis", self.ags)

    @property
    def website_host(self) -> str:
        """„kreis-lippe.de“ of the website's address."""
        return (urlsplit(self.website).hostname or "").removeprefix("www.")

    @property
    def introduction_as_html(self) -> SafeString:
        """The introduction for templates; content.markdown cleaned it when it was written."""
        return SafeString(self.introduction_html)

    @property
    def is_member(self) -> bool:
        """Whether the membership runs today."""
        today = timezone.localdate()
        return (
            self.member_since is not None
            and self.member_since <= today
            and (self.member_until is None or self.member_until >= today)
        )

    @property
    def is_former(self) -> bool:
        """Whether the membership is over; its practices stay and say „ehemals“."""
        return self.member_until is not None and self.member_until < timezone.localdate()

    @property
    def needs_confirmation(self) -> bool:
        """Whether the profile was not confirmed for half a year."""
        if self.confirmed_on is None:
            return True
        return (timezone.localdate() - self.confirmed_on).days > CONFIRM_AFTER_DAYS
