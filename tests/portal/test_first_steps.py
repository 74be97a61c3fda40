from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content.models import Theme
from forum.models import Watch
from forum.services import mark_read, watch_themes
from members.services import hide_first_steps
from portal.first_steps import steps_of
from tests import factories

if TYPE_CHECKING:
    from members.models import User

OWN = "/austausch/beobachten/themenfelder/"


def _done(person: User) -> list[bool]:
    return [step.is_done for step in steps_of(person)]


def test_each_step_is_done_when_the_portal_sees_it(lippe: User, celle: User) -> None:
    lippe.function = ""
    assert _done(lippe) == [False] * 5
    lippe.function = "Integrationsbeauftragte"
    setattr(lippe, "has_second_factor", True)  # noqa: B010  (as the session knows it)
    assert lippe.kreis is not None
    lippe.kreis.confirmed_on = timezone.localdate()
    theme = factories.make_theme()
    watch_themes([theme], by=lippe)
    assert _done(lippe) == [True, True, True, True, False]
    mark_read(factories.make_topic(by=factories.make_person()), by=lippe, number=1)
    assert _done(lippe) == [True] * 5
    assert not any(_done(celle)[3:])


def test_each_role_has_the_steps_it_can_take(
    lippe: User, moderator: User, programme: User, liaison: User
) -> None:
    people = (lippe, moderator, programme, liaison, factories.make_person(""))
    assert [len(steps_of(one)) for one in people] == [5, 4, 4, 2, 2]


def test_the_steps_are_hidden_and_shown_again(lippe: User, celle: User, as_: Any) -> None:
    for person in (lippe, celle):
        hide_first_steps(person, hidden=False)
    client = as_(lippe)
    shown = 'id="erste-schritte"'
    assert shown in client.get("/").text
    for _ in range(2):
        assert client.post("/erste-schritte/", {"ausblenden": "1"}).status_code == 302
        assert shown not in client.get("/").text
    assert shown in as_(celle).get("/").text
    assert "Auf der Startseite zeigen" in client.get("/erste-schritte/").text
    client.post("/erste-schritte/")
    assert shown in client.get("/").text


def test_the_steps_cost_the_start_page_one_query(lippe: User, as_: Any, queries: Any) -> None:
    client = as_(lippe)
    client.get("/")
    with CaptureQueriesContext(connection) as without:
        client.get("/")
        count = len(without)
    client.post("/erste-schritte/")
    client.get("/")
    with queries(count + 1):
        assert "Themenfelder wählen" in client.get("/").text


def test_themes_are_chosen_at_once(lippe: User, celle: User, as_: Any) -> None:
    themes = [factories.make_theme(key) for key in ("sprache", "arbeit", "wohnen")]
    watch_themes(themes, by=celle)
    client = as_(lippe)
    for chosen in (themes[:2], themes[1:], []):
        for _ in range(2):
            answer = client.post(OWN, {"themes": [theme.pk for theme in chosen]})
            assert answer.status_code == 302
        own = Watch.objects.visible_to(lippe).values_list("theme", flat=True)
        assert set(own) == {theme.pk for theme in chosen}
        checked = re.findall(r'value="(\d+)"[^>]* checked', client.get(OWN).text)
        assert {int(key) for key in checked} == set(own)
    assert Watch.objects.visible_to(celle).count() == 3


def test_watched_rooms_stay_when_themes_are_chosen(lippe: User, as_: Any) -> None:
    Watch.objects.create(person=lippe, room=factories.make_room())
    as_(lippe).post(OWN)
    assert Watch.objects.visible_to(lippe).count() == 1


@pytest.mark.parametrize("chosen", ["999999", "x", "sub"])
def test_only_themes_of_the_first_level_are_chosen(chosen: str, lippe: User, as_: Any) -> None:
    parent = factories.make_theme()
    sub = Theme.objects.create(key=f"{parent.key}/teil", label="Teil", parent=parent)
    answer = as_(lippe).post(OWN, {"themes": [sub.pk if chosen == "sub" else chosen]})
    assert answer.status_code == 200
    assert not Watch.objects.visible_to(lippe).exists()
