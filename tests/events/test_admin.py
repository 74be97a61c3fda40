"""Events in the admin: to be read, and noted where the technical administration reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from content.choices import Audience
from content.models import Record
from events.models import EventMessage
from tests import factories

if TYPE_CHECKING:
    from members.models import User


# S68
def test_what_the_technical_administration_opens_is_recorded(
    as_: Any, admin: User, moderator: User
) -> None:
    event = factories.make_event(audience=Audience.MEMBERS, title="Vertrauliche Runde")
    registration = factories.make_registration(event)
    message = EventMessage.objects.create(event=event, subject="Anreise", text="Bus 350")
    minutes = factories.make_minutes(event)
    things = (event, registration, message, minutes)
    for person in (moderator, admin):
        for thing in things:
            name, client = thing._meta.model_name, as_(person)
            page = client.get(f"/verwaltung/events/{name}/{thing.pk}/change/")
            assert page.status_code == 200
        assert client.get("/verwaltung/events/event/999999/change/").status_code in {302, 404}
    read = Record.objects.filter(act__endswith=".read_in_admin")
    assert sorted(read.values_list("act", "by_id", "key")) == sorted(
        (f"{thing._meta.model_name}.read_in_admin", admin.pk, str(thing.pk)) for thing in things
    )
