"""Writing, announcing, changing, calling off and copying an event; who is told of what."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from content.choices import Audience
from content.models import Record
from content.services import OutdatedError
from events.choices import EventFormat, EventState, Mode, RegistrationState
from events.models import AgendaItem, Event, EventMessage
from events.services import (
    IncompleteError,
    cancel_event,
    copy_event,
    create_event,
    discard_event,
    edit_event,
    publish_event,
    register,
    write_to_registered,
)
from events.wording import place_of, times_of
from notices.reading import readable
from search.finding import search
from tests import factories
from tests.events.registering import all_at_once, come
from tests.telling import mailed_to, told

if TYPE_CHECKING:
    from members.models import User

TOKEN = UUID("1f0c3a52-6a1b-4d0e-9a55-0d6f3f1f7a11")


def values(**more: Any) -> dict[str, Any]:
    start = timezone.now() + timedelta(days=30)
    return {
        "title": "Bundestreffen",
        "kind": "fachaustausch",
        "format": EventFormat.HYBRID,
        "starts_at": start,
        "ends_at": start + timedelta(hours=6),
        "place": "Kreishaus Detmold",
        "description": "Wir **reden** lang.",
    } | more


def write(event: Event, by: User, **changed: Any) -> bool:
    return edit_event(event, by=by, version=event.version, values=changed)


def lines(person: User) -> list[tuple[str, str]]:
    """Return what a person's notices say, the oldest first."""
    shown = readable(person, person.notices.order_by("pk"))
    return [(one.line.text, one.line.title) for one in shown]


def test_who_begins_a_draft_organises_it(lippe: User) -> None:
    agenda = [AgendaItem(starts=time(14), title="Ankommen"), AgendaItem(starts=time(15), title="B")]
    event = create_event(by=lippe, token=TOKEN, values=values(), agenda=agenda)
    assert (event.state, event.kreis, event.author_name) == ("entwurf", lippe.kreis, lippe.name)
    assert event.description_as_html == "<p>Wir <strong>reden</strong> lang.</p>\n"
    assert [one.person for one in event.organisers.all()] == [lippe]
    assert [item.title for item in event.agenda.all()] == ["Ankommen", "B"]


# S71
@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_makes_one_event(lippe: User) -> None:
    def create() -> Event:
        return create_event(by=lippe, token=TOKEN, values=values())

    answers = all_at_once([create] * 3)
    assert answers == [Event.objects.get()] * 3


def test_a_token_of_another_person_makes_an_event_of_its_own(lippe: User, celle: User) -> None:
    made = [create_event(by=one, token=TOKEN, values=values()) for one in (lippe, celle)]
    assert [event.kreis for event in made] == [lippe.kreis, celle.kreis]


def test_an_older_version_meets_the_newer_one(lippe: User) -> None:
    event = factories.make_event(kreis=lippe.kreis)
    assert write(event, lippe, title="Fallwerkstatt mit Bus")
    with pytest.raises(OutdatedError) as raised:
        edit_event(event, by=lippe, version=1, values={"title": "Fallwerkstatt mit Bahn"})
    assert raised.value.current.title == "Fallwerkstatt mit Bus"
    assert not write(event, lippe, title="Fallwerkstatt mit Bus")
    assert event.version == 2


def test_to_be_announced_it_says_what_and_where(lippe: User) -> None:
    event = create_event(by=lippe, token=TOKEN, values=values(place="", description=""))
    with pytest.raises(IncompleteError) as raised:
        publish_event(event, by=lippe, version=event.version)
    assert raised.value.missing == ["description", "place"]
    write(event, lippe, format=EventFormat.ONLINE, description="Online.")
    assert publish_event(event, by=lippe, version=event.version)
    assert not publish_event(event, by=lippe, version=event.version)
    assert [one.act for one in Record.objects.all()] == ["event.published"]


# S28
def test_the_search_follows_each_step(lippe: User, celle: User, liaison: User) -> None:
    def found() -> list[int]:
        return [search(one, "Bundestreffen").total for one in (lippe, celle, liaison)]

    event = create_event(by=lippe, token=TOKEN, values=values())
    steps = [found()]
    publish_event(event, by=lippe, version=event.version)
    steps.append(found())
    event.refresh_from_db()
    write(event, lippe, audience=Audience.PARTNERS)
    steps.append(found())
    write(event, lippe, title="Runde")
    steps.append(found())
    assert steps == [[1, 0, 0], [1, 1, 0], [1, 1, 1], [0, 0, 0]]


def test_the_join_link_is_nowhere_in_the_index(lippe: User) -> None:
    factories.make_event(title="Bundestreffen")
    assert search(lippe, "Bundestreffen").total == 1
    assert search(lippe, "geheimer-raum").total == 0


# ---- What is told --------------------------------------------------------------------------------


