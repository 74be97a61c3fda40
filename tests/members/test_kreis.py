"""The page of one Kreis: who reads what of it, who edits it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from content.models import Record
from members.choices import Structure
from members.models import Kreis
from members.templatetags.kreise import ago
from tests import factories

if TYPE_CHECKING:
    from members.models import User

pytestmark = pytest.mark.django_db

PAGE, EDIT, CONFIRM = (f"/kreise/05766/{end}" for end in ("", "bearbeiten/", "bestaetigen/"))
# What stands on the page for some readers only.
MARKS = {
    "postfach@lippe.example": "mailbox",
    "Interne Notiz": "note",
    "zuletzt bestätigt": "confirmed",
    "Katrin Vogt": "lead",
    "05231 1": "lead's phone, shared",
    "Jonas Behrens": "deputy",
    "05231 2": "deputy's phone, not shared",
    "Profil bearbeiten": "edit",
}


@pytest.fixture(autouse=True)
def profile(kreis_lippe: Kreis, lippe: User, lippe_deputy: User) -> None:
    Kreis.objects.filter(pk="05766").update(
        introduction="Wir *über* uns",
        introduction_html="<p>Wir <em>über</em> uns</p>",
        structure=Structure.CENTRE,
        structure_note="Interne Notiz",
        contact_email="postfach@lippe.example",
        website="https://www.kreis-lippe.example/",
        confirmed_on=timezone.localdate(),
        is_founder=True,
    )
    kreis_lippe.priorities.add(factories.make_theme("sprache"))
    type(lippe).objects.filter(pk=lippe.pk).update(phone="05231 1", shares_phone=True)
    type(lippe).objects.filter(pk=lippe_deputy.pk).update(phone="05231 2")


def page(client: Any, path: str = PAGE) -> str:
    html: str = client.get(path).content.decode()
    return html


def words(html: str) -> str:
    return " ".join(strip_tags(html.replace("><", "> <")).split())


def marks(html: str) -> list[str]:
    return [name for mark, name in MARKS.items() if mark in html]


@pytest.mark.parametrize(
    ("reader", "reads"),
    [
        (None, []),
        ("admin", []),
        ("liaison", []),
        ("programme", ["mailbox", "note", "confirmed", "lead", "deputy"]),
        (
            "celle",
            ["mailbox", "note", "confirmed", "lead", "lead's phone, shared", "deputy"],
        ),
        (
            "lippe_deputy",
            [
                *("mailbox", "note", "confirmed", "lead", "lead's phone, shared", "deputy"),
                "deputy's phone, not shared",
            ],
        ),
        (
            "lippe",
            ["mailbox", "note", "confirmed", "lead", "lead's phone, shared", "deputy", "edit"],
        ),
        ("moderator", list(MARKS.values())),
    ],
)
def test_each_role_reads_its_part_of_the_profile(
    request: Any, as_: Any, reader: str | None, reads: list[str]
) -> None:
    client = as_(request.getfixturevalue(reader) if reader else None)
    html = page(client)

    assert marks(html) == (["lead", *reads] if reader == "lippe" and "lead" not in reads else reads)
    assert "<p>Wir <em>über</em> uns</p>" in html


def test_the_liaison_sees_who_agreed_and_no_phone(as_: Any, lippe: User, liaison: User) -> None:
    type(lippe).objects.filter(pk=lippe.pk).update(contact_for_partners=True)

    html = page(as_(liaison))

    assert marks(html) == ["lead"]
    assert "Mit dem Landkreistag so vereinbart" in html


def test_who_lost_access_is_not_named(as_: Any, lippe: User, celle: User) -> None:
    type(lippe).objects.filter(pk=lippe.pk).update(is_active=False)

    assert marks(page(as_(celle))) == ["mailbox", "note", "confirmed", "deputy"]


def test_the_public_reads_figures_with_source_and_year(as_: Any) -> None:
    html = page(as_(None))
    figures = re.search(
        r'<section class="card stack" aria-labelledby="zahlen">(.*?)</section>', html, re.DOTALL
    )

    assert figures is not None
    assert words(figures[1]) == (
        "Auf einen Blick Menschen im Kreis (31.12.2023) 120.000 Fläche 1.200,00 km² "
        "Dichte 100,0 Menschen je km² Kreistyp (BBSR 2020) Dünn besiedelter ländlicher Kreis "
        "Kreissitz Detmold Website kreis-lippe.example "
        "Karte: © GeoBasis-DE / BKG 2021 (Daten verändert), Datenlizenz Deutschland – "
        "Namensnennung 2.0. Zahlen: © Statistisches Bundesamt (Destatis), 2024. "
        "Kreistyp: © BBSR Bonn 2020."
    )
    assert 'aria-label="Lage in Deutschland: Kreis Lippe, Nordrhein-Westfalen"' in html
    assert "Gründungsmitglied" in html
    assert '<a class="tag" href="/kreise/?thema=sprache">Sprache</a>' in html


def test_similar_members_stand_with_their_reasons(as_: Any, kreis_celle: Kreis) -> None:
    factories.make_kreis(name="Landkreis Ehemals", member_until=date(2025, 6, 30))
    found = as_(None).get(PAGE).context["similar"]

    assert [(item.kreis.name, item.reasons) for item in found] == [
        (
            "Landkreis Celle",
            ("ähnlich dicht besiedelt", "ähnlich viele Menschen", "gleicher Kreistyp"),
        )
    ]


@pytest.mark.parametrize("others", [1, 3, 30])
def test_the_page_costs_the_same_queries_whatever_surrounds_it(
    others: int, as_: Any, queries: Any, lippe: User
) -> None:
    for _ in range(others):
        factories.make_kreis()
        factories.make_person(kreis=lippe.kreis)
        factories.make_adoption(factories.make_practice(kreis=lippe.kreis))
        factories.make_adoption(kreis=lippe.kreis)
    public, signed_in = as_(None), as_(lippe)
    signed_in.get("/konto/")  # the first visit starts the session's clock

    with queries(5):  # Kreis, priorities, people, members, practices
        page(public)
    # The person besides, adoptions; topics, and whether they are watched.
    with queries(9):
        page(signed_in)


def test_a_former_member_says_so_and_its_lead_edits_no_more(as_: Any, lippe: User) -> None:
    Kreis.objects.filter(pk="05766").update(member_until=date(2025, 6, 30))
    client = as_(lippe)

    assert "ehemals Mitglied, bis 30.06.2025" in page(client)
    assert "Profil bearbeiten" not in page(client)
    assert client.get(EDIT).status_code == 302


def test_a_coming_member_says_from_when(as_: Any) -> None:
    Kreis.objects.filter(pk="05766").update(member_since=date(2999, 1, 1))

    assert "Mitglied ab 01.01.2999" in page(as_(None))


def test_invented_content_says_so(as_: Any) -> None:
    assert "Beispielinhalt: frei erfunden" not in page(as_(None))

    Kreis.objects.update(is_sample=True)

    assert "Beispielinhalt: frei erfunden" in page(as_(None))


def test_an_empty_profile_shows_no_blanks(as_: Any, kreis_celle: Kreis) -> None:
    html = page(as_(None), "/kreise/03351/")

    assert "Der Kreis hat sich noch nicht vorgestellt." in html
    blanks = ("<h2>Vorstellung", "<h2>Schwerpunkte", "Website", "Ansprech")
    assert [word for word in blanks if word in html] == []


# ---- Confirming -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "heute"),
        (1, "gestern"),
        (12, "vor 12 Tagen"),
        (59, "vor 59 Tagen"),
        (60, "vor 1 Monaten"),
        (195, "vor 6 Monaten"),
    ],
)
def test_the_age_of_the_profile_is_said_in_words(days: int, said: str) -> None:
    assert ago(timezone.localdate() - timedelta(days=days)) == said


def test_the_page_says_how_old_the_confirmation_is(as_: Any, celle: User) -> None:
    def said() -> str:
        line = re.search(r'<p class="row small soft">(.*?)</p>', page(as_(celle)), re.DOTALL)
        return words(line[1]) if line else ""

    assert said() == f"Angaben zuletzt bestätigt heute, am {timezone.localdate():%d.%m.%Y}."
    old = timezone.localdate() - timedelta(days=183)
    Kreis.objects.update(confirmed_on=old)
    assert said() == (
        f"Angaben zuletzt bestätigt vor 6 Monaten, am {old:%d.%m.%Y}. älter als ein halbes Jahr"
    )
    Kreis.objects.update(confirmed_on=None)
    assert said() == "Angaben noch nicht bestätigt."


def test_confirming_sets_the_date_and_only_there(as_: Any, lippe: User, kreis_celle: Kreis) -> None:
    Kreis.objects.update(confirmed_on=date(2026, 1, 1))

    answer = as_(lippe).post(CONFIRM)

    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert dict(Kreis.objects.values_list("pk", "confirmed_on")) == {
        "05766": timezone.localdate(),
        "03351": date(2026, 1, 1),
    }
    assert list(Record.objects.values_list("act", "key", "by")) == [
        ("kreis.confirmed", "05766", lippe.pk)
    ]


# ---- Editing ----------------------------------------------------------------------------------


def sent(**changes: Any) -> dict[str, Any]:
    """What the form sends for the profile above."""
    kreis = Kreis.objects.get(pk="05766")
    values = {
        "introduction": kreis.introduction,
        "structure": kreis.structure,
        "structure_note": kreis.structure_note,
        "priorities": list(kreis.priorities.values_list("pk", flat=True)),
        "website": kreis.website,
        "contact_email": kreis.contact_email,
        "version": kreis.version,
    }
    return values | changes


def stored(*fields: str) -> list[Any]:
    return list(Kreis.objects.values_list(*fields).get(pk="05766"))


def test_the_form_says_who_reads_each_field(as_: Any, lippe: User) -> None:
    html = page(as_(lippe), EDIT)

    hints = re.findall(
        r'<label class="field-label"[^>]*>(.*?)</label>|field-hint"[^>]*>(\w+)', html
    )
    assert [words(label or hint) for label, hint in hints] == [
        *("Vorstellung (freiwillig)", "Öffentlich"),
        *("Organisation der Integrationsarbeit (freiwillig)", "Öffentlich"),
        *("Erläuterung zur Organisation (freiwillig)", "Nur"),
        "Öffentlich",  # Schwerpunkte is a legend
        *("Website (freiwillig)", "Öffentlich"),
        *("Funktionspostfach (freiwillig)", "Nur"),
    ]


def test_saving_cleans_the_text_and_confirms_the_profile(as_: Any, lippe: User) -> None:
    Kreis.objects.update(confirmed_on=None)
    text = "## Neu\n\n<script>alert(1)</script> [Link](javascript:alert(2))"

    answer = as_(lippe).post(EDIT, sent(introduction=text))

    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert stored("introduction", "confirmed_on", "version") == [text, timezone.localdate(), 2]
    html = page(as_(None))
    assert "<h2>Neu</h2>" in html
    assert re.findall(r"<script>|href=.javascript", html) == []


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"contact_email": "postfach"}, "Funktionspostfach"),
        ({"website": "javascript:alert(1)"}, "Website"),
        ({"introduction": "x" * 3001}, "Vorstellung"),
        ({"structure": "erfunden"}, "erfunden"),
        ({"priorities": "alle"}, "vier"),
    ],
)
def test_a_wrong_field_is_said_and_nothing_is_saved(
    as_: Any, lippe: User, changes: dict[str, Any], error: str
) -> None:
    themes = [factories.make_theme(f"thema-{number}").pk for number in range(5)]
    changes = {"priorities": themes} if "priorities" in changes else changes
    before = Kreis.objects.filter(pk="05766").values().get()

    answer = as_(lippe).post(EDIT, sent(structure_note="Mein langer Text") | changes)

    assert answer.status_code == 200
    html = answer.content.decode()
    summary = re.search(r'<div class="error-summary".*?</div>', html, re.DOTALL)
    assert summary is not None
    assert error in summary[0]
    assert "Mein langer Text</textarea>" in html
    assert Kreis.objects.filter(pk="05766").values().get() == before


def test_an_older_version_meets_both_texts_and_loses_nothing(
    as_: Any, lippe: User, moderator: User
) -> None:
    wohnen = factories.make_theme("wohnen")
    mine = sent(introduction="Mein Text", structure=Structure.STAFF_UNIT, priorities=[wohnen.pk])
    as_(moderator).post(EDIT, sent(introduction="Der andere Text"))

    answer = as_(lippe).post(EDIT, mine)

    assert answer.status_code == 409
    assert answer.context["differences"] == [
        ("Vorstellung", "Der andere Text", "Mein Text"),
        (
            "Organisation der Integrationsarbeit",
            "Kommunales Integrationszentrum",
            "Stabsstelle oder Beauftragte bei der Kreisleitung",
        ),
        ("Schwerpunkte", "Sprache", "Wohnen"),
    ]
    assert stored("introduction", "structure", "version") == [
        "Der andere Text",
        "kommunales-integrationszentrum",
        2,
    ]
    html = answer.content.decode()
    assert re.findall(r'name="version" value="(\d+)"', html) == ["2"]
    assert re.findall(r"<textarea[^>]*>\s*(.*?)</textarea>", html) == ["Mein Text", "Interne Notiz"]

    again = as_(lippe).post(EDIT, mine | {"version": 2})

    assert again.status_code == 302
    assert stored("introduction", "version") == ["Mein Text", 3]


def test_the_same_form_sent_twice_is_saved_once(as_: Any, lippe: User) -> None:
    form = sent(introduction="Neu")

    answers = [as_(lippe).post(EDIT, form) for _ in range(2)]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, PAGE)] * 2
    assert stored("introduction", "version") == ["Neu", 2]
    assert Record.objects.count() == 1


def test_the_lead_of_another_kreis_cannot_write_here(as_: Any, celle: User) -> None:
    before = list(Kreis.objects.order_by("pk").values())

    answers = [as_(celle).post(EDIT, sent(introduction="Fremd")), as_(celle).post(CONFIRM)]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert list(Kreis.objects.order_by("pk").values()) == before
    assert "Wenden Sie sich an sie oder an die Moderation." in answers[0].content.decode()


# An address may hold signs that mean something else in a link.
def test_the_mailbox_is_quoted_in_its_link(as_: Any, celle: User) -> None:
    Kreis.objects.update(contact_email="buero+forum?cc=x&y@lippe.example")
    assert 'href="mailto:buero%2Bforum%3Fcc%3Dx%26y@lippe.example"' in page(as_(celle))
