"""„Was ich beobachte“: rooms, themes, Kreise and topics, and how to end it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from content.models import Theme
from forum.access import may_enter
from forum.forms import ThemeChoiceForm
from forum.models import Room, Topic
from forum.services import unwatch, watch, watch_themes
from members.models import Kreis

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest

_A_PAGE = 50


def watching(request: SignedInRequest) -> HttpResponse:
    """Show what the person watches and may read, each with a button to end it."""
    user = request.user
    if not may_enter(user):
        raise Http404
    own = {"watches__person": user}
    rooms = Room.objects.visible_to(user).filter(**own).in_order()
    themes = Theme.objects.filter(**own)
    kreise = Kreis.objects.visible_to(user).filter(**own).in_order()
    watched = [
        ("Räume", "raum", [(one.slug, one.name, one.get_absolute_url()) for one in rooms]),
        ("Themenfelder", "themenfeld", [(one.key, one.label, address_of(one)) for one in themes]),
        ("Kreise", "kreis", [(one.pk, one.name, one.get_absolute_url()) for one in kreise]),
    ]
    topics = list(Topic.objects.visible_to(user).followed_by(user)[: _A_PAGE + 1])
    context = {
        "watched": watched,
        "topics": topics[:_A_PAGE],
        "more": len(topics) > _A_PAGE,
    }
    return render(request, "forum/watching.html", context)


def theme_choice(request: SignedInRequest) -> HttpResponse:
    """Let a person choose all themes that are his, at once."""
    user = request.user
    if not may_enter(user):
        raise Http404
    # Of who chose none, nothing is sent.
    sent = request.POST if request.method == "POST" else None
    form = ThemeChoiceForm(sent, initial={"themes": Theme.objects.filter(watches__person=user)})
    if form.is_valid():
        if watch_themes(form.cleaned_data["themes"], by=user):
            messages.success(request, "Ihre Themenfelder sind gespeichert.")
        return redirect("forum:watching")
    return render(request, "forum/theme_choice.html", {"form": form})


@require_POST
def watch_set(request: SignedInRequest) -> HttpResponse:
    """Begin to watch a room, a theme or a Kreis, or end it."""
    if not may_enter(request.user):
        raise Http404
    thing = _thing(request)
    act = unwatch if "beenden" in request.POST else watch
    act(thing, by=request.user)
    return redirect("forum:watching" if "liste" in request.POST else address_of(thing))


def _thing(request: SignedInRequest) -> Room | Theme | Kreis:
    """Return what a form names; what the person does not read is not there (S30)."""
    key, user = request.POST.get("was", "").replace("\0", ""), request.user
    match request.POST.get("art"):
        case "raum":
            return get_object_or_404(Room.objects.visible_to(user), slug=key)
        case "themenfeld":
            return get_object_or_404(Theme, key=key, parent=None)
        case "kreis":
            return get_object_or_404(Kreis.objects.visible_to(user), pk=key)
    raise Http404


def address_of(thing: Room | Theme | Kreis) -> str:
    """Return where the topics of a room, on a theme, by a Kreis are listed."""
    if isinstance(thing, Theme):
        return f"{reverse('forum:topic-list')}?thema={thing.key}"
    return thing.get_absolute_url()
