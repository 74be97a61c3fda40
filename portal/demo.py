"""Invented content for the trial: people in every role, profiles of Kreise, practices, adoptions.

Everything made here is marked `is_sample` (an adoption by its practice), and `remove` takes exactly
that out again.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from taggit.models import Tag

from content.choices import AUDIENCE_OF_KEY
from content.markdown import to_html
from content.models import Theme
from members.models import Kreis, User
from members.services import create_person
from members.services.deputies import tell
from practices.choices import ElementChoice, State
from practices.editions import in_words
from practices.models import (
    AdoptedElement,
    Adoption,
    AdoptionOutcome,
    Edition,
    FundingSource,
    LegalBasis,
    Partner,
    Practice,
    ReviewRemark,
    TargetGroup,
)
from practices.news import ADOPTED, QUERY, REVIEW_DUE, SUBMITTED
from practices.services import recount_adoptions
from search.services import forget, index
from search.vocabulary import count_words

DATA = Path(__file__).resolve().parent / "data"
DOMAIN = "forum.example"
PASSWORD = "forum-demo-2026"  # noqa: S105  (printed at the start; the demo is a demo)

# The samples are all published; one of each other state shows what only some may read.
_EXTRA = (
    ("05766", State.DRAFT, "Welcome-Center Lippe: erste Überlegungen"),
    ("03351", State.SUBMITTED, "Leihgeräte für Sprachkurse im Kreisgebiet"),
    ("05766", State.QUERY, "Sprachmittlung am Telefon: Versuch im Kreisgebiet"),
)
_SAME = (
    *("title", "summary", "status", "challenge", "rural_context", "goals", "implementation"),
    *("steps", "responsible_unit", "task_type", "political_decision", "staffing", "cost_band"),
    *("cost_note", "results", "indicators", "evaluation", "target_group_view", "licence"),
    *("success_factors", "pitfalls", "prerequisites", "transferability", "duration"),
)
_VOCABULARIES = {
    "target_groups": TargetGroup,
    "partners": Partner,
    "legal_bases": LegalBasis,
    "funding_sources": FundingSource,
}


def _read(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def sign_in_names() -> list[tuple[str, str]]:
    """Return address and role in words of everybody in the demo."""
    people = User.objects.filter(is_sample=True).select_related("kreis").order_by("pk")
    return [(person.email, _role_in_words(person)) for person in people]


def _role_in_words(person: User) -> str:
    if person.kreis:
        return f"{'Leitung' if person.is_lead else 'Koordination'}, {person.kreis}"
    return person.get_role_display() or "Technische Verwaltung"


@transaction.atomic
def load() -> bool:
    """Load the demo into a database without people; tell whether it did."""
    if User.objects.exists():
        return False
    _load_people()
    _load_profiles()
    _load_adoptions(_load_practices())
    _tell_people()
    count_words()
    return True


_QUERY = "Woran sehen Sie, dass sich etwas verändert hat? Eine Zahl mit Stand genügt."


def _load_people() -> None:
    hashed = make_password(PASSWORD)
    for entry in _read("demo_people.json")["people"]:
        person = create_person(
            by=None,
            email=f"{entry.pop('login')}@{DOMAIN}",
            password=None,
            kreis_id=entry.pop("kreis"),
            phone=entry.pop("phone") or "",
            is_superuser=not entry["role"],
            is_sample=True,
            **entry,
        )
        # One hash for all: Argon2id is slow on purpose.
        User.objects.filter(pk=person.pk).update(password=hashed)


def _load_profiles() -> None:
    for entry in _read("demo_kreise.json")["kreise"]:
        kreis = Kreis.objects.get(pk=entry["ags"])
        kreis.structure = entry["structure"]
        kreis.structure_note = entry["structure_note"]
        kreis.introduction = entry["introduction"]
        kreis.introduction_html = to_html(entry["introduction"])
        kreis.contact_email = entry["contact_email"]
        kreis.confirmed_on = entry["confirmed_on"] and date.fromisoformat(entry["confirmed_on"])
        kreis.is_sample = True
        kreis.save()
        parents = {key.split("/")[0] for key in entry["priorities"]}
        kreis.priorities.set(Theme.objects.filter(key__in=parents))
        index("kreis", kreis)


def _load_practices() -> dict[str, Practice]:
    samples = _read("demo_practices.json")["practices"]
    loaded = {
        entry["id"]: _practice(entry, entry["kreis"], State(entry["workflow"]), entry["title"])
        for entry in samples
    }
    for (ags, state, title), entry in zip(_EXTRA, samples, strict=False):
        _practice({**entry, "last_verified": None}, ags, state, title)
    return loaded


def _load_adoptions(practices: dict[str, Practice]) -> None:
    """Let Kreise take samples over; the trail of real acts stays empty."""
    for entry in _read("demo_adoptions.json")["adoptions"]:
        practice, ags = practices[entry.pop("source")], entry.pop("kreis")
        parts = {name: entry.pop(name, {}) for name in ("changes", "added", "outcomes")}
        adoption = Adoption.objects.create(
            **entry
            | {
                "practice": practice,
                "kreis_id": ags,
                "source_kreis_id": practice.kreis_id,
                "source_title": practice.title,
                "source_edition": practice.edition,
                "started_on": _month(entry["started_on"]),
                "version": 1,
            }
        )
        _load_elements(adoption, parts["changes"], parts["added"])
        for outcome in parts["outcomes"]:
            AdoptionOutcome.objects.create(adoption=adoption, version=1, **outcome)
    for practice in practices.values():
        recount_adoptions(practice.pk)


def _tell_people() -> None:
    """Let everybody find in „Mitteilungen“ what the samples ask of them."""
    asked = {State.QUERY: QUERY, State.TO_REVIEW: REVIEW_DUE, State.SUBMITTED: SUBMITTED}
    for practice in Practice.objects.filter(state__in=asked):
        kind = asked[State(practice.state)]
        people = list(User.objects.moderators())
        if kind is not SUBMITTED:
            people = User.objects.answering_for(practice.kreis_id, first=None)
        tell(people, kind, practice.pk, happening=f"{practice.state}:1")
    for adoption in Adoption.objects.order_by("pk"):
        people = User.objects.answering_for(adoption.source_kreis_id, first=None)
        tell(people, ADOPTED, adoption.pk, happening="begonnen")


def _load_elements(
    adoption: Adoption, changes: dict[str, list[str]], added: list[list[str]]
) -> None:
    steps: list[str] = adoption.practice.steps
    kept = (ElementChoice.KEPT, "")
    rows = [(step, *changes.get(str(number), kept)) for number, step in enumerate(steps, 1)]
    rows += [(text, ElementChoice.ADDED, reason) for text, reason in added]
    for position, (text, choice, reason) in enumerate(rows, 1):
        values = {"position": position, "text": text, "choice": choice, "reason": reason}
        AdoptedElement.objects.create(adoption=adoption, **values)


def _practice(entry: dict[str, Any], ags: str, state: State, title: str) -> Practice:
    themes = {theme.key: theme for theme in Theme.objects.filter(key__in=entry["topics"])}
    # A sample leaves out what it does not say: the model's default stands.
    values = {name: entry[name] for name in _SAME if entry[name]}
    practice = Practice.objects.create(
        **values
        | {
            "title": title,
            "kreis_id": ags,
            "main_theme": themes[entry["topics"][0]],
            "implementation_html": to_html(entry["implementation"]),
            "audience": AUDIENCE_OF_KEY[entry["visibility"]],
            "state": state,
            "start_date": _month(entry["start_date"]),
            "end_date": _month(entry["end_date"]),
            "funding_until": _month(entry["funding_until"]),
            "review_due": date.fromisoformat(entry["review_due"]),
            "checked_on": entry["last_verified"] and date.fromisoformat(entry["last_verified"]),
            "is_sample": True,
        }
    )
    practice.themes.set(themes.values())
    practice.tags.set(entry["tags"])
    for name, model in _VOCABULARIES.items():
        getattr(practice, name).set(model._default_manager.filter(key__in=entry[name]))
    office = User.objects.get(email=f"moderation@{DOMAIN}")
    if practice.is_readable:
        practice.edition, practice.published_at = 1, timezone.now()
        practice.save(update_fields=["edition", "published_at"])
        opened = {"audience": practice.audience, "fields": in_words(practice)}
        Edition.objects.create(practice=practice, number=1, by=office, **opened)
    if state == State.QUERY:
        ReviewRemark.objects.create(practice=practice, field="results", text=_QUERY, by=office)
    index("praxis", practice)
    return practice


def _month(text: str | None) -> date | None:
    return date.fromisoformat(f"{text}-01") if text else None


@transaction.atomic
def remove() -> dict[str, int]:
    """Take the demo out again; return how many of each kind went."""
    practices = Practice.objects.filter(is_sample=True)
    adoptions = Adoption.objects.filter(practice__in=practices)
    gone = {"adoptions": adoptions.count(), "practices": practices.count()}
    adoptions.delete()
    tags = set(Tag.objects.filter(practice__in=practices).values_list("pk", flat=True))
    for practice in practices:
        forget("praxis", practice.pk)
        practice.delete()
    Tag.objects.filter(pk__in=tags, taggit_taggeditem_items__isnull=True).delete()
    people = User.objects.filter(is_sample=True)
    gone["people"] = people.count()
    for person in people:
        forget("person", person.pk)
    people.delete()
    kreise = Kreis.objects.filter(is_sample=True)
    gone["profiles"] = kreise.count()
    emptied = list(kreise)
    for kreis in emptied:
        kreis.priorities.clear()
    kreise.update(
        structure="",
        structure_note="",
        introduction="",
        introduction_html="",
        contact_email="",
        confirmed_on=None,
        is_sample=False,
    )
    for kreis in Kreis.objects.filter(pk__in=[kreis.pk for kreis in emptied]):
        index("kreis", kreis)
    return gone
