from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import ProgrammingError

from content.models import Record
from content.services import record

if TYPE_CHECKING:
    from members.models import Kreis, User

REFUSED = (InternalError, ProgrammingError)


def test_a_record_says_who_did_what_to_which_thing(lippe: User, kreis_lippe: Kreis) -> None:
    record("kreis.confirmed", kreis_lippe, by=lippe, reason="Jahresprüfung", fields=["seat"])
    entry = Record.objects.get()
    assert (entry.act, entry.kind, entry.key, entry.by, entry.reason, entry.details) == (
        "kreis.confirmed",
        "members.kreis",
        "05766",
        lippe,
        "Jahresprüfung",
        {"fields": ["seat"]},
    )


# S65
@pytest.mark.parametrize(
    "statement",
    [
        "update content_record set reason = ''",
        "delete from content_record",
        "truncate content_record",
    ],
)
def test_the_audit_trail_cannot_be_changed(statement: str, kreis_lippe: Kreis) -> None:
    record("kreis.confirmed", kreis_lippe, by=None)
    with connection.cursor() as cursor:
        cursor.execute("alter table content_record enable trigger content_record_keep_table")
        with pytest.raises(REFUSED, match="append-only"), transaction.atomic():
            cursor.execute(statement)
    assert Record.objects.count() == 1


def test_the_trail_outlives_the_people_in_it(lippe: User, kreis_lippe: Kreis) -> None:
    record("kreis.confirmed", kreis_lippe, by=lippe)
    number = lippe.pk
    lippe.delete()
    assert Record.objects.values_list("by_id", flat=True).get() == number
