from __future__ import annotations

import io
import itertools
import json
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from content.choices import Words
from content.drafts import save_draft
from content.models import Record
from content.people import FORMER
from events.choices import RegistrationState
from events.models import Registration
from forum.choices import RoomKind
from forum.models import Post, PostFile, Room, Topic
from forum.services import edit_post, say_helpful, summarise_topic
from forum.services.telling import tell_of_post
from members.exporting import write_archive
from members.models import Invitation, User
from members.services import create_person, invite, name_deputy, reopen_access
from members.services.erasing import erase_again, erase_person, replay_erasures
from notices.models import Notice, OutgoingMail
from notices.services import send_mail
from practices.models import Edition
from search.models import Entry
from search.services import index
from search.vocabulary import count_words
from tests import factories, planting
from tests.traces import ADDRESS, FIRST, LAST, traces

if TYPE_CHECKING:
    from pathlib import Path

    from members.models import Kreis


@pytest.mark.parametrize("words", Words.values)
def test_no_row_that_an_app_declares_keeps_a_trace(
    leaver: User, celle: User, words: str, home: Path
) -> None:
    planting.forget_checks()
    numbers = itertools.count(1)
    planting.plant(leaver, celle, lambda *_: f"Wort{next(numbers)}")
    assert len(traces()) > 20
    assert erase_person(leaver.pk, words) is True
    assert traces() == []


def _life(leaver: User, lippe: User, celle: User) -> None:
    """Let the person do what people do here, with the services that do it."""
    room = factories.make_room()
    topic = factories.make_topic(room, by=leaver, text="Wir haben drei Busse.")
    factories.make_post(topic, by=celle, text=f"@{FIRST}  {LAST}, wie habt ihr das gemacht?")
    mine = factories.make_post(topic, by=leaver, text="Mit einem Landrat, der mitzieht.")
    edit_post(mine, by=leaver, text="Mit dem Kreistag.", version=1)
    factories.make_post_file(mine, b"Plan", uploaded_by=leaver)
    summarise_topic(topic, by=celle, summary=f"@{FIRST} {LAST} hat drei Busse.", version=1)
    save_draft(celle, f"thema-{topic.pk}", f"@{FIRST} {LAST} fragen")
    save_draft(leaver, f"thema-{topic.pk}", "halb fertig")
    other = factories.make_topic(room, by=celle, text=f"@{FIRST} {LAST}: Was kostet das?")
    say_helpful(other.posts.get(), by=leaver, helpful=True)
    invite("neu@forum.example", by=leaver, role="coordinator", kreis=lippe.kreis)
    today = timezone.localdate()
    name_deputy(leaver, deputy=lippe, starts_on=today, ends_on=today, by=leaver)
    practice = factories.make_practice(
        kreis=lippe.kreis, contact_person=leaver, contact_email=ADDRESS, changed_by=leaver
    )
    Edition.objects.create(
        practice=practice,
        number=1,
        at=timezone.now(),
        by=leaver,
        fields={"contact_person": f"{FIRST} {LAST}", "contact_email": ADDRESS, "title": "Bus"},
    )
    OutgoingMail.objects.create(
        to=celle.email, message_id="<1>", text=f"{FIRST} {LAST} lädt Sie ein.", html=f"<b>{ADDRESS}"
    )
    LogEntry.objects.create(
        user=lippe,
        content_type=ContentType.objects.get_for_model(Room),
        object_id="1",
        object_repr=f"{FIRST} {LAST}, Raum Sprache",
        action_flag=CHANGE,
    )
    cache.set(f"fehlversuch-{ADDRESS}", 3)
    cache.set("seite", {"von": f"{FIRST} {LAST}"})
    cache.set("andere", "Katrin Vogt")
    lippe.kreis.contact_email = ADDRESS.upper()  # type: ignore[union-attr]
    lippe.kreis.save()  # type: ignore[union-attr]
    index("kreis", lippe.kreis)
    index("person", leaver)
    count_words()


