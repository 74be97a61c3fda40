from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.template.loaders import filesystem

if TYPE_CHECKING:
    from django.template.base import Origin


class Loader(filesystem.Loader):
    """Takes the indentation out of pages when it loads them: a tenth of what a page weighs."""

    def get_contents(self, origin: Origin) -> str:
        contents: str = super().get_contents(origin)
        is_page = str(origin.template_name).endswith(".html")
        return re.sub(r"\n\s+", "\n", contents) if is_page else contents
