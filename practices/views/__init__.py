from __future__ import annotations

from practices.views.adoption_lists import adoption_list
from practices.views.adoptions import (
    adoption,
    adoption_begin,
    adoption_edit,
    adoption_outcome,
    adoption_source_seen,
    adoption_withdraw,
)
from practices.views.editing import (
    practice_check,
    practice_discard,
    practice_edit,
    practice_new,
    practice_revise,
    practice_section,
    remark_answer,
)
from practices.views.lists import own, practice_differences, practice_editions, saved
from practices.views.reading import practice, practice_list, practice_pdf
from practices.views.workflow import (
    practice_archive,
    practice_audience,
    practice_confirm,
    practice_keep,
    practice_publish,
    practice_query,
    practice_withdraw,
)

__all__ = [
    "adoption",
    "adoption_begin",
    "adoption_edit",
    "adoption_list",
    "adoption_outcome",
    "adoption_source_seen",
    "adoption_withdraw",
    "own",
    "practice",
    "practice_archive",
    "practice_audience",
    "practice_check",
    "practice_confirm",
    "practice_differences",
    "practice_discard",
    "practice_edit",
    "practice_editions",
    "practice_keep",
    "practice_list",
    "practice_new",
    "practice_pdf",
    "practice_publish",
    "practice_query",
    "practice_revise",
    "practice_section",
    "practice_withdraw",
    "remark_answer",
    "saved",
]
