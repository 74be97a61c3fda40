"""The trial's circle of experts: a consultation in each state, around the day it is loaded."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.utils import timezone

from content.choices import Audience
from content.models import Theme
from experts.agreement import wording_key
from experts.choices import ItemKind, QuoteConsent, Stage, Verdict
from experts.models import (
    Consultation,
    ConsultationItem,
    Contribution,
    Opinion,
    Quotation,
    Release,
    Source,
)
from experts.services.agreeing import Said, give_opinion, present_summary
from experts.services.consultations import (
    ask_consultation,
    close_consultation,
    evaluate_consultation,
    open_consultation,
    withdraw_consultation,
)
from experts.services.contributing import contribution_of, save_draft, submit_contribution
from experts.services.outcomes import note_outcome
from experts.services.quoting import add_quotation, decide_quotation
from experts.services.releasing import hand_over_summary, release_summary
from experts.services.writing import add_paragraph, tie_contribution
from notices.models import Notice
from search.services import forget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from members.models import User

    type Person = Callable[[str], User]
    type Entry = Mapping[str, Any]

_LIAISON, _WRITER, _SECOND = "landkreistag", "moderation", "moderation2"
_PLAIN = ("title", "question", "background", "size")
# Long enough for all that is written while the trial is made.
_MEANWHILE = timedelta(days=30)
_IN_SYNTHESIS = ("auswertung", "abstimmung", "freigegeben", "abgeschlossen")
_RELEASED = ("freigegeben", "abgeschlossen")
_PASSED = (*_RELEASED, "auswertung", "zurueckgezogen")


def load_consultations(entries: Iterable[Entry], *, person: Person) -> None:
    """Lead each consultation as far as its entry says; of what is days old nobody is told."""
    for entry in entries:
        last = Notice.objects.order_by("pk").values_list("pk", flat=True).last() or 0
        _lead(entry, person)
        if entry["stage"] in _PASSED:
            Notice.objects.filter(pk__gt=last).delete()


def _lead(entry: Entry, person: Person) -> None:
    consultation = _ask(entry, person)
    if entry["stage"] == Stage.ASKED:
        return
    until = timezone.localdate() + _MEANWHILE
    open_consultation(consultation, by=person(_WRITER), version=1, deadline=until)
    for login, said in entry.get("answers", {}).items():
        _answer(consultation, person(login), said)
    for login in entry.get("no_comment", ()):
        _answer(consultation, person(login), None)
    _set_days(consultation, entry)
    consultation.refresh_from_db()
    if "withdrawn" in entry:
        by, reason = person(_LIAISON), entry["withdrawn"]
        withdraw_consultation(consultation, by=by, version=consultation.version, reason=reason)
    if entry["stage"] in _IN_SYNTHESIS:
        evaluate_consultation(consultation, by=person(_WRITER), version=consultation.version)
        _write_summary(consultation, entry, person)


def _ask(entry: Entry, person: Person) -> Consultation:
    values = {name: entry[name] for name in _PLAIN}
    values["theme"] = Theme.objects.filter(key=entry["theme"]).first()
    values["deadline"] = _day(entry["deadline"])
    values["is_sample"] = True
    asked = ask_consultation(by=person(_LIAISON), token=uuid4(), values=values, items=_items(entry))
    Consultation.objects.filter(pk=asked.pk).update(asked_at=_moment(entry["asked"]))
    return asked


def _items(entry: Entry) -> list[ConsultationItem]:
    items = [ConsultationItem(kind=ItemKind.STATEMENT, wording=one) for one in entry["statements"]]
    for wording, unit in entry["numbers"]:
        items.append(ConsultationItem(kind=ItemKind.NUMBER, wording=wording, unit=unit))
    items += [ConsultationItem(kind=ItemKind.OPEN, wording=one) for one in entry["questions"]]
    return items


def _answer(consultation: Consultation, by: User, said: list[str] | None) -> None:
    """Submit what a Kreis says: consent, choices, numbers, a text; None is „keine Anmerkung“."""
    draft: dict[str, Any] = {"answers": {}, "consent": "anonym", "no_comment": said is None}
    if said is not None:
        consent, choices, numbers, text = said
        draft["consent"] = consent
        left = {
            ItemKind.STATEMENT: ("choice", choices.split()),
            ItemKind.NUMBER: ("number", numbers.split()),
            ItemKind.OPEN: ("text", [text]),
        }
        for item in consultation.items.all():
            part, words = left[ItemKind(item.kind)]
            draft["answers"][str(item.pk)] = {part: words.pop(0)}
    contribution = contribution_of(consultation, by)
    save_draft(contribution, by=by, version=0, draft=draft)
    contribution = contribution_of(consultation, by)
    submit_contribution(contribution, by=by, version=contribution.version)


def _set_days(consultation: Consultation, entry: Entry) -> None:
    """Put it to the days of its entry, as if it had been asked and answered then."""
    opened, deadline = _moment(entry["asked"] + 1), _day(entry["deadline"])
    opened = min(opened, timezone.now())
    days = {"opened_at": opened, "deadline": deadline}
    Consultation.objects.filter(pk=consultation.pk).update(**days)
    answered = min(timezone.now(), opened + timedelta(days=2))
    Contribution.objects.filter(consultation=consultation).update(submitted_at=answered)


def _write_summary(consultation: Consultation, entry: Entry, person: Person) -> None:
    items = list(consultation.items.all())
    writer = person(_WRITER)
    given = {one.kreis_id: one for one in consultation.contributions.all()}
    for section, title, text, sources, item in entry["summary"]:
        values = {
            "section": section,
            "title": title,
            "text": text,
            "item": None if item is None else items[item],
            "is_judgement": section == "entstehung",
        }
        paragraph = add_paragraph(consultation, by=writer, token=uuid4(), values=values)
        for login in sources:
            contribution = given[str(person(login).kreis_id)]
            tie_contribution(paragraph, contribution, by=writer)
        if section == "empfehlungen" and "quote" in entry:
            login, wording = entry["quote"]
            contribution = given[str(person(login).kreis_id)]
            add_quotation(paragraph, contribution, by=writer, token=uuid4(), wording=wording)
    if entry["stage"] in ("abstimmung", *_RELEASED):
        _agree(consultation, entry, person)


def _agree(consultation: Consultation, entry: Entry, person: Person) -> None:
    """Put it to the Kreise; what is released since, they all agreed to."""
    consultation.refresh_from_db()
    until = timezone.localdate() + timedelta(days=5)
    present_summary(
        consultation, by=person(_WRITER), version=consultation.version, agree_until=until
    )
    if entry["stage"] not in _RELEASED:
        return
    for quotation in Quotation.objects.filter(paragraph__consultation=consultation):
        by, consent = person(entry["quote"][0]), QuoteConsent.NAMED
        decide_quotation(quotation, by=by, version=quotation.version, consent=consent)
    consultation.refresh_from_db()
    for login in entry["answers"]:
        seen = wording_key(consultation.paragraphs.all())
        give_opinion(consultation, None, by=person(login), seen=seen, said=Said(Verdict.AGREE))
    over = timezone.localdate() - timedelta(days=1)
    Consultation.objects.filter(pk=consultation.pk).update(agree_until=over)
    _release(consultation, entry, person)


def _release(consultation: Consultation, entry: Entry, person: Person) -> None:
    def version() -> int:
        consultation.refresh_from_db()
        return consultation.version

    audience = Audience.PUBLIC if entry.get("public") else Audience.PARTNERS
    hand_over_summary(consultation, by=person(_WRITER), version=version())
    release_summary(consultation, by=person(_SECOND), version=version(), audience=audience)
    use, text = entry["outcome"]
    outcome = {"use": use, "text": text, "day": timezone.localdate(), "link": ""}
    note_outcome(consultation, by=person(_LIAISON), token=uuid4(), values=outcome)
    if entry["stage"] == Stage.CLOSED:
        close_consultation(consultation, by=person(_WRITER), version=version())


def _day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def _moment(days: int) -> datetime:
    return timezone.make_aware(datetime.combine(_day(days), time(9, 40)))


def remove_consultations() -> int:
    """Take the trial's consultations out again, released ones too; return how many.

    Invented practices are no source of what stays, either.
    """
    consultations = Consultation.objects.filter(is_sample=True)
    released = Release.objects.filter(consultation__in=consultations)
    for kind, gone in (("anfrage", consultations), ("auswertung", released)):
        for pk in gone.values_list("pk", flat=True):
            forget(kind, pk)
    Source.objects.filter(practice__is_sample=True).delete()
    Opinion.objects.filter(consultation__in=consultations).delete()
    released.delete()
    for one in consultations:
        one.paragraphs.all().delete()
        one.contributions.all().delete()
    count = consultations.count()
    consultations.delete()
    return count
