"""What a summary still lacks before the Kreise agree upon it, and before it is released."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from experts.choices import REQUIRED, ContributionState, QuoteConsent, Section, Settled, Verdict
from experts.models import Opinion, Quotation, Source
from experts.wording import is_passage

if TYPE_CHECKING:
    from experts.models import Consultation, Paragraph

MOST_SENTENCES = 3
# Behind them a sentence goes on.
_SHORT = re.compile(
    r"\b(?:[A-Za-zÄÖÜäöü]|bzw|ca|vgl|Nr|Abs|Art|inkl|ggf|etc|usw|rd|Mio|Mrd|Std|Dr|Prof)\.(?=\s)"
)
_ORDINAL = re.compile(
    r"(?<=\d)\.(?=\s+(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November"
    r"|Dezember|Quartal|Halbjahr)\b)"
)
# What follows begins with a capital letter, a number or a quotation, or nothing follows.
_END = re.compile(r"[.!?…]+[\"“”»)\]*_]*(?=\s+[A-ZÄÖÜ\d„»(]|\s*$)")


class Gap(NamedTuple):
    """Something that is missing, in a sentence, and where to put it right."""

    text: str
    url: str


def count_sentences(text: str) -> int:
    """Return how many sentences a text has; what lacks its full stop is one, too."""
    total = 0
    for block in re.split(r"\n\s*\n", text.strip()):
        plain = _ORDINAL.sub("", _SHORT.sub("", block.strip()))
        ends = list(_END.finditer(plain))
        rest = plain[ends[-1].end() :] if ends else plain
        total += len(ends) + bool(re.search(r"\w", rest))
    return total


def gaps_for_agreement(consultation: Consultation) -> list[Gap]:
    """Return what keeps a summary from being put to the Kreise."""
    sources = Prefetch("sources", Source.objects.select_related("contribution"))
    rows = consultation.paragraphs.prefetch_related(sources)
    paragraphs = list(rows.order_by("section", "position", "pk"))
    found = [*_empty_sections(consultation, paragraphs), *_too_long(consultation, paragraphs)]
    for one in paragraphs:
        name = f"„{_short(one)}“"
        if not one.is_judgement and not any(map(_counts, one.sources.all())):
            text = f"{name} hat keinen Beleg und ist nicht als „Wertung der Redaktion“ markiert."
            found.append(Gap(text, _place(one)))
        if one.flagged:
            found.append(Gap(f"{name} ist zu prüfen: {one.flagged}", _place(one)))
    return [*found, *_misquoted(consultation)]


def _counts(source: Source) -> bool:
    """Whether it still says something: what a Kreis took back does not."""
    return source.contribution is None or source.contribution.is_submitted


def _misquoted(consultation: Consultation) -> list[Gap]:
    """Name what is quoted and, since a Kreis changed its contribution, stands there no more."""
    quotations = Quotation.objects.filter(paragraph__consultation=consultation)
    joined = quotations.select_related("contribution__kreis", "paragraph")
    found = []
    for one in joined.prefetch_related("contribution__answers"):
        texts = [answer.text for answer in one.contribution.answers.all()]
        if not one.contribution.is_submitted or not is_passage(one.wording, texts):
            kreis, wording = one.contribution.kreis, one.wording[:60]
            text = f"Das Zitat „{wording}“ steht nicht mehr in der Rückmeldung von {kreis}."
            found.append(Gap(text, _place(one.paragraph)))
    return found


def gaps_for_release(consultation: Consultation) -> list[Gap]:
    """Return what keeps a summary from being released: the same, and objections nobody settled."""
    found = gaps_for_agreement(consultation)
    url = reverse("experts:summary-agree", args=[consultation.pk])
    for one in _unsettled(consultation, Verdict.OBJECT):
        text = f"Der Einspruch von {one.kreis} ist noch offen."
        found.append(Gap(text, f"{url}#stimme-{one.pk}"))
    return found


def remarks(consultation: Consultation) -> list[Gap]:
    """Return what blocks nothing and should be known: what will be dropped, what is unanswered."""
    found = []
    url = reverse("experts:summary-agree", args=[consultation.pk])
    asked = Quotation.objects.filter(
        paragraph__consultation=consultation, consent=QuoteConsent.ASKED
    )
    for one in asked.select_related("contribution__kreis", "paragraph"):
        text = (
            f"Das Zitat „{one.wording[:60]}“ entfällt bei der Freigabe, solange "
            f"{one.contribution.kreis} ihm nicht zustimmt."
        )
        found.append(Gap(text, _place(one.paragraph)))
    for opinion in _unsettled(consultation, Verdict.CHANGE):
        text = f"Der Änderungswunsch von {opinion.kreis} ist noch nicht beantwortet."
        found.append(Gap(text, f"{url}#stimme-{opinion.pk}"))
    return found


def _unsettled(consultation: Consultation, verdict: Verdict) -> list[Opinion]:
    found = Opinion.objects.filter(consultation=consultation, verdict=verdict, settled=Settled.OPEN)
    return list(found.select_related("kreis"))


def _empty_sections(consultation: Consultation, paragraphs: list[Paragraph]) -> list[Gap]:
    filled = {one.section for one in paragraphs}
    url = reverse("experts:summary-work", args=[consultation.pk])
    return [
        Gap(f"Der Abschnitt „{section.label}“ ist leer.", f"{url}#{section.value}")
        for section in REQUIRED
        if section not in filled
    ]


def _too_long(consultation: Consultation, paragraphs: list[Paragraph]) -> list[Gap]:
    gist = [one for one in paragraphs if one.section == Section.GIST]
    count = sum(count_sentences(one.text) for one in gist)
    if count <= MOST_SENTENCES:
        return []
    url = reverse("experts:summary-work", args=[consultation.pk])
    text = f"„{Section.GIST.label}“ hat {count} Sätze. Kürzen Sie auf {MOST_SENTENCES}."
    return [Gap(text, f"{url}#{Section.GIST.value}")]


def _short(paragraph: Paragraph) -> str:
    text = paragraph.title or " ".join(paragraph.text.split())
    return text if len(text) <= 60 else f"{text[:59]}…"


def _place(paragraph: Paragraph) -> str:
    url = reverse("experts:summary-work", args=[paragraph.consultation_id])
    return f"{url}?absatz={paragraph.pk}#absatz-{paragraph.pk}"


# ---- „Wie diese Auswertung entstand“ -------------------------------------------------------------


def method_in_words(consultation: Consultation) -> str:
    """Say from the rows how the summary came about; nobody is named."""
    contributions = consultation.contributions.filter(state=ContributionState.SUBMITTED)
    rows = list(contributions.values_list("no_comment", "is_late"))
    begun = consultation.opened_at or consultation.asked_at
    begin = timezone.localtime(begun).date()
    verb = "hat" if len(rows) == 1 else "haben"
    asked = f"Schriftliche Abfrage vom {begin:%d.%m.%Y} bis {consultation.deadline:%d.%m.%Y}"
    answered = f"{len(rows)} von {consultation.asked_count} Kreisen {verb} geantwortet."
    sentences = [f"{asked}; {answered}"]
    silent, late = (sum(column) for column in zip(*rows, strict=True)) if rows else (0, 0)
    if silent:
        who = "meldete ein Kreis" if silent == 1 else f"meldeten {silent} Kreise"
        sentences.append(f"Davon {who} „keine Anmerkung“.")
    if late:
        came = "traf eine Rückmeldung" if late == 1 else f"trafen {late} Rückmeldungen"
        sentences.append(f"Nach der Frist {came} ein; auch das ist mitgezählt.")
    sentences += [
        "Angaben einzelner Kreise sind nur mit deren Zustimmung genannt.",
        "Zusammengefasst durch die Moderation und den Kreisen zur Abstimmung vorgelegt.",
    ]
    return " ".join(sentences)
