"""The handbook of the roles: written in docs/handbuch, read below /hilfe/handbuch/."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from content.markdown import to_document
from members.choices import Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.utils.safestring import SafeString

    from content.markdown import Heading
    from members.models import User

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "handbuch"
# Each part, and the role it is written for.
PARTS = {
    "koordination": Role.COORDINATOR,
    "moderation": Role.MODERATOR,
    "landkreistag": Role.LIAISON,
}


@dataclass(frozen=True)
class Handbook:
    """One part: what it is about in a sentence, the text, what it says at which address."""

    name: str
    title: str
    lead: str
    html: SafeString
    tasks: list[Heading]

    @property
    def url_name(self) -> str:
        return f"portal:handbuch-{self.name}"


# The files are part of the code: as long as the process lives, they say the same.
@cache
def handbook(name: str) -> Handbook:
    """Return a part: its first line is the title, its first paragraph says what it is about."""
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    title, lead, body = text.split("\n\n", maxsplit=2)
    html, headings = to_document(body)
    tasks = [heading for heading in headings if heading.level == 2]
    return Handbook(name, title.removeprefix("# "), lead, html, tasks)


def handbooks_for(user: User | AnonymousUser) -> list[Handbook]:
    """Return all parts, that for the reader's own role first."""
    own = getattr(user, "role", "")
    return [handbook(name) for name in sorted(PARTS, key=lambda name: own != PARTS[name])]
