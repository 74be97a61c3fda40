from __future__ import annotations

from practices.forms.adoption import AdoptionForm, OutcomeForm
from practices.forms.adoption_list import AdoptionFilterForm
from practices.forms.editor import section_form
from practices.forms.material import PictureForm, material_forms
from practices.forms.workflow import (
    AnswerForm,
    ArchiveForm,
    AudienceForm,
    NewPracticeForm,
    OneQueryForm,
    answers_form,
    query_form,
)

__all__ = [
    "AdoptionFilterForm",
    "AdoptionForm",
    "AnswerForm",
    "ArchiveForm",
    "AudienceForm",
    "NewPracticeForm",
    "OneQueryForm",
    "OutcomeForm",
    "PictureForm",
    "answers_form",
    "material_forms",
    "query_form",
    "section_form",
]
