from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from notices.mailtexts import mail_kinds
from notices.models import MailText


class Command(BaseCommand):
    """Adds a row for each mail that can be worded; what the office wrote stays."""

    help = "List the mails whose words the office can change."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        known = set(MailText.objects.values_list("key", flat=True))
        new = [kind for kind in mail_kinds() if kind.key not in known]
        MailText.objects.bulk_create(MailText(key=kind.key, label=kind.label) for kind in new)
        if options["verbosity"]:
            self.stdout.write(f"Mail texts: {len(new)} added.")
