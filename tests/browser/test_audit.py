"""The audit finds what it is there to find, on a page that does everything wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.audit import audit

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from tests.browser.conftest import Portal

PAGE = """<!doctype html>
<html><head><title>Forum</title>
<link rel="stylesheet" href="schlecht.css">
<link rel="stylesheet" href="fehlt.css"></head>
<body onload="void 0">
<h1>Obst</h1><h1>Obst</h1><h4 id="doppelt">Birnen</h4><p id="doppelt">Äpfel</p>
<script>window.anything = 1;</script>
<p class="gloomy">Im Dunkeln nicht zu lesen.</p>
<table width="400"><tr><td>Breiter als ein Telefon</td></tr></table>
<img src="/static/img/logo.svg">
<img src="http://anderswo.example/zaehlpixel.gif" alt="">
<p><a href="/" style="color: red">Ein Verweis</a></p>
<p><button id="ohne-ring">Ohne sichtbaren Fokus</button></p>
<p class="under"><button id="verdeckt">Verdeckt</button></p>
<p><button id="falle">Falle</button></p>
</body></html>"""
STYLES = """
@media (prefers-color-scheme: dark) { body { background: #222; color: #fff } a { color: #9cf } }
.gloomy { color: #666 }
#ohne-ring { outline: none }
.under { position: relative }
.under::after { content: ""; position: absolute; inset: -1em 0; background: #fff }
"""
FOUND = (
    "inline onload= at <body> in line 5",
    "inline <script> in line 7",
    "inline style= at <a> in line 12",
    "not exactly one h1: ['Obst', 'Obst']",
    "skipped heading level: h1, then h4",
    "id given twice: doppelt",
    "the title does not name the page: „Forum“",
    "axe html-has-lang (serious) at html",
    'axe image-alt (critical) at img[src$="logo.svg"]',
    "focus is not visible on button#ohne-ring",
    "the focused button#verdeckt is covered",
    "the keyboard is trapped at button#falle",
    "dark: axe color-contrast (serious) at .gloomy",
    "too wide at 320 px: td",
    "too wide at 320 px with text spacing: td",
    "console error: Executing inline script",
    "console error: Executing inline event handler",
    "console error: Applying inline style",
    "console error: Loading the image 'http://anderswo.example",
    "foreign request: http://anderswo.example/zaehlpixel.gif",
    "failed request: http://anderswo.example/zaehlpixel.gif",
    "failed request: {base}/schlecht/fehlt.css",
    "console error: Failed to load resource",
)


def test_the_audit_finds_every_kind_of_defect(portal: Portal) -> None:
    with portal.visiting("public") as (page, watch):
        policy = page.request.get("/").headers["content-security-policy"]

        def answer(route: Route) -> None:
            sheet = route.request.url.endswith(".css")
            route.fulfill(
                status=404 if "fehlt" in route.request.url else 200,
                body=STYLES if sheet else PAGE,
                content_type="text/css" if sheet else "text/html; charset=utf-8",
                headers={"Content-Security-Policy": policy},
            )

        page.route("**/schlecht/**", answer)
        page.goto("/schlecht/")
        page.locator("#falle").evaluate(
            "it => it.addEventListener('keydown', (event) => event.preventDefault())"
        )
        problems = audit(page, PAGE) + watch.problems
    expected = tuple(found.format(base=portal.base_url) for found in FOUND)
    assert [one for one in expected if not any(it.startswith(one) for it in problems)] == []
    assert [one for one in problems if not one.startswith(expected)] == []
