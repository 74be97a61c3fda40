"""What the circle of experts holds of people; an answer is that of the Kreis and stays with it."""

from __future__ import annotations

from content.people import Fate, Holding, Link, declare
from experts.models import (
    Answer,
    Author,
    Consultation,
    ConsultationFile,
    Contribution,
    ContributionVersion,
    FollowUp,
    Opinion,
    Outcome,
    Quotation,
    Release,
)

_SIGNED = ("author_name",)

declare(
    Holding(
        Consultation,
        "Fragen des Landkreistages",
        (
            Link("asked_by", Fate.KEEP, names=_SIGNED, shared=True),
            Link("handed_over_by", Fate.KEEP, columns=("title", "handed_over_at"), shared=True),
        ),
        secrets=("token",),
    ),
    Holding(ConsultationFile, "Dateien an Fragen", (Link("uploaded_by", Fate.KEEP, shared=True),)),
    Holding(
        Contribution,
        "Antworten Ihres Kreises, die Sie abgegeben haben",
        (
            Link(
                "submitted_by",
                Fate.KEEP,
                names=("submitted_name",),
                emptied=("submitted_function",),
                shared=True,
            ),
            Link(
                "changed_by",
                Fate.KEEP,
                columns=("consultation", "draft", "changed_at"),
                shared=True,
            ),
        ),
    ),
    Holding(
        Answer,
        "Was Sie darin geantwortet haben",
        (Link("contribution__submitted_by", Fate.KEEP, shared=True),),
    ),
    Holding(
        ContributionVersion,
        "Fassungen dieser Antworten",
        (Link("by", Fate.KEEP, names=_SIGNED, shared=True),),
    ),
    Holding(
        Quotation,
        "Zitate, über die Sie entschieden haben",
        (
            Link(
                "decided_by",
                Fate.KEEP,
                names=("decided_name",),
                emptied=("decided_function",),
                shared=True,
            ),
        ),
        secrets=("token",),
    ),
    Holding(
        Opinion,
        "Was Sie zu Entwürfen gesagt haben",
        (
            Link("by", Fate.KEEP, names=_SIGNED, shared=True),
            Link("settled_by", Fate.KEEP, columns=("settled", "settled_note")),
        ),
    ),
    Holding(Author, "Auswertungen, an denen Sie geschrieben haben", (Link("person", Fate.KEEP),)),
    Holding(
        Release,
        "Fassungen, die Sie freigegeben haben",
        # Frozen: what was released says for ever what it said.
        (
            Link("handed_over_by", Fate.KEEP, columns=("consultation", "edition")),
            Link("released_by", Fate.KEEP, columns=("consultation", "edition", "released_at")),
        ),
        frozen=True,
    ),
    Holding(
        Outcome,
        "Was aus Antworten wurde",
        (Link("by", Fate.KEEP, names=_SIGNED),),
        secrets=("token",),
    ),
    Holding(
        FollowUp,
        "Nachfragen",
        (
            Link("by", Fate.KEEP, names=_SIGNED, columns=("consultation", "text", "at")),
            Link(
                "answered_by",
                Fate.KEEP,
                names=("answered_name",),
                columns=("consultation", "answer", "answered_at"),
            ),
        ),
        secrets=("token",),
    ),
)
