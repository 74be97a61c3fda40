"""What waits for the office. Each app registers its queues; the admin shows and leads through them.

A queue decides nothing by itself: its steps call the services that the pages call.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Count, DateTimeField, Min, Value
from django.db.models.functions import Cast
from django.utils import timezone

from content.prepared import prepared

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from django.forms import Form
    from django.utils.safestring import SafeString

    from members.models import User


class SettledError(Exception):
    """Somebody decided about it meanwhile; says who, as far as that is known (S73)."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


def days_since(moment: date | datetime) -> int:
    """Return how many days ago that was, by the calendar in Berlin."""
    day = timezone.localdate(moment) if isinstance(moment, datetime) else moment
    return (timezone.localdate() - day).days


@dataclass(frozen=True)
class Waiting:
    """How much waits in a queue, and since when."""

    queue: Queue
    count: int
    oldest: date | datetime | None

    @property
    def days(self) -> int:
        """How long the oldest waits."""
        return days_since(self.oldest) if self.oldest else 0


@dataclass(frozen=True)
class Line:
    """One thing that waits, as a list shows it: what, by whom, why, since when."""

    title: str
    who: str
    why: str
    since: date | datetime
    preview: str = ""

    @property
    def days(self) -> int:
        """How long it waits."""
        return days_since(self.since)


@dataclass(frozen=True)
class Part:
    """One part of what there is to know before deciding: text, or facts with their names."""

    heading: str
    text: str = ""
    html: SafeString | str = ""
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Dossier:
    """All there is to know before deciding, and where it stands in the portal."""

    parts: tuple[Part, ...]
    url: str = ""
    # What can be filled into a template of wording.
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One thing that can be decided. `key` is the letter that opens it."""

    name: str
    label: str
    key: str
    form: Form
    says: str = ""
    is_grave: bool = False
    # Whose templates of wording fit, and the field they go into.
    place: str = ""
    into: str = ""

    @property
    def asks(self) -> bool:
        """Whether there is something to fill in."""
        return bool(self.form.visible_fields())


@dataclass(frozen=True)
class Sent:
    """What a form sent, if any, and which step it was of."""

    name: str = ""
    data: Any = None

    def of(self, name: str) -> Any:
        """Return the data for the form of this step; None for all but the one that was sent."""
        return self.data if name == self.name else None


class Queue(ABC):
    """One queue. `things` are the oldest first, and only what this person may decide about."""

    name: ClassVar[str]
    label: ClassVar[str]
    # The column that says since when a thing waits.
    since: ClassVar[str]
    # Its place among the queues: what concerns people first.
    rank: ClassVar[int]
    # What the technical administration looks after as well.
    for_administration: ClassVar[bool] = False

    def is_open_to(self, user: User) -> bool:
        """Whether the queue exists for this person."""
        return user.is_moderator or (self.for_administration and user.is_superuser)

    @abstractmethod
    def things(self, user: User) -> QuerySet[Any]:
        """Return what waits, with all that a line shows."""

    @abstractmethod
    def line(self, thing: Any) -> Line:
        """Say a thing in a line."""

    @abstractmethod
    def open(self, user: User, thing: Any) -> Dossier:
        """Show a thing to who is about to decide; his notices of it are read."""

    @abstractmethod
    def steps(self, user: User, thing: Any, sent: Sent) -> list[Step]:
        """Return what can be decided; the form of the one that was sent holds the data."""

    @abstractmethod
    def decide(self, user: User, thing: Any, step: Step) -> str:
        """Do it by the service of the portal's pages; return what is said of it.

        Raises SettledError for who is second, ValidationError for what cannot be done.
        """

    @abstractmethod
    def settled(self, user: User, key: int) -> str:
        """Say who decided about a thing that this person may know of, or nothing."""

    def counted(self, user: User) -> QuerySet[Any, tuple[str, int, datetime | None]]:
        """Return name, count and since when the oldest waits: one row, also of an empty queue."""
        found = self.things(user).order_by().annotate(queue=Value(self.name)).values("queue")
        since = Cast(Min(self.since), DateTimeField())
        counted: QuerySet[Any, tuple[str, int, datetime | None]] = found.values_list(
            "queue", Count("pk"), since
        )
        return counted


_queues: list[Queue] = []


def register(*queues: Queue) -> None:
    """Register queues; they are shown by their rank."""
    _queues.extend(queues)
    _queues.sort(key=lambda queue: queue.rank)


def queues_of(user: User) -> list[Queue]:
    """Return the queues that exist for this person."""
    if not user.is_authenticated or not user.is_active:
        return []
    return [queue for queue in _queues if queue.is_open_to(user)]


def waiting_for(user: User) -> list[Waiting]:
    """Return what waits for this person; one query, however many queues there are."""
    queues = queues_of(user)
    known = {name: (count, oldest) for name, count, oldest in _counted(user)} if queues else {}
    return [Waiting(queue, *known[queue.name]) for queue in queues]


@prepared
def _counted(reader: User) -> QuerySet[Any, tuple[str, int, datetime | None]]:
    first, *more = (queue.counted(reader) for queue in queues_of(reader))
    # A union would take over the order of the first model.
    return first.union(*more, all=True).order_by()


def settled_by(person: User | None, moment: date | datetime | None, act: str = "") -> str:
    """Say who was first (S73)."""
    who = person.name if person else "jemandem, der nicht mehr im Forum ist"
    at = ""
    if isinstance(moment, datetime):
        at = f", {timezone.localtime(moment):%d.%m.%Y, %H:%M} Uhr"
    return f"Bereits erledigt von {who}{at}{f': {act}' if act else ''}."
