"""Who leaves is forgotten: a row without name and address stays, for the trail's numbers."""

from __future__ import annotations

import json
import logging
import os
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from content.choices import Words
from content.chores import forget_at_once
from content.models import Record
from content.moments import moment
from content.people import FORMER, Fate, Leaver, erasers, holdings
from content.services import record
from members.choices import ThemeChoice
from members.models import Invitation, User
from members.services.forgetting import forget_in_own_words
from members.services.people import end_sessions
from members.signals import role_ended
from notices.models import OutgoingMail
from search.services import forget
from search.vocabulary import count_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from content.people import Holding, Link

log = logging.getLogger("forum.jobs")
_FIRST, _, _LAST = FORMER.partition(" ")


@transaction.atomic
def erase_person(
    pk: int,
    posts: str,
    *,
    by: User | None = None,
    reason: str = "",
    due: datetime | None = None,
) -> bool:
    """Forget a person for good: name, address, what is private; tell whether there was anything.

    `posts` says what becomes of the own words, „keep“ or „delete“. With `due`, only if the person
    still wants to leave by then. The erasure is noted outside the database as well, so that it can
    be done again after an older backup was restored.
    """
    person = User.objects.locked_with_team(User(pk=pk)).get(pk)
    if person is None or person.erased_at is not None:
        return False
    if due is not None and (person.leaves_at is None or person.leaves_at > due):
        return False  # taken back in the last moment
    leaver = _leaver(person, Words(posts))
    _close(person)
    record("person.erased", person, by=by, reason=reason, posts=leaver.words)
    _forget(leaver)
    _note(settings.VAR / "erasures.jsonl", leaver)
    return True


@transaction.atomic
def erase_again(pk: int) -> None:
    """Forget what a request that had begun before wrote about somebody who was just erased."""
    person = User.objects.locked_with_team(User(pk=pk))[pk]
    nobody = frozenset[str]()
    _forget(Leaver(pk, person.first_name, person.last_name, nobody, Words.KEEP))


def replay_erasures(path: Path) -> int:
    """Erase again whom a restored, older database still names; return how many people.

    `path` holds a line for each erasure. Who came after it bears a number that was given twice,
    and is somebody else.
    """
    own = settings.VAR / "erasures.jsonl"
    erased = 0
    for line, at in _lines(path):
        known = User.objects.filter(pk=line["person"], erased_at__isnull=True, date_joined__lte=at)
        if not known.exists():
            continue
        with transaction.atomic():
            person = User.objects.locked_with_team(User(pk=line["person"]))[line["person"]]
            leaver = _leaver(person, Words(line["posts"]))
            _close(person)
            record("person.erased", person, by=None, posts=leaver.words, again=True)
            _forget(leaver)
            if path != own:
                _note(own, leaver)
        erased += 1
    return erased


def _lines(path: Path) -> Iterator[tuple[dict[str, Any], datetime]]:
    """Read who was erased and when; half a line is of an erasure that was never committed."""
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            said = json.loads(line)
            _, _, at = Words(said["posts"]), int(said["person"]), moment(said["at"])
        except (ValueError, KeyError, TypeError):
            at = None
        if at is not None:
            yield said, at
        elif line.strip():
            log.warning("a line of the erasures is broken")


