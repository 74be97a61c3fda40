"""Reading contributions: the list, the versions of one, the table for the office."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_list_or_404, render
from django.utils import timezone

from content.services import record
from content.tables import csv_response
from experts.access import knows_kreis_of, may_read_contributions
from experts.choices import Consent
from experts.drafts import Said, submitted_of
from experts.figures import FEWEST
from experts.models import Contribution, ContributionVersion
from experts.querysets import is_moderator, is_of_kreis
from experts.views.questions import readable
from members.models import Kreis

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest
    from experts.models import Consultation
    from members.models import User

_LATER = (
    "Die Rückmeldungen der anderen Kreise lesen Sie, sobald Ihr Kreis selbst geantwortet hat oder "
    "die Frist vorbei ist. So antwortet jeder Kreis für sich."
)
_OFFICE_TABLE = "Die Tabelle lädt die Moderation herunter."


class Shown(NamedTuple):
    """A contribution as this reader may know it: `known` is None where its Kreis is hidden."""

    said: list[Said]
    no_comment: bool
    known: Contribution | None
    is_own: bool = False
    has_versions: bool = False


def _for_reader(request: SignedInRequest, consultation_id: int) -> Consultation:
    """Return a question whose contributions this person may know of; for others there are none."""
    found = readable(request, consultation_id)
    if not (is_moderator(request.user) or is_of_kreis(request.user)):
        raise Http404
    return found


def contributions(request: SignedInRequest, consultation_id: int) -> HttpResponse:
    """Show what was submitted."""
    user = request.user
    found = _for_reader(request, consultation_id)
    submitted = found.contributions.submitted()
    own_is_in = is_of_kreis(user) and submitted.filter(kreis_id=user.kreis_id).exists()
    if not may_read_contributions(user, found, own_is_in=own_is_in):
        raise PermissionDenied(_LATER)
    submissions = _submissions(user, found)
    known = _known(user, submissions)
    shown = [_shown(user, one, known) for one in _in_order(user, submissions, known)]
    missing = []
    if is_moderator(user) and found.opened_at is not None:
        missing = list(_silent(found))
    context = {
        "consultation": found,
        "shown": shown,
        "missing": missing,
        "names_nobody": not known.issuperset(_willing(submissions)),
        "for_office": is_moderator(user),
    }
    return render(request, "experts/contributions.html", context)


def _silent(consultation: Consultation) -> list[Kreis]:
    answered = consultation.contributions.submitted().values("kreis")
    return list(Kreis.objects.members().exclude(pk__in=answered).order_by("sort_name"))


def _submissions(user: User, consultation: Consultation) -> list[Contribution]:
    found = Contribution.objects.visible_to(user).submitted().filter(consultation=consultation)
    return list(found.select_related("kreis", "consultation").prefetch_related("answers__item"))


def _willing(found: list[Contribution]) -> set[str]:
    return {one.kreis_id for one in found if one.consent != Consent.ANONYMOUS}


def _known(user: User, found: list[Contribution]) -> set[str]:
    """Return the Kreise whose contributions this reader may know as theirs.

    Where fewer than three are left that the anonymous ones could be of, no other Kreis is named:
    they would be told by elimination.
    """
    known = {one.kreis_id for one in found if knows_kreis_of(user, one)}
    answered = {one.kreis_id for one in found}
    if known == answered:
        return known
    members = set(Kreis.objects.members().values_list("pk", flat=True))
    left = (members | answered) - known - {str(user.kreis_id)}
    return known if len(left) >= FEWEST else known & {str(user.kreis_id)}


def _in_order(user: User, found: list[Contribution], known: set[str]) -> list[Contribution]:
    """Return them by Kreis, the own one first; hidden ones last, in an order that tells nothing."""

    def place(one: Contribution) -> tuple[int, str]:
        if one.kreis_id == user.kreis_id:
            return 0, ""
        if one.kreis_id in known:
            return 1, one.kreis.sort_name
        secret = f"{settings.SECRET_KEY} contribution {one.pk}"
        return 2, sha256(secret.encode()).hexdigest()

    return sorted(found, key=place)


def _shown(user: User, one: Contribution, known: set[str]) -> Shown:
    if one.kreis_id not in known:
        # No name, time, edition or number: nothing that could be laid beside what others know.
        return Shown(submitted_of(one), one.no_comment, None)
    is_own = one.kreis_id == user.kreis_id
    return Shown(
        submitted_of(one), one.no_comment, one, is_own, has_versions=is_own or is_moderator(user)
    )


def contribution_versions(
    request: SignedInRequest, consultation_id: int, contribution_id: int
) -> HttpResponse:
    """Show what a Kreis had submitted, edition by edition."""
    found = _for_reader(request, consultation_id)
    known = ContributionVersion.objects.visible_to(request.user).select_related(
        "contribution__kreis"
    )
    versions = get_list_or_404(
        known, contribution_id=contribution_id, contribution__consultation=found
    )
    context = {
        "consultation": found,
        "versions": versions,
        "contribution": versions[0].contribution,
    }
    return render(request, "experts/contribution_versions.html", context)


def contributions_csv(request: SignedInRequest, consultation_id: int) -> HttpResponse:
    """Hand out all of it to the office for a spreadsheet; noted, for it leaves the portal (S64)."""
    found = _for_reader(request, consultation_id)
    if not is_moderator(request.user):
        raise PermissionDenied(_OFFICE_TABLE)
    items = list(found.items.all())
    submissions = _submissions(request.user, found)
    known = _known(request.user, submissions)
    heading = ("Kreis", "Nennung", "eingereicht am", "nach der Frist", "keine Anmerkung")
    rows = [
        (
            *(one.kreis.name, Consent(one.consent).label),
            f"{timezone.localtime(one.submitted_at):%d.%m.%Y %H:%M}",
            *("ja" if yes else "nein" for yes in (one.is_late, one.no_comment)),
            *_cells(submitted_of(one), [item.pk for item in items]),
        )
        for one in _in_order(request.user, submissions, known)
    ]
    record("contributions.exported", found, by=request.user, rows=len(rows))
    name = f"rueckmeldungen-{found.number or found.pk}".lower()
    return csv_response(name, [(*heading, *(item.wording for item in items)), *rows])


def _cells(said: list[Said], items: list[int]) -> list[str]:
    words = {one.item.pk: one.in_words for one in said}
    return [words.get(item, "") for item in items]
