from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client
from django.utils import timezone

from members.models import Session, User
from members.services.devices import note_session
from members.services.people import end_sessions
from members.templatetags.devices import device
from tests import factories
from tests.factories import PASSWORD
from tests.members.test_joining import ANSWERS, LINK, TOKEN

if TYPE_CHECKING:
    from collections.abc import Callable

    from members.models import Kreis

LIST = "/konto/sitzungen/"
ACCOUNT = "/konto/"
TO_LOGIN = f"/konto/anmelden/?next={ACCOUNT}"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1"
)


def signed_in(person: User, user_agent: str = FIREFOX) -> Client:
    """Sign in through the page, so that the session is listed."""
    client = Client(headers={"user-agent": user_agent})
    response = client.post("/konto/anmelden/", {"login": person.email, "password": PASSWORD})
    assert response.status_code == 302
    return client


def is_in(client: Client) -> bool:
    response = client.get(ACCOUNT)
    assert (response.status_code, response.get("Location")) in {(200, None), (302, TO_LOGIN)}
    return response.status_code == 200


def key_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


# S13
def test_signing_in_gives_the_session_a_new_id(client: Client, lippe: User) -> None:
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = str(before)
    client.post("/konto/anmelden/", {"login": lippe.email, "password": PASSWORD})
    assert key_of(client) != before
    assert list(Session.objects.values_list("pk", flat=True)) == [key_of(client)]


@pytest.mark.parametrize("key", ['"abcdefgh\\000ijkl"', '"abcdefgh\\\'ijkl"', "abc defghi", "abc"])
def test_a_cookie_that_no_session_can_have_is_nobodys(client: Client, db: None, key: str) -> None:
    cookie = f"{settings.SESSION_COOKIE_NAME}={key}"
    assert client.get("/", headers={"cookie": cookie}).status_code == 200


# S14
def test_signing_out_ends_the_session_on_the_server(lippe: User) -> None:
    client = signed_in(lippe)
    key = key_of(client)
    response = client.post("/konto/abmelden/")
    assert (response.status_code, response["Location"]) == (302, "/")
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = key
    assert (is_in(thief), Session.objects.filter(pk=key).exists()) == (False, False)


def test_a_mere_link_to_the_sign_out_page_signs_nobody_out(lippe: User) -> None:
    client = signed_in(lippe)
    assert client.get("/konto/abmelden/").status_code == 200
    assert is_in(client)


# S15
def test_a_closed_account_is_out_with_the_next_request_of_every_session(lippe: User) -> None:
    clients = [signed_in(lippe), signed_in(lippe, EDGE)]
    assert [is_in(client) for client in clients] == [True, True]
    User.objects.filter(pk=lippe.pk).update(is_active=False)
    assert [is_in(client) for client in clients] == [False, False]


# S16
def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(lippe: User) -> None:
    here, elsewhere = signed_in(lippe), signed_in(lippe, EDGE)
    before = key_of(here)
    new = "zwölf grüne Boote am Steg"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/konto/kennwort/", form)["Location"] == "/konto/kennwort/"
    assert (is_in(here), is_in(elsewhere)) == (True, False)
    assert key_of(here) != before


# S17
def test_a_session_ends_eight_hours_after_its_last_use(lippe: User) -> None:
    client = signed_in(lippe)
    assert is_in(client)
    session = Session.objects.get(pk=key_of(client))
    left = session.expire_date - timezone.now()
    assert timedelta(hours=7, minutes=59) < left <= timedelta(hours=8)
    assert client.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 8 * 60 * 60
    Session.objects.filter(pk=session.pk).update(expire_date=timezone.now())
    assert not is_in(client)


# S17
@pytest.mark.parametrize(("days", "sessions"), [(13.9, 1), (14.1, 0)])
def test_a_session_ends_after_fourteen_days_however_busy(
    days: float, sessions: int, lippe: User
) -> None:
    client = signed_in(lippe)
    assert is_in(client)
    session = client.session
    session["started"] = int(time.time() - days * 24 * 60 * 60)
    session.save()
    assert is_in(client) is bool(sessions)
    assert Session.objects.count() == sessions


