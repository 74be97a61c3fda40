"""Rows of every model that names people, made from its columns alone: what is new is in them."""

from __future__ import annotations

import itertools
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, models
from django.utils import timezone

from content.people import Holding, Link, holdings
from members.models import Kreis, User

if TYPE_CHECKING:
    from collections.abc import Callable

    type Wording = Callable[[type[models.Model], models.Field[Any, Any]], str]

_numbers = itertools.count(1)


def _word() -> str:
    return f"Wort{next(_numbers)}"


_CHECKS = """
select conrelid::regclass::text, conname from pg_constraint
where contype in ('c', 'x') and connamespace = 'public'::regnamespace
and conrelid not in ('members_user'::regclass, 0)
"""


def forget_checks() -> None:
    """Let any words stand anywhere, until the test ends: what is planted makes no sense."""
    with connection.cursor() as cursor:
        cursor.execute(_CHECKS)
        for table, name in cursor.fetchall():
            cursor.execute(f'alter table {table} drop constraint "{name}"')


def plant(person: User, other: User, wording: Wording) -> list[tuple[Holding, Link | None, Any]]:
    """Make a row for each way in which a row names this person; every text is worded by the test.

    A declared address or kept name is the person's; where a row must name somebody else, too, it
    is the other. The person has a Kreis.
    """
    ground = Rows(person, other, wording)
    planted: list[tuple[Holding, Link | None, Any]] = []
    for holding in holdings():
        if holding.model is User:
            continue
        links = [*holding.links, *([None] if holding.addresses else [])]
        planted += [(holding, link, ground.row(holding, link)) for link in links]
    return planted


class Rows:
    """Makes rows from their columns alone; what must name somebody names the other."""

    def __init__(self, person: User, other: User, wording: Wording = lambda *_: _word()) -> None:
        self.person, self.wording = person, wording
        self.known: dict[type[models.Model], Any] = {Kreis: person.kreis, User: other}

    def row(self, holding: Holding, link: Link | None) -> Any:
        own = self._at_link(holding.model, link.field) if link else {}
        if link is None:
            named = dict.fromkeys(holding.addresses, self.person.email)
        else:
            named = dict.fromkeys(link.names, self.person.name)
        return self.made(holding.model, own | named)

    def _at_link(self, model: type[models.Model], path: str) -> dict[str, Any]:
        head, _, rest = path.partition("__")
        if not rest:
            return {head: self.person}
        target: Any = model._meta.get_field(head).related_model
        return {head: self.made(target, self._at_link(target, rest))}

    def made(self, model: type[models.Model], fixed: dict[str, Any]) -> Any:
        values = {
            field.name: self._value(model, field)
            for field in model._meta.concrete_fields
            if field.name not in fixed and not isinstance(field, models.AutoField)
        }
        made = model(**values | fixed)
        made.save(force_insert=True)
        return made

    def _value(self, model: type[models.Model], field: Any) -> Any:  # noqa: PLR0911
        if field.is_relation:
            return None if field.null else self.other(field.related_model)
        if field.choices:
            return next(value for value, _ in field.flatchoices if value not in {"", None})
        if isinstance(field, models.FileField):
            name = f"{model._meta.app_label}/{next(_numbers)}.txt"
            return default_storage.save(name, ContentFile(self.wording(model, field).encode()))
        if isinstance(field, models.EmailField):
            return f"{self.wording(model, field)}@planted.example"
        if isinstance(field, models.CharField | models.TextField):
            return self.wording(model, field)[: field.max_length]
        if isinstance(field, ArrayField):
            return [self.wording(model, field)] if _is_text(field.base_field) else []
        if isinstance(field, models.JSONField):
            return {"planted": self.wording(model, field)}
        return _plain(field)

    def other(self, model: type[models.Model]) -> Any:
        if model is ContentType:
            return ContentType.objects.get_for_model(User)
        # A fresh one each time: most things are there once for each person and thing.
        return self.known[model] if model in self.known else self.made(model, {})


def _is_text(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.CharField | models.TextField)


def _plain(field: Any) -> Any:  # noqa: PLR0911
    if isinstance(field, models.UUIDField):
        return uuid.uuid4()
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.DateTimeField):
        return timezone.now() + timedelta(seconds=next(_numbers))
    if isinstance(field, models.DateField):
        return timezone.localdate() + timedelta(days=next(_numbers))
    if isinstance(field, models.TimeField):
        return timezone.localtime().time()
    if isinstance(field, models.BinaryField):
        return b"planted"
    if isinstance(field, models.GenericIPAddressField):
        return "127.0.0.1"
    return next(_numbers) % 30_000
