"""Markdown to HTML. The only place where HTML is made from what people typed, and cleaned."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from markdown_it.token import Token

_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
# Within the portal, or http(s) and mailto; „//host“ and „/\\host“ would leave it unseen.
_LINK = re.compile(r"(https?://|mailto:|#|/(?![/\\]))", re.IGNORECASE)
_markdown.validateLink = lambda url: bool(_LINK.match(url))  # type: ignore[method-assign]
# Brackets that nothing closes cost their number squared; more than this nobody writes (S47).
_MOST_BRACKETS = 400
_without_links = (
    MarkdownIt("commonmark", {"html": False})
    .enable("table")
    .disable(["link", "image", "reference"])
)
_TAGS = {
    *("p", "br", "hr", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td"),
}


def to_tokens(text: str) -> list[Token]:
    """Parse Markdown for what is no HTML: paper. Links are checked, raw HTML is text."""
    parser = _markdown if text.count("[") <= _MOST_BRACKETS else _without_links
    return parser.parse(text)


def to_html(text: str) -> SafeString:
    """Render Markdown; raw HTML stays inert text, links lead to http(s) or mailto only (S35).

    A first-level heading becomes a second-level one: the page itself owns the h1.
    """
    tokens = to_tokens(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(max(int(token.tag[1]), 2), 4)}"
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    return SafeString(
        nh3.clean(
            html,
            tags=_TAGS,
            attributes={"a": {"href"}, "th": {"scope"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="noopener noreferrer",
        )
    )
