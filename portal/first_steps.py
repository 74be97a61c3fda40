"""What somebody new does first: five steps, each done when the portal sees that it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Exists, OuterRef
from django.urls import reverse

from content.interests import themes_of
from content.prepared import prepared
from forum.access import may_enter
from forum.models import ReadMark
from members.models import User

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet


class Step(NamedTuple):
    """One step: what to do, why, where, and whether it is done."""

    title: str
    detail: str
    url: str
    is_done: bool


def steps_of(user: User) -> list[Step]:
    """Return the steps for a person of this role, in their order; one query."""
    steps = [
        Step(
            "Profil ausfüllen",
            "Ihre Funktion sagt anderen, womit man zu Ihnen kommt.",
            reverse("members:profile-edit"),
            bool(user.function),
        ),
        Step(
            "Zweiten Faktor einrichten",
            "Er schützt Ihr Konto, auch wenn jemand Ihr Kennwort kennt.",
            reverse("mfa_index"),
            bool(getattr(user, "has_second_factor", False)),
        ),
    ]
    steps += _kreis_step(user)
    return [*steps, *_forum_steps(user)] if may_enter(user) else steps


def _kreis_step(user: User) -> Iterator[Step]:
    kreis = user.kreis
    if kreis is None:
        return
    said = "Stimmt noch alles? Das dauert drei Minuten."
    if not user.is_lead:
        said = "Das bestätigt die Leitung in Ihrem Kreis. Lesen Sie, was über ihn dasteht."
    yield Step(
        "Angaben zu Ihrem Kreis bestätigen",
        said,
        f"{kreis.get_absolute_url()}#angaben",
        not kreis.needs_confirmation,
    )


def _forum_steps(user: User) -> Iterator[Step]:
    ((has_themes, has_read),) = _seen(user, user.pk)
    yield Step(
        "Themenfelder wählen",
        "Dann zeigt diese Seite, was zu Ihrer Arbeit passt.",
        reverse("forum:theme-choice"),
        has_themes,
    )
    yield Step(
        "Ein erstes Thema lesen",
        "Was andere Kreise gerade fragen, und was ihnen geantwortet wurde.",
        reverse("forum:topic-list"),
        has_read,
    )


@prepared
def _seen(reader: User, pk: int) -> QuerySet[User, tuple[bool, bool]]:
    """Tell whether a person follows themes and has read a topic."""
    read = ReadMark.objects.visible_to(reader).filter(person_id=OuterRef("pk"))
    known: QuerySet[User, tuple[bool, bool]] = User.objects.filter(pk=pk).values_list(
        Exists(themes_of(reader)), Exists(read)
    )
    return known
