"""What happens around practices and adoptions that people are told of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from content.choices import Audience
from members.choices import Role
from notices.choices import Channel
from notices.kinds import Line, NoticeKind, declare
from practices.choices import AfterMonths
from practices.models import Adoption, Practice

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from members.models import User
    from notices.models import Notice

_AREA = "Praxis"
_CONFIDENTIAL = "ein vertrauliches Praxisbeispiel"


def _practices(user: User) -> QuerySet[Practice]:
    return Practice.objects.visible_to(user).only("title", "audience", "state", "kreis_id")


def _coordinates(user: User) -> bool:
    return user.role == Role.COORDINATOR


def _moderates(user: User) -> bool:
    return user.is_moderator


def _title_in_mail(practice: Practice) -> str:
    return _CONFIDENTIAL if practice.audience == Audience.MEMBERS else ""


def _about(practice: Practice, text: str, *, url: str = "", advice: str = "") -> Line:
    return Line(
        text=text,
        title=practice.title,
        about=f"praxis {practice.pk}",
        url=url or practice.get_absolute_url(),
        title_in_mail=_title_in_mail(practice),
        advice=advice,
    )


def _query(practice: Practice, notice: Notice) -> Line:  # noqa: ARG001  (every kind gets both)
    return _about(
        practice,
        "Rückfrage",
        url=reverse("practices:practice-edit", args=[practice.pk]),
        advice="Die Rückfrage steht beim jeweiligen Feld. Antworten Sie dort und reichen Sie das "
        "Beispiel wieder ein.",
    )


QUERY = declare(
    NoticeKind(
        name="rueckfrage",
        label="Rückfragen zu unseren Praxisbeispielen",
        area=_AREA,
        default=Channel.AT_ONCE,
        readable=_practices,
        line=_query,
        concerns=_coordinates,
        is_task=True,
    )
)

PUBLISHED, ARCHIVED, REPUBLISHED, RECLASSIFIED = "neu", "archiv", "zurueck", "lesekreis"
_DECISIONS = {
    PUBLISHED: "Veröffentlicht",
    ARCHIVED: "Archiviert",
    REPUBLISHED: "Aus dem Archiv zurückgeholt",
    RECLASSIFIED: "Neu festgelegt, wer es lesen darf",
}


def _decision(practice: Practice, notice: Notice) -> Line:
    return _about(practice, _DECISIONS[notice.happening.split(":")[0]])


DECISION = declare(
    NoticeKind(
        name="entscheidung",
        label="Entscheidungen über unsere Praxisbeispiele",
        area=_AREA,
        default=Channel.WEEKLY,
        readable=_practices,
        line=_decision,
        concerns=_coordinates,
    )
)


def _submitted(practice: Practice, notice: Notice) -> Line:  # noqa: ARG001
    advice = "Prüfen Sie das Beispiel; veröffentlichen Sie es, oder fragen Sie zurück."
    return _about(practice, "Eingereicht", advice=advice)


SUBMITTED = declare(
    NoticeKind(
        name="eingereicht",
        label="Ein Praxisbeispiel ist eingereicht",
        area=_AREA,
        default=Channel.AT_ONCE,
        readable=_practices,
        line=_submitted,
        concerns=_moderates,
        is_task=True,
    )
)


def _review(practice: Practice, notice: Notice) -> Line:  # noqa: ARG001
    return _about(
        practice,
        "Noch aktuell?",
        advice="Seit einem Jahr hat niemand diese Angaben bestätigt. Wenn alles noch stimmt, "
        "genügt ein Klick.",
    )


REVIEW_DUE = declare(
    NoticeKind(
        name="noch-aktuell",
        label="Jährliche Frage, ob unsere Praxisbeispiele noch aktuell sind",
        area=_AREA,
        default=Channel.AT_ONCE,
        readable=_practices,
        line=_review,
        concerns=_coordinates,
        is_task=True,
    )
)


def _adoptions(user: User) -> QuerySet[Adoption]:
    return Adoption.objects.visible_to(user).as_read_by(user)


def _adopted(adoption: Adoption, notice: Notice) -> Line:  # noqa: ARG001
    return Line(
        text=f"Übernahme durch {adoption.kreis} ({adoption.get_state_display()})",
        text_in_mail="Neue Übernahme" if adoption.practice.audience == Audience.MEMBERS else "",
        title=adoption.title,
        about=f"praxis {adoption.practice_id}",
        url=adoption.get_absolute_url(),
        title_in_mail=_title_in_mail(adoption.practice),
    )


ADOPTED = declare(
    NoticeKind(
        name="uebernahme",
        label="Ein anderer Kreis setzt unser Praxisbeispiel um",
        area=_AREA,
        default=Channel.WEEKLY,
        readable=_adoptions,
        line=_adopted,
        concerns=_coordinates,
    )
)


def _outcome(adoption: Adoption, notice: Notice) -> Line:
    months = AfterMonths(int(notice.happening))
    return Line(
        text=f"Ergebnis {months.label} festhalten",
        title=adoption.title,
        about=f"praxis {adoption.practice_id}",
        url=reverse("practices:adoption-outcome", args=[adoption.pk, months.value]),
        title_in_mail=_title_in_mail(adoption.practice),
        advice="Was hat gewirkt, und würden Sie es wieder tun? Vier Fragen, etwa zehn Minuten. "
        "Auch was beendet wurde, hilft anderen.",
    )


OUTCOME_DUE = declare(
    NoticeKind(
        name="ergebnis",
        label="Fragen nach 6 und 12 Monaten zu unseren Übernahmen",
        area=_AREA,
        default=Channel.AT_ONCE,
        readable=_adoptions,
        line=_outcome,
        concerns=_coordinates,
        is_task=True,
    )
)
OF_PRACTICE = (QUERY, DECISION, SUBMITTED, REVIEW_DUE)
OF_ADOPTION = (ADOPTED, OUTCOME_DUE)
