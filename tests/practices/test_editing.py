from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from practices.choices import State
from practices.completeness import missing_fields
from practices.fields import REQUIRED, SECTIONS
from practices.models import FundingSource, Practice, TargetGroup
from tests import factories

if TYPE_CHECKING:
    from members.models import Kreis, User

OVERVIEW = "/praxis/{}/bearbeiten/ueberblick/"


def overview(practice: Practice, **changes: Any) -> dict[str, Any]:
    practice.refresh_from_db()
    values = {
        "title": practice.title,
        "summary": practice.summary,
        "main_theme": practice.main_theme_id or "",
        "themes": [theme.pk for theme in practice.themes.all()],
        "tags": "",
        "status": practice.status,
        "start_date": f"{practice.start_date:%Y-%m}",
        "version": practice.version,
    }
    return values | changes


# S71
def test_a_double_click_begins_one_draft(as_: Any, lippe: User) -> None:
    form = {"title": "Beratung im Bus", "token": str(uuid.uuid4())}
    client = as_(lippe)
    answers = [client.post("/praxis/neu/", form) for _ in range(2)]
    practice = Practice.objects.get()
    assert [one["Location"] for one in answers] == [f"/praxis/{practice.pk}/bearbeiten/"] * 2
    assert (practice.kreis_id, practice.state, practice.changed_by) == ("05766", "entwurf", lippe)
    assert set(missing_fields(practice)) == set(REQUIRED) - {"title"}


# S30
def test_the_token_of_another_kreis_leads_nowhere(as_: Any, lippe: User, celle: User) -> None:
    form = {"title": "Beratung im Bus", "token": str(uuid.uuid4())}
    as_(lippe).post("/praxis/neu/", form)
    assert as_(celle).post("/praxis/neu/", form).status_code == 404
    assert Practice.objects.count() == 1


def test_a_section_is_saved_and_leads_on(as_: Any, lippe: User, draft: Practice) -> None:
    group = TargetGroup.objects.create(key="familien", label="Familien")
    TargetGroup.objects.create(key="alt", label="Nicht mehr im Gebrauch", is_active=False)
    form = overview(
        draft, title="Lotsen", target_groups=[group.pk], tags="Sprache, Ehrenamt", next=""
    )
    client = as_(lippe)
    assert "Nicht mehr im Gebrauch" not in client.get(OVERVIEW.format(draft.pk)).text
    answer = client.post(OVERVIEW.format(draft.pk), form)
    assert answer["Location"] == f"/praxis/{draft.pk}/bearbeiten/ausgangslage/"
    draft.refresh_from_db()
    assert (draft.title, draft.version, draft.changed_by) == ("Lotsen", 2, lippe)
    assert list(draft.target_groups.all()) == [group]
    assert sorted(draft.tags.names()) == ["Ehrenamt", "Sprache"]


def test_nothing_changed_costs_no_version(as_: Any, lippe: User, draft: Practice) -> None:
    as_(lippe).post(OVERVIEW.format(draft.pk), overview(draft))
    draft.refresh_from_db()
    assert draft.version == 1


# S72
def test_an_older_version_meets_both_texts(
    as_: Any, lippe: User, lippe_deputy: User, draft: Practice
) -> None:
    form = overview(draft, title="Von Katrin")
    as_(lippe_deputy).post(OVERVIEW.format(draft.pk), overview(draft, title="Von Jonas"))
    page = as_(lippe).post(OVERVIEW.format(draft.pk), form)
    assert page.status_code == 409
    assert [text in page.text for text in ("Von Katrin", "Von Jonas")] == [True, True]
    draft.refresh_from_db()
    assert draft.title == "Von Jonas"
    as_(lippe).post(OVERVIEW.format(draft.pk), form | {"version": draft.version})
    draft.refresh_from_db()
    assert draft.title == "Von Katrin"


def test_autosave_saves_what_is_right_and_says_what_is_not(
    as_: Any, lippe: User, draft: Practice
) -> None:
    form = overview(draft, summary="Neu", start_date="im Frühling")
    answer = as_(lippe).post(OVERVIEW.format(draft.pk), form, headers={"X-Autosave": "1"})
    said = answer.json()
    assert (said["version"], said["wrong"]) == (2, ["Beginn"])
    draft.refresh_from_db()
    assert (draft.summary, draft.start_date is not None) == ("Neu", True)
    again = as_(lippe).post(OVERVIEW.format(draft.pk), form, headers={"X-Autosave": "1"})
    assert (again.status_code, again.json()) == (409, {"conflict": True})


def test_a_wrong_date_keeps_the_input(as_: Any, lippe: User, draft: Practice) -> None:
    form = overview(draft, title="Behalten", start_date="im Frühling")
    page = as_(lippe).post(OVERVIEW.format(draft.pk), form).text
    assert "Geben Sie Monat und Jahr so ein: 02.2025." in page
    assert 'value="Behalten"' in page


