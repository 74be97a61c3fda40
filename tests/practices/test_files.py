from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from content import chores
from content.choices import Audience
from content.uploads import EMPTY, check_file
from practices.choices import State
from practices.models import Practice, PracticeFile
from practices.services import (
    ClosedError,
    add_file,
    publish_practice,
    remove_file,
    start_revision,
)
from tests import factories, portals
from tests.content import files
from tests.practices.test_editing import complete

if TYPE_CHECKING:
    from members.models import Kreis, User

HTML = b"<script>alert(1)</script>"


def upload(
    name: str = "Leihvertrag.pdf", content: bytes = files.PDF, **more: str
) -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, content), "end": "1"} | more


def address(practice: Practice, what: str = "datei") -> str:
    return f"/praxis/{practice.pk}/bearbeiten/{what}/"


def test_a_file_is_uploaded_and_fetched(as_: Any, lippe: User, draft: Practice) -> None:
    client = as_(lippe)
    section = client.get(f"/praxis/{draft.pk}/bearbeiten/kontakt/").text
    assert "PDF, ODT, ODS, ODP, DOCX, XLSX, PPTX, CSV, TXT, PNG und JPG, höchstens 20 MB" in section
    answer = client.post(address(draft), upload("../../Leih_vertrag.pdf"))
    assert answer["Location"] == f"/praxis/{draft.pk}/bearbeiten/kontakt/#material"
    file = draft.files.get()
    draft.refresh_from_db()
    assert (file.title, file.content_type, file.size, file.uploaded_by, file.position) == (
        "Leih vertrag",
        "application/pdf",
        len(files.PDF),
        lippe,
        0,
    )
    assert (draft.version, draft.changed_by) == (2, lippe)
    assert "Leih" not in str(file.file.name)
    assert file.get_absolute_url() in client.get(draft.get_absolute_url()).text
    fetched = client.get(file.get_absolute_url())
    assert b"".join(fetched) == files.PDF


# S38, S56
def test_no_browser_runs_or_keeps_a_file(as_: Any, celle: User) -> None:
    file = factories.make_file(factories.make_practice(), HTML, title="Kurs\u201c; plan")
    answer = as_(celle).get(file.get_absolute_url())
    named = ("Content-Type", "Content-Security-Policy", "X-Content-Type-Options", "Cache-Control")
    assert [answer[name] for name in named] == [
        "text/plain",
        "sandbox; default-src 'none'",
        "nosniff",
        "private, no-store",
    ]
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert (answer["Content-Length"], "ETag" in answer) == (str(len(HTML)), False)


def _answers(cast: list[User | None], as_: Any, place: str) -> list[int]:
    return [as_(person).get(place).status_code for person in cast]


NETWORK_STATES = {
    # public, liaison, programme, deputy, lead, other, moderator
    State.DRAFT: [302, 404, 404, 200, 200, 404, 404],
    State.SUBMITTED: [302, 404, 404, 200, 200, 404, 200],
    State.QUERY: [302, 404, 404, 200, 200, 404, 200],
    State.PUBLISHED: [302, 404, 200, 200, 200, 200, 200],
    State.TO_REVIEW: [302, 404, 200, 200, 200, 200, 200],
    State.ARCHIVED: [302, 404, 404, 200, 200, 404, 200],
}


# S27
@pytest.mark.parametrize("state", State)
def test_a_file_has_the_right_of_its_practice(
    state: State, kreis_lippe: Kreis, as_: Any, cast_in_order: list[User | None]
) -> None:
    practice = factories.make_practice(kreis=kreis_lippe, state=state, audience=Audience.PUBLIC)
    file = factories.make_file(practice)
    assert _answers(cast_in_order, as_, file.get_absolute_url()) == NETWORK_STATES[state]
    factories.add_picture(practice)
    # The picture is for everybody who reads the practice.
    expected = NETWORK_STATES[state]
    if practice.is_readable:
        expected = [200] * 7
    assert _answers(cast_in_order, as_, f"/praxis/{practice.pk}/bild/") == expected


# S27, S28
def test_narrowing_acts_on_files_and_picture_at_once(
    kreis_lippe: Kreis, as_: Any, cast_in_order: list[User | None]
) -> None:
    practice = factories.make_practice(kreis=kreis_lippe, audience=Audience.PUBLIC)
    factories.add_picture(practice)
    file, place = factories.make_file(practice), f"/praxis/{practice.pk}/bild/"
    before = as_(None).get(place)
    assert (before["Cache-Control"], "ETag" in before) == ("private, max-age=60", False)
    found = {}
    for audience in Audience:
        Practice.objects.filter(pk=practice.pk).update(audience=audience)
        both = [_answers(cast_in_order, as_, one) for one in (place, file.get_absolute_url())]
        found[audience] = [[row.count(200), row.index(200)] for row in both]
    # How many of public, liaison, programme and the others may, and who is the first of them.
    assert found == {
        Audience.PUBLIC: [[7, 0], [5, 2]],
        Audience.PARTNERS: [[6, 1], [5, 2]],
        Audience.NETWORK: [[5, 2], [5, 2]],
        Audience.MEMBERS: [[4, 3], [4, 3]],
    }


