"""Things of the circle of experts, plainly made; everything can be said otherwise."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.utils import timezone

from content.choices import Audience
from experts.choices import REQUIRED, ContributionState, ItemKind, Section, Stage
from experts.models import (
    Answer,
    Author,
    Consultation,
    ConsultationFile,
    ConsultationItem,
    Contribution,
    FollowUp,
    Opinion,
    Outcome,
    Paragraph,
    Quotation,
    Release,
    Source,
)
from experts.summary import checksum, compose
from search.services import index
from tests import factories

if TYPE_CHECKING:
    from members.models import Kreis, User

_numbers = itertools.count(1)
_ITEMS = (
    (ItemKind.STATEMENT, "Mindestgruppengrößen verhindern Kurse in der Fläche", ""),
    (ItemKind.NUMBER, "Wartezeit auf einen Kursplatz", "Wochen"),
    (ItemKind.OPEN, "Was würde am meisten helfen", ""),
)


def make_consultation(stage: Stage = Stage.OPEN, **fields: Any) -> Consultation:
    """A statement, a number, an open question; the deadline is in a fortnight (`days`)."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "title": f"Wartezeiten auf Integrationskurse {number}",
        "question": "Wie lange warten Teilnehmende auf einen Platz, und woran liegt das?",
        "stage": stage,
        "deadline": timezone.localdate() + timedelta(days=fields.pop("days", 14)),
        "author_name": "Robin Referat",
    }
    if stage != Stage.ASKED:
        # Beside the numbers of the demo, in whose house the browser tests live.
        own = {"year": 2026, "serial": 500 + number}
        values |= {"opened_at": timezone.now(), "asked_count": 14, **own}
    consultation = Consultation.objects.create(**(values | fields))
    for position, (kind, wording, unit) in enumerate(_ITEMS):
        shown = {"kind": kind, "wording": wording, "unit": unit}
        ConsultationItem.objects.create(consultation=consultation, position=position, **shown)
    index("anfrage", consultation)
    return consultation


def make_file(consultation: Consultation, content: bytes = b"Eckpunkte") -> ConsultationFile:
    """Put a text file to a question, without the checks of content.uploads."""
    number = next(_numbers)
    file = ConsultationFile(
        consultation=consultation,
        title=f"Eckpunkte {number}",
        size=len(content),
        content_type="text/plain",
        sha256=f"{number:064x}",
        position=consultation.files.count(),
    )
    file.file.save("datei.txt", ContentFile(content))
    return file


def make_contribution(
    consultation: Consultation, kreis: Kreis, *, submitted: bool = True, **fields: Any
) -> Contribution:
    """A Kreis agrees, waits 3.5 weeks, and says a word (`text`) about it."""
    text = fields.pop("text", "Es fehlen Lehrkräfte.")
    values: dict[str, Any] = {"submitted_name": "Kim Beispiel"}
    if submitted:
        state = ContributionState.SUBMITTED
        values |= {"state": state, "submitted_at": timezone.now(), "edition": 1}
    made = Contribution.objects.create(consultation=consultation, kreis=kreis, **(values | fields))
    if submitted and not made.no_comment:
        for item in consultation.items.all():
            said: dict[str, Any] = {
                ItemKind.STATEMENT: {"choice": "ja", "text": text},
                ItemKind.NUMBER: {"number": "3.5"},
                ItemKind.OPEN: {"text": text},
            }[ItemKind(item.kind)]
            Answer.objects.create(contribution=made, item=item, **said)
    counted = consultation.contributions.submitted().count()
    Consultation.objects.filter(pk=consultation.pk).update(answered_count=counted)
    return made


def make_paragraph(
    consultation: Consultation, section: Section = Section.FINDINGS, **fields: Any
) -> Paragraph:
    values: dict[str, Any] = {
        "text": "Gruppen sind zu groß.",
        "html": "<p>Gruppen sind zu groß.</p>",
    }
    return Paragraph.objects.create(consultation=consultation, section=section, **(values | fields))


def make_summary(consultation: Consultation, *, by: User | None = None) -> list[Paragraph]:
    """Fill the sections that no summary goes without, from every contribution, as `by` wrote it."""
    sources = consultation.contributions.submitted()
    values = {"is_judgement": not sources}
    made = [
        make_paragraph(consultation, section, text=section.label, **values) for section in REQUIRED
    ]
    for paragraph in made:
        for contribution in sources:
            Source.objects.create(paragraph=paragraph, contribution=contribution)
    if by is not None:
        Author.objects.get_or_create(consultation=consultation, person=by)
    return made


def make_release(
    consultation: Consultation,
    *,
    audience: Audience = Audience.PARTNERS,
    edition: int = 1,
    note: str = "",
) -> Release:
    """A released edition; `edition` and audience stand with the consultation, too."""
    by, second = factories.make_person("moderator"), factories.make_person("moderator")
    content = compose(consultation, audience=audience) | {"edition": edition}
    release = Release.objects.create(
        consultation=consultation,
        edition=edition,
        audience=audience,
        content=content,
        pdf=b"%PDF",
        checksum=checksum(content),
        note=note,
        handed_over_by=by,
        released_by=second,
    )
    shown = {"edition": edition, "release_audience": audience}
    Consultation.objects.filter(pk=consultation.pk).update(**shown)
    release.refresh_from_db()
    index("auswertung", release)
    return release


