"""What people did in a portal before its upgrade: at least one row in every table that matters.

Written through the services of the release, so that each row is one the release really makes.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from content.drafts import save_draft
from content.purging import purge_all
from events.services import open_feed
from forum.choices import TopicState
from forum.models import Post
from forum.services import edit_post
from members.choices import Role
from members.models import AccessRequest, Kreis, User
from members.services import (
    accept_invitation,
    ask_for_access,
    close_access,
    decline_request,
    end_membership,
    invite,
    name_deputy,
    revoke_invitation,
    update_kreis_profile,
)
from members.services.own_data import ask_for_data
from notices.choices import Channel
from notices.services import set_preferences
from portal import demo
from portal.services import save_page
from practices.choices import State
from practices.models import Practice
from practices.news import QUERY
from practices.services import keep_practice
from tests.factories import make_file


def live() -> None:
    """Let the people of the demo use the portal."""
    lead, moderator = _person("lippe"), _person("moderation")
    _write_texts(lead, moderator)
    _invite(lead)
    _ask_for_access(moderator)
    _use_what_is_private(lead)
    stendal = Kreis.objects.get(name="Landkreis Stendal")
    end_membership(stendal, by=moderator, on=date(2026, 11, 1), reason="Beschluss des Kreistags")
    close_access(_person("lippe.vertretung"), by=lead, reason="hat die Stelle gewechselt")
    _sign_in("celle", password="nicht das Kennwort")
    # Some mail has left, some waits.
    call_command("procrastinate", "worker", "--one-shot")
    _sign_in("celle", password=demo.PASSWORD)
    invite("spaeter@forum.example", by=lead, role=Role.COORDINATOR, kreis=lead.kreis)


def _person(login: str) -> User:
    person: User = User.objects.get(email=f"{login}@{demo.DOMAIN}")
    return person


def _write_texts(lead: User, moderator: User) -> None:
    assert lead.kreis
    values = {"introduction": "Wir koordinieren **zwölf** Kurse.", "structure_note": "Stabsstelle"}
    update_kreis_profile(lead.kreis, by=lead, version=lead.kreis.version, values=values)
    save_page("impressum", title="Impressum", body="Vom Büro geändert.", by=moderator)


def _use_what_is_private(lead: User) -> None:
    today = timezone.localdate()
    days = {"starts_on": today, "ends_on": today + timedelta(days=9)}
    name_deputy(lead, deputy=_person("lippe.vertretung"), by=lead, **days)
    set_preferences(lead, {QUERY.name: Channel.DAILY})
    open_feed(by=lead)
    save_draft(lead, "neues-thema", "Angefangen")
    practice = Practice.objects.filter(state=State.PUBLISHED).exclude(kreis=lead.kreis).first()
    assert practice is not None
    keep_practice(practice, by=lead)
    make_file(practice)
    answers = Post.objects.filter(deleted_at=None, hidden_at=None, topic__deleted_at=None)
    answer = answers.exclude(topic__state=TopicState.CLOSED).latest("pk")
    author = User.objects.get(pk=answer.author_id)
    edit_post(answer, by=author, text=f"{answer.text}\n\nNachtrag.", version=answer.version)
    ask_for_data(lead)
    purge_all(timezone.now(), dry_run=True)


def _invite(lead: User) -> None:
    def send(name: str) -> Any:
        return invite(f"{name}@{demo.DOMAIN}", by=lead, role=Role.COORDINATOR, kreis=lead.kreis)

    send("offen")
    revoke_invitation(send("zurueckgezogen"), by=lead)
    names = {"first_name": "Mia", "last_name": "Neu"}
    accept_invitation(send("angenommen"), password=demo.PASSWORD, **names)


def _ask_for_access(moderator: User) -> None:
    kreis = Kreis.objects.outsiders().filter(is_landkreis=True).in_order()[0]
    for name in ("bittet", "abgelehnt"):
        words = {"first_name": "Kim", "last_name": "Fremd", "function": "Amt", "message": "Bitte."}
        ask_for_access(f"{name}@{demo.DOMAIN}", kreis=kreis, **words)
    decline_request(AccessRequest.objects.get(email__startswith="abgelehnt"), by=moderator)


def _sign_in(login: str, *, password: str) -> None:
    words = {"login": f"{login}@{demo.DOMAIN}", "password": password}
    Client(SERVER_NAME="localhost").post("/konto/anmelden/", words)
