"""What search, feeds and notices know of Kreise and people; the circles beside the audiences."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from content.choices import Audience
from content.kinds import Kind, Reading, Weight, declare
from content.scopes import scope_source
from members.choices import PopulationBand
from members.models import Kreis, User

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet


@scope_source("kreis", "moderation")
def own_circles(user: User | AnonymousUser) -> Iterator[str]:
    """Name the own Kreis with its drafts, the moderation with what was submitted to it."""
    if user.is_authenticated and user.kreis_id is not None:
        yield f"kreis:{user.kreis_id}"
    if user.is_authenticated and user.is_moderator:
        yield "moderation"


def _kreise() -> QuerySet[Kreis]:
    return Kreis.objects.filter(member_since__isnull=False).prefetch_related("priorities")


def _readings_of_kreis(kreis: Kreis) -> list[Reading]:
    """Give everybody the public part, the Forum the internal one too (members.access)."""
    if kreis.member_since is None:
        return []
    public = Reading(
        audience=Audience.PUBLIC,
        title=kreis.name,
        url=kreis.get_absolute_url(),
        texts=[
            (kreis.introduction, Weight.ABSTRACT),
            (", ".join(theme.label for theme in kreis.priorities.all()), Weight.ABSTRACT),
            (kreis.aliases, Weight.ABSTRACT),
            (kreis.get_structure_display(), Weight.BODY),
            (f"Kreissitz {kreis.seat}, {kreis.get_land_display()}", Weight.BODY),
        ],
        names=[kreis.name, kreis.sort_name, *kreis.aliases.split(",")],
        line=f"Kreissitz {kreis.seat} · {kreis.get_land_display()}",
        facts={"member_until": kreis.member_until and kreis.member_until.isoformat()},
        facets=_facets(kreis),
        day=kreis.confirmed_on or kreis.member_since,
    )
    internal = [(kreis.structure_note, Weight.BODY), (kreis.contact_email, Weight.DETAIL)]
    return [
        public,
        replace(public, audience=Audience.NETWORK, texts=[*public.texts, *internal]),
    ]


def _people() -> QuerySet[User]:
    people: QuerySet[User] = User.objects.filter(is_active=True, kreis__isnull=False)
    return people.select_related("kreis")


def _readings_of_person(person: User) -> list[Reading]:
    """People of a Kreis, on whose page they stand, while its membership runs."""
    kreis = person.kreis
    if not person.is_active or not person.role or kreis is None or kreis.member_since is None:
        return []
    audience = Audience.PARTNERS if person.contact_for_partners else Audience.NETWORK
    return [
        Reading(
            audience=audience,
            title=person.name,
            url=f"{kreis.get_absolute_url()}#personen",
            texts=[(person.function, Weight.ABSTRACT), (kreis.name, Weight.BODY)],
            names=[person.name, person.last_name, f"{person.last_name} {person.first_name}"],
            line=f"{kreis.name} · {kreis.get_land_display()}",
            facets={"land": [kreis.land]},
            day=kreis.member_since,
            first_day=kreis.member_since,
            last_day=kreis.member_until,
        )
    ]


def _facets(kreis: Kreis) -> dict[str, list[str]]:
    return {
        "land": [kreis.land],
        "kreistyp": [str(kreis.kreistyp)],
        "einwohner": [PopulationBand.of(kreis.population).value],
    }


PEOPLE = declare(Kind("person", "Person", "Personen", _people, _readings_of_person, "kreis", 0.7))
KREISE = declare(Kind("kreis", "Kreis", "Kreise", _kreise, _readings_of_kreis, "pk", 0.7))
