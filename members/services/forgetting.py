"""What of an erased person stands where no row of the own names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from content.people import FORMER
from members.models import Kreis, User
from search.services import index

if TYPE_CHECKING:
    from content.people import Leaver


def forget_in_accounts(leaver: Leaver) -> None:
    """Take the person out of what Kreis, Django's log and the limits of the sign-in keep."""
    for kreis in Kreis.objects.filter(contact_email__in=_spelled(leaver)).select_for_update():
        kreis.contact_email = ""
        kreis.version += 1
        kreis.save(update_fields=["contact_email", "version"])
        index("kreis", kreis)
    _forget_in_log(leaver)
    _forget_in_cache(leaver)


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
