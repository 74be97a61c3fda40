"""Who belongs to a room: hosts admit and remove, each act is told, and no room stands alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from content.models import Record
from forum.choices import RoomKind
from forum.models import Room, RoomLock, RoomMember
from forum.readers import hosts_of, who_can_be_named
from forum.services import (
    LastHostError,
    NoHostError,
    admit,
    set_host,
    take_over,
    withdraw_from_room,
)
from members.models import User
from notices.models import Notice, OutgoingMail
from notices.reading import readable
from tests import factories
from tests.forum.talking import at_once
from tests.notices.delivery import run_jobs

if TYPE_CHECKING:
    from django.test import Client

NAME = "Sperberrunde"


@pytest.fixture
def closed(lippe: User, celle: User) -> Room:
    """A closed room: Lippe's lead hosts, Celle's belongs to it."""
    return factories.make_room(RoomKind.CLOSED, hosts=[lippe], named=[celle], name=NAME, slug="s")


def address(act: str = "") -> str:
    return f"/austausch/raum/s/mitglieder/{act}"


def named(room: Room) -> dict[str, bool]:
    return dict(room.memberships.order_by("pk").values_list("person__email", "is_host"))


def told(person: User) -> list[tuple[str, str]]:
    """Return what a person's notices say, the newest first."""
    shown = readable(User.objects.get(pk=person.pk), person.notices.order_by("-pk"))
    return [(one.line.text, one.line.title) for one in shown]


def said(client: Client, act: str, person: User | None = None, **more: str) -> list[str]:
    """Send a form of the page; return what the portal answers in words."""
    data = {"person": str(person.pk)} if person else {}
    page: Any = client.post(address(act), {**data, **more}, follow=True)
    return [str(one) for one in page.context["messages"]]


# ---- Admitting, removing ------------------------------------------------------------------------


def test_a_host_finds_and_admits_a_person_who_is_told(
    closed: Room, lippe: User, moderator: User, as_: Any
) -> None:
    person = factories.make_person(first_name="Änne", last_name="Grün")
    client = as_(lippe)
    page = client.get(address(), {"q": "gruen änne"})
    assert (page.context["found"], "Grün" in page.text) == ([person], True)
    assert said(client, "aufnehmen/", person) == ["Änne Grün gehört jetzt zum Raum und weiß davon."]
    # S71: sent twice
    assert said(client, "aufnehmen/", person) == []
    assert named(closed)[person.email] is False
    assert told(person) == [("Sie gehören jetzt zu einem Beratungsraum", NAME)]
    assert list(Record.objects.values_list("act", "by_id", "details")) == [
        ("room.admitted", lippe.pk, {"person": person.pk})
    ]
    assert as_(person).get("/austausch/raum/s/").status_code == 200
    assert told(moderator) == []


def test_looking_at_the_room_is_reading_the_notice(
    closed: Room, lippe: User, programme: User, as_: Any
) -> None:
    admit(closed, programme, by=lippe)
    unread = Notice.objects.filter(person=programme, read_at=None)
    assert unread.count() == 1
    as_(programme).get("/austausch/raum/s/")
    assert unread.count() == 0


def test_only_who_could_read_there_is_offered(
    closed: Room, lippe: User, celle: User, programme: User, liaison: User, moderator: User
) -> None:
    gone = factories.make_person(is_active=False)
    ended = factories.make_person(kreis=factories.make_kreis(member_until="2025-12-31"))
    locked = factories.make_person()
    RoomLock.objects.create(room=closed, person=locked, reason="Vertrauensbruch")
    other = factories.make_person()
    offered = set(who_can_be_named(closed))
    assert offered == {programme, moderator, other}
    assert offered.isdisjoint({gone, ended, locked, liaison, lippe, celle})
    kinds = (RoomKind.OPEN, RoomKind.PROGRAMME)
    others = [set(who_can_be_named(factories.make_room(kind))) for kind in kinds]
    assert others == [{programme}, set()]


# S30: ids that no page offered.
@pytest.mark.parametrize("who", ["liaison", "locked", "inactive", "x", "", "9" * 30])
def test_nobody_else_is_admitted_by_a_forged_form(
    who: str, closed: Room, lippe: User, liaison: User, as_: Any
) -> None:
    locked, inactive = factories.make_person(), factories.make_person(is_active=False)
    RoomLock.objects.create(room=closed, person=locked, reason="Vertrauensbruch")
    people = {"liaison": liaison, "locked": locked, "inactive": inactive}
    data = {"person": str(people[who].pk) if who in people else who}
    for act in ("aufnehmen/", "entfernen/", "gastgeberrolle/"):
        assert as_(lippe).post(address(act), data).status_code == 404
    assert (closed.memberships.count(), Record.objects.count(), Notice.objects.count()) == (2, 0, 0)


