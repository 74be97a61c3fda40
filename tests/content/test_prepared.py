from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import TextField, Value
from django.db.transaction import TransactionManagementError
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from content.choices import Audience
from content.prepared import asked_once, prepared
from members.choices import Role
from members.middleware import session_lifetime
from members.models import Kreis, User
from practices.choices import State
from practices.models import Practice
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet


@pytest.fixture
def readable() -> Callable[[Any], list[Practice]]:
    """What a reader may read, prepared; `composed` counts how often that was thought about."""

    @prepared
    def readable(reader: User) -> QuerySet[Practice]:
        readable.composed += 1  # type: ignore[attr-defined]
        return Practice.objects.visible_to(reader).for_list()

    readable.composed = 0  # type: ignore[attr-defined]
    return readable


@pytest.fixture
def cast_of_all(
    lippe: User,
    lippe_deputy: User,
    celle: User,
    programme: User,
    liaison: User,
    moderator: User,
    admin: User,
) -> list[Any]:
    return [AnonymousUser(), liaison, programme, celle, lippe_deputy, lippe, moderator, admin]


@pytest.fixture
def of_every_sort(kreis_lippe: Kreis, kreis_celle: Kreis) -> None:
    for kreis in (kreis_lippe, kreis_celle):
        for audience in Audience:
            factories.make_practice(kreis=kreis, audience=audience)
        for state in State:
            factories.make_practice(kreis=kreis, state=state)


@pytest.mark.usefixtures("of_every_sort")
def test_everybody_finds_what_the_query_finds(readable: Any, cast_of_all: list[Any]) -> None:
    plain = [list(Practice.objects.visible_to(reader).for_list()) for reader in cast_of_all]
    for _ in range(2):
        assert [readable(reader) for reader in cast_of_all] == plain
    assert len({len(found) for found in plain}) > 4
    # The deputy is a kind of reader as Celle's lead is not; Celle's and Lippe's lead are one.
    assert readable.composed == len(cast_of_all) - 1


@pytest.mark.usefixtures("of_every_sort")
def test_rows_are_things_with_what_was_joined_and_no_more(
    readable: Any, lippe: User, queries: Any
) -> None:
    readable(lippe)
    with queries(1):
        found = readable(lippe)
        assert {practice.kreis.name for practice in found} == {"Kreis Lippe", "Landkreis Celle"}
    with queries(1):
        assert found[0].challenge is not None


# S15: what is kept between requests knows nothing of the person.
@pytest.mark.usefixtures("of_every_sort")
def test_who_changes_reads_as_who_he_is_now(readable: Any, lippe: User, celle: User) -> None:
    before = readable(lippe)
    assert (before != readable(celle), readable(lippe)) == (True, before)
    lippe.kreis = celle.kreis
    assert readable(lippe) == readable(celle)
    changed = User(pk=lippe.pk, role=Role.LIAISON)
    assert readable(changed) == list(Practice.objects.visible_to(changed).for_list())
    changed.is_active = False
    del changed.clearance
    assert readable(changed) == list(Practice.objects.visible_to(changed).for_list())


def test_a_membership_that_is_over_tomorrow_is_over_tomorrow(
    kreis_lippe: Kreis, monkeypatch: pytest.MonkeyPatch
) -> None:
    @prepared
    def members(ags: str) -> QuerySet[Kreis]:
        return Kreis.objects.members().filter(ags=ags)

    today = timezone.localdate()
    Kreis.objects.update(member_until=today)
    assert members("05766") == [kreis_lippe]
    monkeypatch.setattr(timezone, "localdate", lambda: today + timedelta(days=1))
    assert members("05766") == []


def test_what_was_begun_before_midnight_is_not_asked_after_it(
    kreis_lippe: Kreis, monkeypatch: pytest.MonkeyPatch
) -> None:
    after_midnight: list[list[Kreis]] = []

    @prepared
    def members(ags: str) -> QuerySet[Kreis]:
        found = Kreis.objects.members().filter(ags=ags)
        if not after_midnight:
            monkeypatch.setattr(timezone, "localdate", lambda: today + timedelta(days=1))
            after_midnight.append([])
            after_midnight.append(members("05766"))  # as another thread does meanwhile
        return found

    today = timezone.localdate()
    Kreis.objects.update(member_until=today)
    members("05766")
    assert [*after_midnight, members("05766")] == [[], [], []]


@pytest.mark.parametrize("name", ["Kreis Lippe", "100 %", "%s", "%%s", "d'Or \\' {} $1", "ä\n"])
def test_what_never_changes_stands_in_the_statement(kreis_lippe: Kreis, name: str) -> None:
    @prepared
    def so_named(land: str) -> QuerySet[Kreis]:
        shown = Kreis.objects.annotate(said=Value(name), nothing=Value(None, TextField()))
        return shown.filter(name=name, name__contains=name, land=land)

    handed_in = []

    def note(execute: Any, sql: str, params: Any, *rest: Any) -> Any:
        handed_in.append(list(params))
        return execute(sql, params, *rest)

    Kreis.objects.update(name=name)
    with connection.execute_wrapper(note):
        found: list[Any] = so_named(kreis_lippe.land)
    assert [(one.pk, one.said, one.nothing) for one in found] == [(kreis_lippe.pk, name, None)]
    assert handed_in == [[kreis_lippe.land]]
    assert so_named("XX") == []


