"""Markdown to HTML. The only place where HTML is made from what people typed, and cleaned."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

from content.slugs import german_slug

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
_ATTRIBUTES = {"a": {"href"}, "th": {"scope"}}


def to_tokens(text: str) -> list[Token]:
    """Parse Markdown for what is no HTML: paper. Links are checked, raw HTML is text."""
    parser = _markdown if text.count("[") <= _MOST_BRACKETS else _without_links
    return parser.parse(text)


class Heading(NamedTuple):
    """A heading of a document: its level (2 to 4), its words, the address that leads to it."""

    level: int
    text: str
    key: str


def to_html(text: str) -> SafeString:
    """Render Markdown; raw HTML stays inert text, links lead to http(s) or mailto only (S35).

    A first-level heading becomes a second-level one: the page itself owns the h1.
    """
    return _clean(_with_levels(to_tokens(text)), _ATTRIBUTES)


def to_document(text: str) -> tuple[SafeString, list[Heading]]:
    """Render Markdown of the house, whose headings can be linked to; never what people typed."""
    tokens, headings = _with_levels(to_tokens(text)), []
    for token, words in pairwise(tokens):
        if token.type == "heading_open":
            key = german_slug(words.content)
            token.attrSet("id", key)
            headings.append(Heading(int(token.tag[1]), words.content, key))
    named = {tag: {"id"} for tag in ("h2", "h3", "h4")}
    return _clean(tokens, _ATTRIBUTES | named), headings


def _with_levels(tokens: list[Token]) -> list[Token]:
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(max(int(token.tag[1]), 2), 4)}"
    return tokens


def _clean(tokens: list[Token], attributes: dict[str, set[str]]) -> SafeString:
    return SafeString(
        nh3.clean(
            _markdown.renderer.render(tokens, _markdown.options, {}),
            tags=_TAGS,
            attributes=attributes,
            url_schemes={"http", "https", "mailto"},
            link_rel="noopener noreferrer",
        )
    )
