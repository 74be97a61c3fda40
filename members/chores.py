"""What members have to do regularly."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from content.clock import every_quarter_hour
from members.access import has_access
from members.models import Deputyship, User
from members.services.erasing import erase_again, erase_person
from members.services.own_data import forget_archives
from notices.kinds import kind_named
from notices.models import Notice
from notices.services import notify

if TYPE_CHECKING:
    from datetime import datetime

log = logging.getLogger("forum.jobs")
# A request that knew the person before is over by then.
_AFTERWARDS = timedelta(hours=1)


@every_quarter_hour
def forget_sessions(now: datetime) -> None:  # noqa: ARG001  (every chore gets the time)
    """Forget ended sessions, and with them device and address they came from."""
    call_command("clearsessions")
    alive = Session.objects.values("session_key")
    UserSession.objects.exclude(session_key__in=alive).delete()


@every_quarter_hour
def hand_over_tasks(now: datetime) -> None:
    """Tell a deputy, once the days begin, what was asked of the absent person before them."""
    today = timezone.localdate(now)
    running = Deputyship.objects.filter(ended_at=None, starts_on__lte=today, ends_on__gte=today)
    for deputyship in running.select_related("deputy__kreis", "person"):
        if not has_access(deputyship.deputy):
            continue
        own = Notice.objects.unread().filter(person_id=deputyship.person_id, on_behalf_of=None)
        for notice in own:
            kind = kind_named(notice.kind)
            if kind is not None and kind.is_task:
                told: dict[User, User | None] = {deputyship.deputy: deputyship.person}
                notify(kind, notice.thing, told, happening=notice.happening)


@every_quarter_hour
def erase_who_left(now: datetime) -> None:
    """Erase whoever asked for it 14 days ago; one that fails keeps no other from its turn.

    What a request wrote that had begun before goes as well.
    """
    for pk in User.objects.filter(erased_at__gte=now - _AFTERWARDS).values_list("pk", flat=True):
        erase_again(pk)
    failed = 0
    due = User.objects.filter(leaves_at__lte=now).order_by("leaves_at")
    for pk, words in due.values_list("pk", "leaving_words"):
        try:
            erase_person(pk, words, due=now)
        except Exception:
            log.exception("person %s could not be erased", pk)
            failed += 1
    if failed:
        raise RuntimeError(failed)


@every_quarter_hour
def forget_own_data(now: datetime) -> None:
    """Delete archives of own data whose seven days are over."""
    forget_archives(now)
