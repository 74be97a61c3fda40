"""The trial's people and what their Kreise say about themselves."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from content.markdown import to_html
from content.models import Theme
from forum.services import watch_themes
from members.choices import Role
from members.models import Kreis, User
from members.services import create_person
from search.services import index

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def load_profiles(entries: Iterable[Mapping[str, Any]]) -> None:
    """Write the profiles of the Kreise."""
    for entry in entries:
        kreis = Kreis.objects.get(pk=entry["ags"])
        kreis.structure = entry["structure"]
        kreis.structure_note = entry["structure_note"]
        kreis.introduction = entry["introduction"]
        kreis.introduction_html = to_html(entry["introduction"])
        kreis.contact_email = entry["contact_email"]
        kreis.confirmed_on = entry["confirmed_on"] and date.fromisoformat(entry["confirmed_on"])
        kreis.is_sample = True
        kreis.save()
        parents = {key.split("/")[0] for key in entry["priorities"]}
        kreis.priorities.set(Theme.objects.filter(key__in=parents))
        index("kreis", kreis)


def load_people(entries: Iterable[dict[str, Any]], *, domain: str, password: str) -> None:
    """Create the people, each as if by invitation; leads and moderators are settled in already.

    The others find the first steps on their start page.
    """
    # One hash for all: Argon2id is slow on purpose.
    hashed, now = make_password(password), timezone.now()
    for entry in entries:
        person = create_person(
            by=None,
            email=f"{entry.pop('login')}@{domain}",
            password=None,
            kreis_id=entry.pop("kreis"),
            phone=entry.pop("phone") or "",
            is_superuser=not entry["role"],
            is_sample=True,
            acknowledged_at=now,
            welcomed_at=now if entry.get("is_lead") or entry["role"] == Role.MODERATOR else None,
            **entry,
        )
        User.objects.filter(pk=person.pk).update(password=hashed)
        if person.is_lead and person.kreis is not None:
            watch_themes(person.kreis.priorities.all(), by=person)
