"""Plain factories: one function per thing, sensible defaults, everything can be said otherwise."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from content.choices import Audience
from content.drafts import open_draft
from content.markdown import to_html
from content.models import Theme
from events.choices import EventFormat, EventKind, EventState, Mode, RegistrationState
from events.models import (
    Event,
    EventOrganiser,
    Material,
    Minutes,
    MinutesTask,
    MinutesVersion,
    Registration,
)
from events.services import recount
from events.services.places import next_arrival
from forum.choices import RoomKind
from forum.models import Post, PostFile, Room, RoomLock, RoomMember, Topic
from forum.services import start_topic, write_post
from forum.services.posts import fragment_of, index_post
from members.choices import Kreistyp, Role
from members.models import Deputyship, Invitation, Kreis, User
from members.models.invitation import LIFETIME, hash_token
from practices.choices import AdoptionState, CostBand, Staffing, State, Status
from practices.models import AdoptedElement, Adoption, Practice, PracticeFile
from practices.services import recount_adoptions
from search.services import index

if TYPE_CHECKING:
    from collections.abc import Iterable

PASSWORD = "elf rote Kähne am Ufer"
# Argon2id costs 50 ms on purpose; one hash serves every person of the tests.
_HASH = make_password(PASSWORD)
_numbers = itertools.count(1)


def make_kreis(ags: str = "", **fields: Any) -> Kreis:
    number = next(_numbers)
    values: dict[str, Any] = {
        # Five digits; no test makes ten thousand of them.
        "ags": ags or f"9{number % 10_000:04}",
        "name": f"Landkreis Musterland {number}",
        "sort_name": f"Musterland {number}",
        "kind": "Landkreis",
        "is_landkreis": True,
        "land": "NI",
        "population": 120_000,
        "area_km2": "1200.00",
        "density_per_km2": "100.0",
        "kreistyp": Kreistyp.RURAL_SPARSE,
        "seat": "Musterstadt",
        "member_since": date(2025, 1, 1),
    }
    return Kreis.objects.create(**values | fields)


def make_person(role: str = Role.COORDINATOR, **fields: Any) -> User:
    number = next(_numbers)
    values: dict[str, Any] = {
        "email": f"person{number}@forum.example",
        "first_name": "Kim",
        "last_name": f"Beispiel{number}",
        "function": "Integrationsbeauftragte",
        "role": role,
        "acknowledged_at": timezone.now(),
        "welcomed_at": timezone.now(),
    }
    if role == Role.COORDINATOR and "kreis" not in fields:
        fields["kreis"] = make_kreis()
    person = User(**values | fields)
    person.password = _HASH
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def make_deputyship(person: User, deputy: User | None = None, **fields: Any) -> Deputyship:
    """A week from today, by a colleague; `starts_in` and `lasts` are days."""
    starts_on = timezone.localdate() + timedelta(days=fields.pop("starts_in", 0))
    ends_on = starts_on + timedelta(days=fields.pop("lasts", 7) - 1)
    values: dict[str, Any] = {
        "person": person,
        "deputy": deputy or make_person(kreis=person.kreis),
        "starts_on": starts_on,
        "ends_on": ends_on,
    }
    return Deputyship.objects.create(**values | fields)


def make_invitation(token: str = "t" * 43, **fields: Any) -> Invitation:
    values: dict[str, Any] = {
        "email": f"neu{next(_numbers)}@forum.example",
        "role": Role.COORDINATOR,
        "token_hash": hash_token(token),
        "expires_at": timezone.now() + LIFETIME,
    }
    return Invitation.objects.create(**values | fields)


def make_theme(key: str = "sprache", **fields: Any) -> Theme:
    theme, _ = Theme.objects.get_or_create(key=key, defaults={"label": key.capitalize(), **fields})
    return theme


def make_practice(**fields: Any) -> Practice:
    number = next(_numbers)
    themes = fields.pop("themes", None) or [make_theme()]
    values: dict[str, Any] = {
        "title": f"Hybride Deutschkurse {number}",
        "summary": "Zwei Präsenztage, drei Abende online.",
        "main_theme": themes[0],
        "status": Status.RUNNING,
        "start_date": date(2024, 2, 1),
        "implementation": "Erst **Gruppe** bilden, dann lernen.",
        "staffing": Staffing.UP_TO_HALF,
        "cost_band": CostBand.UP_TO_20,
        "audience": Audience.NETWORK,
        "state": State.PUBLISHED,
        "checked_on": date(2026, 10, 14),
    }
    values |= fields
    values.setdefault("implementation_html", to_html(values["implementation"]))
    if "kreis" not in values:
        values["kreis"] = make_kreis()
    practice = Practice.objects.create(**values)
    practice.themes.set(themes)
    # As stored: the defaults above write days as strings.
    index("praxis", Practice.objects.get(pk=practice.pk))
    return practice


def make_adoption(practice: Practice | None = None, **fields: Any) -> Adoption:
    """Taken over with every step kept; `elements` are (text, choice, reason)."""
    source = practice or make_practice()
    elements = fields.pop("elements", [(step, "unveraendert", "") for step in source.steps])
    values: dict[str, Any] = {
        "practice": source,
        "source_kreis_id": source.kreis_id,
        "source_title": source.title,
        "source_edition": source.edition,
        "state": AdoptionState.TRIAL,
        "started_on": date(2025, 2, 1),
        "version": 1,
    }
    if not {"kreis", "kreis_id"} & set(fields):
        fields["kreis"] = make_kreis()
    adoption = Adoption.objects.create(**values | fields)
    for position, (text, choice, reason) in enumerate(elements, 1):
        AdoptedElement.objects.create(
            adoption=adoption, position=position, text=text, choice=choice, reason=reason
        )
    recount_adoptions(source.pk)
    return adoption


def make_file(practice: Practice, content: bytes = b"Leihvertrag", **fields: Any) -> PracticeFile:
    """Attach a text file, without the checks of content.uploads."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "title": f"Leihvertrag {number}",
        "size": len(content),
        "content_type": "text/plain",
        "sha256": f"{number:064x}",
        "position": practice.files.count(),
    }
    file = PracticeFile(practice=practice, **values | fields)
    file.file.save("datei.txt", ContentFile(content))
    return file


