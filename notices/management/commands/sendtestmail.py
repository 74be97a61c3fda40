from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.core.validators import validate_email

from notices.probe import ProbeError, probe

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Tells whoever runs the portal whether its mail leaves the house, and why not."""

    help = "Sends one mail and says of each step whether it worked, and what to do where it failed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", metavar="ADRESSE", help="who gets the mail")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        address = options["address"].strip()
        try:
            validate_email(address)
        except ValidationError as error:
            message = f"{address} ist keine E-Mail-Adresse."
            raise CommandError(message) from error
        if settings.MAIL_KEPT:
            self.stdout.write(
                "MAIL_KEPT=1: Das Portal behält seine Mails im Postausgang. Nur diese geht hinaus."
            )
        server: Any = settings.MAILERS["default"]["OPTIONS"]
        try:
            for step in probe(address, sender=settings.DEFAULT_FROM_EMAIL, options=server):
                self.stdout.write(f"ok  {step}")
        except ProbeError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("Der Mailserver hat die Mail. Ob sie ankommt, zeigt das Postfach.")
