from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils.timezone import localtime

from content.moments import moment


@pytest.mark.parametrize(
    "text",
    [
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
        "2026-02-30T00:00:00Z",
        "2026-01-01T00:00:00",
        "gestern",
        "",
        "\0",
    ],
)
def test_what_names_no_time_of_ours_is_none(text: str) -> None:
    assert moment(text) is None


def test_a_time_is_read_in_any_zone_and_kept_in_utc() -> None:
    found = moment("2026-01-02T03:04:05.000006+23:59")
    assert found == datetime(2026, 1, 1, 3, 5, 5, 6, UTC)
    assert found.tzinfo is UTC
    assert moment(localtime(found).isoformat()) == found
