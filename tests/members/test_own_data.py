"""„Meine Daten herunterladen“."""

from __future__ import annotations

import io
import itertools
import json
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.postgres.fields import ArrayField
from django.core.files.storage import default_storage
from django.db import models
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from content.choices import Words
from content.models import Record
from content.people import Fate, holdings
from events.models import EventOrganiser
from forum.choices import RoomKind
from forum.models import RoomMember
from members.choices import ExportState
from members.chores import forget_own_data
from members.exporting import write_archive
from members.models import DataExport, User
from members.services.erasing import erase_person
from members.services.own_data import ask_for_data, make_archive
from notices.models import OutgoingMail
from practices.choices import State
from tests import factories, planting

if TYPE_CHECKING:
    from pathlib import Path

PAGE, ARCHIVE = "/konto/daten/", "/konto/daten/archiv/"


def signed_in(person: User) -> Client:
    client = Client()
    client.post("/konto/anmelden/", {"login": person.email, "password": factories.PASSWORD})
    client.post("/konto/bestaetigen/", {"password": factories.PASSWORD})
    return client


def unpacked(person: User) -> dict[str, str]:
    """Return what the archive of a person holds, by the names in it."""
    target = io.BytesIO()
    write_archive(person, target, default_storage)
    with zipfile.ZipFile(target) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def _made(person: User) -> DataExport:
    assert ask_for_data(person) is True
    export = DataExport.objects.get(person=person)
    make_archive.func(export.pk)
    export.refresh_from_db()
    return export


def _is_words(field: models.Field[Any, Any]) -> bool:
    if isinstance(field, ArrayField):
        return _is_words(field.base_field)
    if field.choices or isinstance(field, models.FileField):
        return False
    return isinstance(field, models.CharField | models.TextField | models.JSONField)


# S80
def test_every_word_of_every_declared_field_is_in_the_archive(lippe: User, celle: User) -> None:
    """Those that others write, too, stand there while they are read: the next test."""
    planting.forget_checks()
    numbers = itertools.count(1000)
    words: dict[int, str] = {}

    def wording(model: type[models.Model], field: models.Field[Any, Any]) -> str:
        number = next(numbers)
        words[number] = f"{model._meta.label}.{field.name}"
        return f"Wort{number}"

    planted = planting.plant(lippe, celle, wording)
    said = unpacked(lippe)
    missing, checked = [], 0
    for holding, link, row in planted:
        if link is not None and link.shared:
            continue
        kept = tuple(name for name, fate in holding.addresses.items() if fate == Fate.KEEP)
        columns = link.columns if link is not None else kept or None
        for field in holding.model._meta.concrete_fields:
            if not _is_words(field) or field.name in holding.secrets:
                continue
            if columns is not None and field.name not in columns:
                continue
            value = getattr(row, field.attname)
            if not value:
                continue
            value = value[0] if isinstance(value, list) else value
            value = value["planted"] if isinstance(value, dict) else str(value)
            checked += 1
            if value not in said["daten.json"] or value not in said["daten.html"]:
                missing.append(f"{holding.model._meta.label}.{field.name}")
    assert (missing, checked > 60) == ([], True)
    for holding in holdings():
        assert holding.heading in said["daten.html"]


def test_secrets_stay_where_they_are(lippe: User, celle: User) -> None:
    planting.forget_checks()
    numbers = itertools.count(1000)
    secret: list[str] = []
    hidden = {
        (holding.model, name)
        for holding in holdings()
        for name in holding.secrets
        if holding.model is not DataExport
    }

    def wording(model: type[models.Model], field: models.Field[Any, Any]) -> str:
        word = f"Wort{next(numbers)}"
        if (model, field.name) in hidden:
            secret.append(word)
        return word

    planting.plant(lippe, celle, wording)
    said = "".join(unpacked(lippe).values())
    assert len(secret) > 8
    assert [word for word in secret if word in said] == []
    assert lippe.password not in said


