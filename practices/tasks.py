"""What practices ask of somebody."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone

from content.addresses import address
from content.interests import follows_themes, themes_of
from content.prepared import asked_once, prepared
from content.tasks import Row, Task, tasks_of_rows, whole_task_source
from practices.choices import TAKEN_OVER, State
from practices.models import Adoption, Practice
from practices.rows import OF_PRACTICE, ListedPractice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model, QuerySet

    from members.models import User
    from practices.querysets import AdoptionQuerySet, PracticeQuerySet


# So many of the newest practices the start page shows, at most.
MOST_NEW = 4
_LOOKED_THROUGH = 50
# No half of a year is shorter.
_HALF_A_YEAR = timedelta(days=181)


def practices_of_kreis(reader: User) -> list[ListedPractice]:
    """Return the practices of the reader's own Kreis, in every state."""
    return [practice for practice in _of_start(reader) if practice.kreis_id == reader.kreis_id]


def newest_practices(reader: User) -> list[ListedPractice]:
    """Return the practices that were checked last. With the own ones, one query."""
    return [practice for practice in _of_start(reader) if practice.is_readable][:MOST_NEW]


def newest_on_own_themes(reader: User) -> list[ListedPractice]:
    """Return the newest of other Kreise on the themes this reader follows; in the same query."""
    if not follows_themes(reader):
        return []
    others = (one for one in _of_start(reader) if one.kreis_id != reader.kreis_id)
    return [one for one in others if one.own_theme and one.is_readable][:MOST_NEW]


@asked_once
def _of_start(reader: User) -> list[ListedPractice]:
    rows = _with_fitting(reader) if follows_themes(reader) else _newest_and_own(reader)
    return [ListedPractice(*row) for row in rows]


@prepared
def _newest_and_own(reader: User) -> QuerySet[Practice, tuple[Any, ...]]:
    return _newest_own_and(reader).values_list(*OF_PRACTICE)


@prepared
def _with_fitting(reader: User) -> QuerySet[Practice, tuple[Any, ...]]:
    """Return these and the newest of others on the own themes: `own_theme` names one, if any."""
    newest: PracticeQuerySet = Practice.objects.visible_to(reader).published().for_list()
    # Of those of long ago none is new.
    lately = newest.exclude(kreis_id=reader.kreis_id)[:_LOOKED_THROUGH].values("pk")
    on_own_theme = _on_themes_of(reader)
    found = _newest_own_and(reader, newest.filter(Exists(on_own_theme), pk__in=lately)[:MOST_NEW])
    # Asked whether one exists, PostgreSQL would look for all there are beforehand.
    own_theme = Subquery(on_own_theme.values("theme_id")[:1])
    return found.annotate(own_theme=own_theme).values_list(*OF_PRACTICE, "own_theme")


def _newest_own_and(reader: User, *more: PracticeQuerySet) -> PracticeQuerySet:
    """Return these, the newest and the own; in the order of the list, so the first are the newest.

    „Or“ would read all practices. What is found was asked for by right in each part.
    """
    practices: PracticeQuerySet = Practice.objects.visible_to(reader)
    own = practices.filter(kreis_id=reader.kreis_id).order_by()
    newest, *others = (
        part.values("pk") for part in (practices.published().for_list()[:MOST_NEW], own, *more)
    )
    return practices.filter(pk__in=newest.union(*others)).for_list()


def _on_themes_of(reader: User) -> QuerySet[Model]:
    followed = themes_of(reader).values("pk")
    named: QuerySet[Model] = Practice.themes.through.objects.filter(practice=OuterRef("pk"))
    return named.filter(Q(theme__in=followed) | Q(theme__parent__in=followed))


@whole_task_source
def own_practices(user: User) -> Iterator[Task]:
    """Ask a Kreis to answer queries, and to say once a year whether a practice is still right."""
    if user.kreis_id is None:
        return
    for practice in practices_of_kreis(user):
        if practice.state == State.QUERY:
            yield Task(
                title=f"Rückfrage beantworten: {practice.title}",
                url=address("practices:practice-edit", practice.pk),
                minutes=10,
            )
        elif practice.state == State.TO_REVIEW:
            yield Task(
                title=f"Noch aktuell? {practice.title}",
                url=practice.get_absolute_url(),
                due=practice.review_due,
                minutes=5,
            )


def _begun(reader: User) -> AdoptionQuerySet:
    """Return what the reader's Kreis takes over long enough for an outcome, with those written."""
    own: AdoptionQuerySet = Adoption.objects.filter(kreis_id=reader.kreis_id)
    long_ago = timezone.localdate() - _HALF_A_YEAR
    begun = own.filter(state__in=TAKEN_OVER, started_on__lte=long_ago).with_outcomes()
    row = JSONObject(
        adoption="pk",
        title="source_title",
        state="state",
        started_on="started_on",
        written_after="written_after",
    )
    known: AdoptionQuerySet = begun.annotate(row=row)
    return known


@tasks_of_rows(_begun, concerns=lambda user: user.kreis_id is not None)
def outcomes_to_write(_: User, row: Row) -> Iterator[Task]:
    """Ask the adopting Kreis how it went; after a year not for the half year any more."""
    begun = date.fromisoformat(row["started_on"])
    adoption = Adoption(pk=row["adoption"], state=row["state"], started_on=begun)
    months = adoption.outcome_asked_on(timezone.localdate())
    if months is not None and months not in row["written_after"]:
        yield Task(
            title=f"Ergebnis {months.label} festhalten: {row['title']}",
            url=reverse("practices:adoption-outcome", args=[adoption.pk, months.value]),
            detail=f"Begonnen im {begun:%m.%Y}, {adoption.get_state_display()}",
            minutes=10,
        )
