"""States of pages that an address alone does not show: errors, refusals, hits, nothing found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from tests.browser.audit import assert_fit

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Response

    from tests.browser.conftest import Portal

LIPPE = reverse("members:kreis-edit", args=["05766"])


def _answer(response: Response | None, status: int = 200) -> str:
    assert response is not None
    assert response.status == status
    return response.text()


def _send(page: Page, button: Locator) -> Response:
    """Press the button of a form; return the answer to it."""
    with page.expect_event("load"), page.expect_response(_is_page) as answer:
        button.click()
    return answer.value


def _is_page(response: Response) -> bool:
    return response.request.is_navigation_request()


def _assert_summary_speaks(page: Page) -> None:
    assert page.title().startswith("Fehler: ")
    assert page.locator(".error-summary").evaluate("it => it === document.activeElement")
    # Each error leads to its field.
    for link in page.locator(".error-summary a").all():
        target = (link.get_attribute("href") or "").removeprefix("#")
        assert page.locator(f"[id='{target}']").count() == 1


def test_an_address_that_does_not_exist(portal: Portal) -> None:
    with portal.visiting("lead") as (page, watch):
        html = _answer(page.goto("/austausch/alte-adresse/"), 404)
        assert_fit(page, watch, html)


def test_a_page_of_another_kreis_refuses_with_a_reason(portal: Portal) -> None:
    with portal.visiting("other") as (page, watch):
        html = _answer(page.goto(LIPPE), 403)
        assert_fit(page, watch, html)


def test_too_many_attempts(portal: Portal) -> None:
    with portal.visiting("public") as (page, watch):
        page.goto(reverse("account_login"))
        token = page.locator("main [name=csrfmiddlewaretoken]").first.input_value()
        login, password = "niemand@forum.example", "falsch"
        for _ in range(10):
            page.request.post(
                reverse("account_login"),
                form={"csrfmiddlewaretoken": token, "login": login, "password": password},
            )
        page.get_by_label("E-Mail").fill(login)
        page.get_by_label("Kennwort", exact=True).fill(password)
        button = page.locator("main").get_by_role("button", name="Anmelden", exact=True)
        html = _answer(_send(page, button), 429)
        assert_fit(page, watch, html)


@pytest.mark.parametrize("name", ["500", "503"])
def test_the_portal_itself_is_broken(portal: Portal, name: str) -> None:
    html = portal.facts["broken"][name]
    with portal.visiting("public") as (page, watch):
        headers = page.request.get("/").headers
        policy = {"Content-Security-Policy": headers["content-security-policy"]}
        page.route(
            "**/gestoert/",
            lambda route: route.fulfill(
                status=int(name), body=html, content_type="text/html; charset=utf-8", headers=policy
            ),
        )
        html = _answer(page.goto("/gestoert/"), int(name))
        assert_fit(page, watch, html)


def test_a_failed_sign_in(portal: Portal) -> None:
    with portal.visiting("public") as (page, watch):
        page.goto(reverse("account_login"))
        page.get_by_label("E-Mail").fill("lippe@forum.example")
        page.get_by_label("Kennwort", exact=True).fill("falsch")
        answer = _send(
            page, page.locator("main").get_by_role("button", name="Anmelden", exact=True)
        )
        html = _answer(answer)
        _assert_summary_speaks(page)
        # What is no secret stays typed.
        assert page.get_by_label("E-Mail").input_value() == "lippe@forum.example"
        assert_fit(page, watch, html)


def test_an_error_in_the_profile_of_a_kreis(portal: Portal) -> None:
    with portal.visiting("lead") as (page, watch):
        page.goto(LIPPE)
        page.get_by_label("Website").fill("kein Link")
        page.get_by_label("Vorstellung").fill("Was ich getippt habe, bleibt stehen.")
        html = _answer(_send(page, page.get_by_role("button", name="Profil speichern")))
        _assert_summary_speaks(page)
        assert page.get_by_label("Website").input_value() == "kein Link"
        typed = page.get_by_label("Vorstellung").input_value()
        assert typed == "Was ich getippt habe, bleibt stehen."
        assert_fit(page, watch, html)


def test_two_versions_of_the_profile_of_a_kreis(portal: Portal) -> None:
    with portal.visiting("lead") as (page, watch):
        page.goto(LIPPE)
        page.locator("[name=version]").evaluate("field => { field.value = 0; }")
        page.get_by_label("Vorstellung").fill("Mein Text gegen den neueren.")
        html = _answer(_send(page, page.get_by_role("button", name="Profil speichern")), 409)
        mine = page.get_by_role("textbox", name="Vorstellung").input_value()
        assert mine == "Mein Text gegen den neueren."
        assert_fit(page, watch, html)


def test_two_versions_of_the_own_profile(portal: Portal) -> None:
    with portal.visiting("lead") as (page, watch):
        page.goto(reverse("members:profile-edit"))
        page.locator("[name=version]").evaluate("field => { field.value = 'alt'; }")
        page.get_by_label("Funktion").fill("Was ich getippt habe, bleibt stehen.")
        html = _answer(_send(page, page.get_by_role("button", name="Profil speichern")), 409)
        typed = page.get_by_role("textbox", name="Funktion").input_value()
        assert typed == "Was ich getippt habe, bleibt stehen."
        assert_fit(page, watch, html)


def test_an_error_in_the_own_profile(portal: Portal) -> None:
    with portal.visiting("lead") as (page, watch):
        page.goto(reverse("members:profile-edit"))
        page.get_by_label("Vorname").fill("")
        html = _answer(_send(page, page.get_by_role("button", name="Profil speichern")))
        _assert_summary_speaks(page)
        assert_fit(page, watch, html)


def test_an_error_while_changing_the_password(portal: Portal) -> None:
    with portal.visiting("lead") as (page, watch):
        page.goto(reverse("account_change_password"))
        for field in page.locator("main input[type=password]").all():
            field.fill("kurz")
        button = page.locator("main").get_by_role("button", name="Kennwort ändern")
        html = _answer(_send(page, button))
        _assert_summary_speaks(page)
        assert_fit(page, watch, html)


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("practices:practice-list", "q=Deutschkurse"),
        ("practices:practice-list", "q=Unauffindbarkeitsbescheinigung"),
        ("practices:practice-list", "seite=2"),
        ("practices:practice-list", "q=Deutschkurs&thema=sprache&land=NI&aufwand=2"),
        ("search:results", "q=Deutschkurs"),
        ("search:results", "q=Celle&art=kreis"),
        ("search:results", "q=Sprachmitler"),
        ("search:results", "q=Unauffindbarkeitsbescheinigung"),
        ("members:kreis-list", "q=lip"),
        ("members:kreis-list", "q=Unauffindbarkeitsbescheinigung"),
        ("members:kreis-list", "q=Dithmarschen"),  # which is no member
        ("members:kreis-list", "land=NI&land=HE"),
        ("account_login", "next=/konto/"),
    ],
)
def test_a_search(portal: Portal, name: str, query: str) -> None:
    role = "public" if name == "account_login" else "lead"
    with portal.visiting(role) as (page, watch):
        html = _answer(page.goto(f"{reverse(name)}?{query}"))
        assert_fit(page, watch, html)


@pytest.mark.parametrize(
    ("name", "thing"),
    [
        ("account_reset_password_from_key", "reset_key_good"),
        ("account_confirm_email", "email_key_good"),
    ],
)
def test_a_link_from_a_mail(portal: Portal, name: str, thing: str) -> None:
    with portal.visiting("public") as (page, watch):
        html = _answer(page.goto(reverse(name, args=portal.things[thing])))
        assert page.locator("main form").count() == 1
        assert_fit(page, watch, html)


def test_an_invitation_that_has_expired_and_a_new_link(portal: Portal) -> None:
    with portal.visiting("public") as (page, watch):
        address = reverse("members:invitation", args=portal.things["invitation_expired"])
        html = _answer(page.goto(address), 410)
        assert_fit(page, watch, html)
        html = _answer(_send(page, page.get_by_role("button", name="Neuen Link anfordern")))
        assert_fit(page, watch, html)


def test_an_error_while_accepting_an_invitation(portal: Portal) -> None:
    with portal.visiting("public") as (page, watch):
        page.goto(reverse("members:invitation", args=portal.things["invitation_token"]))
        html = _answer(_send(page, page.get_by_role("button", name="Einladung annehmen")))
        _assert_summary_speaks(page)
        assert_fit(page, watch, html)


def test_asking_for_access_with_an_error_and_without(portal: Portal) -> None:
    with portal.visiting("public") as (page, watch):
        page.goto(reverse("members:access"))
        ask = page.locator("main").get_by_role("button", name="Zugang anfragen")
        html = _answer(_send(page, ask))
        _assert_summary_speaks(page)
        assert_fit(page, watch, html)
        page.get_by_label("Vorname").fill("Ines")
        page.get_by_label("Nachname").fill("Petersen")
        page.get_by_label("E-Mail").fill("ines.petersen@dithmarschen.example")
        page.get_by_label("Kreis", exact=True).select_option(label="Kreis Dithmarschen")
        page.get_by_label("Funktion").fill("Integrationsbeauftragte")
        html = _answer(_send(page, ask))
        assert page.locator("h1").inner_text() == "Vielen Dank für Ihre Anfrage"
        assert_fit(page, watch, html)


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("moderator", "members/kreis/05766/change/"),
        ("moderator", "practices/practice/1/change/"),
        ("moderator", "practices/practice/1/history/"),
        ("moderator", "practices/practice/?q=Deutsch"),
        ("moderator", "practices/targetgroup/add/"),
        ("moderator", "portal/page/hilfe/change/"),
        ("moderator", "notices/mailtext/mail_2Finvitation/change/"),
        ("moderator", "content/snippet/add/"),
        ("moderator", "content/record/?q=Vogt"),
        ("admin", "content/record/1/change/"),
        ("admin", "members/user/1/change/"),
    ],
)
def test_a_page_of_the_admin(portal: Portal, role: str, path: str) -> None:
    with portal.visiting(role) as (page, watch):
        html = _answer(page.goto(reverse("admin:index") + path))
        assert_fit(page, watch, html)
