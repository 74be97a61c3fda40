from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from content.models import Attachment, Draft
from forum.models.post import Post
from forum.querysets import PostFileQuerySet

MOST_FILES = 6
LONGEST_ALT = 250
# In a post, in pixels of the page.
_SHOWN_WIDTH, _SHOWN_HEIGHT = 600, 400


class PostFile(Attachment):
    """A file or a picture at a post; before it is published, at the draft of who writes it."""

    post = models.ForeignKey(
        Post,
        verbose_name="Beitrag",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="files",
    )
    draft = models.ForeignKey(
        Draft,
        verbose_name="Entwurf",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="post_files",
    )
    # Of a picture alone; the page keeps its place free before it comes.
    width = models.PositiveIntegerField("Breite", null=True, blank=True)
    height = models.PositiveIntegerField("Höhe", null=True, blank=True)
    alt = models.CharField("Bildbeschreibung", max_length=LONGEST_ALT, blank=True)
    is_decorative = models.BooleanField("schmückt nur", default=False)

    objects = models.Manager.from_queryset(PostFileQuerySet)()

    class Meta(Attachment.Meta):
        verbose_name = "Datei an einem Beitrag"
        verbose_name_plural = "Dateien an Beiträgen"
        constraints: ClassVar = (
            models.CheckConstraint(
                condition=Q(post__isnull=True, draft__isnull=False)
                | Q(post__isnull=False, draft__isnull=True),
                name="post_file_at_one_place",
            ),
            models.CheckConstraint(
                condition=Q(post__isnull=True)
                | Q(width__isnull=True)
                | Q(is_decorative=True)
                | ~Q(alt=""),
                name="post_picture_described",
                violation_error_message="Bilder brauchen eine Beschreibung.",
            ),
            # Places are counted from 0, so these hold the number of files.
            models.CheckConstraint(
                condition=Q(position__lt=MOST_FILES),
                name="post_files_at_most",
                violation_error_message=f"Es gehen höchstens {MOST_FILES} Dateien.",
            ),
            models.UniqueConstraint(
                fields=["post", "position"],
                name="post_file_place",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["draft", "position"],
                name="draft_file_place",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(fields=["post", "sha256"], name="post_file_once"),
            models.UniqueConstraint(fields=["draft", "sha256"], name="draft_file_once"),
        )

    # What a composer says of it: what is wrong, and whether it is to go from its post.
    error = ""
    leaving = False

    def get_absolute_url(self) -> str:
        # The file's name stands in the answer: addresses end in the logs of proxies.
        return reverse("forum:post-file", args=[self.pk])

    @property
    def is_picture(self) -> bool:
        """Whether the page shows it."""
        return self.width is not None

    @property
    def shown_width(self) -> int:
        """How wide the page shows a picture, in its pixels, where there is room."""
        return round((self.width or 0) * self._scale)

    @property
    def shown_height(self) -> int:
        """How high the page shows it then."""
        return round((self.height or 0) * self._scale)

    @property
    def _scale(self) -> float:
        return min(1, _SHOWN_WIDTH / (self.width or 1), _SHOWN_HEIGHT / (self.height or 1))

    @property
    def lacks_words(self) -> bool:
        """Whether it is a picture of which nobody said yet what it shows."""
        return self.is_picture and not self.is_decorative and not self.alt
