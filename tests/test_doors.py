from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from content.choices import Audience
from events.choices import EventState, RegistrationState
from events.services import open_feed
from forum.choices import Act, RoomKind
from forum.models import Post, Room, Topic
from forum.services import Ruling, answer_decision, decide, delete_post
from members.choices import Role
from notices.letters import unsubscribe_url
from practices.choices import State
from practices.models import Edition, MergedRevision, Practice, ReviewRemark
from tests import factories, people
from tests.doors import DOORS, ROLES, Door
from tests.experts import making as experts_making
from tests.portal.waiting import asked_for_access

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

    from events.models import Event
    from members.models import Kreis, User

# The admin of each model answers as its list does; these are its other addresses.
_ADMIN_SUFFIXES = ("_add", "_change", "_delete", "_history")
_ADMIN_OWN = {"login", "logout", "password_change", "password_change_done", "autocomplete"}
_ADMIN_OWN |= {"jsi18n", "view_on_site", "app_list"}


# Cast and house are made once: each door leaves them as it found them.
@pytest.fixture(scope="module")
def cast(shared_db: None) -> dict[str, User | None]:
    lippe = people.make_kreis_lippe()
    found = (
        None,
        people.make_liaison(),
        people.make_programme(),
        people.make_lippe_deputy(lippe),
        people.make_lippe(lippe),
        people.make_celle(people.make_kreis_celle()),
        people.make_moderator(),
        people.make_admin(),
    )
    return dict(zip(ROLES, found, strict=True))


@pytest.fixture(scope="module")
def house(cast: dict[str, User]) -> dict[str, tuple[Any, ...]]:
    """Return the things doors lead to, as arguments of their addresses."""
    lippe, celle, programme = cast["lead"], cast["other"], cast["programme"]
    kreis_lippe, kreis_celle = lippe.kreis, celle.kreis
    assert kreis_lippe is not None
    assert kreis_celle is not None
    call_command("load_pages", verbosity=0)
    outside = factories.make_kreis("01051", name="Kreis Dithmarschen", member_since=None)
    things: dict[str, tuple[Any, ...]] = {
        "": (),
        "kreis": (kreis_lippe.pk,),
        "kreis_outside": (outside.pk,),
        "kreis_absent": ("00000",),
        "rules_page": ("regeln",),
        "practice_absent": (999_999,),
        "reset_key": ("abc", "set-password"),
        "email_key": ("unbekannt",),
        "queue": ("zugang",),
        "queue_absent": ("gibt-es-nicht",),
        "queue_item": ("zugang", asked_for_access(lippe).pk),
        "queue_item_absent": ("zugang", 999_999),
    }
    colleague = factories.make_person(kreis=kreis_lippe)
    things["colleague"] = (kreis_lippe.pk, colleague.pk)
    things["person"] = (colleague.pk,)
    passkey = {"type": "webauthn", "data": {"name": "Diensthandy"}}
    things["passkey"] = (Authenticator.objects.create(user=colleague, **passkey).pk,)
    stop = unsubscribe_url(colleague, channel="woechentlich").rstrip("/")
    things["unsubscribe_token"] = (stop.rpartition("/")[2],)
    things["forged_token"] = ("made:up",)
    things["deputyship"] = (factories.make_deputyship(colleague).pk,)
    things["stranger"] = (outside.pk, colleague.pk)
    inviter = factories.make_person(Role.MODERATOR)
    invitation = factories.make_invitation("t" * 43, kreis=kreis_lippe, invited_by=inviter)
    things["invitation"] = (invitation.pk,)
    things["invitation_token"] = ("t" * 43,)
    things["invitation_dead"] = ("x" * 43,)
    for name, audience in Audience.__members__.items():
        practice = factories.make_practice(kreis=kreis_lippe, audience=audience)
        things[f"practice_{name.lower()}"] = (practice.pk,)
    for name, state in State.__members__.items():
        practice = factories.make_practice(kreis=kreis_lippe, state=state, audience=Audience.PUBLIC)
        things[f"practice_{name.lower()}"] = (practice.pk,)
    (draft,), (published,) = things["practice_draft"], things["practice_published"]
    things["practice_section"] = (draft, "ueberblick")
    things["practice_section_absent"] = (999_999, "ueberblick")
    things["practice_pair"] = (published, 1, 2)
    opened = {"audience": Audience.PUBLIC, "fields": {}}
    for number in (1, 2):
        Edition.objects.create(practice_id=published, number=number, by=inviter, **opened)
    merged = {"practice_id": things["practice_network"][0], "revision_id": 999_998}
    things["practice_merged"] = (MergedRevision.objects.create(**merged).pk,)
    archived = {"state": State.ARCHIVED, "archived_by_office": True}
    taken_out = factories.make_practice(kreis=kreis_lippe, **archived)
    things["practice_archived_by_office"] = (taken_out.pk,)
    (asked,) = things["practice_query"]
    remark = ReviewRemark.objects.create(practice_id=asked, field="goals", text="?", by=inviter)
    things["remark"] = (asked, remark.pk)
    discussed = _discussed(lippe, celle, programme)
    met = _events(lippe, cast["deputy"]) | _past_events(kreis_lippe, celle)
    met["feed"] = (open_feed(by=colleague).secret,)
    met |= experts_making.things(lippe, celle) | experts_making.released_things()
    return things | _adoptions(kreis_lippe, kreis_celle) | _files(things) | discussed | met


