"""Who meets a word of a protected room, and where: nobody who does not read the room (S23-S33)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.utils import timezone

from content.models import Draft, Record
from forum.choices import FollowLevel, RoomKind
from forum.models import Follow, Helpful, Post, ReadMark, Room, RoomMember, Topic, Watch
from forum.services import delete_post, follow_topic, lock_out
from members.models import User
from notices.choices import Channel
from notices.chores import send_digests
from notices.models import OutgoingMail, Preference
from notices.reading import readable
from search.finding import search
from search.vocabulary import count_words
from tests import factories
from tests.notices.delivery import run_jobs

if TYPE_CHECKING:
    from collections.abc import Iterator

ROLES = ("public", "liaison", "programme", "deputy", "lead", "other", "moderator", "admin")
# Nothing else in the portal holds these.
NAME, TITLE, WORD, OTHER = "Sperberrunde", "Habichtfrage", "Milanantwort", "Bussardnotiz"
FILE, PICTURE = "Weihenplan", "Falkenbild"
SECRETS = (NAME, TITLE, WORD, OTHER, FILE, PICTURE, NAME.lower())


@pytest.fixture
def cast(
    liaison: User,
    programme: User,
    lippe_deputy: User,
    lippe: User,
    celle: User,
    moderator: User,
    admin: User,
) -> dict[str, User | None]:
    people = (None, liaison, programme, lippe_deputy, lippe, celle, moderator, admin)
    return dict(zip(ROLES, people, strict=True))


@pytest.fixture
def topic(lippe: User, programme: User, celle: User) -> Topic:
    """A closed room of Lippe's lead and the programme team; „other“ was locked out of it."""
    named = [programme, celle, factories.make_person("liaison")]
    room = factories.make_room(
        RoomKind.CLOSED, hosts=[lippe], named=named, name=NAME, slug=NAME.lower(), purpose=OTHER
    )
    topic = factories.make_topic(room, by=lippe, title=TITLE, text=WORD, summary=OTHER)
    for person in User.objects.exclude(pk=lippe.pk):
        follow_topic(topic, by=person, level=FollowLevel.DIGEST)
        Preference.objects.create(person=person, kind="beitrag", channel=Channel.AT_ONCE)
    lock_out(room, celle, by=lippe, reason=OTHER)
    post = factories.make_post(topic, by=lippe, text=f"{WORD}, @{celle.name} und @Landkreis Celle")
    factories.make_post_file(post, title=FILE)
    factories.make_post_file(post, title="Bild", alt=PICTURE, width=4, height=3)
    return topic


_TOKEN = re.compile('name="csrfmiddlewaretoken" value="[^"]*"')
READERS = {"lead", "programme"}


ROOM = f"/austausch/raum/{NAME.lower()}/"
ROOM_PAGES = ("wer-liest-mit/", "mitglieder/", "bearbeiten/")


def addresses(topic: Topic) -> Iterator[str]:
    yield from (
        "/",
        "/austausch/",
        "/austausch/frage/",
        "/austausch/beobachten/",
        "/austausch/papierkorb/beitraege/",
        "/mitteilungen/?alle=1",
        "/suche/",
        "/konto/",
    )
    yield from (f"/austausch/?ansicht={view}" for view in ("ungelesen", "ohne-antwort", "meine"))
    yield from (f"/austausch/?schlagwort={word}" for word in SECRETS)
    yield from (f"/suche/?q={word}" for word in SECRETS)
    yield from (f"/suche/?q={word[:-1]}x" for word in SECRETS)
    yield from (f"{ROOM}{page}" for page in ("", *ROOM_PAGES))
    base = f"/austausch/thema/{topic.pk}/"
    yield from (base + page for page in ("", "zusammenfassung/", "1/bearbeiten/", "1/verlauf/"))
    yield from (base + page for page in ("bearbeiten/", "praxisbeispiel/"))
    yield from ("/kreise/", "/kreise/05766/", "/praxis/")
    yield from (f"/verwaltung/forum/{model}/" for model in MODELS)
    yield from (f"/verwaltung/forum/{model}/?q={WORD}" for model in ("room", "topic"))
    yield f"/verwaltung/forum/topic/{topic.pk}/change/"
    yield f"/verwaltung/forum/room/{topic.room_id}/change/"
    yield f"/verwaltung/forum/post/{topic.posts.get(number=1).pk}/change/"
    yield from ("/verwaltung/content/record/", "/verwaltung/", "/verwaltung/notices/outgoingmail/")


