from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from django.conf import settings

from tests.portals import PATIENCE_SECONDS, ROOT, empty_house

if TYPE_CHECKING:
    from pathlib import Path


def test_every_question_is_measured_in_a_small_index(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    sizes = ["--practices", "30", "--entries", "100", "--rounds", "1"]
    with empty_house(tmp_path, "search_speed") as house:
        done = subprocess.run(  # noqa: S603  (our own program)
            [sys.executable, "-m", "benchmarks.search_speed", *sizes, "--json", figures],
            cwd=ROOT,
            env=house.environment(8000, {"FORUM_VAR": str(settings.VAR)}),
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    rows = json.loads(figures.read_text(encoding="utf-8"))["pages"]
    # The goal is 8: unread notices, the rooms of a person and a slip of the pen cost one each.
    # The database's clock ticks too slowly for so small an index: it may say 0.
    assert [
        row["name"] for row in rows if row["app"] <= 0 or row["db"] < 0 or row["sql"] > 11
    ] == []
    hits = {row["name"]: int(row["hits"]) for row in rows}
    assert 20 <= hits["nothing"] <= 30
    assert 0 < hits["word, half"] < hits["everything: half"]
    assert hits["word, half, four facets"] < hits["word, half"]
    assert (hits["no hit"], hits["everything: no hit"]) == (0, 0)
    # Head, pages, legend.
    assert len(done.stdout.splitlines()) == 1 + len(rows) + 1
