from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.template.loaders import filesystem

if TYPE_CHECKING:
    from django.template.base import Origin

# Remarks, and tags that write nothing themselves.
_NAMES = "extends|load|block|endblock|if|elif|else|endif|for|empty|endfor|with|endwith|include"
_SILENT = rf"{{#(?:(?!#}}).)*#}}|{{% (?:{_NAMES})\b(?:(?!%}}).)*%}}"
_SILENT_LINE = re.compile(rf"(?<=\n)((?:{_SILENT})+)\n")


class Loader(filesystem.Loader):
    """Takes out of pages, when it loads them, what only their templates need to be read by people.

    Indentation and lines of tags alone are a tenth of what a page weighs. Where a template breaks
    a line, the page has white space all the same: the break before such a line stays.
    """

    def get_contents(self, origin: Origin) -> str:
        contents: str = super().get_contents(origin)
        if not str(origin.template_name).endswith(".html"):
            return contents
        return _SILENT_LINE.sub(r"\1", re.sub(r"\n\s+", "\n", contents))
