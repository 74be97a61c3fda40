"""Queries that are composed once and asked again and again with other values.

Django composes a query's SQL anew each time it is asked, and PostgreSQL plans it anew, which costs
several times what running a small one does. Here the SQL is kept in the process and the plan with
the connection: no answer, and nothing of the reader it was composed for. See decision 0008.
"""

from __future__ import annotations

import re
from copy import copy
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple, Never, cast

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, QuerySet
from django.db.transaction import TransactionManagementError
from django.utils import timezone
from psycopg import Cursor, RawCursor
from psycopg.sql import Literal

from content.access import clearance_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from content.choices import Audience

    type Values = tuple[Any, ...]


def prepared[**P, Row](compose: Callable[P, QuerySet[Any, Row]]) -> Callable[P, list[Row]]:
    """Decorate a function that makes a query, so that it returns what the query finds.

    The function is called once a day for each kind of reader. It gets a stand-in for each value,
    which the database may compare with columns and Python may not look at; only `is None` is not
    caught, and false of each. The stand-in for a reader knows what `_Kind` says, and of each
    single reader no more than `pk` and `kreis_id`.
    """
    known: dict[tuple[date, *Values], _Composed[Row]] = {}

    @wraps(compose)
    def ask(*values: Any) -> list[Row]:
        # Who may read what can depend on the day, and on nothing shorter. The day is part of the
        # key: what one thread began to compose before midnight is never what another asks after it.
        today = timezone.localdate()
        kinds = tuple(_kind_of(value) for value in values)
        composed = known.get((today, *kinds))
        if composed is None:
            for past in [key for key in tuple(known) if key[0] != today]:
                known.pop(past, None)
            make = cast("Callable[..., QuerySet[Any, Row]]", compose)
            composed = _Composed(make(*(_blank(n, kind) for n, kind in enumerate(kinds))))
            known[today, *kinds] = composed
        return composed.ask(values)

    return cast("Callable[P, list[Row]]", ask)


def asked_once[Reader, Row](ask: Callable[[Reader], list[Row]]) -> Callable[[Reader], list[Row]]:
    """Decorate what a reader is asked about, so that the parts of one page ask it once together.

    The answer stays in `answers` of the session's person, who is made for each request, see
    members.middleware. For anybody else it is asked each time.
    """

    @wraps(ask)
    def once(reader: Reader) -> list[Row]:
        answers: dict[object, list[Row]] | None = getattr(reader, "answers", None)
        if answers is None:
            return ask(reader)
        if once not in answers:
            answers[once] = ask(reader)
        return answers[once]

    return once


# PostgreSQL's bigint.
_LEAST, _MOST = -(2**63), 2**63 - 1


class _Kind(NamedTuple):
    """Whatever decides how a reader's queries are built."""

    is_authenticated: bool
    is_active: bool
    is_superuser: bool
    is_moderator: bool
    is_lead: bool
    role: str
    clearance: Audience
    has_kreis: bool


def _kind_of(value: Any) -> _Kind | None:
    """Return the kind of a reader; None for any other value."""
    if not hasattr(value, "is_authenticated"):
        return None
    return _Kind(
        value.is_authenticated,
        value.is_active,
        value.is_superuser,
        getattr(value, "is_moderator", False),
        getattr(value, "is_lead", False),
        getattr(value, "role", ""),
        clearance_of(value),
        getattr(value, "kreis_id", None) is not None,
    )


class _Blank:
    """Stands for a value to come: the one at a position, or an attribute of it."""

    def __init__(self, position: int, attribute: str = "") -> None:
        self.position, self.attribute = position, attribute

    def resolve_expression(self, *_: object, **__: object) -> _InSql:
        return _InSql(self)

    def _decide(self, *_: object) -> Never:
        message = "Python cannot decide by a value of a prepared query."
        raise TypeError(message)

    # `==` would be False, and a string would name the stand-in: nobody would notice.
    __bool__ = __str__ = _decide

    def __eq__(self, other: object) -> bool:
        return self is other if isinstance(other, _Blank) else self._decide()

    # Expressions tell each other apart by it.
    __hash__ = object.__hash__

    def of(self, values: Values) -> Any:
        value = values[self.position]
        return getattr(value, self.attribute) if self.attribute else value


class _InSql(Expression):
    """A blank within a statement."""

    def __init__(self, blank: _Blank) -> None:
        super().__init__()
        self.blank = blank

    def as_sql(self, *_: object, **__: object) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "%s", [self.blank]


