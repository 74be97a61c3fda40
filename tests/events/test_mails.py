"""What mails about events bring along: a file that a calendar takes, moves and takes out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from icalendar import Calendar

from content.choices import Audience
from events.services import cancel_event, edit_event, register, withdraw
from tests import factories
from tests.notices.delivery import run_jobs

if TYPE_CHECKING:
    from members.models import User


@pytest.fixture(autouse=True)
def _sent(settings: Any) -> None:
    settings.MAIL_KEPT = False


def files(outbox: list[Any]) -> list[tuple[str, str, Any]]:
    """Deliver what waits; return name and type of each file, and what a calendar reads in it."""
    outbox.clear()
    run_jobs("mail")
    return [
        (name, kind, Calendar.from_ical(content))
        for message in outbox
        for name, content, kind in message.attachments
    ]


def test_a_registration_its_change_and_its_end_come_with_a_file(
    lippe: User, celle: User, mailoutbox: list[Any]
) -> None:
    event = factories.make_event(organisers=[lippe], title="Bundestreffen")
    registration = register(event, celle, by=celle, values={"mode": "vor-ort"})
    ((name, kind, first),) = files(mailoutbox)
    assert (name, kind, first["method"]) == ("termin.ics", "text/calendar", "PUBLISH")
    event.refresh_from_db()
    later = event.starts_at + timedelta(days=1)
    values = {"starts_at": later, "ends_at": later + timedelta(hours=1)}
    edit_event(event, by=lippe, version=event.version, values=values)
    ((_, _, moved),) = files(mailoutbox)
    cancel_event(event, by=lippe, reason="Krank")
    ((_, _, ended),) = files(mailoutbox)
    assert (moved["method"], ended["method"]) == ("PUBLISH", "CANCEL")
    events = [one.walk("VEVENT")[0] for one in (first, moved, ended)]
    assert [int(one["sequence"]) for one in events] == [0, 1, 2]
    assert len({str(one["uid"]) for one in events}) == 1
    assert event.join_link not in "".join(str(message.message()) for message in mailoutbox)
    withdraw(registration, by=celle)
    assert files(mailoutbox) == []


def test_no_word_of_a_confidential_event_is_in_the_file(
    lippe: User, celle: User, mailoutbox: list[Any]
) -> None:
    event = factories.make_event(
        organisers=[lippe], title="Vertraulichkeit", place="Geheimort", audience=Audience.MEMBERS
    )
    register(event, celle, by=celle, values={"mode": "vor-ort"})
    ((_, _, calendar),) = files(mailoutbox)
    said = calendar.to_ical().decode()
    assert "Vertraulicher Termin im Forum" in said
    assert "Geheimort" not in said
    assert "Vertraulichkeit" not in said


def test_who_waits_puts_nothing_into_a_calendar(
    lippe: User, celle: User, mailoutbox: list[Any]
) -> None:
    event = factories.make_event(organisers=[lippe], seats_on_site=0)
    register(event, celle, by=celle, values={"mode": "vor-ort"})
    assert files(mailoutbox) == []
    assert len(mailoutbox) == 1
