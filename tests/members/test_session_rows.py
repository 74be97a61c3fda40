"""The row of a session: its key, the person it brings along, what it proves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.utils import timezone

from members.models import Session, User
from members.sessions import SessionStore
from tests.members.test_sessions import ACCOUNT, is_in, key_of, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client


def _brought(client: Client) -> User | None:
    """Return whom the row of a client's session brings along."""
    store = SessionStore(key_of(client))
    assert store.load()
    return store.person


# S14
def test_a_page_that_was_under_way_does_not_revive_an_ended_session(lippe: User) -> None:
    key = key_of(signed_in(lippe))
    store = SessionStore(key)
    store["answer"] = 42
    Session.objects.filter(pk=key).delete()
    with pytest.raises(UpdateError):
        store.save()
    assert Session.objects.count() == 0


def test_a_new_session_has_a_key_of_its_own(db: None) -> None:
    stores = [SessionStore() for _ in range(20)]
    for number, store in enumerate(stores):
        store["number"] = number
        store.save()
    keys = [str(store.session_key) for store in stores]
    assert (len(set(keys)), {len(key) for key in keys}) == (20, {32})
    assert [SessionStore(key)["number"] for key in keys] == list(range(20))


def test_a_session_brings_its_person_along(lippe: User, queries: Callable[[int], Any]) -> None:
    client = signed_in(lippe)
    assert is_in(client)
    with queries(1):
        assert _brought(client) == lippe


def test_a_session_of_before_goes_on_and_learns_whose_it_is(lippe: User) -> None:
    client = signed_in(lippe)
    assert is_in(client)
    Session.objects.update(person=None)
    assert (_brought(client), is_in(client)) == (None, True)
    session = client.session
    session.save()
    assert _brought(client) == lippe


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        (SESSION_KEY, "0"),
        (BACKEND_SESSION_KEY, "members.backends.NoBackend"),
        (HASH_SESSION_KEY, "0" * 64),
        (HASH_SESSION_KEY, ""),
    ],
)
def test_a_row_that_names_somebody_proves_nothing(lippe: User, entry: str, value: str) -> None:
    client = signed_in(lippe)
    assert is_in(client)
    store = client.session
    store[entry] = value
    rows = Session.objects.filter(pk=key_of(client))
    rows.update(session_data=store.encode(dict(store.items())))
    assert (_brought(client), is_in(client)) == (lippe, False)


def test_no_row_brings_the_person_of_another_session(lippe: User, celle: User) -> None:
    client = signed_in(lippe)
    assert is_in(client)
    Session.objects.update(person=celle)
    assert lippe.last_name in client.get(ACCOUNT).text


def test_a_session_that_has_ended_brings_nobody(lippe: User) -> None:
    client = signed_in(lippe)
    assert is_in(client)
    Session.objects.update(expire_date=timezone.now())
    store = SessionStore(key_of(client))
    assert (store.load(), store.person) == ({}, None)


def test_a_session_is_called_by_no_key(lippe: User) -> None:
    client = signed_in(lippe)
    assert key_of(client) not in str(Session.objects.get())
