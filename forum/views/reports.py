"""Reports: a reader's, and the queue of those who decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from forum.access import may_moderate, may_report
from forum.forms import ReportForm
from forum.models import Decision, Post, Report, Room
from forum.news import ANSWERED, OUTCOME, outcome_of
from forum.readers import people_deciding
from forum.services import note_answer, report_post
from forum.services.files import by_kind
from notices.services import see

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from content.http import SignedInRequest

_A_PAGE = 20
_LONGEST_KEY = 19
_NOTHING_TO_REPORT = "Gemeldet wird, was andere geschrieben haben und was noch zu lesen ist."
QUEUE_VIEWS = {"": "Offen", "antworten": "Antworten", "erledigt": "Erledigt"}


def known_post(request: SignedInRequest, topic_id: int, number: int) -> Post:
    """Return a post this person reads, with its topic, room and author."""
    posts = Post.objects.visible_to(request.user).select_related("topic__room", "author__kreis")
    return get_object_or_404(posts, topic_id=topic_id, number=number)


def post_report(request: SignedInRequest, topic_id: int, number: int) -> HttpResponse:
    """Report a post; who has done so reads what became of it."""
    post = known_post(request, topic_id, number)
    report = post.reports.filter(reporter_id=request.user.pk).select_related("decision").first()
    if report is None and not may_report(request.user, post):
        raise PermissionDenied(_NOTHING_TO_REPORT)
    deciding = people_deciding(post).order_by("last_name", "first_name", "pk")
    form = ReportForm(request.POST or None)
    if request.method == "POST" and (report or (deciding.exists() and form.is_valid())):
        if report is None:
            report_post(post, by=request.user, **form.cleaned_data)
            messages.success(request, "Danke, Ihre Meldung ist angekommen.")
        return redirect("forum:post-report", topic_id, number)
    if report is not None:
        see([OUTCOME], report.pk, by=request.user)
    context = {
        "post": post,
        **by_kind(post.attached),
        "topic": post.topic,
        "report": report,
        "outcome": outcome_of(report.decision) if report and report.decision else "",
        "form": form,
        "deciding": list(deciding[:_A_PAGE]),
    }
    return render(request, "forum/post_report.html", context)


def report_list(request: SignedInRequest) -> HttpResponse:
    """Show what was reported in the rooms this person moderates, the oldest first."""
    user = request.user
    if not Room.objects.moderated_by(user).exists():
        raise Http404
    chosen = request.GET.get("ansicht", "")
    waiting = Report.objects.visible_to(user).first_of_each_post()
    answers = Decision.objects.moderated_by(user).answered()
    counts = {"": waiting.count(), "antworten": answers.count()}
    after = request.GET.get("ab", "")
    key = int(after) if after.isdecimal() and len(after) < _LONGEST_KEY else None
    if chosen == "antworten":
        see([ANSWERED], by=user)
        page = _page("answers", answers.for_queue(user).order_by("pk"), key)
    elif chosen == "erledigt":
        settled = Report.objects.visible_to(user).filter(decision__isnull=False)
        page = _page("reports", settled.for_list().order_by("-pk"), key, newest_first=True)
    else:
        chosen = ""
        page = _page("reports", waiting.for_list().order_by("pk"), key)
    views = [(name, label, counts.get(name), name == chosen) for name, label in QUEUE_VIEWS.items()]
    return render(request, "forum/report_list.html", {"chosen": chosen, "views": views, **page})


def _page(
    name: str, found: QuerySet[Any], key: int | None, *, newest_first: bool = False
) -> dict[str, object]:
    """Return one page of a view, and the key the next one begins with."""
    if key is not None:
        found = found.filter(pk__lte=key) if newest_first else found.filter(pk__gte=key)
    page = list(found[: _A_PAGE + 1])
    return {name: page[:_A_PAGE], "more": page[_A_PAGE].pk if len(page) > _A_PAGE else None}


@require_POST
def answer_note(request: SignedInRequest, decision_id: int) -> HttpResponse:
    """Take note of what somebody answered; the second reads who did before (S73)."""
    decisions = Decision.objects.moderated_by(request.user).select_related("room", "noted_by")
    decision = get_object_or_404(decisions, pk=decision_id, answered_at__isnull=False)
    if not may_moderate(request.user, decision.room):
        raise Http404
    if note_answer(decision, by=request.user):
        messages.success(request, "Die Antwort ist zur Kenntnis genommen.")
    else:
        decision.refresh_from_db()
        messages.warning(request, f"Bereits erledigt von {decision.noted_by or 'jemandem'}.")
    return redirect(f"{reverse('forum:report-list')}?ansicht=antworten")
