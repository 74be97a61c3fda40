from __future__ import annotations

from practices.models.adoption import AdoptedElement, Adoption, AdoptionOutcome
from practices.models.drawing import Drawing
from practices.models.files import PracticeFile
from practices.models.practice import Practice
from practices.models.review import Edition, MergedRevision, ReviewRemark, SavedPractice
from practices.models.terms import FundingSource, LegalBasis, Partner, TargetGroup

__all__ = [
    "AdoptedElement",
    "Adoption",
    "AdoptionOutcome",
    "Drawing",
    "Edition",
    "FundingSource",
    "LegalBasis",
    "MergedRevision",
    "Partner",
    "Practice",
    "PracticeFile",
    "ReviewRemark",
    "SavedPractice",
    "TargetGroup",
]