def test_a_removed_person_is_told_without_the_name_of_the_room(
    closed: Room, lippe: User, celle: User, as_: Any
) -> None:
    run_jobs()
    assert said(as_(lippe), "entfernen/", celle) == [
        f"{celle.name} gehört nicht mehr zum Raum und weiß davon."
    ]
    assert told(celle) == [("Sie gehören einem Beratungsraum nicht mehr an", "Austausch")]
    assert as_(celle).get("/austausch/raum/s/").status_code == 404
    run_jobs()
    mail = OutgoingMail.objects.get(to=celle.email)
    assert [NAME in text for text in (mail.subject, mail.text, mail.html)] == [False] * 3
    assert "Sie gehören einem Beratungsraum nicht mehr an" in mail.text


def test_admitted_removed_and_admitted_again_is_told_each_time(
    closed: Room, lippe: User, programme: User
) -> None:
    for _ in range(2):
        assert admit(closed, programme, by=lippe) is True
        assert withdraw_from_room(closed, programme, by=lippe) is True
    assert admit(closed, programme, by=lippe) is True
    assert Notice.objects.filter(person=programme).count() == 5


# S28: the word of a room does not wait in a mail for who was removed meanwhile.
def test_no_mail_tells_of_an_admission_that_was_taken_back(
    closed: Room, lippe: User, programme: User
) -> None:
    admit(closed, programme, by=lippe)
    withdraw_from_room(closed, programme, by=lippe)
    run_jobs()
    texts = OutgoingMail.objects.filter(to=programme.email).exclude(text="")
    assert [NAME in mail.text for mail in texts] == [False]


def test_a_programme_person_is_named_in_an_open_room_by_the_office(
    moderator: User, lippe: User, programme: User, as_: Any
) -> None:
    room = factories.make_room(slug="s")
    other = factories.make_person()
    assert said(as_(moderator), "aufnehmen/", programme) == [
        f"{programme.name} gehört jetzt zum Raum und weiß davon."
    ]
    assert as_(moderator).post(address("aufnehmen/"), {"person": other.pk}).status_code == 404
    assert as_(programme).get("/austausch/raum/s/").status_code == 200
    assert list(room.memberships.values_list("person_id", flat=True)) == [programme.pk]
    # Nobody but the office names people here.
    assert as_(lippe).post(address("entfernen/"), {"person": programme.pk}).status_code == 403
    assert room.memberships.count() == 1


def test_celle_who_is_no_host_cannot_change_who_belongs(
    closed: Room, lippe: User, celle: User, programme: User, as_: Any
) -> None:
    client = as_(celle)
    page = client.get(address())
    assert ("Person aufnehmen" in page.text, "Entfernen" in page.text) == (False, False)
    for act, person in (("aufnehmen/", programme), ("entfernen/", lippe)):
        assert client.post(address(act), {"person": person.pk}).status_code == 403
    for data in ({"person": celle.pk}, {"person": lippe.pk, "zurueck": "1"}):
        assert client.post(address("gastgeberrolle/"), data).status_code == 403
    assert client.post(address("gastgeberrolle/"), {"selbst": "1"}).status_code == 302
    assert named(closed) == {lippe.email: True, celle.email: False}
    assert (Record.objects.count(), Notice.objects.count()) == (0, 0)


# S29: the office has no say in a closed room that does not name it.
def test_a_moderator_who_is_not_named_meets_no_room(
    closed: Room, lippe: User, moderator: User, as_: Any
) -> None:
    client = as_(moderator)
    for act in ("aufnehmen/", "entfernen/", "gastgeberrolle/"):
        assert client.post(address(act), {"person": lippe.pk}).status_code == 404
    assert client.post("/austausch/raum/s/verlassen/").status_code == 404
    assert closed.memberships.count() == 2


# S15
def test_a_host_who_lost_the_role_hosts_nothing(
    closed: Room, lippe: User, celle: User, programme: User, as_: Any
) -> None:
    client = as_(lippe)
    User.objects.filter(pk=lippe.pk).update(role="liaison", kreis=None, is_lead=False)
    assert client.post(address("aufnehmen/"), {"person": programme.pk}).status_code == 404
    with pytest.raises(NoHostError):
        admit(closed, programme, by=User.objects.get(pk=lippe.pk))
    assert closed.memberships.count() == 2


# ---- Hosts --------------------------------------------------------------------------------------


def test_the_page_asks_for_a_second_host_until_there_are_two(
    closed: Room, lippe: User, celle: User, as_: Any
) -> None:
    client = as_(lippe)
    wish = "soll zwei Personen mit Gastgeberrolle haben"
    assert wish in client.get(address()).text
    assert said(client, "gastgeberrolle/", celle) == [f"{celle.name} hat die Gastgeberrolle jetzt."]
    assert wish not in client.get(address()).text
    assert told(celle) == [("Sie haben jetzt die Gastgeberrolle in einem Beratungsraum", NAME)]
    assert said(client, "gastgeberrolle/", celle, zurueck="1") == [
        f"{celle.name} hat die Gastgeberrolle nicht mehr."
    ]
    assert named(closed) == {lippe.email: True, celle.email: False}
    # A host without access is none.
    set_host(closed, celle, by=lippe, is_host=True)
    User.objects.filter(pk=celle.pk).update(is_active=False)
    assert wish in client.get(address()).text


