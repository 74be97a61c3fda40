from __future__ import annotations

import random
from typing import TYPE_CHECKING

from django.core.management import call_command

from benchmarks.search_data import declare_others, field_words, fill_index
from benchmarks.search_speed import SQL_AT_MOST, measured, pages, table
from content.kinds import kinds
from tests import factories

if TYPE_CHECKING:
    import pytest

    from members.models import User
    from tests.conftest import AsUser


def test_every_question_is_measured_in_a_small_index(
    lippe: User, moderator: User, as_: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What the benchmark declares is forgotten again.
    monkeypatch.setattr("content.kinds._kinds", {kind.name: kind for kind in kinds()})
    declare_others()
    call_command("load_vocabularies", verbosity=0)
    call_command("load_synonyms", verbosity=0)
    factories.make_room()
    chance = random.Random(1)  # noqa: S311  (no secret)
    fill_index(chance, 30, 100, field_words(chance))
    clients = {"": as_(None), "coordinator": as_(lippe), "moderator": as_(moderator)}
    asked = pages()
    measured(asked, clients, rounds=1)
    # The database's clock ticks too slowly for so small an index: it may say 0.
    assert [one.name for one in asked if min(one.app) <= 0 or min(one.db) < 0] == []
    assert {one.name: one.sql for one in asked if one.sql > SQL_AT_MOST} == {}
    hits = {one.name: int(one.hits) for one in asked}
    assert 20 <= hits["nothing"] <= 30
    assert 0 < hits["word, half"] < hits["everything: half"]
    assert hits["word, half, four facets"] < hits["word, half"]
    assert (hits["no hit"], hits["everything: no hit"]) == (0, 0)
    # Head, pages, legend.
    assert len(list(table(asked, 1))) == 1 + len(asked) + 1
