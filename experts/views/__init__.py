from __future__ import annotations

from experts.views.agreeing import (
    opinion_settle,
    quotation_decide,
    summary_agree,
    summary_present,
)
from experts.views.answering import (
    contribution_check,
    contribution_edit,
    contribution_withdraw,
)
from experts.views.contributions import contribution_versions, contributions, contributions_csv
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
from experts.views.sources import (
    quotation_edit,
    quotation_new,
    quotation_remove,
    source_contribution,
    source_document,
    source_practice,
    source_remove,
)
from experts.views.steps import (
    consultation_close,
    consultation_deadline,
    consultation_evaluate,
    consultation_open,
    consultation_withdraw,
)
from experts.views.synthesis import (
    method_draft,
    paragraph_edit,
    paragraph_move,
    paragraph_new,
    paragraph_remove,
    summary_work,
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
    "contribution_check",
    "contribution_edit",
    "contribution_versions",
    "contribution_withdraw",
    "contributions",
    "contributions_csv",
    "file",
    "file_new",
    "file_remove",
    "follow_up_answer",
    "follow_up_new",
    "method_draft",
    "opinion_settle",
    "outcome_edit",
    "outcome_new",
    "paragraph_edit",
    "paragraph_move",
    "paragraph_new",
    "paragraph_remove",
    "quotation_decide",
    "quotation_edit",
    "quotation_new",
    "quotation_remove",
    "release",
    "release_differences",
    "release_pdf",
    "release_xlsx",
    "source_contribution",
    "source_document",
    "source_practice",
    "source_remove",
    "summary",
    "summary_agree",
    "summary_narrow",
    "summary_present",
    "summary_release",
    "summary_work",
]
