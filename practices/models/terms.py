"""The open vocabularies of a practice: data with an active switch, edited in the admin."""

from __future__ import annotations

from django.db import models

from content.models import Term


class TargetGroup(Term):
    """Whom a practice reaches."""

    class Meta(Term.Meta):
        verbose_name = "Zielgruppe"
        verbose_name_plural = "Zielgruppen"


class Partner(Term):
    """Who takes part in a practice."""

    class Meta(Term.Meta):
        verbose_name = "Beteiligte"
        verbose_name_plural = "Beteiligte"


class LegalBasis(Term):
    """A legal basis; not checked against current law, hence editable."""

    class Meta(Term.Meta):
        verbose_name = "Rechtsgrundlage"
        verbose_name_plural = "Rechtsgrundlagen"


class FundingSource(Term):
    """A programme or purse that pays."""

    level = models.CharField("Ebene", max_length=20)
    land = models.CharField("Land", max_length=2, blank=True)

    class Meta(Term.Meta):
        verbose_name = "Finanzierungsquelle"
        verbose_name_plural = "Finanzierungsquellen"
