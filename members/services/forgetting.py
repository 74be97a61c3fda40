"""What of an erased person stands where no row of the own names them."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Q
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.html import escape

from content.kinds import kinds
from content.people import FORMER, Fate, holdings
from members.models import Kreis, User
from search.services import index, index_all

if TYPE_CHECKING:
    from content.people import Holding, Leaver, Link


def forget_in_accounts(leaver: Leaver) -> None:
    """Take the person out of what Kreis, Django's log and the limits of the sign-in keep."""
    for kreis in Kreis.objects.filter(contact_email__in=_spelled(leaver)).select_for_update():
        kreis.contact_email = ""
        kreis.version += 1
        kreis.save(update_fields=["contact_email", "version"])
        index("kreis", kreis)
    _forget_in_log(leaver)
    _forget_in_cache(leaver)


def forget_in_own_words(leaver: Leaver) -> None:
    """Take the name out of what the person typed and what stays: „Viele Grüße, Katrin Vogt“.

    What is drawn of it changes with it, and what is found of it is written anew.
    """
    changed: dict[type[models.Model], set[Any]] = defaultdict(set)
    for holding in holdings():
        for link in holding.links:
            if link.fate != Fate.DELETE and not holding.frozen and holding.model is not User:
                changed[holding.model] |= _rewrite(holding, link, leaver)
    for kind in kinds():
        if keys := changed.get(kind.things().model):
            index_all(kind, kind.things().filter(pk__in=keys).order_by("pk"))


def _rewrite(holding: Holding, link: Link, leaver: Leaver) -> set[Any]:
    columns = [
        column
        for column in holding.model._meta.concrete_fields
        if _holds_words(column) and (link.columns is None or column.name in link.columns)
    ]
    said = Q(pk__in=[])
    as_text = {f"said_{column.name}": Cast(column.name, models.TextField()) for column in columns}
    for word in (leaver.last_name, escape(leaver.last_name), *leaver.addresses):
        for name in as_text:
            said |= Q(**{f"{name}__icontains": word})
    rows = holding.model._base_manager.filter(**{link.field: leaver.pk}).alias(**as_text)
    found = set()
    for row in rows.filter(said).order_by("pk"):
        new = {column.name: _forgotten(row, column, leaver) for column in columns}
        holding.model._base_manager.filter(pk=row.pk).update(**new)
        found.add(row.pk)
    return found


def _holds_words(column: Any) -> bool:
    if isinstance(column, ArrayField):
        return _holds_words(column.base_field)
    # Addresses stay: others have them.
    if column.choices or isinstance(column, (models.FileField, models.SlugField)):
        return False
    return isinstance(column, (models.CharField, models.TextField, models.JSONField))


def _forgotten(row: models.Model, column: Any, leaver: Leaver) -> Any:
    value = getattr(row, column.attname)
    if isinstance(value, str) and not isinstance(column, models.JSONField):
        return leaver.forgotten_in(value)[: column.max_length]
    if isinstance(value, list) and isinstance(column, ArrayField):
        longest = column.base_field.max_length
        return [leaver.forgotten_in(str(one))[:longest] for one in value]
    said = json.dumps(value, ensure_ascii=False)
    return json.loads(leaver.forgotten_in(said))


def _spelled(leaver: Leaver) -> list[str]:
    """Return the addresses as they stand in columns that keep capitals."""
    columns = Kreis.objects.exclude(contact_email="").values_list("contact_email", flat=True)
    return [address for address in columns if address.lower() in leaver.addresses]


def _forget_in_log(leaver: Leaver) -> None:
    """Empty what Django's log of the admin calls things by: „Jonas Behrens, Raum Sprache“."""
    account = Q(content_type__model=User._meta.model_name, object_id=str(leaver.pk))
    named = Q(pk__in=[])
    for words in filter(None, (leaver.name, *leaver.addresses)):
        named |= Q(object_repr__icontains=words) | Q(change_message__icontains=words)
    LogEntry.objects.filter(account | named).update(object_repr=FORMER, change_message="")


def _forget_in_cache(leaver: Leaver) -> None:
    """Drop what is cached with the person's name or address, and what has expired anyhow."""
    table = settings.CACHES["default"]["LOCATION"]
    spelled = [leaver.name, *leaver.addresses] if leaver.addresses else []
    within = (
        "exists (select from unnest(%s::text[]) as word"
        " where position(lower(word) in lower(cache_key)) > 0"
        " or position(convert_to(word, 'UTF8') in decode(value, 'base64')) > 0)"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"delete from {table} where expires < %s or {within}",  # noqa: S608  (a setting)
            [timezone.now(), spelled],
        )
