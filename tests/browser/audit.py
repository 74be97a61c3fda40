"""What every page has to stand, in one load: axe in light and dark, keyboard, 320 px, console."""

from __future__ import annotations

from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import ConsoleMessage, Error, Page, Request, Response, ViewportSize

HERE = Path(__file__).parent
# Known to every page a test opens, past its CSP: axe and our own questions.
QUESTIONS = "\n".join(
    (HERE / name).read_text(encoding="utf-8") for name in ("vendor/axe-core/axe.min.js", "audit.js")
)
# Off in axe unless asked for; UX section 8 asks.
WHOLE_AXE = {
    "resultTypes": ["violations"],
    "rules": {
        "target-size": {"enabled": True},
        "label-content-name-mismatch": {"enabled": True},
    },
}
COLOURS = {
    "resultTypes": ["violations"],
    "runOnly": ["color-contrast", "link-in-text-block"],
}
DESKTOP: ViewportSize = {"width": 1366, "height": 768}
STOPS = 25


class Watch:
    """Notes what goes wrong around a page: console, failed and foreign requests."""

    def __init__(self, page: Page, base_url: str) -> None:
        self.page = page
        self.host = urlsplit(base_url).netloc
        self.problems: list[str] = []

    def __enter__(self) -> Self:
        self.page.on("console", self._console)
        self.page.on("pageerror", self._error)
        self.page.on("request", self._request)
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._response)
        return self

    def __exit__(self, *_: object) -> None:
        self.page.remove_listener("console", self._console)
        self.page.remove_listener("pageerror", self._error)
        self.page.remove_listener("request", self._request)
        self.page.remove_listener("requestfailed", self._failed)
        self.page.remove_listener("response", self._response)

    def _error(self, error: Error) -> None:
        self.problems.append(f"script: {error}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        # The browser says again that a page was answered with 404; the response is asserted.
        if message.location["url"] == self.page.url and "status of" in message.text:
            return
        self.problems.append(f"console {message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme != "data" and parts.netloc != self.host:
            self.problems.append(f"foreign request: {request.url}")

    def _failed(self, request: Request) -> None:
        # The browser drops what a page left behind still asks for; refusals have other names.
        if request.failure == "net::ERR_ABORTED":
            return
        self.problems.append(f"failed request: {request.url} ({request.failure})")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.problems.append(f"failed request: {response.url} ({response.status})")


def audit(page: Page, html: str) -> list[str]:
    """Return everything that is wrong with the page just loaded as `html`."""
    return [
        *strict_markup(html),
        *title(page),
        *headings(page),
        *light(page),
        *keyboard(page),
        *dark(page),
        *phone(page),
    ]


def assert_fit(page: Page, watch: Watch, html: str) -> None:
    """Fail with one line for each thing that is wrong."""
    problems = audit(page, html) + watch.problems
    assert not problems, "\n".join(problems)


def light(page: Page) -> list[str]:
    """Ask axe about everything; critical and serious answers count."""
    found: list[str] = page.evaluate("options => audit.broken(options)", WHOLE_AXE)
    return found


def dark(page: Page) -> list[str]:
    """Ask axe about contrast in the dark, menus open."""
    page.emulate_media(color_scheme="dark")
    page.evaluate("audit.openAll()")
    page.evaluate("audit.settled()")
    found: list[str] = page.evaluate("options => audit.broken(options)", COLOURS)
    page.emulate_media(color_scheme="light")
    return [f"dark: {problem}" for problem in found]


def phone(page: Page) -> Iterator[str]:
    """Look for a horizontal scroll bar at 320 px, menus open, then with wide text spacing."""
    page.set_viewport_size({"width": 320, "height": 640})
    yield from (f"too wide at 320 px: {name}" for name in page.evaluate("audit.overflowing()"))
    page.evaluate("audit.spaceText()")
    spaced = page.evaluate("audit.overflowing()")
    yield from (f"too wide at 320 px with text spacing: {name}" for name in spaced)


def keyboard(page: Page) -> list[str]:
    """Walk with Tab: each stop shows its focus, none is covered, none holds the walker."""
    problems: list[str] = []
    page.evaluate("audit.begin()")
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        stop: dict[str, Any] = page.evaluate("audit.stop()")
        problems += stop["problems"]
        if stop["end"]:
            break
    return problems


def headings(page: Page) -> Iterator[str]:
    """Expect one h1 and no skipped level; and ids that are given once."""
    found = page.evaluate("audit.headings()")
    if [heading["level"] for heading in found].count(1) != 1:
        yield f"not exactly one h1: {[it['text'] for it in found if it['level'] == 1]}"
    for before, after in pairwise(found):
        if after["level"] > before["level"] + 1:
            yield f"skipped heading level: h{before['level']}, then h{after['level']} {after}"
    yield from (f"id given twice: {name}" for name in page.evaluate("audit.doubleIds()"))


def title(page: Page) -> Iterator[str]:
    """Expect a title that begins with the page's own name."""
    own = page.title().removeprefix("Fehler: ").partition(" – Forum")[0].partition(" | ")[0]
    if own.strip() in {"", "Forum"}:
        yield f"the title does not name the page: „{page.title()}“"


class _Markup(HTMLParser):
    """Finds what a strict CSP forbids, in the HTML as it was sent."""

    def __init__(self) -> None:
        super().__init__()
        self.problems: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in values):
            self.problems.append(f"inline <{tag}> in line {self.getpos()[0]}")
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.problems.append(f"inline {name}= at <{tag}> in line {self.getpos()[0]}")
            if (value or "").strip().lower().startswith("javascript:"):
                self.problems.append(f"javascript: at <{tag}> in line {self.getpos()[0]}")


def strict_markup(html: str) -> list[str]:
    """Return inline styles, scripts and handlers in the HTML."""
    parser = _Markup()
    parser.feed(html)
    return parser.problems
