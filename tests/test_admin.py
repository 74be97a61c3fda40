from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib import admin as django_admin

from content.choices import Audience
from content.models import Record
from forum.models import RoomLock
from members.choices import Role
from members.models import User
from notices.choices import Channel
from notices.models import Notice
from practices.choices import State
from practices.models import ReviewRemark, SavedPractice
from tests import factories
from tests.practices.test_editing import complete

if TYPE_CHECKING:
    from members.models import Kreis


def test_every_model_people_meet_is_registered_with_a_german_name() -> None:
    registry = django_admin.site._registry  # noqa: SLF001  (the admin has no public list)
    names = {model._meta.label_lower: str(model._meta.verbose_name_plural) for model in registry}
    assert names == {
        "content.dailycount": "Gescheitertes und Verweigertes",
        "content.record": "Protokoll",
        "content.retentionperiod": "Aufbewahrungsfristen",
        "content.retentionrun": "Löschläufe",
        "content.snippet": "Textvorlagen der Moderation",
        "content.theme": "Themen",
        "events.calendarfeed": "Kalender-Abos",
        "events.event": "Termine",
        "events.eventmessage": "Nachrichten an Angemeldete",
        "events.eventorganiser": "Organisation von Terminen",
        "events.material": "Material von Terminen",
        "events.minutes": "Protokolle von Terminen",
        "events.minutestask": "Aufgaben aus Protokollen",
        "events.minutesversion": "Fassungen von Protokollen",
        "events.registration": "Anmeldungen",
        "experts.author": "Verfasserinnen und Verfasser",
        "experts.consultation": "Anfragen des Landkreistages",
        "experts.consultationfile": "Dateien von Anfragen",
        "experts.contribution": "Rückmeldungen von Kreisen",
        "experts.contributionversion": "Fassungen von Rückmeldungen",
        "experts.followup": "Rückfragen des Landkreistages",
        "experts.opinion": "Stimmen zur Auswertung",
        "experts.outcome": "Ergebnisse von Auswertungen",
        "experts.paragraph": "Absätze von Auswertungen",
        "experts.quotation": "Zitate",
        "experts.release": "Freigegebene Auswertungen",
        "forum.decision": "Entscheidungen der Moderation",
        "forum.hiddenpost": "ausgeblendete Beiträge",
        "forum.post": "Beiträge",
        "forum.report": "Meldungen",
        "forum.postfile": "Dateien an Beiträgen",
        "forum.room": "Beratungsräume",
        "forum.roomlock": "Sperren in Räumen",
        "forum.roommember": "Mitglieder von Räumen",
        "forum.topic": "Themen im Austausch",
        "members.accessrequest": "Zugangsanfragen",
        "members.dataexport": "Datenauskünfte",
        "members.deputyship": "Vertretungen",
        "members.invitation": "Einladungen",
        "members.kreis": "Kreise",
        "members.user": "Personen",
        "notices.outgoingmail": "Postausgang",
        "notices.mailtext": "Mailtexte",
        "notices.notice": "Mitteilungen",
        "notices.preference": "Einstellungen zu Mitteilungen",
        "notices.refusedaddress": "abgewiesene Adressen",
        "portal.barrier": "Hinweise zur Barrierefreiheit",
        "portal.acknowledgement": "Kenntnisnahmen",
        "portal.page": "Seiten",
        "portal.pageedition": "Fassungen von Seiten",
        "practices.adoption": "Übernahmen",
        "practices.edition": "Fassungen",
        "practices.fundingsource": "Finanzierungsquellen",
        "practices.legalbasis": "Rechtsgrundlagen",
        "practices.partner": "Beteiligte",
        "practices.practice": "Praxisbeispiele",
        "practices.practicefile": "Anlagen",
        "practices.reviewremark": "Rückfragen",
        "practices.savedpractice": "Merklisten",
        "practices.targetgroup": "Zielgruppen",
        "search.synonymgroup": "Synonyme der Suche",
    }


# S61
@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.LIAISON, Role.PROGRAMME, "locked"])
def test_the_admin_does_not_exist_for_anybody_but_staff(role: str, as_: Any) -> None:
    if role == "locked":
        person = factories.make_person(Role.MODERATOR, is_active=False)
    else:
        person = factories.make_person(role)
    client = as_(person)
    addresses = ("/verwaltung/", "/verwaltung/login/", "/verwaltung/gibt/es/nicht/")
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]


def test_signing_out_of_the_admin_takes_a_post(moderator: User, as_: Any) -> None:
    client = as_(moderator)
    assert client.get("/verwaltung/logout/").status_code == 405
    assert client.get("/konto/").status_code == 200
    assert client.post("/verwaltung/logout/")["Location"] == "/"
    assert client.get("/konto/").status_code == 302


