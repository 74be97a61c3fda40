"""What the start page asks of a Kreis: to answer, to read the draft, to release quotations."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from content.tasks import tasks_for
from experts.choices import QuoteConsent, Stage
from experts.models import Opinion, Quotation
from tests import factories
from tests.experts.making import make_consultation, make_contribution, make_paragraph

if TYPE_CHECKING:
    from content.tasks import Task
    from members.models import User


def asked(user: User) -> list[Task]:
    words = ("Frage des Landkreistages", "Auswertung abstimmen", "Zitat freigeben")
    return [task for task in tasks_for(user) if task.title.startswith(words)]


def titles(user: User) -> list[str]:
    return [task.title for task in asked(user)]


def test_each_kreis_is_asked_until_it_answered(
    lippe: User, lippe_deputy: User, celle: User, moderator: User, liaison: User, programme: User
) -> None:
    assert lippe.kreis is not None
    assert celle.kreis is not None
    one = make_consultation(title="Kursplätze", size="blitz")
    for stage in (Stage.ASKED, Stage.SYNTHESIS, Stage.RELEASED, Stage.CLOSED, Stage.WITHDRAWN):
        make_consultation(stage)
    make_contribution(one, celle.kreis, submitted=False)
    make_contribution(one, factories.make_kreis())
    everybody = (lippe, lippe_deputy, celle, moderator, liaison, programme)
    said = ["Frage des Landkreistages: Kursplätze"]
    assert [titles(user) for user in everybody] == [said] * 3 + [[]] * 3
    task = asked(lippe)[0]
    found = (task.url, task.due, task.minutes)
    assert found == (one.get_absolute_url(), one.deadline, 5)
    make_contribution(one, lippe.kreis, no_comment=True)
    assert [titles(user) for user in everybody[:3]] == [[], [], said]


def test_a_draft_is_to_be_agreed_upon_until_the_kreis_says_something_to_the_whole(
    lippe: User, celle: User
) -> None:
    assert lippe.kreis is not None
    until = timezone.localdate() + timedelta(days=7)
    one = make_consultation(Stage.AGREEMENT, title="Kursplätze", agree_until=until)
    said = {"consultation": one, "kreis": lippe.kreis, "verdict": "ja"}
    Opinion.objects.create(**said, paragraph=make_paragraph(one))
    assert titles(lippe) == titles(celle) == ["Auswertung abstimmen: Kursplätze"]
    task = asked(lippe)[0]
    assert (task.due, task.url) == (until, f"/expertenkreis/{one.pk}/abstimmung/")
    over = make_consultation(Stage.AGREEMENT, agree_until=timezone.localdate() - timedelta(days=1))
    assert over.title not in str(titles(lippe))
    Opinion.objects.create(**said)
    assert (titles(lippe), titles(celle)) == ([], ["Auswertung abstimmen: Kursplätze"])


def test_a_quotation_is_to_be_released_by_the_kreis_it_is_of(lippe: User, celle: User) -> None:
    assert lippe.kreis is not None
    assert celle.kreis is not None
    until = timezone.localdate()
    one = make_consultation(Stage.AGREEMENT, title="Kursplätze", agree_until=until)
    paragraph = make_paragraph(one)
    for kreis in (lippe.kreis, celle.kreis):
        Opinion.objects.create(consultation=one, kreis=kreis, verdict="ja")
    elsewhere = make_paragraph(make_consultation(Stage.SYNTHESIS))
    being_written = make_contribution(elsewhere.consultation, lippe.kreis)
    Quotation.objects.create(paragraph=elsewhere, contribution=being_written, wording="Noch nicht")
    own = make_contribution(one, lippe.kreis)
    others = make_contribution(one, celle.kreis)
    said = {"paragraph": paragraph, "wording": "Es fehlen Lehrkräfte."}
    quotation = Quotation.objects.create(**said, contribution=own)
    Quotation.objects.create(**said, contribution=others, consent=QuoteConsent.REFUSED)
    assert (titles(lippe), titles(celle)) == (["Zitat freigeben: Kursplätze"], [])
    quotation.consent = QuoteConsent.KREIS
    quotation.save()
    assert titles(lippe) == []
    quotation.consent = QuoteConsent.ASKED
    quotation.save()
    own.state = "zurueckgezogen"
    own.save()
    assert titles(lippe) == []
