"""Who downloads the own data, hands over and leaves; and the way back, on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from portal.demo import PASSWORD
from tests.browser.audit import assert_fit

if TYPE_CHECKING:
    from playwright.sync_api import Page, Response

    from tests.browser.conftest import Portal


def _html(response: Response | None) -> str:
    assert response is not None
    assert response.status == 200
    return response.text()


def _confirm(page: Page) -> None:
    page.goto(reverse("members:leave"))
    # The tests share a session: the first of them was asked, and that holds for a while.
    if page.url.partition("?")[0].endswith(reverse("account_reauthenticate")):
        page.get_by_label("Kennwort", exact=True).fill(PASSWORD)
        page.locator("main form button").first.click()
    page.get_by_role("heading", name="Konto löschen").wait_for()


def test_who_leaves_meets_pages_that_fit(portal: Portal) -> None:
    with portal.visiting("other") as (page, watch):
        for name in ("own-data", "handover"):
            assert_fit(page, watch, _html(page.goto(reverse(f"members:{name}"))))
            page.set_viewport_size({"width": 1280, "height": 900})
    with portal.visiting("deputy") as (page, watch):
        _confirm(page)
        assert_fit(page, watch, _html(page.goto(reverse("members:leave"))))


def test_it_is_taken_back_from_any_page_without_scripts(portal: Portal) -> None:
    with portal.stranger("deputy", java_script_enabled=False) as page:
        _confirm(page)
        page.get_by_label("Meine Beiträge bleiben ohne meinen Namen stehen").check()
        page.get_by_label("Ja, mein Konto soll").check()
        page.get_by_role("button", name="Konto in 14 Tagen löschen").click()
        page.get_by_role("heading", name="Noch können Sie es zurücknehmen").wait_for()
        page.goto(reverse("practices:practice-list"))
        page.get_by_role("button", name="Doch bleiben").click()
        page.get_by_text("Schön, dass Sie bleiben.").wait_for()
        assert page.get_by_role("button", name="Doch bleiben").count() == 0
