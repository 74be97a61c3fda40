from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.safestring import SafeString

from forum.choices import FollowLevel
from forum.models.topic import Topic
from forum.querysets import KEPT, PostQuerySet, ReadMarkQuerySet
from members.models import Kreis, User

if TYPE_CHECKING:
    from datetime import datetime

    from forum.models.file import PostFile


class Post(models.Model):
    """One word in a topic; `number` is its place there and its address for ever.

    `html` is made from `text` once, on writing. The author's name and Kreis are kept with it.
    """

    topic = models.ForeignKey(
        Topic, verbose_name="Thema", on_delete=models.CASCADE, related_name="posts"
    )
    number = models.PositiveIntegerField("Nummer")
    text = models.TextField("Text", max_length=20_000)
    html = models.TextField(editable=False)
    # Author, time and text as the page shows them to everybody: drawn by forum.services.posts.
    fragment = models.TextField(editable=False)
    author = models.ForeignKey(
        User, verbose_name="von", on_delete=models.SET_NULL, null=True, related_name="posts"
    )
    author_name = models.CharField("Name", max_length=140)
    author_kreis = models.CharField("Kreis oder Rolle", max_length=120)
    kreis = models.ForeignKey(
        Kreis,
        verbose_name="Kreis",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="posts",
    )
    # Sent twice, a form makes one post.
    token = models.UUIDField(unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField("geschrieben am", default=timezone.now)
    edited_at = models.DateTimeField("bearbeitet am", null=True, blank=True)
    deleted_at = models.DateTimeField("gelöscht am", null=True, blank=True)
    hidden_at = models.DateTimeField("ausgeblendet am", null=True, blank=True)
    # Why, in the words its author reads.
    hidden_reason = models.TextField("ausgeblendet, weil", max_length=1000, blank=True)
    helpful_count = models.PositiveIntegerField("hilfreich", default=0, editable=False)
    # Counted by the services, so that a post without files asks for none.
    file_count = models.PositiveSmallIntegerField("Dateien", default=0, editable=False)

    objects = models.Manager.from_queryset(PostQuerySet)()

    class Meta:
        verbose_name = "Beitrag"
        verbose_name_plural = "Beiträge"
        ordering = ("topic", "number")
        constraints = (
            models.UniqueConstraint(fields=("topic", "number"), name="post_number_once"),
        )
        indexes = (
            # What waits in the bin; an erased one has no words any more.
            models.Index(
                fields=("deleted_at",),
                condition=Q(deleted_at__isnull=False) & ~Q(text=""),
                name="post_in_bin",
            ),
            models.Index(fields=("id",), condition=Q(hidden_at__isnull=False), name="post_hidden"),
            # What the people of a Kreis began.
            models.Index(
                fields=("kreis", "topic"), condition=Q(number=1), name="post_first_of_kreis"
            ),
        )

    def __str__(self) -> str:
        return f"{self.topic.title}, Beitrag {self.number}"

    def get_absolute_url(self) -> str:
        return f"{self.topic.get_absolute_url()}?ab={self.number}#beitrag-{self.number}"

    @property
    def attached(self) -> list[PostFile]:
        """Its files and pictures, in their order."""
        return list(self.files.all()) if self.file_count else []

    @property
    def kept_until(self) -> datetime | None:
        """When a deleted one goes for good."""
        return self.deleted_at and self.deleted_at + KEPT

    @property
    def is_shown(self) -> bool:
        """Whether everybody here reads its words: neither deleted nor hidden by the moderation."""
        return self.deleted_at is None and self.hidden_at is None

    @property
    def as_html(self) -> SafeString:
        """The text, cleaned by content.markdown when it was written."""
        return SafeString(self.html)


class HiddenPost(Post):
    """What the moderation hid, as the admin lists it."""

    class Meta:
        proxy = True
        verbose_name = "ausgeblendeter Beitrag"
        verbose_name_plural = "ausgeblendete Beiträge"


class PostVersion(models.Model):
    """What a post said before it was edited; whoever reads the post reads this too."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="versions")
    text = models.TextField("Text")
    # Name and kind of the files it had, one a line; what they held went with them.
    files = models.TextField("Dateien", blank=True)
    until = models.DateTimeField("galt bis", default=timezone.now)

    class Meta:
        verbose_name = "frühere Fassung eines Beitrags"
        verbose_name_plural = "frühere Fassungen von Beiträgen"
        ordering = ("-until", "-pk")

    def __str__(self) -> str:
        return f"{self.post_id}, bis {self.until:%d.%m.%Y}"


class ReadMark(models.Model):
    """How far a person read a topic, and when; private, shown to nobody else."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="read_marks")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="read_marks")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    # Where it stood before everything was marked as read at once, and since when: to undo that.
    before = models.PositiveIntegerField(null=True)
    at_before = models.DateTimeField(null=True)

    objects = models.Manager.from_queryset(ReadMarkQuerySet)()

    class Meta:
        verbose_name = "Lesezeichen"
        verbose_name_plural = "Lesezeichen"
        constraints = (models.UniqueConstraint(fields=("person", "topic"), name="read_mark_once"),)

    def __str__(self) -> str:
        return f"{self.topic_id}: {self.number}"


class Helpful(models.Model):
    """„Hilfreich“, said by one person of one post."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="helpfuls")

    class Meta:
        verbose_name = "„Hilfreich“"
        verbose_name_plural = "„Hilfreich“"
        constraints = (models.UniqueConstraint(fields=("person", "post"), name="helpful_once"),)

    def __str__(self) -> str:
        return f"{self.post_id}"


class Follow(models.Model):
    """How a person wants to hear of a topic."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="follows")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="follows")
    level = models.CharField("Mitteilungen", max_length=20, choices=FollowLevel.choices)

    class Meta:
        verbose_name = "Beobachtung"
        verbose_name_plural = "Beobachtungen"
        constraints = (
            models.UniqueConstraint(fields=("person", "topic"), name="follow_once"),
            models.CheckConstraint(
                condition=Q(level__in=FollowLevel.values), name="follow_level_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.topic_id}: {self.get_level_display()}"
