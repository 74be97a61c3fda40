"""bin/setup with stand-ins for the machine's Pythons: what it calls, and when it calls nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
INSTALL = (
    ".venv/bin/python -m pip install -qq --disable-pip-version-check --no-input "
    "--require-hashes --requirement requirements/{}.txt"
)
# Notes every call; makes a venv whose python is itself.
PYTHON = """#!/bin/sh
echo "${0##*/programs/} $*" >>"$CALLS"
if [ "$2" = venv ]; then mkdir -p .venv/bin; cp "$0" .venv/bin/python; fi
"""
BROKEN = "#!/bin/sh\nexit 127\n"


class Machine:
    def __init__(self, folder: Path) -> None:
        self.root = folder / "clone"
        self.programs = folder / "programs"
        self.calls = folder / "calls"
        shutil.copytree(ROOT / "bin", self.root / "bin")
        self.lock("run", "django==1")
        self.lock("dev", "django==1 ruff==1")
        self.programs.mkdir()
        for name, text in (("python3.14", BROKEN), ("python3.13", BROKEN), ("python3.12", PYTHON)):
            (self.programs / name).write_text(text)
            (self.programs / name).chmod(0o755)

    def lock(self, name: str, text: str) -> None:
        (self.root / "requirements").mkdir(exist_ok=True)
        (self.root / "requirements" / f"{name}.txt").write_text(text)

    def setup(self, name: str) -> tuple[list[str], list[str]]:
        """Return what bin/setup says, and its calls that make or install something."""
        self.calls.write_text("")
        done = subprocess.run(  # noqa: S603  (our own program)
            [self.root / "bin" / "setup", name],
            env={
                "PATH": f"{self.programs}:{os.defpath}",
                "HOME": str(self.root),
                "CALLS": str(self.calls),
            },
            capture_output=True,
            text=True,
            check=True,
        )
        calls = [line for line in self.calls.read_text().splitlines() if " -m " in line]
        return done.stdout.splitlines(), calls


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_python_that_only_pretends_is_passed_over(machine: Machine) -> None:
    said, calls = machine.setup("run")

    assert [line.split(" with")[0] for line in said] == [
        "setup: making .venv",
        "setup: installing requirements/run.txt",
    ]
    assert calls == ["python3.12 -m venv .venv", INSTALL.format("run")]


def test_a_set_up_clone_needs_nothing_until_its_lock_changes(machine: Machine) -> None:
    machine.setup("dev")
    assert [machine.setup("dev"), machine.setup("run")] == [([], []), ([], [])]

    machine.lock("dev", "django==2 ruff==1")
    machine.lock("run", "django==2")

    assert machine.setup("run")[1] == [INSTALL.format("run")]
    assert machine.setup("dev")[1] == [INSTALL.format("dev")]
    assert machine.setup("run") == ([], [])


def test_an_interrupted_setup_is_made_anew(machine: Machine) -> None:
    machine.setup("run")
    (machine.root / ".venv" / "half-installed").touch()
    (machine.root / "var" / "setup.pid").write_text("99999999")

    said, calls = machine.setup("run")

    assert said[0] == "setup: an earlier setup did not finish; starting afresh"
    assert calls == ["python3.12 -m venv .venv", INSTALL.format("run")]
    assert not (machine.root / ".venv" / "half-installed").exists()
    assert machine.setup("run") == ([], [])


def test_a_venv_whose_python_has_gone_is_made_anew(machine: Machine) -> None:
    machine.setup("run")
    (machine.root / ".venv" / "bin" / "python").write_text(BROKEN)

    said, calls = machine.setup("run")

    assert said[0] == "setup: the Python of .venv does not work any more; starting afresh"
    assert calls == ["python3.12 -m venv .venv", INSTALL.format("run")]
