"""What the start page shows of practices: rows, for models of them and their Kreise take longer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils import timezone

from content.addresses import address
from members.choices import Land
from practices import choices

if TYPE_CHECKING:
    from datetime import date

_EFFORT = {
    choices.Staffing.VOLUNTEERS: 1,
    choices.Staffing.EXISTING: 1,
    choices.Staffing.UP_TO_HALF: 1,
    choices.Staffing.UP_TO_ONE: 2,
    choices.Staffing.UP_TO_TWO: 2,
    choices.Staffing.UP_TO_FIVE: 3,
    choices.Staffing.MORE: 3,
}
_EFFORT_LABELS = {1: "geringer Aufwand", 2: "mittlerer Aufwand", 3: "hoher Aufwand"}


def effort_level_of(staffing: str) -> int | None:
    """Return the effort of running it in three steps, by staff; None where nobody said."""
    return _EFFORT.get(choices.Staffing(staffing)) if staffing else None


def effort_label_of(staffing: str) -> str:
    """Say the effort in words."""
    return _EFFORT_LABELS.get(effort_level_of(staffing) or 0, "Aufwand nicht angegeben")


def adoption_text_of(count: int, stopped: int) -> str:
    """„von 4 Kreisen übernommen, 1 beendet“: the stopped ones count like the others."""
    if not count:
        return ""
    taken = f"von {count} Kreis{'en' if count > 1 else ''} übernommen"
    return f"{taken}, {stopped} beendet" if stopped else taken


class ListedKreis(NamedTuple):
    """A Kreis, with what a card says of it as of the model."""

    name: str
    land: str
    member_until: date | None

    @property
    def is_former(self) -> bool:
        """Whether the membership is over."""
        return self.member_until is not None and self.member_until < timezone.localdate()

    def get_land_display(self) -> str:
        return str(Land(self.land).label)


class ListedPractice(NamedTuple):
    """A practice as the start page shows it, and a card."""

    pk: int
    title: str
    kreis_id: str
    summary: str
    staffing: str
    state: str
    checked_on: date | None
    review_due: date | None
    adoption_count: int
    adoption_stopped: int
    kreis_name: str
    kreis_land: str
    kreis_member_until: date | None
    # Of the reader: one of the themes he follows that it is on.
    own_theme: int | None = None

    def get_absolute_url(self) -> str:
        return address("practices:practice", self.pk)

    @property
    def is_readable(self) -> bool:
        """Whether it is published, and so read by its audience."""
        return self.state in choices.READABLE

    @property
    def kreis(self) -> ListedKreis:
        """Its Kreis."""
        return ListedKreis(self.kreis_name, self.kreis_land, self.kreis_member_until)

    @property
    def effort_level(self) -> int | None:
        """Effort of running it in three steps."""
        return effort_level_of(self.staffing)

    @property
    def effort_label(self) -> str:
        """The effort in words."""
        return effort_label_of(self.staffing)

    @property
    def adoption_text(self) -> str:
        """How many took it over, in words."""
        return adoption_text_of(self.adoption_count, self.adoption_stopped)


# What a row tells of the practice and its Kreis, as the fields are named.
OF_PRACTICE = (*ListedPractice._fields[:-4], "kreis__name", "kreis__land", "kreis__member_until")
