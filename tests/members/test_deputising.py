"""What a deputy gets of the person that he stands in for: tasks and mails, no right."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from content.tasks import Task, task_source, tasks_for
from members.models import User
from members.services import accept_invitation, ask_for_renewal
from members.tasks import deputising, with_deputyships
from notices.models import OutgoingMail
from practices.choices import State
from practices.services import send_query
from tests import factories
from tests.telling import mailed_to, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from members.models import Kreis


@pytest.fixture
def personal_task() -> Iterator[Task]:
    """Register what a later app will bring: a task for one person that colleagues may do too."""
    task = Task(
        title="Protokoll prüfen",
        url="/termine/1/",
        doable_by=lambda user: user.kreis_id == "05766",
    )

    @task_source
    def source(user: User) -> Iterator[Task]:
        if user.last_name == "Vogt":
            yield task

    yield task
    from content import tasks  # only here: nobody else takes a source back

    tasks._sources.remove(source)  # noqa: SLF001


def test_a_deputy_finds_the_tasks_of_today_with_the_name(
    lippe: User, lippe_deputy: User, personal_task: Task, as_: Any
) -> None:
    factories.make_deputyship(lippe, lippe_deputy)
    page = as_(lippe_deputy).get("/")
    assert [(task.title, task.on_behalf_of) for task in page.context["tasks"]] == [
        ("Protokoll prüfen", "Katrin Vogt")
    ]
    assert "in Vertretung für Katrin Vogt" in page.text
    until = timezone.localdate() + timedelta(days=6)
    assert f"Sie vertreten heute Katrin Vogt (bis {until:%d.%m.%Y})." in page.text
    assert [task.on_behalf_of for task in as_(lippe).get("/").context["tasks"]] == ["", ""]


# A deputy gets no right: the lead's task stays the lead's.
def test_a_deputy_gets_no_task_that_only_the_lead_can_do(lippe: User, lippe_deputy: User) -> None:
    factories.make_deputyship(lippe, lippe_deputy)
    assert len(tasks_for(lippe)) == 1
    assert with_deputyships(lippe_deputy, deputising(lippe_deputy)) == []


def test_what_both_leads_have_to_do_stands_once(lippe: User) -> None:
    second = factories.make_person(kreis=lippe.kreis, is_lead=True)
    factories.make_deputyship(lippe, second)
    assert with_deputyships(second, deputising(second)) == tasks_for(second)


@pytest.mark.parametrize("when", ["over", "coming", "ended", "the other way round"])
def test_a_deputyship_acts_on_its_days_only(
    when: str, lippe: User, lippe_deputy: User, personal_task: Task
) -> None:
    fields: dict[str, dict[str, Any]] = {
        "over": {"starts_in": -7, "lasts": 7},
        "coming": {"starts_in": 1},
        "ended": {"ended_at": timezone.now()},
        "the other way round": {"person": lippe_deputy, "deputy": lippe},
    }
    factories.make_deputyship(**{"person": lippe, "deputy": lippe_deputy} | fields[when])
    assert deputising(lippe_deputy) == []


def test_the_last_day_counts(lippe: User, lippe_deputy: User) -> None:
    last = factories.make_deputyship(lippe, lippe_deputy, starts_in=-6, lasts=7)
    assert deputising(lippe_deputy) == [last]


def test_what_only_the_lead_may_do_reaches_no_deputy(lippe: User, lippe_deputy: User) -> None:
    factories.make_deputyship(lippe, lippe_deputy)
    given: dict[str, Any] = {"kreis": lippe.kreis, "invited_by": lippe}
    invitation = factories.make_invitation(**given)
    accept_invitation(invitation, password="sieben blaue Boote", first_name="A", last_name="B")
    past = timezone.now() - timedelta(days=1)
    ask_for_renewal(factories.make_invitation("z" * 43, **given, expires_at=past))
    assert told() == [
        ("beitritt", lippe.email, "", "woechentlich"),
        ("einladung-erneuern", lippe.email, "", "sofort"),
    ]


def test_the_deputys_mail_says_on_whose_behalf_it_comes(
    lippe: User, lippe_deputy: User, moderator: User
) -> None:
    factories.make_deputyship(lippe, lippe_deputy)
    practice = factories.make_practice(
        kreis=lippe.kreis, state=State.SUBMITTED, title="Sprachlotsen", changed_by=lippe
    )
    send_query(practice, by=moderator, remarks={"goals": "Bis wann?"})
    (mail,) = mailed_to(lippe_deputy)
    assert mail.text.startswith(
        "Guten Tag,\n\nSie erhalten diese Mail, weil Sie Katrin Vogt vertreten.\n\n"
        "Rückfrage: Sprachlotsen.\n\n"
    )


def test_mail_about_the_account_reaches_nobody_else(
    lippe: User, lippe_deputy: User, as_: Any
) -> None:
    factories.make_deputyship(lippe, lippe_deputy)
    password = "zwölf grüne Boote"
    data = {"oldpassword": factories.PASSWORD, "password1": password, "password2": password}
    as_(lippe).post("/konto/kennwort/", data)
    mails = OutgoingMail.objects.values_list("template", "to")
    assert list(mails) == [("account/email/password_changed", lippe.email)]


def test_a_deputy_without_access_gets_no_mail(
    lippe: User, lippe_deputy: User, kreis_lippe: Kreis
) -> None:
    factories.make_deputyship(lippe, lippe_deputy)
    User.objects.filter(pk=lippe_deputy.pk).update(is_active=False)
    invitation = factories.make_invitation(kreis=kreis_lippe, invited_by=lippe)
    accept_invitation(invitation, password="sieben blaue Boote", first_name="A", last_name="B")
    assert told() == [("beitritt", lippe.email, "", "woechentlich")]


# What a person who left answered for passes to the Kreis.
def test_a_renewal_for_somebody_who_left_reaches_the_lead(
    lippe: User, kreis_lippe: Kreis, celle: User
) -> None:
    left = factories.make_person(kreis=kreis_lippe, is_active=False)
    past = timezone.now() - timedelta(days=1)
    invitation = factories.make_invitation(kreis=kreis_lippe, invited_by=left, expires_at=past)
    assert ask_for_renewal(invitation) is True
    assert list(OutgoingMail.objects.values_list("to", flat=True)) == [lippe.email]