# S62
def test_drafts_are_absent_from_the_moderators_list(
    moderator: User, kreis_lippe: Kreis, as_: Any
) -> None:
    draft = factories.make_practice(kreis=kreis_lippe, state=State.DRAFT, title="Geheimer Entwurf")
    factories.make_practice(kreis=kreis_lippe, title="Offenes Beispiel", audience=Audience.MEMBERS)
    client = as_(moderator)
    page = client.get("/verwaltung/practices/practice/").text
    assert ("Geheimer Entwurf" in page, "Offenes Beispiel" in page) == (False, True)
    # Django leads from an object that is not in the list back to the index, as for an absent one.
    hidden = client.get(f"/verwaltung/practices/practice/{draft.pk}/change/")
    absent = client.get("/verwaltung/practices/practice/999999/change/")
    assert (hidden.status_code, hidden["Location"]) == (absent.status_code, absent["Location"])


# S63
def test_autocomplete_offers_no_drafts_and_asks_for_the_right(
    moderator: User, liaison: User, as_: Any
) -> None:
    query = {"app_label": "practices", "model_name": "practice", "field_name": "main_theme"}
    address = "/verwaltung/autocomplete/"
    factories.make_theme("sprache")
    assert as_(liaison).get(address, {**query, "term": "spr"}).status_code == 404
    answer = as_(moderator).get(address, {**query, "term": "spr"}).json()
    assert [row["text"] for row in answer["results"]] == ["Sprache"]


# S63
def test_deletion_is_nobodys(moderator: User, admin: User, kreis_lippe: Kreis, as_: Any) -> None:
    practice = factories.make_practice(kreis=kreis_lippe)
    data = {"action": "delete_selected", "_selected_action": [practice.pk], "post": "yes"}
    for person in (moderator, admin):
        as_(person).post("/verwaltung/practices/practice/", data)
        address = f"/verwaltung/practices/practice/{practice.pk}/delete/"
        assert as_(person).post(address, {"post": "yes"}).status_code == 403
    practice.refresh_from_db()


def test_an_adoption_is_read_only_and_a_superuser_reading_it_is_noted(
    moderator: User, admin: User, as_: Any
) -> None:
    adoption = factories.make_adoption(note="Ohne Bus")
    address = f"/verwaltung/practices/adoption/{adoption.pk}/change/"
    pages = [as_(person).get(address).text for person in (moderator, admin)]
    assert [("Ohne Bus" in page, "_save" in page) for page in pages] == [(True, False)] * 2
    assert as_(admin).post(address, {"note": "Mit Bus"}).status_code == 403
    read = Record.objects.values_list("act", "by_id", "key")
    assert set(read) == {("adoption.read_in_admin", admin.pk, str(adoption.pk))}


# S68: what belongs to a draft, and what is between the portal and a person.
def test_what_a_superuser_opened_beside_the_practices_is_recorded_too(
    lippe: User, admin: User, as_: Any
) -> None:
    draft = factories.make_practice(kreis=lippe.kreis, state=State.DRAFT)
    things = (
        factories.make_file(draft),
        ReviewRemark.objects.create(practice=draft, field="title", text="Kürzer?", by=lippe),
        SavedPractice.objects.create(practice=draft, person=lippe),
        Notice.objects.create(
            person=lippe, kind="x", thing="1", happening="1", channel=Channel.PORTAL
        ),
    )
    client = as_(admin)
    for thing in things:
        opts = thing._meta
        address = f"/verwaltung/{opts.app_label}/{opts.model_name}/{thing.pk}/change/"
        assert client.get(address).status_code == 200
    read = Record.objects.values_list("act", "by_id", "key")
    acts = {(f"{one._meta.model_name}.read_in_admin", admin.pk, str(one.pk)) for one in things}
    assert set(read) == acts


# Columns that nobody may read are no filters: their content could be guessed letter by letter.
# S37
@pytest.mark.parametrize("day", ["at__year=" + "9" * 30, "at__year=9999", "at__year=0"])
@pytest.mark.parametrize("model", ["practices/edition", "content/record"])
def test_a_day_beyond_the_calendar_is_a_wrong_filter(
    model: str, day: str, moderator: User, as_: Any
) -> None:
    answer = as_(moderator).get(f"/verwaltung/{model}/?{day}")
    assert (answer.status_code, answer["Location"]) == (302, f"/verwaltung/{model}/?e=1")


@pytest.mark.parametrize(
    "lookup", ["password__startswith=argon2", "phone__startswith=0", "kreis__contact_email=x@y.de"]
)
def test_a_list_is_filtered_by_its_filters_only(lookup: str, moderator: User, as_: Any) -> None:
    client = as_(moderator)
    assert client.get(f"/verwaltung/members/user/?{lookup}").status_code == 400
    for shown in ("role__exact=liaison", "kreis__land__exact=NI", "is_active__exact=1"):
        assert client.get(f"/verwaltung/members/user/?{shown}").status_code == 200


