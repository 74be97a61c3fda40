"""What the circle of experts asks of somebody."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone

from content.addresses import address
from content.prepared import prepared
from content.tasks import Row, Task, task_source, tasks_of_rows
from experts.access import may_release
from experts.choices import ContributionState, QuoteConsent, Settled, Size, Stage, Verdict
from experts.models import Consultation, Contribution, FollowUp, Opinion, Quotation
from experts.querysets import is_moderator, is_of_kreis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from experts.querysets import ConsultationQuerySet
    from members.models import User


@task_source
def office_tasks(user: User) -> Iterator[Task]:
    """Ask the office for the next step of each consultation, and to answer questions back."""
    if not is_moderator(user):
        return
    asked: list[Any] = _in_office(user)
    for consultation in asked:
        if consultation.stage == Stage.ASKED:
            yield Task(
                title=f"Anfrage öffnen: {consultation.title}",
                url=reverse("experts:consultation", args=[consultation.pk]),
                due=consultation.deadline,
                minutes=10,
            )
        if may_release(user, consultation):
            yield Task(
                title=f"Als zweite Person freigeben: {consultation.title}",
                url=reverse("experts:summary-release", args=[consultation.pk]),
                minutes=20,
            )
        yield from _summary_tasks(consultation)
        if consultation.follow_up is not None:
            place = [consultation.pk, consultation.follow_up]
            yield Task(
                title=f"Rückfrage beantworten: {consultation.title}",
                url=reverse("experts:follow-up-answer", args=place),
                minutes=10,
            )


# What decides of the next step; question and background stay in the database.
_OF_STEP = ("title", "stage", "deadline", "agree_until", "handed_over_at", "handed_over_by")


@prepared
def _in_office(reader: User) -> ConsultationQuerySet:
    """Return what may ask something of a moderator, with what waits for an answer."""
    unanswered = FollowUp.objects.filter(consultation=OuterRef("pk"), answered_at=None)
    said = Opinion.objects.filter(consultation=OuterRef("pk"), settled=Settled.OPEN)
    found = Consultation.objects.annotate(
        follow_up=Subquery(unanswered.values("pk")[:1]),
        is_unsettled=Exists(said.exclude(verdict=Verdict.AGREE)),
    )
    today = timezone.localdate()
    waits = Q(handed_over_at__isnull=False) & ~Q(handed_over_by=reader.pk)
    leads = Q(handed_over_at=None) & (Q(is_unsettled=True) | Q(agree_until__lt=today))
    known: ConsultationQuerySet = found.filter(
        Q(stage__in=(Stage.ASKED, Stage.SYNTHESIS))
        | Q(stage=Stage.OPEN, deadline__lt=today)
        | Q(stage=Stage.AGREEMENT) & (waits | leads)
        | Q(follow_up__isnull=False)
    )
    return known.only(*_OF_STEP).order_by("asked_at", "pk")


def _summary_tasks(one: Any) -> Iterator[Task]:
    """Ask to begin, to write, to answer what was said, to lay before the second person."""
    today = timezone.localdate()
    if one.stage == Stage.OPEN and one.deadline < today:
        url = reverse("experts:consultation", args=[one.pk])
        yield Task(f"Auswertung beginnen: {one.title}", url, minutes=5)
    if one.stage == Stage.SYNTHESIS:
        url = reverse("experts:summary-work", args=[one.pk])
        yield Task(f"Auswertung schreiben: {one.title}", url, minutes=60)
    if one.stage != Stage.AGREEMENT or one.handed_over_at is not None:
        return
    if one.is_unsettled:
        url = reverse("experts:summary-agree", args=[one.pk])
        yield Task(f"Stimmen der Kreise beantworten: {one.title}", url, minutes=15)
    elif (one.agree_until or today) < today:
        url = reverse("experts:summary-release", args=[one.pk])
        yield Task(f"Auswertung zur Freigabe vorlegen: {one.title}", url, minutes=10)


def _running(reader: User) -> ConsultationQuerySet:
    """Return what may ask something of the reader's Kreis, with what of it is done."""
    found: ConsultationQuerySet = Consultation.objects.visible_to(reader)
    own = Contribution.objects.filter(consultation=OuterRef("pk"), kreis_id=reader.kreis_id)
    said = Opinion.objects.to_the_whole().filter(
        consultation=OuterRef("pk"), kreis_id=reader.kreis_id
    )
    quoted = Quotation.objects.filter(
        contribution__consultation=OuterRef("pk"),
        contribution__kreis_id=reader.kreis_id,
        contribution__state=ContributionState.SUBMITTED,
        consent=QuoteConsent.ASKED,
    )
    row = JSONObject(
        pk="pk",
        title="title",
        stage="stage",
        size="size",
        deadline="deadline",
        agree_until="agree_until",
        answered="answered_count",
        asked="asked_count",
        is_answered=Exists(own.filter(state=ContributionState.SUBMITTED)),
        is_begun=Exists(own.filter(state=ContributionState.DRAFT)),
        is_agreed=Exists(said),
        is_quoted=Exists(quoted),
    )
    known: ConsultationQuerySet = found.filter(stage__in=(Stage.OPEN, Stage.AGREEMENT)).annotate(
        row=row
    )
    return known


@tasks_of_rows(_running, concerns=is_of_kreis)
def consultations_of_kreis(_: User, one: Row) -> Iterator[Task]:
    """Ask a Kreis to answer, to read the draft of the summary, to release its quotations."""
    title = one["title"]
    if one["stage"] == Stage.OPEN and not one["is_answered"]:
        yield Task(
            title=f"Frage des Landkreistages: {title}",
            url=address("experts:consultation", one["pk"]),
            detail=_progress(one),
            due=date.fromisoformat(one["deadline"]),
            minutes=5 if one["size"] == Size.FLASH else 30,
        )
    if one["stage"] != Stage.AGREEMENT or one["agree_until"] is None:
        return
    until = date.fromisoformat(one["agree_until"])
    # After its last day nothing is said to a draft any more.
    if until < timezone.localdate():
        return
    url = address("experts:summary-agree", one["pk"])
    if not one["is_agreed"]:
        yield Task(f"Auswertung abstimmen: {title}", url, due=until, minutes=15)
    if one["is_quoted"]:
        yield Task(f"Zitat freigeben: {title}", url, due=until, minutes=5)


def _progress(one: Row) -> str:
    said = f"{one['answered']} von {one['asked']} Kreisen haben geantwortet"
    return f"{said} · Entwurf gespeichert" if one["is_begun"] else said
