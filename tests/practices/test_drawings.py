"""What is drawn on writing shows what would be drawn on reading, and to nobody more."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings

from content.choices import Audience
from practices import parts
from practices.choices import State
from practices.chores import draw_pages
from practices.fields import INTERNAL
from practices.models import Drawing, Practice, TargetGroup
from practices.services import archive_practice, confirm_practice, set_audience
from practices.services.drawings import draw_practice
from tests import factories

if TYPE_CHECKING:
    from members.models import Kreis, User

DAY = datetime(2026, 11, 25, 12, tzinfo=UTC)
NIGHT = datetime(2026, 11, 26, 2, 15, tzinfo=UTC)
# A word in each of the schema's fields „Mitglieder“.
PLANTED = {
    "cost_note": "Habicht",
    "funding_until": "2031",
    "pitfalls": "Sperberplan",
    "contact_person": "Falkenstein",
    "contact_email": "milan@lippe.forum.example",
    "files": "Bussardvertrag",
}


@pytest.fixture
def practice(kreis_lippe: Kreis, lippe: User) -> Practice:
    """A public practice with everything in it, drawn."""
    group = TargetGroup.objects.create(key="kita", label="Kita-Kinder")
    made = factories.make_practice(
        kreis=kreis_lippe,
        title="Beratungsbus",
        audience=Audience.PUBLIC,
        challenge="Weite Wege <b>",
        results="Es kamen viele Menschen. Und mehr.",
        success_factors="Der Fahrplan half sehr. Und der Bus.",
        pitfalls=f"Der {PLANTED['pitfalls']} scheiterte. Zweimal.",
        cost_note=f"Einmalig für den {PLANTED['cost_note']}.",
        funding_until=date(2031, 12, 1),
        contact_email=PLANTED["contact_email"],
        contact_person=factories.make_person(kreis=kreis_lippe, last_name="Falkenstein"),
        steps=["Bus kaufen", "Fahren"],
        indicators=[["Fahrten", "12", "2026"]],
        links=[["https://bus.example/", "Der Bus"]],
        review_due=date(2030, 3, 31),
    )
    made.target_groups.add(group)
    made.tags.add("Mobil")
    factories.make_file(made, title=PLANTED["files"])
    draw_practice(made)
    return made


def said(practice: Practice, *, internal: bool) -> str:
    drawing = Drawing.objects.get(practice=practice, internal=internal)
    return "\n".join(drawing.parts)


def test_the_planted_words_stand_in_every_members_field() -> None:
    assert set(PLANTED) == INTERNAL


# S26, S27
def test_nothing_of_the_members_fields_is_kept_for_a_wider_circle(practice: Practice) -> None:
    kept = [
        {name for name, word in PLANTED.items() if word in said(practice, internal=internal)}
        for internal in (False, True)
    ]
    # Who answers for it is asked each time: people leave.
    assert kept == [set(), INTERNAL - {"contact_person", "contact_email"}]


def test_everybody_reads_what_would_be_drawn_for_him(
    practice: Practice,
    as_: Any,
    programme: User,
    liaison: User,
    lippe: User,
    celle: User,
    moderator: User,
) -> None:
    cast = (None, liaison, programme, celle, lippe, moderator)

    def pages() -> list[str]:
        texts = [as_(person).get(practice.get_absolute_url()).text for person in cast]
        return [re.sub(r'csrfmiddlewaretoken" value="\w+"', "", text) for text in texts]

    stored = pages()
    Drawing.objects.all().delete()
    assert pages() == stored
    seen = [{name for name, word in PLANTED.items() if word in text} for text in stored]
    assert seen == [set(), set(), *[set(INTERNAL)] * 4]
    assert all("Weite Wege &lt;b&gt;" in text and "Kita-Kinder" in text for text in stored)


def test_a_page_is_never_drawn_of_what_the_practice_said_before(
    practice: Practice, as_: Any, lippe: User
) -> None:
    Practice.objects.update(title="Umgeschrieben", version=practice.version + 1)
    for person in (None, lippe):
        assert "<h1>Umgeschrieben</h1>" in as_(person).get(practice.get_absolute_url()).text


def test_another_look_is_drawn_anew(
    practice: Practice, as_: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    Drawing.objects.update(look="alt", parts=["Alter Kopf", "", "", "", ""])
    assert "Alter Kopf" not in as_(None).get(practice.get_absolute_url()).text
    draw_pages(DAY)
    assert [one.look for one in Drawing.objects.all()] == [parts.look()] * 2
    assert "<h1>Beratungsbus</h1>" in said(practice, internal=False)


# S26: what makes a field the members' alone is code.
@pytest.mark.parametrize(
    "changed",
    ["templates/practices/drawn/facts.html", "practices/fields.py", "content/choices.py"],
)
def test_a_release_with_other_templates_or_code_has_another_look(
    changed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, real = parts.look.__wrapped__(), Path.read_bytes
    file = settings.ROOT / changed
    monkeypatch.setattr(Path, "read_bytes", lambda one: real(one) + b"#" * (one == file))
    assert parts.look.__wrapped__() != before


def test_the_chore_draws_what_is_missing_and_leaves_what_holds(practice: Practice) -> None:
    kept = set(Drawing.objects.values_list("pk", flat=True))
    Drawing.objects.filter(internal=True).update(parts=["", "", "", "", ""])
    other = factories.make_practice()
    factories.make_practice(state=State.DRAFT)
    draw_pages(DAY)
    assert set(Drawing.objects.values_list("practice", "internal")) == {
        (one.pk, internal) for one in (practice, other) for internal in (False, True)
    }
    assert kept <= set(Drawing.objects.values_list("pk", flat=True))
    assert said(practice, internal=True) == "\n" * 4


def test_at_night_all_follow_the_words_of_the_vocabularies(practice: Practice) -> None:
    TargetGroup.objects.update(label="Kinder in Kitas")
    draw_pages(DAY)
    assert "Kinder in Kitas" not in said(practice, internal=False)
    draw_pages(NIGHT)
    assert "Kinder in Kitas" in said(practice, internal=False)


def test_who_answers_for_it_is_asked_each_time(practice: Practice, as_: Any, celle: User) -> None:
    assert practice.contact_person is not None
    practice.contact_person.delete()
    assert "Falkenstein" not in as_(celle).get(practice.get_absolute_url()).text


# S28
def test_a_narrowed_practice_says_so_at_once_and_is_hidden(
    practice: Practice, as_: Any, lippe: User
) -> None:
    set_audience(practice, Audience.MEMBERS, by=lippe, may_widen=False)
    assert "vertraulich" in said(practice, internal=True)
    address = practice.get_absolute_url()
    answers = [as_(person).get(address) for person in (None, lippe)]
    assert [answer.status_code for answer in answers] == [302, 200]
    assert "vertraulich" in answers[1].text


def test_only_what_is_published_is_kept_drawn(practice: Practice, lippe: User) -> None:
    confirm_practice(practice, by=lippe)
    practice.refresh_from_db()
    assert {one.version for one in Drawing.objects.all()} == {practice.version}
    archive_practice(practice, by=lippe, reason="Vorbei.")
    assert not Drawing.objects.exists()
