from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from content.choices import Audience
from members.choices import Role
from members.models import User
from notices import reading
from notices.choices import Channel
from notices.kinds import kinds_for
from notices.models import Notice, OutgoingMail, Preference
from notices.reading import readable
from notices.services import mark_read, notify, see, settle
from practices.choices import State
from practices.news import ADOPTED, DECISION, OUTCOME_DUE, PUBLISHED, QUERY, REVIEW_DUE
from practices.services import confirm_practice
from tests import factories
from tests.telling import told

if TYPE_CHECKING:
    from collections.abc import Callable

    from practices.models import Practice

LIST = "/mitteilungen/"
MARK = "/mitteilungen/gelesen/"
COUNT = re.compile(r'<span class="count">(\d+)')


@pytest.fixture
def practice(lippe: User) -> Practice:
    return factories.make_practice(kreis=lippe.kreis, title="Sprachlotsen")


def publish_news(practice: Practice, *people: User, number: int = 1) -> None:
    happening = f"{PUBLISHED}:{number}"
    notify(DECISION, practice.pk, dict.fromkeys(people), happening=happening)


def unread_count(person: User) -> int:
    """Return what the bell shows to the session's person."""
    return reading.unread_count(User.objects.with_news().get(pk=person.pk))


def titles(person: User) -> list[str]:
    return [one.line.title for one in readable(person, Notice.objects.visible_to(person))]


# ---- Telling ------------------------------------------------------------------------------------


def test_a_happening_told_twice_is_one_notice(practice: Practice, lippe: User) -> None:
    for _ in range(2):
        publish_news(practice, lippe)
    assert told() == [("entscheidung", lippe.email, "", "woechentlich")]
    publish_news(practice, lippe, number=2)
    assert len(told()) == 2


def test_mail_at_once_is_queued_once_and_written_when_it_is_sent(
    practice: Practice, lippe: User
) -> None:
    for _ in range(2):
        notify(QUERY, practice.pk, {lippe: None}, happening="rueckfrage:1")
    mail = OutgoingMail.objects.get()
    assert (mail.person, mail.to, mail.text, Notice.objects.get().mail) == (
        lippe,
        lippe.email,
        "",
        mail,
    )
    assert ProcrastinateJob.objects.count() == 1


def test_who_wants_to_hear_nothing_of_a_kind_gets_no_notice(
    practice: Practice, lippe: User, lippe_deputy: User
) -> None:
    Preference.objects.create(person=lippe, kind=DECISION.name, channel=Channel.OFF)
    Preference.objects.create(person=lippe_deputy, kind=DECISION.name, channel=Channel.PORTAL)
    publish_news(practice, lippe, lippe_deputy)
    assert told() == [("entscheidung", lippe_deputy.email, "", "portal")]


def test_what_is_done_counts_as_read_for_everybody(
    practice: Practice, lippe: User, lippe_deputy: User
) -> None:
    people: dict[User, User | None] = {lippe: None, lippe_deputy: None}
    notify(REVIEW_DUE, practice.pk, people, happening="2026-11-01")
    publish_news(practice, lippe)
    assert settle([REVIEW_DUE], practice.pk) == 2
    assert [unread_count(one) for one in (lippe, lippe_deputy)] == [1, 0]


def test_confirming_a_practice_settles_the_question(practice: Practice, lippe: User) -> None:
    practice.state = State.TO_REVIEW
    practice.save(update_fields=["state"])
    notify(REVIEW_DUE, practice.pk, {lippe: None}, happening="2026-11-01")
    confirm_practice(practice, by=lippe)
    assert unread_count(lippe) == 0


# ---- Rights -------------------------------------------------------------------------------------


