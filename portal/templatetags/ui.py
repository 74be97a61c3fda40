from __future__ import annotations

from datetime import date
from functools import cache, lru_cache
from itertools import batched
from typing import TYPE_CHECKING

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from content.addresses import address
from content.moments import when

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal
    from typing import Any

register = template.Library()
register.filter(when)

ACADEMIC_TITLES = {"dr.", "prof.", "dipl.", "ing.", "phil.", "jur.", "rer.", "nat."}


# The address carries the hash of the file's content, so it holds as long as the process lives.
@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Draw an icon of static/img/icons.svg; the words beside it carry the meaning."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#i-{}"/></svg>',
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
@cache
def fixed(template: str) -> SafeString:
    """Draw what is the same for everybody on every page, once a process."""
    return render_to_string(template)


# `url` looks it up each time.
register.simple_tag(address)


@register.simple_tag
def breadcrumbs(*steps: str) -> SafeString:
    """Draw the way back: pairs of label and address, then the page's own name."""
    *pairs, current = steps
    parents = [
        (address(place) if ":" in place else place, label)
        for label, place in batched(("Start", "portal:start", *pairs), 2)
    ]
    return format_html(
        '<nav class="crumbs" aria-label="Brotkrumen"><ol>'
        '{}<li aria-current="page">{}</li></ol></nav>',
        format_html_join("", '<li><a href="{}">{}</a></li>', parents),
        current,
    )


@register.filter
def initials(name: str) -> str:
    """„KV“ of „Dr. Katrin Vogt“: first and last name, without academic titles."""
    parts = [part for part in name.split() if part.lower() not in ACADEMIC_TITLES]
    ends = parts[:1] + parts[1:][-1:]
    return "".join(part[0] for part in ends).upper()


@register.filter
def number(value: float | Decimal, decimals: int | None = None) -> str:
    """„1.234,5“."""
    return number_format(value, decimal_pos=decimals, use_l10n=True, force_grouping=True)


# A list of filters has ten groups and a hundred values: a template takes ten to twenty times as
# long for them.
@register.simple_tag
def facet_group(facet: Any) -> SafeString:
    """Draw a group of filters in <details class="facets">: title, name, options to tick, open."""
    boxes = "".join(
        _box(facet.name, one.value, one.label, one.selected) + f"{one.count}{_END}"
        for one in facet.options
    )
    return format_html(
        '<details class="facet"{}><summary>{}</summary><fieldset>'
        '<legend class="visually-hidden">{}, mit Zahl der Treffer</legend>'
        "{}</fieldset></details>",
        *(SafeString(" open" if facet.open else ""), facet.title, facet.title, SafeString(boxes)),
    )


_END = "</span></label>"


@lru_cache(4000, typed=True)
def _box(name: str, value: str, label: str, selected: bool) -> str:  # noqa: FBT001  (of an option)
    """Draw what is the same on each page that has this value, up to the number."""
    return format_html(
        '<label class="check"><input type="checkbox" name="{}" value="{}"{}>'
        '<span>{}</span><span class="count number">',
        *(name, value, SafeString(" checked" if selected else ""), label),
    )


@register.simple_tag
def tiles(laender: Iterable[Any], unit: str, unit_one: str) -> SafeString:
    """Draw the Länder as tiles that lead to theirs, see components/tile_map.html."""
    drawn = (
        _tile(land.code, land.name, land.count, land.url, land.selected, unit, unit_one)
        for land in laender
    )
    return SafeString("".join(drawn))


@lru_cache(2000)
def _tile(  # noqa: PLR0913, PLR0917  (all that a tile shows)
    code: str,
    name: str,
    count: int,
    url: str,
    selected: bool,  # noqa: FBT001
    unit: str,
    unit_one: str,
) -> str:
    return format_html(
        '<li class="land-{0}{1}"><a href="{2}"{3}><b aria-hidden="true">{0}</b>'
        '<span aria-hidden="true">{4}</span>'
        '<span class="visually-hidden">{5}: {4} {6}{7}</span></a></li>',
        code,
        " some" if count else "",
        url,
        SafeString(' aria-current="true"' if selected else ""),
        count,
        name,
        unit_one if count == 1 else unit,
        ", ausgewählt" if selected else "",
    )


# Twenty on a page: a template takes four times as long for them.
@register.simple_tag
def hits(found: Iterable[Any], *, kinds: bool = False) -> SafeString:
    """Draw the hits of a search as items of a list; `kinds`: say of each what it is."""
    item = (
        '<li><article class="practice"><p class="small soft">{}</p>'
        '<h3><a class="title" href="{}">{}</a></h3>{}<p class="meta">{}</p></article></li>'
    )
    rows = (
        (
            " · ".join(filter(None, (hit.label if kinds else "", hit.line))),
            hit.url,
            hit.title,
            SafeString(f"<p>{hit.snippet}</p>" if hit.snippet else ""),
            _meta(
                hit.facts.get("effort_level"),
                hit.facts.get("effort_label", ""),
                hit.facts.get("adoption_text", ""),
                hit.facts.get("checked_on", ""),
                hit.facts.get("state", ""),
            ),
        )
        for hit in found
    )
    return format_html_join("", item, rows)


@lru_cache(4000, typed=True)
def _meta(level: int | None, effort: str, adopted: str, checked_on: str, state: str) -> SafeString:
    """Draw what stands below a hit: effort, adoptions, the day of the last check, the state."""
    said = []
    if level:
        boxes = "".join(f"<i{' class="on"' if level >= one else ''}></i>" for one in (1, 2, 3))
        drawn = SafeString(f'<span class="effort" aria-hidden="true">{boxes}</span>')
        said.append(format_html("<span>{} {}</span>", drawn, effort))
    if adopted:
        said.append(format_html("<span>{}{}</span>", icon("users"), adopted))
    if checked_on:
        day = f"{date.fromisoformat(checked_on):%d.%m.%Y}"
        said.append(format_html("<span>{}geprüft am {}</span>", icon("clock"), day))
    if state:
        said.append(format_html('<span class="tag line">{}{}</span>', icon("edit"), state))
    return SafeString(" ".join(said))
