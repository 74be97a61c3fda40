from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from content.choices import Audience
from content.models import Draft, Record
from content.queues import waiting_for
from events.models import Event, Registration
from experts.choices import Stage
from experts.models import Consultation, Release, Source
from forum.models import Post, PostFile, Report, Room, RoomMember, Topic
from members.models import Kreis, User
from notices.models import Notice
from portal import demo
from practices.models import Adoption, Practice
from search.models import Entry
from tests.experts.making import make_consultation, make_paragraph

pytestmark = pytest.mark.django_db

PEOPLE = (
    *("lippe", "lippe.vertretung", "bernkastel-wittlich", "burgenland"),
    *("celle", "coburg", "dachau", "dahme-spreewald"),
    *("karlsruhe", "oldenburg", "ravensburg", "schwalm-eder"),
    *("stendal", "waldeck-frankenberg", "werra-meissner", "landkreistag"),
    *("programm", "moderation", "moderation2", "admin"),
)


@pytest.fixture(scope="module")
def said(shared_db: None) -> list[str]:
    """What the command says that loads the demo, once for all tests of this file."""
    for command in ("load_kreise", "load_vocabularies", "load_pages"):
        call_command(command, verbosity=0)
    lines = StringIO()
    call_command("demo", stdout=lines)
    return lines.getvalue().splitlines()


@pytest.mark.usefixtures("said")
def test_the_demo_holds_people_in_every_role_and_the_samples() -> None:
    emails = {person.email for person in User.objects.all()}
    assert emails == {f"{name}@forum.example" for name in PEOPLE}
    roles = Counter(User.objects.values_list("role", flat=True))
    assert roles == {"coordinator": 15, "liaison": 1, "programme": 1, "moderator": 2, "": 1}
    states = Counter(Practice.objects.values_list("state", flat=True))
    assert states == {"veroeffentlicht": 12, "entwurf": 1, "eingereicht": 1, "rueckfrage": 1}
    assert set(Practice.objects.values_list("is_sample", flat=True)) == {True}
    assert Kreis.objects.filter(is_sample=True).count() == 14
    pool = Practice.objects.get(title__contains="Sprachmittlungspool")
    counters = (pool.adoption_count, pool.adoption_running, pool.adoption_stopped)
    reasons = pool.adoptions.filter(state="beendet").values_list("reason", flat=True)
    assert (counters, list(reasons)) == ((4, 3, 1), ["kein Dolmetscherpool"])


@pytest.mark.usefixtures("said")
@pytest.mark.parametrize("address", ["/suche/", "/praxis/"])
@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("Sprachmitler", "Gemeinsamer Sprachmittlungspool"),
        ("Auslaenderbehoerde Wartezeit", "Schneller zum Aufenthaltstitel"),
    ],
)
def test_in_the_demo_lippe_finds_the_right_samples(
    words: str, title: str, address: str, as_: Any
) -> None:
    call_command("load_synonyms", verbosity=0)
    page = as_(User.objects.get(email="lippe@forum.example")).get(address, {"q": words})
    found = page.context["found"].hits[0].title
    assert found.replace("<mark>", "").replace("</mark>", "").startswith(title)


@pytest.mark.usefixtures("said")
def test_the_demo_talks_in_three_rooms_and_tells_nobody() -> None:
    rooms = {
        room.name: (room.kind, room.is_sample, room.topics.count()) for room in Room.objects.all()
    }
    assert rooms == {
        "Alle Kreise": ("offen", True, 4),
        "Sprache und Kurse": ("programm", True, 4),
        "Wohnen im Kreis": ("geschlossen", True, 1),
    }
    states = Counter(Topic.objects.values_list("state", flat=True))
    assert states == {"offen": 6, "beantwortet": 2, "geschlossen": 1}
    assert RoomMember.objects.filter(is_host=True).count() == 2
    assert not Post.objects.filter(created_at__gt=timezone.now() - timedelta(hours=3)).exists()
    assert not Notice.objects.filter(kind="beitrag").exists()
    files = PostFile.objects.values_list("title", "post__author__kreis__name", "alt")
    assert [(title, kreis, bool(alt)) for title, kreis, alt in files] == [
        ("Erfunden: Ablaufplan", "Burgenlandkreis", False),
        ("Erfunden: Sitzplan", "Burgenlandkreis", True),
    ]
    assert not Draft.objects.exists()


