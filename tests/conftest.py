"""The cast. Every test of rights plays with these people."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.choices import Role
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from members.models import Kreis, User

    type AsUser = Callable[[User | None], Client]


def pytest_configure() -> None:
    """Start the embedded PostgreSQL, where no other server is named."""
    if not os.environ.get("DATABASE_URL"):
        from config import embedded  # settings need not exist for this

        embedded.ensure()
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any) -> None:
    """No collectstatic for tests: addresses of static files stay as written.

    What a test uploads is gone with it.
    """
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain, "default": memory}


@pytest.fixture(autouse=True)
def _flush_may_truncate(request: pytest.FixtureRequest) -> Iterator[None]:
    """Transactional tests empty all tables, which the audit trail's trigger forbids.

    The queue's tables are not Django's and stay full: they are emptied here.
    """
    marker = request.node.get_closest_marker("django_db")
    if marker is None or not marker.kwargs.get("transaction"):
        yield
        return
    request.getfixturevalue("transactional_db")
    with connection.cursor() as cursor:
        cursor.execute("alter table content_record disable trigger content_record_keep_table")
        yield
        cursor.execute("truncate procrastinate_jobs cascade")


@pytest.fixture
def kreis_lippe(db: None) -> Kreis:
    return factories.make_kreis(
        "05766", name="Kreis Lippe", sort_name="Lippe", kind="Kreis", land="NW", seat="Detmold"
    )


@pytest.fixture
def kreis_celle(db: None) -> Kreis:
    return factories.make_kreis("03351", name="Landkreis Celle", sort_name="Celle", seat="Celle")


@pytest.fixture
def lippe(kreis_lippe: Kreis) -> User:
    """Coordinator and lead of Kreis Lippe."""
    return factories.make_person(
        email="lippe@forum.example",
        first_name="Katrin",
        last_name="Vogt",
        kreis=kreis_lippe,
        is_lead=True,
    )


@pytest.fixture
def lippe_deputy(kreis_lippe: Kreis) -> User:
    """Coordinator of Kreis Lippe, not a lead."""
    return factories.make_person(
        email="lippe.vertretung@forum.example",
        first_name="Jonas",
        last_name="Behrens",
        kreis=kreis_lippe,
    )


@pytest.fixture
def celle(kreis_celle: Kreis) -> User:
    """Coordinator and lead of another Kreis."""
    return factories.make_person(email="celle@forum.example", kreis=kreis_celle, is_lead=True)


@pytest.fixture
def programme(db: None) -> User:
    return factories.make_person(Role.PROGRAMME, email="programm@forum.example")


@pytest.fixture
def liaison(db: None) -> User:
    return factories.make_person(Role.LIAISON, email="landkreistag@forum.example")


@pytest.fixture
def moderator(db: None) -> User:
    return factories.make_person(Role.MODERATOR, email="moderation@forum.example")


@pytest.fixture
def admin(db: None) -> User:
    """Technical administration: a superuser without a role."""
    return factories.make_person("", email="admin@forum.example", is_superuser=True)


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
