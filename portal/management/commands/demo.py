from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import demo

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Load the invented demo content into an empty database, or take it out again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--remove", action="store_true", help="take the demo out again")
        parser.add_argument("--names", action="store_true", help="only print the sign-in names")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        if options["remove"]:
            gone = demo.remove()
            said = ", ".join(f"{count} {kind}" for kind, count in gone.items())
            self.stdout.write(f"Demo removed: {said}.")
            return
        if not options["names"]:
            self._load()
        self._print_names()

    def _load(self) -> None:
        if not settings.DEMO_MODE:
            message = "DATABASE_URL names a server: no demo there, unless FORUM_DEMO=1 says so."
            raise CommandError(message)
        loaded = demo.load()
        self.stdout.write("Demo loaded." if loaded else "Demo: there are people already.")

    def _print_names(self) -> None:
        names = demo.sign_in_names()
        if names:
            self.stdout.write(f"Sign in with the password {demo.PASSWORD} as:")
        for email, role in names:
            self.stdout.write(f"  {email:40} {role}")
