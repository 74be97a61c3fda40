"""Reading what was released: by whom it is for, for good, and with what stands beside it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pypdf
import pytest
from django.utils import timezone

from content.choices import Audience
from content.tasks import tasks_for
from experts.choices import Stage, Verdict
from experts.models import Consultation, FollowUp, Opinion, Outcome
from experts.services.consultations import MoveError
from experts.services.outcomes import answer_follow_up, ask_back, edit_outcome, note_outcome
from members.models import User
from notices.models import Notice
from search.finding import search
from tests import factories
from tests.experts.making import make_consultation, make_contribution, make_release, make_summary

if TYPE_CHECKING:
    from experts.models import Release

_LIST = "/expertenkreis/"
_USE = {"use": "anhoerung", "text": "Vor dem Ausschuss.", "day": "2026-11-22", "link": ""}


def make_released(audience: Audience = Audience.PARTNERS, **fields: Any) -> Release:
    one = make_consultation(Stage.RELEASED, **fields)
    make_contribution(one, factories.make_kreis())
    make_summary(one)
    one.refresh_from_db()
    return make_release(one, audience=audience)


def page(as_: Any, user: User | None, address: str) -> str:
    answer = as_(user).get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def test_the_newest_edition_is_where_links_lead(as_: Any, liaison: User) -> None:
    first = make_released()
    second = make_release(first.consultation, edition=2, note="Neue Zahlen.")
    newest = as_(liaison).get(f"/expertenkreis/{first.consultation_id}/zusammenfassung/")
    assert newest.url == second.get_absolute_url()
    assert "Es gibt eine neuere Fassung" in page(as_, liaison, first.get_absolute_url())
    shown = page(as_, liaison, second.get_absolute_url())
    assert "Es gibt eine neuere Fassung" not in shown
    assert "Unterschied zu Fassung 1" in shown
    assert second.checksum in shown


def test_the_question_leads_to_its_summary(as_: Any, lippe: User) -> None:
    release = make_released()
    address = f"/expertenkreis/{release.consultation_id}/"
    assert f'href="{address}zusammenfassung/"' in page(as_, lippe, address)
    running = make_consultation(Stage.AGREEMENT)
    assert "/zusammenfassung/" not in page(as_, lippe, running.get_absolute_url())


def test_an_edition_says_what_was_frozen_and_no_more(as_: Any, liaison: User) -> None:
    release = make_released()
    one = release.consultation
    one.paragraphs.update(text="Neuer Entwurf", html="<p>Neuer Entwurf</p>")
    one.contributions.all()[0].answers.update(choice="nein")
    shown = page(as_, liaison, release.get_absolute_url())
    assert "Neuer Entwurf" not in shown
    assert "Auswertung der Antworten aus 1 von 14 Kreisen" in shown


def test_the_public_reads_public_ones_and_nothing_beside_them(as_: Any, db: None) -> None:
    public, partners = make_released(Audience.PUBLIC), make_released()
    Outcome.objects.create(
        consultation=public.consultation,
        edition=1,
        use="gespraech",
        text="Geheim",
        day="2026-11-20",
    )
    FollowUp.objects.create(consultation=public.consultation, text="Geheim?")
    running = make_consultation(Stage.SYNTHESIS)
    shown = page(as_, None, public.get_absolute_url())
    assert "Geheim" not in shown
    assert as_(None).get(partners.get_absolute_url()).status_code == 302
    listed = page(as_, None, _LIST)
    assert public.consultation.title in listed
    assert partners.consultation.title not in listed
    assert running.title not in listed
    found = search(factories.make_person("liaison", is_active=False), "", kind="auswertung")
    assert [hit.key for hit in found.hits] == [str(public.pk)]


def test_narrowing_closes_every_edition_and_file(as_: Any, db: None) -> None:
    release = make_released(Audience.PUBLIC)
    address = release.get_absolute_url()
    Consultation.objects.filter(pk=release.consultation_id).update(
        release_audience=Audience.PARTNERS
    )
    answers = [as_(None).get(f"{address}{part}").status_code for part in ("", "pdf/", "xlsx/")]
    assert answers == [302, 302, 302]


def test_files_are_handed_out_as_they_were_made(as_: Any, liaison: User) -> None:
    release = make_released()
    answer = as_(liaison).get(f"{release.get_absolute_url()}pdf/")
    assert (answer.content, answer["Content-Type"]) == (b"%PDF", "application/pdf")
    number = release.consultation.number
    assert answer["Content-Disposition"] == f'attachment; filename="{number}-Fassung-1.pdf"'
    table = as_(liaison).get(f"{release.get_absolute_url()}xlsx/")
    assert table.content.startswith(b"PK")
    assert table["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number(
    as_: Any, queries: Any, liaison: User, count: int
) -> None:
    for _ in range(count):
        make_released()
        make_consultation()
        make_consultation(Stage.SYNTHESIS)
    client = as_(liaison)
    client.get(_LIST)
    with queries(4):
        client.get(_LIST)


@pytest.mark.parametrize("count", [1, 3])
def test_an_edition_costs_the_same_however_much_stands_beside_it(
    as_: Any, queries: Any, liaison: User, count: int
) -> None:
    release = make_released()
    for _ in range(count):
        Outcome.objects.create(consultation=release.consultation, edition=1, **_USE)
        FollowUp.objects.create(consultation=release.consultation, text="Und 2025?")
    client = as_(liaison)
    client.get(release.get_absolute_url())
    with queries(5):
        client.get(release.get_absolute_url())


def test_the_archive_is_searched_and_narrowed_by_theme(as_: Any, liaison: User) -> None:
    language, bus = factories.make_theme("sprache"), factories.make_theme("mobilitaet")
    speaking = make_released(theme=language, title="Sprachkurse auf dem Land")
    driving = make_released(theme=bus, title="Busse am Abend")
    found = page(as_, liaison, f"{_LIST}?q=Sprachkurs")
    assert "Sprachkurse</mark> auf dem Land" in found or speaking.consultation.title in found
    assert driving.consultation.title not in found
    narrowed = page(as_, liaison, f"{_LIST}?thema=mobilitaet")
    assert driving.consultation.title in narrowed
    assert speaking.consultation.title not in narrowed
    nothing = page(as_, liaison, f"{_LIST}?q=Wolkenkuckucksheim")
    assert "Dazu gibt es keine Auswertung" in nothing


def test_the_archive_goes_on_by_key(as_: Any, liaison: User) -> None:
    made = [make_released() for _ in range(22)]
    first = page(as_, liaison, _LIST)
    oldest = [one.consultation.title for one in made[:2]]
    assert not [title for title in oldest if f">{title}<" in first]
    rest = first.split('rel="next"')[0].rpartition('href="')[2].split('"')[0].replace("&amp;", "&")
    second = page(as_, liaison, f"{_LIST}{rest}")
    assert [title for title in oldest if f">{title}<" in second] == oldest
    assert as_(liaison).get(f"{_LIST}?nach=gestern~x").status_code == 200


# ---- Outcome and follow-up -----------------------------------------------------------------------


def test_what_became_of_it_is_noted_once_and_told(
    liaison: User, lippe: User, moderator: User, programme: User
) -> None:
    one = make_released().consultation
    token = uuid4()
    done = [note_outcome(one, by=liaison, token=token, values=_USE) for _ in "12"]
    assert done == [True, False]
    outcome = Outcome.objects.get()
    assert (outcome.edition, outcome.author_name) == (1, liaison.name)
    told = Notice.objects.filter(kind="auswertung-ergebnis")
    office = set(User.objects.moderators())
    assert {notice.person for notice in told} == {lippe, *office}
    changed = _USE | {"text": "Im Ausschuss für Soziales."}
    assert edit_outcome(outcome, by=liaison, version=1, values=changed)
    assert told.filter(person=moderator).count() == 1
    another = changed | {"use": "stellungnahme"}
    assert edit_outcome(outcome, by=liaison, version=2, values=another)
    assert told.filter(person=moderator).count() == 2


@pytest.mark.parametrize("who", ["lippe", "programme", "admin"])
def test_others_note_nothing_and_ask_nothing_back(who: str, request: pytest.FixtureRequest) -> None:
    person = request.getfixturevalue(who)
    one = make_released().consultation
    follow_up = FollowUp.objects.create(consultation=one, text="Und 2025?")
    outcome = Outcome.objects.create(consultation=one, edition=1, **_USE)
    with pytest.raises(MoveError):
        note_outcome(one, by=person, token=uuid4(), values=_USE)
    with pytest.raises(MoveError):
        edit_outcome(outcome, by=person, version=1, values=_USE | {"text": "x"})
    with pytest.raises(MoveError):
        ask_back(one, by=person, token=uuid4(), text="Und 2025?")
    with pytest.raises(MoveError):
        answer_follow_up(follow_up, by=person, version=1, text="Ja.")


def test_nothing_is_noted_before_something_is_released(liaison: User) -> None:
    one = make_consultation(Stage.AGREEMENT)
    with pytest.raises(MoveError):
        note_outcome(one, by=liaison, token=uuid4(), values=_USE)
    with pytest.raises(MoveError):
        ask_back(one, by=liaison, token=uuid4(), text="Und?")


def test_a_question_back_is_asked_once_answered_and_read_by_the_kreise(
    as_: Any, liaison: User, lippe: User, moderator: User, programme: User
) -> None:
    release = make_released()
    one, token = release.consultation, uuid4()
    done = [ask_back(one, by=liaison, token=token, text="Und bei Frauen?") for _ in "12"]
    assert done == [True, False]
    follow_up = FollowUp.objects.get()
    tasks = [task.title for task in tasks_for(moderator)]
    assert tasks == [f"Rückfrage beantworten: {one.title}"]
    told = Notice.objects.filter(kind="rueckfrage-auswertung")
    assert {notice.person for notice in told} == set(User.objects.moderators())
    assert answer_follow_up(follow_up, by=moderator, version=1, text="Ebenso.")
    assert not answer_follow_up(follow_up, by=moderator, version=1, text="Ebenso.")
    assert tasks_for(moderator) == []
    assert Notice.objects.get(kind="rueckfrage-beantwortet").person == liaison
    for reader, reads in ((liaison, True), (lippe, True), (programme, False)):
        shown = page(as_, reader, release.get_absolute_url())
        assert ("Und bei Frauen?" in shown) == reads
        assert ("Ebenso." in shown) == reads


def test_the_second_person_has_a_task_and_the_first_none(moderator: User) -> None:
    one = make_consultation(Stage.AGREEMENT, agree_until="2026-01-01")
    second = factories.make_person("moderator")
    now = {"handed_over_by": moderator, "handed_over_at": "2026-11-20T10:00Z"}
    Consultation.objects.filter(pk=one.pk).update(**now)
    assert [task.title for task in tasks_for(second)] == [
        f"Als zweite Person freigeben: {one.title}"
    ]
    assert tasks_for(moderator) == []


def test_each_stage_asks_the_office_for_its_next_step(moderator: User, lippe: User) -> None:
    make_consultation(Stage.OPEN)
    over = make_consultation(Stage.OPEN, days=-1)
    written = make_consultation(Stage.SYNTHESIS)
    make_consultation(Stage.AGREEMENT, agree_until=timezone.localdate())
    said = make_consultation(Stage.AGREEMENT, agree_until="2026-01-01")
    agreed = make_consultation(Stage.AGREEMENT, agree_until="2026-01-01")
    assert lippe.kreis is not None
    for one, verdict in ((said, Verdict.OBJECT), (agreed, Verdict.AGREE)):
        Opinion.objects.create(
            consultation=one, kreis=lippe.kreis, verdict=verdict, text="Zu kurz.", by=lippe
        )
    assert [(task.title, task.url) for task in tasks_for(moderator)] == [
        (f"Auswertung beginnen: {over.title}", over.get_absolute_url()),
        (f"Auswertung schreiben: {written.title}", f"{written.get_absolute_url()}auswertung/"),
        (
            f"Auswertung zur Freigabe vorlegen: {agreed.title}",
            f"{agreed.get_absolute_url()}freigeben/",
        ),
        (f"Stimmen der Kreise beantworten: {said.title}", f"{said.get_absolute_url()}abstimmung/"),
    ]
    assert not [task for task in tasks_for(lippe) if task.title.startswith("Auswertung beg")]


def test_what_was_handed_over_is_first_a_release_to_the_second_person(
    moderator: User, as_: Any
) -> None:
    one = make_consultation(Stage.AGREEMENT, agree_until="2026-01-01")
    second = factories.make_person("moderator")
    now = {"handed_over_by": moderator, "handed_over_at": timezone.now()}
    Consultation.objects.filter(pk=one.pk).update(**now)
    shown = [as_(user).get(one.get_absolute_url()).context["steps"] for user in (second, moderator)]
    main = [[step.label for step in steps if step.is_main] for steps in shown]
    assert main == [["Auswertung freigeben"], ["Stimmen der Kreise"]]


def test_a_second_person_releases_on_the_page_what_it_was_shown(
    as_: Any, moderator: User, lippe: User
) -> None:
    one = make_consultation(Stage.AGREEMENT, agree_until="2026-01-01")
    assert lippe.kreis is not None
    make_contribution(one, lippe.kreis)
    make_summary(one, by=moderator)
    address = f"/expertenkreis/{one.pk}/freigeben/"
    form = as_(moderator).get(address).context["form"]
    assert as_(moderator).post(address, form.initial).status_code == 302
    second = as_(factories.make_person("moderator"))
    form = second.get(address).context["form"]
    data = {"version": form["version"].value(), "seen": form["seen"].value()}
    one.paragraphs.update(text="Neu", html="<p>Neu</p>")
    assert second.post(address, data).url == address
    one.refresh_from_db()
    assert one.edition == 0
    data["seen"] = second.get(address).context["form"]["seen"].value()
    released = second.post(f"{address}?fuer=oeffentlich", data)
    again = second.post(f"{address}?fuer=oeffentlich", data)
    made = one.releases.get()
    assert released.url == again.url == made.get_absolute_url()
    assert made.audience == Audience.PUBLIC
    read = pypdf.PdfReader(io.BytesIO(bytes(made.pdf)))
    assert made.checksum in "".join(page.extract_text() for page in read.pages)