class _Reader:
    """Stands for any reader of a kind. Asked for more than it knows, it fails at once."""

    def __init__(self, position: int, kind: _Kind) -> None:
        self._kind = kind
        self.pk = _Blank(position, "pk")
        self.kreis_id = _Blank(position, "kreis_id") if kind.has_kreis else None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._kind, name)

    def _compare(self, *_: object) -> Never:
        message = "A prepared query knows no single reader: compare in the database."
        raise TypeError(message)

    __eq__ = __str__ = _compare
    __hash__ = None  # type: ignore[assignment]


def _blank(position: int, kind: _Kind | None) -> _Blank | _Reader:
    return _Blank(position) if kind is None else _Reader(position, kind)


class _Composed[Row]:
    """A query's SQL, with the blanks in it, and Django's way of making things of its rows."""

    def __init__(self, queryset: QuerySet[Any, Row]) -> None:
        private = vars(queryset)
        if private["_prefetch_related_lookups"]:
            message = "A prepared query prefetches nothing."
            raise TypeError(message)
        self._iterable, self._model = private["_iterable_class"], queryset.model
        self._compiler: Any = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            statement, parameters = self._compiler.as_sql()
        except EmptyResultSet:
            statement, parameters = "", ()
        if any(isinstance(one, datetime) for one in parameters):
            message = "A moment would stand still in a prepared query. Hand it in."
            raise TypeError(message)
        self._sql, self._blanks = _written_out(statement, parameters)
        columns = [column for column, *_ in self._compiler.select or ()]
        self._converters = self._compiler.get_converters(columns)

    def ask(self, values: Values) -> list[Row]:
        """Run the query with these values. Raises TransactionManagementError as Django does."""
        parameters = [blank.of(values) for blank in self._blanks]
        if not self._sql or any(map(_is_beyond_all_keys, parameters)):
            return []
        compiler = copy(self._compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        # Django asks when it composes. Without a transaction the lock would end at once.
        if compiler.query.select_for_update and compiler.connection.get_autocommit():
            message = "A prepared query that locks is asked within a transaction."
            raise TransactionManagementError(message)
        compiler.get_converters = lambda _: self._converters
        compiler.execute_sql = lambda *_, **__: [_rows(compiler.connection, self._sql, parameters)]
        query: Any = _Ready(compiler)
        return list(self._iterable(QuerySet(self._model, query, DEFAULT_DB_ALIAS)))


def _is_beyond_all_keys(value: Any) -> bool:
    """Tell whether no column can hold this number: it would be compared with none of an index."""
    return type(value) is int and not _LEAST <= value <= _MOST


def _written_out(statement: str, parameters: Sequence[Any]) -> tuple[str, list[_Blank]]:
    """Write out what is the same for all values; return the blanks, which are left as $1, $2.

    The server plans for any value of a parameter; of a constant it knows how rare it is, and which
    index was made for it. The reader who is asked for in three places is one parameter.
    """
    coming, blanks = iter(parameters), dict[tuple[int, str], _Blank]()
    connection = connections[DEFAULT_DB_ALIAS]
    connection.ensure_connection()

    def written(place: re.Match[str]) -> str:
        if place[0] == "%%":
            return "%"
        value = next(coming)
        if not isinstance(value, _Blank):
            return Literal(value).as_string(connection.connection)
        blanks.setdefault((value.position, value.attribute), value)
        return f"${list(blanks).index((value.position, value.attribute)) + 1}"

    return re.sub("%[%s]", written, statement), list(blanks.values())


def _rows(connection: Any, sql: str, parameters: list[Any]) -> list[Any]:
    """Ask with the values apart from the SQL; the third time the server keeps the plan."""
    with _cursor(connection, RawCursor) as cursor:
        cursor.execute(sql, parameters)
        found: list[Any] = cursor.fetchall()
    return found


def write(statement: str, values: Mapping[str, Any]) -> None:
    """Run a statement of our own, with names for its values, whose plan the server keeps."""
    connection: Any = connections[DEFAULT_DB_ALIAS]
    with _cursor(connection, Cursor) as cursor:
        cursor.execute(statement, values)


def _cursor(connection: Any, kind: type[RawCursor[Any] | Cursor[Any]]) -> Any:
    """Return a cursor of this kind as Django wraps its own: it would make one of another kind."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    return connection._prepare_cursor(kind(connection.connection))  # noqa: SLF001


class _Ready:
    """A query as Django's iterables need one: it has a compiler, whose work is done."""

    def __init__(self, compiler: Any) -> None:
        self._compiler = compiler

    def get_compiler(self, using: str) -> Any:  # noqa: ARG002  (Django's)
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._compiler.query, name)