def test_the_last_host_stays_until_there_is_another(
    closed: Room, lippe: User, celle: User, as_: Any
) -> None:
    client = as_(lippe)
    page = client.post("/austausch/raum/s/verlassen/", follow=True)
    (message,) = page.context["messages"]
    assert "behält eine Gastgeberin oder einen Gastgeber" in str(message)
    assert named(closed) == {lippe.email: True, celle.email: False}
    set_host(closed, celle, by=lippe, is_host=True)
    page = client.post("/austausch/raum/s/verlassen/", follow=True)
    assert page.redirect_chain == [("/austausch/", 302)]
    assert named(closed) == {celle.email: True}
    # Who leaves is told nothing: he did it himself.
    assert told(lippe) == []


def test_the_last_person_leaves_an_archived_room(
    closed: Room, lippe: User, celle: User, as_: Any
) -> None:
    as_(celle).post("/austausch/raum/s/verlassen/")
    as_(lippe).post("/austausch/raum/s/verlassen/")
    closed.refresh_from_db()
    assert (named(closed), closed.is_open_for_writing) == ({}, False)
    acts = Record.objects.order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["room.left", "room.left", "room.archived"]


def test_without_any_host_a_member_takes_over(
    closed: Room, lippe: User, celle: User, as_: Any
) -> None:
    client = as_(celle)
    offer = "Gastgeberrolle übernehmen"
    assert offer not in client.get(address()).text
    assert take_over(closed, by=celle) is False
    User.objects.filter(pk=lippe.pk).update(is_active=False)
    assert offer in client.get(address()).text
    assert said(client, "gastgeberrolle/", selbst="1") == ["Sie haben jetzt die Gastgeberrolle."]
    assert list(hosts_of(closed)) == [celle]
    assert list(Record.objects.values_list("act", flat=True)) == ["room.host"]


# ---- At once ------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_hosts_removing_each_other_one_stays() -> None:
    hosts = [factories.make_person() for _ in range(2)]
    room = factories.make_room(RoomKind.CLOSED, hosts=hosts)

    def remove(number: int) -> bool:
        return withdraw_from_room(room, hosts[1 - number], by=hosts[number])

    outcomes = sorted(str(one) if one is True else type(one).__name__ for one in at_once(2, remove))
    assert outcomes == ["NoHostError", "True"]
    room.refresh_from_db()
    assert (hosts_of(room).count(), room.is_open_for_writing) == (1, True)


@pytest.mark.django_db(transaction=True)
def test_of_two_hosts_leaving_at_once_one_stays_with_the_others() -> None:
    hosts = [factories.make_person() for _ in range(2)]
    room = factories.make_room(RoomKind.CLOSED, hosts=hosts, named=[factories.make_person()])

    def leave(number: int) -> bool:
        return withdraw_from_room(room, hosts[number], by=hosts[number])

    outcomes = [type(one) for one in at_once(2, leave)]
    assert sorted(outcomes, key=str) == [bool, LastHostError]
    assert hosts_of(room).count() == 1


@pytest.mark.django_db(transaction=True)
def test_admitted_ten_times_at_once_a_person_belongs_once_and_is_told_once() -> None:
    host, person = factories.make_person(), factories.make_person()
    room = factories.make_room(RoomKind.CLOSED, hosts=[host])
    outcomes = at_once(10, lambda _: admit(room, person, by=host))
    assert sorted(map(bool, outcomes)) == [False] * 9 + [True]
    assert RoomMember.objects.filter(room=room, person=person).count() == 1
    assert (Notice.objects.count(), Record.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_of_five_members_taking_over_at_once_one_hosts() -> None:
    people = [factories.make_person() for _ in range(5)]
    room = factories.make_room(RoomKind.CLOSED, named=people)
    outcomes = at_once(5, lambda number: take_over(room, by=people[number]))
    assert sorted(map(bool, outcomes)) == [False] * 4 + [True]
    assert hosts_of(room).count() == 1


# ---- What a page costs --------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_members_costs_the_same_at_any_length(
    rows: int, lippe: User, as_: Any, queries: Any
) -> None:
    people = [factories.make_person(last_name="Gleich") for _ in range(2 * rows)]
    factories.make_room(RoomKind.CLOSED, hosts=[lippe], named=people[:rows], slug="s")
    client = as_(lippe)
    client.get(address())
    # Person, room; host there, who reads the room, hosts; found people, members, readers.
    with queries(9):
        page = client.get(address(), {"q": "Gleich"})
    assert (len(page.context["members"]), len(page.context["found"])) == (rows + 1, rows)
