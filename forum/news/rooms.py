"""Who belongs to a room, and who does no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from forum.access import may_enter
from forum.models import Room
from members.models import User
from notices.choices import Channel
from notices.kinds import Line, NoticeKind, declare

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from notices.models import Notice


def _rooms(user: User) -> QuerySet[Room]:
    return Room.objects.visible_to(user).only("name", "slug")


_TOLD_OF_ROOM = {
    "aufnahme": ("Sie gehören jetzt zu einem Beratungsraum", "Wer dort mitliest, zeigt der Raum."),
    "gastgeber": (
        "Sie haben jetzt die Gastgeberrolle in einem Beratungsraum",
        "Wer sie hat, nimmt Personen auf und sorgt dafür, dass der Rahmen geschützt bleibt.",
    ),
    "mitglied": ("Sie haben die Gastgeberrolle in einem Beratungsraum nicht mehr", ""),
}


def _membership(room: Room, notice: Notice) -> Line:
    text, advice = _TOLD_OF_ROOM[notice.happening.partition(" ")[0]]
    return Line(
        text=text,
        title=room.name,
        url=room.get_absolute_url(),
        title_in_mail="ein Beratungsraum im Austausch",
        advice=advice,
    )


MEMBERSHIP = declare(
    NoticeKind(
        name="raum",
        label="Jemand nimmt mich in einen Beratungsraum auf oder ändert dort meine Rolle",
        area="Austausch",
        default=Channel.AT_ONCE,
        readable=_rooms,
        line=_membership,
        concerns=may_enter,
    )
)


def _oneself(user: User) -> QuerySet[User]:
    people: QuerySet[User] = User.objects.filter(pk=user.pk).only("pk")
    return people


def _ended(person: User, notice: Notice) -> Line:  # noqa: ARG001  (every kind gets both)
    # Which room it was, the person knows; it does not exist for him any more.
    return Line(
        text="Sie gehören einem Beratungsraum nicht mehr an",
        title="Austausch",
        url=reverse("forum:topic-list"),
        about="raum-ende",
        advice="Fragen dazu beantworten die Gastgeber des Raums oder die Geschäftsstelle.",
    )


MEMBERSHIP_ENDED = declare(
    NoticeKind(
        name="raum-ende",
        label="Ich gehöre einem Beratungsraum nicht mehr an",
        area="Austausch",
        default=Channel.AT_ONCE,
        readable=_oneself,
        line=_ended,
        concerns=may_enter,
    )
)
