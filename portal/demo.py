"""Invented content for the trial: people in every role, profiles of Kreise, practices, adoptions.

Everything made here is marked `is_sample` (an adoption by its practice), and `remove` takes exactly
that out again.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from taggit.models import Tag

from content.choices import AUDIENCE_OF_KEY
from content.markdown import to_html
from content.models import Theme
from content.uploads import check_attachment
from events.models import Event
from forum.choices import TopicState
from forum.drafts import place_of
from forum.models import Post, ReadMark, Room, Topic
from forum.news import MEMBERSHIP, POST
from forum.services import (
    admit,
    attach_file,
    create_room,
    describe_files,
    mark_best_answer,
    mark_read,
    say_helpful,
    set_host,
    set_topic_state,
    start_topic,
    summarise_topic,
    write_post,
)
from forum.services.posts import fragment_of, index_post
from forum.services.telling import tell_of_post
from members.models import Kreis, User
from members.services.deputies import tell
from notices.jobs import queue
from notices.models import Notice
from portal.demo_events import load_events, remove_events
from portal.demo_experts import load_consultations, remove_consultations
from portal.demo_kreise import load_people, load_profiles
from portal.demo_moderation import load_reports, moment
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
    load_profiles(_read("demo_kreise.json")["kreise"])
    load_people(_read("demo_people.json")["people"], domain=DOMAIN, password=PASSWORD)
    practices = _load_practices()
    _load_adoptions(practices)
    _tell_people()
    load_events(_read("demo_events.json")["events"], person=_person)
    _load_forum(practices)
    load_consultations(_read("demo_experts.json"), person=_person)
    count_words()
    return True


_QUERY = "Woran sehen Sie, dass sich etwas verändert hat? Eine Zahl mit Stand genügt."


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


def _load_forum(practices: dict[str, Practice]) -> None:
    """Let the Kreise talk; of what is days old nobody hears but whom it calls."""
    entries = _read("demo_forum.json")
    rooms = {entry.pop("key"): _room(entry) for entry in entries["rooms"]}
    for entry in entries["topics"]:
        _topic(entry, rooms[entry["room"]], practices.get(entry.get("practice", "")))
    for job in ProcrastinateJob.objects.filter(task_name=tell_of_post.name, status="todo"):
        tell_of_post(**job.args)
        queue.cancel_job_by_id(job.pk, delete_job=True)
    Notice.objects.filter(kind__in=[POST.name, MEMBERSHIP.name]).delete()


def _room(entry: dict[str, Any]) -> Room:
    hosts = [_person(login) for login in entry.pop("hosts", ["moderation"])]
    members = [_person(login) for login in entry.pop("members", [])]
    room = create_room(by=hosts[0], **entry)
    Room.objects.filter(pk=room.pk).update(is_sample=True)
    for person in [*hosts[1:], *members]:
        admit(room, person, by=hosts[0])
    for person in hosts[1:]:
        set_host(room, person, by=hosts[0], is_host=True)
    return room


def _topic(entry: dict[str, Any], room: Room, practice: Practice | None) -> None:
    (login, _, text), *answers = entry["posts"]
    theme = Theme.objects.get(key=entry["theme"])
    values = {"title": entry["title"], "theme": theme, "practice": practice}
    values["tag_names"] = entry.get("tags", [])
    values["event"] = Event.objects.filter(title=entry.get("event", "")).first()
    author = _person(login)
    topic = start_topic(room, by=author, text=text, token=uuid4(), values=values)
    for number, (login, _, text) in enumerate(answers, 2):
        files = _files(entry.get("files", {}).get(str(number), []), topic, _person(login))
        write_post(topic, by=_person(login), text=text, token=uuid4(), files=files)
    posts = {post.number: post for post in topic.posts.select_related("topic")}
    for number, (_, at, _) in enumerate(entry["posts"], 1):
        posts[number].created_at = moment(at)
        posts[number].fragment = fragment_of(posts[number])
        posts[number].save(update_fields=["created_at", "fragment"])
        index_post(posts[number])
    for number, logins in entry.get("helpful", {}).items():
        for login in logins:
            say_helpful(posts[int(number)], by=_person(login), helpful=True)
    _finish_topic(topic, entry, posts)


def _files(entries: list[list[str]], topic: Topic, by: User) -> list[int]:
    """Attach files of the folder beside, invented and drawn for the demo, to what is written."""
    attached = []
    for name, alt in entries:
        with (DATA / "demo_files" / name).open("rb") as stored:
            upload = check_attachment(File(stored, f"Erfunden: {name.capitalize()}"))
            file = attach_file(place_of(topic), by=by, upload=upload)
        describe_files(place_of(topic), {file.pk: (alt, False)}, by=by)
        attached.append(file.pk)
    return attached


def _finish_topic(topic: Topic, entry: dict[str, Any], posts: dict[int, Post]) -> None:
    office = _person("moderation")
    for login, (number, at) in entry.get("read", {}).items():
        mark_read(topic, by=_person(login), number=number)
        ReadMark.objects.filter(topic=topic, person=_person(login)).update(at=moment(at))
    if "best" in entry:
        mark_best_answer(topic, posts[entry["best"]], by=posts[1].author or office)
    if "state" in entry:
        set_topic_state(topic, TopicState(entry["state"]), by=office)
    topic.refresh_from_db()
    if "summary" in entry:
        summarise_topic(topic, by=office, summary=entry["summary"], version=topic.version)
    times = {"created_at": posts[1].created_at, "last_post_at": posts[len(posts)].created_at}
    Topic.objects.filter(pk=topic.pk).update(**times)
    topic.refresh_from_db()
    index("thema", topic)
    load_reports(topic, entry.get("reports", ()), person=_person)


def _person(login: str) -> User:
    person: User = User.objects.select_related("kreis").get(email=f"{login}@{DOMAIN}")
    return person


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
    rooms, events = _remove_rooms(), remove_events()
    consultations = remove_consultations()
    practices = Practice.objects.filter(is_sample=True)
    adoptions = Adoption.objects.filter(practice__in=practices)
    gone = {"adoptions": adoptions.count(), "practices": practices.count(), "rooms": rooms}
    gone |= {"events": events, "consultations": consultations}
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


def _remove_rooms() -> int:
    rooms = Room.objects.filter(is_sample=True)
    topics = Topic.objects.filter(room__in=rooms)
    for post in Post.objects.filter(topic__in=topics):
        forget("beitrag", post.pk)
    for topic in topics:
        forget("thema", topic.pk)
    topics.delete()
    count = rooms.count()
    rooms.delete()
    return count
