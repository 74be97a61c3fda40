from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def _emptied(transactional_db: None) -> Iterator[None]:
    """The table is none of Django's models, which a test with transactions empties."""
    yield
    cache.clear()


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
@pytest.mark.usefixtures("_emptied")
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


KEY = "versuche"
# In 2100: what has expired a sweep takes away, of which there is one in 500 writes.
START = 4_102_444_800


def hits(moments: list[float], allowed: int = 3, seconds: float = 60) -> list[bool]:
    return [cache.hit(START + at, (KEY, allowed, seconds)) for at in moments]  # type: ignore[attr-defined]


@pytest.mark.usefixtures("db")
def test_a_limit_counts_what_happened_lately() -> None:
    # The fourth within a minute is one too many, and does not count itself.
    assert hits([0, 20, 40, 59.9]) == [True, True, True, False]
    assert hits([60, 79.9, 80, 81]) == [True, False, True, False]
    assert hits([1000] * 4) == [True, True, True, False]


@pytest.mark.usefixtures("db")
def test_a_limit_that_is_used_up_stops_those_after_it_and_none_before() -> None:
    first, second, third = ((name, 2, 60.0) for name in ("erst", "dann", "zuletzt"))
    limits: Any = cache
    assert [limits.hit(START, second) for _ in range(3)] == [True, True, False]
    assert limits.hit(START + 1, first, second, third) is False
    assert [limits.hit(START + 2, first) for _ in range(2)] == [True, False]
    assert [limits.hit(START + 2, third) for _ in range(3)] == [True, True, False]


@pytest.mark.usefixtures("db")
def test_a_hit_can_be_taken_back_and_no_other() -> None:
    limits: Any = cache
    assert hits([0, 1, 2, 3]) == [True, True, True, False]
    limits.take_back(START + 3, KEY)
    assert hits([3]) == [False]
    limits.take_back(START + 1, KEY)
    assert hits([3, 4]) == [True, False]
    limits.take_back(START + 1, "nichts")
    assert (cache.delete(KEY), hits([4])) == (True, [True])


@pytest.mark.usefixtures("db")
def test_limits_are_counted_in_one_statement(queries: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda _: 1)
    limits: Any = cache
    for _ in range(2):
        with queries(1):
            limits.hit(START, ("a", 3, 60), ("b", 3, 60), ("c", 3, 60))
    with queries(1):
        limits.take_back(START, "a")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_emptied")
def test_of_twenty_hits_at_once_as_many_count_as_are_allowed() -> None:
    counted: list[bool] = []

    def hit() -> None:
        counted.extend(hits([0], allowed=7))
        connection.close()

    threads = [threading.Thread(target=hit) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(counted) == [False] * 13 + [True] * 7
    assert hits([1], allowed=8) == [True]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_emptied")
def test_a_sweep_waits_for_nobody_who_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    # Long over, and counted again at this moment.
    assert hits([-START]) == [True]
    monkeypatch.setattr("secrets.randbelow", lambda _: 0)

    def sweep() -> None:
        cache.set("neu", 1, 60)
        connection.close()

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("update django_cache set expires = now() + interval '1 hour'")
        sweeping = threading.Thread(target=sweep, daemon=True)
        sweeping.start()
        sweeping.join(timeout=60)
        assert not sweeping.is_alive()
