from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing, contextmanager
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from config import env, web
from tests.portals import ROOT, answers, ask, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def serving(path: Path, workers: int) -> Iterator[None]:
    """Serve the tiny application as the portal is served."""
    command = [*web.granian(workers, web.at_socket(path))[:-1], "tests.config.idle:application"]
    variables = os.environ | {"GO_ON": str(path.with_name("go-on"))}
    with subprocess.Popen([sys.executable, *command], cwd=ROOT, env=variables) as process:  # noqa: S603
        try:
            wait_until(lambda: answers(path))
            yield
        finally:
            process.terminate()


def test_no_request_waits_behind_a_slow_one_while_a_worker_is_idle(folder: Path) -> None:
    path = folder / "web.sock"
    with serving(path, workers=2):
        slow = Thread(target=ask, args=(path, "/slow/", 60))
        slow.start()
        wait_until((folder / "begun").exists)
        try:
            # If the busy worker took one of these, it would not be answered.
            assert [ask(path, timeout=5) for _ in range(20)] == [(200, "close")] * 20
        finally:
            (folder / "go-on").touch()
            slow.join(60)


def test_a_connection_that_sends_nothing_keeps_a_worker_for_a_moment_only(folder: Path) -> None:
    path = folder / "web.sock"
    with serving(path, workers=1), closing(web.connected(path, 30)):
        assert ask(path, timeout=20)[0] == 200


@pytest.mark.parametrize(
    ("path", "proxies", "reason"),
    [
        (
            "/{folder}/web.sock",
            "0",
            "at a socket only a proxy asks. Set TRUSTED_PROXY_COUNT, or leave WEB_SOCKET out",
        ),
        ("web.sock", "1", "use an absolute path of at most 107 bytes"),
        ("/{folder}/" + 90 * "w" + "ä.sock", "1", "use an absolute path of at most 107 bytes"),
        ("/{folder}/none/web.sock", "1", "the folder {folder}/none does not exist"),
        ("/{folder}/words", "1", "something else is in its place"),
    ],
)
def test_a_socket_that_cannot_be_is_refused_with_a_sentence(
    path: str, proxies: str, reason: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "words").write_text("kept")
    given = path.replace("/{folder}", str(folder))
    monkeypatch.setenv("WEB_SOCKET", given)
    monkeypatch.setenv("TRUSTED_PROXY_COUNT", proxies)
    with pytest.raises(env.SettingError) as refused:
        web.wanted_socket()
    expected = reason.replace("{folder}", str(folder))
    assert str(refused.value) == f"WEB_SOCKET is {given!r}: {expected}."
    assert (folder / "words").read_text() == "kept"
