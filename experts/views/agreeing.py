"""Agreement: Kreise read the draft and say what they think of it, moderators answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from content.services import OutdatedError
from experts.access import can_read_draft, may_give_opinion, may_hand_over, may_run
from experts.agreement import assents, is_current, wording_key
from experts.choices import QuoteConsent, Section, Settled, Stage, Verdict
from experts.completeness import gaps_for_agreement, remarks
from experts.counting import count_answers
from experts.forms.agreeing import ConsentForm, OpinionForm, PresentForm, SettleForm
from experts.models import Opinion, Paragraph, Quotation, Source
from experts.news.summary import AGREEING, QUOTED, see_answers
from experts.services.agreeing import (
    IncompleteError,
    Said,
    give_opinion,
    present_summary,
    settle_opinion,
)
from experts.services.consultations import MoveError
from experts.services.quoting import decide_quotation
from experts.views.questions import readable
from experts.views.synthesis import NOT_NOW, or_not_now, put_figures, writable
from members.models import Kreis
from notices.services import see

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest
    from experts.models import Consultation

_OVER = "Die Abstimmung ist beendet. Wenden Sie sich an die Moderation, wenn etwas fehlt."
_REWORDED = (
    "Der Entwurf wurde inzwischen geändert. Lesen Sie die neue Fassung, und sagen Sie dann, wie "
    "Ihr Kreis dazu steht."
)
_SAID = "Gespeichert. Sie können das bis zum Ende der Frist ändern."
_SAID_IN_PART = "Gespeichert. Sagen Sie bitte noch, wie Ihr Kreis zum ganzen Entwurf steht."


def _agree_url(consultation: Consultation) -> str:
    return reverse("experts:summary-agree", args=[consultation.pk])


# ---- Presenting ----------------------------------------------------------------------------------


@or_not_now
def summary_present(request: SignedInRequest, consultation_id: int) -> HttpResponse:
    """Put the draft to the Kreise until a day, once nothing is missing."""
    found = writable(request, consultation_id)
    if found.stage == Stage.AGREEMENT:
        return redirect(_agree_url(found))
    gaps = gaps_for_agreement(found)
    form = PresentForm(request.POST or None, consultation=found)
    if request.method == "POST" and form.is_valid():
        try:
            present_summary(found, by=request.user, **form.cleaned_data)
        except IncompleteError as error:
            gaps = error.gaps
        except OutdatedError:
            messages.info(request, "Die Anfrage wurde inzwischen geändert. Prüfen Sie den Stand.")
            return redirect(request.path)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Der Entwurf liegt den Kreisen vor. Sie sind benachrichtigt.")
            return redirect(_agree_url(found))
    context = {"form": form, "consultation": found, "gaps": gaps, "remarks": remarks(found)}
    return render(request, "experts/summary_present.html", context)


# ---- The draft, as it is agreed upon -------------------------------------------------------------


def summary_agree(request: SignedInRequest, consultation_id: int) -> HttpResponse:
    """Show the draft: to a Kreis with what it says, to moderators with what all say."""
    found = readable(request, consultation_id)
    if not can_read_draft(request.user, found):
        raise Http404
    if may_run(request.user, found):
        if not found.is_in_work:
            raise PermissionDenied(NOT_NOW)
        return _all_opinions(request, found)
    see([AGREEING], found.pk, by=request.user)
    return _own_opinion(request, found)


def _draft(request: SignedInRequest, consultation: Consultation) -> list[Any]:
    """Return the paragraphs with their figures and what this person may know of their sources."""
    user = request.user
    sources = Source.objects.visible_to(user).select_related("practice", "contribution__kreis")
    quotations = Quotation.objects.visible_to(user).select_related("contribution__kreis")
    joined: Any = Paragraph.objects.visible_to(user).prefetch_related(
        Prefetch("sources", sources), Prefetch("quotations", quotations)
    )
    paragraphs: list[Any] = list(joined.filter(consultation=consultation))
    shown = {one.item_id for one in paragraphs} - {None}
    counted = count_answers(consultation, list(consultation.items.filter(pk__in=shown)))
    for one in paragraphs:
        put_figures(one, counted)
    return paragraphs


def _by_section(paragraphs: list[Any]) -> list[tuple[Section, list[Any]]]:
    parts = (
        (section, [one for one in paragraphs if one.section == section]) for section in Section
    )
    return [(section, some) for section, some in parts if some]


def _own_opinion(request: SignedInRequest, consultation: Consultation) -> HttpResponse:
    sent = OpinionForm(request.POST, place=request.POST.get("absatz", "")) if request.POST else None
    if sent is not None:
        if not may_give_opinion(request.user, consultation):
            raise PermissionDenied(_OVER)
        if sent.is_valid():
            return _say(request, consultation, sent.cleaned_data)
    user, paragraphs = request.user, _draft(request, consultation)
    own = Opinion.objects.visible_to(user).filter(consultation=consultation, kreis=user.kreis_id)
    see_answers(own, by=user)
    said = {one.paragraph_id: one for one in own}
    may_say = may_give_opinion(user, consultation)
    for one in paragraphs:
        _put_own(one, user.kreis_id, said.get(one.pk), may_say=may_say)
        if sent is not None and sent.data.get("absatz") == str(one.pk):
            one.form = sent
    whole = said.get(None)
    seen = wording_key(paragraphs)
    form = OpinionForm(place="", seen=seen, said=whole)
    context = {
        "consultation": consultation,
        "sections": _by_section(paragraphs),
        "whole": whole,
        "whole_is_current": whole and all(is_current(whole, one) for one in paragraphs),
        "whole_form": sent if sent is not None and not sent.data.get("absatz") else form,
        "may_say": may_say,
        "is_own": any(one.is_own for one in paragraphs),
        "form": sent,
    }
    return render(request, "experts/summary_agree.html", context)


def _put_own(paragraph: Any, kreis: str | None, said: Opinion | None, *, may_say: bool) -> None:
    """Let a paragraph know what in it is the Kreis's, and what the Kreis said to it."""
    paragraph.is_own = any(
        one.contribution is not None and one.contribution.kreis_id == kreis
        for one in paragraph.sources.all()
    )
    paragraph.opinion = said
    paragraph.is_current = said is not None and is_current(said, paragraph)
    seen = wording_key([paragraph])
    paragraph.form = OpinionForm(place=str(paragraph.pk), seen=seen, said=said) if may_say else None
    paragraph.quoted = list(paragraph.quotations.all())
    for one in paragraph.quoted:
        one.is_own = one.contribution.kreis_id == kreis
        one.form = ConsentForm(quotation=one) if may_say and one.is_own else None
    paragraph.is_own = paragraph.is_own or any(one.is_own for one in paragraph.quoted)