def test_who_comes_is_told_what_matters_and_nothing_else(
    lippe: User, celle: User, programme: User, moderator: User
) -> None:
    event = factories.make_event(kreis=lippe.kreis, seats_on_site=1)
    come(event, celle)
    come(event, programme)
    assert write(event, lippe, title="Anders", description="Neu", seats_online=5)
    assert (event.version, Event.objects.get().sequence) == (2, 1)
    start = event.starts_at + timedelta(days=1)
    changed = {"starts_at": start, "ends_at": start + timedelta(hours=1), "place": "Kreistag"}
    assert write(event, lippe, **changed)
    event.refresh_from_db()
    assert (event.sequence, event.changed_what) == (2, ["starts_at", "ends_at", "place"])
    assert lines(celle)[1:] == [("Termin geändert: Beginn, Ende, Ort", "Anders")]
    assert lines(programme) == [
        ("Sie stehen auf der Warteliste", "Anders"),
        ("Termin geändert: Beginn, Ende, Ort", "Anders"),
    ]
    assert (lines(lippe), lines(moderator)) == ([], [])


def test_a_new_join_link_is_told_to_who_is_online(lippe: User, celle: User) -> None:
    event = factories.make_event(kreis=lippe.kreis)
    online = factories.make_person()
    come(event, celle)
    come(event, online, Mode.ONLINE)
    assert write(event, lippe, join_link="https://video.example/neu")
    assert [len(lines(one)) for one in (celle, online)] == [1, 2]
    assert lines(online)[1] == ("Termin geändert: Zugangslink", event.title)


def test_a_draft_tells_nobody_and_counts_nothing(lippe: User) -> None:
    event = create_event(by=lippe, token=TOKEN, values=values())
    assert write(event, lippe, place="Anderswo")
    assert (Event.objects.get().sequence, told()) == (0, [])


def test_who_is_registered_is_told_of_the_end(lippe: User, celle: User, liaison: User) -> None:
    event = factories.make_event(kreis=lippe.kreis, seats_on_site=1)
    for person in (lippe, celle):
        come(event, person)
    gone = factories.make_person()
    factories.make_registration(event, gone, state=RegistrationState.WITHDRAWN)
    assert cancel_event(event, by=lippe, reason="Sturmwarnung")
    assert not cancel_event(event, by=lippe, reason="noch einmal")
    event.refresh_from_db()
    assert (event.state, event.sequence, event.cancel_reason) == ("abgesagt", 1, "Sturmwarnung")
    ends = [lines(one)[-1:] for one in (celle, gone, lippe)]
    assert ends == [[("Termin abgesagt", event.title)], [], [("Sie sind angemeldet", event.title)]]
    with pytest.raises(OutdatedError):
        edit_event(event, by=lippe, version=event.version, values={"place": "Anderswo"})


def test_the_confirmation_says_when_and_where_but_no_link(celle: User) -> None:
    start = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    with time_machine.travel(datetime(2027, 3, 1, 12, tzinfo=UTC), tick=False):
        event = factories.make_event(starts_at=start, title="Nachtschicht")
        come(event, celle)
        (mail,) = mailed_to(celle)
    # Between the two the clock springs from 2 to 3.
    assert "Sonntag, 28. März 2027, 01:30 – 04:30 Uhr" in mail.text
    assert "Kreishaus Musterstadt und online" in mail.text
    assert "ab Sonntag, 28. März 2027, 00:30 Uhr" in mail.text
    assert "geheimer-raum" not in mail.text + mail.html


# S51
def test_of_a_confidential_event_no_word_is_mailed(celle: User) -> None:
    event = factories.make_event(title="Vertrauliche Runde", audience=Audience.MEMBERS)
    come(event, celle)
    (mail,) = mailed_to(celle)
    assert "Sie sind angemeldet" in mail.text
    assert [word in mail.subject + mail.text + mail.html for word in ("Runde", "Musterstadt")] == [
        False,
        False,
    ]


# S15
def test_a_lost_role_is_told_nothing(lippe: User, celle: User) -> None:
    event = factories.make_event(kreis=lippe.kreis)
    come(event, celle)
    type(celle).objects.filter(pk=celle.pk).update(is_active=False)
    cancel_event(event, by=lippe, reason="")
    assert [kind for kind, *_ in told()] == ["termin-anmeldung"]


def test_a_message_reaches_the_registered_once(
    lippe: User, celle: User, programme: User, liaison: User
) -> None:
    event = factories.make_event(kreis=lippe.kreis, seats_on_site=1, audience=Audience.PARTNERS)
    for person in (celle, programme):
        come(event, person)
    come(event, liaison, Mode.ONLINE)
    for _ in range(2):
        write_to_registered(event, by=lippe, subject="Anreise", text="Bus 350", token=TOKEN)
    message = EventMessage.objects.get()
    said = (f"Nachricht von {lippe.name}: Anreise", event.title)
    assert [said in lines(one) for one in (celle, programme, liaison)] == [True, False, True]
    assert message.text == "Bus 350"
    visible = [EventMessage.objects.visible_to(one).count() for one in (celle, programme, lippe)]
    assert visible == [1, 0, 1]


# ---- Copies, drafts, what the database refuses ---------------------------------------------------


