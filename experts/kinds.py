"""What the search knows of the circle of experts: questions, and what was released."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from content.choices import Audience
from content.kinds import Kind, Reading, Weight, declare
from content.scopes import PUBLISHED, scope_source
from experts.choices import Section
from experts.models import Consultation, Release
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


def _releases() -> QuerySet[Release]:
    newest = Release.objects.newest()
    return newest.select_related("consultation__theme").defer("pdf").order_by("pk")


def _edition_read(release: Release) -> list[Reading]:
    """Let the newest edition be found by what it says, by whom it is released to."""
    consultation, content = release.consultation, release.content
    theme = consultation.theme
    return [
        Reading(
            audience=Audience(max(release.audience, consultation.release_audience)),
            title=content["title"],
            url=reverse("experts:summary", args=[consultation.pk]),
            texts=[*_texts(content["sections"]), (content["question"], Weight.BODY)],
            names=[consultation.number],
            line=f"{consultation.number} · Fassung {release.edition}",
            facets={"thema": sorted({theme.key, theme.key.split("/")[0]})} if theme else {},
            day=timezone.localtime(release.released_at).date(),
        )
    ]


def _texts(sections: list[dict[str, Any]]) -> Iterator[tuple[str, Weight]]:
    for section in sections:
        weight = Weight.ABSTRACT if section["key"] == Section.GIST else Weight.BODY
        for paragraph in section["paragraphs"]:
            yield paragraph["title"], weight
            yield paragraph["text"], weight
            for quote in paragraph["quotes"]:
                yield quote["wording"], weight


SUMMARIES = declare(
    Kind(
        name="auswertung",
        label="Auswertung des Expertenkreises",
        plural="Auswertungen des Expertenkreises",
        things=_releases,
        readings=_edition_read,
        rank=0.97,
    )
)
