from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from django.conf import settings

from benchmarks.pages import LIMITS, PAGES
from tests.portals import PATIENCE_SECONDS, ROOT, empty_house

if TYPE_CHECKING:
    from pathlib import Path


def test_a_quick_run_has_a_row_for_every_page(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    # As `make bench` does: what it collected of static files serves again.
    places = {"FORUM_VAR": str(settings.VAR), "STATIC_ROOT": str(settings.VAR / "bench" / "static")}
    with empty_house(tmp_path, "bench") as house:
        done = subprocess.run(  # noqa: S603  (our own program)
            [sys.executable, "-m", "benchmarks", "--quick", "--json", figures],
            cwd=ROOT,
            env=house.environment(8000, places),
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    # A page that answers with another status ends the run.
    assert done.returncode == 0, done.stderr
    rows = json.loads(figures.read_text(encoding="utf-8"))["pages"]
    expected = [(page.name, page.who) for page in (*LIMITS, *PAGES)]
    assert [(row["name"], row["who"]) for row in rows] == expected
    assert [row["name"] for row in rows if not row["requests"]] == []
    queries = {row["name"]: row["sql"] for row in rows[: len(LIMITS)]}
    assert queries == {"user": 2, "topic50": 4, "topic50_fast": 4}
    table = done.stdout.splitlines()
    assert [line[:24].strip() for line in table[1 : len(rows) + 1]] == [
        name for name, _ in expected
    ]


def test_a_database_with_other_tables_is_left_alone(tmp_path: Path) -> None:
    with empty_house(tmp_path, "bench_foreign") as house:
        with house.connect() as database:
            database.execute("create table diary (words text)")
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks", "--quick"],
            cwd=ROOT,
            env=house.environment(8000, {}),
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        with house.connect() as database:
            left = "select schemaname, tablename from pg_tables where schemaname !~ '^(pg_|inf)'"
            kept = database.execute(left).fetchall()
    sentence = (
        "The database of DATABASE_URL holds tables that no benchmark made. Name an empty one.\n"
    )
    assert (done.returncode, done.stderr, kept) == (1, sentence, [("public", "diary")])
