from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image

from content.choices import Audience
from practices.models import Practice
from tests import factories
from tests.content import files

if TYPE_CHECKING:
    from members.models import User


def picture(client: Any, practice: Practice, **more: Any) -> dict[str, Any]:
    page = client.get(f"/praxis/{practice.pk}/bearbeiten/bild/")
    values = {
        "picture": SimpleUploadedFile("Foto.jpg", files.photo()),
        "image_alt": "Ein Bus vor dem Rathaus",
        "image_credit": "Kreis Lippe",
        "mark": page.context["form"]["mark"].value(),
    }
    return values | more


def address(practice: Practice, what: str = "bild") -> str:
    return f"/praxis/{practice.pk}/bearbeiten/{what}/"


def test_the_picture_of_a_signed_in_reader_is_kept_by_no_cache(as_: Any, celle: User) -> None:
    practice = factories.make_practice(audience=Audience.PUBLIC)
    factories.add_picture(practice)
    answer = as_(celle).get(f"/praxis/{practice.pk}/bild/")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"


# S41
def test_a_picture_is_shown_with_its_words_and_without_its_place(
    as_: Any, lippe: User, draft: Practice
) -> None:
    client = as_(lippe)
    answer = client.post(address(draft), picture(client, draft))
    assert answer["Location"] == f"/praxis/{draft.pk}/bearbeiten/kontakt/#material"
    page = client.get(draft.get_absolute_url()).text
    assert f'<img src="/praxis/{draft.pk}/bild/" alt="Ein Bus vor dem Rathaus">' in page
    assert "Bild: Kreis Lippe" in page
    stored = b"".join(client.get(f"/praxis/{draft.pk}/bild/"))
    with Image.open(io.BytesIO(stored)) as shown:
        assert (shown.format, shown.size, dict(shown.getexif())) == ("WEBP", (48, 64), {})
    assert b"Geheim" not in stored


def test_a_picture_needs_its_words(as_: Any, lippe: User, draft: Practice) -> None:
    client = as_(lippe)
    page = client.post(address(draft), picture(client, draft, image_alt="", image_credit=""))
    assert [f'id="bild_{name}_error"' in page.text for name in ("image_alt", "image_credit")] == [
        True,
        True,
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Practice.objects.filter(pk=draft.pk).update(image="practices/a.webp", image_alt="Bus")


def test_the_words_change_without_a_new_picture(as_: Any, lippe: User, draft: Practice) -> None:
    factories.add_picture(draft)
    client = as_(lippe)
    form = picture(client, draft, image_alt="Zwei Busse")
    del form["picture"]
    name = draft.image.name
    for _ in range(2):
        client.post(address(draft), form)
    draft.refresh_from_db()
    assert (draft.image_alt, draft.image.name, draft.version) == ("Zwei Busse", name, 2)
    client.post(f"{address(draft, 'bild')}entfernen/")
    draft.refresh_from_db()
    assert (draft.image.name, draft.image_alt, draft.image_credit) == ("", "", "")


# S71, S72
def test_a_picture_of_a_colleague_is_not_overwritten_unseen(
    as_: Any, lippe: User, lippe_deputy: User, draft: Practice
) -> None:
    client = as_(lippe)
    form = picture(client, draft)
    theirs = {
        "picture": SimpleUploadedFile("b.png", files.picture("PNG")),
        "image_alt": "Von Jonas",
    }
    colleague = as_(lippe_deputy)
    colleague.post(address(draft), picture(colleague, draft, **theirs))
    page = client.post(address(draft), form)
    assert "Inzwischen hat jemand anderes das Bild geändert" in page.text
    assert [text in page.text for text in ("Von Jonas", 'value="Kreis Lippe"')] == [True, True]
    draft.refresh_from_db()
    assert draft.image_alt == "Von Jonas"
    # Once seen, it is replaced; sent twice, once.
    for _ in range(2):
        mark = page.context["form"]["mark"].value()
        photo = SimpleUploadedFile("Foto.jpg", files.photo())
        client.post(address(draft), form | {"mark": mark, "picture": photo})
    draft.refresh_from_db()
    assert (draft.image_alt, draft.version) == ("Ein Bus vor dem Rathaus", 3)
