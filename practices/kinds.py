"""What search, feeds and notices know of practices."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from content.choices import Audience
from content.kinds import Kind, Reading, Weight, declare
from members.choices import PopulationBand
from practices.choices import State
from practices.fields import INTERNAL
from practices.models import Practice

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Manager, QuerySet

# What is not published has no day of its own; „newest first“ ends with it.
_IN_WORK = date.min
_JOINED = (
    *("themes", "target_groups", "partners", "legal_bases", "funding_sources", "tags"),
    *("further_kreise", "files"),
)


def _things() -> QuerySet[Practice]:
    practices = Practice.objects.select_related("kreis")
    return practices.prefetch_related(*_JOINED)


def _readings(practice: Practice) -> list[Reading]:
    """Let published ones be read by audience, others by the own Kreis and, but drafts, moderators.

    The schema's fields „Mitglieder“ stand in what the Forum reads, and nowhere else.
    """
    texts = _texts(practice)
    open_to_all = Reading(
        audience=Audience(practice.audience),
        title=practice.title,
        url=practice.get_absolute_url(),
        texts=[words for name, words in texts.items() if name not in INTERNAL],
        line=f"{practice.kreis.name} · {practice.kreis.get_land_display()}",
        facets=_facets(practice),
        facts=_facts(practice),
        day=practice.checked_on or practice.start_date,
        adoptions=practice.adoption_count,
    )
    internal = replace(open_to_all, texts=list(texts.values()))
    if practice.is_readable:
        if practice.audience >= Audience.NETWORK:
            return [internal]
        return [open_to_all, replace(internal, audience=Audience.NETWORK)]
    unpublished = replace(
        internal,
        audience=Audience.PUBLIC,
        scope=f"kreis:{practice.kreis_id}",
        day=_IN_WORK,
    )
    if practice.state == State.DRAFT:
        return [unpublished]
    return [unpublished, replace(unpublished, scope="moderation")]


def _texts(practice: Practice) -> dict[str, tuple[str, Weight]]:
    """Return the words of each field, those of the summary first: hits show the beginning."""
    until = practice.funding_until
    return {
        "summary": (practice.summary, Weight.ABSTRACT),
        "themes": (_labels(practice.themes), Weight.ABSTRACT),
        "tags": (", ".join(tag.name for tag in practice.tags.all()), Weight.ABSTRACT),
        "target_groups": (_labels(practice.target_groups), Weight.BODY),
        "kreis": (f"{practice.kreis.name} {practice.kreis.aliases}", Weight.BODY),
        "further_kreise": (_labels(practice.further_kreise), Weight.DETAIL),
        "challenge": (practice.challenge, Weight.BODY),
        "rural_context": (practice.rural_context, Weight.BODY),
        "goals": (practice.goals, Weight.BODY),
        "implementation": (practice.implementation, Weight.BODY),
        "steps": (_lines(practice.steps), Weight.BODY),
        "results": (practice.results, Weight.BODY),
        "indicators": (_lines(practice.indicators), Weight.DETAIL),
        "target_group_view": (practice.target_group_view, Weight.DETAIL),
        "success_factors": (practice.success_factors, Weight.BODY),
        "pitfalls": (practice.pitfalls, Weight.BODY),
        "prerequisites": (practice.prerequisites, Weight.DETAIL),
        "partners": (_labels(practice.partners), Weight.DETAIL),
        "legal_bases": (_labels(practice.legal_bases), Weight.BODY),
        "funding_sources": (_labels(practice.funding_sources), Weight.DETAIL),
        "funding_until": (f"{until:%m/%Y}" if until else "", Weight.DETAIL),
        "cost_note": (practice.cost_note, Weight.DETAIL),
        "responsible_unit": (practice.responsible_unit, Weight.DETAIL),
        "political_decision": (practice.political_decision, Weight.DETAIL),
        "status": (practice.get_status_display(), Weight.BODY),
        "links": (_lines(practice.links), Weight.DETAIL),
        "contact_email": (practice.contact_email, Weight.DETAIL),
        "image_alt": (practice.image_alt, Weight.DETAIL),
        "files": ("\n".join(file.title for file in practice.files.all()), Weight.DETAIL),
    }


def _labels(terms: Manager[Any]) -> str:
    return ", ".join(map(str, terms.all()))


def _lines(rows: Iterable[Any]) -> str:
    """Return the words of a list; a row may have columns."""
    return "\n".join(" ".join(row) if isinstance(row, list) else str(row) for row in rows)


def _facets(practice: Practice) -> dict[str, list[str]]:
    keys = [theme.key for theme in practice.themes.all()]
    level = practice.effort_level
    return {
        "thema": sorted({*keys, *(key.split("/")[0] for key in keys)}),
        "land": [practice.kreis.land],
        "zielgruppe": [group.key for group in practice.target_groups.all()],
        "aufwand": [str(level)] if level else [],
        "kosten": [practice.cost_band] if practice.cost_band else [],
        "personal": [practice.staffing] if practice.staffing else [],
        "foerderung": [source.key for source in practice.funding_sources.all()],
        "stand": [practice.status] if practice.status else [],
        "uebernommen": ["ja"] if practice.adoption_count else [],
        "kreistyp": [str(practice.kreis.kreistyp)],
        "einwohner": [PopulationBand.of(practice.kreis.population).value],
    }


def _facts(practice: Practice) -> dict[str, object]:
    """Return what a hit shows beside its words."""
    until = practice.kreis.member_until
    return {
        "effort_level": practice.effort_level,
        "effort_label": practice.effort_label,
        "adoption_text": practice.adoption_text,
        "checked_on": practice.checked_on.isoformat() if practice.checked_on else "",
        "member_until": until.isoformat() if until else "",
        "state": "" if practice.is_readable else practice.get_state_display(),
    }


PRACTICES = declare(
    Kind(
        name="praxis",
        label="Praxisbeispiel",
        plural="Praxisbeispiele",
        things=_things,
        readings=_readings,
        of_kreis="kreis",
        circles=("kreis", "moderation"),
    )
)