# S36
@pytest.mark.parametrize(
    "address",
    [
        "/kreise/%00/",
        "/verwaltung/members/kreis/%00/change/",
        "/verwaltung/practices/practice/?state__exact=%00",
        "/verwaltung/members/user/?q=%00",
    ],
)
def test_a_nul_is_not_found(address: str, moderator: User, as_: Any) -> None:
    assert as_(moderator).get(address).status_code == 404


# S64
def test_only_the_review_date_is_changed_by_hand_and_that_is_recorded(
    moderator: User, kreis_lippe: Kreis, as_: Any
) -> None:
    practice = factories.make_practice(kreis=kreis_lippe, audience=Audience.NETWORK)
    data = {"audience": "0", "state": "archiviert", "review_due": "2027-10-14"}
    address = f"/verwaltung/practices/practice/{practice.pk}/change/"
    assert as_(moderator).post(address, data).status_code == 302
    practice.refresh_from_db()
    assert (practice.audience, practice.state) == (Audience.NETWORK, State.PUBLISHED)
    entry = Record.objects.get()
    assert (entry.act, entry.by, entry.details) == (
        "practice.changed",
        moderator,
        {"fields": ["review_due"], "values": {}},
    )


def test_the_office_publishes_in_the_admin_what_was_submitted(
    moderator: User, lippe: User, kreis_lippe: Kreis, as_: Any
) -> None:
    submitted = complete(kreis_lippe, lippe, state=State.SUBMITTED)
    half = factories.make_practice(kreis=kreis_lippe, state=State.SUBMITTED)
    form = {"action": "publish", "_selected_action": [submitted.pk, half.pk]}
    page = as_(moderator).post("/verwaltung/practices/practice/", form, follow=True).text
    states = [type(one).objects.get(pk=one.pk).state for one in (submitted, half)]
    assert states == [State.PUBLISHED, State.SUBMITTED]
    assert "Es fehlen noch Pflichtangaben" in page


# S31: roles that moderate nothing, and moderators beyond what they moderate, change no row.
def test_a_moderator_cannot_change_a_role(moderator: User, lippe: User, as_: Any) -> None:
    data = {"role": "moderator", "first_name": "Neu", "last_name": "Name", "is_active": "on"}
    answer = as_(moderator).post(f"/verwaltung/members/user/{lippe.pk}/change/", data)
    lippe.refresh_from_db()
    assert (answer.status_code, lippe.role, lippe.first_name) == (403, "coordinator", "Katrin")


def _person_form(person: User, **changes: str) -> dict[str, str]:
    names = {"first_name": person.first_name, "last_name": person.last_name}
    return {**names, "role": person.role, "kreis": person.kreis_id or ""} | changes


# S64
def test_a_change_of_role_is_recorded(admin: User, lippe_deputy: User, as_: Any) -> None:
    address = f"/verwaltung/members/user/{lippe_deputy.pk}/change/"
    data = _person_form(lippe_deputy, role="programme")
    assert as_(admin).post(address, data).status_code == 302
    lippe_deputy.refresh_from_db()
    assert (lippe_deputy.role, lippe_deputy.kreis, lippe_deputy.function) == ("programme", None, "")
    back = _person_form(lippe_deputy, role="coordinator", kreis="05766", phone="1")
    assert as_(admin).post(address, back).status_code == 302
    entries = Record.objects.order_by("pk").values_list("act", "by", "key", "details")
    key, there, away = str(lippe_deputy.pk), ["coordinator", "05766"], ["programme", None]
    assert list(entries) == [
        ("person.role_changed", admin.pk, key, {"before": there, "after": away}),
        ("user.changed", admin.pk, key, {"fields": ["function"], "values": {}}),
        ("person.role_changed", admin.pk, key, {"before": away, "after": there}),
        ("user.changed", admin.pk, key, {"fields": ["phone"], "values": {}}),
    ]


# What needs a successor, a record or a mail goes through its service.
def test_the_form_changes_neither_kreis_nor_lead(
    admin: User, lippe: User, lippe_deputy: User, kreis_celle: Kreis, as_: Any
) -> None:
    for person, changes in (
        (lippe_deputy, {"kreis": "03351", "is_lead": "on"}),
        (lippe, {"is_lead": "", "kreis": ""}),
    ):
        address = f"/verwaltung/members/user/{person.pk}/change/"
        data = _person_form(person, function=person.function, **changes)
        assert as_(admin).post(address, data).status_code == 302
    people = {person.pk: person for person in User.objects.filter(kreis_id="05766")}
    assert (people[lippe.pk].is_lead, people[lippe_deputy.pk].is_lead) == (True, False)
    assert Record.objects.count() == 0


