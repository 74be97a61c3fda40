from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.safestring import SafeString
from taggit.managers import TaggableManager

from content.models import Theme
from events.models import Event
from forum.choices import FollowLevel, TopicState
from forum.models.room import Room
from forum.querysets import TopicQuerySet
from forum.rows import address_of_topic
from members.models import User
from practices.models import Practice

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


class Topic(models.Model):
    """A question or a subject in a room. Its posts are numbered from 1 without a gap.

    The author's name and Kreis are kept with it: they stay what they were.
    """

    room = models.ForeignKey(
        Room, verbose_name="Raum", on_delete=models.PROTECT, related_name="topics"
    )
    title = models.CharField("Titel", max_length=120)
    theme = models.ForeignKey(
        Theme,
        verbose_name="Themenfeld",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="topics",
    )
    tags = TaggableManager("Schlagwörter", blank=True)
    # Their names, so that no page asks for them.
    tag_names = ArrayField(
        models.CharField(max_length=100), verbose_name="Schlagwörter", default=list, blank=True
    )
    practice = models.ForeignKey(
        Practice,
        verbose_name="Praxisbeispiel",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="topics",
    )
    event = models.ForeignKey(
        Event,
        verbose_name="Termin",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="topics",
    )
    # What Kreise made of it: drafts begun here, published or not.
    begun = models.ManyToManyField(
        Practice, verbose_name="daraus begonnene Praxisbeispiele", blank=True, related_name="+"
    )
    state = models.CharField(
        "Stand", max_length=20, choices=TopicState.choices, default=TopicState.OPEN
    )
    is_pinned = models.BooleanField("angeheftet", default=False)
    summary = models.TextField("Kurz gefasst", max_length=2000, blank=True)
    summary_html = models.TextField(blank=True, editable=False)
    summarised_at = models.DateTimeField("zusammengefasst am", null=True, editable=False)
    best_answer = models.ForeignKey(
        "forum.Post",
        verbose_name="beste Antwort",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    author = models.ForeignKey(
        User, verbose_name="von", on_delete=models.SET_NULL, null=True, related_name="topics"
    )
    author_name = models.CharField("Name", max_length=140)
    author_kreis = models.CharField("Kreis oder Rolle", max_length=120)
    # Sent twice, a form makes one topic.
    token = models.UUIDField(unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField("begonnen am", default=timezone.now)
    deleted_at = models.DateTimeField("gelöscht am", null=True, blank=True)
    deleted_by = models.ForeignKey(
        User,
        verbose_name="gelöscht von",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    # Counted by the services, so that no page counts.
    post_count = models.PositiveIntegerField("Beiträge", default=0, editable=False)
    kreis_count = models.PositiveIntegerField("Kreise", default=0, editable=False)
    last_post_at = models.DateTimeField("letzter Beitrag", default=timezone.now, editable=False)
    last_author = models.CharField("zuletzt von", max_length=260, blank=True, editable=False)

    objects = models.Manager.from_queryset(TopicQuerySet)()

    class Meta:
        verbose_name = "Thema"
        verbose_name_plural = "Themen im Austausch"
        ordering = ("-last_post_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=TopicState.values),
                name="topic_state_known",
                violation_error_message="Diesen Stand gibt es nicht.",
            ),
        )
        indexes = (
            models.Index(fields=("room", "-last_post_at", "-id"), name="topic_of_room"),
            models.Index(fields=("-last_post_at", "-id"), name="topic_newest"),
            models.Index(
                fields=("deleted_at",), condition=Q(deleted_at__isnull=False), name="topic_in_bin"
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of_topic(self.pk)

    # Of the person who asks, where the query knows them: see TopicQuerySet.
    read_number = 0
    read_at: datetime | None = None
    follow_level: str | None = None
    begun_ids: Sequence[int] = ()

    @property
    def follow_in_words(self) -> str:
        """How this person hears of it."""
        return FollowLevel(self.follow_level).label if self.follow_level else ""

    @property
    def new_count(self) -> int:
        """How many posts this person has not read."""
        return self.post_count - self.read_number

    @property
    def summary_as_html(self) -> SafeString:
        """„Kurz gefasst“, cleaned by content.markdown when it was written."""
        return SafeString(self.summary_html)