# S27
def test_a_moved_file_has_the_right_of_its_new_place(
    kreis_lippe: Kreis, celle: User, as_: Any
) -> None:
    open_one = factories.make_practice(kreis=kreis_lippe)
    file = factories.make_file(open_one)
    old = file.get_absolute_url()
    hidden = factories.make_practice(kreis=kreis_lippe, state=State.DRAFT)
    client = as_(celle)
    assert client.get(old).status_code == 200
    PracticeFile.objects.update(practice=hidden)
    file.refresh_from_db()
    elsewhere = f"/praxis/{open_one.pk}/datei/{file.pk}/a.txt"
    assert [client.get(one).status_code for one in (old, file.get_absolute_url(), elsewhere)] == [
        404,
        404,
        404,
    ]


# S25
def test_outsiders_see_no_trace_of_files(as_: Any, liaison: User, celle: User) -> None:
    practice = factories.make_practice(audience=Audience.PUBLIC)
    bare = as_(liaison).get(practice.get_absolute_url()).text
    factories.make_file(practice, title="Sperberplan")
    pages = [as_(one).get(practice.get_absolute_url()).text for one in (None, liaison, celle)]
    assert ["Sperberplan" in page for page in pages] == [False, False, True]
    assert len(pages[1]) == len(bare)


# S38, S39
@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("leer.pdf", b"", EMPTY),
        ("seite.html", HTML, "Dateien mit der Endung „.html“ nimmt das Portal nicht an."),
        ("seite.pdf", HTML, "Der Inhalt der Datei passt nicht zur Endung „.pdf“."),
        ("x" * 300 + ".exe", b"MZ", "Dateien mit der Endung „.exe“ nimmt das Portal nicht an."),
    ],
)
def test_what_is_refused_says_why(
    name: str, content: bytes, sentence: str, as_: Any, lippe: User, draft: Practice
) -> None:
    page = as_(lippe).post(address(draft), upload(name, content, title="Behalten"))
    assert (page.status_code, sentence in page.text) == (200, True)
    assert 'value="Behalten"' in page.text
    assert "<title>Fehler: " in page.text
    assert draft.files.count() == 0


# S39
def test_a_name_of_300_characters_is_no_problem(as_: Any, lippe: User, draft: Practice) -> None:
    as_(lippe).post(address(draft), upload("ä" * 300 + ".pdf"))
    file = draft.files.get()
    assert file.title == "ä" * 160
    assert as_(lippe).get(file.get_absolute_url()).status_code == 200


# S39
def test_a_file_that_did_not_arrive_whole_is_refused(
    as_: Any, lippe: User, draft: Practice
) -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        + b"Text " * 200
        + b'\r\n--x\r\nContent-Disposition: form-data; name="end"\r\n\r\n1\r\n--x--\r\n'
    )
    kind = "multipart/form-data; boundary=x"
    client = as_(lippe)
    for length in (str(len(body) - 300), "70", "0", "-1", "viel"):
        answer = client.generic("POST", address(draft), body, kind, CONTENT_LENGTH=length)
        assert answer.status_code in {200, 400}
    assert (
        "Die Übertragung brach ab" in client.generic("POST", address(draft), body[:-300], kind).text
    )
    assert draft.files.count() == 0
    client.generic("POST", address(draft), body, kind)
    assert draft.files.count() == 1


# S39
def test_five_hundred_files_in_one_form_are_refused(as_: Any, lippe: User, draft: Practice) -> None:
    many = [SimpleUploadedFile(f"{number}.pdf", files.PDF) for number in range(500)]
    answer = as_(lippe).post(address(draft), {"file": many, "end": "1"})
    assert (answer.status_code, draft.files.count()) == (400, 0)


# S71
def test_a_double_click_uploads_once(as_: Any, lippe: User, draft: Practice) -> None:
    client = as_(lippe)
    for _ in range(2):
        assert client.post(address(draft), upload()).status_code == 302
    draft.refresh_from_db()
    assert (draft.files.count(), draft.version) == (1, 2)


def test_there_are_ten_files_at_most(as_: Any, lippe: User, draft: Practice) -> None:
    client = as_(lippe)
    for number in range(11):
        page = client.post(address(draft), upload("a.txt", f"Text {number}".encode()))
    assert "Es gehen höchstens 10 Dateien." in page.text
    assert list(draft.files.values_list("position", flat=True)) == list(range(10))
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_file(draft)
    section = client.get(f"/praxis/{draft.pk}/bearbeiten/kontakt/").text
    assert "Datei hochladen" not in section
    first, second, *_ = draft.files.all()
    remove = f"{address(draft)}{first.pk}/entfernen/"
    assert f"„{first.title}“" in client.get(remove).text
    assert [client.post(remove).status_code for _ in range(2)] == [302, 404]
    second.refresh_from_db()
    assert (draft.files.count(), second.position) == (9, 0)


