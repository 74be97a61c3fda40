"""The way of a consultation: asked, opened, evaluated, closed or withdrawn.

Agreement and release have services of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from content.markdown import to_html
from content.once import once, own_token
from content.services import OutdatedError, record, set_changed
from experts.choices import MOVES, Stage
from experts.models import Consultation, ConsultationItem
from experts.news.contributions import REMINDER
from experts.news.questions import ASKED, OPENED, WITHDRAWN
from experts.news.releases import HANDED_OVER
from members.choices import Role
from members.models import Kreis, User
from members.services.deputies import tell
from notices.services import settle
from search.services import index

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from uuid import UUID


class MoveError(Exception):
    """From where the consultation stands no way leads there."""


def locked(consultation: Consultation) -> Consultation:
    """Return it as it stands; until the transaction ends nobody else moves or counts it."""
    return Consultation.objects.select_for_update().get(pk=consultation.pk)


def move(
    current: Consultation, to: Stage, *, by: User | None, reason: str = "", **columns: object
) -> None:
    """Lead a locked consultation to another stage, with the reason in the audit trail.

    Raises MoveError.
    """
    before = Stage(current.stage)
    if to not in MOVES[before]:
        raise MoveError
    current.stage = to
    for name, value in columns.items():
        setattr(current, name, value)
    current.version += 1
    current.save(update_fields=["stage", "version", *columns])
    index("anfrage", current)
    record(f"consultation.{to.name.lower()}", current, by=by, reason=reason, before=before.value)


def ask_consultation(
    *, by: User, token: UUID, values: Mapping[str, Any], items: Sequence[ConsultationItem]
) -> Consultation:
    """Put a question to the circle; sent twice with one token it is one (S71).

    The office is told, which opens it for the Kreise.
    """
    own = own_token(token, by, "anfrage")
    with once(Consultation, own):
        consultation = Consultation(**values, token=own, asked_by=by, author_name=by.name)
        consultation.via_office = by.is_moderator
        consultation.background_html = to_html(consultation.background)
        consultation.save()
        _write_items(consultation, items)
        index("anfrage", consultation)
        record("consultation.asked", consultation, by=by)
        office = User.objects.with_access().moderators()
        tell(office, ASKED, consultation.pk, happening="gestellt", by=by)
        return consultation
    return Consultation.objects.get(token=own)


def _write_items(consultation: Consultation, items: Sequence[ConsultationItem]) -> None:
    consultation.items.all().delete()
    for position, item in enumerate(items):
        item.pk, item.consultation, item.position = None, consultation, position
    ConsultationItem.objects.bulk_create(items)


def _said(items: Sequence[ConsultationItem]) -> list[tuple[str, str, str]]:
    return [(item.kind, item.wording, item.unit) for item in items]


@transaction.atomic
def edit_consultation(
    consultation: Consultation,
    *,
    by: User,
    version: int,
    values: Mapping[str, Any],
    items: Sequence[ConsultationItem],
) -> bool:
    """Word the question anew; tell whether anything changed.

    Raises OutdatedError when the version is no longer what stands there (S72), MoveError once the
    Kreise answer: what they answered to stays as it was.
    """
    current = locked(consultation)
    if current.stage != Stage.ASKED:
        raise MoveError
    changed = set_changed(current, values, version=version)
    others = _said(items) != _said(list(current.items.all()))
    if not changed and not others:
        return False
    if "background" in changed:
        current.background_html = to_html(current.background)
        changed.append("background_html")
    if not changed:
        current.version += 1
    current.save(update_fields=[*changed, "version"])
    if others:
        _write_items(current, items)
    index("anfrage", current)
    fields = sorted([*changed, *(["items"] if others else [])])
    record("consultation.edited", current, by=by, fields=fields)
    return True


def _demand_day_to_come(deadline: date) -> None:
    if deadline < timezone.localdate():
        message = "Diese Frist ist schon vorbei. Geben Sie einen Tag ab heute an."
        raise ValidationError({"deadline": message})


@transaction.atomic
def open_consultation(
    consultation: Consultation, *, by: User, version: int, deadline: date, reason: str = ""
) -> bool:
    """Ask the member Kreise, for the first time or once more; tell whether it was still to do.

    Raises OutdatedError (S72), MoveError, and ValidationError, in words for a form, for a deadline
    that is over.
    """
    current = locked(consultation)
    if current.stage == Stage.OPEN:
        return False
    _demand_version(current, version)
    _demand_day_to_come(deadline)
    members = Kreis.objects.members().count()
    columns: dict[str, object] = {"deadline": deadline, "reminded_days": None}
    if current.opened_at is None:
        now = timezone.now()
        columns |= {"opened_at": now, **_next_number(timezone.localtime(now).year)}
    columns["asked_count"] = max(members, current.answered_count)
    move(current, Stage.OPEN, by=by, reason=reason, **columns)
    settle([ASKED], current.pk)
    happening = f"offen {current.version}"
    tell(User.objects.with_access().coordinators(), OPENED, current.pk, happening=happening, by=by)
    return True


def _demand_version(current: Consultation, version: int) -> None:
    if current.version != version:
        raise OutdatedError(current)


def _next_number(year: int) -> dict[str, object]:
    """Return the next number of the year; two opened at once wait for one another."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('consultation number'))")
    last = Consultation.objects.filter(year=year).aggregate(last=Max("serial"))["last"]
    return {"year": year, "serial": (last or 0) + 1}


