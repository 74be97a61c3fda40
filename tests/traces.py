"""Whether anything in the database still says who somebody was."""

from __future__ import annotations

import re

from django.db import connection

from members.models import Session

# Words that nothing else holds.
FIRST, LAST, ADDRESS = "Zwetlana", "Quarkwitz", "zq@quarkwitz-lippe.example"
TRACE = re.compile("zwetlana|quarkwitz", re.IGNORECASE)


def traces() -> list[str]:
    """Search every row of every table for what says who it was; return where it stands."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'select each::text from "{table}" as each')  # noqa: S608
            rows = [row for (row,) in cursor.fetchall() if TRACE.search(row)]
            found += [f"{table}: {row[:300]}" for row in rows]
    for session in Session.objects.all():
        said = str(session.get_decoded())
        if TRACE.search(said):
            found.append(f"session: {said}")
    return found
