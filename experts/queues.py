"""What the circle of experts puts before the office: questions whose answers are overdue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, override

from django.core.exceptions import ValidationError
from django.utils import timezone

from content.choices import Place
from content.models import Record
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
from content.services import OutdatedError
from experts.choices import Stage
from experts.forms.questions import StepForm
from experts.models import Consultation
from experts.services.consultations import MoveError, evaluate_consultation, set_deadline
from members.models import Kreis

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from members.models import User

_CHANGED = "Die Anfrage wurde inzwischen geändert. Prüfen Sie, ob der Schritt noch passt."
_ACTS = ("consultation.deadline", "consultation.synthesis", "consultation.withdrawn")


class Overdue(Queue):
    """Questions whose last day is over while Kreise have not answered, or nobody evaluates."""

    name, label, since = "rueckmeldungen", "Überfällige Rückmeldungen", "deadline"
    rank = 5

    @override
    def things(self, user: User) -> QuerySet[Any]:
        found = Consultation.objects.visible_to(user).filter(stage=Stage.OPEN)
        return found.filter(deadline__lt=timezone.localdate()).order_by("deadline", "pk")

    @override
    def line(self, thing: Consultation) -> Line:
        return Line(
            title=thing.title,
            who=f"{thing.author_name}, Deutscher Landkreistag",
            why=f"{thing.answered_count} von {thing.asked_count} haben geantwortet",
            since=thing.deadline,
            preview=thing.question,
        )

    @override
    def open(self, user: User, thing: Consultation) -> Dossier:
        answered = thing.contributions.submitted().values("kreis")
        silent = Kreis.objects.members().exclude(pk__in=answered).order_by("name")
        names = ", ".join(str(kreis) for kreis in silent)
        facts = (
            ("Anfrage", f"{thing.number} {thing.title}"),
            ("Frist", f"{thing.deadline:%d.%m.%Y}"),
            ("Rückmeldungen", f"{thing.answered_count} von {thing.asked_count}"),
            ("Es fehlen", names or "keine"),
        )
        parts = (Part("Die Frage", text=thing.question, facts=facts),)
        return Dossier(parts, thing.get_absolute_url(), {"titel": thing.title})

    @override
    def steps(self, user: User, thing: Consultation, sent: Sent) -> list[Step]:
        def form(name: str, *, with_deadline: bool) -> StepForm:
            return StepForm(
                sent.of(name),
                consultation=thing,
                with_deadline=with_deadline,
                demands_reason=with_deadline,
                auto_id=f"{name}_%s",
            )

        return [
            Step(
                "frist",
                "Frist ändern",
                "v",
                form("frist", with_deadline=True),
                "Alle Kreise erfahren die neue Frist.",
                place=Place.DEADLINE,
                into="reason",
            ),
            Step(
                "auswertung",
                "Auswertung beginnen",
                "f",
                form("auswertung", with_deadline=False),
                "Danach nimmt das Portal keine Rückmeldungen mehr an.",
            ),
        ]

    @override
    def decide(self, user: User, thing: Consultation, step: Step) -> str:
        values: dict[str, Any] = dict(step.form.cleaned_data)
        try:
            if step.name == "frist":
                set_deadline(thing, by=user, **values)
                return "Die neue Frist ist gespeichert."
            if not evaluate_consultation(thing, by=user, **values):
                raise SettledError(self.settled(user, thing.pk))
        except (OutdatedError, MoveError) as error:
            if settled := self.settled(user, thing.pk):
                raise SettledError(settled) from error
            raise ValidationError(_CHANGED) from error
        return "Die Auswertung hat begonnen."

    @override
    def settled(self, user: User, key: int) -> str:
        if self.things(user).filter(pk=key).exists():
            return ""
        found = Consultation.objects.visible_to(user).filter(pk=key).first()
        trail = Record.objects.filter(kind="experts.consultation", key=str(key), act__in=_ACTS)
        last = trail.select_related("by").order_by("-pk").first()
        if found is None or last is None:
            return ""
        return settled_by(last.by, last.at, found.get_stage_display())


register(Overdue())
