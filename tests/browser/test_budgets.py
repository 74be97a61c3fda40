"""What a first visit may cost (UX section 2): measured on the wire, in a browser without memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

if TYPE_CHECKING:
    from tests.browser.conftest import Portal

# Shifts that follow the reader's own act do not count.
SHIFTS = """() => new Promise((tell) => {
  let sum = 0;
  const observer = new PerformanceObserver((list) => add(list.getEntries()));
  const add = (shifts) => shifts.forEach((it) => { if (!it.hadRecentInput) sum += it.value; });
  observer.observe({ type: "layout-shift", buffered: true });
  document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => {
    add(observer.takeRecords());
    tell(sum);
  })));
})"""


@pytest.mark.parametrize("role", ["public", "lead"])
@pytest.mark.parametrize(
    ("name", "thing"),
    [
        ("portal:start", ""),
        ("members:kreis-list", ""),
        ("members:kreis", "kreis"),
        ("practices:practice-list", ""),
        ("practices:practice", "practice_public"),
    ],
)
def test_a_first_visit_stays_within_its_budget(
    portal: Portal, role: str, name: str, thing: str
) -> None:
    with portal.stranger(role) as page:
        received: list[float] = []
        requested: list[str] = []

        def count(event: dict[str, Any]) -> None:
            received.append(event["encodedDataLength"])

        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on("Network.loadingFinished", count)
        page.on("request", lambda request: requested.append(request.url))
        response = page.goto(reverse(name, args=portal.things[thing]), wait_until="networkidle")
        shifts = page.evaluate(SHIFTS)
        assert response is not None
        html = len(response.body())
    assert len(requested) <= 12, "\n".join(requested)
    assert sum(received) <= 150_000, sorted(received)
    assert html <= 40_000
    assert shifts <= 0.05
