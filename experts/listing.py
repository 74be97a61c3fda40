"""Lists of consultations and of what was released, as the start page and the own page show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models.fields.json import KT

from content.prepared import prepared
from experts.access import may_see_progress
from experts.choices import IN_WORK, Stage
from experts.models import Consultation, Release

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser

    from experts.querysets import ConsultationQuerySet, ReleaseQuerySet
    from members.models import User

    type Reader = User | AnonymousUser

RUNNING = (Stage.ASKED, Stage.OPEN, *IN_WORK)
_MOST_NEW = 3


def running_and_withdrawn(reader: Reader) -> list[Consultation]:
    """Return what is asked, open, in work or taken back, what is due first, with the progress."""
    return _with_progress(reader, _unreleased(reader))


@prepared
def _unreleased(reader: Reader) -> ConsultationQuerySet:
    shown: ConsultationQuerySet = Consultation.objects.visible_to(reader)
    return shown.filter(stage__in=(*RUNNING, Stage.WITHDRAWN)).order_by("deadline", "pk")


def running(reader: Reader) -> list[Consultation]:
    """Return what is asked, open or in work, what is due first, with the progress."""
    return [one for one in running_and_withdrawn(reader) if one.stage in RUNNING]


def _with_progress(reader: Reader, found: Iterable[Any]) -> list[Consultation]:
    """Know of each whether „9 von 14“ is shown to this reader: `progress_shown`."""
    known = list(found)
    for one in known:
        one.progress_shown = may_see_progress(reader, one)
    return known


def listed_releases(reader: Reader) -> ReleaseQuerySet:
    """Return what a list shows of the newest editions this reader may read, without their files."""
    newest = Release.objects.visible_to(reader).newest()
    listed: ReleaseQuerySet = newest.select_related("consultation__theme").defer("content", "pdf")
    # As it was frozen: questions that are opened once more count anew.
    return listed.annotate(participation=KT("content__participation"))


@prepared
def newest_releases(reader: Reader) -> ReleaseQuerySet:
    """Return the few summaries that were released last."""
    return listed_releases(reader).order_by("-released_at", "-pk")[:_MOST_NEW]
