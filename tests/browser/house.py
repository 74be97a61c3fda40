"""The portal of the browser tests: fills an empty database with the demo, then becomes its server.

A real process with the real settings, middleware and static files, started by conftest.py;
DATABASE_URL names the empty database.
"""

from __future__ import annotations

import fcntl
import io
import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from config import run
from content.choices import Audience
from events.choices import EventState, RegistrationState
from events.models import AgendaItem, Event, EventMessage
from members.models import Kreis, User
from notices.letters import unsubscribe_url
from portal import demo
from practices.choices import State
from practices.models import Edition, Practice, ReviewRemark
from search.services import index
from tests import factories
from tests.browser import talk
from tests.browser.talk import RICH, picture
from tests.experts import making
from tests.portal.waiting import (
    asked_for_access,
    barrier,
    failed_mail,
    overdue,
    reported,
    submitted,
)

LIPPE = "05766"
# Who of the demo plays which column of tests/doors.py.
LOGINS = {
    "liaison": "landkreistag",
    "programme": "programm",
    "deputy": "lippe.vertretung",
    "lead": "lippe",
    "other": "celle",
    "moderator": "moderation",
    "admin": "admin",
}


def furnish() -> None:
    """Bring database and static files to the state of a first `make run`."""
    call_command("migrate", verbosity=0, interactive=False)
    for command in run.LOAD_COMMANDS:
        call_command(command, stdout=io.StringIO())
    demo.load()
    # The static files are the same for every worker: the first one collects them.
    with (settings.VAR / "static.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        run.collect_static()


def things() -> dict[str, tuple[Any, ...]]:
    """Return what the doors of tests/doors.py lead to, as arguments of their addresses."""
    richest = max(
        Practice.objects.filter(kreis_id=LIPPE, state=State.PUBLISHED),
        key=lambda practice: len(practice.implementation_html) + len(practice.pitfalls),
    )
    found: dict[str, tuple[Any, ...]] = {"": (), "kreis": (LIPPE,)}
    for name, audience in Audience.__members__.items():
        found[f"practice_{name.lower()}"] = (_copy(richest, audience=audience).pk,)
    for name, state in State.__members__.items():
        changes = {"state": state, "audience": Audience.PUBLIC}
        found[f"practice_{name.lower()}"] = (_copy(richest, **changes).pk,)
    found |= _writing(found)
    found |= _files(found)
    lead = User.objects.get(email=f"lippe@{demo.DOMAIN}")
    found["rules_page"] = ("regeln",)
    found["queue"], found["queue_item"] = ("zugang",), ("zugang", asked_for_access(lead).pk)
    _waiting(lead, User.objects.get(email=f"celle@{demo.DOMAIN}"))
    # A change of address that waits for its confirmation.
    address = EmailAddress.objects.create(user=lead, email=f"lippe.neu@{demo.DOMAIN}")
    found["person"] = (User.objects.get(email=f"lippe.vertretung@{demo.DOMAIN}").pk,)
    found |= _invitations(lead) | _team(lead) | _adoptions(richest) | talk.things(lead)
    found |= _events(lead)
    found |= _met(lead)
    found |= making.things(lead, User.objects.get(email=f"celle@{demo.DOMAIN}"))
    found |= making.released_things()
    found["email_key"] = ("unbekannt",)
    found["email_key_good"] = (EmailConfirmationHMAC(address).key,)
    stop = unsubscribe_url(lead, channel="woechentlich").rstrip("/")
    found["unsubscribe_token"] = (stop.rpartition("/")[2],)
    found["forged_token"] = ("made:up",)
    found["reset_key"] = ("abc", "set-password")
    found["reset_key_good"] = (
        user_pk_to_url_str(lead),
        default_token_generator.make_token(lead),
    )
    return found


def _waiting(lead: User, other: User) -> None:
    """Put ten things before the office."""
    for _ in range(3):
        reported(lead, other)
    for _ in range(2):
        submitted(lead)
        asked_for_access(lead)
    overdue()
    failed_mail()
    barrier()


def _events(lead: User) -> dict[str, tuple[Any, ...]]:
    """Make events of Kreis Lippe: for every audience, in every state; one where its people come."""
    office = User.objects.get(email=f"moderation@{demo.DOMAIN}")
    told: dict[str, Any] = {
        "kreis": lead.kreis,
        "address": "Felix-Fechenbach-Straße 5, 32756 Detmold",
        "place_access": "Stufenlos über den Haupteingang.",
        "asks_access": True,
        "asks_catering": True,
        "organisers": [lead, office],
    }
    made = {
        f"event_{name.lower()}": factories.make_event(**told, audience=audience)
        for name, audience in Audience.__members__.items()
    }
    title = "Gemeinschaftsunterkunftsbetreuungskonzeptwerkstatt"
    told["audience"] = Audience.PUBLIC
    for state in (EventState.DRAFT, EventState.CANCELLED):
        name = f"event_{state.name.lower()}"
        made[name] = factories.make_event(**told, title=f"{title} {state.label}", state=state)
    told["audience"] = Audience.NETWORK
    met = made["event_met"] = factories.make_event(**told, title=title, seats_on_site=3)
    for day, clock in ((0, "14:00"), (1, "09:00")):
        AgendaItem.objects.create(event=met, day=day, starts=clock, title="Ankommen", who="Alle")
    met.practices.add(*Practice.objects.filter(audience=Audience.PUBLIC, state=State.PUBLISHED)[:2])
    colleague = User.objects.get(email=f"lippe.vertretung@{demo.DOMAIN}")
    waiting = User.objects.get(email=f"celle@{demo.DOMAIN}")
    needs = {"needs_access": "Aufzug", "needs_catering": "vegan"}
    factories.make_registration(met, lead, **needs)
    factories.make_registration(met, colleague, state=RegistrationState.OFFERED, shows_name=True)
    factories.make_registration(met, waiting, state=RegistrationState.WAITING)
    sent = {"subject": "Anreise", "text": "Bus 350 bis Kreishaus", "author_name": lead.name}
    EventMessage.objects.create(event=met, by=lead, **sent)
    found: dict[str, tuple[Any, ...]] = {name: (event.pk,) for name, event in made.items()}
    return found


def _team(lead: User) -> dict[str, tuple[Any, ...]]:
    """Let one colleague deputise for the lead today, and another day the other way round."""
    colleague = User.objects.get(email=f"lippe.vertretung@{demo.DOMAIN}")
    deputyship = factories.make_deputyship(lead, colleague)
    factories.make_deputyship(lead, colleague, starts_in=30)
    factories.make_deputyship(colleague, lead, starts_in=60)
    return {"colleague": (LIPPE, colleague.pk), "deputyship": (deputyship.pk,)}


def _writing(found: dict[str, tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
    """Add a query, editions and the practice's fields for the editor."""
    office = User.objects.get(email=f"moderation@{demo.DOMAIN}")
    (asked,), (draft,), (published,) = (
        found[f"practice_{state}"] for state in ("query", "draft", "published")
    )
    text = "Worin bestand der Unterschied zum Vorjahr?"
    ReviewRemark.objects.create(practice_id=asked, field="results", text=text, by=office)
    for number, results in enumerate(("Bisher 34 Teilnehmende.", "Jetzt 118 Teilnehmende."), 1):
        fields = {"title": "Hybride Deutschkurse", "results": results}
        opened = {"audience": Audience.PUBLIC, "fields": fields}
        Edition.objects.create(practice_id=published, number=number, by=office, **opened)
    archived = found["practice_archived"]
    reason = "Enthält Angaben, aus denen sich einzelne Ratsuchende erkennen lassen."
    Practice.objects.filter(pk=archived[0]).update(
        archived_at=timezone.now(), archived_by=office, archive_reason=reason
    )
    return {
        "practice_section": (draft, "ueberblick"),
        "practice_pair": (published, 1, 2),
        "practice_archived_by_office": archived,
    }


def _adoptions(richest: Practice) -> dict[str, tuple[Any, ...]]:
    """Let Celle take over from Kreis Lippe, with all there is to say; Lippe has one of the demo."""
    celle = {"kreis_id": "03351", "decision": "Kreistagsbeschluss", "cost_note": "Rund 5.000 €"}
    steps = [(step, "geaendert", "Bei uns gibt es nur einen Ort.") for step in richest.steps]
    source = _copy(richest, audience=Audience.NETWORK)
    adoption = factories.make_adoption(source, **celle, hours=40, elements=steps)
    members = factories.make_adoption(_copy(richest, audience=Audience.MEMBERS), **celle)
    archived = factories.make_adoption(_copy(richest, state=State.ARCHIVED), **celle)
    own = factories.make_adoption(_copy_for(richest, "03351"), kreis_id=LIPPE)
    return {
        "adoption": (adoption.pk,),
        "adoption_members": (members.pk,),
        "adoption_archived": (archived.pk,),
        "adoption_of_lippe": (own.pk,),
        "adoption_after_6": (adoption.pk, 6),
        "adoption_of_lippe_after_12": (own.pk, 12),
    }


def _met(lead: User) -> dict[str, tuple[Any, ...]]:
    """Let Kreis Lippe have met Celle: minutes of each sort, with all they can hold."""
    celle = User.objects.get(email=f"celle@{demo.DOMAIN}")
    found: dict[str, tuple[Any, ...]] = {}
    for name, audience, more in (
        ("minutes_public", Audience.PUBLIC, {}),
        ("minutes", Audience.NETWORK, {}),
        ("minutes_of_participants", Audience.NETWORK, {"for_participants": True}),
        ("minutes_draft", Audience.NETWORK, {"published_at": None}),
        ("event_past", Audience.NETWORK, None),
    ):
        event = factories.make_event(kreis=lead.kreis, starts_in=-3, audience=audience)
        factories.make_registration(event, celle)
        found[name] = (event.pk,)
        if more is None:
            continue
        decisions = ["Die Sprachmittlung wird gemeinsam ausgeschrieben.", "Wohnraum" * 20]
        minutes = factories.make_minutes(event, text=RICH, decisions=decisions, **more)
        done = {"done_at": timezone.now(), "text": "Finanzierungsmöglichkeitenübersicht" * 4}
        factories.make_task(minutes, celle, **done)
        overdue = timezone.localdate() - timedelta(days=2)
        task = factories.make_task(minutes, celle, due=overdue, effort=30)
        found[name.replace("minutes", "task")] = (event.pk, task.pk)
    found["task_elsewhere"] = (found["event_past"][0], found["task"][1])
    return found | _material(found)


def _material(met: dict[str, tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
    """Put files to these events; one waits for the end of its event."""
    found: dict[str, tuple[Any, ...]] = {}
    long: dict[str, Any] = {"title": "Kurskonzept" * 12, "size": 2_200_000}
    few: dict[str, Any] = {"for_registered": True, "alt": "Neun am Tisch"}
    for name, thing, more in (
        ("material_public", "minutes_public", {}),
        ("material", "minutes", long),
        ("material_of_registered", "minutes", few),
    ):
        event = Event.objects.get(pk=met[thing][0])
        file = factories.make_material(event, **more)
        found[name] = (event.pk, file.pk, file.download_name)
    coming = factories.make_event(kreis_id=LIPPE, audience=Audience.NETWORK)
    file = factories.make_material(coming, visible_from="danach")
    found["material_afterwards"] = (coming.pk, file.pk, file.download_name)
    event_id, file_id, name = found["material"]
    found["material_in_editor"] = (event_id, file_id)
    return found | {"material_elsewhere": (coming.pk, file_id, name)}


def _copy_for(practice: Practice, ags: str) -> Practice:
    copy = _copy(practice, state=State.PUBLISHED)
    Practice.objects.filter(pk=copy.pk).update(kreis=ags)
    copy.kreis_id = ags
    return copy


def _files(found: dict[str, tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
    """Attach files and a picture: the editor and the page show both."""
    for name in ("draft", "published", "public", "network"):
        practice = Practice.objects.get(pk=found[f"practice_{name}"][0])
        factories.add_picture(practice, picture())
        file = factories.make_file(practice, title="Leihvertrag für Tablets in acht Sprachen")
        factories.make_file(practice, title="Kurskonzept" * 12, size=2_200_000)
        found[f"file_of_{name}"] = (practice.pk, file.pk, file.download_name)
    draft, file_id, _ = found["file_of_draft"]
    return {"file_in_editor": (draft, file_id), "section_with_files": (draft, "kontakt")}


def _invitations(lead: User) -> dict[str, tuple[Any, ...]]:
    given = {"kreis": lead.kreis, "invited_by": lead}
    factories.make_invitation("t" * 43, **given)
    factories.make_invitation("a" * 43, **given)
    factories.make_invitation("e" * 43, **given, expires_at=timezone.now() - timedelta(days=1))
    return {
        "invitation_token": ("t" * 43,),
        "invitation_to_accept": ("a" * 43,),
        "invitation_expired": ("e" * 43,),
    }


def _copy(practice: Practice, **changes: Any) -> Practice:
    fields = {field.name: getattr(practice, field.name) for field in Practice._meta.concrete_fields}
    del fields["id"]
    fields |= {"adoption_count": 0, "adoption_running": 0, "adoption_stopped": 0}
    label = next(iter(changes.values())).label
    fields["title"] = f"{practice.title[:80]} ({label})"
    copy = factories.make_practice(**fields | changes, themes=list(practice.themes.all()))
    for field in Practice._meta.many_to_many:
        getattr(copy, field.name).set(getattr(practice, field.name).all())
    index("praxis", copy)
    return copy


def session_of(login: str) -> str:
    """Sign somebody in without the form; return the session's key."""
    client = Client()
    person = User.objects.get(email=f"{login}@{demo.DOMAIN}")
    client.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
    return str(client.session.session_key)


def facts() -> dict[str, Any]:
    """Return what the tests have to know of this house."""
    return {
        "cookie": settings.SESSION_COOKIE_NAME,
        "sessions": {role: session_of(login) for role, login in LOGINS.items()},
        "things": things(),
        "kreise": dict(Kreis.objects.members().values_list("name", "ags")),
        # Pages that come when the portal itself is broken.
        "broken": {
            name: render_to_string(f"{name}.html", {"request_id": "0123456789ab"})
            for name in ("500", "503")
        },
    }


def main(port: str, notes: str) -> None:
    """Prepare everything, leave the facts in the file `notes`, then turn into the web server."""
    run.end_with_parent()
    furnish()
    Path(notes).write_text(json.dumps(facts()), encoding="utf-8")
    connections.close_all()
    granian = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", port]
    granian += ["--workers", "1", "--blocking-threads", "2", "--no-ws", "--log-level", "warning"]
    os.execv(sys.executable, [sys.executable, *granian, "config.wsgi:application"])  # noqa: S606
