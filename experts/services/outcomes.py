"""What becomes of a released summary: the outcome, and questions back to the moderators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from content.once import once, own_token
from content.services import OutdatedError, record, set_changed
from experts.access import may_answer_follow_up, may_ask_back, may_note_outcome
from experts.models import FollowUp, Outcome
from experts.news.releases import ANSWERED, ASKED_BACK, NOTED
from experts.services.consultations import MoveError, locked
from members.choices import Role
from members.models import User
from members.services.deputies import tell
from notices.services import settle

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from experts.models import Consultation


def note_outcome(
    consultation: Consultation, *, by: User, token: UUID, values: Mapping[str, Any]
) -> bool:
    """Note what became of the newest edition; sent twice with one token it is one (S71).

    The Kreise and the office are told. Raises MoveError where nothing was released.
    """
    own = own_token(token, by, "ergebnis")
    with once(Outcome, own):
        current = locked(consultation)
        if not may_note_outcome(by, current):
            raise MoveError
        outcome = Outcome.objects.create(
            **values,
            consultation=current,
            edition=current.edition,
            by=by,
            author_name=by.name,
            token=own,
        )
        record("outcome.noted", outcome, by=by, consultation=current.pk, use=outcome.use)
        _tell_of(outcome, by, "notiert")
        return True
    return False


@transaction.atomic
def edit_outcome(outcome: Outcome, *, by: User, version: int, values: Mapping[str, Any]) -> bool:
    """Put an outcome right; tell whether anything changed. The Kreise are told of another use.

    Raises OutdatedError (S72) and MoveError.
    """
    consultation = locked(outcome.consultation)
    current = Outcome.objects.select_for_update().get(pk=outcome.pk)
    if not may_note_outcome(by, consultation):
        raise MoveError
    changed = set_changed(current, values, version=version)
    if not changed:
        return False
    current.save(update_fields=[*changed, "version"])
    record("outcome.edited", current, by=by, fields=sorted(changed))
    if "use" in changed:
        _tell_of(current, by, f"geaendert {current.version}")
    return True


def _tell_of(outcome: Outcome, by: User, happening: str) -> None:
    people = list(User.objects.with_access().coordinators())
    people += User.objects.with_access().moderators()
    tell(people, NOTED, outcome.pk, happening=happening, by=by)


def ask_back(consultation: Consultation, *, by: User, token: UUID, text: str) -> bool:
    """Ask the moderators of what was released; sent twice with one token it is one (S71).

    Raises MoveError for who may not, and where nothing was released.
    """
    own = own_token(token, by, "rueckfrage")
    with once(FollowUp, own):
        current = locked(consultation)
        if not may_ask_back(by, current):
            raise MoveError
        follow_up = FollowUp.objects.create(
            consultation=current, text=text, by=by, author_name=by.name, token=own
        )
        record("follow_up.asked", follow_up, by=by, consultation=current.pk)
        office = User.objects.with_access().moderators()
        tell(office, ASKED_BACK, follow_up.pk, happening="gestellt", by=by)
        return True
    return False


@transaction.atomic
def answer_follow_up(follow_up: FollowUp, *, by: User, version: int, text: str) -> bool:
    """Answer for the moderators, or put the answer right; tell whether it is another.

    Raises OutdatedError (S72) and MoveError.
    """
    current = FollowUp.objects.select_for_update(of=("self",)).select_related("consultation")
    there = current.get(pk=follow_up.pk)
    if not may_answer_follow_up(by, there):
        raise MoveError
    if there.version != version:
        if there.answer == text:
            return False
        raise OutdatedError(there)
    if there.answer == text:
        return False
    there.answer, there.answered_by, there.answered_name = text, by, by.name
    there.answered_at = timezone.now()
    there.version += 1
    columns = ["answer", "answered_by", "answered_name", "answered_at", "version"]
    there.save(update_fields=columns)
    record("follow_up.answered", there, by=by, consultation=there.consultation_id)
    settle([ASKED_BACK], there.pk)
    liaison = User.objects.with_access().filter(role=Role.LIAISON)
    tell(liaison, ANSWERED, there.pk, happening=f"beantwortet {there.version}", by=by)
    return True
