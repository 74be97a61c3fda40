"""What the protected rooms put before the office: reports, and answers to its decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, override

from django import forms
from django.core.exceptions import ValidationError
from django.db.models.functions import Left
from django.urls import reverse
from django.utils import timezone

from content.choices import Place
from content.queues import (
    Dossier,
    Line,
    Part,
    Queue,
    Sent,
    SettledError,
    Step,
    register,
    settled_by,
)
from forum.access import acts_at, may_decide, may_lock_out
from forum.choices import Act
from forum.forms import form_of_act, template_for
from forum.models import Decision, Report
from forum.news import ANSWERED, REPORTED
from forum.querysets import PREVIEW
from forum.services import (
    DecidedError,
    LastHostError,
    NotPossibleError,
    Ruling,
    decide,
    note_answer,
)
from notices.services import see

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from members.models import User

_NOBODY = "jemand, der nicht mehr im Forum ist"

# Of each act: the letter, what it is called on its button, what it does, whose wording fits.
_STEPS: dict[Act, tuple[str, str, str, str]] = {
    Act.LEAVE: (
        "f",
        "Beitrag stehen lassen",
        "Wer gemeldet hat, erfährt, dass der Beitrag bleibt.",
        Place.POST_LEAVE,
    ),
    Act.QUERY: (
        "r",
        "Rückfrage senden",
        "Der Beitrag bleibt stehen; wer ihn geschrieben hat, kann antworten.",
        Place.POST_QUERY,
    ),
    Act.HIDE: (
        "a",
        "Beitrag ausblenden",
        "Wer ihn geschrieben hat, liest die Begründung und kann einmal antworten.",
        Place.POST_HIDE,
    ),
    Act.SHOW: ("e", "Beitrag wieder einblenden", "Alle im Raum lesen ihn wieder.", ""),
    Act.LOCK: (
        "s",
        "Person im Raum sperren",
        "Den Raum gibt es für sie dann nicht mehr. Sie liest die Begründung und kann antworten.",
        Place.POST_LOCK,
    ),
    Act.CLOSE: (
        "t",
        "Thema schließen",
        "Niemand antwortet mehr; alles bleibt lesbar.",
        Place.POST_HIDE,
    ),
}
_GRAVE = {Act.HIDE, Act.LOCK, Act.CLOSE}


class Reports(Queue):
    """Reported posts of the rooms this moderator reads; nobody decides about his own."""

    name, label, since = "meldungen", "Gemeldete Beiträge", "at"
    rank = 1

    @override
    def things(self, user: User) -> QuerySet[Any]:
        waiting = Report.objects.visible_to(user).first_of_each_post()
        waiting = waiting.select_related("post__topic__room", "post__author__kreis", "reporter")
        return waiting.annotate(beginning=Left("post__text", PREVIEW)).order_by("pk")

    @override
    def line(self, thing: Any) -> Line:
        post = thing.post
        more = f", {thing.reported_times} Meldungen" if thing.reported_times > 1 else ""
        return Line(
            title=post.topic.title,
            who=f"{post.author_name}, {post.author_kreis}",
            why=f"{thing.get_cause_display()}{more}",
            since=thing.at,
            preview=thing.beginning,
        )

    @override
    def open(self, user: User, thing: Report) -> Dossier:
        post = thing.post
        reports = list(post.reports.select_related("reporter__kreis", "decision"))
        see([REPORTED], *(report.pk for report in reports), by=user)
        told = "\n\n".join(_told(report) for report in reports)
        decided = [_decided(one) for one in post.decisions.select_related("by")]
        facts = (
            ("Raum", post.topic.room.name),
            ("Thema", post.topic.title),
            ("Beitrag", f"{post.number}, von {post.author_name}, {post.author_kreis}"),
        )
        files = ", ".join(file.title for file in post.attached)
        parts = [
            Part("Der Beitrag", html=post.as_html, facts=facts),
            *([Part("Angehängt", text=files)] if files else []),
            Part("Gemeldet", text=told),
            *([Part("Bisher entschieden", text="\n\n".join(decided))] if decided else []),
        ]
        url = reverse("forum:post-moderate", args=[post.topic_id, post.number])
        return Dossier(tuple(parts), url, {"name": post.author_name, "titel": post.topic.title})

    @override
    def steps(self, user: User, thing: Report, sent: Sent) -> list[Step]:
        post = thing.post
        if not may_decide(user, post):
            return []
        last, newest = post.decisions.first(), post.reports.order_by("-pk").first()
        state = {"seen": last.pk if last else 0, "known": newest.pk if newest else thing.pk}
        found = []
        for act in sorted(acts_at(user, post, is_reported=True), key=list(_STEPS).index):
            key, label, says, place = _STEPS[act]
            reason = template_for(act, post, thing.cause)
            form = form_of_act(act, sent.of(act), **state, reason=reason)
            found.append(Step(act, label, key, form, says, act in _GRAVE, place, "reason"))
        return found

    @override
    def decide(self, user: User, thing: Report, step: Step) -> str:
        act, post = Act(step.name), thing.post
        if act == Act.LOCK and (
            post.author is None or not may_lock_out(user, post.topic.room, post.author)
        ):
            raise ValidationError(NotPossibleError.said)
        try:
            made = decide(post, act, Ruling(by=user, **step.form.cleaned_data))
        except DecidedError as error:
            raise SettledError(_who_decided(error.decision)) from error
        except (LastHostError, NotPossibleError) as error:
            raise ValidationError(error.said) from error
        return f"Entschieden: {made.get_act_display()}."

    @override
    def settled(self, user: User, key: int) -> str:
        known = Report.objects.visible_to(user).filter(pk=key, decision__isnull=False)
        report = known.select_related("decision__by").first()
        return _who_decided(report.decision) if report and report.decision else ""


def _named(person: User | None) -> str:
    if person is None:
        return _NOBODY
    return f"{person.name}, {person.kreis}" if person.kreis else person.name


def _told(report: Report) -> str:
    who = _named(report.reporter)
    said = f": {report.text}" if report.text else ""
    return f"{report.get_cause_display()}{said}\n{who}, {timezone.localtime(report.at):%d.%m.%Y}"


def _decided(decision: Decision) -> str:
    by = decision.by.name if decision.by else _NOBODY
    answer = f"\nAntwort: {decision.answer}" if decision.answer else ""
    return f"{decision.get_act_display()} ({by}): {decision.reason}{answer}"


def _who_decided(decision: Decision) -> str:
    return settled_by(decision.by, decision.at, decision.get_act_display())


class Answers(Queue):
    """What people answered to decisions about their posts."""

    name, label, since = "antworten", "Antworten auf Entscheidungen", "answered_at"
    rank = 2

    @override
    def things(self, user: User) -> QuerySet[Any]:
        waiting = Decision.objects.moderated_by(user).answered().for_queue(user)
        return waiting.order_by("answered_at", "pk")

    @override
    def line(self, thing: Decision) -> Line:
        assert thing.answered_at is not None  # noqa: S101  (the queue holds answers)
        return Line(
            title=thing.title or thing.room.name,
            who=_named(thing.person),
            why=thing.get_act_display(),
            since=thing.answered_at,
            preview=thing.answer[:PREVIEW],
        )

    @override
    def open(self, user: User, thing: Decision) -> Dossier:
        see([ANSWERED], thing.pk, by=user)
        parts = (
            Part("Die Antwort", text=thing.answer),
            Part(
                "Worauf sie antwortet",
                text=thing.reason,
                facts=(
                    ("Entscheidung", thing.get_act_display()),
                    ("von", thing.by.name if thing.by else _NOBODY),
                    ("Raum", thing.room.name),
                ),
            ),
        )
        post, url = thing.post, ""
        if post is not None and thing.title:
            url = reverse("forum:post-moderate", args=[post.topic_id, post.number])
        return Dossier(parts, url)

    @override
    def steps(self, user: User, thing: Decision, sent: Sent) -> list[Step]:
        form = forms.Form(sent.of("gelesen"))
        return [Step("gelesen", "Zur Kenntnis genommen", "f", form)]

    @override
    def decide(self, user: User, thing: Decision, step: Step) -> str:
        if note_answer(thing, by=user):
            return "Die Antwort ist zur Kenntnis genommen."
        raise SettledError(self.settled(user, thing.pk))

    @override
    def settled(self, user: User, key: int) -> str:
        known = Decision.objects.moderated_by(user).filter(pk=key, noted_at__isnull=False)
        noted = known.select_related("noted_by").first()
        if noted is None:
            return ""
        return settled_by(noted.noted_by, noted.noted_at)


register(Reports(), Answers())
