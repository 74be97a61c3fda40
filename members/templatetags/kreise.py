from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from members.querysets import KreisEntry

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


# Both tags draw up to 294 Kreise. Joined here they take a millisecond; a loop in a template took
# forty. Each word stands 294 times on the page, too: hence so few, and no classes.


@register.simple_tag
def kreis_entries(kreise: Iterable[KreisEntry]) -> SafeString:
    """Entries of the directory; their addresses are relative to it."""
    return SafeString("".join(map(_entry, kreise)))


def _entry(kreis: KreisEntry) -> str:
    # „Landkreis Celle“ says where its seat is.
    seat = kreis.seat.split(" (")[0].split("/")[0]
    facts = (
        kreis.land_label,
        "" if seat in kreis.name else f"Kreissitz {escape(kreis.seat)}",
        f"{kreis.population:,}\N{NO-BREAK SPACE}Menschen".replace(",", "."),
    )
    said = " · ".join(filter(None, facts))
    return f'<li><a href="{kreis.ags}/">{escape(kreis.name)}</a>{said}</li>'


@register.simple_tag
def kreis_shapes(kreise: Iterable[KreisEntry], *, here: bool = False) -> SafeString:
    """Linked shapes of the map; `here` in the directory itself, whose address they leave out."""
    base = "" if here else reverse("members:kreis-list")
    shapes = static("karte.svg")
    return SafeString(
        "".join(
            f'<a href="{base}{kreis.ags}/"><title>{escape(kreis.name)}</title>'
            f'<use href="{shapes}#k{kreis.ags}"/></a>'
            for kreis in kreise
        )
    )
