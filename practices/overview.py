"""What is new among practices, by theme and by Kreis: for those who look at the whole."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from content.prepared import prepared
from practices.models import Practice

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from members.models import User

_LOOKED_BACK = timedelta(days=92)
_MOST = 8


class Share(NamedTuple):
    """How much is new on a theme or from a Kreis, and where it stands."""

    label: str
    url: str
    new: int


class News(NamedTuple):
    """What was published lately, in two orders; most first."""

    total: int
    by_theme: list[Share]
    by_kreis: list[Share]


def news_of_practices(reader: User) -> News:
    """Return what was published in the last three months and may be read by this reader."""
    themes: Counter[tuple[str, str]] = Counter()
    kreise: Counter[tuple[str, str]] = Counter()
    for theme, label, ags, kreis, count in _published(reader, timezone.now() - _LOOKED_BACK):
        themes[theme, label] += count
        kreise[ags, kreis] += count
    of_theme = f"{reverse('practices:practice-list')}?sortierung=neu&thema="
    return News(
        kreise.total(),
        [
            Share(label, of_theme + key, count)
            for (key, label), count in themes.most_common(_MOST)
            if key
        ],
        [
            Share(name, reverse("members:kreis", args=[ags]), count)
            for (ags, name), count in kreise.most_common(_MOST)
        ],
    )


@prepared
def _published(reader: User, since: datetime) -> QuerySet[Practice, tuple[str, str, str, str, int]]:
    """Count by theme of the first level and Kreis; a practice without theme has none."""
    new = Practice.objects.visible_to(reader).published().filter(published_at__gte=since)
    key = Coalesce("main_theme__parent__key", "main_theme__key")
    label = Coalesce("main_theme__parent__label", "main_theme__label")
    counted = new.order_by().values_list(key, label, "kreis_id", "kreis__name")
    return counted.annotate(count=Count("pk"))
