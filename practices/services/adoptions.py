"""Taking a practice over: the record of the adopting Kreis, and how it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from content.services import OutdatedError, record
from members.models import User
from members.services.deputies import tell
from notices.services import settle
from practices.choices import RUNNING, TAKEN_OVER, AdoptionState
from practices.models import AdoptedElement, Adoption, AdoptionOutcome, Practice
from practices.news import ADOPTED, OUTCOME_DUE
from search.services import index

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from members.models import Kreis


def recount_adoptions(practice_id: int) -> None:
    """Let the practice's counters say what its adoptions are; the caller has locked it."""
    counts = Adoption.objects.filter(practice_id=practice_id).aggregate(
        running=Count("pk", filter=Q(state__in=RUNNING)),
        stopped=Count("pk", filter=Q(state=AdoptionState.STOPPED)),
    )
    Practice.objects.filter(pk=practice_id).update(
        adoption_count=counts["running"] + counts["stopped"],
        adoption_running=counts["running"],
        adoption_stopped=counts["stopped"],
    )
    index("praxis", Practice.objects.get(pk=practice_id))


def _locked(adoption: Adoption) -> Adoption | None:
    """Lock the source before the adoption, in one order: its counters move with it."""
    Practice.objects.select_for_update().get(pk=adoption.practice_id)
    return Adoption.objects.select_for_update().filter(pk=adoption.pk).first()


@transaction.atomic
def begin_adoption(
    practice: Practice,
    *,
    kreis: Kreis,
    by: User,
    values: Mapping[str, Any],
    elements: Sequence[AdoptedElement],
) -> Adoption:
    """Begin the record of a Kreis and tell the source.

    Raises OutdatedError with the record that is there already: of two sent at once, the second
    finds the first (S71).
    """
    source = Practice.objects.select_for_update().get(pk=practice.pk)
    begun = Adoption.objects.filter(practice=source, kreis=kreis).first()
    if begun is not None:
        raise OutdatedError(begun)
    adoption = Adoption(
        **values,
        practice=source,
        kreis=kreis,
        source_kreis_id=source.kreis_id,
        source_title=source.title,
        source_edition=source.edition,
        version=1,
        changed_by=by,
    )
    adoption.save()
    _write_elements(adoption, elements)
    recount_adoptions(source.pk)
    record("adoption.began", adoption, by=by, practice=source.pk, state=adoption.state)
    # The contact of the practice, if still of its Kreis, else the leads of the Kreis.
    told = User.objects.answering_for(source.kreis_id, first=source.contact_person_id)
    tell(told, ADOPTED, adoption.pk, happening="begonnen", by=by)
    return adoption


@transaction.atomic
def save_adoption(
    adoption: Adoption,
    *,
    by: User,
    version: int,
    values: Mapping[str, Any],
    elements: Sequence[AdoptedElement],
) -> bool:
    """Write a record; tell whether anything changed.

    Raises OutdatedError when the version is no longer what stands there (S72).
    """
    current = _locked(adoption)
    if current is None or current.version != version:
        raise OutdatedError(current)
    before = current.state
    changed = [name for name, value in values.items() if getattr(current, name) != value]
    others = _said(elements) != _said(current.elements.all())
    if not changed and not others:
        return False
    for name in changed:
        setattr(current, name, values[name])
    current.version += 1
    current.changed_at, current.changed_by = timezone.now(), by
    current.save(update_fields=[*changed, "version", "changed_at", "changed_by"])
    if others:
        current.elements.all().delete()
        _write_elements(current, elements)
    if "state" in changed:
        if current.state not in TAKEN_OVER:
            settle([OUTCOME_DUE], current.pk)
        recount_adoptions(current.practice_id)
        record("adoption.state", current, by=by, before=before, after=current.state)
    fields = sorted([*changed, *(["elements"] if others else [])])
    record("adoption.changed", current, by=by, fields=fields)
    return True


def _said(elements: Any) -> list[tuple[int, str, str, str]]:
    return [(one.position, one.text, one.choice, one.reason) for one in elements]


def _write_elements(adoption: Adoption, elements: Sequence[AdoptedElement]) -> None:
    AdoptedElement.objects.bulk_create(
        AdoptedElement(
            adoption=adoption,
            position=one.position,
            text=one.text,
            choice=one.choice,
            reason=one.reason,
        )
        for one in elements
    )


@transaction.atomic
def withdraw_adoption(adoption: Adoption, *, by: User) -> bool:
    """Delete a record of mere interest for good; tell whether it was still that.

    What holds outcomes is experience, whatever its state says now, and stays.
    """
    current = _locked(adoption)
    if current is None or current.state != AdoptionState.INTEREST or current.outcomes.exists():
        return False
    record("adoption.withdrawn", current, by=by, practice=current.practice_id)
    current.delete()
    recount_adoptions(adoption.practice_id)
    return True


@transaction.atomic
def mark_source_seen(adoption: Adoption, *, by: User) -> bool:
    """Note that the source was looked at as it stands today; tell whether it was another."""
    source = Practice.objects.select_for_update().get(pk=adoption.practice_id)
    current = Adoption.objects.select_for_update().get(pk=adoption.pk)
    seen = (current.source_edition, current.source_title)
    if seen == (source.edition, source.title):
        return False
    current.source_edition, current.source_title = source.edition, source.title
    current.save(update_fields=["source_edition", "source_title"])
    record("adoption.source_seen", current, by=by, before=seen[0], after=source.edition)
    return True


@transaction.atomic
def save_outcome(
    adoption: Adoption, *, after_months: int, by: User, version: int, values: Mapping[str, Any]
) -> bool:
    """Note how it went after these months; tell whether anything changed.

    `version` is 0 where nothing stood yet. Raises OutdatedError with what stands there (S72).
    """
    Adoption.objects.select_for_update().get(pk=adoption.pk)
    outcome = AdoptionOutcome.objects.filter(adoption=adoption, after_months=after_months).first()
    if outcome is None:
        outcome = AdoptionOutcome(adoption=adoption, after_months=after_months)
    if outcome.version != version:
        raise OutdatedError(outcome)
    changed = [name for name, value in values.items() if getattr(outcome, name) != value]
    if outcome.pk and not changed:
        return False
    for name in changed:
        setattr(outcome, name, values[name])
    outcome.version += 1
    outcome.by, outcome.written_on = by, timezone.localdate()
    written = [*changed, "version", "by", "written_on"]
    outcome.save(update_fields=written if outcome.pk else None)
    record("adoption.outcome", adoption, by=by, after_months=after_months, version=outcome.version)
    settle([OUTCOME_DUE], adoption.pk, happening=str(int(after_months)))
    return True