def test_the_colleague_sees_who_is_writing(
    as_: Any, lippe: User, lippe_deputy: User, draft: Practice
) -> None:
    as_(lippe).get(OVERVIEW.format(draft.pk))
    assert "Katrin Vogt bearbeitet" in as_(lippe_deputy).get(OVERVIEW.format(draft.pk)).text
    assert "bearbeitet dieses Beispiel" not in as_(lippe).get(OVERVIEW.format(draft.pk)).text


def test_tags_are_parted_by_commas_alone(as_: Any, lippe: User, draft: Practice) -> None:
    form = overview(draft, tags='Welcome Center,  Sprache lernen , "Ehrenamt", Sprache lernen,')
    client = as_(lippe)
    client.post(OVERVIEW.format(draft.pk), form)
    assert sorted(draft.tags.names()) == ["Ehrenamt", "Sprache lernen", "Welcome Center"]
    page = client.get(OVERVIEW.format(draft.pk))
    shown = sorted(page.context["form"]["tags"].value().split(", "))
    assert shown == ["Ehrenamt", "Sprache lernen", "Welcome Center"]


# S36, S37
@pytest.mark.parametrize("tag", ["x" * 101, "㎏" * 60, "a\0b"])
def test_a_tag_that_cannot_be_stored_is_refused(
    as_: Any, lippe: User, draft: Practice, tag: str
) -> None:
    page = as_(lippe).post(OVERVIEW.format(draft.pk), overview(draft, title="Neu", tags=tag))
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["tags"])
    assert 'value="Neu"' in page.text
    draft.refresh_from_db()
    assert draft.title == "Sprachlotsen"


@pytest.mark.parametrize("year", ["0001", "1899", "9999"])
def test_a_year_outside_any_practice_is_refused(
    as_: Any, lippe: User, draft: Practice, year: str
) -> None:
    page = as_(lippe).post(OVERVIEW.format(draft.pk), overview(draft, start_date=f"{year}-02"))
    (message,) = page.context["form"].errors["start_date"]
    assert message.startswith("Prüfen Sie das Jahr. Möglich sind 1950 bis 20")


def test_tables_keep_filled_rows_only(as_: Any, lippe: User, draft: Practice) -> None:
    rows = {"indicators_0_0": "Teilnehmende", "indicators_0_1": "84", "indicators_0_2": "2025"}
    form = {"results": "Mehr.", "indicators_3_0": "  ", "version": 1, **rows}
    as_(lippe).post(f"/praxis/{draft.pk}/bearbeiten/wirkung/", form)
    draft.refresh_from_db()
    assert draft.indicators == [["Teilnehmende", "84", "2025"]]


# S35
@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "ftp://kreis.example", "https://a@b/", "http://[", "https://[::1"],
)
def test_links_lead_to_the_web_only(as_: Any, lippe: User, draft: Practice, address: str) -> None:
    form = {"links_0_0": address, "links_0_1": "Mehr", "licence": "intern", "version": 1}
    page = as_(lippe).post(f"/praxis/{draft.pk}/bearbeiten/kontakt/", form)
    assert (page.status_code, "ist keine Adresse" in page.text) == (200, True)


def test_an_address_without_its_scheme_is_completed(as_: Any, lippe: User, draft: Practice) -> None:
    form = {"links_0_0": "www.kreis.example/bus", "licence": "intern", "version": 1}
    as_(lippe).post(f"/praxis/{draft.pk}/bearbeiten/kontakt/", form)
    draft.refresh_from_db()
    assert draft.links == [["https://www.kreis.example/bus", ""]]


# S36
@pytest.mark.parametrize(("section", "cell"), [("umsetzung", "steps"), ("kontakt", "links")])
def test_a_table_refuses_what_the_database_cannot_store(
    as_: Any, lippe: User, draft: Practice, section: str, cell: str
) -> None:
    form = {f"{cell}_0_0": "https://a.example/\0", "licence": "intern", "version": 1}
    page = as_(lippe).post(f"/praxis/{draft.pk}/bearbeiten/{section}/", form)
    (message,) = page.context["form"].errors[cell]
    assert message == "In einem Feld steht ein Zeichen, das sich nicht speichern lässt."
    assert "https://a.example/" in page.text


# S37, S47
def test_too_long_texts_are_refused_with_their_limit(
    as_: Any, lippe: User, draft: Practice
) -> None:
    form = {"challenge": "x" * 1_000_000, "goals": "Ziel", "version": 1}
    page = as_(lippe).post(f"/praxis/{draft.pk}/bearbeiten/ausgangslage/", form)
    assert (page.status_code, "2000" in page.text or "2.000" in page.text) == (200, True)


# S47
def test_no_browser_cuts_off_what_is_pasted(as_: Any, lippe: User, draft: Practice) -> None:
    page = as_(lippe).get(f"/praxis/{draft.pk}/bearbeiten/ausgangslage/").text
    text_areas = re.findall(r"<textarea[^>]*>", page)
    assert [("maxlength" in one, "data-most" in one) for one in text_areas] == [(False, True)] * 3


