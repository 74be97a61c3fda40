"""What members have to do regularly."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.db.models import Q
from django.utils import timezone

from content.clock import every_quarter_hour
from content.purging import days_of
from content.retention import delete, kept_for, period_named
from members.access import has_access
from members.models import AccessRequest, Deputyship, Invitation, Session, User
from members.services.erasing import erase_again, erase_person
from members.services.inactivity import lock_unused, tell_of_lock, to_be_locked, unused_since
from members.services.own_data import forget_archives
from members.sessions import SessionStore
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
    SessionStore.clear_expired()
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
    failed = 0
    lately = User.objects.filter(erased_at__gte=now - _AFTERWARDS)
    due = User.objects.filter(leaves_at__lte=now).order_by("leaves_at")
    wanted = [*due.values_list("pk", "leaving_words"), *lately.values_list("pk", "leaving_words")]
    for pk, words in wanted:
        try:
            if words:
                erase_person(pk, words, due=now)
            else:
                erase_again(pk)
        except Exception:
            log.exception("person %s could not be erased", pk)
            failed += 1
    if failed:
        raise RuntimeError(failed)


@every_quarter_hour
def forget_own_data(now: datetime) -> None:
    """Delete archives of own data whose seven days are over."""
    forget_archives(now)


@kept_for(
    30,
    "members.invitations",
    "Einladungen",
    why="Angenommen, zurückgezogen oder abgelaufen: Danach braucht sie niemand mehr.",
    least=1,
    most=360,
)
def forget_invitations(before: datetime, *, dry_run: bool) -> int:
    """Delete invitations that have had their day; one asked for anew waits for its answer."""
    unused = Q(accepted_at=None, revoked_at=None, expires_at__lt=before)
    done = Q(accepted_at__lt=before) | Q(revoked_at__lt=before) | unused
    old = Invitation.objects.filter(done).exclude(renewal_asked_at__gte=before)
    return delete(old, dry_run=dry_run)


@kept_for(
    30,
    "members.requests",
    "Entschiedene Zugangsanfragen",
    why="Wer eingeladen wurde, hat ein Konto; wer nicht, soll nicht im Portal stehen bleiben.",
    least=1,
    most=360,
)
def forget_requests(before: datetime, *, dry_run: bool) -> int:
    """Delete requests that were decided."""
    return delete(AccessRequest.objects.filter(decided_at__lt=before), dry_run=dry_run)


@kept_for(
    365,
    "members.admin_log",
    "Verlauf der Verwaltung",
    why="Sicherheitsprotokoll: wer in der Verwaltung was geändert hat.",
    least=90,
    most=365,
)
def forget_admin_log(before: datetime, *, dry_run: bool) -> int:
    """Delete what Django's admin notes for itself; our own trail cannot be changed."""
    return delete(LogEntry.objects.filter(action_time__lt=before), dry_run=dry_run)


@kept_for(
    730,
    "members.inactive",
    "Ungenutzte Konten: Hinweis per Mail",
    why="Ein Konto, das niemand nutzt, ist ein Risiko und wird für die Aufgabe nicht gebraucht.",
    least=365,
    most=1095,
)
def tell_inactive(before: datetime, *, dry_run: bool) -> int:
    """Tell whoever has not signed in for so long that access will end."""
    unused = unused_since(before)
    if dry_run:
        return unused.count()
    period = period_named("members.inactive_locked")
    days = days_of(period) if period else 0
    at = timezone.now()
    on = timezone.localdate(at) + timedelta(days=days + 1)
    return sum(tell_of_lock(person, at=at, on=on) for person in unused.order_by("pk"))


@kept_for(
    30,
    "members.inactive_locked",
    "Ungenutzte Konten: Sperre nach dem Hinweis",
    why="Zeit, sich noch einmal anzumelden.",
    least=14,
    most=90,
)
def lock_inactive(before: datetime, *, dry_run: bool) -> int:
    """Lock the accounts of people who were told and did not sign in."""
    told = to_be_locked(before)
    return told.count() if dry_run else sum(lock_unused(person) for person in told.order_by("pk"))