# S15, S28, S50
def test_a_notice_is_gone_with_the_right_and_back_with_it(practice: Practice, celle: User) -> None:
    publish_news(practice, celle)
    assert (titles(celle), unread_count(celle)) == (["Sprachlotsen"], 1)
    type(practice).objects.update(state=State.ARCHIVED)
    assert (titles(celle), unread_count(celle)) == ([], 0)
    type(practice).objects.update(state=State.PUBLISHED, audience=Audience.MEMBERS)
    assert titles(celle) == ["Sprachlotsen"]
    User.objects.filter(pk=celle.pk).update(role=Role.PROGRAMME, kreis=None, is_lead=False)
    assert titles(User.objects.get(pk=celle.pk)) == []


def test_nobody_sees_or_marks_notices_of_others(
    practice: Practice, lippe: User, celle: User, as_: Any
) -> None:
    publish_news(practice, lippe)
    notice = Notice.objects.get()
    assert "Sprachlotsen" not in as_(celle).get(f"{LIST}?alle=1").text
    for data in ({"id": notice.pk}, {"up_to": notice.pk}):
        as_(celle).post(MARK, data)
    notice.refresh_from_db()
    assert notice.read_at is None


# PostgreSQL knows fewer zones than Python: such a form was an error page.
@pytest.mark.parametrize("said", ["2026-01-01T00:00:00+23:59", "0001-01-01T00:00:00+14:00", "x"])
def test_a_time_nothing_was_read_at_marks_nothing(
    said: str, practice: Practice, celle: User, as_: Any
) -> None:
    publish_news(practice, celle)
    notice = Notice.objects.get()
    mark_read(Notice.objects.all(), by=celle)
    assert as_(celle).post(MARK, {"read_at": said, "unread": "1"}).status_code == 302
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_the_bell_counts_only_what_may_be_read(practice: Practice, celle: User, as_: Any) -> None:
    hidden = factories.make_practice(kreis=practice.kreis, state=State.DRAFT)
    publish_news(hidden, celle)
    assert 'class="count"' not in as_(celle).get("/kreise/").text
    publish_news(practice, celle)
    bell = '<span class="count">1<span class="visually-hidden"> ungelesen</span></span>'
    assert bell in as_(celle).get("/kreise/").text


def test_the_queries_of_the_bell_do_not_fill_the_memory(lippe: User) -> None:
    kinds = kinds_for(lippe)
    queries_of = reading._readable_unread  # noqa: SLF001  (composing them all would take minutes)
    for some in combinations(kinds, 3):
        queries_of(some)
    assert 0 < queries_of.cache_info().currsize <= 50


# ---- Reading ------------------------------------------------------------------------------------


def test_who_looks_at_the_thing_has_read_of_it(
    practice: Practice, lippe: User, lippe_deputy: User, as_: Any
) -> None:
    other = factories.make_practice(kreis=lippe.kreis)
    for thing in (practice, other):
        publish_news(thing, lippe, lippe_deputy)
    as_(lippe).get(f"/praxis/{practice.pk}/")
    unread = Notice.objects.unread().order_by("pk").values_list("person", "thing")
    assert list(unread) == [
        (lippe_deputy.pk, str(practice.pk)),
        (lippe.pk, str(other.pk)),
        (lippe_deputy.pk, str(other.pk)),
    ]


def test_who_opens_the_form_for_an_outcome_has_read_that_it_is_due(lippe: User, as_: Any) -> None:
    adoption = factories.make_adoption(kreis=lippe.kreis, started_on=date(2020, 1, 1))
    notify(OUTCOME_DUE, adoption.pk, {lippe: None}, happening="6")
    page = as_(lippe).get(f"/praxis/uebernahme/{adoption.pk}/ergebnis/6/")
    assert (page.status_code, unread_count(lippe)) == (200, 0)