def test_nothing_of_another_person_is_in_the_archive(
    lippe: User, celle: User, lippe_deputy: User
) -> None:
    planting.forget_checks()
    celle.first_name, celle.last_name = "Undine", "Fremdwort"
    celle.save()
    numbers = itertools.count(1000)
    planting.plant(celle, lippe_deputy, lambda *_: f"Fremdes{next(numbers)}")
    topic = factories.make_topic(by=celle, title="Fremder Titel", text="Fremder Beitrag")
    factories.make_post(topic, by=lippe, text="Eigene Antwort")
    said = "".join(unpacked(lippe).values())
    assert "Eigene Antwort" in said
    assert [word for word in ("Fremdes1", "Fremder Beitrag", celle.email) if word in said] == []


def test_what_others_write_too_is_there_while_it_is_read(lippe: User, celle: User) -> None:
    event = factories.make_event(created_by=lippe, title="Werkstatt Nord", audience=0)
    room = factories.make_room(RoomKind.CLOSED, named=[lippe], created_by=lippe, name="Raum Nord")
    topic = factories.make_topic(room, by=lippe, title="Thema Nord", text="Eigenes Wort")
    factories.make_post(topic, by=celle, text="Fremdes Wort")
    said = unpacked(lippe)["daten.json"]
    words = (event.title, room.name, topic.title, "Eigenes Wort", "Fremdes Wort")
    assert [word in said for word in words] == [True, True, True, True, False]
    RoomMember.objects.filter(room=room).delete()
    room.name = "Neuer Name"
    room.save()
    said = unpacked(lippe)["daten.json"]
    seen = [word in said for word in ("Neuer Name", topic.title, "Eigenes Wort")]
    assert seen == [False, True, True]


def test_an_address_tells_nothing_of_what_is_not_read(lippe: User, celle: User) -> None:
    """Of a practice that others write, and of mail to who had the mailbox before."""
    named = {"state": State.DRAFT, "contact_email": lippe.email, "title": "Fremder Entwurf"}
    factories.make_practice(kreis=celle.kreis, **named)
    mails = (("Fremde Post", celle), ("Eigene Post", lippe), ("Post ohne Konto", None))
    for subject, person in mails:
        OutgoingMail.objects.create(
            to=lippe.email, subject=subject, person=person, message_id=f"<{subject}>"
        )
    said = unpacked(lippe)["daten.json"]
    words = ("Fremder Entwurf", *(subject for subject, _ in mails))
    assert [word in said for word in words] == [False, False, True, True]


def test_a_version_written_with_others_goes_with_the_right_to_read_it(lippe: User) -> None:
    event = factories.make_event(created_by=lippe)
    minutes = factories.make_minutes(event, text="Wort der Runde", for_participants=True)
    minutes.versions.update(by=lippe)
    organiser = EventOrganiser.objects.get_or_create(event=event, person=lippe)[0]
    told = ["Wort der Runde" in unpacked(lippe)["daten.json"]]
    organiser.delete()
    told.append("Wort der Runde" in unpacked(lippe)["daten.json"])
    assert told == [True, False]


def test_own_files_lie_beside_it_and_others_do_not(lippe: User, celle: User) -> None:
    topic = factories.make_topic(by=lippe)
    own = factories.make_post_file(topic.posts.get(), b"Eigener Plan", title="../Plan: 1")
    other = factories.make_post(topic, by=celle)
    factories.make_post_file(other, b"Fremder Plan")
    said = unpacked(lippe)
    files = {name: text for name, text in said.items() if name.startswith("dateien/")}
    assert list(files.values()) == ["Eigener Plan"]
    (name,) = files
    assert (".." in name, name.endswith(".txt"), str(own.pk) in name) == (False, True, True)


# S34: the page is opened from a disk, where no CSP guards it.
def test_nothing_runs_in_the_readable_page(lippe: User) -> None:
    factories.make_topic(by=lippe, text="<script>alert(1)</script>")
    page = unpacked(lippe)["daten.html"]
    assert ("<script" in page, "&lt;script&gt;alert(1)" in page) == (False, True)
    assert [word in page for word in ("http://", "https://", "src=", "style=")] == [False] * 4


