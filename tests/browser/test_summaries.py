"""Reading a released summary, and taking its citation along."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

if TYPE_CHECKING:
    from tests.browser.conftest import Portal


@pytest.mark.parametrize("scripts", [True, False])
def test_a_summary_is_read_and_cited(portal: Portal, *, scripts: bool) -> None:
    address = reverse("experts:release", args=portal.things["release_partners"])
    rights = ["clipboard-read", "clipboard-write"]
    with portal.stranger("liaison", java_script_enabled=scripts, permissions=rights) as page:
        page.goto(reverse("experts:summary", args=portal.things["summary_partners"]))
        assert page.url.endswith(address)
        shown = page.locator(".citation").inner_text()
        assert shown.startswith("Forum Integration in ländlichen Räumen: ")
        assert address in shown
        button = page.get_by_role("button", name="Zitierangabe kopieren")
        # What cannot be copied by a button can be marked: it stands there in words.
        assert button.is_visible() == scripts
        if scripts:
            button.click()
            page.get_by_role("button", name="Zitierangabe kopiert").wait_for()
            assert page.evaluate("navigator.clipboard.readText()") == shown
        page.get_by_role("link", name="Unterschied zu Fassung 1").click()
        page.get_by_role("heading", name="Was sich geändert hat").wait_for()