def _note(path: Path, leaver: Leaver) -> None:
    """Write who was erased, by number alone, where no restored database undoes it."""
    said = {"person": leaver.pk, "posts": leaver.words, "at": timezone.now().isoformat()}
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        # After a fall in the middle of a line, a new one begins.
        file.seek(max(file.seek(0, os.SEEK_END) - 1, 0))
        broken = file.read(1) not in {b"", b"\n"}
        file.write(b"\n" * broken + json.dumps(said).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _leaver(person: User, words: Words) -> Leaver:
    """Gather how the portal calls a person: earlier addresses stand in mails and invitations."""
    accepted = Record.objects.filter(by_id=person.pk, act="person.invitation_accepted")
    keys = [int(key) for key in accepted.values_list("key", flat=True)]
    found = {
        person.email,
        *EmailAddress.objects.filter(user_id=person.pk).values_list("email", flat=True),
        *OutgoingMail.objects.filter(person_id=person.pk).values_list("to", flat=True),
        *Invitation.objects.filter(pk__in=keys).values_list("email", flat=True),
    }
    addresses = {address.lower() for address in found if address}
    # A mailbox of an office goes from hand to hand: what came to who has it now stays.
    others = EmailAddress.objects.exclude(user_id=person.pk).filter(email__in=addresses)
    addresses -= {address.lower() for address in others.values_list("email", flat=True)}
    return Leaver(person.pk, person.first_name, person.last_name, frozenset(addresses), words)


def _close(person: User) -> None:
    """End every session and take out of the row itself what says who it was."""
    end_sessions(person)
    role_ended.send(User, person=person)
    forget("person", person.pk)
    now = timezone.now()
    open_ones = Invitation.objects.filter(accepted_at__isnull=True, revoked_at__isnull=True)
    open_ones.filter(invited_by_id=person.pk).update(revoked_at=now)
    User.objects.filter(pk=person.pk).update(
        first_name=_FIRST,
        last_name=_LAST,
        # Nobody has it, and no mail server takes it.
        email=f"ehemals-{person.pk}@erased.invalid",
        password=make_password(None),
        function="",
        phone="",
        role="",
        kreis=None,
        theme=ThemeChoice.DEVICE,
        acknowledged_at=None,
        leaves_at=None,
        leaving_words="",
        erased_at=now,
        **dict.fromkeys(
            (
                *("is_lead", "is_active", "is_superuser"),
                *("shares_phone", "contact_for_partners"),
            ),
            False,
        ),
    )


def _forget(leaver: Leaver) -> None:
    files = sorted(_files(leaver))
    if leaver.addresses:  # without, nobody knows any more whom to look for
        forget_in_own_words(leaver)
    for erase in erasers():
        erase(leaver)
    for holding in holdings():
        _forget_addresses(holding, leaver)
        for link in holding.links:
            _forget_rows(holding, link, leaver)
    count_words()
    transaction.on_commit(lambda: forget_at_once(files))


def _files(leaver: Leaver) -> Iterator[str]:
    """Name the stored files of what goes with the person."""
    fates = {Fate.DELETE}
    if leaver.words == Words.DELETE:
        fates.add(Fate.AS_CHOSEN)
    for holding in holdings():
        columns = [
            column.attname
            for column in holding.model._meta.concrete_fields
            if isinstance(column, models.FileField)
        ]
        for link in holding.links:
            if link.fate in fates and columns:
                rows = holding.model._base_manager.filter(**{link.field: leaver.pk})
                for column in columns:
                    yield from rows.exclude(**{column: ""}).values_list(column, flat=True)


def _forget_addresses(holding: Holding, leaver: Leaver) -> None:
    for column, fate in holding.addresses.items():
        theirs = Q(pk__in=[])
        for address in leaver.addresses:
            theirs |= Q(**{f"{column}__iexact": address})
        rows = holding.model._base_manager.filter(theirs)
        if fate == Fate.DELETE:
            rows.delete()
        else:
            rows.update(**{column: ""})


def _forget_rows(holding: Holding, link: Link, leaver: Leaver) -> None:
    if holding.model is User:
        return  # the row itself is emptied in `_close`
    rows = holding.model._base_manager.filter(**{link.field: leaver.pk})
    if link.fate == Fate.DELETE:
        rows.delete()
        return
    changes: dict[str, Any] = dict.fromkeys(link.names, FORMER) | dict.fromkeys(link.emptied, "")
    if link.severed:
        changes[link.field] = None
    if changes:
        rows.update(**changes)