MODELS = (
    *("room", "roommember", "roomlock", "topic", "post", "postfile"),
    *("decision", "report", "hiddenpost"),
)


# S23, S25, S29, S33: pages, lists, counts, headers, the admin.
def test_no_other_role_meets_a_word_of_a_closed_room(
    topic: Topic, cast: dict[str, User | None], as_: Any
) -> None:
    call_command("load_pages", verbosity=0)
    count_words()
    run_jobs()
    met: dict[str, set[str]] = {}
    for role, person in cast.items():
        client, met[role] = as_(person), set()
        for address in addresses(topic):
            answer = client.get(address)
            said = f"{answer.headers} {answer.text}"
            # What was asked for stands in the field of the search and in the way to the sign-in.
            asked = address.rpartition("=")[2] if "?q=" in address or "?sch" in address else ""
            # And of an address that is not there, its words stand in the offer to search for them.
            known = {asked, NAME.lower() if ROOM in address else ""}
            met[role] |= {word for word in SECRETS if word in said} - known
    assert met.pop("admin") == set(SECRETS)  # in the admin, and that is recorded
    assert {role for role, words in met.items() if words} == READERS
    assert Record.objects.filter(act__endswith=".read_in_admin").count() == 3


# S24: what is hidden answers as what was never there.
def test_a_hidden_thing_answers_as_an_absent_one(
    topic: Topic, cast: dict[str, User | None], as_: Any
) -> None:
    pairs = [
        (f"/austausch/thema/{topic.pk}/", "/austausch/thema/999999/"),
        (ROOM, "/austausch/raum/gibt-es-nicht/"),
        *((f"{ROOM}{page}", f"/austausch/raum/gibt-es-nicht/{page}") for page in ROOM_PAGES),
    ]
    for role in set(ROLES) - READERS - {"public"}:
        client = as_(cast[role])
        for hidden, absent in pairs:
            pages = [client.get(address) for address in (hidden, absent)]
            assert [page.status_code for page in pages] == [404, 404]
            said = [_TOKEN.sub("", page.text) for page in pages]
            # The page for what is not found offers to search for the words of the address.
            for words in (hidden, absent, NAME.lower(), "gibt-es-nicht", "gibt es nicht"):
                said = [text.replace(words, "") for text in said]
            assert said[0] == said[1]


# S26: hits, counts, suggestions, corrections.
def test_search_knows_a_closed_room_only_for_those_who_read_it(
    topic: Topic, cast: dict[str, User | None]
) -> None:
    count_words()
    for role, person in cast.items():
        reader = person or AnonymousUser()
        found = [search(reader, word).total for word in (TITLE, WORD, OTHER)]
        assert found == ([2, 2, 1] if role in READERS else [0, 0, 0]), role
        near = [search(reader, f"{word[:-1]}x") for word in (TITLE, WORD)]
        known = [search(reader, word[:6]).suggestions for word in (TITLE, WORD)]
        if role not in READERS:
            assert [(one.total, one.corrected) for one in near] == [(0, {}), (0, {})], role
            assert not [one for one in known if TITLE in str(one) or WORD in str(one)], role