def add_picture(practice: Practice, content: bytes = b"RIFF") -> None:
    """Give a practice a stored picture."""
    practice.image_alt, practice.image_credit = "Ein Bus vor dem Rathaus", "Kreis Lippe"
    practice.image.save("bild.webp", ContentFile(content))


def make_room(
    kind: str = RoomKind.OPEN,
    *,
    hosts: Iterable[User] = (),
    named: Iterable[User] = (),
    locked: Iterable[User] = (),
    **fields: Any,
) -> Room:
    """Make a room with its people."""
    number = next(_numbers)
    values = {"name": f"Beratungsraum {number}", "slug": f"raum-{number}", "kind": kind}
    room = Room.objects.create(**values | fields)
    for person in hosts:
        RoomMember.objects.create(room=room, person=person, is_host=True)
    for person in named:
        RoomMember.objects.create(room=room, person=person)
    for person in locked:
        RoomLock.objects.create(room=room, person=person, reason="Vertrauensbruch")
    return room


def make_topic(
    room: Room | None = None, *, by: User, text: str = "Wie macht ihr das?", **values: Any
) -> Topic:
    """Begin a topic, as its service does: with its first post, found by the search."""
    values = {"title": f"Hybride Gruppen {next(_numbers)}"} | values
    return start_topic(room or make_room(), by=by, text=text, token=uuid4(), values=values)


def make_post(topic: Topic, *, by: User, text: str = "Mit einem Bus.") -> Post:
    """Answer in a topic, as the service does."""
    return write_post(topic, by=by, text=text, token=uuid4())


def make_post_file(post: Post, content: bytes = b"Ablauf", **fields: Any) -> PostFile:
    """Attach a text file to a post, drawn and found with it, without the checks of uploads."""
    file = _post_file(content, post=post, position=post.files.count(), **fields)
    post.file_count = post.files.count()
    post.fragment = fragment_of(post)
    post.save(update_fields=["file_count", "fragment"])
    index_post(post)
    return file