# S4
def test_fields_of_other_sections_and_rights_are_ignored(
    as_: Any, lippe: User, draft: Practice
) -> None:
    forged = {"audience": 0, "state": "veroeffentlicht", "kreis": "03351", "is_sample": "on"}
    as_(lippe).post(OVERVIEW.format(draft.pk), overview(draft, **forged))
    draft.refresh_from_db()
    assert (draft.audience, draft.state, draft.kreis_id, draft.is_sample) == (
        2,
        State.DRAFT,
        "05766",
        False,
    )


# S30
def test_a_contact_is_of_the_own_kreis(as_: Any, lippe: User, celle: User, draft: Practice) -> None:
    form = {"contact_person": celle.pk, "licence": "intern", "version": 1}
    page = as_(lippe).post(f"/praxis/{draft.pk}/bearbeiten/kontakt/", form)
    assert page.status_code == 200
    draft.refresh_from_db()
    assert draft.contact_person is None


def test_the_editor_marks_what_is_needed_in_the_end(as_: Any, lippe: User, draft: Practice) -> None:
    marked = [
        field.name
        for section in SECTIONS
        for field in as_(lippe)
        .get(f"/praxis/{draft.pk}/bearbeiten/{section.key}/")
        .context["form"]
        .visible_fields()
        if field.is_needed
    ]
    assert marked == list(REQUIRED)
    page = as_(lippe).get(f"/praxis/{draft.pk}/bearbeiten/ausgangslage/").text
    mark = '<span class="field-optional">(zum Einreichen nötig)</span></label>'
    assert page.count(mark) == 2


def test_the_overview_names_what_is_missing(as_: Any, lippe: User, draft: Practice) -> None:
    page = as_(lippe).get(f"/praxis/{draft.pk}/bearbeiten/").text
    assert "Es fehlt: Ausgangslage, Ziele" in page
    assert page.count('class="title"') == len(SECTIONS)


def test_what_is_missing_leads_to_its_field(as_: Any, lippe: User, kreis_lippe: Kreis) -> None:
    TargetGroup.objects.get_or_create(key="alle", defaults={"label": "Alle"})
    FundingSource.objects.get_or_create(key="eigen", defaults={"label": "Eigenmittel"})
    empty = Practice.objects.create(kreis=kreis_lippe, title="Leer")
    client, edit = as_(lippe), f"/praxis/{empty.pk}/bearbeiten/"
    links = re.findall(rf'href="{edit}(\w+)/#(\w+)"', client.get(f"{edit}pruefen/").text)
    assert len(links) == len(REQUIRED) - 1
    assert [
        one for one in links if f'id="{one[1]}"' not in client.get(edit + one[0] + "/").text
    ] == []


def test_a_draft_is_discarded_after_a_question(as_: Any, lippe: User, draft: Practice) -> None:
    client = as_(lippe)
    assert "nicht rückgängig" in client.get(f"/praxis/{draft.pk}/verwerfen/").text
    assert client.post(f"/praxis/{draft.pk}/verwerfen/")["Location"] == "/praxis/meine/"
    assert Practice.objects.count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_the_own_list_costs_the_same_at_any_length(
    rows: int, lippe: User, kreis_lippe: Kreis, as_: Any, queries: Any
) -> None:
    for _ in range(rows):
        factories.make_practice(kreis=kreis_lippe, state=State.DRAFT)
        factories.make_practice(kreis=kreis_lippe)
    client = as_(lippe)
    client.get("/praxis/meine/")
    with queries(2):  # person, practices
        client.get("/praxis/meine/")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_kept_ones_costs_the_same_at_any_length(
    rows: int, lippe: User, as_: Any, queries: Any
) -> None:
    client = as_(lippe)
    for _ in range(rows):
        client.post(f"/praxis/{factories.make_practice().pk}/merken/")
    client.get("/praxis/merkliste/")
    with queries(2):  # person, entries with their practices
        page = client.get("/praxis/merkliste/")
    assert page.text.count('<article class="') == rows


def test_what_may_no_longer_be_read_leaves_the_list_of_kept_ones(as_: Any, liaison: User) -> None:
    practice = factories.make_practice(audience=1)
    client = as_(liaison)
    client.post(f"/praxis/{practice.pk}/merken/")
    assert practice.title in client.get("/praxis/merkliste/").text
    Practice.objects.update(audience=2)
    assert practice.title not in client.get("/praxis/merkliste/").text


def complete(kreis: Kreis, person: User, **fields: Any) -> Practice:
    """Return a practice that says everything publishing needs."""
    practice = factories.make_practice(
        kreis=kreis,
        challenge="Weite Wege.",
        goals="Kurze Wege.",
        results="Mehr Teilnehmende.",
        success_factors="Ein Bus.",
        pitfalls="Der Fahrplan.",
        transferability="hoch",
        contact_person=person,
        **fields,
    )
    group, _ = TargetGroup.objects.get_or_create(key="familien", defaults={"label": "Familien"})
    source, _ = FundingSource.objects.get_or_create(key="eigen", defaults={"label": "Eigenmittel"})
    practice.target_groups.add(group)
    practice.funding_sources.add(source)
    return practice
