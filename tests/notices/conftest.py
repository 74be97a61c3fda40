from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.notices.mail_server import MailServer

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    """Send through a mail server of our own."""
    with MailServer() as server:
        settings.MAIL_KEPT = False
        settings.MAILERS = server.mailers()
        yield server