def _say(
    request: SignedInRequest, consultation: Consultation, values: dict[str, Any]
) -> HttpResponse:
    place = values["absatz"]
    paragraph = None
    if place is not None:
        drafts = Paragraph.objects.visible_to(request.user)
        paragraph = get_object_or_404(drafts, pk=place, consultation=consultation)
    said = Said(Verdict(values["verdict"]), values["text"])
    try:
        give_opinion(consultation, paragraph, by=request.user, seen=values["seen"], said=said)
    except MoveError as error:
        raise PermissionDenied(_OVER) from error
    except OutdatedError:
        messages.info(request, _REWORDED)
    else:
        own = Opinion.objects.visible_to(request.user).filter(consultation=consultation)
        whole_is_said = own.filter(paragraph=None).exists()
        messages.success(request, _SAID if whole_is_said else _SAID_IN_PART)
    where = "#ganz" if paragraph is None else f"#absatz-{paragraph.pk}"
    return redirect(f"{_agree_url(consultation)}{where}")


@require_POST
def quotation_decide(
    request: SignedInRequest, consultation_id: int, quotation_id: int
) -> HttpResponse:
    """Say how the own words may be quoted."""
    consultation = readable(request, consultation_id)
    quotations = Quotation.objects.visible_to(request.user).select_related(
        "paragraph__consultation"
    )
    own = quotations.filter(contribution__kreis=request.user.kreis_id)
    found = get_object_or_404(own, pk=quotation_id, paragraph__consultation=consultation)
    if not can_read_draft(request.user, consultation) or request.user.kreis_id is None:
        raise Http404
    form = ConsentForm(request.POST, quotation=found)
    back = f"{_agree_url(consultation)}#zitat-{found.pk}"
    if not form.is_valid():
        messages.info(request, "Wählen Sie aus, ob und wie Ihr Kreis zitiert werden darf.")
        return redirect(back)
    values = form.cleaned_data
    consent = QuoteConsent(values["consent"])
    try:
        decide_quotation(found, by=request.user, version=values["version"], consent=consent)
    except MoveError as error:
        raise PermissionDenied(_OVER) from error
    except OutdatedError:
        messages.info(request, "Das Zitat lautet inzwischen anders. Bitte entscheiden Sie neu.")
    else:
        see([QUOTED], found.pk, by=request.user)
        messages.success(request, "Ihre Entscheidung zum Zitat ist gespeichert.")
    return redirect(back)


