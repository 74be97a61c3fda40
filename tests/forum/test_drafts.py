"""„Meine Entwürfe“: what waits to be sent in all rooms, for nobody but who wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from content.drafts import save_draft
from content.models import Draft
from forum.choices import RoomKind
from forum.drafts import NEW_TOPIC, one_of, place_of, place_of_edit
from forum.reading import unsent_by
from forum.services import delete_post, lock_out
from tests import factories

if TYPE_CHECKING:
    from members.models import User

PAGE = "/austausch/entwuerfe/"


def said(person: User) -> list[tuple[str, str, str]]:
    return [(one.what, one.title, one.draft.text) for one in unsent_by(person)]


def test_the_page_leads_to_where_each_was_begun(lippe: User, celle: User, as_: Any) -> None:
    topic = factories.make_topic(by=celle, title="Habichtfrage")
    post = factories.make_post(topic, by=lippe)
    save_draft(lippe, NEW_TOPIC, one_of("Wer hat Dari?", "Wir suchen."))
    save_draft(lippe, place_of(topic), "Bei uns ein Bus.")
    save_draft(lippe, place_of_edit(post), "Doch ein Zug.")
    factories.make_draft_file(lippe, place_of_edit(post))
    save_draft(celle, place_of(topic), "Fremdwort")
    save_draft(lippe, "praxis 7", "Anderswo")
    page = as_(lippe).get(PAGE)
    assert said(lippe) == [
        ("Änderung an Beitrag 2", "Habichtfrage", "Doch ein Zug."),
        ("Antwort", "Habichtfrage", "Bei uns ein Bus."),
        ("Frage", "Wer hat Dari?", "Wir suchen."),
    ]
    address = topic.get_absolute_url()
    for url in (f"{address}#antwort", f"{address}2/bearbeiten/", "/austausch/frage/"):
        assert f'href="{url}"' in page.text
    assert ("1 Datei" in page.text, "Fremdwort" in page.text) == (True, False)


# S28: the own words stay one's own, what one lost is not named.
def test_of_what_one_reads_no_more_only_the_own_words_are_left(
    lippe: User, celle: User, as_: Any
) -> None:
    room = factories.make_room(RoomKind.CLOSED, hosts=[lippe], named=[celle], name="Sperberrunde")
    topic = factories.make_topic(room, by=lippe, title="Habichtfrage")
    post = factories.make_post(topic, by=celle)
    save_draft(celle, place_of_edit(post), "Mit einem Zug.")
    save_draft(celle, place_of(topic), "Mit einem Bus.")
    delete_post(post, by=celle)
    lock_out(room, celle, by=lippe, reason="Ohne Namen.")
    page = as_(celle).get(PAGE).text
    words = ("Mit einem Bus.", "Mit einem Zug.", "Sperberrunde", "Habichtfrage")
    assert [word in page for word in words] == [True, True, False, False]


# S30
def test_celle_cannot_throw_away_what_others_wrote(lippe: User, celle: User, as_: Any) -> None:
    topic = factories.make_topic(by=lippe)
    draft = save_draft(lippe, place_of(topic), "Mit einem Bus.")
    assert draft is not None
    for person, left in ((celle, 1), (lippe, 0)):
        for key in ("", "0", "²", "\0", str(draft.pk)):
            assert as_(person).post(PAGE, {"entwurf": key}).url == PAGE
        assert Draft.objects.count() == left
    assert "Kein Entwurf wartet" in as_(lippe).get(PAGE).text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_at_any_length(
    rows: int, lippe: User, as_: Any, queries: Any
) -> None:
    for _ in range(rows):
        post = factories.make_topic(by=lippe).posts.get()
        save_draft(lippe, place_of(post.topic), "Bus")
        save_draft(lippe, place_of_edit(post), "Bahn")
    client = as_(lippe)
    client.get(PAGE)
    with queries(4):  # person, drafts, topics, posts
        page = client.get(PAGE)
    assert len(page.context["found"]) == rows * 2
