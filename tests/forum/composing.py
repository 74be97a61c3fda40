"""Writing with files, through the pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.content import files
from tests.forum.talking import address_of

if TYPE_CHECKING:
    from forum.models import Topic

TEXT = "Angefangen & **wichtig**"


def one(name: str = "Ablaufplan.pdf", content: bytes = files.PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def photo() -> SimpleUploadedFile:
    return one("Gruppe.jpg", files.photo())


def send(client: Any, topic: Topic, act: str = "", **more: Any) -> Any:
    """Send the composer of a topic by one of its buttons; `act` is the button's name."""
    data = {"text": TEXT, "token": str(uuid4()), "end": "1"} | ({act: "1"} if act else {})
    return client.post(address_of(topic, "antworten/"), data | more)


def led(answer: Any) -> str:
    """Return where an answer leads, but for what it tells the browser."""
    return re.sub(r"[?&]gesendet=[-0-9a-f]{36}", "", answer.url)


def kept(page: Any) -> bool:
    return "Angefangen &amp; **wichtig**</textarea>" in page.text


def attached(page: Any) -> list[str]:
    return [file.title for file in page.context["attached"]]


def errors(page: Any) -> list[str]:
    return [sentence for _, sentence in page.context["more_errors"]]
