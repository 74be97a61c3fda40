from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import get_template

if TYPE_CHECKING:
    from members.models import User

TEMPLATES = Path(settings.ROOT) / "templates"


def test_pages_come_without_the_indentation_of_their_templates(lippe: User, as_: Any) -> None:
    for address in ("/", "/kreise/", "/praxis/"):
        assert re.findall(r"\n[ \t]", as_(lippe).get(address).text) == []


def test_letters_keep_their_lines() -> None:
    letters = sorted(TEMPLATES.rglob("*.txt"))
    assert len(letters) > 10
    for path in letters:
        name = str(path.relative_to(TEMPLATES))
        template: Any = get_template(name)
        assert template.template.source == path.read_text(encoding="utf-8")


# What is between these tags is shown as it stands.
def test_no_template_holds_text_whose_lines_count() -> None:
    for path in TEMPLATES.rglob("*.html"):
        source = re.sub("{[{%].*?[%}]}", "", path.read_text(encoding="utf-8"))
        assert re.findall(r"<(?:pre|textarea)[^>]*>\s*[^<\s][^<]*", source) == []
