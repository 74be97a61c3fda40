from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone

from content.prepared import prepared
from content.queues import waiting_for
from events.listing import draw_events, listed_public, own_coming
from experts.listing import newest_releases, running
from experts.querysets import is_liaison
from forum.access import may_enter
from forum.listing import draw_topics
from forum.reading import topics_newest
from members.choices import Role
from members.entries import members
from members.models import User
from members.models.user import name_of
from members.services import hide_first_steps
from members.tasks import deputising, with_deputyships
from notices.kinds import channels_of
from portal.drawing import KreisCard, Named, draw_kreis, draw_mail, draw_tasks
from portal.first_steps import steps_of
from practices.choices import State
from practices.models import Practice
from practices.overview import news_of_practices
from practices.tasks import newest_on_own_themes, newest_practices, practices_of_kreis

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString

    from content.http import SignedInRequest
    from members.querysets import UserQuerySet
    from practices.rows import ListedPractice

# Beside the topics there is room for two cards.
_CARDS = 2


# The public reads here what the Forum is.
@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return _landing(request)
    user = request.user
    today = timezone.localdate()
    deputyships = deputising(user)
    tasks = with_deputyships(user, deputyships)
    context = {
        "today": today,
        "deputyships": deputyships,
        "tasks": tasks,
        "drawn_tasks": draw_tasks(tasks, today),
        "minutes": sum(task.minutes or 0 for task in tasks),
        "mail": draw_mail(channels_of(user)),
        "may_enter": may_enter(user),
        "topics": draw_topics(topics_newest(user), room_shown=False) if may_enter(user) else "",
        "events": own_coming(user),
        "kreis_card": _own_kreis(user) if user.kreis_id else "",
        "steps": steps_of(user) if user.welcomed_at is None else [],
        **_practices(user),
        **_by_role(user),
    }
    return render(request, "portal/start.html", context)


def _practices(user: User) -> dict[str, Any]:
    """Return the cards: what fits the own themes, else what was checked last."""
    fitting = newest_on_own_themes(user)
    newest = fitting or newest_practices(user)
    return {"fitting": fitting, "newest": newest[: _CARDS if may_enter(user) else None]}


def _by_role(user: User) -> dict[str, Any]:
    """Return what one role alone has on this page."""
    if is_liaison(user):
        return {"questions": running(user), "releases": newest_releases(user)}
    if user.is_staff:
        waiting = waiting_for(user)
        return {"waiting": waiting, "something_waits": any(one.count for one in waiting)}
    if user.role == Role.PROGRAMME:
        return {"news": news_of_practices(user)}
    return {}


def _own_kreis(user: User) -> SafeString:
    assert user.kreis is not None  # noqa: S101  (for the type checker)
    practices = practices_of_kreis(user)
    published = sum(practice.is_readable for practice in practices)
    adopted = [practice for practice in practices if practice.adoption_count][:2]
    card = KreisCard(
        name=user.kreis.name,
        url=user.kreis.get_absolute_url(),
        published=published,
        drafts=len(practices) - published,
        adopted=tuple(_named(one, _kreise(one.adoption_count)) for one in adopted),
        colleagues=tuple(name_of(*person) for person in _colleagues(user)),
        confirmed_on=user.kreis.confirmed_on,
        practices=tuple(_named(one, State(one.state).label) for one in practices[:5]),
    )
    return draw_kreis(card)


def _named(practice: ListedPractice, said: str) -> Named:
    return Named(practice.title, practice.get_absolute_url(), said)


def _kreise(count: int) -> str:
    return f"{count} Kreis{'' if count == 1 else 'e'}"


@prepared
def _colleagues(reader: User) -> QuerySet[User, tuple[str, str, str]]:
    team: UserQuerySet = User.objects.visible_to(reader).filter(kreis_id=reader.kreis_id)
    names = ("first_name", "last_name", "email")
    known: QuerySet[User, tuple[str, str, str]] = team.coordinators().values_list(*names)
    return known


def first_steps(request: SignedInRequest) -> HttpResponse:
    """Show the first steps; take whether the start page shows them."""
    if request.method == "POST":
        hidden = "ausblenden" in request.POST
        if hide_first_steps(request.user, hidden=hidden) and hidden:
            messages.success(
                request, "Die ersten Schritte sind ausgeblendet. Sie finden sie unter „Hilfe“."
            )
        return redirect("portal:start")
    context = {"steps": steps_of(request.user), "is_hidden": request.user.welcomed_at}
    return render(request, "portal/first_steps.html", context)


def _landing(request: HttpRequest) -> HttpResponse:
    context = {
        "kreise": members(request.user),
        "practices": Practice.objects.visible_to(request.user).for_list()[:3],
        "events": draw_events(listed_public()),
    }
    return render(request, "portal/landing.html", context)
