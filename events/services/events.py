"""Writing an event: what it is, when and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from content.markdown import to_html
from content.once import once, own_token
from content.services import OutdatedError, record
from events.choices import HOLDING, EventState, Mode, RegistrationState
from events.models import AgendaItem, Event, EventOrganiser, Minutes, Registration
from events.news import CHANGED, CHANGES
from events.services.places import (
    COUNTERS,
    count,
    drop_unentitled,
    locked,
    next_arrival,
    offer_places,
    recount,
)
from events.services.telling import tell_registered
from practices.models import Practice
from search.services import index

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from members.models import User
    from practices.querysets import PracticeQuerySet

# What is written in a column of the event; practices and organisers are rows of their own.
_ROWS = ("practices", "organisers")
# What a calendar shows, too, but nobody is told of.
_SHOWN = ("title", "place_access")
_SEATS = {Mode.ON_SITE: "seats_on_site", Mode.ONLINE: "seats_online"}


def practices_to_name(by: User) -> PracticeQuerySet:
    """Return the practices that this person ties to an event; of others he learns nothing (S30)."""
    return Practice.objects.visible_to(by).published()


def create_event(
    *, by: User, token: UUID, values: Mapping[str, Any], agenda: Sequence[AgendaItem] = ()
) -> Event:
    """Begin a draft; sent twice with one token it is one draft (S71)."""
    own = own_token(token, by, "termin")
    with once(Event, own):
        return _create(by, own, dict(values), agenda)
    return Event.objects.get(token=own)


def _create(by: User, token: UUID, values: dict[str, Any], agenda: Sequence[AgendaItem]) -> Event:
    rows = {name: values.pop(name) for name in _ROWS if name in values}
    values.setdefault("kreis", by.kreis)
    event = Event(**values, token=token, created_by=by, author_name=by.name)
    event.author_kreis = by.kreis.name if by.kreis else by.get_role_display()
    event.description_html = to_html(event.description)
    event.save()
    event.practices.set(rows.get("practices", ()))
    _set_organisers(event, [by, *rows.get("organisers", ())])
    _write_agenda(event, agenda)
    index("termin", event)
    return event


def _set_organisers(event: Event, people: Sequence[User]) -> bool:
    before = set(event.organisers.values_list("person_id", flat=True))
    wanted = {person.pk for person in people}
    event.organisers.exclude(person_id__in=wanted).delete()
    EventOrganiser.objects.bulk_create(
        EventOrganiser(event=event, person_id=pk) for pk in sorted(wanted - before)
    )
    return before != wanted


def _said(agenda: Sequence[AgendaItem]) -> list[tuple[object, ...]]:
    return [(item.day, item.starts, item.title, item.who) for item in agenda]


def _write_agenda(event: Event, agenda: Sequence[AgendaItem]) -> None:
    event.agenda.all().delete()
    for position, item in enumerate(agenda):
        item.pk, item.event, item.position = None, event, position
    AgendaItem.objects.bulk_create(agenda)


@transaction.atomic
def edit_event(
    event: Event,
    *,
    by: User,
    version: int,
    values: Mapping[str, Any],
    agenda: Sequence[AgendaItem] | None = None,
) -> bool:
    """Write an event; tell whether anything changed. Those who come are told what matters to them.

    Raises OutdatedError when the version is no longer what stands there (S72), ValidationError,
    in words for a form, for fewer places than are taken.
    """
    current = locked(event)
    if current.version != version or current.state == EventState.CANCELLED:
        raise OutdatedError(current)
    changed = [n for n, v in values.items() if n not in _ROWS and getattr(current, n) != v]
    before = {name: getattr(current, name) for name in changed}
    for name in changed:
        setattr(current, name, values[name])
    others = _write_rows(current, values, agenda, by=by)
    if not changed and not others:
        return False
    _keep_who_comes(current)
    if "description" in changed:
        current.description_html = to_html(current.description)
        changed.append("description_html")
    changed += _note_change(current, changed)
    current.version += 1
    current.save(update_fields=[*changed, *COUNTERS, "version"])
    if "audience" in changed:
        record("event.audience", current, by=by, before=before["audience"], after=current.audience)
    _index(current)
    if current.state == EventState.PUBLISHED:
        _let_people_follow(current, changed, by=by)
    event.version = current.version
    return True


def _let_people_follow(event: Event, changed: list[str], *, by: User) -> None:
    """Drop who may not come any more, offer the places that are free, tell who comes."""
    # Who came has come, whoever reads of it later.
    if "audience" in changed and not event.is_over and drop_unentitled(event):
        recount(event)
    _shorten_offers(event)
    offer_places(event)
    _tell_change(event, changed, by=by)


def _index(event: Event) -> None:
    """Let the search follow, for the minutes too: they say its title, to nobody beyond it (S28)."""
    index("termin", event)
    for minutes in Minutes.objects.filter(event=event):
        index("protokoll", minutes)


def _write_rows(
    current: Event, values: Mapping[str, Any], agenda: Sequence[AgendaItem] | None, *, by: User
) -> bool:
    """Write practices, organisers and agenda; tell whether one of them is another now."""
    changed = False
    if "practices" in values:
        linked = set(current.practices.values_list("pk", flat=True))
        # What the editor cannot read stands in no form of his, and stays.
        unseen = linked - set(
            practices_to_name(by).filter(pk__in=linked).values_list("pk", flat=True)
        )
        wanted = {practice.pk for practice in values["practices"]} | unseen
        changed = wanted != linked
        current.practices.set(wanted)
    if "organisers" in values:
        changed |= _set_organisers(current, values["organisers"])
    if agenda is not None and _said(agenda) != _said(list(current.agenda.all())):
        _write_agenda(current, agenda)
        changed = True
    return changed


def _keep_who_comes(current: Event) -> None:
    """Move who registered for a mode that is no more into the one that is left.

    Raises ValidationError where that, or the places there are now, is fewer than come.
    """
    active = Registration.objects.filter(event=current).active()
    left = current.modes[0]
    for moved in active.exclude(mode__in=current.modes).order_by("arrival", "pk"):
        moved.mode = left
        moved.version += 1
        if moved.is_waiting:
            moved.arrival = next_arrival(current)
        moved.save(update_fields=["mode", "version", "arrival"])
    for mode, field in _SEATS.items():
        seats = getattr(current, field)
        taken = active.filter(state__in=HOLDING, mode=mode).count()
        if seats is not None and seats < taken:
            places = "ist schon ein Platz" if taken == 1 else f"sind schon {taken} Plätze"
            where = mode.label[0].upper() + mode.label[1:]
            message = f"{where} {places} vergeben."
            raise ValidationError({field: message})
    count(current)


def _note_change(current: Event, changed: Sequence[str]) -> list[str]:
    """Raise the sequence of an announced event for what a calendar must follow; return columns."""
    matters = [name for name in CHANGES if name in changed]
    shown = matters or [name for name in _SHOWN if name in changed]
    if not shown or current.state != EventState.PUBLISHED:
        return []
    current.sequence += 1
    if not matters:
        return ["sequence"]
    current.changed_at, current.changed_what = timezone.now(), matters
    return ["sequence", "changed_at", "changed_what"]


def _shorten_offers(current: Event) -> None:
    """Let no offer last beyond a start that came nearer."""
    offers = Registration.objects.filter(event=current, state=RegistrationState.OFFERED)
    offers.filter(offered_until__gt=current.starts_at).update(offered_until=current.starts_at)


def _tell_change(current: Event, changed: Sequence[str], *, by: User) -> None:
    matters = [name for name in CHANGES if name in changed]
    if not matters or current.is_over:
        return
    letters = "".join(CHANGES[name][0] for name in matters)
    to = current.registrations.active()
    if matters == ["join_link"]:
        to = to.filter(mode=Mode.ONLINE)
    happening = f"geaendert {current.sequence} {letters}"
    tell_registered(to, CHANGED, current.pk, happening=happening, by=by)