# S50, S51: nobody else is told, and no mail holds a word of the room.
def test_mails_go_to_readers_only_and_hold_no_word(
    topic: Topic, cast: dict[str, User | None], settings: Any
) -> None:
    run_jobs()
    mails = list(OutgoingMail.objects.exclude(text=""))
    programme, other = cast["programme"], cast["other"]
    assert programme is not None
    assert other is not None
    # Who was locked out is told of that alone.
    assert sorted(mail.to for mail in mails) == [other.email, programme.email]
    said = " ".join(f"{mail.subject} {mail.text} {mail.html}" for mail in mails).casefold()
    hidden = (*SECRETS, "Katrin Vogt", "Kreis Lippe")
    assert [word for word in hidden if word.casefold() in said] == []
    for role, person in cast.items():
        if person is not None and role != "programme":
            known = [one.kind.name for one in readable(person, person.notices.all())]
            assert known == (["moderation"] if role == "other" else []), role


# S28: whoever is locked out or withdrawn, loses all of it at once; unsent mail too.
@pytest.mark.parametrize("how", ["locked", "withdrawn", "role", "deactivated", "deleted", "topic"])
def test_a_lost_right_acts_at_once_everywhere(
    how: str, topic: Topic, lippe: User, programme: User, as_: Any
) -> None:
    client = as_(programme)
    post = topic.posts.get(number=2)
    assert client.get(f"/austausch/thema/{topic.pk}/").status_code == 200
    factories.make_post(topic, by=lippe, text=WORD)
    match how:
        case "locked":
            lock_out(topic.room, programme, by=lippe, reason="Weitererzählt")
        case "withdrawn":
            topic.room.memberships.filter(person=programme).delete()
        case "role":
            User.objects.filter(pk=programme.pk).update(role="liaison")
        case "deactivated":
            User.objects.filter(pk=programme.pk).update(is_active=False)
        case "deleted":
            for one in topic.posts.all():
                delete_post(one, by=lippe)
        case "topic":
            Topic.objects.update(deleted_at=post.created_at)
    person = User.objects.get(pk=programme.pk)
    told = [one.kind.name for one in readable(person, person.notices.all())]
    assert told == (["moderation"] if how == "locked" else [])
    if how != "topic":
        assert search(person, WORD).total == 0
    run_jobs()
    mails = OutgoingMail.objects.exclude(text="").filter(to=programme.email)
    assert [mail.subject for mail in mails] == (
        ["Austausch: eine Nachricht der Moderation"] if how == "locked" else []
    )
    if how != "deleted":
        assert client.get(f"/austausch/thema/{topic.pk}/").status_code != 200


def test_a_digest_leaves_out_what_is_read_no_more(
    topic: Topic, lippe: User, programme: User
) -> None:
    Preference.objects.update(channel=Channel.WEEKLY)
    factories.make_post(topic, by=lippe)
    lock_out(topic.room, programme, by=lippe, reason="Weitererzählt")
    send_digests(timezone.now() + timedelta(days=8))
    run_jobs()
    mails = OutgoingMail.objects.exclude(text="").filter(to=programme.email)
    assert [mail.subject for mail in mails] == ["Austausch: eine Nachricht der Moderation"]


# S31, S29, S30: every write, by ids, of somebody who does not read the room or may not.
WRITES = [
    ("antworten/", {"text": "Fremd", "token": "1f0c3a52-6a1b-4d0e-9a55-0d6f3f1f7a11"}),
    ("entwurf/", {"text": "Fremd"}),
    ("stand/", {"state": "geschlossen", "is_pinned": "on"}),
    ("zusammenfassung/", {"summary": "Fremd", "version": "1"}),
    ("mitteilungen/", {"level": "stumm"}),
    ("bearbeiten/", {"title": "Fremd", "version": "1"}),
    ("praxisbeispiel/", {"title": "Fremd", "token": "1f0c3a52-6a1b-4d0e-9a55-0d6f3f1f7a11"}),
    ("hilfreich/", {"number": "1"}),
    ("beste-antwort/", {"number": "2"}),
    ("1/bearbeiten/", {"text": "Fremd", "version": "1"}),
    ("1/loeschen/", {}),
    ("1/loeschen/", {"zurueck": "1"}),
]