# S30, S31
def test_nobody_else_changes_files(
    as_: Any, celle: User, moderator: User, liaison: User, draft: Practice
) -> None:
    file = factories.make_file(draft)
    factories.add_picture(draft)
    own = factories.make_practice(kreis=celle.kreis, state=State.DRAFT)
    for person in (celle, moderator, liaison):
        client = as_(person)
        assert client.post(address(draft), upload()).status_code == 404
        assert client.post(address(draft, "bild"), {}).status_code == 404
        assert client.post(f"{address(draft, 'bild')}entfernen/").status_code == 404
        assert client.post(f"{address(draft)}{file.pk}/entfernen/").status_code == 404
    # By way of a practice of one's own.
    assert as_(celle).post(f"{address(own)}{file.pk}/entfernen/").status_code == 404
    draft.refresh_from_db()
    assert (draft.files.count(), bool(draft.image), draft.version) == (1, True, 1)


def test_what_is_published_meanwhile_takes_no_file(as_: Any, lippe: User, draft: Practice) -> None:
    checked = check_file(SimpleUploadedFile("a.pdf", files.PDF))
    file = factories.make_file(draft)
    Practice.objects.update(state=State.PUBLISHED)
    with pytest.raises(ClosedError):
        add_file(draft, by=lippe, upload=checked)
    with pytest.raises(ClosedError):
        remove_file(file, by=lippe)
    assert as_(lippe).post(address(draft), upload()).status_code == 403
    assert draft.files.count() == 1


def test_a_new_edition_has_the_files_and_leaves_addresses_as_they_are(
    as_: Any, lippe: User, kreis_lippe: Kreis
) -> None:
    practice = complete(kreis_lippe, lippe)
    kept, dropped = factories.make_file(practice), factories.make_file(practice)
    factories.add_picture(practice)
    revision = start_revision(practice, by=lippe)
    same = [(file.file.name, file.sha256, file.title) for file in practice.files.all()]
    assert [(file.file.name, file.sha256, file.title) for file in revision.files.all()] == same
    assert revision.image.name == practice.image.name
    remove_file(revision.files.get(sha256=dropped.sha256), by=lippe)
    checked = check_file(SimpleUploadedFile("Neu.pdf", files.PDF))
    add_file(revision, by=lippe, upload=checked)
    assert [file.pk for file in practice.files.all()] == [kept.pk, dropped.pk]
    published = publish_practice(revision, by=lippe)
    assert published == practice
    assert [file.title for file in practice.files.all()] == [kept.title, "Neu"]
    assert practice.files.first() == kept
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
    # What differs is told to the network only.
    said = practice.editions.get()
    assert said.fields["files"] == f"{kept.title}, Neu"
    assert said.fields["image_alt"] == "Ein Bus vor dem Rathaus"


AT_NIGHT = datetime(2026, 11, 23, 1, 15, tzinfo=UTC)


def test_stored_files_go_when_nobody_names_them_any_more(
    lippe: User, kreis_lippe: Kreis, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice = factories.make_practice(kreis=kreis_lippe)
    shared = factories.make_file(practice)
    factories.add_picture(practice)
    revision = start_revision(practice, by=lippe)
    lonely = factories.make_file(revision, b"allein")
    revision.delete()
    names = [str(one) for one in (shared.file.name, practice.image.name, lonely.file.name)]

    def left() -> list[bool]:
        chores.forget_files(AT_NIGHT)
        return [default_storage.exists(name) for name in names]

    assert left() == [True, True, True]
    monkeypatch.setattr(chores, "_PATIENCE", timedelta(seconds=-1))
    assert left() == [True, True, False]
    practice.delete()
    assert left() == [False, False, False]


def test_no_stored_file_goes_while_a_backup_may_know_a_row_that_names_it(
    lippe: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice = factories.make_practice()
    name = str(factories.make_file(practice).file.name)
    practice.delete()
    monkeypatch.setattr(chores, "_PATIENCE", timedelta(seconds=-1))

    with closing(portals.connect(connection.settings_dict["NAME"])) as backup:
        backup.execute("select pg_advisory_lock_shared(%s)", [chores.FILES_LOCK])
        chores.forget_files(AT_NIGHT)
        assert default_storage.exists(name)
        backup.execute("select pg_advisory_unlock_shared(%s)", [chores.FILES_LOCK])
    chores.forget_files(AT_NIGHT)
    assert not default_storage.exists(name)


def test_a_stored_file_that_is_lost_is_not_found(as_: Any, celle: User) -> None:
    file = factories.make_file(factories.make_practice())
    default_storage.delete(str(file.file.name))
    assert as_(celle).get(file.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_files_cost_the_same_at_any_number(
    rows: int, lippe: User, draft: Practice, as_: Any, queries: Any
) -> None:
    for _ in range(rows):
        file = factories.make_file(draft)
    client = as_(lippe)
    client.get("/praxis/")
    # Person, practice, what it says as nothing of a draft is kept drawn, files,
    # adoptions, talk.
    with queries(6):
        client.get(draft.get_absolute_url())
    with queries(2):  # person, file with the right of its practice
        client.get(file.get_absolute_url())
    with queries(3):  # person, practice, file with its practice
        client.get(f"{address(draft)}{file.pk}/entfernen/")
