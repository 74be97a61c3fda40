from __future__ import annotations

from practices.forms.editor import section_form
from practices.forms.workflow import (
    AnswerForm,
    ArchiveForm,
    AudienceForm,
    NewPracticeForm,
    query_form,
)

__all__ = [
    "AnswerForm",
    "ArchiveForm",
    "AudienceForm",
    "NewPracticeForm",
    "query_form",
    "section_form",
]
