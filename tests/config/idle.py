"""A tiny application for `test_web`: one page that does not end before it is let go."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

GO_ON = Path(os.environ["GO_ON"])
PATIENCE_SECONDS = 60


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    if environ["PATH_INFO"] == "/slow/":
        GO_ON.with_name("begun").touch()
        while not GO_ON.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
