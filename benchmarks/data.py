"""The generated content: the demo first, then as much as the Forum may hold one day.

One function per app. The same seed gives the same rows; what samples say is mixed anew, so that
texts have the words and lengths of real ones.
"""

from __future__ import annotations

import random
import sys
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import hashers
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks import events_data, experts_data, forum_data
from content.choices import Audience
from content.markdown import to_html
from content.models import Theme
from members.choices import Role, Structure
from members.models import AccessRequest, Kreis, Session, User
from portal import demo
from practices.choices import State
from practices.models import Practice
from practices.parts import look
from practices.services.drawings import draw_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from django.db import models

    from benchmarks.scale import Scale

SEED = 20261123
BATCH = 1000
TODAY = date(2026, 11, 23)
LIPPE = "05766"
LOGINS = {"coordinator": "lippe", "moderator": "moderation"}
FIRST_NAMES = ("Anna", "Bernd", "Cem", "Dilara", "Eva", "Farid", "Gesa", "Hannes", "Ines", "Jan")
LAST_NAMES = ("Albers", "Brandt", "Çelik", "Dorn", "Ehlers", "Fuchs", "Groß", "Haddad", "Özdemir")
_LONG_TEXTS = (
    *("summary", "challenge", "rural_context", "goals", "results", "success_factors", "pitfalls"),
    *("prerequisites", "cost_note", "target_group_view", "steps", "indicators"),
)


def fill(scale: Scale) -> None:
    """Generate everything upon the demo, which is there."""
    chance = random.Random(SEED)  # noqa: S311  (content, not secrets)
    steps: tuple[tuple[str, Callable[[random.Random, Scale], None]], ...] = (
        ("Kreise", _join),
        ("people", _people),
        ("requests", _requests),
        ("practices", _practices),
    )
    for name, step in steps:
        _say(f"generating {name} ")
        with transaction.atomic():
            step(chance, scale)
        _say("\n")
    _say("indexing\n")
    call_command("reindex", verbosity=0)
    # Not indexed: benchmarks.search_speed measures an index of its own.
    _say("generating the discussion\n")
    forum_data.fill(chance, scale)
    _say("generating events\n")
    events_data.fill(chance, scale)
    _say("generating answers to the Landkreistag\n")
    experts_data.fill(chance)


