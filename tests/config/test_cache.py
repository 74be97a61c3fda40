from __future__ import annotations

import threading
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection


@pytest.mark.usefixtures("db")
def test_it_keeps_what_it_is_given_until_it_expires() -> None:
    assert cache.get("a") is None
    cache.set("a", {"Straße": [1, 2]}, 60)
    cache.set("b", 1, None)
    cache.set("c", 1, -1)
    assert [cache.get(key) for key in "abc"] == [{"Straße": [1, 2]}, 1, None]
    cache.set("a", "neu", 60)
    assert (cache.get("a"), cache.delete("a"), cache.get("a")) == ("neu", True, None)


@pytest.mark.usefixtures("db")
def test_add_takes_a_free_or_expired_place_only() -> None:
    assert [cache.add("a", number, 60) for number in (1, 2)] == [True, False]
    cache.set("b", 1, -1)
    assert (cache.add("b", 2, 60), cache.get("a"), cache.get("b")) == (True, 1, 2)
    assert (cache.touch("a", 60), cache.touch("nichts", 60)) == (True, False)


@pytest.mark.usefixtures("db")
def test_a_write_is_one_statement(queries: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda _: 1)
    with queries(3):
        cache.set("a", 1)
        cache.add("a", 1)
        cache.touch("a")


@pytest.mark.usefixtures("db")
def test_a_sweep_takes_only_what_has_expired(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.set("alt", 1, -1)
    cache.set("gilt", 1, 60)
    monkeypatch.setattr("secrets.randbelow", lambda _: 0)
    cache.set("neu", 1, 60)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from django_cache")
        assert cursor.fetchone() == (2,)


@pytest.mark.django_db(transaction=True)
def test_of_twenty_at_once_one_gets_the_place() -> None:
    won: list[bool] = []

    def take() -> None:
        won.append(cache.add("platz", 1, 60))
        connection.close()

    threads = [threading.Thread(target=take) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 19 + [True]
