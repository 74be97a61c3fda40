"""Practices an event is about: nobody learns of one that he does not read (S30)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from content.choices import Audience
from events.models import Event
from practices.choices import State
from tests import factories
from tests.events.test_editor import data

if TYPE_CHECKING:
    from members.models import User
    from practices.models import Practice


@pytest.fixture
def hidden(kreis_lippe: object) -> Practice:
    return factories.make_practice(audience=Audience.MEMBERS, title="Streng vertraulich")


@pytest.fixture
def event(hidden: Practice, programme: User) -> Event:
    event = factories.make_event(organisers=[programme])
    event.practices.add(hidden)
    return event


def linked(event: Event) -> set[int]:
    return set(event.practices.values_list("pk", flat=True))


def test_the_editor_names_no_practice_that_one_does_not_read(
    as_: Any, event: Event, hidden: Practice, programme: User, moderator: User
) -> None:
    url = f"/termine/{event.pk}/bearbeiten/"
    # Its address alone may stand on the page by chance: the hint beside the field names one.
    pages = [as_(one).get(url) for one in (programme, moderator)]
    named = [
        hidden.get_absolute_url() in page.context["form"]["practices"].value() for page in pages
    ]
    assert named == [False, True]
    assert hidden.title not in pages[0].text


def test_an_edit_leaves_practices_that_one_does_not_read(
    as_: Any, event: Event, hidden: Practice, programme: User, moderator: User
) -> None:
    other = factories.make_practice()
    url, people = f"/termine/{event.pk}/bearbeiten/", {"organisers": [str(programme.pk)]}
    as_(programme).post(url, data(practices=other.get_absolute_url(), **people))
    assert linked(event) == {hidden.pk, other.pk}
    # Whoever reads it takes it out.
    as_(moderator).post(url, data(version="2", practices="", **people))
    assert linked(event) == set()


def test_an_archived_practice_holds_up_no_edit(as_: Any, moderator: User) -> None:
    gone = factories.make_practice(state=State.ARCHIVED)
    event = factories.make_event()
    event.practices.add(gone)
    client, url = as_(moderator), f"/termine/{event.pk}/bearbeiten/"
    typed = client.get(url).context["form"]["practices"].value()
    assert client.post(url, data(practices=typed)).status_code == 302
    assert linked(event) == {gone.pk}


def test_a_conflict_names_no_practice_that_one_does_not_read(
    as_: Any, event: Event, hidden: Practice, programme: User
) -> None:
    mine = factories.make_practice(title="Meines")
    Event.objects.update(version=2)
    sent = data(practices=mine.get_absolute_url(), organisers=[str(programme.pk)])
    page = as_(programme).post(f"/termine/{event.pk}/bearbeiten/", sent)
    assert page.status_code == 409
    assert ["Meines" in page.text, hidden.title in page.text] == [True, False]


def test_a_copy_takes_along_what_one_reads(
    as_: Any, event: Event, programme: User, moderator: User
) -> None:
    read = factories.make_practice()
    event.practices.add(read)
    for person in (programme, moderator):
        as_(person).post(f"/termine/{event.pk}/kopieren/", {"token": str(uuid4())})
    copies = Event.objects.exclude(pk=event.pk).order_by("pk")
    assert [linked(copy) for copy in copies] == [{read.pk}, linked(event)]