# ---- What moderators see of it -------------------------------------------------------------------


def _all_opinions(request: SignedInRequest, consultation: Consultation) -> HttpResponse:
    paragraphs = _draft(request, consultation)
    opinions = list(
        Opinion.objects.visible_to(request.user)
        .filter(consultation=consultation)
        .select_related("kreis", "paragraph")
    )
    for one in paragraphs:
        one.yes = len(assents(opinions, one))
        one.said_to = [said for said in opinions if said.paragraph_id == one.pk]
        _put_current(one.said_to, [one])
        one.quoted = list(one.quotations.all())
    whole = [one for one in opinions if one.paragraph_id is None]
    _put_current(whole, paragraphs)
    # Waited for is a word to the whole, as in the tasks and before a release.
    heard = {one.kreis_id for one in whole}
    silent = Kreis.objects.members().exclude(pk__in=heard).order_by("sort_name")
    context = {
        "consultation": consultation,
        "sections": _by_section(paragraphs),
        "whole": whole,
        "silent": list(silent),
        "open": sum(_is_open(one) for one in opinions),
        "gaps": gaps_for_agreement(consultation),
        "may_hand_over": may_hand_over(request.user, consultation),
        "remarks": remarks(consultation),
    }
    return render(request, "experts/summary_opinions.html", context)


def _put_current(opinions: list[Any], paragraphs: list[Any]) -> None:
    for one in opinions:
        one.is_current = all(is_current(one, paragraph) for paragraph in paragraphs)
        one.is_open = _is_open(one)


def _is_open(opinion: Opinion) -> bool:
    return opinion.verdict != Verdict.AGREE and opinion.settled == Settled.OPEN


@or_not_now
def opinion_settle(request: SignedInRequest, consultation_id: int, opinion_id: int) -> HttpResponse:
    """Say what became of a wish or an objection."""
    consultation = writable(request, consultation_id)
    opinions = Opinion.objects.visible_to(request.user).exclude(verdict=Verdict.AGREE)
    joined = opinions.select_related("kreis", "paragraph", "consultation")
    found = get_object_or_404(joined, pk=opinion_id, consultation=consultation)
    form = SettleForm(request.POST or None, opinion=found)
    back = f"{_agree_url(consultation)}#stimme-{found.pk}"
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        settled, note = Settled(values["settled"]), values["note"]
        version = values["version"]
        try:
            settle_opinion(found, by=request.user, version=version, settled=settled, note=note)
        except ValidationError as error:
            form.add_error(None, error)
        except OutdatedError:
            messages.info(request, "Der Kreis hat inzwischen etwas anderes gesagt.")
            return redirect(request.path)
        else:
            messages.success(request, "Gespeichert. Der Kreis ist benachrichtigt.")
            return redirect(back)
    context = {"form": form, "opinion": found, "consultation": consultation, "back": back}
    return render(request, "experts/opinion_settle.html", context)
