from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from notices.choices import Channel
from notices.forms import MarkForm, PreferencesForm
from notices.kinds import kind_named
from notices.letters import bring_back_token, unsubscribing
from notices.models import Notice, RefusedAddress
from notices.reading import in_groups, readable_page
from notices.services import bring_mail_back, mark_read, mark_unread, set_preferences, stop_mail

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from content.http import SignedInRequest

_A_PAGE = 50


def notice_list(request: SignedInRequest) -> HttpResponse:
    """Show what is new, or with `alle` everything, the newest first."""
    everything = "alle" in request.GET
    notices = Notice.objects.visible_to(request.user).select_related("on_behalf_of")
    if not everything:
        notices = notices.unread()
    before = request.GET.get("vor", "")
    if before.isdecimal() and len(before) < 19:
        notices = notices.filter(pk__lt=int(before))
    shown, last = readable_page(request.user, notices, size=_A_PAGE)
    older = {"alle": "1"} if everything else {}
    context = {
        "everything": everything,
        "groups": in_groups(shown),
        "newest": shown[0].notice.pk if shown else None,
        "any_unread": any(one.notice.read_at is None for one in shown),
        "older": f"?{urlencode({**older, 'vor': last})}" if last else "",
        "is_first": not before,
        "marked_at": request.GET.get("gelesen", ""),
    }
    return render(request, "notices/notice_list.html", context)


@require_POST
def notices_mark(request: SignedInRequest) -> HttpResponse:
    """Mark some or all as read, or as unread again; the next page offers to undo the former."""
    form = MarkForm(request.POST, person=request.user)
    back = reverse("notices:notice-list") + ("?alle=1" if "alle" in request.POST else "")
    if not form.is_valid():
        messages.error(request, "Das ließ sich nicht zuordnen. Bitte versuchen Sie es noch einmal.")
        return redirect(back)
    if form.cleaned_data["unread"]:
        count = mark_unread(form.notices, by=request.user)
        if count:
            messages.success(request, "Als ungelesen markiert.")
        return redirect(back)
    marked_at = mark_read(form.notices, by=request.user)
    if marked_at is None:
        return redirect(back)
    query = urlencode({"gelesen": marked_at.isoformat()})
    return redirect(f"{back}{'&' if '?' in back else '?'}{query}")


def preferences(request: SignedInRequest) -> HttpResponse:
    user = request.user
    form = PreferencesForm(request.POST or None, person=user)
    if request.method == "POST" and form.is_valid():
        if set_preferences(user, form.channels):
            messages.success(request, "Ihre Einstellungen sind gespeichert.")
        else:
            messages.info(request, "Es war nichts zu ändern.")
        return redirect("notices:preferences")
    context = {
        "form": form,
        "channels": Channel.choices,
        "refused": RefusedAddress.objects.believed().filter(address__iexact=user.email).first(),
    }
    return render(request, "notices/preferences.html", context)


# A mail program sends the POST, without a session and without a token of ours: what the address
# itself holds is signed, and it can do nothing but stop mail and bring it back (S54).
@csrf_exempt
@login_not_required
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    said = unsubscribing(token)
    if said is None:
        raise Http404
    if "late" in said:
        return render(request, "notices/unsubscribe.html", {"what": "Mails", "state": "late"})
    person = get_object_or_404(get_user_model(), pk=said["person"])
    context = {"what": _what(said), "state": "asks_back" if "back" in said else "asks"}
    if request.method == "POST" and "back" in said:
        bring_mail_back(person, {name: Channel(one) for name, one in said["back"].items()})
        context["state"] = "back"
    elif request.method == "POST":
        stopped = stop_mail(person, kind=said.get("kind", ""), channel=said.get("channel", ""))
        context |= {"state": "stopped", "back": bring_back_token(person, stopped, said)}
    return render(request, "notices/unsubscribe.html", context)


def _what(said: dict[str, str]) -> str:
    if said.get("channel"):
        return "Wochenüberblick" if said["channel"] == Channel.WEEKLY else "Tagesüberblick"
    kind = kind_named(said.get("kind", ""))
    return f"Mails zu „{kind.label}“" if kind else "Mails"