def test_the_last_lead_gets_no_other_role(admin: User, lippe: User, as_: Any) -> None:
    address = f"/verwaltung/members/user/{lippe.pk}/change/"
    page = as_(admin).post(address, _person_form(lippe, role="moderator"))
    lippe.refresh_from_db()
    assert (page.status_code, "Die einzige Leitung eines Kreises." in page.text) == (200, True)
    assert (lippe.role, lippe.kreis_id, lippe.is_lead) == ("coordinator", "05766", True)


def test_a_coordinator_needs_a_kreis(admin: User, programme: User, as_: Any) -> None:
    address = f"/verwaltung/members/user/{programme.pk}/change/"
    page = as_(admin).post(address, _person_form(programme, role="coordinator"))
    assert "Einen Kreis hat genau, wer einen Kreis koordiniert." in page.text


def test_a_page_written_in_the_admin_is_rendered_and_recorded(moderator: User, as_: Any) -> None:
    from portal.services import save_page  # only this test writes pages

    save_page("impressum", title="Impressum", body="Alt", by=None)
    data = {"title": "Impressum", "body": "## Anschrift\n\n<script>alert(1)</script>"}
    as_(moderator).post("/verwaltung/portal/page/impressum/change/", data)
    page = as_(None).get("/impressum/").text
    assert "<h2>Anschrift</h2>" in page
    assert "<script>alert" not in page
    assert list(Record.objects.values_list("act", "by_id")) == [
        ("page.changed", moderator.pk),
        ("page.changed", None),
    ]


# S29, S62, S64
def test_the_office_lifts_a_lock_of_a_room_it_reads(
    moderator: User, lippe: User, celle: User, as_: Any
) -> None:
    offen = factories.make_room(locked=[celle])
    closed = factories.make_room("geschlossen", hosts=[lippe], locked=[celle])
    locks = list(RoomLock.objects.order_by("pk").values_list("pk", flat=True))
    form = {"action": "lift", "_selected_action": locks}
    assert as_(moderator).post("/verwaltung/forum/roomlock/", form).status_code == 302
    assert list(RoomLock.objects.values_list("room", flat=True)) == [closed.pk]
    acts = Record.objects.values_list("act", "by_id", "key")
    assert list(acts) == [("room.let_back", moderator.pk, str(offen.pk))]


# S29, S62, S68
def test_the_office_sees_of_the_discussion_what_it_reads(
    moderator: User, admin: User, lippe: User, as_: Any
) -> None:
    closed = factories.make_room("geschlossen", hosts=[lippe])
    topics = [factories.make_topic(room, by=lippe) for room in (factories.make_room(), closed)]
    posts = [topic.posts.get() for topic in topics]
    client = as_(moderator)
    for model, things in (("topic", topics), ("post", posts), ("room", [t.room for t in topics])):
        address = f"/verwaltung/forum/{model}/"
        listed = client.get(address).context["cl"].result_list
        assert list(listed) == things[:1], model
        answers = [client.get(f"{address}{thing.pk}/change/").status_code for thing in things]
        assert answers == [200, 302], model
        assert client.post(f"{address}{things[0].pk}/change/", {}).status_code == 403
    assert Record.objects.count() == 0
    as_(admin).get(f"/verwaltung/forum/post/{posts[1].pk}/change/")
    assert list(Record.objects.values_list("act", "by_id")) == [("post.read_in_admin", admin.pk)]
    assert as_(moderator).get("/verwaltung/content/record/").context["cl"].result_count == 0


BUDGETS = {
    "content_record": 9,  # three filters and the dates ask for their choices, things for names
    "content_theme": 3,
    "forum_post": 3,
    "forum_room": 3,
    "forum_roomlock": 3,
    "forum_roommember": 3,
    "forum_topic": 5,  # two for the dates
    "members_deputyship": 3,
    "members_kreis": 3,
    "members_user": 3,
    "practices_adoption": 3,
    "practices_practice": 3,
    "practices_practicefile": 3,
}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", sorted(BUDGETS))
def test_each_list_costs_the_same_at_any_length(
    name: str, rows: int, admin: User, as_: Any, queries: Any
) -> None:
    from content.services import record  # only this test writes rows by hand

    for number in range(rows):
        practice = factories.make_practice(themes=[factories.make_theme(f"t{number}")])
        person = factories.make_person(kreis=practice.kreis)
        factories.make_adoption(practice)
        factories.make_file(practice, uploaded_by=person)
        factories.make_deputyship(person)
        room = factories.make_room(named=[person], locked=[factories.make_person()])
        factories.make_topic(room, by=person)
        record("person.created", person, by=person)
    client = as_(admin)
    client.get("/")
    with queries(BUDGETS[name]):
        assert client.get(f"/verwaltung/{name.replace('_', '/')}/").status_code == 200
