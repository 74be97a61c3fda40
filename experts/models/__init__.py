from __future__ import annotations

from experts.models.consultation import Consultation, ConsultationFile, ConsultationItem
from experts.models.contribution import Answer, Contribution, ContributionVersion
from experts.models.release import FollowUp, Outcome, Release
from experts.models.summary import Author, Opinion, Paragraph, Quotation, Source

__all__ = [
    "Answer",
    "Author",
    "Consultation",
    "ConsultationFile",
    "ConsultationItem",
    "Contribution",
    "ContributionVersion",
    "FollowUp",
    "Opinion",
    "Outcome",
    "Paragraph",
    "Quotation",
    "Release",
    "Source",
]