def test_the_page_that_marks_as_read_counts_what_is_left(
    practice: Practice, lippe: User, as_: Any
) -> None:
    client = as_(lippe)
    publish_news(practice, lippe)
    assert COUNT.findall(client.get(f"/praxis/{practice.pk}/").text) == []
    publish_news(practice, lippe, number=2)
    for _ in range(2):
        publish_news(factories.make_practice(kreis=lippe.kreis), lippe)
    assert COUNT.findall(client.get(f"/praxis/{practice.pk}/").text) == ["2"]
    marked = client.post(MARK, {"id": Notice.objects.latest("pk").pk}, follow=True)
    assert COUNT.findall(marked.text) == ["1"]
    person = User.objects.with_news().get(pk=lippe.pk)
    see([QUERY], by=person)
    assert len(person.unread) == 1
    see([DECISION], by=person)
    assert person.unread == []


def test_a_group_is_unread_while_something_in_it_is(
    practice: Practice, lippe: User, as_: Any
) -> None:
    for number in (1, 2):
        publish_news(practice, lippe, number=number)
    mark_read(Notice.objects.filter(happening=f"{PUBLISHED}:2"), by=lippe)
    shown = []
    for _ in range(2):
        page = as_(lippe).get(LIST, {"alle": "1"}).text
        whole = ("notice unread", "Als gelesen markieren<span", "Als ungelesen markieren<span")
        shown.append([word in page for word in whole])
        as_(lippe).post(MARK, {"id": list(Notice.objects.values_list("pk", flat=True))})
    assert shown == [[True, True, False], [False, False, True]]


def many_unreadable(person: User, count: int) -> None:
    hidden = factories.make_practice(state=State.DRAFT)
    Notice.objects.bulk_create(
        Notice(
            person=person,
            kind=DECISION.name,
            thing=str(hidden.pk),
            happening=f"{PUBLISHED}:{number}",
            channel=Channel.WEEKLY,
        )
        for number in range(count)
    )


def test_what_may_not_be_read_hides_nothing_that_may(
    practice: Practice, lippe: User, as_: Any
) -> None:
    publish_news(practice, lippe)
    many_unreadable(lippe, 99)
    page = as_(lippe).get(LIST)
    (group,) = page.context["groups"]
    assert ([one.line.title for one in group], page.context["older"]) == (["Sprachlotsen"], "")
    assert COUNT.findall(page.text) == ["1"]


def test_the_list_looks_past_the_unreadable_not_without_end(
    practice: Practice, lippe: User, as_: Any, queries: Callable[[int], Any]
) -> None:
    publish_news(practice, lippe)
    many_unreadable(lippe, 260)
    client = as_(lippe)
    client.get(LIST)
    # Person; five times notices and practices; the bell's practices.
    with queries(12):
        first = client.get(LIST)
    second = client.get(LIST + first.context["older"])
    assert [len(page.context["groups"]) for page in (first, second)] == [0, 1]
    assert ["Alles gelesen" in first.text, "nichts mehr zu lesen" in first.text] == [False, True]


def test_the_bell_asks_once_and_loads_nothing_of_what_it_counts(
    practice: Practice, lippe: User
) -> None:
    publish_news(practice, lippe)
    notify(ADOPTED, factories.make_adoption(practice).pk, {lippe: None}, happening="begonnen")
    person = User.objects.with_news().get(pk=lippe.pk)
    with CaptureQueriesContext(connection) as asked:
        assert reading.unread_count(person) == 2
    assert ["title" in query["sql"] for query in asked.captured_queries] == [False]


def test_the_bell_counts_things_of_every_sort_together(
    practice: Practice, lippe: User, moderator: User, admin: User, queries: Callable[[int], Any]
) -> None:
    adoption = factories.make_adoption(practice)
    for person in (lippe, moderator, admin):
        names = [kind.name for kind in kinds_for(person)]
        for order in (names, names[::-1]):
            person.unread = [f"{name} {adoption.pk}" for name in order]  # type: ignore[attr-defined]
            with queries(1 if names else 0):
                reading.unread_count(person)


def test_looking_costs_nothing_without_unread_notices(
    practice: Practice, lippe: User, queries: Callable[[int], Any]
) -> None:
    with queries(0):
        see([DECISION], practice.pk, by=lippe)