@transaction.atomic
def set_deadline(
    consultation: Consultation, *, by: User, version: int, deadline: date, reason: str
) -> bool:
    """Give the Kreise another deadline; tell whether it is another.

    Raises OutdatedError (S72), MoveError, and ValidationError for a day that is over.
    """
    current = locked(consultation)
    if current.stage != Stage.OPEN:
        raise MoveError
    _demand_version(current, version)
    if current.deadline == deadline:
        return False
    _demand_day_to_come(deadline)
    before = current.deadline
    current.deadline, current.reminded_days = deadline, None
    current.version += 1
    current.save(update_fields=["deadline", "reminded_days", "version"])
    index("anfrage", current)
    days = {"before": before.isoformat(), "after": deadline.isoformat()}
    record("consultation.deadline", current, by=by, reason=reason, **days)
    happening = f"frist {current.version}"
    tell(User.objects.with_access().coordinators(), OPENED, current.pk, happening=happening, by=by)
    return True


@transaction.atomic
def evaluate_consultation(
    consultation: Consultation, *, by: User, version: int, reason: str = ""
) -> bool:
    """Begin or resume the evaluation; tell whether that was still to do.

    Raises OutdatedError (S72) and MoveError.
    """
    current = locked(consultation)
    if current.stage == Stage.SYNTHESIS:
        return False
    _demand_version(current, version)
    # What was laid before the second person is being written again.
    none: dict[str, object] = {"handed_over_by": None, "handed_over_at": None}
    move(current, Stage.SYNTHESIS, by=by, reason=reason, **none)
    settle([OPENED, REMINDER, HANDED_OVER], current.pk)
    return True


@transaction.atomic
def close_consultation(
    consultation: Consultation, *, by: User, version: int, reason: str = ""
) -> bool:
    """Put a released consultation to the archive; tell whether that was still to do.

    Raises OutdatedError (S72) and MoveError.
    """
    current = locked(consultation)
    if current.stage == Stage.CLOSED:
        return False
    _demand_version(current, version)
    move(current, Stage.CLOSED, by=by, reason=reason)
    return True


@transaction.atomic
def withdraw_consultation(
    consultation: Consultation, *, by: User, version: int, reason: str
) -> bool:
    """Take a question back for good; tell whether it was still there. Whom it concerns is told.

    Raises OutdatedError (S72) and MoveError.
    """
    current = locked(consultation)
    if current.stage == Stage.WITHDRAWN:
        return False
    _demand_version(current, version)
    if current.has_release:
        raise MoveError
    was_open = current.opened_at is not None
    move(current, Stage.WITHDRAWN, by=by, reason=reason)
    settle([ASKED, OPENED, REMINDER, HANDED_OVER], current.pk)
    people = list(User.objects.with_access().moderators())
    people += User.objects.with_access().filter(role=Role.LIAISON)
    if was_open:
        people += User.objects.with_access().coordinators()
    tell(people, WITHDRAWN, current.pk, happening="zurueckgezogen", by=by)
    return True