def _events(lead: User, deputy: User) -> dict[str, tuple[Any, ...]]:
    """Make events of Kreis Lippe: for every audience, a draft; one where its people come."""
    lippe = lead.kreis
    made = {
        f"event_{name.lower()}": factories.make_event(kreis=lippe, audience=audience)
        for name, audience in Audience.__members__.items()
    }
    opened: dict[str, Any] = {"kreis": lippe, "audience": Audience.PUBLIC}
    made["event_draft"] = factories.make_event(**opened, state=EventState.DRAFT)
    made["event_cancelled"] = factories.make_event(**opened, state=EventState.CANCELLED)
    made["event_met"] = factories.make_event(kreis=lippe)
    factories.make_registration(made["event_met"], lead)
    offered = RegistrationState.OFFERED
    factories.make_registration(made["event_met"], deputy, state=offered)
    found: dict[str, tuple[Any, ...]] = {name: (event.pk,) for name, event in made.items()}
    return found | {"event_absent": (999_999,), "feed_forged": ("f" * 75,)}


def _past_events(lippe: Kreis, other: User) -> dict[str, tuple[Any, ...]]:
    """Make events of Kreis Lippe that are over, with minutes of each sort; „other“ took part."""
    audiences = {"minutes_public": Audience.PUBLIC}
    rest = ("event_past", "minutes", "minutes_of_participants", "minutes_draft")
    audiences |= dict.fromkeys(rest, Audience.NETWORK)
    made = {
        name: factories.make_event(kreis=lippe, starts_in=-3, audience=audience)
        for name, audience in audiences.items()
    }
    for event in made.values():
        factories.make_registration(event, other)
    factories.make_minutes(made["minutes_public"])
    minutes = factories.make_minutes(made["minutes"])
    factories.make_minutes(made["minutes_of_participants"], for_participants=True)
    factories.make_minutes(made["minutes_draft"], published_at=None)
    task = factories.make_task(minutes, other)
    found: dict[str, tuple[Any, ...]] = {name: (event.pk,) for name, event in made.items()}
    found["task"] = (made["minutes"].pk, task.pk)
    found |= _material(lippe, made)
    return found | {"task_elsewhere": (made["event_past"].pk, task.pk)}


def _material(lippe: Kreis, met: dict[str, Event]) -> dict[str, tuple[Any, ...]]:
    """Put files to events, for all and for who came; one waits for the end of its event."""
    coming = factories.make_event(kreis=lippe, audience=Audience.NETWORK)
    files = {
        "material_public": factories.make_material(met["minutes_public"]),
        "material": factories.make_material(met["minutes"]),
        "material_of_registered": factories.make_material(met["minutes"], for_registered=True),
        "material_afterwards": factories.make_material(coming, visible_from="danach"),
    }
    found: dict[str, tuple[Any, ...]] = {
        name: (file.event_id, file.pk, file.download_name) for name, file in files.items()
    }
    event_id, file_id, name = found["material"]
    found["material_in_editor"] = (event_id, file_id)
    return found | {"material_elsewhere": (coming.pk, file_id, name)}


def _adoptions(lippe: Kreis, celle: Kreis) -> dict[str, tuple[Any, ...]]:
    def of_lippe(**fields: Any) -> int:
        source = factories.make_practice(kreis=lippe, **fields)
        return factories.make_adoption(source, kreis=celle).pk

    adoption, by_lippe = of_lippe(), factories.make_adoption(kreis=lippe).pk
    return {
        "adoption": (adoption,),
        "adoption_members": (of_lippe(audience=Audience.MEMBERS),),
        "adoption_archived": (of_lippe(state=State.ARCHIVED),),
        "adoption_of_lippe": (by_lippe,),
        "adoption_after_6": (adoption, 6),
        "adoption_after_7": (adoption, 7),
        "adoption_of_lippe_after_12": (by_lippe, 12),
    }


