from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value

from content.choices import Audience

if TYPE_CHECKING:
    from collections.abc import Sequence


class FacetValue(models.Model):
    """A value to filter by, such as „land:NI“. Its id is its place in `Entry.tally`."""

    name = models.CharField(max_length=120, unique=True)

    class Meta:
        verbose_name = "Wert eines Filters"
        verbose_name_plural = "Werte der Filter"

    def __str__(self) -> str:
        return self.name


class Tally(Func):
    """The tally of these facet values; new ones get the next places. See migration 0004."""

    function = "search_tally"
    output_field = models.DecimalField()

    def __init__(self, facets: Sequence[str]) -> None:
        """Take the values."""
        super().__init__(Value(list(facets), ArrayField(models.TextField())))


class Entry(models.Model):
    """What one audience finds of one thing: a row per thing, scope and audience.

    Readers find the row with `audience <= clearance <= audience_until`, which is one at most.
    `lexemes` hold the words, what the entry is about (title, summary, themes, tags) again as
    „=word“, whole names as „!name“ and the facets as „#land:NI“: one GIN index answers them all.
    """

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=40)
    scope = models.CharField(max_length=40, default="", blank=True)
    audience = models.PositiveSmallIntegerField(choices=Audience.choices)
    audience_until = models.PositiveSmallIntegerField(choices=Audience.choices)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)

    title = models.CharField(max_length=300)
    url = models.CharField(max_length=200)
    line = models.CharField(max_length=200, blank=True)
    # Cleaned; the positions of `lexemes` count its words, those of the title first.
    text = models.TextField(blank=True)
    lexemes = SearchVectorField()
    # Where reading positions can begin, see search.words.stops.
    stops = ArrayField(models.IntegerField(), default=list)
    # The sum of 10,000 to the power of each facet value's id: the sum over 2,000 entries has the
    # number of each value in four digits of its own, and adding up costs a tenth of counting.
    tally = models.DecimalField(default=0)
    facts = models.JSONField(default=dict)
    day = models.DateField()
    adoptions = models.PositiveIntegerField(default=0)

    digest = models.CharField(max_length=32)
    indexed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "Sucheintrag"
        verbose_name_plural = "Suchindex"
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "key", "scope", "audience"], name="entry_once_per_audience"
            ),
            models.CheckConstraint(
                condition=Q(audience_until__gte=F("audience")), name="entry_audiences_in_order"
            ),
        )
        indexes = (
            GinIndex(fields=["lexemes"], name="entry_lexemes", fastupdate=False),
            # Walked down for words that half of all entries have.
            models.Index(fields=["day", "id"], name="entry_newest"),
            models.Index(fields=["kind", "day", "id"], name="entry_newest_of_kind"),
        )

    def __str__(self) -> str:
        return self.title


class Word(models.Model):
    """How many published entries hold a lexeme, for each clearance; counted by a job.

    Serves typos and rarity. A word the reader may not read has the number 0 for that reader: it is
    neither suggested nor does it weigh anything (S26). The empty lexeme counts all entries.
    `everywhere` counts those of circles too. It decides how a search goes about, not what it finds.
    """

    lexeme = models.CharField(max_length=200, primary_key=True, db_collation="C")
    entries = ArrayField(models.IntegerField(), size=len(Audience))
    everywhere = models.IntegerField(default=0)

    class Meta:
        verbose_name = "Wort des Suchindex"
        verbose_name_plural = "Wörter des Suchindex"
        indexes = (
            # Two words are slips of one another if leaving out two letters can make them alike.
            GinIndex(
                Func(F("lexeme"), function="search_slips"),
                name="word_slips",
                condition=Q(lexeme__regex="^[^=!#§0-9]"),
            ),
        )

    def __str__(self) -> str:
        return self.lexeme


class SynonymGroup(models.Model):
    """Words that mean the same in the field; each variant has a direction."""

    key = models.SlugField("Schlüssel", max_length=40, unique=True)
    preferred = models.CharField("Leitwort", max_length=120)
    two_way = models.TextField(
        "gleichbedeutend",
        blank=True,
        help_text="Je Zeile ein Wort. Wer eines sucht, findet alle.",
    )
    one_way = models.TextField(
        "führt hierher",
        blank=True,
        help_text="Je Zeile ein Wort. Wer es sucht, findet auch die Gruppe, nicht umgekehrt.",
    )
    instead = models.TextField(
        "Wendungen ganzer Fragen",
        blank=True,
        help_text="Je Zeile eine. Statt ihrer wird das Leitwort gesucht; mehrere trennt ein „/“.",
    )
    note = models.CharField("Erläuterung", max_length=200, blank=True)
    is_active = models.BooleanField("in Gebrauch", default=True)
    # Made by the analyser when the group is saved: what leads in, and what it leads to.
    keys = ArrayField(models.CharField(max_length=300), default=list, editable=False)
    ways = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = "Synonymgruppe"
        verbose_name_plural = "Synonyme der Suche"
        ordering = ("preferred",)
        indexes = (GinIndex(fields=["keys"], name="synonym_keys"),)

    def __str__(self) -> str:
        return self.preferred
