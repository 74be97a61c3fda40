"""Files to an event: when, for whom, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from content.attachments import TooManyFilesError
from content.choices import Audience
from content.uploads import check_file
from events.choices import EventState, RegistrationState
from events.models import Event, Material
from events.models.material import MOST_FILES
from events.services.material import add_material, remove_material
from tests import factories
from tests.content import files

if TYPE_CHECKING:
    from members.models import User


def upload(name: str = "Folien.pdf", content: bytes = files.PDF, **more: str) -> dict[str, Any]:
    sent = {"file": SimpleUploadedFile(name, content), "end": "1", "visible_from": "sofort"}
    return sent | more


@pytest.fixture
def event(lippe: User) -> Event:
    return factories.make_event(kreis=lippe.kreis, audience=Audience.PARTNERS)


def got(client: Any, file: Material) -> int:
    return int(client.get(file.get_absolute_url()).status_code)


def let_it_end(event: Event) -> None:
    begin = timezone.now() - timedelta(days=1)
    Event.objects.filter(pk=event.pk).update(starts_at=begin, ends_at=begin + timedelta(hours=1))


def test_a_file_is_uploaded_and_fetched(lippe: User, celle: User, event: Event, as_: Any) -> None:
    page = f"/termine/{event.pk}/"
    answer = as_(lippe).post(f"{page}material/neu/", upload("../../Folien_Tag.pdf"))
    assert answer["Location"] == f"{page}#material"
    file = Material.objects.get()
    assert (file.title, file.uploaded_by) == ("Folien Tag", lippe)
    shown = as_(celle).get(page).text
    assert (file.get_absolute_url() in shown, "Datei hinzufügen" in shown) == (True, False)
    answer = as_(celle).get(file.get_absolute_url())
    assert b"".join(answer.streaming_content) == files.PDF
    assert answer["Content-Disposition"] == 'attachment; filename="Folien Tag.pdf"'
    assert answer["Cache-Control"] == "private, no-store"


# S27: the right is asked when the file is handed out, not when its address was learnt.
def test_what_comes_afterwards_is_there_after_the_end(
    lippe: User, celle: User, liaison: User, event: Event, as_: Any
) -> None:
    file = factories.make_material(event, visible_from="danach")
    clients = [as_(one) for one in (lippe, celle, liaison, None)]
    before = [got(client, file) for client in clients]
    assert file.title not in clients[1].get(f"/termine/{event.pk}/").text
    let_it_end(event)
    after = [got(client, file) for client in clients]
    assert (before, after) == ([200, 404, 404, 302], [200, 200, 200, 302])
    Event.objects.update(audience=Audience.NETWORK)
    assert [got(client, file) for client in clients] == [200, 200, 404, 302]


def test_what_is_for_the_registered_is_for_who_has_a_place(
    lippe: User, celle: User, event: Event, as_: Any
) -> None:
    file = factories.make_material(event, for_registered=True)
    factories.make_registration(event, celle)
    others = [
        factories.make_registration(event, state=state).person
        for state in RegistrationState
        if state != RegistrationState.REGISTERED
    ]
    answers = [got(as_(one), file) for one in (lippe, celle, *others)]
    assert answers == [200, 200, 404, 404, 404]
    event.registrations.filter(person=celle).update(state=RegistrationState.WITHDRAWN)
    assert got(as_(celle), file) == 404


def test_material_of_a_draft_is_for_who_prepares_it(
    lippe: User, lippe_deputy: User, celle: User, as_: Any
) -> None:
    event = factories.make_event(kreis=lippe.kreis, state=EventState.DRAFT)
    file = factories.make_material(event)
    assert [got(as_(one), file) for one in (lippe, lippe_deputy, celle)] == [200, 404, 404]


def test_celle_adds_and_removes_nothing(celle: User, event: Event, as_: Any) -> None:
    file = factories.make_material(event)
    client = as_(celle)
    answers = (
        client.post(f"/termine/{event.pk}/material/neu/", upload()),
        client.post(f"/termine/{event.pk}/material/{file.pk}/entfernen/"),
    )
    assert [one.status_code for one in answers] == [403, 403]
    assert list(Material.objects.all()) == [file]


def test_a_file_is_removed_only_from_its_event(lippe: User, event: Event, as_: Any) -> None:
    file, later = factories.make_material(event), factories.make_material(event)
    other = factories.make_event(kreis=lippe.kreis)
    client = as_(lippe)
    assert client.post(f"/termine/{other.pk}/material/{file.pk}/entfernen/").status_code == 404
    assert "wird entfernt" in client.get(f"/termine/{event.pk}/material/{file.pk}/entfernen/").text
    assert client.post(f"/termine/{event.pk}/material/{file.pk}/entfernen/").status_code == 302
    assert [(one.pk, one.position) for one in Material.objects.all()] == [(later.pk, 0)]
    assert not remove_material(file)


# S38, S39
@pytest.mark.parametrize(
    ("name", "content"),
    [("Folien.pdf", b"<script>alert(1)</script>"), ("Folien.html", b"<p>"), ("leer.pdf", b"")],
)
def test_what_is_no_file_of_a_kind_is_refused(
    name: str, content: bytes, lippe: User, event: Event, as_: Any
) -> None:
    answer = as_(lippe).post(f"/termine/{event.pk}/material/neu/", upload(name, content))
    assert (answer.status_code, "error-summary" in answer.text) == (200, True)
    assert Material.objects.count() == 0


# S40: place and device of a picture go; what is on it is said in words.
def test_a_picture_is_written_anew_and_described(lippe: User, event: Event, as_: Any) -> None:
    client = as_(lippe)
    address = f"/termine/{event.pk}/material/neu/"
    picture = files.photo()
    assert "Beschreiben Sie" in client.post(address, upload("Saal.jpg", picture)).text
    assert Material.objects.count() == 0
    assert client.post(address, upload("Saal.jpg", picture, alt="Ein Saal")).status_code == 302
    file = Material.objects.get()
    assert (file.content_type, file.alt) == ("image/webp", "Ein Saal")
    with file.file.open("rb") as stored:
        assert b"Exif" not in stored.read()


# S71
def test_a_file_sent_twice_is_there_once_and_twenty_are_enough(lippe: User, event: Event) -> None:
    checked = check_file(SimpleUploadedFile("Folien.pdf", files.PDF))
    named = {"title": "", "alt": "", "visible_from": "sofort", "for_registered": False}
    added = [add_material(event, by=lippe, upload=checked, values=named) for _ in range(2)]
    assert added == [True, False]
    for _ in range(MOST_FILES - 1):
        factories.make_material(event)
    other = check_file(SimpleUploadedFile("Liste.txt", b"eins"))
    with pytest.raises(TooManyFilesError):
        add_material(event, by=lippe, upload=other, values=named)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("material_at_most", {"position": MOST_FILES}),
        ("material_picture_described", {"content_type": "image/webp"}),
        ("material_visible_from_known", {"visible_from": "gestern"}),
    ],
)
def test_the_database_refuses_what_cannot_be(
    name: str, wrong: dict[str, Any], event: Event
) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        factories.make_material(event, **wrong)


def test_two_who_remove_files_at_once_leave_no_gap(event: Event) -> None:
    for _ in range(3):
        factories.make_material(event)
    first, second, _ = list(Material.objects.order_by("position"))
    # Both were read before either was gone.
    assert [remove_material(one) for one in (first, second, first)] == [True, True, False]
    assert [one.position for one in Material.objects.all()] == [0]