@pytest.mark.usefixtures("said")
def test_in_the_demo_one_report_waits_and_one_is_decided() -> None:
    reports = Report.objects.order_by("pk").select_related("post", "decision__person")
    decided, waiting = reports.order_by("decision_id")
    assert (waiting.decision, waiting.post.is_shown) == (None, True)
    assert decided.decision is not None
    assert (decided.decision.act, decided.post.hidden_reason) == (
        "ausgeblendet",
        decided.decision.reason,
    )
    assert decided.decision.person == decided.post.author
    office = User.objects.get(email="moderation@forum.example")
    counts = {one.queue.name: one.count for one in waiting_for(office)}
    assert counts["meldungen"] == 1


def test_the_demo_goes_only_where_nobody_is(said: list[str]) -> None:
    assert (said[0], demo.load()) == ("Demo loaded.", False)


@pytest.mark.usefixtures("said")
def test_the_demo_can_be_taken_out_again() -> None:
    trail = Record.objects.count()
    demo.remove()
    left = (User.objects.count(), Practice.objects.count() + Adoption.objects.count())
    profiles = Kreis.objects.exclude(introduction="", contact_email="", structure="").count()
    assert (left, profiles, Kreis.objects.members().count()) == ((0, 0), 0, 14)
    assert Room.objects.count() + Topic.objects.count() + Post.objects.count() == 0
    assert PostFile.objects.count() == 0
    assert not Entry.objects.filter(kind__in=("thema", "beitrag")).exists()
    assert Record.objects.count() == trail


def test_the_command_prints_the_sign_in_names(said: list[str]) -> None:
    assert said[:3] == [
        "Demo loaded.",
        "Sign in with the password forum-demo-2026 as:",
        f"  {'lippe@forum.example':40} Leitung, Kreis Lippe",
    ]
    assert len(said) == 22


def test_an_installation_gets_no_demo(settings: Any) -> None:
    settings.DEMO_MODE = False
    with pytest.raises(CommandError, match="FORUM_DEMO=1"):
        call_command("demo")


@pytest.mark.usefixtures("said")
def test_the_demo_announces_events_and_tells_nobody() -> None:
    events = list(Event.objects.all())
    assert {event.is_sample for event in events} == {True}
    assert Counter(event.state for event in events) == {
        "veroeffentlicht": 7,
        "entwurf": 1,
        "abgesagt": 1,
    }
    assert Counter(event.format for event in events) == {"online": 5, "praesenz": 2, "hybrid": 2}
    assert sorted(event.is_over for event in events) == [False] * 7 + [True] * 2
    full = Event.objects.get(title__contains="Hospitation")
    assert (full.free("vor-ort"), full.waiting_count) == (0, 2)
    assert Notice.objects.filter(kind__startswith="termin").count() == 0
    assert Entry.objects.filter(kind="termin").count() == 9
    assert demo.remove()["events"] == 9
    assert (Event.objects.count(), Registration.objects.count()) == (0, 0)
    assert Entry.objects.filter(kind="termin").count() == 0


@pytest.mark.usefixtures("said")
def test_the_demo_holds_a_consultation_in_each_state() -> None:
    found = list(Consultation.objects.all())
    assert {one.stage for one in found} == set(Stage.values)
    assert {one.is_sample for one in found} == {True}
    assert all(one.answered_count == one.contributions.submitted().count() for one in found)
    released = Release.objects.get(consultation__title__startswith="Wartezeiten")
    said = json.dumps(released.content, ensure_ascii=False)
    assert "Uns fehlen Kurse, die sie erreichen." in said
    # Stendal asked to stay unnamed.
    assert "Stendal" not in said
    assert Release.objects.filter(audience=Audience.PUBLIC).count() == 1
    # Somebody tries a question out, and ties an invented practice to its summary.
    tried = make_consultation(Stage.SYNTHESIS)
    practice = Practice.objects.filter(is_sample=True).earliest("pk")
    paragraph = make_paragraph(tried)
    Source.objects.create(paragraph=paragraph, practice=practice)
    Source.objects.create(paragraph=paragraph, document="Bericht")
    assert demo.remove()["consultations"] == len(found)
    assert [str(one) for one in Source.objects.all()] == ["Bericht"]
    assert not Release.objects.exists()
    left = Entry.objects.filter(kind__in=("anfrage", "auswertung"))
    assert [(one.kind, one.key) for one in left] == [("anfrage", str(tried.pk))]
