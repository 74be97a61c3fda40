"""Release: one moderator hands a summary over, a second one releases it; then it is frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from content.choices import Audience
from content.services import OutdatedError, record
from experts.access import may_hand_over, may_narrow_release, may_release, may_run
from experts.choices import Stage
from experts.completeness import gaps_for_release
from experts.editions import Edition, address_of
from experts.models import Opinion, Release
from experts.news.releases import FINISHED, HANDED_OVER, RELEASED
from experts.news.summary import AGREEING
from experts.papers import edition_pdf
from experts.services.consultations import MoveError, locked, move
from experts.summary import checksum, compose
from members.choices import Role
from members.models import Kreis, User
from members.services.deputies import tell
from notices.services import settle
from search.services import forget, index

if TYPE_CHECKING:
    from collections.abc import Sequence

    from experts.models import Consultation

AUDIENCES = (Audience.PARTNERS, Audience.PUBLIC)
_ALONE = (
    "An dieser Fassung haben nur Sie geschrieben. Freigeben kann sie eine zweite Person der "
    "Moderation."
)
_NARROWED = (
    "Frühere Fassungen sind nicht mehr öffentlich. Auch die neue kann es nicht sein, denn deren "
    "Adressen würden sich wieder öffnen."
)


class IncompleteSummaryError(Exception):
    """Something keeps the summary from the second person; holds the sentences that say what."""

    def __init__(self, obstacles: Sequence[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = list(obstacles)


def obstacles_of(consultation: Consultation) -> list[str]:
    """Say what keeps the summary from being handed over and released."""
    found = [] if _is_spoken(consultation) else [_waits(consultation)]
    return [*found, *(gap.text for gap in gaps_for_release(consultation))]


def _is_spoken(consultation: Consultation) -> bool:
    """Whether the last day is over, or every Kreis said what it thinks of what stands there now."""
    until = consultation.agree_until
    if until is not None and until < timezone.localdate():
        return True
    spoken = Opinion.objects.to_the_whole().filter(consultation=consultation).values("kreis")
    return not Kreis.objects.members().exclude(pk__in=spoken).exists()


def _waits(consultation: Consultation) -> str:
    until = consultation.agree_until
    day = f" bis zum {until:%d.%m.%Y}" if until else ""
    return (
        f"Die Abstimmung läuft{day}; noch nicht alle Kreise haben sich zu diesem Wortlaut geäußert."
    )


@transaction.atomic
def hand_over_summary(
    consultation: Consultation,
    *,
    by: User,
    version: int,
    audience: Audience = Audience.PARTNERS,
    seen: str = "",
) -> bool:
    """Lay the summary before the second person; tell whether that is new. The others are told.

    `seen` is the checksum of the preview for this audience: nobody lays before another what a third
    one wrote in between. Raises OutdatedError (S72), MoveError for who may not,
    IncompleteSummaryError.
    """
    current = locked(consultation)
    if not may_hand_over(by, current):
        raise MoveError
    if current.handed_over_by_id is not None:
        return False
    if current.version != version:
        raise OutdatedError(current)
    if obstacles := obstacles_of(current):
        raise IncompleteSummaryError(obstacles)
    if seen and seen != checksum(compose(current, audience=audience)):
        raise OutdatedError(current)
    current.handed_over_by, current.handed_over_at = by, timezone.now()
    current.version += 1
    current.save(update_fields=["handed_over_by", "handed_over_at", "version"])
    record("summary.handed_over", current, by=by, edition=current.edition + 1)
    office = User.objects.with_access().moderators()
    tell(office, HANDED_OVER, current.pk, happening=f"vorgelegt {current.version}", by=by)
    return True


@transaction.atomic
def release_summary(  # noqa: PLR0913  (each is asked of the second person)
    consultation: Consultation,
    *,
    by: User,
    version: int,
    audience: Audience,
    note: str = "",
    seen: str = "",
) -> bool:
    """Release the summary as an edition that never changes; tell whether it was still to do.

    `seen` is the checksum of what the person was shown. Raises OutdatedError where something else
    stands there now (S72), MoveError for who is no second person, IncompleteSummaryError, and
    ValidationError, in words for a form.
    """
    current = locked(consultation)
    if current.stage == Stage.RELEASED and may_run(by, current):
        return False
    if not may_release(by, current):
        raise MoveError
    _demand_second(current, by)
    if current.version != version:
        raise OutdatedError(current)
    if obstacles := obstacles_of(current):
        raise IncompleteSummaryError(obstacles)
    said = _checked(current, audience, note)
    content = compose(current, audience=audience)
    stamp = checksum(content)
    if seen and seen != stamp:
        raise OutdatedError(current)
    release = _frozen(current, by, audience, said, content, stamp)
    release.save(force_insert=True)
    _lead_on(current, release, by)
    return True


def _checked(current: Consultation, audience: Audience, note: str) -> str:
    """Return the note. Raises ValidationError."""
    if audience not in AUDIENCES:
        raise ValidationError({"audience": "Wählen Sie, wer die Auswertung liest."})
    said = note.strip()
    if current.has_release and not said:
        message = "Sagen Sie bitte, was sich gegenüber der vorigen Fassung geändert hat."
        raise ValidationError({"note": message})
    was_open = current.releases.filter(audience=Audience.PUBLIC).exists()
    if was_open and current.release_audience != Audience.PUBLIC and audience == Audience.PUBLIC:
        raise ValidationError({"audience": _NARROWED})
    return said


def _demand_second(current: Consultation, by: User) -> None:
    """Refuse the only author, whoever handed it over."""
    authors = set(current.authors.values_list("person_id", flat=True))
    if authors == {by.pk}:
        raise IncompleteSummaryError([_ALONE])


def _frozen(  # noqa: PLR0913, PLR0917  (all of it goes into the row)
    current: Consultation,
    by: User,
    audience: Audience,
    note: str,
    content: dict[str, object],
    stamp: str,
) -> Release:
    release = Release(
        consultation=current,
        edition=current.edition + 1,
        content=content,
        checksum=stamp,
        audience=audience,
        note=note,
        handed_over_by=current.handed_over_by,
        released_by=by,
        is_sample=current.is_sample,
    )
    release.pdf = edition_pdf(
        Edition(content), address=address_of(release), audience=audience, checksum=stamp
    )
    return release


def _lead_on(current: Consultation, release: Release, by: User) -> None:
    """Lead the consultation to its released stage, and tell everybody who reads the summary."""
    before = current.releases.filter(edition=current.edition).values_list("pk", flat=True)
    for old in list(before):
        forget("auswertung", old)
    move(
        current,
        Stage.RELEASED,
        by=by,
        reason=release.note,
        edition=release.edition,
        release_audience=release.audience,
        handed_over_by=None,
        handed_over_at=None,
    )
    current.authors.all().delete()
    record(
        "release.made",
        release,
        by=by,
        edition=release.edition,
        audience=int(release.audience),
        checksum=release.checksum,
    )
    index("auswertung", release)
    settle([HANDED_OVER, AGREEING], current.pk)
    people = list(User.objects.with_access().coordinators())
    people += User.objects.with_access().filter(role=Role.PROGRAMME)
    people += User.objects.with_access().moderators()
    tell(people, RELEASED, release.pk, happening="freigegeben", by=by)
    liaison = User.objects.with_access().filter(role=Role.LIAISON)
    tell(liaison, FINISHED, release.pk, happening="freigegeben", by=by)


@transaction.atomic
def narrow_release(consultation: Consultation, *, by: User, version: int, reason: str) -> bool:
    """Take all that was released back from the public; tell whether it was open to it.

    Raises OutdatedError (S72), MoveError, and ValidationError without a reason.
    """
    current = locked(consultation)
    if current.has_release and current.release_audience == Audience.PARTNERS:
        return False
    if not may_narrow_release(by, current):
        raise MoveError
    if current.version != version:
        raise OutdatedError(current)
    if not reason.strip():
        raise ValidationError({"reason": "Sagen Sie bitte, warum."})
    current.release_audience = Audience.PARTNERS
    current.version += 1
    current.save(update_fields=["release_audience", "version"])
    for release in Release.objects.filter(consultation=current).newest():
        index("auswertung", release)
    record("release.narrowed", current, by=by, reason=reason.strip(), edition=current.edition)
    return True
