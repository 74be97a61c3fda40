"""Minutes: who writes and reads them, versions, tasks, what is told, what the search finds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from content.choices import Audience
from content.models import Record
from content.services import OutdatedError
from content.tasks import tasks_for
from events.choices import EventState, RegistrationState
from events.models import Minutes, MinutesTask, MinutesVersion
from events.services import ClosedError, edit_event
from events.services.minutes import (
    add_task,
    edit_task,
    finish_task,
    publish_minutes,
    remove_task,
    reopen_task,
    write_minutes,
)
from members.tasks import deputising, with_deputyships
from notices.models import Notice
from notices.reading import readable
from search.finding import search
from search.services import index
from tests import factories
from tests.events.registering import all_at_once
from tests.telling import mailed_to, told

if TYPE_CHECKING:
    from content.tasks import Task
    from events.models import Event
    from members.models import User

TOKEN = UUID("2f0c3a52-6a1b-4d0e-9a55-0d6f3f1f7a11")


def values(**more: Any) -> dict[str, Any]:
    return {
        "text": "Quittungsbücher **helfen**.",
        "decisions": ["Gemeinsam ausschreiben."],
        "audience": Audience.NETWORK,
        "for_participants": False,
    } | more


def publish(minutes: Minutes, *, by: User) -> bool:
    return publish_minutes(minutes, by=by, version=minutes.version)


def met(lippe: User, *people: User, **fields: Any) -> Event:
    """Return an event of the person's Kreis that is over; these people took part."""
    event = factories.make_event(kreis=lippe.kreis, starts_in=-3, **fields)
    for person in people:
        factories.make_registration(event, person)
    return event


def written(event: Event, by: User, **more: Any) -> Minutes:
    assert write_minutes(event, by=by, version=0, values=values(**more))
    return Minutes.objects.select_related("event").get(event=event)


def task(**more: Any) -> dict[str, Any]:
    return {"text": "Muster verschicken", "due": date(2026, 12, 11), "effort": 20} | more


# ---- Writing -------------------------------------------------------------------------------------


def test_minutes_are_a_draft_until_they_are_published(lippe: User, celle: User) -> None:
    event = met(lippe, celle)
    minutes = written(event, lippe)
    assert (minutes.html, minutes.version) == (
        "<p>Quittungsbücher <strong>helfen</strong>.</p>\n",
        1,
    )
    assert (minutes.author_name, minutes.author_kreis) == (lippe.name, "Kreis Lippe")
    assert list(Minutes.objects.visible_to(celle)) == []
    assert (publish(minutes, by=lippe), publish(minutes, by=lippe)) == (True, False)
    assert list(Minutes.objects.visible_to(celle)) == [minutes]
    assert [one.act for one in Record.objects.all()] == ["minutes.published"]


def test_nobody_writes_minutes_of_what_is_to_come_or_was_called_off(lippe: User) -> None:
    for event in (
        factories.make_event(kreis=lippe.kreis),
        met(lippe, state=EventState.CANCELLED),
        met(lippe, state=EventState.DRAFT),
    ):
        with pytest.raises(ClosedError):
            write_minutes(event, by=lippe, version=0, values=values())
    assert Minutes.objects.count() == 0


# S72
def test_an_older_version_meets_the_newer_one(lippe: User, lippe_deputy: User) -> None:
    event = met(lippe)
    written(event, lippe)
    with pytest.raises(OutdatedError) as raised:
        write_minutes(event, by=lippe_deputy, version=0, values=values(text="Anders."))
    assert raised.value.current.text == "Quittungsbücher **helfen**."
    assert write_minutes(event, by=lippe_deputy, version=1, values=values(text="Anders."))
    assert not write_minutes(event, by=lippe, version=2, values=values(text="Anders."))
    assert Minutes.objects.get().version == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_who_begin_at_once_one_is_asked(lippe: User) -> None:
    event = met(lippe)

    def write(text: str) -> object:
        return write_minutes(event, by=lippe, version=0, values=values(text=text))

    answers = all_at_once([lambda: write("Die eine."), lambda: write("Die andere.")])
    assert sorted(type(one).__name__ for one in answers) == ["OutdatedError", "bool"]
    assert Minutes.objects.count() == 1


def test_each_change_of_published_minutes_is_a_version(lippe: User) -> None:
    event = met(lippe)
    written(event, lippe)
    write_minutes(event, by=lippe, version=1, values=values(text="Entwurf zwei."))
    publish(Minutes.objects.get(), by=lippe)
    write_minutes(event, by=lippe, version=3, values=values(text="Entwurf zwei, berichtigt."))
    write_minutes(event, by=lippe, version=4, values=values(text="Entwurf zwei, berichtigt."))
    kept = MinutesVersion.objects.order_by("number").values_list("number", "text", "author_name")
    assert list(kept) == [
        (1, "Entwurf zwei.", lippe.name),
        (2, "Entwurf zwei, berichtigt.", lippe.name),
    ]