@pytest.mark.parametrize("words", Words.values)
def test_a_life_in_the_forum_leaves_no_name_behind(
    leaver: User, lippe: User, celle: User, as_: Any, words: str, home: Path
) -> None:
    client = Client()
    # Wrong once, then right: what the sign-in counts and remembers must not tell either.
    for password in ("falsch", factories.PASSWORD):
        client.post("/konto/anmelden/", {"login": ADDRESS, "password": password})
    client.post("/konto/kennwort/vergessen/", {"email": ADDRESS})
    assert client.get("/konto/").status_code == 200
    _life(leaver, lippe, celle)
    before = {line.partition(":")[0] for line in traces()}
    assert {
        *("members_user", "account_emailaddress", "forum_post", "forum_topic", "search_entry"),
        *("search_word", "notices_outgoingmail", "practices_practice", "practices_edition"),
        *("django_cache", "django_admin_log", "members_kreis", "content_draft"),
    } <= before
    assert erase_person(leaver.pk, words) is True
    assert traces() == []
    assert client.get("/konto/").status_code == 302
    # The others are there as before.
    assert cache.get("andere") == "Katrin Vogt"
    names = set(Post.objects.exclude(author=leaver).values_list("author_name", flat=True))
    assert names == {celle.name}


def test_posts_that_stay_are_signed_by_a_former_member(
    leaver: User, lippe: User, celle: User, as_: Any, home: Path
) -> None:
    topic = factories.make_topic(by=celle, text="Wie kommt ihr hin?")
    post = factories.make_post(topic, by=leaver, text="Mit drei Bussen.")
    erase_person(leaver.pk, Words.KEEP)
    page = as_(celle).get(topic.get_absolute_url()).text
    post.refresh_from_db()
    topic.refresh_from_db()
    assert (post.author_name, post.author_kreis) == (FORMER, "Kreis Lippe")
    assert topic.last_author == f"{FORMER}, Kreis Lippe"
    assert ["Mit drei Bussen." in page, f">{FORMER}</h2>" in page] == [True, True]