# ---- Asking and fetching -------------------------------------------------------------------------


def test_an_archive_is_asked_for_made_told_of_and_fetched(lippe: User) -> None:
    client = signed_in(lippe)
    pages = [client.post(PAGE, follow=True).text for _ in range(2)]
    assert ["Wir stellen Ihre Daten zusammen" in page for page in pages] == [True, False]
    jobs = ProcrastinateJob.objects.filter(task_name=make_archive.name)
    ((args),) = jobs.values_list("args", flat=True)
    export = DataExport.objects.get()
    assert args == {"export_id": export.pk}
    make_archive.func(export.pk)
    make_archive.func(export.pk)  # a second worker finds it made
    assert "Archiv herunterladen" in client.get(PAGE).text
    answer = client.get(ARCHIVE)
    content = b"".join(answer)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        said = json.loads(archive.read("daten.json"))
    assert (answer["Cache-Control"], answer["Content-Type"]) == (
        "private, no-store",
        "application/zip",
    )
    assert said["bestand"][0]["ueberschrift"] == "Ihr Konto"
    acts = Record.objects.order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["person.data_asked", "person.data_fetched"]
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.subject) == (lippe.email, "Ihre Daten liegen bereit")


# S12
def test_an_open_screen_gives_nothing_away(lippe: User, as_: Any) -> None:
    _made(lippe)
    client = as_(lippe)
    answers = [client.post(PAGE), client.get(ARCHIVE)]
    assert [answer.url.split("?")[0] for answer in answers] == ["/konto/bestaetigen/"] * 2
    assert Record.objects.filter(act="person.data_fetched").exists() is False


def test_nobody_fetches_the_archive_of_somebody_else(
    lippe: User, celle: User, moderator: User, admin: User
) -> None:
    _made(lippe)
    answers = [signed_in(person).get(ARCHIVE).status_code for person in (celle, moderator, admin)]
    assert answers == [404, 404, 404]


def test_after_seven_days_it_is_gone(lippe: User, django_capture_on_commit_callbacks: Any) -> None:
    export = _made(lippe)
    stored = export.file.name or ""
    assert default_storage.exists(stored)
    now = timezone.now()
    forget_own_data(now + timedelta(days=6))
    assert DataExport.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        forget_own_data(now + timedelta(days=7, minutes=1))
    assert (DataExport.objects.count(), default_storage.exists(stored)) == (0, False)


def test_an_archive_whose_time_is_over_is_not_handed_out(lippe: User) -> None:
    export = _made(lippe)
    client = signed_in(lippe)
    export.expires_at = timezone.now() - timedelta(seconds=1)
    export.save()
    assert client.get(ARCHIVE).status_code == 404
    assert "Daten zusammenstellen" in client.get(PAGE).text


def test_a_new_archive_takes_the_place_of_the_old_one(
    lippe: User, django_capture_on_commit_callbacks: Any
) -> None:
    first = _made(lippe)
    with django_capture_on_commit_callbacks(execute=True):
        second = _made(lippe)
    assert (first.pk != second.pk, DataExport.objects.count()) == (True, 1)
    assert default_storage.exists(first.file.name or "") is False


def test_what_fails_says_so_and_can_be_asked_for_again(
    lippe: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: Any) -> None:
        message = "voll"
        raise OSError(message)

    ask_for_data(lippe)
    export = DataExport.objects.get()
    with monkeypatch.context() as broken:
        broken.setattr("members.services.own_data.write_archive", failing)
        with pytest.raises(OSError, match="voll"):
            make_archive.func(export.pk)
    export.refresh_from_db()
    assert export.state == ExportState.FAILED
    assert "etwas schiefgegangen" in signed_in(lippe).get(PAGE).text
    assert _made(lippe).state == ExportState.READY


def test_with_the_person_goes_the_archive(
    lippe: User, tmp_path: Path, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.VAR = tmp_path
    stored = _made(lippe).file.name or ""
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(lippe.pk, Words.KEEP)
    assert (DataExport.objects.count(), default_storage.exists(stored)) == (0, False)
