from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from members.models import User
from tests.factories import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

LOGIN = "/konto/anmelden/"
WRONG = "ein falsches Kennwort"
MISMATCH = (
    "E-Mail-Adresse oder Kennwort stimmen nicht. Prüfen Sie beides, auch Groß- und Kleinschreibung."
)


def sign_in(
    client: Client, email: str, password: str = PASSWORD, query: str = "", **extra: Any
) -> Any:
    return client.post(f"{LOGIN}{query}", {"login": email, "password": password}, **extra)


def statuses(client: Client, email: str, passwords: list[str], **extra: Any) -> list[int]:
    return [sign_in(client, email, password, **extra).status_code for password in passwords]


def view_names(patterns: list[Any]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from view_names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern.name or ""


# S1
def test_nobody_can_sign_up(client: Client, db: None) -> None:
    form = {"email": "neu@forum.example", "password1": PASSWORD, "password2": PASSWORD}
    addresses = ("/konto/registrieren/", "/konto/signup/", "/accounts/signup/", "/signup/")
    assert [client.post(address, form).status_code for address in addresses] == [404] * 4
    sign_ups = {name for name in view_names(get_resolver().url_patterns) if "signup" in name}
    assert (sign_ups, User.objects.count()) == (set(), 0)
    assert get_adapter().is_open_for_signup(None) is False


def test_the_login_page_says_how_to_get_an_account_and_offers_no_sign_up(client: Client) -> None:
    page = client.get(LOGIN).content.decode()
    assert "Konten gibt es nur auf Einladung" in page
    assert reverse("account_reset_password") in page
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "placeholder" not in page.split("<main")[1]


def test_a_person_signs_in_with_any_spelling_of_the_address(client: Client, lippe: User) -> None:
    response = sign_in(client, " Lippe@Forum.Example ")
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(lippe.pk)


def test_who_is_signed_in_already_meets_no_login_page(as_: Any, lippe: User) -> None:
    assert as_(lippe).get(LOGIN)["Location"] == "/"


def test_a_sealed_account_meets_a_page_that_says_so(client: Client, lippe: User) -> None:
    User.objects.filter(pk=lippe.pk).update(is_active=False)
    response = sign_in(client, lippe.email)
    assert (response.status_code, response["Location"]) == (302, "/konto/gesperrt/")
    assert "Ihr Konto ist gesperrt" in client.get(response["Location"]).content.decode()
    assert "_auth_user_id" not in client.session


# S5
@pytest.mark.parametrize("state", ["known", "no password yet", "sealed", "unknown"])
def test_a_wrong_password_meets_one_answer_whoever_it_was_for(
    state: str, client: Client, lippe: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    if state == "no password yet":
        lippe.set_unusable_password()
        lippe.save(update_fields=["password"])
    if state == "sealed":
        User.objects.filter(pk=lippe.pk).update(is_active=False)
    email = "niemand@forum.example" if state == "unknown" else lippe.email
    hashed = []
    for name in ("encode", "verify"):
        real = getattr(Argon2PasswordHasher, name)

        def counting(*args: Any, _real: Any = real, **kwargs: Any) -> Any:
            hashed.append(1)
            return _real(*args, **kwargs)

        monkeypatch.setattr(Argon2PasswordHasher, name, counting)
    response = sign_in(client, email, WRONG)
    # The costly part, one Argon2id, is the same: nothing else of the answer takes time.
    assert (response.status_code, len(hashed)) == (200, 1)
    assert response.context["form"].errors == {"__all__": [MISMATCH]}
    page = response.content.decode().replace(email, "")
    assert page.count(MISMATCH) == 1
    assert "gesperrt" not in page


# S6
def test_after_ten_wrong_passwords_the_right_one_meets_429(client: Client, lippe: User) -> None:
    assert statuses(client, lippe.email, [WRONG] * 10 + [PASSWORD]) == [200] * 10 + [429]
    response = sign_in(client, lippe.email)
    assert response.templates[0].name == "429.html"
    page = response.content.decode()
    assert "Warten Sie fünf Minuten" in page
    assert reverse("account_reset_password") in page


# S6
def test_a_right_login_in_between_does_not_refill_the_attempts(lippe: User) -> None:
    client = Client(REMOTE_ADDR="203.0.113.7")
    assert statuses(client, lippe.email, [WRONG] * 6 + [PASSWORD]) == [200] * 6 + [302]
    other = Client(REMOTE_ADDR="203.0.113.7")
    assert statuses(other, lippe.email, [WRONG] * 4 + [PASSWORD]) == [200] * 4 + [429]


# S6
@pytest.mark.parametrize("proxies", [0, 1])
def test_a_forged_forwarded_address_does_not_refill_the_attempts(
    proxies: int, lippe: User, settings: Any
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    client = Client()
    answers = [
        sign_in(
            client,
            lippe.email,
            WRONG,
            # Our proxy appends the address it saw; what stands before it is the client's claim.
            headers={"x-forwarded-for": f"198.51.100.{number}, 203.0.113.7"},
        ).status_code
        for number in range(11)
    ]
    assert answers == [200] * 10 + [429]


# S6
def test_the_addresses_of_one_ipv6_network_count_as_one(lippe: User) -> None:
    answers = [
        sign_in(Client(REMOTE_ADDR=f"2001:db8::{number}"), lippe.email, WRONG).status_code
        for number in range(1, 12)
    ]
    assert answers == [200] * 10 + [429]


# S6
def test_spellings_of_an_address_share_their_attempts(client: Client, lippe: User) -> None:
    spellings = ["lippe@forum.example", "LIPPE@forum.example", " Lippe@Forum.Example "]
    answers = [sign_in(client, spellings[number % 3], WRONG).status_code for number in range(11)]
    assert answers == [200] * 10 + [429]


# S5, S6
def test_an_unknown_address_meets_429_as_well(client: Client, db: None) -> None:
    assert statuses(client, "niemand@forum.example", [WRONG] * 11) == [200] * 10 + [429]


# S7
def test_the_real_person_elsewhere_still_gets_in(lippe: User) -> None:
    stranger, person = Client(REMOTE_ADDR="203.0.113.7"), Client(REMOTE_ADDR="192.0.2.44")
    assert statuses(stranger, lippe.email, [WRONG] * 11)[-1] == 429
    assert sign_in(person, lippe.email).status_code == 302


# S7: a Kreisverwaltung sits behind one address
def test_a_colleague_behind_the_same_address_still_gets_in(
    client: Client, lippe: User, lippe_deputy: User
) -> None:
    assert statuses(client, lippe.email, [WRONG] * 11)[-1] == 429
    assert sign_in(client, lippe_deputy.email).status_code == 302


# S6, S12
def test_confirming_the_password_counts_as_well(as_: Any, lippe: User) -> None:
    client = as_(lippe)
    address = "/konto/bestaetigen/?next=/konto/adresse/"
    answers = [client.post(address, {"password": WRONG}).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]


@pytest.fixture
def _no_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    """One write of the cache in 500 makes a second statement."""
    monkeypatch.setattr("secrets.randbelow", lambda _: 1)


def test_the_page_asks_the_database_nothing(client: Client, queries: Any) -> None:
    with queries(0):
        client.get(LOGIN)


@pytest.mark.usefixtures("_no_sweep")
@pytest.mark.parametrize("sessions", [0, 1, 3])
def test_a_sign_in_costs_the_same_however_many_sessions_there_are(
    sessions: int, lippe: User, queries: Any
) -> None:
    for _ in range(sessions):
        sign_in(Client(), lippe.email)
    client = Client()
    # Attempt, person, attempt taken back, session, its device, what it holds in the end.
    with queries(6):
        assert sign_in(client, lippe.email).status_code == 302
    assert client.session["_auth_user_id"] == str(lippe.pk)


@pytest.mark.usefixtures("_no_sweep")
def test_who_has_a_second_factor_is_asked_for_it_in_as_few(lippe: User, queries: Any) -> None:
    TOTP.activate(lippe, "JBSWY3DPEHPK3PXP")
    # Attempt, person, attempt taken back, whether the factor is one to ask for, session.
    with queries(5):
        assert sign_in(Client(), lippe.email)["Location"] == "/konto/zweiter-faktor/eingeben/"


# S5
@pytest.mark.usefixtures("_no_sweep")
def test_a_wrong_password_asks_the_same_whoever_it_was_for(
    client: Client, lippe: User, celle: User, queries: Any
) -> None:
    User.objects.filter(pk=celle.pk).update(is_active=False)
    EmailAddress.objects.create(user=lippe, email="neu@kreis.example")
    sign_in(client, lippe.email, WRONG)  # the first of a day begins its count
    for email in (lippe.email, celle.email, "neu@kreis.example", "niemand@forum.example"):
        # Attempt, person, count of the day.
        with queries(3):
            assert sign_in(client, email, WRONG).status_code == 200


def test_a_new_address_lets_nobody_in_before_it_is_confirmed(client: Client, lippe: User) -> None:
    EmailAddress.objects.create(user=lippe, email="neu@kreis.example")
    assert sign_in(client, "neu@kreis.example")["Location"] == "/konto/adresse/gesendet/"
    assert "_auth_user_id" not in client.session
    assert sign_in(client, lippe.email)["Location"] == "/"
    EmailAddress.objects.filter(email="neu@kreis.example").update(verified=True)
    assert sign_in(Client(), "neu@kreis.example")["Location"] == "/"


def test_a_confirmed_address_is_nobody_elses(client: Client, lippe: User, celle: User) -> None:
    celle.set_password("sieben gelbe Räder im Hof")
    celle.save(update_fields=["password"])
    EmailAddress.objects.create(user=celle, email=lippe.email)
    assert sign_in(client, lippe.email, "sieben gelbe Räder im Hof").status_code == 200
    assert sign_in(client, lippe.email).status_code == 302
    assert client.session["_auth_user_id"] == str(lippe.pk)


# S19
@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "http://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "https:evil.example",
        "http:/evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://testserver/kreise/",
        "http://localhost/kreise/",
        "http://localhost:8000@evil.example/",
        "kreise/",
        "",
    ],
)
def test_next_never_leaves_the_site(target: str, client: Client, lippe: User) -> None:
    response = client.post(LOGIN, {"login": lippe.email, "password": PASSWORD, "next": target})
    assert (response.status_code, response["Location"]) == (302, "/")


# S19
def test_next_leads_to_the_page_that_was_asked_for(client: Client, lippe: User) -> None:
    asked = client.get("/konto/profil/?teil=1")
    assert asked["Location"] == f"{LOGIN}?next=/konto/profil/%3Fteil%3D1"
    page = client.get(asked["Location"]).content.decode()
    assert '<input type="hidden" name="next" value="/konto/profil/?teil=1">' in page
    response = sign_in(client, lippe.email, query="?next=/konto/profil/%3Fteil%3D1")
    assert response["Location"] == "/konto/profil/?teil=1"


# S19
def test_signing_out_leads_nowhere_else(as_: Any, lippe: User) -> None:
    response = as_(lippe).post("/konto/abmelden/", {"next": "//evil.example/"})
    assert (response.status_code, response["Location"]) == (302, "/")


# S36
@pytest.mark.parametrize(
    "text",
    ["\0", "\ud800", "\u202e", "\u200b", "\U0001f600" * 500, "x" * 1_000_000, "'; --"],
)
def test_no_input_breaks_the_login_page(text: str, client: Client, db: None) -> None:
    typed = quote(text, errors="surrogatepass")
    form = "application/x-www-form-urlencoded"
    bodies = (f"login={typed}&password={typed}", f"login={typed}@forum.example&password={typed}")
    assert [client.post(LOGIN, body, form).status_code for body in bodies] == [200, 200]


# S56
def test_no_cache_keeps_the_pages_of_the_account(client: Client, db: None) -> None:
    for address in (LOGIN, "/konto/kennwort/vergessen/", "/konto/kennwort/neu/1-set-password/"):
        assert client.get(address)["Cache-Control"] == "private, no-store"


def test_the_pages_around_the_sign_in_open_without_an_account(client: Client, db: None) -> None:
    addresses = {
        "/konto/gesperrt/": "Ihr Konto ist gesperrt",
        "/konto/adresse/gesendet/": "Bitte bestätigen Sie Ihre E-Mail-Adresse",
        "/konto/adresse/unsinn/": "Der Link ist abgelaufen oder wurde schon benutzt",
        "/konto/kennwort/vergessen/": "Kennwort vergessen",
        "/konto/kennwort/vergessen/gesendet/": "Sehen Sie in Ihr Postfach",
        "/konto/kennwort/neu/1-abc-def/": "Der Link ist abgelaufen oder wurde schon benutzt",
        "/konto/kennwort/neu/1-set-password/": "Der Link ist abgelaufen oder wurde schon benutzt",
        "/konto/kennwort/neu/fertig/": "Ihr neues Kennwort gilt",
    }
    found = {address: client.get(address) for address in addresses}
    assert {address: response.status_code for address, response in found.items()} == dict.fromkeys(
        addresses, 200
    )
    for address, words in addresses.items():
        assert words in found[address].content.decode()
