"""Django's command line. Without DATABASE_URL it starts the embedded PostgreSQL first."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

from config import embedded, env

WITHOUT_DATABASE = {"help", "--help", "-h", "version", "--version", "collectstatic"}


def main() -> int:
    """Run one command; return 2 after saying what is wrong with the environment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        if (
            sys.argv[1:]
            and not WITHOUT_DATABASE.intersection(sys.argv)
            and not env.text("DATABASE_URL", "")
        ):
            embedded.ensure()
        execute_from_command_line(sys.argv)
    except (embedded.EmbeddedError, env.SettingError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