ROOM_ACTS = (
    *("archivieren/", "bearbeiten/", "verlassen/"),
    *("mitglieder/aufnehmen/", "mitglieder/entfernen/", "mitglieder/gastgeberrolle/"),
)


def state() -> list[Any]:
    models = (Room, RoomMember, Watch, Topic, Post, Follow, Helpful, ReadMark, Draft, Record)
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.mark.parametrize(("page", "data"), WRITES)
def test_celle_cannot_write_in_a_room_it_does_not_read(
    page: str, data: dict[str, str], topic: Topic, cast: dict[str, User | None], as_: Any
) -> None:
    before = state()
    for role in set(ROLES) - READERS:
        answer = as_(cast[role]).post(f"/austausch/thema/{topic.pk}/{page}", data)
        assert answer.status_code == (302 if role == "public" else 404), role
    other = cast["other"]
    assert other is not None
    for act in ROOM_ACTS:
        said = {"reason": "Fremd", "name": "Fremd", "version": "1", "person": str(other.pk)}
        assert as_(other).post(f"{ROOM}{act}", said | {"selbst": "1"}).status_code == 404
    watched = {"art": "raum", "was": NAME.lower()}
    assert as_(other).post("/austausch/beobachten/aendern/", watched).status_code == 404
    form = {"room": NAME.lower(), "title": "Fremd", "text": "Fremd"}
    as_(cast["other"]).post("/austausch/frage/", form | {"token": WRITES[0][1]["token"]})
    as_(cast["other"]).post("/austausch/gelesen/")
    assert state() == before


@pytest.mark.parametrize(
    ("page", "data"),
    [one for one in WRITES if one[0] in {"stand/", "zusammenfassung/"}]
    + [one for one in WRITES if one[0].startswith(("1/", "beste"))],
)
def test_celle_cannot_change_what_others_wrote_or_moderate(
    page: str, data: dict[str, str], lippe: User, celle: User, as_: Any
) -> None:
    topic = factories.make_topic(by=lippe)
    factories.make_post(topic, by=lippe)
    before = state()
    assert as_(celle).post(f"/austausch/thema/{topic.pk}/{page}", data).status_code == 403
    assert state() == before


# S36, S37
@pytest.mark.parametrize(
    "text", ["", " ", "\0", "a\0b", "\u202e\u200b", "💚" * 9, "x" * 1_000_000, ">" * 10_000 + " x"]
)
@pytest.mark.parametrize("button", ["", "vorschau"])
def test_any_text_is_answered(text: str, button: str, lippe: User, as_: Any) -> None:
    topic = factories.make_topic(by=lippe)
    client = as_(lippe)
    form = {"text": text, "token": WRITES[0][1]["token"]} | ({button: "1"} if button else {})
    answers = [client.post(f"/austausch/thema/{topic.pk}/antworten/", form)]
    answers.append(client.post(f"/austausch/thema/{topic.pk}/1/bearbeiten/", form | {"version": 1}))
    answers.append(client.post(f"/austausch/thema/{topic.pk}/entwurf/", {"text": text}))
    assert {answer.status_code for answer in answers} <= {200, 302, 400, 409}
    assert len(max(Post.objects.values_list("text", flat=True), key=len)) <= 20_000


def test_a_form_without_its_fields_is_answered(lippe: User, as_: Any) -> None:
    topic = factories.make_topic(by=lippe)
    for page, _ in WRITES:
        for data in ({}, {"vorschau": "1"}, {"number": "9" * 30}, {"token": "x", "text": "y"}):
            answer = as_(lippe).post(f"/austausch/thema/{topic.pk}/{page}", data)
            assert answer.status_code in {200, 302, 403, 404}, page