def test_posts_that_go_leave_their_number_and_a_note(
    leaver: User,
    celle: User,
    as_: Any,
    home: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    alone = factories.make_topic(by=leaver, text="Fragt hier wer?")
    topic = factories.make_topic(by=celle, text="Wie kommt ihr hin?")
    post = factories.make_post(topic, by=leaver, text="Mit drei Bussen.")
    file = factories.make_post_file(post, b"Plan", uploaded_by=leaver)
    factories.make_post(topic, by=celle, text="Danke.")
    stored = file.file.name or ""
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(leaver.pk, Words.DELETE)
    page = as_(celle).get(topic.get_absolute_url()).text
    post.refresh_from_db()
    assert (post.number, post.text, post.deleted_at is not None) == (2, "", True)
    assert ["Mit drei Bussen." in page, "gelöscht." in page, "Danke." in page] == [
        False,
        True,
        True,
    ]
    assert (Topic.objects.filter(pk=alone.pk).exists(), PostFile.objects.count()) == (False, 0)
    found = Entry.objects.filter(kind__in=["thema", "beitrag"]).values_list("text", flat=True)
    assert sorted(found) == ["Danke.", "Wie kommt ihr hin?"]
    assert default_storage.exists(stored) is False


def test_a_place_at_an_event_goes_to_who_waits(leaver: User, celle: User, home: Path) -> None:
    event = factories.make_event(seats_on_site=1)
    factories.make_registration(event, leaver)
    waiting = factories.make_registration(event, celle, state=RegistrationState.WAITING)
    over = factories.make_event(starts_in=-5)
    factories.make_registration(over, leaver, needs_access="Rampe")
    erase_person(leaver.pk, Words.KEEP)
    waiting.refresh_from_db()
    over.refresh_from_db()
    assert (waiting.state, Registration.objects.count()) == (RegistrationState.OFFERED, 1)
    assert over.on_site_count == 1


def test_a_closed_room_without_its_only_reader_is_archived(
    leaver: User, celle: User, home: Path
) -> None:
    alone = factories.make_room(RoomKind.CLOSED, hosts=[leaver])
    shared = factories.make_room(RoomKind.CLOSED, hosts=[leaver], named=[celle])
    erase_person(leaver.pk, Words.KEEP)
    rooms = Room.objects.in_bulk()
    assert rooms[alone.pk].archived_at is not None
    assert (rooms[shared.pk].archived_at, rooms[shared.pk].reader_count) == (None, 1)


def test_the_row_stays_for_the_numbers_of_the_trail(
    leaver: User, admin: User, celle: User, home: Path
) -> None:
    erase_person(leaver.pk, Words.KEEP, by=admin, reason="Art. 17")
    person = User.objects.get(pk=leaver.pk)
    assert (person.name, str(person), person.role, person.kreis_id) == (FORMER, FORMER, "", None)
    assert (person.is_active, person.has_usable_password(), person.phone) == (False, False, "")
    entry = Record.objects.get(act="person.erased")
    assert (entry.by, entry.key, entry.reason, entry.details) == (
        admin,
        str(leaver.pk),
        "Art. 17",
        {"posts": "keep"},
    )
    assert reopen_access(person, by=admin, reason="Versehen") is False


def test_invitations_that_the_person_sent_let_nobody_in(
    leaver: User, lippe: User, home: Path
) -> None:
    sent = factories.make_invitation(kreis=lippe.kreis, invited_by=leaver)
    taken = factories.make_invitation("u" * 43, kreis=lippe.kreis, invited_by=lippe, email=ADDRESS)
    erase_person(leaver.pk, Words.KEEP)
    sent.refresh_from_db()
    assert sent.revoked_at is not None
    assert Invitation.objects.filter(pk=taken.pk).exists() is False


def test_an_earlier_address_is_forgotten_too(lippe: User, kreis_lippe: Kreis, home: Path) -> None:
    names = {"first_name": FIRST, "last_name": LAST, "role": "coordinator", "kreis": kreis_lippe}
    person = create_person(by=None, email="jetzt@quarkwitz.example", password=None, **names)
    invitation = factories.make_invitation(
        kreis=kreis_lippe, invited_by=lippe, email=ADDRESS, accepted_at=timezone.now()
    )
    accepted = {"act": "person.invitation_accepted", "kind": "members.invitation"}
    Record.objects.create(by=person, key=str(invitation.pk), **accepted)
    OutgoingMail.objects.create(to=ADDRESS, message_id="<2>", subject="Willkommen")
    erase_person(person.pk, Words.KEEP)
    assert traces() == []


def test_once_is_enough(leaver: User, home: Path) -> None:
    assert [erase_person(leaver.pk, Words.KEEP) for _ in range(2)] == [True, False]
    assert erase_person(999_999, Words.KEEP) is False
    (line,) = (home / "erasures.jsonl").read_text().splitlines()
    said = json.loads(line)
    assert (said["person"], said["posts"], set(said)) == (
        leaver.pk,
        "keep",
        {"person", "posts", "at"},
    )


def test_whoever_takes_it_back_in_the_last_moment_stays(leaver: User, home: Path) -> None:
    now = timezone.now()
    assert erase_person(leaver.pk, Words.KEEP, due=now) is False
    later = {"leaves_at": now + timedelta(seconds=1), "leaving_words": Words.KEEP}
    User.objects.filter(pk=leaver.pk).update(**later)
    assert erase_person(leaver.pk, Words.KEEP, due=now) is False
    assert (home / "erasures.jsonl").exists() is False
    assert erase_person(leaver.pk, Words.KEEP, due=now + timedelta(seconds=2)) is True


def test_what_a_running_request_wrote_afterwards_is_forgotten_as_well(
    leaver: User, celle: User, home: Path
) -> None:
    topic = factories.make_topic(by=celle)
    erase_person(leaver.pk, Words.KEEP)
    # Its person was read before the erasure was committed.
    post = factories.make_post(topic, by=leaver, text="Noch schnell.")
    assert len(traces()) > 0
    erase_again(leaver.pk)
    assert (traces(), Post.objects.get(pk=post.pk).author_name) == ([], FORMER)


# S79
def test_what_was_erased_after_a_backup_is_erased_again_after_its_restore(
    leaver: User, lippe: User, celle: User, home: Path
) -> None:
    kept = home / "mitgebracht.jsonl"
    at = timezone.now() + timedelta(minutes=1)
    early = leaver.date_joined - timedelta(days=1)
    lines = [
        {"person": leaver.pk, "posts": "delete", "at": at.isoformat()},
        # A number that the restored database gave to somebody else, who came later.
        {"person": celle.pk, "posts": "delete", "at": early.isoformat()},
        {"person": 999_999, "posts": "keep", "at": at.isoformat()},
    ]
    kept.write_text("".join(json.dumps(line) + "\n" for line in lines))
    _life(leaver, lippe, celle)
    assert [replay_erasures(kept) for _ in range(2)] == [1, 0]
    assert traces() == []
    assert User.objects.get(pk=celle.pk).name == celle.name
    # The other file may be gone with the next restore: the own one knows now.
    assert replay_erasures(home / "erasures.jsonl") == 0
    assert len((home / "erasures.jsonl").read_text().splitlines()) == 1
    assert replay_erasures(home / "gibt-es-nicht.jsonl") == 0


def test_what_is_left_of_a_person_is_not_edited_in_the_admin(
    leaver: User, admin: User, as_: Any, home: Path
) -> None:
    erase_person(leaver.pk, Words.KEEP)
    page = as_(admin).post(
        f"/verwaltung/members/user/{leaver.pk}/change/", {"role": "moderator", "first_name": "X"}
    )
    person = User.objects.get(pk=leaver.pk)
    assert (page.status_code, person.role, person.name) == (403, "", FORMER)


def test_the_address_can_be_invited_again(
    leaver: User, lippe: User, kreis_lippe: Kreis, home: Path
) -> None:
    erase_person(leaver.pk, Words.KEEP)
    names = {"first_name": FIRST, "last_name": LAST, "role": "coordinator", "kreis": kreis_lippe}
    again = create_person(by=None, email=ADDRESS, password=None, **names)
    assert again.pk != leaver.pk
    # The former member is not found by the name of the new one, nor the other way round.
    assert erase_person(again.pk, Words.KEEP) is True
    assert traces() == []


def test_a_job_that_was_queued_before_sends_nothing_afterwards(
    leaver: User, celle: User, home: Path
) -> None:
    mail = send_mail(ADDRESS, template="mail/access_known", context={"url": "https://x.example"})
    post = factories.make_post(factories.make_topic(by=celle), by=celle, text=f"@{FIRST} {LAST}")
    erase_person(leaver.pk, Words.KEEP)
    tell_of_post.func(post.pk)
    ((args),) = ProcrastinateJob.objects.filter(args__has_key="mail_id").values_list(
        "args", flat=True
    )
    assert (args, OutgoingMail.objects.filter(pk=mail.pk).exists()) == ({"mail_id": mail.pk}, False)
    assert (Notice.objects.filter(person=leaver).count(), traces()) == (0, [])


def test_half_a_line_after_a_fall_spoils_no_other(leaver: User, celle: User, home: Path) -> None:
    path = home / "erasures.jsonl"
    path.write_text('{"person": 5, "pos')
    erase_person(leaver.pk, Words.KEEP)
    erase_person(celle.pk, Words.KEEP)
    lines = path.read_text().splitlines()
    assert [json.loads(line)["person"] for line in lines[1:]] == [leaver.pk, celle.pk]
    assert replay_erasures(path) == 0


# A mailbox of an office goes from hand to hand.
def test_what_came_to_who_has_the_address_now_stays(leaver: User, celle: User, home: Path) -> None:
    old = celle.email
    OutgoingMail.objects.create(to=old, subject="Von früher", person=leaver, message_id="<1>")
    OutgoingMail.objects.create(to=old, subject="Für Celle", person=celle, message_id="<2>")
    erase_person(leaver.pk, Words.KEEP)
    assert list(OutgoingMail.objects.values_list("subject", flat=True)) == ["Für Celle"]


def test_the_address_of_who_was_erased_can_begin_anew(
    leaver: User, lippe: User, home: Path
) -> None:
    topic = factories.make_topic(by=leaver, title="Altes Thema")
    erase_person(leaver.pk, Words.KEEP)
    assert invite(ADDRESS, by=lippe, role=lippe.role, kreis=lippe.kreis) is not None
    assert Invitation.objects.filter(email=ADDRESS).count() == 1
    new = factories.make_person(email=ADDRESS, kreis=lippe.kreis)
    topic.refresh_from_db()
    target = io.BytesIO()
    write_archive(new, target, default_storage)
    with zipfile.ZipFile(target) as archive:
        said = archive.read("daten.json").decode()
    assert (new.pk == leaver.pk, topic.author_id == new.pk) == (False, False)
    assert (ADDRESS in said, "Altes Thema" in said) == (True, False)