def _say(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def _create(things: Iterator[models.Model], model: type[models.Model]) -> None:
    """Store many things, a batch at a time, with a point on stderr for each."""
    while batch := [thing for _, thing in zip(range(BATCH), things, strict=False)]:
        model._default_manager.bulk_create(batch)
        _say(".")


def _some[T](chance: random.Random, choices: Iterable[T], most: int) -> list[T]:
    """Return one to `most` of them."""
    known = list(choices)
    return chance.sample(known, min(len(known), chance.randint(1, most)))


# ---- members -----------------------------------------------------------------------------------


def _join(chance: random.Random, scale: Scale) -> None:
    """Make members of as many Landkreise as wanted, with profiles like those of the demo."""
    profiles = list(Kreis.objects.filter(is_sample=True))
    parents = list(Theme.objects.exclude(key__contains="/"))
    wanted = scale.members - Kreis.objects.members().count()
    joining = list(Kreis.objects.filter(is_landkreis=True, member_since=None).order_by("ags"))
    for kreis in chance.sample(joining, wanted):
        model = chance.choice(profiles)
        kreis.member_since = TODAY - timedelta(days=chance.randint(30, 600))
        kreis.structure = chance.choice(Structure.values)
        kreis.structure_note = model.structure_note
        kreis.introduction = model.introduction
        kreis.introduction_html = to_html(model.introduction)
        kreis.contact_email = f"integration@{kreis.ags}.example"
        kreis.confirmed_on = TODAY - timedelta(days=chance.randint(0, 300))
        kreis.save()
        kreis.priorities.set(_some(chance, parents, 4))


def _people(chance: random.Random, scale: Scale) -> None:
    """Spread people over the members, a few over the other roles; all have the demo's password."""
    hashed = person("moderator").password
    members = list(Kreis.objects.members().order_by("ags").values_list("ags", flat=True))
    missing = scale.people - User.objects.count()
    others = max(1, missing // 100)
    roles = [Role.COORDINATOR] * (missing - 2 * others - 1)
    roles += [Role.MODERATOR] * others + [Role.PROGRAMME] * others + [Role.LIAISON]

    def people() -> Iterator[User]:
        for number, role in enumerate(roles):
            coordinates = role == Role.COORDINATOR
            yield User(
                email=f"person{number}@{demo.DOMAIN}",
                password=hashed,
                first_name=chance.choice(FIRST_NAMES),
                last_name=f"{chance.choice(LAST_NAMES)}-{chance.choice(LAST_NAMES)}",
                function="Integrationsbeauftragte",
                acknowledged_at=timezone.now(),
                # The first steps are for the first days.
                welcomed_at=timezone.now(),
                role=role,
                kreis_id=members[number % len(members)] if coordinates else None,
                is_lead=coordinates and number % 4 == 0,
                phone=f"05231 {number:05}",
                shares_phone=number % 2 == 0,
                contact_for_partners=number % 5 == 0,
                is_sample=True,
            )

    _create(people(), User)
    known = EmailAddress.objects.values("user")
    addresses = (
        EmailAddress(user=person, email=person.email, verified=True, primary=True)
        for person in User.objects.exclude(pk__in=known).order_by("pk")
    )
    _create(addresses, EmailAddress)


def _requests(chance: random.Random, scale: Scale) -> None:
    """Leave the moderators some requests for access to answer."""
    kreise = list(Kreis.objects.filter(is_landkreis=True).order_by("ags"))
    requests = (
        AccessRequest(
            email=f"bittet{number}@{demo.DOMAIN}",
            first_name=chance.choice(FIRST_NAMES),
            last_name=chance.choice(LAST_NAMES),
            function="Sachgebietsleitung",
            kreis=chance.choice(kreise),
        )
        for number in range(min(30, scale.people // 10))
    )
    _create(requests, AccessRequest)


# ---- practices ---------------------------------------------------------------------------------


def _practices(chance: random.Random, scale: Scale) -> None:
    """Mix the samples' texts into new practices of all members."""
    samples = list(Practice.objects.filter(state=State.PUBLISHED).order_by("pk"))
    members = list(Kreis.objects.members().order_by("ags"))
    known = Practice.objects.count()
    names = {field.name for field in Practice._meta.concrete_fields} - {"id"}
    states = (*[State.PUBLISHED] * 8, State.TO_REVIEW, State.DRAFT)
    newest = Practice.objects.order_by("-pk")[0].pk

    def practices() -> Iterator[Practice]:
        for number in range(scale.practices - known):
            sample, kreis = chance.choice(samples), chance.choice(members)
            values = {name: getattr(sample, name) for name in names}
            texts = {name: getattr(chance.choice(samples), name) for name in _LONG_TEXTS}
            yield Practice(
                **values
                | texts
                | {
                    "kreis": kreis,
                    "title": f"{sample.title[:80]}, {kreis.sort_name[:25]} {number}",
                    "audience": chance.choice(Audience.values),
                    "state": chance.choice(states),
                    "checked_on": TODAY - timedelta(days=chance.randint(0, 700)),
                }
            )

    _create(practices(), Practice)
    fresh = list(Practice.objects.filter(pk__gt=newest).order_by("pk").values_list("pk", flat=True))
    for field in Practice._meta.many_to_many:
        _tie(chance, field, samples, fresh)


def _tie(chance: random.Random, field: Any, samples: list[Practice], fresh: list[int]) -> None:
    """Give each new practice the terms that one of the samples has; tags count as terms."""
    model: type[models.Model] = field.remote_field.through
    own = field.m2m_column_name()
    columns = {column.attname for column in model._meta.concrete_fields} - {"id", own}
    rows = {
        sample.pk: list(model._default_manager.filter(**{own: sample.pk}).values(*columns))
        for sample in samples
    }
    ties = (
        model(**{own: practice}, **row)
        for practice in fresh
        for row in rows[chance.choice(samples).pk]
    )
    _create(ties, model)


# ---- for each run ------------------------------------------------------------------------------


def draw() -> None:
    """Draw the practices as the worker does, whose drawings hold for one state of the templates."""
    draw_all(Practice.objects.not_drawn(look()))


def facts() -> dict[str, str]:
    """Return what the addresses and forms of pages.py name."""
    practices = Practice.objects.filter(state=State.PUBLISHED, audience=Audience.NETWORK)
    return {
        "kreis": LIPPE,
        "practice": str(practices.order_by("pk")[0].pk),
        "domain": demo.DOMAIN,
        "password": demo.PASSWORD,
        **forum_data.facts(),
        **events_data.facts(),
        **experts_data.facts(),
    }


def check_password() -> None:
    """Do once what costs most of a sign-in."""
    hashers.check_password(demo.PASSWORD, person("moderator").password)


def queries(path: str, who: str, form: dict[str, str]) -> int:
    """Return how many queries the page makes when it is not the first one of this reader."""
    signed_in = client(who)
    signed_in.get(path)
    with CaptureQueriesContext(connection) as captured:
        if form:
            signed_in.post(path, form)
        else:
            signed_in.get(path)
    return len(captured)


def client(who: str) -> Client:
    """Return somebody's browser; the public's for nobody."""
    fresh = Client(SERVER_NAME="127.0.0.1")
    if who:
        fresh.force_login(person(who), settings.AUTHENTICATION_BACKENDS[0])
    return fresh


def person(who: str) -> User:
    """Return who plays this part."""
    found: User = User.objects.get(email=f"{LOGINS[who]}@{demo.DOMAIN}")
    return found


def sessions() -> dict[str, str]:
    """Sign everybody in whose pages are measured; return the keys. Older sessions end."""
    UserSession.objects.all().delete()
    Session.objects.all().delete()
    keys = {}
    for who in LOGINS:
        keys[who] = str(client(who).session.session_key)
    return keys
