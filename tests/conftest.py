"""The cast. Every test of rights plays with these people."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from tests import people

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_django.plugin import DjangoDbBlocker

    from members.models import Kreis, User

    type AsUser = Callable[[User | None], Client]


# No timed tests: on a busy machine a draw or an example takes as long as it takes.
hypothesis.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("untimed")


def pytest_configure() -> None:
    """Start the embedded PostgreSQL, where no other server is named."""
    if not os.environ.get("DATABASE_URL"):
        from config import embedded  # settings need not exist for this

        embedded.ensure()
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True, scope="module")
def _plain_static_files() -> Iterator[None]:
    """No collectstatic for tests: addresses of static files stay as written.

    What the tests of a module upload is gone with it.
    """
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    changed = settings.STORAGES | {"staticfiles": plain, "default": memory}
    with override_settings(STORAGES=changed):
        yield


# What nobody may empty, and what prevents it.
_KEPT = {
    "content_record": "content_record_keep_table",
    "experts_release": "experts_release_keep_table",
}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Begin with every trigger: a database used again has lost some to its last tests."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table, trigger in _KEPT.items():
            cursor.execute(f"alter table {table} enable trigger {trigger}")


@pytest.fixture(autouse=True)
def _flush_may_truncate(request: pytest.FixtureRequest) -> Iterator[None]:
    """Transactional tests empty all tables, which the triggers of trail and releases forbid.

    The queue's tables are not Django's and stay full: they are emptied here.
    """
    marker = request.node.get_closest_marker("django_db")
    if marker is None or not marker.kwargs.get("transaction"):
        yield
        return
    request.getfixturevalue("transactional_db")
    with connection.cursor() as cursor:
        for table, trigger in _KEPT.items():
            cursor.execute(f"alter table {table} disable trigger {trigger}")
        yield
        cursor.execute("truncate procrastinate_jobs cascade")


@pytest.fixture
def kreis_lippe(db: None) -> Kreis:
    return people.make_kreis_lippe()


@pytest.fixture
def kreis_celle(db: None) -> Kreis:
    return people.make_kreis_celle()


@pytest.fixture
def lippe(kreis_lippe: Kreis) -> User:
    return people.make_lippe(kreis_lippe)


@pytest.fixture
def lippe_deputy(kreis_lippe: Kreis) -> User:
    return people.make_lippe_deputy(kreis_lippe)


@pytest.fixture
def celle(kreis_celle: Kreis) -> User:
    return people.make_celle(kreis_celle)


@pytest.fixture
def programme(db: None) -> User:
    return people.make_programme()


@pytest.fixture
def liaison(db: None) -> User:
    return people.make_liaison()


@pytest.fixture
def moderator(db: None) -> User:
    return people.make_moderator()


@pytest.fixture
def admin(db: None) -> User:
    return people.make_admin()


@pytest.fixture
def readers(
    lippe: User,
    lippe_deputy: User,
    celle: User,
    programme: User,
    liaison: User,
    moderator: User,
    admin: User,
) -> list[Any]:
    """Return everybody who may come to read something."""
    return people.make_readers([lippe, lippe_deputy, celle, programme, liaison, moderator, admin])


@pytest.fixture(scope="module")
def shared_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What a module's tests share is written once; each test's own changes are taken back.

    For fixtures of the module's scope: costly to make, and changed by no test for good.
    """
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        yield
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def as_(db: None) -> AsUser:
    """Return a client signed in as this person; None is the public."""

    def sign_in(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user, "members.backends.MemberBackend")
        return client

    return sign_in


@pytest.fixture
def queries(db: None) -> Callable[[int], Any]:
    """`with queries(n):` holds the block to exactly n queries and shows them where it fails."""

    @contextmanager
    def exactly(count: int) -> Iterator[None]:
        with CaptureQueriesContext(connection) as captured:
            yield
        said = [query["sql"][:160] for query in captured.captured_queries]
        assert len(said) == count, f"{len(said)} queries instead of {count}:\n" + "\n".join(said)

    return exactly
