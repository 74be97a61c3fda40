from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError

from content.services import record
from members.jobs import password_link
from members.models import User
from members.services import create_person

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Opens the door of a new installation; everybody after the first is invited."""

    help = (
        "Creates the first account of the technical administration and prints a link that sets "
        "its password, once, within an hour."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address to sign in with")
        parser.add_argument("--first-name", default="Technische")
        parser.add_argument("--last-name", default="Verwaltung")
        parser.add_argument(
            "--again", action="store_true", help="print a new link for an account that is there"
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        email = options["email"].strip().lower()
        if options["again"]:
            person = self._existing(email)
            record("person.password_link", person, by=None)
        else:
            person = self._new(email, options["first_name"], options["last_name"])
        self.stdout.write(
            "Open this link within an hour to set the password. It works once.\n\n"
            f"{password_link(person)}"
        )

    @staticmethod
    def _existing(email: str) -> User:
        superusers = User.objects.filter(is_superuser=True, is_active=True)
        person: User | None = superusers.filter(email=email).first()
        if person is None:
            message = f"{email} is not an account of the technical administration."
            raise CommandError(message)
        return person

    @staticmethod
    def _new(email: str, first_name: str, last_name: str) -> User:
        there = User.objects.filter(is_superuser=True, is_active=True).first()
        if there is not None:
            message = (
                f"There is one already: {there.email}. "
                f"`createfirstadmin --again {there.email}` prints a new link for it."
            )
            raise CommandError(message)
        try:
            person = create_person(
                by=None,
                email=email,
                password=None,
                first_name=first_name,
                last_name=last_name,
                is_superuser=True,
            )
        except ValidationError as error:
            message = f"{email} cannot be used: {' '.join(error.messages)}"
            raise CommandError(message) from error
        return person
