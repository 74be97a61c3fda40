from __future__ import annotations

from django.db import models
from django.utils.safestring import SafeString


class Topic(models.Model):
    title = models.CharField(max_length=120)

    class Meta:
        app_label = "benchmarks"
        managed = False
        db_table = "topic"

    def __str__(self) -> str:
        return self.title


class Post(models.Model):
    """One of a million. `fragment` is the whole post as HTML, in the measured topic alone."""

    topic_id = models.BigIntegerField()
    number = models.PositiveIntegerField()
    author = models.CharField(max_length=60)
    kreis = models.CharField(max_length=80)
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField()
    body_html = models.TextField()
    fragment = models.TextField()

    class Meta:
        app_label = "benchmarks"
        managed = False
        db_table = "post"

    def __str__(self) -> str:
        return f"{self.topic_id}/{self.number}"

    @property
    def body_as_html(self) -> SafeString:
        """The stored HTML."""
        return SafeString(self.body_html)
