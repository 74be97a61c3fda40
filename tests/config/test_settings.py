from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
INSTALLATION = {
    "DATABASE_URL": "postgresql://forum:secret@127.0.0.1:1/forum",
    "SECRET_KEY": "Elf rote Kaehne liegen seit dem Morgen am Ufer der Lippe.",
    "BASE_URL": "https://forum.example",
    "MAIL_FROM": "Forum <forum@forum.example>",
    "SMTP_HOST": "mail.forum.example",
}


def _manage(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
    base = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", *args],
        cwd=ROOT,
        env=base | env,
        capture_output=True,
        text=True,
        check=False,
    )


# S58
def test_an_installation_passes_djangos_deployment_check() -> None:
    done = _manage("check", "--deploy", "--fail-level", "WARNING", **INSTALLATION)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DATABASE_URL", "sqlite:///x", "DATABASE_URL must look like postgresql://"),
        ("BASE_URL", "forum.example", "BASE_URL is 'forum.example'"),
        ("BASE_URL", "https://forum.example/portal", "Use the portal's address"),
        ("SMTP_PORT", "smtp", "SMTP_PORT is 'smtp'. Use a whole number from 1 to 65535."),
        ("SMTP_STARTTLS", "vielleicht", "Use 1 for yes or 0 for no."),
        ("TRUSTED_PROXY_COUNT", "-1", "TRUSTED_PROXY_COUNT is '-1'"),
        ("LOG_LEVEL", "laut", "Use DEBUG, INFO, WARNING or ERROR."),
        ("MAIL_FROM", "a\nb", "MAIL_FROM has a line break"),
        ("SECRET_KEY", "kurz", "SECRET_KEY has 4 characters. Use at least 50 random ones."),
        ("SECRET_KEY_FILE", "/nowhere/key", "SECRET_KEY_FILE names '/nowhere/key'"),
    ],
)
def test_nonsense_in_the_environment_stops_the_start_with_a_sentence(
    name: str, value: str, sentence: str
) -> None:
    env = INSTALLATION | {name: value}
    if name.endswith("_FILE"):
        del env[name.removesuffix("_FILE")]
    done = _manage("check", **env)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "BASE_URL", "MAIL_FROM", "SMTP_HOST"])
def test_an_installation_says_what_is_missing(name: str) -> None:
    env = {key: value for key, value in INSTALLATION.items() if key != name}
    done = _manage("check", **env)
    assert done.returncode == 2
    assert f"{name} is missing." in done.stderr


def test_a_secret_can_come_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "key"
    secret.write_text("s" * 60 + "\n")
    env = INSTALLATION | {"SECRET_KEY_FILE": str(secret)}
    del env["SECRET_KEY"]
    assert _manage("check", **env).returncode == 0