def _discussed(lippe: User, celle: User, programme: User) -> dict[str, tuple[Any, ...]]:
    """Make a room of each sort, in it a topic of two posts by Lippe's lead."""
    now = timezone.now()
    rooms = {
        "": factories.make_room(),
        "_programme": factories.make_room(RoomKind.PROGRAMME),
        "_closed": factories.make_room(RoomKind.CLOSED, hosts=[lippe], named=[programme]),
        "_locked": factories.make_room(locked=[celle]),
        "_archived": factories.make_room(),
        "_deleted": factories.make_room(),
    }
    found: dict[str, tuple[Any, ...]] = {"room_absent": ("gibt-es-nicht",)}
    for name, room in rooms.items():
        topic = factories.make_topic(room, by=lippe)
        factories.make_post(topic, by=lippe)
        found[f"room{name}"], found[f"topic{name}"] = (room.slug,), (topic.pk,)
        found[f"post{name}"] = (topic.pk, 2)
    Room.objects.filter(pk=rooms["_archived"].pk).update(archived_at=now)
    Topic.objects.filter(pk=found["topic_deleted"][0]).update(deleted_at=now)
    (topic_id,) = found["topic"]
    deleted = factories.make_post(Topic.objects.get(pk=topic_id), by=lippe)
    delete_post(deleted, by=lippe)
    found["post_deleted"], found["post_absent"] = (topic_id, 3), (topic_id, 99)
    found["topic_absent"] = (999_999,)
    return found | _post_files(found, lippe) | _moderated(rooms)


def _moderated(rooms: dict[str, Room]) -> dict[str, tuple[Any, ...]]:
    """Decide about a post of Lippe's lead in the open room, which is answered once, and lock."""
    office = factories.make_person(Role.MODERATOR)
    post = factories.make_topic(rooms[""], by=factories.make_person()).posts.get()
    lead = Topic.objects.filter(room=rooms[""]).earliest("pk").author
    assert lead is not None
    first = factories.make_post(post.topic, by=lead)
    asked = decide(first, Act.QUERY, Ruling(by=office, reason="Ohne Namen?"))
    second = factories.make_post(post.topic, by=lead)
    answered = decide(second, Act.QUERY, Ruling(by=office, reason="Ohne Namen?"))
    answer_decision(answered, by=lead, text="Geändert.")
    locked = rooms["_locked"]
    return {
        "decision": (asked.pk,),
        "decision_answered": (answered.pk,),
        "lock": (locked.slug, locked.locks.get().pk),
    }


def _post_files(found: dict[str, tuple[Any, ...]], writer: User) -> dict[str, tuple[Any, ...]]:
    """Attach a file to each second post, and one to what the writer has not sent yet."""
    files: dict[str, tuple[Any, ...]] = {"post_file_absent": (999_999,)}
    for name in ("", "_programme", "_closed", "_locked", "_archived", "_deleted"):
        topic_id, number = found[f"post{name}"]
        if name == "_deleted":
            topic_id, number = found["topic_deleted"][0], 1
        post = Post.objects.get(topic_id=topic_id, number=number)
        files[f"post_file{name}"] = (factories.make_post_file(post).pk,)
    topic_id, number = found["post_deleted"]
    deleted = Post.objects.get(topic_id=topic_id, number=number)
    files["post_file_of_deleted"] = (factories.make_post_file(deleted).pk,)
    files["draft_file"] = (factories.make_draft_file(writer, f"thema {topic_id}").pk,)
    return files


def _files(things: dict[str, tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
    """Attach a file and a picture to practices of each kind."""
    found: dict[str, tuple[Any, ...]] = {}
    for name in ("public", "members", "draft", "submitted", "archived"):
        (pk,) = things[f"practice_{name}"]
        practice = Practice.objects.get(pk=pk)
        factories.add_picture(practice)
        file = factories.make_file(practice)
        found[f"file_of_{name}"] = (pk, file.pk, file.download_name)
    (draft, file_id, name), (public, *_) = found["file_of_draft"], found["file_of_public"]
    found["section_with_files"] = (draft, "kontakt")
    found["file_in_editor"] = (draft, file_id)
    found["file_elsewhere"] = (public, file_id, name)
    return found


def _answer(response: HttpResponse) -> str:
    if response.status_code != 302:
        return str(response.status_code)
    return "login" if response["Location"].startswith(reverse("account_login")) else "->"


# S21, S24, S31
@pytest.mark.parametrize("door", DOORS, ids=str)
def test_each_role_meets_the_answer_of_the_table(
    door: Door, house: dict[str, tuple[Any, ...]], cast: dict[str, User | None], as_: Any
) -> None:
    address = reverse(door.name, args=house[door.thing])
    answers = []
    for role in ROLES:
        client = as_(cast[role])
        answers.append(_answer(getattr(client, door.method)(address, door.data)))
    assert answers == door.answers.split()


def _names(patterns: list[Any], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield space + pattern.name
        elif isinstance(pattern, URLPattern):
            # The admin's catch-all and old object links have no name and no thing behind them.
            assert space == "admin:", f"an address without a name: {pattern.pattern}"


# S21
def test_every_address_has_a_row() -> None:
    known = {door.name for door in DOORS}
    missing = []
    for name in _names(get_resolver().url_patterns):
        if name.startswith("admin:"):
            short = name.removeprefix("admin:")
            if short in _ADMIN_OWN or short.endswith(_ADMIN_SUFFIXES):
                continue
        if name not in known:
            missing.append(name)
    assert missing == []


def test_the_doors_name_every_role_there_is() -> None:
    assert {role.name.lower() for role in Role} - set(ROLES) == {"coordinator"}
