from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.safestring import SafeString

from content.addresses import address

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from members.entries import KreisEntry

    # Members by first letter, an A to Z made by views.kreise.
    type Group = tuple[str, list[KreisEntry]]

register = template.Library()


@register.filter
def ago(day: date) -> str:
    """„heute“, „gestern“, „vor 12 Tagen“, „vor 6 Monaten“."""
    days = (timezone.localdate() - day).days
    if days < 2:
        return "gestern" if days == 1 else "heute"
    if days < 60:
        return f"vor {days} Tagen"
    return f"vor {days * 12 // 365} Monaten"


# These draw up to 294 Kreise, which are the same on most pages. Each word stands 294 times on
# the page, too: hence so few, and no classes.


@register.simple_tag
def kreis_letters(groups: Iterable[Group]) -> SafeString:
    """Links to the letters of the directory."""
    letters = (escape(letter) for letter, _ in groups)
    links = (f'<li><a href="#{letter}">{letter}</a></li>' for letter in letters)
    return SafeString("".join(links))


@register.simple_tag
def kreis_entries(groups: Iterable[Group]) -> SafeString:
    """Entries of the directory, letter by letter; their addresses are relative to it."""
    lists = (
        f'{_heading(escape(letter))}<ul class="list kreise">{"".join(map(_entry, kreise))}</ul>'
        for letter, kreise in groups
    )
    return SafeString("".join(lists))


def _heading(letter: str) -> str:
    return f'<h3 id="{letter}">{letter}</h3>' if letter else ""


@lru_cache(1000)
def _entry(kreis: KreisEntry) -> str:
    # „Landkreis Celle“ and „Landkreis Esslingen“ say where their seat is.
    seat = kreis.seat.split(" (")[0].split("/")[0]
    is_said = seat in kreis.name or kreis.sort_name in kreis.seat
    facts = (
        kreis.land_label,
        "" if is_said else f"Kreissitz {escape(kreis.seat)}",
        f"{kreis.population:,}\N{NO-BREAK SPACE}Menschen".replace(",", "."),
    )
    said = " · ".join(filter(None, facts))
    return f'<li><a href="{kreis.ags}/">{escape(kreis.name)}</a>{said}</li>'


@register.simple_tag
def kreis_shapes(kreise: Iterable[KreisEntry], *, here: bool = False) -> SafeString:
    """Linked shapes of the map; `here` in the directory itself, whose address they leave out."""
    base = "" if here else address("members:kreis-list")
    return SafeString("".join(_shape(base, kreis.ags, kreis.name) for kreis in kreise))


@lru_cache(2000)
def _shape(base: str, ags: str, name: str) -> str:
    # In this order they compress best.
    shape = f'<use href="{static("karte.svg")}#k{ags}"/>'
    return f'<a href="{base}{ags}/">{shape}<title>{escape(name)}</title></a>'
