"""What the search knows of the circle of experts: questions, and what was released."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from content.choices import Audience
from content.kinds import Kind, Reading, Weight, declare
from content.scopes import PUBLISHED, scope_source
from experts.models import Consultation
from experts.querysets import is_liaison, is_moderator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from members.models import User

# Between the Landkreistag and the office, until a question is opened.
_ASKED = "anfrage"


@scope_source(_ASKED)
def circles_read(user: User | AnonymousUser) -> Iterator[str]:
    """Name the circle of those who read a question before it is opened."""
    if is_liaison(user) or is_moderator(user):
        yield _ASKED


def _consultations() -> QuerySet[Consultation]:
    return Consultation.objects.select_related("theme").prefetch_related("items")


def _readings(consultation: Consultation) -> list[Reading]:
    """Let a question be found by its words; no word of an answer is among them."""
    theme = consultation.theme
    return [
        Reading(
            audience=Audience.PARTNERS,
            scope=_ASKED if consultation.opened_at is None else PUBLISHED,
            title=consultation.title,
            url=consultation.get_absolute_url(),
            texts=[
                (consultation.question, Weight.ABSTRACT),
                (theme.label if theme else "", Weight.ABSTRACT),
                (consultation.background, Weight.BODY),
                ("\n".join(item.wording for item in consultation.items.all()), Weight.BODY),
                (consultation.number, Weight.DETAIL),
            ],
            names=[consultation.number] if consultation.number else [],
            line=_line(consultation),
            facets={"thema": sorted({theme.key, theme.key.split("/")[0]})} if theme else {},
            day=timezone.localtime(consultation.asked_at).date(),
        )
    ]


def _line(consultation: Consultation) -> str:
    said = [consultation.get_size_display(), consultation.get_stage_display()]
    return " · ".join([consultation.number, *said] if consultation.number else said)


CONSULTATIONS = declare(
    Kind(
        name="anfrage",
        label="Anfrage des Landkreistages",
        plural="Anfragen des Landkreistages",
        things=_consultations,
        readings=_readings,
        rank=0.95,
        circles=(_ASKED,),
    )
)
