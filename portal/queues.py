"""What everybody may put before the office: barriers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, override

from content.choices import Place
from content.queues import (
    Dossier,
    Line,
    Part,
    Queue,
    Sent,
    SettledError,
    Step,
    register,
    settled_by,
)
from portal.forms import BarrierAnswerForm, BarrierNoteForm
from portal.models import Barrier
from portal.services import answer_barrier

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from members.models import User


class Barriers(Queue):
    """Barriers people met, to be answered within a month."""

    name, label, since = "barrierefreiheit", "Hinweise zur Barrierefreiheit", "at"
    rank, for_administration = 7, True

    @override
    def things(self, user: User) -> QuerySet[Any]:
        return Barrier.objects.filter(answered_at=None).order_by("at", "pk")

    @override
    def line(self, thing: Barrier) -> Line:
        return Line(
            title=thing.page or "Ohne Angabe der Seite",
            who=thing.name or "ohne Namen",
            why=f"zu beantworten bis {thing.due:%d.%m.%Y}",
            since=thing.at,
            preview=thing.text,
        )

    @override
    def open(self, user: User, thing: Barrier) -> Dossier:
        facts = (
            ("Seite", thing.page or "ohne Angabe"),
            ("Name", thing.name or "ohne Angabe"),
            ("Antwort an", thing.email or "keine Adresse: lässt sich nicht beantworten"),
            ("Zu beantworten bis", f"{thing.due:%d.%m.%Y}"),
        )
        parts = (Part("Der Hinweis", text=thing.text, facts=facts),)
        return Dossier(parts, values={"name": thing.name, "titel": thing.page})

    @override
    def steps(self, user: User, thing: Barrier, sent: Sent) -> list[Step]:
        answer = BarrierAnswerForm(sent.of("antworten"))
        note = BarrierNoteForm(sent.of("erledigt"))
        says = "Die Antwort geht per E-Mail an die Adresse, die angegeben ist."
        mail = Step(
            *("antworten", "Antworten", "f", answer, says), place=Place.BARRIER, into="answer"
        )
        quiet = "Ohne Antwort; der Vermerk bleibt in der Verwaltung."
        noted = Step("erledigt", "Als erledigt vermerken", "e", note, quiet)
        return [mail, noted] if thing.email else [noted]

    @override
    def decide(self, user: User, thing: Barrier, step: Step) -> str:
        by_mail = step.name == "antworten"
        answer = step.form.cleaned_data["answer"]
        if not answer_barrier(thing, by=user, answer=answer, by_mail=by_mail):
            raise SettledError(self.settled(user, thing.pk))
        return "Die Antwort ist unterwegs." if by_mail else "Der Hinweis ist erledigt."

    @override
    def settled(self, user: User, key: int) -> str:
        known = Barrier.objects.filter(pk=key, answered_at__isnull=False)
        found = known.select_related("answered_by").first()
        if found is None:
            return ""
        return settled_by(found.answered_by, found.answered_at)


register(Barriers())