def test_the_list_puts_what_is_about_one_thing_together(
    practice: Practice, lippe: User, as_: Any
) -> None:
    publish_news(practice, lippe)
    publish_news(factories.make_practice(kreis=lippe.kreis, title="Kita-Lotsen"), lippe)
    notify(QUERY, practice.pk, {lippe: None}, happening="rueckfrage:2")
    groups = as_(lippe).get(LIST).context["groups"]
    assert [[(one.line.title, one.line.text) for one in group] for group in groups] == [
        [("Sprachlotsen", "Rückfrage"), ("Sprachlotsen", "Veröffentlicht")],
        [("Kita-Lotsen", "Veröffentlicht")],
    ]


def test_marking_all_as_read_leaves_what_came_meanwhile_and_can_be_undone(
    practice: Practice, lippe: User, as_: Any
) -> None:
    client = as_(lippe)
    for number in (1, 2):
        publish_news(practice, lippe, number=number)
    seen = client.get(LIST).context["newest"]
    publish_news(practice, lippe, number=3)
    answer = client.post(MARK, {"up_to": seen})
    assert unread_count(lippe) == 1
    page = client.get(answer["Location"])
    client.post(MARK, {"read_at": page.context["marked_at"], "unread": "1"})
    assert unread_count(lippe) == 3


def test_undoing_brings_back_only_what_was_marked_then(practice: Practice, lippe: User) -> None:
    for number in (1, 2):
        publish_news(practice, lippe, number=number)
    first, second = Notice.objects.order_by("pk")
    mark_read(Notice.objects.filter(pk=first.pk), by=lippe)
    assert mark_read(Notice.objects.filter(pk=first.pk), by=lippe) is None
    marked_at = mark_read(Notice.objects.all(), by=lippe)
    assert list(Notice.objects.filter(read_at=marked_at)) == [second]


@pytest.mark.parametrize(
    "data", [{"id": "x"}, {"up_to": "9" * 40}, {"read_at": "gestern"}, {"id": "\0"}]
)
def test_nonsense_marks_nothing(
    data: dict[str, str], practice: Practice, lippe: User, as_: Any
) -> None:
    publish_news(practice, lippe)
    answer = as_(lippe).post(MARK, data, follow=True)
    assert (answer.status_code, unread_count(lippe)) == (200, 1)
    assert "Das ließ sich nicht zuordnen." in answer.text


@pytest.mark.parametrize("before", ["x", "9" * 5000, "-1", ""])
def test_the_list_takes_any_address(before: str, lippe: User, as_: Any) -> None:
    assert as_(lippe).get(LIST, {"vor": before, "alle": "1"}).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number(
    count: int, lippe: User, as_: Any, queries: Callable[[int], Any]
) -> None:
    for _ in range(count):
        publish_news(factories.make_practice(kreis=lippe.kreis), lippe)
    client = as_(lippe)
    client.get(LIST)
    # Person, notices, practices; the bell's practices.
    with queries(4):
        client.get(LIST)


def test_older_notices_follow_on_the_next_page(lippe: User, as_: Any) -> None:
    now = timezone.now()
    thing = factories.make_practice(kreis=lippe.kreis)
    Notice.objects.bulk_create(
        Notice(
            person=lippe,
            kind=DECISION.name,
            thing=str(thing.pk),
            happening=f"{PUBLISHED}:{number}",
            channel=Channel.WEEKLY,
            happened_at=now - timedelta(minutes=60 - number),
        )
        for number in range(60)
    )
    client = as_(lippe)
    first = client.get(LIST)
    second = client.get(LIST + first.context["older"])
    (group,), (rest,) = first.context["groups"], second.context["groups"]
    numbers = [one.notice.happening for one in group + rest]
    assert numbers == [f"{PUBLISHED}:{number}" for number in reversed(range(60))]
    assert second.context["older"] == ""
