"""Every setting is documented, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r'\benv\.(?:text|flag|number|names)\(\s*"(\w+)"')
# Read by docker compose itself.
COMPOSE = {"COMPOSE_PROFILES"}


def _read_by_the_code() -> set[str]:
    files = (ROOT / "config").glob("*.py")
    return {name for file in files for name in READ.findall(file.read_text(encoding="utf-8"))}


def _found(file: str, pattern: str) -> list[str]:
    return re.findall(pattern, (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)


def test_the_code_reads_settings() -> None:
    assert {"DATABASE_URL", "MAIL_FROM", "WEB_WORKERS"} <= _read_by_the_code()


def test_the_example_names_every_setting_once() -> None:
    assert sorted(_found(".env.example", r"^#?([A-Z_]+)=")) == sorted(_read_by_the_code() | COMPOSE)


def test_the_handbook_explains_every_setting_once() -> None:
    explained = _found("docs/betrieb/einstellungen.md", r"^\| `([A-Z_]+)` \|")
    assert sorted(explained) == sorted(_read_by_the_code())


def test_nothing_else_reads_the_environment_behind_the_settings_back() -> None:
    apps = ("content", "members", "notices", "portal", "practices")
    files = (file for app in apps for file in (ROOT / app).rglob("*.py"))
    assert [file.name for file in files if "environ" in file.read_text(encoding="utf-8")] == []
