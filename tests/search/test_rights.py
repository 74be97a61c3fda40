"""S25, S26, S28: what a reader may not read does not exist for the search."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from content.choices import Audience
from members.services import close_access, end_membership, update_kreis_profile, update_own_profile
from practices.choices import State
from practices.models import Practice
from practices.services import (
    archive_practice,
    create_practice,
    discard_draft,
    republish_practice,
    save_practice,
    set_audience,
)
from search.finding import search
from search.models import Entry, Word
from search.services import forget, index
from search.vocabulary import count_words
from tests import factories

if TYPE_CHECKING:
    from members.models import Kreis, User

    type Reader = User | AnonymousUser

# A word nobody else uses, in each field that only the Forum reads.
INTERNAL = {
    "pitfalls": "Der Sperberplan scheiterte.",
    "cost_note": "Einmalig 40.000 € für den Habichtkauf.",
}
WORDS = ("Sperberplan", "Habichtkauf")
ROLES = ("public", "liaison", "programme", "deputy", "lead", "other", "moderator", "admin")


@pytest.fixture
def cast(
    liaison: User,
    programme: User,
    lippe_deputy: User,
    lippe: User,
    celle: User,
    moderator: User,
    admin: User,
) -> dict[str, Reader]:
    people = (liaison, programme, lippe_deputy, lippe, celle, moderator, admin)
    return dict(zip(ROLES, (AnonymousUser(), *people), strict=True))


# S26
@pytest.mark.parametrize("word", WORDS)
def test_a_word_of_a_members_field_is_found_by_the_forum_only(
    word: str, kreis_lippe: Kreis, cast: dict[str, Reader]
) -> None:
    factories.make_practice(kreis=kreis_lippe, audience=Audience.PUBLIC, title="Bus", **INTERNAL)
    count_words()
    found = {role: search(reader, word).total for role, reader in cast.items()}
    assert found == {
        **dict.fromkeys(("public", "liaison", "admin"), 0),
        **dict.fromkeys(("programme", "deputy", "lead", "other", "moderator"), 1),
    }


# S26
@pytest.mark.parametrize("slip", ["Sperberplam", "Habichtkaufs", "Habichtkaf"])
def test_a_word_of_a_members_field_is_suggested_to_the_forum_only(
    slip: str, kreis_lippe: Kreis, cast: dict[str, Reader]
) -> None:
    factories.make_practice(kreis=kreis_lippe, audience=Audience.PUBLIC, title="Bus", **INTERNAL)
    count_words()
    told = {
        role: bool(found.corrected or found.hits or found.suggestions)
        for role, reader in cast.items()
        if (found := search(reader, slip))
    }
    assert told == {role: role not in {"public", "liaison", "admin"} for role in ROLES}


# S26: the marks and the passage come from the reader's own entry.
def test_the_passage_shown_is_the_readers(kreis_lippe: Kreis, cast: dict[str, Reader]) -> None:
    factories.make_practice(
        kreis=kreis_lippe,
        audience=Audience.PUBLIC,
        title="Bus im Kreis",
        summary="Er fährt.",
        implementation="",
        **INTERNAL,
    )
    for role, reader in cast.items():
        (hit,) = search(reader, "Bus Sperberplan").hits
        assert ("Sperberplan" in hit.snippet) == (role not in {"public", "liaison", "admin"})


# S25
def test_numbers_hold_only_what_the_reader_may_read(
    kreis_lippe: Kreis, cast: dict[str, Reader]
) -> None:
    for audience in Audience:
        factories.make_practice(kreis=kreis_lippe, audience=audience, title="Kurs")
    for state in State:
        factories.make_practice(
            kreis=kreis_lippe, state=state, title="Kurs", audience=Audience.PUBLIC
        )
    counts = {}
    for role, reader in cast.items():
        found = search(reader, "Kurs", kind="praxis")
        assert found.counts["land"] == {"NW": found.total} == {"NW": len(found.hits)}
        assert found.counts["art"] == {"praxis": found.total}
        assert found.total == Practice.objects.visible_to(reader).count()
        counts[role] = found.total
    assert counts == {
        "public": 3,
        "liaison": 4,
        "programme": 5,
        "deputy": 10,
        "lead": 10,
        "other": 6,
        "moderator": 9,
        "admin": 3,
    }


# S25, S26: what is hidden changes neither order nor number nor weight of what is found.
def test_what_is_hidden_leaves_no_trace(kreis_lippe: Kreis, cast: dict[str, Reader]) -> None:
    for number in range(3):
        factories.make_practice(
            kreis=kreis_lippe,
            audience=Audience.PUBLIC,
            title=f"Kurs {number}",
            summary="Sprache " * number,
        )
    count_words()

    def seen() -> tuple[Any, ...]:
        found = search(cast["public"], "Sprache Kurs Habichtkuaf")
        words = {word.lexeme: word.entries[0] for word in Word.objects.all() if word.entries[0]}
        return found, words

    before = seen()
    for audience in (Audience.PARTNERS, Audience.NETWORK, Audience.MEMBERS):
        factories.make_practice(title="Sprache Habichtkauf", audience=audience)
    factories.make_practice(title="Sprache Habichtkauf", state=State.DRAFT)
    assert seen() == before
    count_words()
    assert seen() == before


def test_words_of_drafts_count_and_are_suggested_for_nobody(
    kreis_lippe: Kreis, cast: dict[str, Reader]
) -> None:
    factories.make_practice(kreis=kreis_lippe, state=State.DRAFT, title="Habichtkauf")
    count_words()
    words = Word.objects.filter(lexeme__contains="habicht")
    assert {tuple(word.entries) for word in words} == {(0, 0, 0, 0)}
    for reader in cast.values():
        assert search(reader, "Habichtkuaf").corrected == {}
        assert search(reader, "Habichtkuaf").suggestions == []


# S28
def test_narrowing_acts_at_once(kreis_lippe: Kreis, cast: dict[str, Reader]) -> None:
    practice = factories.make_practice(
        kreis=kreis_lippe, audience=Audience.PUBLIC, title="Habichtkauf"
    )
    count_words()
    assert search(cast["public"], "Habichtkauf").total == 1
    practice.audience = Audience.MEMBERS
    practice.save()
    index("praxis", practice)
    # The word table still has the old numbers.
    assert Word.objects.get(lexeme="habichtkauf").entries[0] == 1
    told = {}
    for role, reader in cast.items():
        slip = search(reader, "Habichtkuaf")
        told[role] = (
            search(reader, "Habichtkauf").total,
            bool(slip.corrected),
            bool(slip.suggestions),
        )
    nothing, all_of_it = (0, False, False), (1, True, False)
    assert told == {
        **dict.fromkeys(("public", "liaison", "programme", "admin"), nothing),
        **dict.fromkeys(("deputy", "lead", "other", "moderator"), all_of_it),
    }


# S28
def test_the_services_of_practices_take_the_search_along(
    lippe: User, moderator: User, kreis_lippe: Kreis, cast: dict[str, Reader]
) -> None:
    practice = factories.make_practice(
        kreis=kreis_lippe, audience=Audience.PUBLIC, title="Habichtkauf"
    )

    def readers() -> set[str]:
        return {role for role, reader in cast.items() if search(reader, "Habichtkauf").total}

    everybody, forum = set(ROLES), {"programme", "deputy", "lead", "other", "moderator"}
    assert readers() == everybody
    set_audience(practice, Audience.NETWORK, by=lippe, may_widen=False)
    assert readers() == forum
    set_audience(practice, Audience.MEMBERS, by=lippe, may_widen=False)
    assert readers() == forum - {"programme"}
    set_audience(practice, Audience.PARTNERS, by=lippe, may_widen=True)
    assert readers() == forum | {"liaison"}
    archive_practice(practice, by=lippe, reason="überholt")
    assert readers() == {"deputy", "lead", "moderator"}
    republish_practice(practice, by=moderator)
    assert readers() == forum | {"liaison"}


def test_a_draft_is_found_by_its_kreis_until_it_is_submitted_and_discarded_for_good(
    lippe: User, kreis_lippe: Kreis, cast: dict[str, Reader]
) -> None:
    draft = create_practice("Habichtkauf", kreis=kreis_lippe, by=lippe, token=uuid4())
    assert save_practice(draft, by=lippe, version=1, values={"pitfalls": "Sperberplan"})
    for words in ("Habichtkauf", "Sperberplan"):
        found = {role for role, reader in cast.items() if search(reader, words).total}
        assert found == {"deputy", "lead"}
    discard_draft(draft, by=lippe)
    assert not any(search(reader, "Habichtkauf").total for reader in cast.values())


# S28
def test_what_is_archived_is_found_by_its_kreis_and_the_moderation(
    kreis_lippe: Kreis, cast: dict[str, Reader]
) -> None:
    practice = factories.make_practice(kreis=kreis_lippe, audience=Audience.PUBLIC)
    practice.state = State.ARCHIVED
    practice.save()
    index("praxis", practice)
    found = {role for role, reader in cast.items() if search(reader, practice.title).total}
    assert found == {"deputy", "lead", "moderator"}


def test_what_is_deleted_is_forgotten(kreis_lippe: Kreis, lippe: User) -> None:
    practice = factories.make_practice(kreis=kreis_lippe)
    assert forget("praxis", practice.pk) is True
    assert search(lippe, practice.title, kind="praxis").total == 0


def test_people_are_found_as_far_as_the_reader_may_know_of_them(
    lippe: User, cast: dict[str, Reader]
) -> None:
    index("person", lippe)
    found = {role for role, reader in cast.items() if search(reader, "Katrin Vogt").total}
    assert found == {"programme", "deputy", "lead", "other", "moderator"}
    update_own_profile(lippe, version=lippe.version, values={"contact_for_partners": True})
    found = {role for role, reader in cast.items() if search(reader, "Katrin Vogt").total}
    assert found == {"liaison", "programme", "deputy", "lead", "other", "moderator"}


def test_people_without_access_are_not_found(lippe: User, celle: User, moderator: User) -> None:
    index("person", lippe)
    factories.make_person(kreis=lippe.kreis, is_lead=True)
    close_access(lippe, by=moderator, reason="gegangen")
    assert search(celle, "Katrin Vogt").total == 0


def test_people_are_not_found_from_the_day_after_the_membership_ended(
    lippe: User, celle: User, moderator: User, kreis_lippe: Kreis, monkeypatch: Any
) -> None:
    index("person", lippe)
    today = timezone.localdate()
    end_membership(kreis_lippe, by=moderator, on=today, reason="Austritt")
    assert search(celle, "Katrin Vogt").total == 1
    monkeypatch.setattr(timezone, "localdate", lambda: today + timedelta(days=1))
    assert search(celle, "Katrin Vogt").total == 0


def test_the_internal_part_of_a_kreis_is_found_by_the_forum_only(
    lippe: User, kreis_lippe: Kreis, cast: dict[str, Reader]
) -> None:
    update_kreis_profile(
        kreis_lippe,
        by=lippe,
        version=1,
        values={"structure_note": "Stelle Sperberplan", "introduction": "Wir sind Milanland."},
    )
    for words, roles in (
        ("Sperberplan", {"programme", "deputy", "lead", "other", "moderator"}),
        ("Milanland", set(ROLES)),
    ):
        assert {role for role, reader in cast.items() if search(reader, words).total} == roles


def test_a_reader_has_one_entry_of_a_thing(kreis_lippe: Kreis, cast: dict[str, Reader]) -> None:
    factories.make_practice(kreis=kreis_lippe, audience=Audience.PUBLIC, title="Bus", **INTERNAL)
    entries = Entry.objects.filter(kind="praxis").order_by("audience")
    assert list(entries.values_list("audience", "audience_until")) == [(0, 1), (2, 3)]
    assert {role: search(reader, "Bus").total for role, reader in cast.items()} == dict.fromkeys(
        ROLES, 1
    )
