"""S81: what is installed is locked, and nothing names a place to fetch from."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Split, so that this file does not name them either.
_HOSTS = ("pythonhosted" + ".org", "pypi" + ".org", "registry" + ".npmjs", "deb.debian" + ".org")


def _tracked() -> list[Path]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603
    return [ROOT / name for name in said.stdout.split("\0") if name]


def test_every_locked_package_has_its_hashes() -> None:
    for name in ("run", "dev"):
        lock = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        entries = re.split(r"\n(?=[a-z0-9])", lock)
        packages = [entry for entry in entries if re.match(r"[a-z0-9][\w.-]*==", entry)]
        assert len(packages) > 20
        assert [entry for entry in packages if "--hash=sha256:" not in entry] == []


def test_both_locks_agree() -> None:
    def versions(name: str) -> dict[str, str]:
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        return dict(re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE))

    run, dev = versions("run"), versions("dev")
    assert {package: dev.get(package) for package in run} == run


def test_no_file_names_a_package_registry() -> None:
    found = [
        path.name
        for path in _tracked()
        if path.is_file() and "vendor" not in path.parts
        if any(host.encode() in path.read_bytes() for host in _HOSTS)
    ]
    assert found == []


def test_vendored_files_are_listed_with_version_and_licence() -> None:
    notice = (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")
    for name in (
        "@kern-ux/native",
        "2.7.2",
        "Fira Sans",
        "OFL-1.1",
        "EUPL-1.2",
        "axe-core",
        "@github/markdown-toolbar-element",
    ):
        assert name in notice


def test_the_image_holds_every_app_and_the_handbook() -> None:
    kept = set((ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines())
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert len(apps) > 8
    assert {f"!{name}" for name in (*apps, "config", "templates", "static")} <= kept
    assert "!docs/handbuch" in kept
