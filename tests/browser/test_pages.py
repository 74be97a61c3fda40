from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.audit import assert_fit
from tests.browser.visits import Visit, chosen_visits

if TYPE_CHECKING:
    from tests.browser.conftest import Portal


# S55, S57
@pytest.mark.parametrize("visit", list(chosen_visits()), ids=str)
def test_each_page_is_fit_for_everybody(visit: Visit, portal: Portal) -> None:
    with portal.visiting(visit.role) as (page, watch):
        response = page.goto(visit.address(portal.things))
        assert response is not None
        assert response.status == 200
        assert_fit(page, watch, response.text())


def test_titles_tell_pages_apart(portal: Portal) -> None:
    titles: dict[str, str] = {}
    for visit in {visit.name: visit for visit in chosen_visits()}.values():
        with portal.visiting(visit.role) as (page, _):
            answer = page.request.get(visit.address(portal.things))
            found = re.search(r"<title>(.*?)</title>", answer.text(), re.DOTALL)
        assert found is not None, visit
        assert titles.setdefault(found[1].strip(), visit.name) == visit.name
