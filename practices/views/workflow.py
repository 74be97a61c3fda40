"""What the office and the lead decide about a practice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from practices.access import (
    may_archive,
    may_confirm,
    may_keep,
    may_moderate,
    may_publish,
    may_republish,
    may_set_audience,
    may_widen_audience,
    may_withdraw,
)
from practices.choices import State
from practices.editions import in_words, label_of
from practices.forms import ArchiveForm, AudienceForm, query_form
from practices.models import Practice
from practices.services import (
    IncompleteError,
    OriginalArchivedError,
    WideningError,
    archive_practice,
    confirm_practice,
    forget_practice,
    keep_practice,
    publish_practice,
    republish_practice,
    send_query,
    set_audience,
    withdraw_practice,
)
from practices.views.closed import typed_again
from practices.views.merged import done_already, follows_merged

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from content.http import SignedInRequest
    from members.models import User

_NOT_YOURS = (
    "Darüber entscheidet die Moderation oder die Leitung des Kreises, "
    "und nur solange der Bearbeitungsstand es zulässt."
)
_ARCHIVED_BY_OFFICE = "Die Moderation hat das Beispiel archiviert; zurückholen kann nur sie es."
_AUDIENCE_OF_ORIGINAL = (
    "Die Sichtbarkeit gilt für alle Fassungen. Festgelegt wird sie beim veröffentlichten Beispiel."
)
_ORIGINAL_ARCHIVED = (
    "Das bisherige Beispiel ist archiviert; solange es das ist, lässt sich keine neue Fassung "
    "veröffentlichen. Holen Sie es zuerst aus dem Archiv zurück. Die neue Fassung bleibt erhalten."
)


def _practice(
    request: SignedInRequest, practice_id: int, may: Callable[[User, Practice], bool]
) -> Practice:
    practice = get_object_or_404(Practice.objects.visible_to(request.user), pk=practice_id)
    if not may(request.user, practice):
        if practice.archived_by_office:
            raise PermissionDenied(_ARCHIVED_BY_OFFICE)
        if practice.revises_id and may is may_set_audience:
            raise PermissionDenied(_AUDIENCE_OF_ORIGINAL)
        raise PermissionDenied(_NOT_YOURS)
    return practice


@follows_merged
def practice_query(request: SignedInRequest, practice_id: int) -> HttpResponse:
    """Ask the Kreis about fields."""
    form = query_form(request.POST or None)
    try:
        practice = _practice(request, practice_id, may_moderate)
    except (Http404, PermissionDenied):
        if late := typed_again(request, practice_id, form):
            return late
        raise
    if practice.state != State.SUBMITTED:
        done_already(request, practice)
        late = typed_again(request, practice_id, form)
        return late or redirect(practice.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        remarks = {name: text for name, text in form.cleaned_data.items() if text}
        if send_query(practice, by=request.user, remarks=remarks):
            messages.success(request, "Die Rückfrage ist unterwegs.")
        else:
            done_already(request, practice)
        return redirect(practice.get_absolute_url())
    said = in_words(practice)
    asked = [(field, label_of(field.name), said.get(field.name, "")) for field in form]
    context = {"practice": practice, "form": form, "asked": asked}
    return render(request, "practices/practice_query.html", context)


@require_POST
@follows_merged
def practice_publish(request: SignedInRequest, practice_id: int) -> HttpResponse:
    practice = get_object_or_404(Practice.objects.visible_to(request.user), pk=practice_id)
    if may_archive(request.user, practice):  # who decides about it comes too late
        done_already(request, practice)
        return redirect(practice.get_absolute_url())
    practice = _practice(request, practice_id, may_publish)
    try:
        published = publish_practice(practice, by=request.user)
    except IncompleteError:
        messages.error(request, "Zum Veröffentlichen fehlen noch Pflichtangaben.")
        return redirect(practice.get_absolute_url())
    except OriginalArchivedError:
        messages.error(request, _ORIGINAL_ARCHIVED)
        return redirect(practice.get_absolute_url())
    if published is None:
        original = practice.revises or practice
        done_already(request, original)
        return redirect(original.get_absolute_url())
    messages.success(request, f"„{published.title}“ ist veröffentlicht.")
    return redirect(published.get_absolute_url())


@require_POST
@follows_merged
def practice_withdraw(request: SignedInRequest, practice_id: int) -> HttpResponse:
    practice = _practice(request, practice_id, may_withdraw)
    if withdraw_practice(practice, by=request.user):
        messages.success(request, "Das Beispiel ist wieder Ihr Entwurf.")
    return redirect("practices:practice-edit", practice.pk)


@require_POST
def practice_confirm(request: SignedInRequest, practice_id: int) -> HttpResponse:
    practice = _practice(request, practice_id, may_confirm)
    if confirm_practice(practice, by=request.user):
        messages.success(request, "Danke. Das Beispiel gilt als heute geprüft.")
    return redirect(practice.get_absolute_url())


def practice_archive(request: SignedInRequest, practice_id: int) -> HttpResponse:
    """Take a practice out of the lists, with a reason; or take an archived one back."""
    practice = _practice(request, practice_id, _may_archive_or_take_back)
    if request.method == "POST" and "back" in request.POST:
        if republish_practice(practice, by=request.user):
            messages.success(request, "Das Beispiel ist wieder veröffentlicht.")
        return redirect(practice.get_absolute_url())
    form = ArchiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if archive_practice(practice, by=request.user, reason=form.cleaned_data["reason"]):
            messages.success(request, "Das Beispiel ist archiviert.")
        else:
            done_already(request, practice)
        return redirect(practice.get_absolute_url())
    return render(request, "practices/practice_archive.html", {"practice": practice, "form": form})


def _may_archive_or_take_back(user: User, practice: Practice) -> bool:
    return may_archive(user, practice) or may_republish(user, practice)


def practice_audience(request: SignedInRequest, practice_id: int) -> HttpResponse:
    """Say who may read it; narrowing acts at once."""
    practice = _practice(request, practice_id, may_set_audience)
    may_widen = may_widen_audience(request.user, practice)
    form = AudienceForm(request.POST or None, initial={"audience": practice.audience})
    if request.method == "POST" and form.is_valid():
        audience = form.cleaned_data["audience"]
        try:
            if set_audience(practice, audience, by=request.user, may_widen=may_widen):
                messages.success(request, "Die Sichtbarkeit ist geändert und gilt ab sofort.")
            return redirect(practice.get_absolute_url())
        except WideningError:
            text = "Für mehr Menschen öffnen kann das Beispiel nur die Leitung des Kreises."
            form.add_error("audience", text)
    context = {"practice": practice, "form": form, "may_widen": may_widen}
    return render(request, "practices/practice_audience.html", context)


@require_POST
def practice_keep(request: SignedInRequest, practice_id: int) -> HttpResponse:
    """Put a practice on the own list, or take it off."""
    practice = _practice(request, practice_id, may_keep)
    if "forget" in request.POST:
        forget_practice(practice, by=request.user)
        messages.success(request, "Das Beispiel steht nicht mehr auf Ihrer Merkliste.")
    elif keep_practice(practice, by=request.user):
        messages.success(request, "Das Beispiel steht auf Ihrer Merkliste.")
    return redirect(practice.get_absolute_url())