def _answered(consultation: Consultation, kreis: Kreis | None) -> Contribution:
    """Let a Kreis answer, with the edition that is kept of it."""
    assert kreis is not None
    made = make_contribution(consultation, kreis)
    made.versions.create(number=1, consent=made.consent, author_name=made.submitted_name)
    return made


def things(lead: User, other: User) -> dict[str, tuple[Any, ...]]:
    """Return what the doors of questions lead to: one of each stage; in one both Kreise answer."""
    made = {f"consultation_{stage.name.lower()}": make_consultation(stage) for stage in Stage}
    answered = [
        _answered(made[f"consultation_{stage}"], one.kreis)
        for stage in ("synthesis", "agreement")
        for one in (lead, other)
    ]
    found: dict[str, tuple[Any, ...]] = {name: (one.pk,) for name, one in made.items()}
    found["contribution_answered"] = (answered[0].consultation_id, answered[0].pk)
    found["contribution_absent"] = (answered[0].consultation_id, 999_999)
    for name in ("asked", "open"):
        file = make_file(made[f"consultation_{name}"])
        found[f"consultation_file_{name}"] = (file.consultation_id, file.pk)
        if name == "open":
            found["consultation_file_named"] = (*found[f"consultation_file_{name}"], "anlage.txt")
    found |= _summaries(made, lead, other)
    return found | {"consultation_absent": (999_999,)}


def released_things() -> dict[str, tuple[Any, ...]]:
    """Return what the doors of releases lead to: one for each audience, and one to be released."""
    found: dict[str, tuple[Any, ...]] = {}
    for audience in (Audience.PUBLIC, Audience.PARTNERS):
        one = make_consultation(Stage.RELEASED)
        make_release(one, audience=audience)
        make_release(one, audience=audience, edition=2, note="Neue Zahlen.")
        outcome = Outcome.objects.create(
            consultation=one, edition=2, use="anhoerung", text="Im Ausschuss.", day="2026-11-20"
        )
        follow_up = FollowUp.objects.create(consultation=one, text="Und bei Frauen?")
        name = audience.name.lower()
        found[f"summary_{name}"] = (one.pk,)
        found[f"release_{name}"] = (one.pk, 2)
        found[f"release_first_{name}"] = (one.pk, 1)
        found[f"outcome_{name}"] = (one.pk, outcome.pk)
        found[f"follow_up_{name}"] = (one.pk, follow_up.pk)
    ready = make_consultation(Stage.AGREEMENT, agree_until="2026-01-01")
    make_summary(ready)
    handed = make_consultation(Stage.AGREEMENT, agree_until="2026-01-01")
    make_summary(handed)
    by = factories.make_person("moderator")
    Consultation.objects.filter(pk=handed.pk).update(
        handed_over_by=by, handed_over_at=timezone.now()
    )
    absent = {"release_absent": (999_999, 1), "outcome_absent": (ready.pk, 999_999)}
    return found | absent | {"summary_ready": (ready.pk,), "summary_handed": (handed.pk,)}


def _summaries(made: dict[str, Consultation], lead: User, other: User) -> dict[str, Any]:
    """Return what the doors of summaries lead to: one that is written, one that is agreed upon.

    In each a paragraph comes from the other Kreis and quotes the first.
    """
    found: dict[str, tuple[Any, ...]] = {}
    last = timezone.localdate() + timedelta(days=7)
    Consultation.objects.filter(pk=made["consultation_agreement"].pk).update(agree_until=last)
    for stage in ("synthesis", "agreement", "released"):
        consultation = made[f"consultation_{stage}"]
        paragraph = make_paragraph(consultation)
        place = (consultation.pk, paragraph.pk)
        found[f"paragraph_{stage}"] = place
        if stage == "released":
            continue
        of_lead, of_other = (
            consultation.contributions.get(kreis=person.kreis) for person in (lead, other)
        )
        source = Source.objects.create(paragraph=paragraph, contribution=of_other)
        quoted = {"contribution": of_lead, "wording": "Es fehlen Lehrkräfte."}
        quotation = Quotation.objects.create(paragraph=paragraph, **quoted)
        said = {"kreis": other.kreis, "verdict": "aenderung", "text": "Acht statt zehn."}
        opinion = Opinion.objects.create(consultation=consultation, paragraph=paragraph, **said)
        found[f"source_{stage}"] = (*place, source.pk)
        found[f"quoting_{stage}"] = (*place, of_lead.pk)
        found[f"quotation_{stage}"] = (consultation.pk, quotation.pk)
        found[f"opinion_{stage}"] = (consultation.pk, opinion.pk)
    elsewhere = (made["consultation_agreement"].pk, found["paragraph_synthesis"][1])
    return found | {"paragraph_elsewhere": elsewhere}
