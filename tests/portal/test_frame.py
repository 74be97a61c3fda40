from __future__ import annotations

import json
import logging
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client

from config.logs import JsonFormatter
from content.choices import Audience
from tests import factories

if TYPE_CHECKING:
    from members.models import User


# S55
def test_every_answer_carries_the_headers(lippe: User, as_: Any) -> None:
    response = as_(lippe).get("/")
    expected = {
        "Content-Security-Policy": (
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
            "form-action 'self'; frame-ancestors 'none'"
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "X-Frame-Options": "DENY",
        # S56
        "Cache-Control": "private, no-store",
    }
    assert {name: response[name] for name in expected} == expected


# S56
@pytest.mark.parametrize("address", ["/", "/kreise/", "/praxis/", "/konto/", "/gibt-es-nicht/"])
def test_no_cache_keeps_what_was_made_for_somebody(address: str, lippe: User, as_: Any) -> None:
    assert as_(lippe).get(address)["Cache-Control"] == "private, no-store"


# S82
@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/impressum/", "Impressum"),
        ("/datenschutz/", "Datenschutz"),
        ("/barrierefreiheit/", "Erklärung zur Barrierefreiheit"),
        ("/hilfe/", "Hilfe"),
        ("/leichte-sprache/", "Leichte Sprache"),
        ("/konto/anmelden/", "Anmelden"),
    ],
)
def test_the_legal_pages_and_the_login_are_open_to_all(
    address: str, heading: str, as_: Any
) -> None:
    call_command("load_pages", verbosity=0)
    response = as_(None).get(address)
    assert response.status_code == 200
    assert heading in response.text.partition("<h1")[2].partition("</h1>")[0]


# S59
@pytest.mark.django_db
def test_a_failure_shows_a_reference_and_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.views.start_page._landing", _fail_with(ValueError("geheim")))
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    assert response["X-Request-ID"] in response.text
    for word in ("geheim", "ValueError", "Traceback", "/portal/"):
        assert word not in response.text


@pytest.mark.django_db
def test_without_a_database_the_portal_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.views.start_page._landing", _fail_with(OperationalError("gone")))
    response = Client(raise_request_exception=False).get("/")
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "gone" not in response.text


def _fail_with(error: Exception) -> Any:
    def fail(request: Any) -> None:
        raise error

    return fail


def test_health_tells_process_and_database_apart(as_: Any) -> None:
    client = as_(None)
    assert [client.get(f"/health/{name}").text for name in ("live", "ready")] == ["ok\n", "ok\n"]


# S60
@pytest.mark.parametrize("header", ["HTTP_HOST", "HTTP_X_FORWARDED_HOST"])
def test_a_forged_host_poisons_nothing(header: str, as_: Any) -> None:
    response = as_(None).get("/", headers={}, **{header: "evil.example"})
    assert "evil.example" not in response.text
    assert response.status_code == (400 if header == "HTTP_HOST" else 200)


# S66, S67
def test_a_log_line_is_one_json_object_without_what_people_typed() -> None:
    error = ValueError("lippe@forum.example")
    exc_info = (ValueError, error, error.__traceback__)
    said = 'Zeile\n{"forged": 1}'
    record = logging.LogRecord("forum", logging.ERROR, "x.py", 1, said, None, exc_info)
    line = JsonFormatter().format(record)
    assert "\n" not in line
    entry = json.loads(line)
    assert entry["error"] == "ValueError"
    assert "lippe@forum.example" not in line


# S19 is tested with the sign-in; here: what is not there leads anonymous readers to the login.
def test_the_way_to_the_login_keeps_the_address(as_: Any) -> None:
    response = as_(None).get("/praxis/4711/?a=1")
    assert (response.status_code, response["Location"]) == (
        302,
        "/konto/anmelden/?next=/praxis/4711/%3Fa%3D1",
    )


def test_the_navigation_shows_where_a_reader_is_and_can_go(
    lippe: User, liaison: User, moderator: User, as_: Any
) -> None:
    practice = factories.make_practice(audience=Audience.PUBLIC)
    call_command("load_pages", verbosity=0)
    seen = {}
    for person in (None, liaison, lippe, moderator):
        for address in ("/praxis/", practice.get_absolute_url(), "/hilfe/"):
            page = as_(person).get(address).text
            drawn = page.partition('aria-label="Hauptnavigation">')[2].partition("</nav>")[0]
            links = re.findall(r'<a href="([^"]+)"(?: aria-current="(\w+)")?>', drawn)
            seen[getattr(person, "email", ""), address] = links
    everybody = ["/", "/praxis/", "/termine/", "/kreise/"]
    members = ["/", "/praxis/", "/austausch/", "/termine/", "/kreise/"]
    reach = {
        "": everybody,
        liaison.email: [*everybody, "/expertenkreis/"],
        lippe.email: [*members, "/expertenkreis/"],
        moderator.email: [*members, "/expertenkreis/", "/verwaltung/"],
    }
    current = {"/praxis/": "page", practice.get_absolute_url(): "true", "/hilfe/": ""}
    assert seen == {
        (email, address): [(one, current[address] if one == "/praxis/" else "") for one in areas]
        for email, areas in reach.items()
        for address in current
    }
