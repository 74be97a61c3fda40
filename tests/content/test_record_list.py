from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from content.models import Record
from content.services import record
from content.wording import act_in_words, has_words, kind_in_words
from experts.choices import Stage
from members.choices import RequestState, Role
from members.services import change_role
from practices.choices import State
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Iterator

    from members.models import User

LIST = "/verwaltung/content/record/"
ROOT = Path(__file__).resolve().parents[2]


def _recorded() -> Iterator[str]:
    """Yield each act that stands as a word in a call of record()."""
    apps = ("content", "events", "experts", "forum", "members", "notices", "portal", "practices")
    for path in (path for app in apps for path in (ROOT / app).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record"
            if called and isinstance(node, ast.Call):
                yield from _words(node.args[0])


def _words(node: ast.expr) -> Iterator[str]:
    """Yield what an act can be: a word, or one of two."""
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.IfExp):
        yield from _words(node.body)
        yield from _words(node.orelse)


def test_every_act_is_said_in_german() -> None:
    acts = set(_recorded())
    assert len(acts) > 80
    acts |= {f"practice.{state.name.lower()}" for state in State}
    acts |= {f"consultation.{stage.name.lower()}" for stage in Stage}
    acts |= {f"access.{state}" for state in RequestState if state != RequestState.OPEN}
    acts |= {"post.hidden", "post.shown", "post.asked", "post.left_standing", "room.read_in_admin"}
    assert sorted(act for act in acts if not has_words(act)) == []
    assert act_in_words("practice.published") == "Praxisbeispiel: veröffentlicht"
    assert act_in_words("post.asked") == "Beitrag: Rückfrage gestellt"
    assert act_in_words("consultation.asked") == "Anfrage des Landkreistages: gestellt"
    assert (kind_in_words("forum.post"), kind_in_words("gone.thing")) == ("Beitrag", "gone.thing")


def test_the_list_names_things_and_people_instead_of_numbers(
    moderator: User, lippe: User, as_: Any
) -> None:
    practice = factories.make_practice(kreis=lippe.kreis, title="Sprachpaten")
    hidden = factories.make_practice(kreis=lippe.kreis, state=State.DRAFT, title="Geheimer Entwurf")
    for one in (practice, hidden):
        record("practice.submitted", one, by=lippe, reason="Bitte prüfen")
    client = as_(moderator)
    page = client.get(LIST).text
    shown = {name: name in page for name in ("Praxisbeispiel: eingereicht", "Sprachpaten")}
    assert shown == {"Praxisbeispiel: eingereicht": True, "Sprachpaten": True}
    # S62: what the pages hide from the office has no name here.
    assert "Geheimer Entwurf" not in page
    assert lippe.name in page
    entry = Record.objects.get(key=str(practice.pk))
    opened = client.get(f"{LIST}{entry.pk}/change/").text
    assert ("Sprachpaten" in opened, "Bitte prüfen" in opened) == (True, True)


def test_the_list_is_filtered_by_act_kind_person_and_day(
    moderator: User, lippe: User, celle: User, as_: Any
) -> None:
    practice = factories.make_practice(kreis=lippe.kreis)
    record("practice.submitted", practice, by=lippe)
    record("practice.published", practice, by=moderator)
    record("person.role_changed", celle, by=moderator)
    client = as_(moderator)
    today = Record.objects.latest("pk").at

    def acts(query: str) -> list[str]:
        found = client.get(f"{LIST}?{query}").context["cl"].result_list
        return [one.act for one in found]

    assert acts("act=practice.published") == ["practice.published"]
    assert acts("kind=members.user") == ["person.role_changed"]
    assert acts(f"by__id__exact={lippe.pk}") == ["practice.submitted"]
    assert len(acts(f"at__year={today.year}")) == 3
    assert acts(f"at__year={today.year - 1}") == []
    assert acts("q=Vogt") == ["practice.submitted"]


# S62: from the person of an act no filter leads on to secrets, or to words in closed rooms.
@pytest.mark.parametrize("page", ["", "datei/"])
def test_no_filter_tells_more_of_a_person_than_the_list(
    page: str, moderator: User, lippe: User, as_: Any
) -> None:
    closed = factories.make_room("geschlossen", hosts=[lippe])
    post = factories.make_post(factories.make_topic(closed, by=lippe), by=lippe, text="Falkenberg")
    record("practice.submitted", factories.make_practice(kreis=lippe.kreis), by=lippe)
    client = as_(moderator)
    guesses = (
        f"by__password__startswith={lippe.password[:8]}",
        "by__phone__startswith=0",
        "by__posts__text__contains=Falkenberg",
        f"by__topics__room__name={closed.name}",
    )
    assert post.author == lippe
    assert [client.get(f"{LIST}{page}?{guess}").status_code for guess in guesses] == [400] * 4
    assert client.get(f"{LIST}{page}?by__id__exact={lippe.pk}").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_at_any_length(
    rows: int, admin: User, lippe: User, as_: Any, queries: Any
) -> None:
    topic = factories.make_topic(factories.make_room(), by=lippe)
    for _ in range(rows):
        record("practice.submitted", factories.make_practice(kreis=lippe.kreis), by=lippe)
        record("post.hidden", factories.make_post(topic, by=lippe), by=factories.make_person())
    client = as_(admin)
    client.get("/")
    # Person; count and rows; acts, kinds, people; two for the dates; a kind each.
    with queries(10):
        assert client.get(LIST).context["cl"].result_count == 2 * rows


# S45, S64
def test_the_file_is_what_the_list_shows_with_nothing_to_work_out(
    moderator: User, lippe: User, as_: Any
) -> None:
    practice = factories.make_practice(kreis=lippe.kreis)
    record("practice.archived", practice, by=lippe, reason='=HYPERLINK("http://x")')
    record("practice.published", practice, by=lippe)
    answer = as_(moderator).get(f"{LIST}datei/?act=practice.archived")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert (answer["Content-Type"], len(lines)) == ("text/csv; charset=utf-8", 2)
    assert '"\'=HYPERLINK(""http://x"")"' in lines[1]
    noted = Record.objects.get(act="record.exported")
    assert (noted.by, noted.details) == (moderator, {"rows": 1, "filters": ["act"]})


# S29, S62
def test_the_file_holds_nothing_of_a_room_the_moderator_does_not_read(
    moderator: User, admin: User, lippe: User, as_: Any
) -> None:
    closed = factories.make_room("geschlossen", hosts=[lippe])
    record("room.edited", closed, by=lippe, reason="Umbenannt nach Falkenberg")
    files = [as_(person).get(f"{LIST}datei/").content.decode() for person in (moderator, admin)]
    assert ["Falkenberg" in file for file in files] == [False, True]


# S36
def test_a_file_by_a_wrong_filter_leads_back_to_the_list(moderator: User, as_: Any) -> None:
    answer = as_(moderator).get(f"{LIST}datei/?at__year=99999")
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}?e=1")
    assert not Record.objects.filter(act="record.exported").exists()


# S31
def test_celle_cannot_take_the_trail_along(celle: User, as_: Any) -> None:
    record("practice.submitted", factories.make_practice(), by=None)
    assert as_(celle).get(f"{LIST}datei/").status_code == 404
    assert not Record.objects.filter(act="record.exported").exists()


# S69
def test_role_changes_are_countable(
    moderator: User, admin: User, lippe_deputy: User, as_: Any
) -> None:
    change_role(lippe_deputy, role=Role.PROGRAMME, kreis=None, by=admin)
    shown = as_(moderator).get(f"{LIST}?act=person.role_changed").context["cl"]
    assert shown.result_count == 1
