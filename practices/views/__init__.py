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
from practices.views.answers import section_answers
from practices.views.editing import (
    practice_check,
    practice_discard,
    practice_edit,
    practice_new,
    practice_revise,
    practice_section,
    remark_answer,
)
from practices.views.files import practice_file, practice_picture
from practices.views.lists import own, practice_differences, practice_editions, saved
from practices.views.material import file_add, file_remove, picture_edit, picture_remove
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
    "file_add",
    "file_remove",
    "own",
    "picture_edit",
    "picture_remove",
    "practice",
    "practice_archive",
    "practice_audience",
    "practice_check",
    "practice_confirm",
    "practice_differences",
    "practice_discard",
    "practice_edit",
    "practice_editions",
    "practice_file",
    "practice_keep",
    "practice_list",
    "practice_new",
    "practice_pdf",
    "practice_picture",
    "practice_publish",
    "practice_query",
    "practice_revise",
    "practice_section",
    "practice_withdraw",
    "remark_answer",
    "saved",
    "section_answers",
]
