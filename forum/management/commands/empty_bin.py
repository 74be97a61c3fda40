from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from forum.models import Post, Topic
from forum.services import erase_posts, erase_topics

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Does by hand what the forum's chores do every night."""

    help = "Erase for good the posts and topics that were deleted more than 30 days ago."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count them")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        now = timezone.now()
        if options["dry_run"]:
            posts, topics = Post.objects.overdue(now).count(), Topic.objects.overdue(now).count()
            self.stdout.write(f"To be erased: {posts} posts, {topics} topics.")
        else:
            posts, topics = erase_posts(now), erase_topics(now)
            self.stdout.write(f"Erased: {posts} posts, {topics} topics.")
