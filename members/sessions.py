"""Sessions in the database. Whose session it is comes with it, in the one query of every page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, UpdateError
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import get_random_string

from content.prepared import prepared
from members.models import Session, User

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from members.querysets import UserQuerySet


# As Django has it.
_SHORTEST, _LENGTH = 8, 32


@prepared
def _signed_in(key: str, now: datetime) -> QuerySet[Any]:
    running = {"sessions__session_key": key, "sessions__expire_date__gt": now}
    people: UserQuerySet = User.objects.filter(**running)
    return people.as_pages_need_them().annotate(session_data=F("sessions__session_data"))


class SessionStore(db.SessionStore):
    """Django's, but for that query, and with no ear for keys it never gives out."""

    # Who is signed in according to the row; nothing of it is proven: members.middleware.
    person: User | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return the rows that know whose they are."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row as it is to be written."""
        session = cast("Session", super().create_model_instance(data))
        session.person_id = data.get(SESSION_KEY)
        return session

    def create(self) -> None:
        """Begin a row under a new key, and ask nobody first: no two of 36**32 are drawn alike."""
        self._session_key = get_random_string(_LENGTH, VALID_KEY_CHARS)
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002  (Django's)
        """Write the row. Raises UpdateError where it is gone: somebody signed out meanwhile.

        Django's puts a transaction around the one statement.
        """
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # Django's own
        row = self.create_model_instance(data)
        if must_create:
            row.save(force_insert=True)
            return
        values = {"session_data": row.session_data, "expire_date": row.expire_date}
        if not Session.objects.filter(pk=row.pk).update(person_id=row.person_id, **values):
            raise UpdateError

    def load(self) -> dict[str, Any]:
        """Return what the session holds; what nobody signed in for is asked for apart."""
        for person in _signed_in(str(self.session_key), timezone.now()):
            self.person = person
            return self.decode(person.session_data)
        self.person = None
        return super().load()

    def _validate_session_key(self, key: str | None) -> bool:
        # A quoted cookie can name any byte, also the one that PostgreSQL's text cannot hold.
        return key is not None and len(key) >= _SHORTEST and key.isalnum()
