"""The kinds of happenings that people are told of. An app declares each of its kinds once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from notices.choices import Channel

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from members.models import User
    from notices.models import Notice


class Enclosed(NamedTuple):
    """A file that a mail brings along."""

    name: str
    content: bytes
    content_type: str


@dataclass(frozen=True)
class Line:
    """What a notice says, made from the thing as it is now.

    A mail is no protected room: it says `title_in_mail` and `text_in_mail` where they are not
    empty.
    """

    text: str
    title: str
    url: str
    title_in_mail: str = ""
    text_in_mail: str = ""
    # Notices about the same stand together; the thing itself where this is empty.
    about: str = ""
    # What to do about it, in a sentence; only for mail that tells of this alone.
    advice: str = ""
    # Made for the mail that tells of this alone; it is no protected room either.
    encloses: Callable[[], Enclosed] | None = None


@dataclass(frozen=True)
class NoticeKind:
    """One kind of happening.

    `readable` returns the things of a person's that may be read now; it is asked each time a
    notice is shown or mailed. Kinds about the same things share the function: it is then asked
    once for all of them. `line` may use of a thing only what `readable` has joined.
    """

    name: str
    # As the preferences name it: „Rückfragen zu unseren Praxisbeispielen“.
    label: str
    area: str
    default: Channel
    readable: Callable[[User], QuerySet[Any]]
    line: Callable[[Any, Notice], Line]
    # Whose preferences offer it.
    concerns: Callable[[User], bool]
    # Deputies are told too.
    is_task: bool = False
    # So long a mail at once waits: what is taken back meanwhile, nobody is told of.
    takes_back: timedelta = timedelta(0)


_kinds: dict[str, NoticeKind] = {}


def declare(kind: NoticeKind) -> NoticeKind:
    """Make a kind known."""
    _kinds[kind.name] = kind
    return kind


def kinds_for(user: User) -> list[NoticeKind]:
    """Return the kinds that can reach this person, by area."""
    return sorted(
        (kind for kind in _kinds.values() if kind.concerns(user)), key=lambda kind: kind.area
    )


def channels_of(user: User) -> frozenset[Channel]:
    """Return the ways by which this person hears of anything; one kind may come by each.

    Of the session's person, who carries what he chose himself: see members.backends.
    """
    chosen = dict(pair.split(" ", 1) for pair in getattr(user, "chosen_channels", ()))
    return frozenset(
        Channel(chosen.get(kind.name, kind.default))
        for kind in _kinds.values()
        if kind.concerns(user)
    )


def task_kinds() -> list[NoticeKind]:
    """Return the kinds that ask for something."""
    return [kind for kind in _kinds.values() if kind.is_task]


def kind_named(name: str) -> NoticeKind | None:
    """Return the kind; None for one that no app declares any more."""
    return _kinds.get(name)