# S28: what was for participants stays theirs, whoever reads the minutes later.
def test_an_earlier_version_is_for_those_it_was_written_for(
    lippe: User, celle: User, programme: User
) -> None:
    event = met(lippe, celle)
    minutes = written(event, lippe, for_participants=True, text="Mit Klarnamen.")
    publish(minutes, by=lippe)
    version = Minutes.objects.get().version
    opened = values(text="Ohne Namen.", for_participants=False)
    write_minutes(event, by=lippe, version=version, values=opened)
    kept = [
        [one.number for one in MinutesVersion.objects.visible_to(reader)]
        for reader in (lippe, celle, programme)
    ]
    assert kept == [[2, 1], [2, 1], [2]]
    assert Record.objects.filter(act="minutes.audience").count() == 1


def test_the_database_refuses_what_cannot_be(lippe: User) -> None:
    event = met(lippe)
    for name, wrong in (
        ("minutes_audience_known", {"audience": 9}),
        ("minutes_decisions_at_most", {"decisions": ["x"] * 21}),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Minutes.objects.create(event=event, **values(**wrong))


# ---- Who reads -----------------------------------------------------------------------------------


def test_minutes_are_never_wider_than_their_event(lippe: User, celle: User, liaison: User) -> None:
    event = met(lippe, audience=Audience.PARTNERS)
    publish(written(event, lippe, audience=Audience.PUBLIC), by=lippe)
    readers = (None, liaison, celle)
    assert [_reads(one) for one in readers] == [False, True, True]
    event.audience = Audience.MEMBERS
    event.save(update_fields=["audience"])
    assert [_reads(one) for one in readers] == [False, False, True]


def _reads(person: User | None) -> bool:
    return Minutes.objects.visible_to(person or AnonymousUser()).exists()


def test_who_withdrew_or_waited_did_not_take_part(lippe: User, celle: User) -> None:
    event = met(lippe)
    others = {
        state: factories.make_registration(event, state=state).person for state in RegistrationState
    }
    publish(written(event, lippe, for_participants=True), by=lippe)
    reads = [state for state, person in others.items() if _reads(person)]
    assert (reads, _reads(celle)) == ([RegistrationState.REGISTERED], False)


# S28
def test_the_search_finds_words_of_minutes_by_their_right(
    lippe: User, celle: User, programme: User, liaison: User, moderator: User
) -> None:
    event = met(lippe, celle, audience=Audience.PARTNERS)
    readers = (lippe, celle, programme, liaison, moderator)

    def found() -> list[int]:
        return [search(one, "Quittungsbücher").total for one in readers]

    minutes = written(event, lippe, for_participants=True)
    steps = [found()]
    publish(minutes, by=lippe)
    steps.append(found())
    version = Minutes.objects.get().version
    write_minutes(event, by=lippe, version=version, values=values(audience=Audience.NETWORK))
    steps.append(found())
    version = Minutes.objects.get().version
    write_minutes(event, by=lippe, version=version, values=values(audience=Audience.PARTNERS))
    steps.append(found())
    assert steps == [
        [1, 0, 0, 0, 1],
        [1, 1, 0, 0, 1],
        [1, 1, 1, 0, 1],
        [1, 1, 1, 1, 1],
    ]
    # The event itself is no hit by the words of its minutes.
    assert [hit.kind for hit in search(lippe, "Quittungsbücher").hits] == ["protokoll"]


def asked(person: User) -> list[Task]:
    """Return what minutes ask of somebody."""
    return [one for one in tasks_for(person) if "/termine/" in one.url]


# ---- Tasks ---------------------------------------------------------------------------------------


def test_a_task_stands_on_its_owners_start_page(lippe: User, celle: User, programme: User) -> None:
    event = met(lippe, celle, programme, title="Runde")
    minutes = written(event, lippe)
    add_task(minutes, by=lippe, token=TOKEN, values=task(owner=celle))
    assert (asked(celle), told()) == ([], [])
    publish(minutes, by=lippe)
    (one,) = asked(celle)
    said = (one.title, one.detail, one.due, one.minutes)
    assert said == ("Muster verschicken", "Aus dem Protokoll: Runde", date(2026, 12, 11), 20)
    assert [kind for kind, person, *_ in told() if person == celle.email] == [
        "termin-protokoll",
        "termin-aufgabe",
    ]
    assert [asked(one) for one in (lippe, programme)] == [[], []]
    given = MinutesTask.objects.get()
    assert (finish_task(given, by=celle), finish_task(given, by=celle)) == (True, False)
    assert asked(celle) == []
    assert Notice.objects.unread().filter(kind="termin-aufgabe").count() == 0
    assert (reopen_task(given), reopen_task(given)) == (True, False)
    assert [one.title for one in asked(celle)] == ["Muster verschicken"]


# S71
def test_a_task_sent_twice_is_one(lippe: User, celle: User) -> None:
    minutes = written(met(lippe, celle), lippe)
    for _ in range(2):
        add_task(minutes, by=lippe, token=TOKEN, values=task(owner=celle))
    assert MinutesTask.objects.count() == 1


def test_only_who_had_part_and_reads_is_given_a_task(
    lippe: User, celle: User, liaison: User, programme: User
) -> None:
    event = met(lippe, liaison, celle, audience=Audience.PARTNERS)
    gone = factories.make_registration(event, state=RegistrationState.WITHDRAWN).person
    minutes = written(event, lippe, audience=Audience.NETWORK)
    for person in (liaison, programme, gone):
        with pytest.raises(ValidationError):
            add_task(minutes, by=lippe, token=uuid4(), values=task(owner=person))
    add_task(minutes, by=lippe, token=uuid4(), values=task(owner=celle))
    assert [one.owner for one in MinutesTask.objects.all()] == [celle]


def test_a_new_owner_is_told_and_the_old_one_rests(
    lippe: User, celle: User, programme: User
) -> None:
    minutes = written(met(lippe, celle, programme), lippe)
    publish(minutes, by=lippe)
    given = add_task(minutes, by=lippe, token=TOKEN, values=task(owner=celle))
    for owner in (programme, celle, programme):
        given.refresh_from_db()
        assert edit_task(given, by=lippe, version=given.version, values=task(owner=owner))
    unread = Notice.objects.unread().filter(kind="termin-aufgabe").values_list("person", flat=True)
    assert list(unread.all()) == [programme.pk]
    with pytest.raises(OutdatedError):
        edit_task(given, by=lippe, version=1, values=task(owner=celle))
    assert (remove_task(given, by=lippe), remove_task(given, by=lippe)) == (True, False)
    assert list(unread.all()) == []
    with pytest.raises(ClosedError):
        finish_task(given, by=programme)


def test_a_deputy_is_told_and_does_what_he_may(lippe: User, lippe_deputy: User) -> None:
    event = factories.make_event(starts_in=-3, organisers=[lippe_deputy])
    factories.make_registration(event, lippe)
    other = factories.make_event(starts_in=-2)
    factories.make_registration(other, lippe)
    factories.make_deputyship(lippe, lippe_deputy)
    for one in (event, other):
        minutes = factories.make_minutes(one)
        add_task(minutes, by=factories.make_person(), token=uuid4(), values=task(owner=lippe))
    heard = [(kind, on_behalf) for kind, person, on_behalf, _ in told() if "vertretung" in person]
    assert heard == [("termin-aufgabe", lippe.email)] * 2
    # He organised the one: of the other he is told, and it waits for its owner.
    theirs = with_deputyships(lippe_deputy, deputising(lippe_deputy))
    assert [(one.on_behalf_of, one.url) for one in theirs] == [
        (lippe.name, MinutesTask.objects.get(minutes__event=event).get_absolute_url())
    ]


# S51
def test_of_confidential_minutes_no_word_is_mailed(lippe: User, celle: User) -> None:
    event = met(lippe, celle, title="Offene Runde")
    minutes = written(event, lippe, audience=Audience.MEMBERS)
    publish(minutes, by=lippe)
    add_task(minutes, by=lippe, token=TOKEN, values=task(owner=celle))
    (mail,) = mailed_to(celle)
    assert "Aufgabe aus dem Protokoll bis 11.12.2026" in mail.text
    assert [
        word in mail.subject + mail.text + mail.html for word in ("Runde", "Muster", "Quittungen")
    ] == [False, False, False]


# S15, S50
def test_a_notice_says_nothing_to_who_reads_the_minutes_no_more(lippe: User, celle: User) -> None:
    event = met(lippe, celle)
    minutes = written(event, lippe, for_participants=True)
    publish(minutes, by=lippe)
    assert len(readable(celle, celle.notices.all())) == 1
    event.registrations.update(state=RegistrationState.WITHDRAWN)
    assert readable(celle, celle.notices.all()) == []


def test_the_end_of_a_day_makes_a_task_overdue(lippe: User) -> None:
    minutes = factories.make_minutes()
    today = timezone.localdate()
    tasks = [
        factories.make_task(minutes, lippe, due=due, **done)
        for due, done in (
            (today, {}),
            (today - timedelta(days=1), {}),
            (today - timedelta(days=1), {"done_at": timezone.now()}),
            (None, {}),
        )
    ]
    assert [one.is_overdue for one in tasks] == [False, True, False, False]


# S28
def test_narrowed_the_event_takes_its_minutes_out_of_the_search(
    lippe: User, programme: User
) -> None:
    event = met(lippe)
    minutes = factories.make_minutes(event)
    index("protokoll", minutes)

    def found() -> list[list[str]]:
        hits = [search(one, "Quittungsbücher").hits for one in (lippe, programme)]
        return [[hit.title for hit in some] for some in hits]

    assert found() == [[f"Protokoll: {event.title}"]] * 2
    changed = {"audience": Audience.MEMBERS, "title": "Vertrauliche Runde"}
    edit_event(event, by=lippe, version=1, values=changed)
    assert found() == [["Protokoll: Vertrauliche Runde"], []]
