from __future__ import annotations

from practices.models.practice import Practice
from practices.models.terms import FundingSource, LegalBasis, Partner, TargetGroup

__all__ = ["FundingSource", "LegalBasis", "Partner", "Practice", "TargetGroup"]
