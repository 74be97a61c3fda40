"""Texts for paper: as data for the template of the PDF, in characters its fonts have."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from content.markdown import to_tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it.token import Token

    type Block = dict[str, Any]
    type Run = dict[str, Any]

MISSING = "□"
# What Fira Sans and the fonts inside typst can show: Latin, Greek, Cyrillic, Hebrew, Arabic,
# Persian, Devanagari, Georgian, signs. PDF/UA forbids a text with a character no font has, so
# typst would refuse the whole document. tests/practices/test_pdf.py prints each of them.
SHOWN = (
    "\n\u0020-\u04ff\u0531-\u060c\u061b\u061f\u0621-\u063a\u0640-\u0652\u0660-\u066d\u0679\u067e"
    "\u0686\u0691\u0698\u06a9\u06af\u06be\u06cc\u06f0-\u06f9\u0900-\u097f\u10d0-\u10ff"
    "\u1d00-\u2040\u2044-\u2052\u2070-\u211e\u2122\u2126-\u2151\u2153-\u2184\u2190-\u23ff"
    "\u2460-\u2606\u2610-\u262f\u2638-\u268b\u2713-\u2714\u2717-\u2718\u2794\u27a1\u2c60-\u2c7f"
)
_NOT_SHOWN = re.compile(f"[^{SHOWN}]")
_NOT_PLAIN = re.compile(f"[^\u0020-\u017f\u200b\u2010-\u2026€{MISSING}]")
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
# Marks that choose among pictures say nothing where the picture is missing.
_EMOJI_MARKS = {*map(chr, range(0xFE00, 0xFE10)), "\u20e3"}
# typst refuses very long ones.
_LONGEST_ADDRESS = 2000
# Nobody's word: it would run out of the page.
_ENDLESS = re.compile(r"[^\s/\u200b-]{50}(?=[^\s/-])")
# Deeper lists and quotations stand beside their parents: paper has no room to indent them.
_DEEPEST = 6
_OPENS = {
    "bullet_list_open": {"kind": "list"},
    "ordered_list_open": {"kind": "steps"},
    "blockquote_open": {"kind": "quote"},
    "table_open": {"kind": "table"},
    "list_item_open": None,
    "tr_open": None,
}
_CLOSES = {kind.replace("_open", "_close") for kind in _OPENS}
_LINKED = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
_CODE = {"code_block", "fence", "html_block"}


def to_text(text: str) -> str:
    """Return what can be printed: no control characters, a box for what no font has (S36)."""
    lines = unicodedata.normalize("NFC", re.sub(r"\r\n?", "\n", text)).replace("\t", " ")
    seen = "".join(
        sign
        for sign in lines
        if sign == "\n" or (unicodedata.category(sign) not in _UNSEEN and sign not in _EMOJI_MARKS)
    )
    return _ENDLESS.sub("\\g<0>\u200b", _NOT_SHOWN.sub(MISSING, seen))


def to_plain(text: str) -> str:
    """Return it in Latin letters alone, which stand beside each other in any order."""
    return _NOT_PLAIN.sub(MISSING, text)


def to_paragraphs(text: str) -> list[Block]:
    """Return plain text as paragraphs; an empty line parts them."""
    parts = re.split(r"\n\s*\n", re.sub(r"\r\n?", "\n", text))
    return [to_line(part.strip()) for part in parts if part.strip()]


def to_line(text: str, *, kind: str = "text") -> Block:
    """Return one line: of text, of a note, a heading within a section, a cell of a table."""
    return _block(kind, [_run(text)])


def to_link(title: str, address: str) -> list[Run]:
    """Return a link with its address beside it; paper cannot be clicked."""
    if not _LINKED.match(address) or len(address) > _LONGEST_ADDRESS:
        return [_run(title or address)]
    seen = address.removeprefix("mailto:")
    if not title or title in {address, seen}:
        return [_run(seen, link=address)]
    return [_run(title, link=address), _run(f" ({seen})")]


def to_blocks(markdown: str, *, base: str) -> list[Block]:
    """Return Markdown as blocks; links within the portal lead to `base`."""
    found: list[Any] = []
    within = [found]
    heading = False
    for token in to_tokens(markdown.replace("\0", "")):
        if token.type in _OPENS:
            within.append(_opened(token, within))
        elif token.type in _CLOSES:
            within.pop()
        elif token.type in {"heading_open", "heading_close"}:
            heading = token.nesting == 1
        elif token.type in _CODE:
            within[-1].append(_block("text", [_run(token.content.strip("\n"))]))
        elif token.type == "inline":
            # A heading inside a list or a quotation would break the order of headings.
            kind = "heading" if heading and len(within) == 1 else "text"
            within[-1].append(_block(kind, _runs(token.children or (), base)))
    return [block for block in found if _is_filled(block)]


def _opened(token: Token, within: list[list[Any]]) -> list[Any]:
    """Return the list that holds what follows: of a new block, item or row, or of the parent."""
    kind = _OPENS[token.type]
    # An item may stand one deeper than the last list that was opened.
    if len(within) > _DEEPEST + (kind is None):
        return within[-1]
    parts: list[Any] = []
    within[-1].append(kind | {"parts": parts} if kind else parts)
    return parts


def _runs(tokens: Iterable[Token], base: str) -> list[Run]:
    runs: list[Run] = []
    marks = {"strong": 0, "em": 0}
    link: tuple[str, int] | None = None
    for token in tokens:
        name = token.type.rpartition("_")[0]
        if name in marks:
            marks[name] += token.nesting
        elif token.type == "link_open":
            link = (str(token.attrGet("href")), len(runs))
        elif token.type == "link_close" and link:
            address, start = link
            text = "".join(run["text"] for run in runs[start:])
            within = address.startswith("/")
            runs[start:] = to_link(text, urljoin(base, address) if within else address)
            link = None
        else:
            text = {"softbreak": " ", "hardbreak": "\n"}.get(token.type, token.content)
            runs.append(_run(text, bold=marks["strong"] > 0, italic=marks["em"] > 0))
    return [run for run in runs if run["text"]]


def _run(text: str, *, bold: bool = False, italic: bool = False, link: str = "") -> Run:
    return {"text": to_text(text), "bold": bold, "italic": italic, "link": link}


def _block(kind: str, runs: list[Run]) -> Block:
    return {"kind": kind, "runs": runs}


def _is_filled(block: Block) -> bool:
    return bool(block.get("parts") or any(run["text"].strip() for run in block.get("runs", ())))
