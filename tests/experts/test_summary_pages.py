"""The pages of the summary in work: what they show, to whom, at what cost, from which version."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from content.choices import Audience
from experts.agreement import wording_key
from experts.choices import QuoteConsent, Section, Verdict
from experts.models import Consultation, Opinion, Paragraph, Quotation, Source
from experts.services.quoting import add_quotation
from experts.services.writing import tie_contribution
from notices.models import Notice
from practices.choices import State
from tests import factories
from tests.experts.making import make_contribution
from tests.experts.summing import make_evaluated, present, say, write, write_all
from tests.telling import told

if TYPE_CHECKING:
    from members.models import User


@pytest.fixture
def evaluated(lippe: User, celle: User) -> Consultation:
    return make_evaluated(lippe, celle)


def _url(name: str, *args: Any) -> str:
    return reverse(f"experts:{name}", args=args)


def _words(paragraph: Paragraph, text: str, **said: Any) -> dict[str, Any]:
    values = {"section": paragraph.section, "text": text, "token": uuid4()}
    return values | {"version": paragraph.version} | said


def _quote(consultation: Consultation, paragraph: Paragraph, by: User) -> Quotation:
    contribution = consultation.contributions.earliest("pk")
    said: dict[str, Any] = {"by": by, "token": uuid4(), "wording": "Uns fehlen Kurse,"}
    return add_quotation(paragraph, contribution, **said)


def test_the_working_view_ties_an_answer_to_the_chosen_paragraph(
    evaluated: Consultation, moderator: User, as_: Any
) -> None:
    paragraph = write(evaluated, moderator)
    client, page = as_(moderator), _url("summary-work", evaluated.pk)
    assert b"data-tie" not in client.get(page).content
    chosen = client.get(page, {"absatz": paragraph.pk})
    # Celle answered three items; what Lippe answered is tied already.
    assert chosen.content.count(b"data-tie") == 3
    answer = evaluated.contributions.latest("pk").answers.latest("pk")
    tie = _url("source-contribution", evaluated.pk, paragraph.pk)
    sent = [client.post(tie, {"antwort": answer.pk}) for _ in range(2)]
    assert sent[0]["Location"] == f"{page}?absatz={paragraph.pk}#antwort-{answer.pk}"
    assert paragraph.sources.count() == 2
    assert b"data-tie" not in client.get(page, {"absatz": paragraph.pk}).content


# S30
def test_foreign_things_in_a_form_are_refused(
    evaluated: Consultation, lippe: User, celle: User, moderator: User, as_: Any
) -> None:
    paragraph = write(evaluated, moderator)
    elsewhere = make_evaluated(lippe, celle)
    foreign = elsewhere.contributions.earliest("pk")
    hidden = factories.make_practice(state=State.DRAFT, audience=Audience.PUBLIC)
    client, here = as_(moderator), (evaluated.pk, paragraph.pk)
    answers = [
        client.post(
            _url("source-contribution", *here), {"antwort": foreign.answers.earliest("pk").pk}
        ),
        client.post(_url("source-contribution", *here), {"antwort": "x"}),
        client.post(_url("source-practice", *here), {"praxis": hidden.pk}),
        client.get(_url("quotation-new", *here, foreign.pk)),
        client.post(_url("paragraph-edit", elsewhere.pk, paragraph.pk), _words(paragraph, "Neu.")),
    ]
    assert [one.status_code for one in answers] == [404] * 5
    item = elsewhere.items.earliest("pk")
    sent = client.post(_url("paragraph-edit", *here), _words(paragraph, "Neu.", item=item.pk))
    assert sent.status_code == 200
    paragraph.refresh_from_db()
    assert (paragraph.item, paragraph.sources.count()) == (None, 1)


# S72
def test_an_older_version_meets_both_texts(
    evaluated: Consultation, moderator: User, as_: Any
) -> None:
    paragraph = write(evaluated, moderator)
    client, page = as_(moderator), _url("paragraph-edit", evaluated.pk, paragraph.pk)
    client.post(page, _words(paragraph, "Was zuerst gespeichert wurde."))
    met = client.post(page, _words(paragraph, "Was ich schrieb."))
    assert met.status_code == 409
    said = met.content.decode()
    assert "Was zuerst gespeichert wurde." in said
    assert "Was ich schrieb." in said
    again = client.post(page, _words(paragraph, "Was ich schrieb.", version=2))
    assert (again.status_code, Paragraph.objects.get().text) == (302, "Was ich schrieb.")


# S71
def test_sent_twice_a_new_paragraph_is_one(
    evaluated: Consultation, moderator: User, as_: Any
) -> None:
    client, page = as_(moderator), _url("paragraph-new", evaluated.pk)
    data = _words(Paragraph(section=Section.ADVICE, text="x"), "Gruppen ab acht.")
    assert [client.post(page, data).status_code for _ in range(2)] == [302, 302]
    assert Paragraph.objects.get().section == Section.ADVICE


def test_practices_are_found_by_title_and_address_and_documents_by_a_link(
    evaluated: Consultation, moderator: User, as_: Any
) -> None:
    paragraph = write(evaluated, moderator)
    practice = factories.make_practice(title="Abendkurse im Bürgerbus")
    factories.make_practice(title="Abendkurse, verborgen", state=State.DRAFT)
    client, page = as_(moderator), _url("source-practice", evaluated.pk, paragraph.pk)
    for text in ("bürgerbus abend", f"http://testserver{practice.get_absolute_url()}"):
        found = client.get(page, {"q": text}).context["practices"]
        assert found == [practice], text
    assert client.get(page, {"q": "verborgen"}).context["practices"] == []
    client.post(page, {"praxis": practice.pk})
    page = _url("source-document", evaluated.pk, paragraph.pk)
    for link in ("javascript:alert(1)", "ftp://forum.example/", ""):
        assert client.post(page, {"title": "Bericht", "link": link}).status_code == 200
    client.post(page, {"title": "Bericht", "link": "https://forum.example/bericht"})
    tied = paragraph.sources.order_by("pk").values_list("practice", "document")
    assert list(tied)[1:] == [(practice.pk, ""), (None, "Bericht")]


def test_what_is_missing_stands_on_the_page_and_blocks_the_agreement(
    evaluated: Consultation, moderator: User, as_: Any
) -> None:
    client, page = as_(moderator), _url("summary-present", evaluated.pk)
    until = {"agree_until": f"{timezone.localdate():%Y-%m-%d}", "version": "1"}
    said = client.post(page, until).content.decode()
    assert "Der Abschnitt „Abweichende Einschätzungen“ ist leer." in said
    write_all(evaluated, moderator)
    assert client.post(page, until)["Location"] == _url("summary-agree", evaluated.pk)
    evaluated.refresh_from_db()
    assert evaluated.stage == "abstimmung"


@pytest.mark.parametrize("by", ["lippe", "celle"])
def test_a_kreis_reads_its_own_and_nothing_of_others(
    by: str, evaluated: Consultation, lippe: User, celle: User, moderator: User, as_: Any
) -> None:
    paragraphs = write_all(evaluated, moderator)
    of_celle = evaluated.contributions.get(kreis=celle.kreis)
    tie_contribution(paragraphs[-1], of_celle, by=moderator)
    _quote(evaluated, paragraphs[0], moderator)
    present(evaluated, moderator)
    say(evaluated, None, celle, Verdict.OBJECT)
    assert Opinion.objects.filter(text="Acht statt zehn.").exists()
    reader = {"lippe": lippe, "celle": celle}[by]
    said = as_(reader).get(_url("summary-agree", evaluated.pk)).content.decode()
    main = said[said.index("<main") :]
    # Lippe is a source of all six, Celle of one; only Celle said something, only Lippe is quoted.
    expected = {
        "lippe": (6, False, True, False),
        "celle": (1, True, False, True),
    }[by]
    shown = (
        main.count("</svg>Aus Ihrer Rückmeldung"),
        "Acht statt zehn." in main,
        "Uns fehlen Kurse," in main,
        "Celle" in main,
    )
    other = "Celle" if by == "lippe" else "Lippe"
    assert shown[:3] == expected[:3]
    assert f"Landkreis {other}" not in main
    assert f"Kreis {other}" not in main


def test_a_kreis_says_something_until_the_day_ends(
    evaluated: Consultation, lippe: User, moderator: User, as_: Any
) -> None:
    paragraph = write_all(evaluated, moderator)[0]
    present(evaluated, moderator)
    client, page = as_(lippe), _url("summary-agree", evaluated.pk)
    paragraph.refresh_from_db()
    data = {"verdict": "einspruch", "seen": wording_key([paragraph]), "absatz": paragraph.pk}
    refused = client.post(page, data)
    assert (refused.status_code, Opinion.objects.count()) == (200, 0)
    assert "Sagen Sie bitte, was anders werden soll" in refused.content.decode()
    saved = client.post(page, data | {"text": "Zu hoch."}, follow=True)
    assert "Sagen Sie bitte noch, wie Ihr Kreis zum ganzen Entwurf steht." in saved.text
    assert Opinion.objects.get().paragraph == paragraph
    client.post(page, {"verdict": "ja", "seen": "veraltet"})
    assert Opinion.objects.count() == 1
    Consultation.objects.update(agree_until=timezone.localdate() - timedelta(days=1))
    assert client.post(page, data | {"text": "Anders."}).status_code == 403
    shown = client.get(page)
    assert (shown.status_code, b"Haltung speichern" in shown.content) == (200, False)
    assert Opinion.objects.get().text == "Zu hoch."


# S30
def test_celle_cannot_decide_about_the_words_of_lippe(
    evaluated: Consultation, lippe: User, celle: User, moderator: User, as_: Any
) -> None:
    quotation = _quote(evaluated, write_all(evaluated, moderator)[0], moderator)
    present(evaluated, moderator)
    page = _url("quotation-decide", evaluated.pk, quotation.pk)
    yes = {"consent": QuoteConsent.KREIS, "version": 1}
    assert as_(celle).post(page, yes).status_code == 404
    as_(lippe).post(page, yes | {"version": 9})
    assert Quotation.objects.get().consent == QuoteConsent.ASKED
    as_(lippe).post(page, yes)
    assert Quotation.objects.get().consent == QuoteConsent.KREIS


def test_moderators_see_and_answer_what_kreise_say(
    evaluated: Consultation, lippe: User, celle: User, moderator: User, as_: Any
) -> None:
    write_all(evaluated, moderator)
    present(evaluated, moderator)
    say(evaluated, None, lippe, Verdict.OBJECT)
    opinion = Opinion.objects.get()
    # A word to a paragraph is none to the whole, for which the Kreis is still asked.
    say(evaluated, evaluated.paragraphs.first(), celle, Verdict.AGREE)
    client, page = as_(moderator), _url("summary-agree", evaluated.pk)
    seen = client.get(page)
    assert (seen.context["open"], seen.context["silent"]) == (1, [celle.kreis])
    assert "Acht statt zehn." in seen.content.decode()
    settle = _url("opinion-settle", evaluated.pk, opinion.pk)
    client.post(settle, {"settled": "geloest", "version": 1})
    opinion.refresh_from_db()
    assert opinion.settled == "offen"
    client.post(settle, {"settled": "geloest", "version": 1, "note": "Jetzt acht."})
    assert client.get(page).context["open"] == 0
    told()
    unread = Notice.objects.filter(person=lippe, kind="auswertung-hinweis", read_at=None)
    assert unread.count() == 1
    said = as_(lippe).get(page).content.decode()
    assert ("Jetzt acht." in said, unread.count()) == (True, 0)
    assert "Jetzt acht." in as_(lippe).get(evaluated.get_absolute_url()).content.decode()
    assert "Jetzt acht." not in as_(celle).get(evaluated.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("name", "role", "count"),
    [
        ("summary-work", "moderator", 17),
        ("summary-agree", "moderator", 17),
        ("summary-agree", "lippe", 11),
    ],
)
def test_pages_cost_the_same_whatever_they_hold(
    name: str,
    role: str,
    count: int,
    evaluated: Consultation,
    lippe: User,
    moderator: User,
    as_: Any,
    queries: Any,
) -> None:
    reader = {"moderator": moderator, "lippe": lippe}[role]
    paragraph = write_all(evaluated, moderator)[0]
    _quote(evaluated, paragraph, moderator)
    present(evaluated, moderator)
    say(evaluated, None, lippe, Verdict.CHANGE)
    client, page = as_(reader), f"{_url(name, evaluated.pk)}?absatz={paragraph.pk}"
    Paragraph.objects.update(item=evaluated.items.earliest("pk"))
    client.get(page)
    with queries(count):
        assert client.get(page).status_code == 200
    for _ in range(2):
        more = write(evaluated, moderator)
        Source.objects.create(paragraph=more, practice=factories.make_practice())
        _quote(evaluated, more, moderator)
        say(evaluated, more, lippe, Verdict.OBJECT)
        person = factories.make_person()
        assert person.kreis
        make_contribution(evaluated, person.kreis)
        say(evaluated, None, person)
    with queries(count):
        assert client.get(page).status_code == 200
