"""What practices hold of people: they belong to the Kreis and stay with it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from content.people import Fate, Held, Holding, Link, declare, eraser, held_source
from members.models import User
from practices.models import (
    Adoption,
    AdoptionOutcome,
    Edition,
    Practice,
    PracticeFile,
    ReviewRemark,
    SavedPractice,
)
from practices.services.forgetting import forget_contacts, hand_over_contact

if TYPE_CHECKING:
    from collections.abc import Iterator

declare(
    Holding(
        Practice,
        "Praxisbeispiele",
        (
            Link(
                "contact_person",
                Fate.KEEP,
                severed=True,
                columns=("title", "contact_email"),
                shared=True,
            ),
            Link("changed_by", Fate.KEEP, columns=("title", "changed_at"), shared=True),
            Link("submitted_by", Fate.KEEP, columns=("title", "submitted_at"), shared=True),
            Link(
                "archived_by",
                Fate.KEEP,
                columns=("title", "archived_at", "archive_reason"),
                shared=True,
            ),
        ),
        addresses={"contact_email": Fate.KEEP},
        secrets=("token",),
    ),
    Holding(Edition, "Fassungen von Praxisbeispielen", (Link("by", Fate.KEEP, shared=True),)),
    Holding(
        PracticeFile, "Dateien an Praxisbeispielen", (Link("uploaded_by", Fate.KEEP, shared=True),)
    ),
    Holding(
        ReviewRemark,
        "Rückfragen zu Praxisbeispielen",
        (
            Link("by", Fate.KEEP, columns=("practice", "field", "text", "at")),
            Link("answered_by", Fate.KEEP, columns=("practice", "answer", "answered_at")),
        ),
    ),
    Holding(Adoption, "Übernahmen", (Link("changed_by", Fate.KEEP, shared=True),)),
    Holding(AdoptionOutcome, "Was Sie zu Übernahmen berichtet haben", (Link("by", Fate.KEEP),)),
    Holding(SavedPractice, "Gemerkte Praxisbeispiele", (Link("person", Fate.DELETE),)),
)
eraser(forget_contacts)


@held_source
def contacts(person: User) -> Iterator[Held]:
    """Name the practices that others ask this person about."""
    named = Practice.objects.filter(contact_person_id=person.pk).order_by("title", "pk")
    takers = list(User.objects.colleagues_of(person)) if named else []
    for practice in named:
        yield Held(
            key=f"ansprechperson-{practice.pk}",
            sort="Ansprechperson von Praxisbeispielen",
            title=practice.title,
            url=practice.get_absolute_url(),
            otherwise="Sonst nennt das Beispiel niemanden mehr, bis Ihr Kreis jemanden einträgt.",
            takers=takers,
            give=partial(hand_over_contact, practice, by=person),
        )