def make_draft_file(
    person: User, place: str, content: bytes = b"Ablauf", **fields: Any
) -> PostFile:
    """Attach a text file to what somebody is still writing."""
    with transaction.atomic():
        draft = open_draft(person, place)
    position = draft.post_files.count()
    return _post_file(content, draft=draft, uploaded_by=person, position=position, **fields)


def _post_file(content: bytes, **fields: Any) -> PostFile:
    number = next(_numbers)
    values: dict[str, Any] = {
        "title": f"Ablaufplan {number}",
        "size": len(content),
        "content_type": "text/plain",
        "sha256": f"{number:064x}",
    }
    file = PostFile(**values | fields)
    file.file.save(f"datei.{'webp' if file.is_picture else 'txt'}", ContentFile(content))
    return file


def make_event(*, organisers: Iterable[User] = (), **fields: Any) -> Event:
    """Announced, two hours in a fortnight; `starts_in` are days from now."""
    starts_at = fields.pop("starts_at", None)
    if starts_at is None:
        starts_at = timezone.now() + timedelta(days=fields.pop("starts_in", 14))
    values: dict[str, Any] = {
        "title": f"Fallwerkstatt {next(_numbers)}",
        "kind": EventKind.WORKSHOP,
        "format": EventFormat.HYBRID,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "place": "Kreishaus Musterstadt",
        "join_link": "https://video.example/geheimer-raum",
        "description": "Wir besprechen **zwei** Fälle.",
        "state": EventState.PUBLISHED,
        "author_name": "Kim Beispiel",
        "author_kreis": "Geschäftsstelle",
    }
    values |= fields
    if values["state"] == EventState.CANCELLED:
        values.setdefault("cancelled_at", timezone.now())
    values.setdefault("description_html", to_html(values["description"]))
    event = Event.objects.create(**values)
    for person in organisers:
        EventOrganiser.objects.create(event=event, person=person)
    index("termin", event)
    return event


def make_registration(event: Event, person: User | None = None, **fields: Any) -> Registration:
    """Registered on site, counted; `state` and all else can be said otherwise."""
    values: dict[str, Any] = {"mode": Mode.ON_SITE, "state": RegistrationState.REGISTERED}
    values |= fields
    if values["state"] == RegistrationState.OFFERED:
        values.setdefault("offered_until", timezone.now() + timedelta(days=2))
    registration = Registration.objects.create(
        event=event, person=person or make_person(), arrival=next_arrival(event), **values
    )
    recount(event)
    return registration


def make_minutes(event: Event | None = None, **fields: Any) -> Minutes:
    """Published, for all who read the event, which is over; with a first version."""
    event = event or make_event(starts_in=-14)
    values: dict[str, Any] = {
        "text": "Wir haben **lange** über Quittungsbücher gesprochen.",
        "decisions": ["Die Sprachmittlung wird gemeinsam ausgeschrieben."],
        "audience": event.audience,
        "published_at": timezone.now() - timedelta(days=7),
        "author_name": "Kim Beispiel",
        "author_kreis": "Geschäftsstelle",
    }
    values |= fields
    minutes = Minutes.objects.create(event=event, html=to_html(values["text"]), **values)
    if minutes.is_published:
        kept = ("text", "decisions", "audience", "for_participants", "author_name")
        of_first = {name: getattr(minutes, name) for name in kept}
        MinutesVersion.objects.create(minutes=minutes, number=1, **of_first)
    index("protokoll", minutes)
    return minutes


def make_task(minutes: Minutes, owner: User, **fields: Any) -> MinutesTask:
    """An open task without a date."""
    values: dict[str, Any] = {"text": f"Muster verschicken {next(_numbers)}"} | fields
    return MinutesTask.objects.create(minutes=minutes, owner=owner, **values)


def make_material(event: Event, content: bytes = b"Folien", **fields: Any) -> Material:
    """Put a text file to an event, for all who read it, without the checks of content.uploads."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "title": f"Folien {number}",
        "size": len(content),
        "content_type": "text/plain",
        "sha256": f"{number:064x}",
        "position": event.material.count(),
    }
    file = Material(event=event, **values | fields)
    file.file.save("datei.txt", ContentFile(content))
    return file
