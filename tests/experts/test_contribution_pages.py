"""The editor of a Kreis's answer, the check, and who reads what was submitted."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.utils import timezone

from content.models import Record
from experts.choices import Stage
from experts.models import Consultation, Contribution
from experts.services.contributing import contribution_of, withdraw_contribution
from tests import factories
from tests.experts.answering import answer, numbers, typed, write
from tests.experts.making import make_consultation, make_contribution

if TYPE_CHECKING:
    from members.models import Kreis, User

AUTOSAVE = {"X-Autosave": "1"}
LONG = "Wörter über Wörter. " * 3400


@pytest.fixture
def one(db: None) -> Consultation:
    return make_consultation()


def at(one: Consultation, way: str = "beitrag/") -> str:
    return f"/expertenkreis/{one.pk}/{way}"


def seen(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text.partition("<main")[2]))


def test_from_the_first_word_to_the_submitted_answer(
    as_: Any, lippe: User, one: Consultation
) -> None:
    client = as_(lippe)
    assert "Noch nicht beantwortet" in seen(client.get(one.get_absolute_url()))
    assert " checked" not in client.get(at(one)).text.partition("<main")[2]
    sent = typed(one, consent="namentlich") | {"version": "0", "check": ""}
    page = client.post(at(one), sent, follow=True)
    assert page.redirect_chain == [(at(one, "beitrag/pruefen/"), 302)]
    checked = seen(page)
    assert "3,5\N{NO-BREAK SPACE}Wochen" in page.text
    assert f"{lippe.name}, {lippe.function}, Kreis Lippe" in checked
    page = client.post(at(one, "beitrag/pruefen/"), {"version": "1"}, follow=True)
    assert "Die Rückmeldung Ihres Kreises ist eingereicht." in seen(page)
    assert "Rückmeldung ändern" in seen(page)
    assert numbers(one) == (1, 1, 14)
    # S71
    client.post(at(one, "beitrag/pruefen/"), {"version": "1"})
    assert Contribution.objects.get().edition == 1


def test_ten_thousand_words_stay_in_the_form_and_in_the_draft(
    as_: Any, lippe: User, one: Consultation
) -> None:
    sent = typed(one, text=LONG) | {"version": "0", "check": ""}
    page = as_(lippe).post(at(one), sent)
    assert "Das sind 67.999 Zeichen. Möglich sind 6.000." in seen(page)
    assert LONG in page.text
    assert LONG.strip() in as_(lippe).get(at(one)).text
    check = seen(as_(lippe).get(at(one, "beitrag/pruefen/")))
    assert "Das sind 67.999 Zeichen." in check
    page = as_(lippe).post(at(one, "beitrag/pruefen/"), {"version": "1"}, follow=True)
    assert "Zum Einreichen fehlt noch etwas" in page.text
    assert numbers(one)[0] == 0


# S36
@pytest.mark.parametrize(
    "text", ["Null\x00byte", "\u202erechts", "🚌\u200b", "<b>fett</b>", "\r\n"]
)
def test_whatever_is_typed_comes_back_and_is_read(
    as_: Any, lippe: User, moderator: User, one: Consultation, text: str
) -> None:
    sent = typed(one, text=text) | {"version": "0"}
    assert as_(lippe).post(at(one), sent).status_code == 302
    assert as_(lippe).post(at(one, "beitrag/pruefen/"), {"version": "1"}).status_code == 302
    kept = text.replace("\x00", "").replace("\r\n", "").replace("<b>fett</b>", "&lt;b&gt;fett")
    for person, way in ((lippe, "beitrag/"), (moderator, "beitraege/")):
        assert kept in as_(person).get(at(one, way)).text


def test_the_autosave_keeps_everything_and_says_its_own_version(
    as_: Any, lippe: User, one: Consultation
) -> None:
    client = as_(lippe)
    for number, text in enumerate(("Es", "Es fehlt", LONG)):
        sent = typed(one, text=text, number="3 oder 4", consent="") | {"version": str(number)}
        said = client.post(at(one), sent, headers=AUTOSAVE).json()
        assert (said["version"], said["wrong"]) == (number + 1, [])
    kept = contribution_of(one, lippe).draft["answers"].values()
    assert [answer.get("text", answer.get("number")) for answer in kept][1:] == ["3 oder 4", LONG]


# S72
def test_two_who_write_meet_both_texts(
    as_: Any, lippe: User, lippe_deputy: User, one: Consultation
) -> None:
    write(one, lippe, text="Von Katrin.", consent="kreis")
    sent = typed(one, text="Von <mir>.", consent="") | {"version": "0"}
    client = as_(lippe_deputy)
    late = client.post(at(one), sent, headers=AUTOSAVE)
    assert (late.status_code, late.json()) == (409, {"conflict": True})
    page = client.post(at(one), sent)
    assert page.status_code == 409
    words = ("Von Katrin.", "Von &lt;mir&gt;.", "Nur mit dem Kreis", "Von mir")
    assert [word in page.text for word in words] == [True, True, True, False]
    assert page.context["form"].data["version"] == "1"
    again = typed(one, text="Von uns.") | {"version": "1"}
    assert client.post(at(one), again).status_code == 302
    assert "Von uns." in str(contribution_of(one, lippe).draft)


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 5000, "²"])
def test_a_version_that_no_form_held_overwrites_nothing(
    as_: Any, lippe: User, one: Consultation, version: str
) -> None:
    write(one, lippe, text="Von Katrin.")
    answer = as_(lippe).post(at(one), typed(one, text="Anders.") | {"version": version})
    assert answer.status_code == 409
    client = as_(lippe)
    assert client.post(at(one, "beitrag/pruefen/"), {"version": version}).status_code == 302
    assert client.post(at(one, "beitrag/zurueckziehen/"), {"edition": version}).status_code == 302
    assert "Von Katrin." in str(contribution_of(one, lippe).draft)
    assert numbers(one)[0] == 0


def test_the_editor_says_who_else_is_at_work(
    as_: Any, lippe: User, lippe_deputy: User, celle: User, one: Consultation
) -> None:
    as_(lippe).get(at(one))
    said = f"{lippe.name} bearbeitet die Rückmeldung seit"
    pages = [as_(person).get(at(one)).text for person in (lippe, lippe_deputy, celle)]
    assert [said in page for page in pages] == [False, True, False]


def test_what_comes_too_late_is_shown_once_more(as_: Any, lippe: User, one: Consultation) -> None:
    write(one, lippe)
    Consultation.objects.filter(pk=one.pk).update(stage=Stage.SYNTHESIS)
    sent = typed(one, text="Lang getippt.\nZweite <Zeile>.") | {"version": "1"}
    page = as_(lippe).post(at(one), sent)
    assert page.status_code == 409
    assert "Lang getippt.\nZweite &lt;Zeile&gt;." in page.text
    late = as_(lippe).post(at(one), sent, headers=AUTOSAVE)
    assert (late.status_code, late.json()) == (409, {"closed": True})
    assert as_(lippe).get(at(one)).status_code == 403
    assert as_(lippe).get(at(one, "beitrag/pruefen/")).status_code == 403
    assert as_(lippe).post(at(one, "beitrag/pruefen/"), {"version": "1"}).status_code == 403
    assert numbers(one)[0] == 0


def test_after_the_deadline_the_page_says_what_is_possible(
    as_: Any, lippe: User, celle: User
) -> None:
    one = make_consultation(days=1)
    answer(one, lippe)
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        refused = as_(lippe).get(at(one))
        assert refused.status_code == 403
        assert "Die Frist ist vorbei. Ihre Rückmeldung bleibt" in refused.text
        assert "als nach der Frist eingegangen" in as_(celle).get(at(one)).text


def test_an_anonymous_answer_that_names_its_kreis_is_warned_of(
    as_: Any, lippe: User, one: Consultation
) -> None:
    warned = []
    for text, consent in (("In Lippe.", "anonym"), ("Hier.", "anonym"), ("In Lippe.", "kreis")):
        write(one, lippe, text=text, consent=consent)
        page = seen(as_(lippe).get(at(one, "beitrag/pruefen/")))
        warned.append("Ihr Text nennt „Lippe“" in page)
    assert warned == [True, False, False]


def test_a_changed_draft_is_checked_again(
    as_: Any, lippe: User, lippe_deputy: User, one: Consultation
) -> None:
    write(one, lippe)
    write(one, lippe_deputy, text="Anders.")
    page = as_(lippe).post(at(one, "beitrag/pruefen/"), {"version": "1"}, follow=True)
    assert "hat den Entwurf inzwischen geändert" in page.text
    assert "Anders." in page.text
    assert numbers(one)[0] == 0


def test_taken_back_it_is_gone_for_everybody_else(
    as_: Any, lippe: User, moderator: User, one: Consultation
) -> None:
    answer(one, lippe, text="Geheimes Wort.")
    assert "Geheimes Wort." in as_(moderator).get(at(one, "beitraege/")).text
    page = as_(lippe).post(at(one, "beitrag/zurueckziehen/"), {"edition": "1"}, follow=True)
    assert "ist zurückgezogen" in page.text
    assert "Geheimes Wort." not in as_(moderator).get(at(one, "beitraege/")).text
    assert as_(moderator).get(at(one, "beitraege/tabelle/")).text.count("\n") == 1
    assert "Geheimes Wort." in as_(lippe).get(at(one)).text


# ---- Reading -------------------------------------------------------------------------------------


def test_others_are_read_once_the_own_is_in_or_the_deadline_passed(
    as_: Any, lippe: User, celle: User, moderator: User
) -> None:
    one = make_consultation(days=1)
    answer(one, lippe, text="Wort aus Lippe.")
    write(one, celle, text="Entwurf aus Celle.")
    refused = as_(celle).get(at(one, "beitraege/"))
    assert refused.status_code == 403
    assert "sobald Ihr Kreis selbst geantwortet hat" in refused.text
    assert "Wort aus Lippe." not in refused.text
    pages = [as_(person).get(at(one, "beitraege/")).text for person in (lippe, moderator)]
    assert ["Wort aus Lippe." in page for page in pages] == [True, True]
    assert ["Entwurf aus Celle." in page for page in pages] == [False, False]
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        assert "Wort aus Lippe." in as_(celle).get(at(one, "beitraege/")).text
    answer(one, celle)
    assert "Wort aus Lippe." in as_(celle).get(at(one, "beitraege/")).text
    withdraw_contribution(contribution_of(one, celle), by=celle, edition=1)
    assert as_(celle).get(at(one, "beitraege/")).status_code == 403


@pytest.mark.parametrize("stage", list(Stage))
def test_each_stage_and_role_reads_what_is_theirs(
    as_: Any, lippe: User, celle: User, stage: Stage, liaison: User, programme: User
) -> None:
    """Lippe answered, Celle did not, a third has a draft; nobody outside finds anything."""
    one = make_consultation()
    answer(one, lippe, text="Wort aus Lippe.")
    third = factories.make_person()
    write(one, third, text="Entwurf des Dritten.")
    values: dict[str, Any] = {"stage": stage}
    if stage == Stage.ASKED:
        values["opened_at"] = None
    Consultation.objects.filter(pk=one.pk).update(**values)
    met = {}
    for person in (lippe, celle, third, liaison, programme):
        page = as_(person).get(at(one, "beitraege/"))
        words = ("Wort aus Lippe.", "Entwurf des Dritten.")
        met[person.email] = page.status_code, *(word in page.text for word in words)
    absent, refused, reads = (404, False, False), (403, False, False), (200, True, False)
    if stage == Stage.ASKED:
        own = others = absent
    else:
        own, others = reads, refused if stage == Stage.OPEN else reads
    assert met == {
        lippe.email: own,
        celle.email: others,
        third.email: others,
        liaison.email: absent,
        programme.email: absent,
    }


def _main(page: Any) -> str:
    text: str = page.text.partition("<main")[2].partition("</main>")[0]
    return text


def test_anonymous_hides_the_kreis_from_other_kreise(
    as_: Any, lippe: User, celle: User, moderator: User, kreis_lippe: Kreis
) -> None:
    one = make_consultation()
    # A number that stands nowhere on the page by chance.
    Contribution.objects.create(pk=987_654, consultation=one, kreis=kreis_lippe)
    own = answer(one, lippe, text="Wort ohne Namen.", consent="anonym")
    assert own.pk == 987_654
    answer(one, celle)
    page = _main(as_(celle).get(at(one, "beitraege/")))
    assert "Wort ohne Namen." in page
    told = (kreis_lippe.name, "Lippe", kreis_lippe.ags, lippe.name, f"-{own.pk}", f"/{own.pk}/")
    assert [word in page for word in told] == [False] * 6
    for person in (lippe, moderator):
        assert kreis_lippe.name in _main(as_(person).get(at(one, "beitraege/")))


def test_anonymous_ones_stand_last_in_an_order_that_tells_nothing(
    as_: Any, celle: User, one: Consultation
) -> None:
    made = [
        make_contribution(one, factories.make_kreis(sort_name=name), text=name, consent="anonym")
        for name in ("Aalen", "Bebra", "Coburg", "Dachau", "Emden", "Fulda", "Gera", "Hof")
    ]
    named = factories.make_kreis(sort_name="Zittau", name="Landkreis Zittau")
    make_contribution(one, named, text="Zittau", consent="kreis")
    answer(one, celle)
    page = _main(as_(celle).get(at(one, "beitraege/")))
    places = {name: page.index(f"<p>{name}</p>") for name in ("Zittau", "Aalen", "Hof")}
    assert places["Zittau"] < min(places["Aalen"], places["Hof"])
    shown = re.findall("<p>(Aalen|Bebra|Coburg|Dachau|Emden|Fulda|Gera|Hof)</p>", page)[::2]
    assert len(shown) == len(made)
    assert shown not in (sorted(shown), sorted(shown, reverse=True))
    assert _main(as_(celle).get(at(one, "beitraege/"))) == page


def test_versions_are_read_by_the_own_kreis_and_the_office(
    as_: Any, lippe: User, celle: User, moderator: User, one: Consultation
) -> None:
    answer(one, lippe, text="Erste Fassung.")
    own = answer(one, lippe, text="Zweite Fassung.")
    answer(one, celle)
    way = at(one, f"beitraege/{own.pk}/fassungen/")
    assert as_(celle).get(way).status_code == 404
    for person in (lippe, moderator):
        page = as_(person).get(way).text
        assert page.index("Zweite Fassung.") < page.index("Erste Fassung.")
    elsewhere = make_consultation()
    assert as_(lippe).get(at(elsewhere, f"beitraege/{own.pk}/fassungen/")).status_code == 404


# S45, S64
def test_the_table_of_the_office_is_neutral_and_noted(
    as_: Any, lippe: User, celle: User, moderator: User, one: Consultation
) -> None:
    answer(one, lippe, text="=1+1", consent="anonym")
    write(one, celle, text="Entwurf aus Celle.")
    table = as_(moderator).get(at(one, "beitraege/tabelle/"))
    rows = table.text.splitlines()
    assert len(rows) == 2
    assert rows[1].startswith("Kreis Lippe;anonym;")
    assert rows[1].endswith(";nein;nein;stimme zu;3,5\N{NO-BREAK SPACE}Wochen;'=1+1")
    assert Record.objects.get(act="contributions.exported").details == {"rows": 1}


# S25, S33
def test_the_landkreistag_and_the_programme_find_no_word_of_it(
    as_: Any, lippe: User, celle: User, liaison: User, programme: User
) -> None:
    one = make_consultation()
    answer(one, lippe, text="Zuckerrübenwort im Text.", reason="Zuckerrübenwort als Grund.")
    write(one, celle, text="Zuckerrübenwort im Entwurf.")
    ways = (
        *("", "beitrag/", "beitrag/pruefen/", "beitrag/zurueckziehen/", "beitraege/"),
        *("beitraege/tabelle/", f"beitraege/{contribution_of(one, lippe).pk}/fassungen/"),
    )
    pages = [*(at(one, way) for way in ways), "/", "/expertenkreis/", "/mitteilungen/"]
    pages += ["/suche/?q=Zuckerr%C3%BCbenwort", "/suche/?q=Lehrkr%C3%A4fte"]
    for person, address in product((liaison, programme, None), pages):
        page = as_(person).get(address)
        # The search says again what was sought, and nothing behind it.
        for word in ("Zuckerrübenwort im", "Zuckerrübenwort als", "Es fehlen"):
            assert word not in page.text, address
        if "beitr" in address:
            assert page.status_code == (302 if person is None else 404)
    shown = seen(as_(liaison).get(one.get_absolute_url()))
    assert [word in shown for word in ("von 14", "Rückmeldung Ihres", "Rückmeldungen lesen")] == [
        False
    ] * 3
    found = as_(lippe).get("/suche/?q=Zuckerr%C3%BCbenwort").text
    assert "Zuckerrübenwort im" not in found


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_keep_their_budget(
    rows: int, lippe: User, moderator: User, as_: Any, queries: Any
) -> None:
    one = make_consultation()
    answer(one, lippe)
    for _ in range(rows):
        answer(one, factories.make_person())
    own, office = as_(lippe), as_(moderator)
    for client, way, count in (
        # Person, question, items, files, course, own answer.
        (own, "", 6),
        # Person, question, whether the own is in, answers with items in three.
        (own, "beitraege/", 6),
        # The office has a notice of each: whether the bell rings.
        (office, "beitraege/", 7),
        # Person, question, own answer, items, who is at work (asked twice, noted).
        (own, "beitrag/", 7),
    ):
        client.get(at(one, way))
        with queries(count):
            client.get(at(one, way))