# S17
def test_a_session_in_use_is_renewed_after_a_quarter_of_an_hour_and_no_sooner(
    lippe: User,
) -> None:
    client = signed_in(lippe)
    assert is_in(client)
    rows = Session.objects.filter(pk=key_of(client))
    soon = timezone.now() + timedelta(hours=1)
    for minutes, renewed in ((14, False), (16, True)):
        session = client.session
        session["renewed"] = int(time.time() - minutes * 60)
        session.save()
        rows.update(expire_date=soon)
        assert is_in(client)
        assert (rows.get().expire_date > soon) is renewed


def test_a_page_writes_nothing_to_the_session(lippe: User, queries: Callable[[int], Any]) -> None:
    client = signed_in(lippe)
    assert is_in(client)
    with queries(2):  # person with Kreis, deputyships
        client.get(ACCOUNT)


def cookies_of(**environment: str) -> dict[str, Any]:
    """Read the settings in a process of its own, as an installation would."""
    program = (
        "import json; from config import settings as s; "
        "print(json.dumps({k: getattr(s, k) for k in dir(s) if '_COOKIE_' in k}))"
    )
    clean = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}}
    installation = {
        "DATABASE_URL": "postgresql://forum@db.example/forum",
        "SECRET_KEY": "x" * 60,
        "MAIL_FROM": "forum@forum.example",
        "SMTP_HOST": "mail.example",
    }
    answer = subprocess.run(  # noqa: S603  (our own interpreter and program)
        [sys.executable, "-c", program],
        env=clean | installation | environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


# S18
@pytest.mark.parametrize(("scheme", "prefix"), [("https", "__Host-"), ("http", "")])
def test_cookies_are_as_closed_as_the_connection_allows(scheme: str, prefix: str) -> None:
    secure = scheme == "https"
    assert cookies_of(BASE_URL=f"{scheme}://forum.example") == {
        "SESSION_COOKIE_AGE": 8 * 60 * 60,
        "SESSION_COOKIE_NAME": f"{prefix}forum_sitzung",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_NAME": f"{prefix}forum_csrf",
        "CSRF_COOKIE_SECURE": secure,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
    }


# S18: a __Host- cookie needs Path=/ and must not name a domain
def test_the_session_cookie_is_sent_as_the_settings_say(lippe: User) -> None:
    cookie = signed_in(lippe).cookies[settings.SESSION_COOKIE_NAME]
    sent = {name: cookie[name] for name in ("httponly", "samesite", "path", "domain")}
    assert sent == {"httponly": True, "samesite": "Lax", "path": "/", "domain": ""}


# S20
def test_people_see_their_own_sessions_in_plain_words(lippe: User, celle: User) -> None:
    signed_in(celle, IPHONE)
    signed_in(lippe, EDGE)
    page = signed_in(lippe).get(LIST).content.decode()
    shown = [name for name in ("Firefox, Windows", "Edge, Windows", "iPhone") if name in page]
    assert shown == ["Firefox, Windows", "Edge, Windows"]
    assert page.count("Diese Sitzung") == 1
    assert "127.0.0.1" not in page


# S20
def test_a_session_is_listed_once_and_as_it_was_used_last(lippe: User, celle: User) -> None:
    for person, browser in ((celle, FIREFOX), (lippe, "x" * 1000)):
        note_session(person, key="a" * 32, client="203.0.113.7", browser=browser)
    note_session(lippe, key="b" * 32, client="2001:db8::1", browser=EDGE)
    listed = UserSession.objects.order_by("session_key")
    assert [(one.user, one.ip, one.user_agent[:200]) for one in listed] == [
        (lippe, "203.0.113.7", "x" * 200),
        (lippe, "2001:db8::1", EDGE),
    ]


# S20
def test_the_session_an_invitation_began_is_listed_and_ends_with_the_others(
    lippe: User, kreis_lippe: Kreis
) -> None:
    factories.make_invitation(TOKEN, kreis=kreis_lippe, invited_by=lippe)
    joined = Client(headers={"user-agent": IPHONE})
    joined.post(LINK, ANSWERS)
    assert is_in(joined)
    person = User.objects.get(first_name=ANSWERS["first_name"])
    desk = Client(headers={"user-agent": EDGE})
    desk.post("/konto/anmelden/", {"login": person.email, "password": ANSWERS["password"]})
    assert "iPhone" in desk.get(LIST).text
    desk.post(LIST)
    assert (is_in(desk), is_in(joined)) == (True, False)


# S20
def test_all_sessions_end_whether_or_not_they_are_listed(lippe: User, celle: User) -> None:
    clients = [signed_in(lippe), signed_in(lippe, IPHONE), signed_in(lippe), signed_in(celle)]
    UserSession.objects.filter(session_key=key_of(clients[1])).delete()
    # As one that began before sessions named their person.
    Session.objects.filter(session_key=key_of(clients[2])).update(person=None)
    end_sessions(lippe)
    assert [is_in(client) for client in clients] == [False, False, False, True]
    assert [one.user for one in UserSession.objects.all()] == [celle]


# S20
def test_an_ended_session_is_not_listed(lippe: User) -> None:
    here, phone = signed_in(lippe), signed_in(lippe, IPHONE)
    Session.objects.filter(pk=key_of(phone)).update(expire_date=timezone.now())
    assert "iPhone" not in here.get(LIST).content.decode()
    assert [one.session_key for one in UserSession.objects.all()] == [key_of(here)]


# S20
def test_one_session_can_be_ended(lippe: User) -> None:
    here, phone, office = signed_in(lippe), signed_in(lippe, IPHONE), signed_in(lippe, EDGE)
    chosen = UserSession.objects.get(session_key=key_of(phone))
    response = here.post(LIST, {"session": chosen.pk}, follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "Die Sitzung ist beendet."
    ]
    assert [is_in(client) for client in (here, phone, office)] == [True, False, True]


# S20
def test_all_other_sessions_can_be_ended_at_once(lippe: User, celle: User) -> None:
    here, phone, office, other = (
        signed_in(lippe),
        signed_in(lippe, IPHONE),
        signed_in(lippe, EDGE),
        signed_in(celle),
    )
    response = here.post(LIST, follow=True)
    said = [str(message) for message in response.context["messages"]]
    assert said == ["Alle anderen Sitzungen sind beendet."]
    assert [is_in(client) for client in (here, phone, office, other)] == [True, False, False, True]


# S20
@pytest.mark.parametrize("name", ["of another", "unsinn", ""])
def test_nobody_ends_a_session_of_somebody_else(name: str, lippe: User, celle: User) -> None:
    here, phone, other = signed_in(lippe), signed_in(lippe, IPHONE), signed_in(celle)
    foreign = UserSession.objects.get(session_key=key_of(other))
    here.post(LIST, {"session": str(foreign.pk) if name == "of another" else name})
    assert [is_in(client) for client in (here, phone, other)] == [True, True, True]


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox, Windows"),
        (EDGE, "Edge, Windows"),
        (IPHONE, "Safari, iPhone"),
        ("curl/8.9", "Unbekanntes Gerät"),
        ("<script>alert(1)</script> Linux", "Linux"),
        ("", "Unbekanntes Gerät"),
    ],
)
def test_a_browser_is_named_in_plain_words(user_agent: str, words: str) -> None:
    assert device(user_agent) == words


# S15: a deactivated person without `last_login` (not kept, data minimisation) signs in like any
def test_signing_in_leaves_no_date_on_the_person(lippe: User) -> None:
    before = User.objects.filter(pk=lippe.pk).values().get()
    signed_in(lippe)
    assert User.objects.filter(pk=lippe.pk).values().get() == before
    assert "last_login" not in before
