from __future__ import annotations

from experts.views.files import file, file_new, file_remove
from experts.views.lists import consultation_list
from experts.views.outcomes import (
    follow_up_answer,
    follow_up_new,
    outcome_edit,
    outcome_new,
)
from experts.views.questions import consultation, consultation_edit, consultation_new
from experts.views.releases import (
    release,
    release_differences,
    release_pdf,
    release_xlsx,
    summary,
)
from experts.views.releasing import summary_narrow, summary_release
from experts.views.steps import (
    consultation_close,
    consultation_deadline,
    consultation_evaluate,
    consultation_open,
    consultation_withdraw,
)

__all__ = [
    "consultation",
    "consultation_close",
    "consultation_deadline",
    "consultation_edit",
    "consultation_evaluate",
    "consultation_list",
    "consultation_new",
    "consultation_open",
    "consultation_withdraw",
    "file",
    "file_new",
    "file_remove",
    "follow_up_answer",
    "follow_up_new",
    "outcome_edit",
    "outcome_new",
    "release",
    "release_differences",
    "release_pdf",
    "release_xlsx",
    "summary",
    "summary_narrow",
    "summary_release",
]
