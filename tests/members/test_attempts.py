from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import connection
from django.test import Client

from tests.factories import PASSWORD
from tests.members.test_passwords import NEW, ask_for_a_link, can_sign_in, set_password
from tests.members.test_sign_in import LOGIN, WRONG, sign_in, statuses

if TYPE_CHECKING:
    from members.models import User


# S6
def test_five_minutes_later_the_right_password_lets_in(client: Client, lippe: User) -> None:
    # To the tenth of a second: the attempts before are not.
    with time_machine.travel("2026-11-26 08:00:00+00:00", tick=False) as clock:
        assert statuses(client, lippe.email, [WRONG] * 10) == [200] * 10
        clock.shift(299.9)
        assert statuses(client, lippe.email, [PASSWORD]) == [429]
        clock.shift(0.1)
        assert statuses(client, lippe.email, [PASSWORD]) == [302]


# S6: two workers look at the count at the same moment
@pytest.mark.django_db(transaction=True)
def test_attempts_at_once_are_all_counted(lippe: User, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    answers: list[int] = []

    def attempt() -> None:
        answers.extend(statuses(Client(raise_request_exception=False), lippe.email, [WRONG]))
        connection.close()

    threads = [threading.Thread(target=attempt, daemon=True) for _ in range(14)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        assert sorted(answers) == [200] * 10 + [429] * 4
    finally:
        cache.clear()


# S6
def test_an_address_tries_so_many_passwords_and_no_more_right_ones_too(
    lippe: User, celle: User, settings: Any
) -> None:
    settings.ATTEMPTS_PER_ADDRESS = (4, 60)
    here = "203.0.113.7"
    people = [lippe.email, celle.email, "niemand@forum.example", "unsinn", celle.email]
    answers = [sign_in(Client(REMOTE_ADDR=here), email).status_code for email in people]
    assert answers == [302, 302, 200, 200, 429]
    assert Client(REMOTE_ADDR=here).post(LOGIN).status_code == 429
    assert sign_in(Client(REMOTE_ADDR="192.0.2.44"), celle.email).status_code == 302


# S6: the page that says to wait offers the link
def test_whoever_guessed_too_often_gets_in_with_a_new_password(client: Client, lippe: User) -> None:
    for _ in range(10):
        assert can_sign_in(lippe.email, "falsch geraten") is False
    assert can_sign_in(lippe.email, PASSWORD) is False
    set_password(client, ask_for_a_link(client, lippe.email))
    assert can_sign_in(lippe.email, NEW) is True


# S6: an address can be named as one's new one, whoever it belongs to
def test_a_new_password_of_ones_own_refills_nobody_elses_attempts(
    client: Client, lippe: User, celle: User
) -> None:
    EmailAddress.objects.create(user=celle, email=lippe.email)
    assert statuses(client, lippe.email, [WRONG] * 11)[-1] == 429
    set_password(client, ask_for_a_link(client, celle.email))
    assert can_sign_in(celle.email, NEW) is True
    assert statuses(client, lippe.email, [PASSWORD]) == [429]


def test_whoever_is_limited_is_looked_for_no_more(
    client: Client, lippe: User, queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One write of the cache in 500 makes a second statement.
    monkeypatch.setattr("secrets.randbelow", lambda _: 1)
    statuses(client, lippe.email, [WRONG] * 11)  # the first of a day begins its count
    # Attempt, count of the day.
    with queries(2):
        assert sign_in(client, lippe.email).status_code == 429
