from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from forum.models import Post
from forum.services import erase_posts

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Does by hand what the forum's chores do every night."""

    help = "Erase for good the posts that were deleted more than 30 days ago."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count them")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        now = timezone.now()
        if options["dry_run"]:
            self.stdout.write(f"To be erased: {Post.objects.overdue(now).count()} posts.")
        else:
            self.stdout.write(f"Erased: {erase_posts(now)} posts.")
