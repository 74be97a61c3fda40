"""What practices ask of somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from content.interests import themes_of
from content.prepared import asked_once, prepared
from content.tasks import Task, kreis_task_source
from members.facts import session_fact
from practices.choices import TAKEN_OVER, State
from practices.models import Adoption, Practice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from members.models import User
    from practices.querysets import AdoptionQuerySet, PracticeQuerySet


# So many of the newest practices the start page shows, at most.
MOST_NEW = 4


def practices_of_kreis(reader: User) -> list[Practice]:
    """Return the practices of the reader's own Kreis, in every state; for lists."""
    return [practice for practice in _of_start(reader) if practice.kreis_id == reader.kreis_id]


def newest_practices(reader: User) -> list[Practice]:
    """Return the practices that were checked last; for lists. With the own ones, one query."""
    return [practice for practice in _of_start(reader) if practice.is_readable][:MOST_NEW]


def newest_on_own_themes(reader: User) -> list[Practice]:
    """Return the newest of other Kreise on the themes this reader follows; in the same query."""
    found: list[Any] = _of_start(reader)
    others = (one for one in found if one.is_readable and one.kreis_id != reader.kreis_id)
    return [one for one in others if one.on_own_theme][:MOST_NEW]


@asked_once
@prepared
def _of_start(reader: User) -> PracticeQuerySet:
    """Return the newest, those on the own themes and the own; in the order of the list.

    So the first that can be read are the newest, and of the others on own themes as well.
    """
    practices: PracticeQuerySet = Practice.objects.visible_to(reader)
    newest = practices.published().for_list()
    fitting = newest.filter(_on_theme_of(reader)).exclude(kreis_id=reader.kreis_id)
    own = practices.filter(kreis_id=reader.kreis_id).order_by()
    wanted = [newest[:MOST_NEW], fitting[:MOST_NEW], own]
    first, *more = (part.values("pk") for part in wanted)
    # „Or“ would read all practices. What is found was asked for by right in each part.
    found = practices.filter(pk__in=first.union(*more)).for_list()
    return found.annotate(on_own_theme=_on_theme_of(reader))


def _on_theme_of(reader: User) -> Exists:
    followed = themes_of(reader).values("pk")
    named = Practice.themes.through.objects.filter(practice=OuterRef("pk"))
    return Exists(named.filter(Q(theme__in=followed) | Q(theme__parent__in=followed)))


@kreis_task_source
def own_practices(user: User) -> Iterator[Task]:
    """Ask a Kreis to answer queries, and to say once a year whether a practice is still right."""
    if user.kreis_id is None:
        return
    for practice in practices_of_kreis(user):
        if practice.state == State.QUERY:
            yield Task(
                title=f"Rückfrage beantworten: {practice.title}",
                url=reverse("practices:practice-edit", args=[practice.pk]),
                minutes=10,
            )
        elif practice.state == State.TO_REVIEW:
            yield Task(
                title=f"Noch aktuell? {practice.title}",
                url=practice.get_absolute_url(),
                due=practice.review_due,
                minutes=5,
            )


@prepared
def _begun(reader: User, today: date) -> AdoptionQuerySet:
    own: AdoptionQuerySet = Adoption.objects.filter(kreis_id=reader.kreis_id)
    begun = own.filter(state__in=TAKEN_OVER, started_on__lte=today)
    return begun.order_by("started_on", "pk").with_outcomes()


session_fact(
    "has_adoptions",
    lambda: Exists(Adoption.objects.filter(kreis=OuterRef("kreis"), state__in=TAKEN_OVER)),
)


@kreis_task_source
def outcomes_to_write(user: User) -> Iterator[Task]:
    """Ask the adopting Kreis how it went; after a year not for the half year any more."""
    if user.kreis_id is None or not getattr(user, "has_adoptions", True):
        return
    today = timezone.localdate()
    for adoption in _begun(user, today):
        months = adoption.outcome_asked_on(today)
        if months is None or months in adoption.written_after:
            continue
        yield Task(
            title=f"Ergebnis {months.label} festhalten: {adoption.source_title}",
            url=reverse("practices:adoption-outcome", args=[adoption.pk, months.value]),
            detail=f"Begonnen im {adoption.started_on:%m.%Y}, {adoption.get_state_display()}",
            minutes=10,
        )