def test_values_are_taken_as_values(kreis_lippe: Kreis, kreis_celle: Kreis) -> None:
    @prepared
    def named(name: str, since: date) -> QuerySet[Kreis, tuple[str, str]]:
        found = Kreis.objects.filter(name=name, member_since__lte=since)
        return found.values_list("ags", "seat")

    today = timezone.localdate()
    asked = [named(name, today) for name in ("Kreis Lippe", "' or 1=1 --", "Landkreis Celle", "%s")]
    assert asked == [[("05766", "Detmold")], [], [("03351", "Celle")], []]
    assert named("Kreis Lippe", date(1900, 1, 1)) == []


def test_what_finds_nothing_is_not_asked(lippe: User, queries: Any) -> None:
    @prepared
    def nothing(reader: User) -> QuerySet[Kreis]:
        return Kreis.objects.none()

    with queries(0):
        assert nothing(lippe) == []


@pytest.mark.usefixtures("db")
def test_what_would_stand_still_or_be_overlooked_is_refused(lippe: User) -> None:
    @prepared
    def since_now(reader: User) -> QuerySet[Kreis]:
        return Kreis.objects.filter(people__date_joined__lte=timezone.now())

    @prepared
    def prefetching(reader: User) -> QuerySet[Kreis]:
        return Kreis.objects.prefetch_related("priorities")

    @prepared
    def decided(kreis_id: str) -> QuerySet[Kreis]:
        return Kreis.objects.filter(ags=kreis_id) if kreis_id else Kreis.objects.all()

    @prepared
    def named(reader: User) -> QuerySet[Kreis]:
        return Kreis.objects.filter(people__last_name=reader.last_name)

    @prepared
    def compared(reader: User) -> QuerySet[Kreis]:
        return Kreis.objects.all() if reader.kreis_id != "05766" else Kreis.objects.none()

    @prepared
    def compared_whole(reader: User) -> QuerySet[Kreis]:
        return Kreis.objects.all() if reader != lippe else Kreis.objects.none()

    @prepared
    def in_words(reader: User) -> QuerySet[Kreis]:
        return Kreis.objects.exclude(aliases=f"kreis:{reader.kreis_id}")

    refused: list[tuple[Any, Any, type[Exception]]] = [
        (since_now, lippe, TypeError),
        (prefetching, lippe, TypeError),
        (decided, "05766", TypeError),
        (named, lippe, AttributeError),
        (compared, lippe, TypeError),
        (compared_whole, lippe, TypeError),
        (in_words, lippe, TypeError),
    ]
    for query, value, error in refused:
        with pytest.raises(error):
            query(value)


# Asked once is asked once in a request and no longer.
def test_the_parts_of_one_page_ask_once_together(
    kreis_lippe: Kreis, lippe: User, as_: Any, queries: Any
) -> None:
    client = as_(lippe)

    @asked_once
    @prepared
    def own(reader: User) -> QuerySet[Practice]:
        return Practice.objects.visible_to(reader).filter(kreis_id=reader.kreis_id)

    def session_person() -> User:
        request = RequestFactory().get("/")
        request.session = client.session
        session_lifetime(lambda _: HttpResponse())(request)
        assert isinstance(request.user, User)
        return request.user

    first = session_person()
    with queries(1):
        assert (own(first), own(first)) == ([], [])
    practice = factories.make_practice(kreis=kreis_lippe)
    assert (own(first), own(session_person())) == ([], [practice])
    with queries(2):
        assert (own(lippe), own(lippe)) == ([practice], [practice])


def test_a_lock_is_demanded_within_a_transaction_each_time(
    kreis_lippe: Kreis, monkeypatch: pytest.MonkeyPatch
) -> None:
    @prepared
    def locking(ags: str) -> QuerySet[Kreis]:
        return Kreis.objects.select_for_update().filter(pk=ags)

    assert locking("05766") == [kreis_lippe]
    monkeypatch.setattr(connection, "get_autocommit", lambda: True)
    with pytest.raises(TransactionManagementError):
        locking("05766")


@pytest.mark.parametrize("pk", [2**63, -(2**63) - 1, 10**30])
def test_a_number_that_no_key_can_be_is_not_asked_for(db: None, pk: int, queries: Any) -> None:
    @prepared
    def numbered(pk: int) -> QuerySet[Practice]:
        return Practice.objects.filter(pk=pk)

    assert numbered(2**63 - 1) == []
    with queries(0):
        assert numbered(pk) == []
