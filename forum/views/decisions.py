"""What the moderation decides about a post, and what its author reads of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render

from content.queues import settled_by
from forum.access import acts_at, can_read_room, may_decide, may_lock_out
from forum.choices import ABOUT_PEOPLE, ABOUT_POSTS, Act
from forum.forms import AnswerForm, DecisionForm, form_of_act, template_for
from forum.models import Decision, Post, Report, Topic
from forum.news import ANSWERED, DECISION, REPORTED
from forum.services import (
    DecidedError,
    LastHostError,
    NotPossibleError,
    Ruling,
    answer_decision,
    decide,
)
from forum.services.files import by_kind
from forum.views.moderating import OFFICE
from forum.views.reports import known_post
from notices.services import see

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest

_OWN = "Über den eigenen Beitrag entscheidet jemand anderes."
_QUOTES_SHOWN = 10


def post_moderate(request: SignedInRequest, topic_id: int, number: int) -> HttpResponse:
    """Decide about a post; a decision about a report leads to the next one."""
    post = known_post(request, topic_id, number)
    if not may_decide(request.user, post):
        raise PermissionDenied(_OWN if post.author_id == request.user.pk else OFFICE)
    if request.method != "POST":
        return _page(request, post)
    act = request.POST.get("act", "")
    if act not in ABOUT_POSTS:
        return HttpResponseBadRequest("Diese Entscheidung gibt es nicht.")
    form = form_of_act(Act(act), request.POST)
    return _decide(request, post, form) if form.is_valid() else _page(request, post, form)


def _decide(request: SignedInRequest, post: Post, form: DecisionForm) -> HttpResponse:
    act = form.act
    if act == Act.LOCK and (
        post.author is None or not may_lock_out(request.user, post.topic.room, post.author)
    ):
        raise PermissionDenied(NotPossibleError.said)
    was_reported = post.reports.undecided().exists()
    try:
        decision = decide(post, act, Ruling(by=request.user, **form.cleaned_data))
    except DecidedError as error:
        messages.warning(request, already_decided(error.decision))
        current = known_post(request, post.topic_id, post.number)
        return _page(request, current, typed=form, status=409)
    except (LastHostError, NotPossibleError) as error:
        form.add_error(None, error.said)
        return _page(request, post, form, status=409)
    messages.success(request, f"Entschieden: {decision.get_act_display()}.")
    if not was_reported:
        return redirect(post)
    following = Report.objects.visible_to(request.user).first_of_each_post().order_by("pk")
    upcoming = following.select_related("post").first()
    if upcoming is None:
        return redirect("forum:report-list")
    return redirect("forum:post-moderate", upcoming.post.topic_id, upcoming.post.number)


def already_decided(decision: Decision) -> str:
    """Say who was first, and what he decided (S73)."""
    said = settled_by(decision.by, decision.at, decision.get_act_display())
    return f"{said} Was Sie geschrieben haben, ist nicht gesendet; es steht noch im Feld."


def _page(
    request: SignedInRequest,
    post: Post,
    sent: DecisionForm | None = None,
    *,
    typed: DecisionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the post, what was reported and decided, and what can be done: `sent` with its errors.

    Of `typed`, which came too late, the reason stands in the form as it is now.
    """
    reports = list(post.reports.select_related("reporter__kreis", "decision__by"))
    decisions = list(post.decisions.select_related("by", "noted_by"))
    see([REPORTED], *(report.pk for report in reports), by=request.user)
    see([ANSWERED], *(decision.pk for decision in decisions), by=request.user)
    waiting = [report for report in reports if report.decision_id is None]
    cause = waiting[0].cause if waiting else ""
    acts = acts_at(request.user, post, is_reported=bool(waiting))
    if sent is not None and sent.act not in acts:  # meanwhile it is done, or there is no report
        acts.append(sent.act)
    reasons = {act: template_for(act, post, cause) for act in acts}
    if typed is not None and typed.act in reasons:
        reasons[typed.act] = typed.cleaned_data["reason"]
    seen, known = decisions[0].pk if decisions else 0, reports[-1].pk if reports else 0
    forms = {
        act: form_of_act(act, seen=seen, known=known, reason=reason)
        for act, reason in reasons.items()
    }
    if sent is not None:
        forms[sent.act] = sent
    context = {
        "post": post,
        **by_kind(post.attached),
        "topic": post.topic,
        "reports": reports,
        "decisions": decisions,
        "forms": forms.values(),
        "chosen": next((form.act for form in (sent, typed) if form is not None), ""),
        "quoted_in": _quoting(post),
    }
    return render(request, "forum/post_moderate.html", context, status=status)


def _quoting(post: Post) -> list[int]:
    """Return the posts that may quote this one: what is hidden here would still stand there."""
    quoted = f"> **{post.author_name}, {post.author_kreis}:**"
    later = post.topic.posts.shown().filter(number__gt=post.number, text__contains=quoted)
    return list(later.order_by("number").values_list("number", flat=True)[:_QUOTES_SHOWN])


def decision(request: SignedInRequest, decision_id: int) -> HttpResponse:
    """Show a person what was decided and why; he may answer once."""
    decisions = Decision.objects.visible_to(request.user).select_related("room", "post")
    found = get_object_or_404(decisions, pk=decision_id)
    see([DECISION], found.pk, by=request.user)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and found.answered_at is None and form.is_valid():
        answer_decision(found, by=request.user, **form.cleaned_data)
        messages.success(request, "Ihre Antwort ist bei der Moderation.")
        return redirect(found)
    topics = Topic.objects.visible_to(request.user).filter(posts=found.post_id)
    context = {
        "decision": found,
        "topic": topics.first() if found.post_id else None,
        "form": form,
        # The name is told to who reads there, and to whom it was told already.
        "room_named": can_read_room(request.user, found.room) or found.act in ABOUT_PEOPLE,
    }
    return render(request, "forum/decision.html", context)
