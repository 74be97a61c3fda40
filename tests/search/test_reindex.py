from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.utils import timezone

from content.choices import Audience
from content.kinds import kind_named
from practices.choices import State
from practices.models import Practice
from search.chores import keep_words_counted
from search.finding import search
from search.models import Entry, Word
from search.services import changes
from tests import factories

if TYPE_CHECKING:
    from members.models import Kreis, User


def _said(*options: str) -> list[str]:
    said = StringIO()
    call_command("reindex", *options, stdout=said)
    return said.getvalue().splitlines()


def test_reindexing_writes_what_changed_and_leaves_the_rest(
    kreis_lippe: Kreis, lippe: User
) -> None:
    kept = factories.make_practice(kreis=kreis_lippe, audience=Audience.PUBLIC)
    changed = factories.make_practice(kreis=kreis_lippe, audience=Audience.PUBLIC)
    gone = factories.make_practice(kreis=kreis_lippe)
    Practice.objects.filter(pk=changed.pk).update(title="Beratungsbus")
    Practice.objects.filter(pk=gone.pk).delete()
    before = set(Entry.objects.filter(kind="praxis", key=kept.pk).values_list("pk", flat=True))
    lines = [
        "Praxisbeispiele: 2 in all, 1 written anew, 1 taken out.",
        "Themen: 0 in all, 0 written anew, 0 taken out.",
        "Auswertungen des Expertenkreises: 0 in all, 0 written anew, 0 taken out.",
        "Anfragen des Landkreistages: 0 in all, 0 written anew, 0 taken out.",
        "Beiträge: 0 in all, 0 written anew, 0 taken out.",
        "Termine: 0 in all, 0 written anew, 0 taken out.",
        "Protokolle: 0 in all, 0 written anew, 0 taken out.",
        "Kreise: 1 in all, 1 written anew, 0 taken out.",
        "Personen: 1 in all, 1 written anew, 0 taken out.",
    ]

    assert _said("--dry-run") == [*lines, "This was a dry run: nothing was written."]
    assert search(AnonymousUser(), "Beratungsbus").total == 0

    assert _said() == lines
    assert search(AnonymousUser(), "Beratungsbus").total == 1
    assert (
        set(Entry.objects.filter(kind="praxis", key=kept.pk).values_list("pk", flat=True)) == before
    )
    assert _said()[0] == "Praxisbeispiele: 2 in all, 0 written anew, 0 taken out."


def test_an_empty_index_is_filled_when_the_portal_starts(kreis_lippe: Kreis) -> None:
    factories.make_practice(kreis=kreis_lippe, title="Beratungsbus", audience=Audience.PUBLIC)
    Entry.objects.all().delete()
    call_command("load_synonyms", verbosity=0)
    assert search(AnonymousUser(), "Beratungsbus").total == 1


def test_words_are_counted_when_something_was_indexed(kreis_lippe: Kreis) -> None:
    factories.make_practice(kreis=kreis_lippe, title="Beratungsbus", audience=Audience.PARTNERS)
    Entry.objects.update(indexed_at=timezone.now() - timedelta(hours=1))
    keep_words_counted(timezone.now())
    assert not Word.objects.exists()
    Entry.objects.update(indexed_at=timezone.now())
    keep_words_counted(timezone.now())
    assert Word.objects.get(lexeme="beratungsbus").entries == [0, 1, 1, 1]
    assert Word.objects.get(lexeme="").entries == [0, 1, 1, 1]


def test_the_words_of_a_large_index_are_counted_less_often(kreis_lippe: Kreis) -> None:
    factories.make_practice(kreis=kreis_lippe, title="Beratungsbus")
    large = Word.objects.create(lexeme="", entries=[0] * 4, everywhere=1_000_000)
    quarter, now = timedelta(minutes=15), timezone.now()
    due = now - quarter * (int(now.timestamp() // 900) % 11)
    Entry.objects.update(indexed_at=due + quarter)
    for number in range(1, 11):
        keep_words_counted(due + number * quarter)
    assert list(Word.objects.values_list("pk", "everywhere")) == [("", large.everywhere)]
    keep_words_counted(due + 11 * quarter)
    assert Word.objects.get(lexeme="").everywhere == 1
    assert Word.objects.filter(lexeme="beratungsbus").exists()


def test_the_word_table_forgets_what_no_entry_has_any_more(kreis_lippe: Kreis) -> None:
    factories.make_practice(kreis=kreis_lippe, title="Beratungsbus")
    keep_words_counted(timezone.now())
    Entry.objects.all().delete()
    factories.make_practice(kreis=kreis_lippe, title="Kurs")
    keep_words_counted(timezone.now())
    assert not Word.objects.filter(lexeme="beratungsbus").exists()


def test_a_reading_nobody_could_find_is_an_error(kreis_lippe: Kreis) -> None:
    practice = factories.make_practice(kreis=kreis_lippe)
    lost = replace(kind_named("praxis"), circles=("raum",))
    Practice.objects.filter(pk=practice.pk).update(state=State.DRAFT)
    practice.refresh_from_db()
    with pytest.raises(ValueError, match="its kind has no circle kreis:05766"):
        changes(lost, [practice])