def test_a_copy_begins_again_on_a_coming_day(lippe: User, celle: User) -> None:
    # Told by the clock on the wall: ten o'clock in winter is ten o'clock in summer.
    start = datetime(2027, 3, 18, 9, tzinfo=UTC)
    practice = factories.make_practice()
    with time_machine.travel(datetime(2027, 3, 24, 12, tzinfo=UTC), tick=False):
        event = factories.make_event(
            starts_at=start,
            registration_until=start - timedelta(days=1),
            kreis=lippe.kreis,
            seats_on_site=3,
        )
        event.practices.add(practice)
        AgendaItem.objects.create(event=event, starts=time(10), title="Ankommen")
        factories.make_registration(event, celle)
        copies = [copy_event(event, by=celle, token=TOKEN) for _ in range(2)]
    copy = Event.objects.exclude(pk=event.pk).get()
    assert copies == [copy, copy]
    assert times_of(copy) == "Donnerstag, 25. März 2027, 10:00 – 12:00 Uhr"
    assert (copy.state, copy.kreis, copy.join_link) == ("entwurf", celle.kreis, "")
    assert (copy.on_site_count, copy.registrations.count()) == (0, 0)
    assert [item.title for item in copy.agenda.all()] == ["Ankommen"]
    assert list(copy.practices.all()) == [practice]


def test_a_copy_over_the_change_of_the_clocks_keeps_its_time(lippe: User) -> None:
    with time_machine.travel(datetime(2027, 10, 30, 12, tzinfo=UTC), tick=False):
        event = factories.make_event(starts_at=datetime(2027, 10, 28, 8, tzinfo=UTC))
        copy = copy_event(event, by=lippe, token=uuid4())
    assert times_of(copy) == "Donnerstag, 4. November 2027, 10:00 – 12:00 Uhr"
    assert copy.starts_at == datetime(2027, 11, 4, 9, tzinfo=UTC)


# 28 March 2027: what begins at 2:30 begins at 3:30, after its end.
def test_a_copy_into_the_missing_hour_keeps_its_order(lippe: User) -> None:
    begin = datetime(2027, 3, 21, 1, 30, tzinfo=UTC)
    night = factories.make_event(
        starts_at=begin, ends_at=begin + timedelta(minutes=30), registration_until=begin
    )
    copy = copy_event(night, by=lippe, token=TOKEN)
    assert copy.starts_at == begin + timedelta(weeks=1)
    assert copy.ends_at - copy.starts_at == timedelta(minutes=30)
    assert copy.registration_until == copy.starts_at


def test_only_a_draft_is_deleted(lippe: User) -> None:
    draft = create_event(by=lippe, token=TOKEN, values=values())
    announced = factories.make_event(kreis=lippe.kreis)
    assert (discard_event(draft, by=lippe), discard_event(announced, by=lippe)) == (True, False)
    assert list(Event.objects.all()) == [announced]
    assert search(lippe, "Bundestreffen").total == 0


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("event_ends_after_it_starts", {"ends_at": datetime(2020, 1, 1, tzinfo=UTC)}),
        (
            "event_registration_ends_before_start",
            {"registration_until": datetime(2999, 1, 1, tzinfo=UTC)},
        ),
        ("event_ends_within_a_month", {"ends_at": datetime(2999, 1, 1, tzinfo=UTC)}),
        ("event_not_overbooked_on_site", {"seats_on_site": 2, "on_site_count": 3}),
        ("event_not_overbooked_online", {"seats_online": 2, "online_count": 3}),
        ("event_state_known", {"state": "vielleicht"}),
        ("event_state_known", {"cancelled_at": datetime(2026, 1, 1, tzinfo=UTC)}),
        ("event_kind_known", {"kind": "fest"}),
        ("event_format_known", {"format": "brief"}),
        ("event_audience_known", {"audience": 9}),
    ],
)
def test_the_database_refuses_what_cannot_be(name: str, wrong: dict[str, Any], db: None) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        factories.make_event(**wrong)


def test_an_offer_without_an_end_is_refused(lippe: User) -> None:
    event = factories.make_event()
    for wrong in (
        {"state": RegistrationState.OFFERED, "offered_until": None},
        {"offered_until": timezone.now()},
    ):
        with (
            pytest.raises(IntegrityError, match="registration_offer_expires"),
            transaction.atomic(),
        ):
            factories.make_registration(event, lippe, **wrong)


def test_a_registration_is_told_where_it_is(lippe: User) -> None:
    on_site = factories.make_event(format=EventFormat.ON_SITE, address="Hauptstraße 1")
    online = factories.make_event(format=EventFormat.ONLINE)
    assert (place_of(on_site), place_of(online)) == (
        "Kreishaus Musterstadt, Hauptstraße 1",
        "online",
    )
    both_days = factories.make_event(
        starts_at=datetime(2027, 10, 30, 22, tzinfo=UTC),
        ends_at=datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
    )
    # 1:30 in UTC is the second half past two of this night.
    assert times_of(both_days) == "Sonntag, 31. Oktober 2027, 00:00 – 02:30 Uhr"
    assert register(online, lippe, by=lippe, values={"mode": Mode.ONLINE}).has_place
    assert on_site.state == EventState.PUBLISHED
