"""`make walk`: every page for every role, in every width and scheme, with a picture of each.

The pictures lie in var/walk/<role>/; var/walk/index.html shows them side by side.
"""

from __future__ import annotations

import fcntl
import shutil
from html import escape
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from tests.browser.audit import COLOURS, WHOLE_AXE, headings, strict_markup, title
from tests.browser.visits import Visit, all_visits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Literal

    from playwright.sync_api import Page

    from tests.browser.conftest import Portal

FOLDER: Path = settings.VAR / "walk"
WIDTHS = (320, 375, 768, 1366)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture(scope="session")
def pictures(testrun_uid: str) -> Iterator[Path]:
    """Empty the folder once per run, whichever worker comes first; lay out the sheet at the end."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (settings.VAR / "walk.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        if lock.read() != testrun_uid:
            shutil.rmtree(FOLDER)
            FOLDER.mkdir()
            lock.truncate(0)
            lock.write(testrun_uid)
    yield FOLDER
    _lay_out()


def _lay_out() -> None:
    rows = []
    for folder in sorted(path for path in FOLDER.iterdir() if path.is_dir()):
        rows.append(f"<h2>{folder.name}</h2>")
        pages = sorted({path.name.rsplit(".", 3)[0] for path in folder.glob("*.png")})
        for name in pages:
            shots = [f"{name}.{width}.{scheme}.png" for scheme in SCHEMES for width in WIDTHS]
            rows.append(f"<h3>{escape(name)}</h3><p>")
            rows += [
                f'<a href="{folder.name}/{shot}"><img src="{folder.name}/{shot}" alt="{shot}" '
                'loading="lazy" width="150"></a>'
                for shot in shots
            ]
            rows.append("</p>")
    head = '<!doctype html><meta charset="utf-8"><title>Walk</title>'
    (FOLDER / "index.html").write_text("\n".join([head, *rows]), encoding="utf-8")


@pytest.mark.walk
@pytest.mark.parametrize("visit", list(all_visits()), ids=str)
def test_walk(visit: Visit, portal: Portal, pictures: Path) -> None:
    name = "-".join(part for part in (visit.name.replace(":", "."), visit.thing) if part)
    folder = pictures / visit.role
    folder.mkdir(exist_ok=True)
    with portal.visiting(visit.role) as (page, watch):
        response = page.goto(visit.address(portal.things))
        assert response is not None
        assert response.status == 200
        problems = [*strict_markup(response.text()), *headings(page), *title(page)]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for scheme in SCHEMES:
                found = _look(page, scheme)
                problems += [f"{width} px, {scheme}: {problem}" for problem in found]
                page.screenshot(path=folder / f"{name}.{width}.{scheme}.png", full_page=True)
        problems += watch.problems
    assert not problems, "\n".join(problems)


def _look(page: Page, scheme: Literal["light", "dark"]) -> Iterator[str]:
    page.emulate_media(color_scheme=scheme)
    page.evaluate("audit.settled()")
    axe = WHOLE_AXE if scheme == "light" else COLOURS
    yield from page.evaluate("options => audit.broken(options)", axe)
    yield from (f"too wide: {name}" for name in page.evaluate("audit.overflowing()"))
