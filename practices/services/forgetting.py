"""A practice stays with its Kreis; who could be asked about it, and left, is named no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from content.people import FORMER
from content.services import record
from practices.models import Edition, Practice
from practices.services.drawings import draw_practice
from search.services import index

if TYPE_CHECKING:
    from content.people import Leaver
    from members.models import User


@transaction.atomic
def hand_over_contact(practice: Practice, to: User, *, by: User) -> bool:
    """Let a colleague of the Kreis be asked about a practice; tell whether that was `by` before."""
    found = Practice.objects.select_for_update(of=("self",)).select_related("kreis")
    current = found.get(pk=practice.pk)
    if current.contact_person_id != by.pk or to.kreis_id != current.kreis_id:
        return False
    current.contact_person = to
    current.version += 1
    current.save(update_fields=["contact_person", "version"])
    record("practice.contact_handed_over", current, by=by, to=to.pk)
    index("praxis", current)
    draw_practice(current)
    return True


def forget_contacts(leaver: Leaver) -> None:
    """Take the person and the addresses out of practices, their drawings and their editions."""
    named = Q(contact_person_id=leaver.pk)
    for address in leaver.addresses:
        named |= Q(contact_email__iexact=address)
    practices = Practice.objects.filter(named).select_for_update(of=("self",)).order_by("pk")
    for practice in practices.select_related("kreis"):
        if practice.contact_person_id == leaver.pk:
            practice.contact_person = None
        if practice.contact_email.lower() in leaver.addresses:
            practice.contact_email = ""
        practice.version += 1
        practice.save(update_fields=["contact_person", "contact_email", "version"])
        index("praxis", practice)
        draw_practice(practice)
    if leaver.addresses:
        _forget_in_editions(leaver)


def _forget_in_editions(leaver: Leaver) -> None:
    said = Q(fields__contact_person__istartswith=leaver.name)
    for address in leaver.addresses:
        said |= Q(fields__contact_email__iexact=address)
    editions = list(Edition.objects.filter(said).select_for_update(of=("self",)).order_by("pk"))
    for edition in editions:
        fields = edition.fields
        if leaver.forgotten_in(fields.get("contact_person", "")).startswith(FORMER):
            fields["contact_person"] = FORMER
        if fields.get("contact_email", "").lower() in leaver.addresses:
            del fields["contact_email"]
    Edition.objects.bulk_update(editions, ["fields"])
