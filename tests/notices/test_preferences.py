from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from forum.news import MENTION
from notices.choices import Channel, MailState
from notices.chores import send_digests
from notices.kinds import kinds_for
from notices.letters import unsubscribe_url
from notices.models import Notice, OutgoingMail, Preference, RefusedAddress
from notices.services import notify, set_preferences, stop_mail
from practices.choices import State
from practices.news import ADOPTED, DECISION, PUBLISHED, QUERY
from tests import factories
from tests.notices.delivery import work
from tests.notices.mail_server import text_of

if TYPE_CHECKING:
    from members.models import User
    from tests.notices.mail_server import MailServer

PAGE = "/mitteilungen/einstellungen/"
BACK = re.compile(r'action="(/mitteilungen/abbestellen/[^"]+)"')

EVENTS = {
    *("termin-anmeldung", "termin-geaendert", "termin-abgesagt", "termin-angebot"),
    *("termin-nachricht", "termin-erinnerung", "termin-protokoll", "termin-aufgabe"),
}

# Asked of Kreise, put to the office, taken back; what became of answers and summaries.
EXPERTS = {
    "kreis": {
        *("anfrage-offen", "anfrage-zurueckgezogen", "rueckmeldung-erinnerung"),
        *("auswertung-abstimmung", "auswertung-zitat", "auswertung-hinweis"),
        *("auswertung-freigegeben", "auswertung-ergebnis"),
    },
    "landkreistag": {
        *("anfrage-zurueckgezogen", "auswertung-fertig", "rueckfrage-beantwortet"),
    },
    "moderation": {
        *("anfrage-gestellt", "anfrage-zurueckgezogen", "rueckmeldung-eingegangen"),
        *("rueckmeldung-geaendert", "auswertung-vorgelegt", "auswertung-freigegeben"),
        "rueckfrage-auswertung",
    },
}


def chosen(person: User) -> dict[str, str]:
    own = Preference.objects.filter(person=person)
    return dict(own.values_list("kind", "channel"))


def defaults(person: User) -> dict[str, str]:
    return {kind.name: kind.default.value for kind in kinds_for(person)}


def address(url: str) -> str:
    return url.removeprefix("http://localhost:8000")


# What the plan says: tasks and mentions at once, the rest weekly.
def test_by_default_what_waits_for_a_person_comes_at_once_and_the_rest_weekly(
    lippe: User, moderator: User
) -> None:
    for person in (lippe, moderator):
        kinds = kinds_for(person)
        assert {kind.default for kind in kinds if kind.is_task} == {Channel.AT_ONCE}
        # A deputyship may begin tomorrow; whoever asks for a link waits in front of the door.
        urgent = {"vertretung", "einladung-erneuern", MENTION.name}
        # Whom a room admits, others wait for; every post at once is what a person asked for.
        urgent |= {"raum", "raum-ende", "beitrag-sofort"}
        # Whom the moderation asks or restricts, learns of it before others do.
        urgent.add("moderation")
        # Whoever comes to an event learns of each change in time.
        urgent |= EVENTS - {"termin-protokoll"}
        # What became of an objection is said before the summary is released.
        urgent.add("auswertung-hinweis")
        news = [kind for kind in kinds if not kind.is_task and kind.name not in urgent]
        assert {kind.default for kind in news} == {Channel.WEEKLY}


def test_each_role_is_offered_what_can_reach_it(
    lippe: User, lippe_deputy: User, liaison: User, moderator: User
) -> None:
    offered = {
        person.email.split("@")[0]: {kind.name for kind in kinds_for(person)}
        for person in (lippe, lippe_deputy, liaison, moderator)
    }
    practices = {
        "rueckfrage",
        "entscheidung",
        "noch-aktuell",
        "uebernahme",
        "ergebnis",
        "vertretung",
    }
    inviting = {"beitritt", "einladung-erneuern"}
    discussing = {"beitrag", "beitrag-sofort", "erwaehnung", "raum", "raum-ende", "thema-neu"}
    # Anybody may report, be told of a decision, or host a room.
    discussing |= {"meldung", "meldung-entschieden", "moderation", "antwort-an-moderation"}
    # Everybody with a role may come to an event.
    discussing |= EVENTS
    assert offered == {
        "lippe": practices | inviting | discussing | EXPERTS["kreis"],
        "lippe.vertretung": practices | discussing | EXPERTS["kreis"],
        "landkreistag": EVENTS | EXPERTS["landkreistag"],
        "moderation": {"eingereicht", "zugangsanfrage"}
        | (inviting | discussing | EXPERTS["moderation"]),
    }


def test_choices_are_saved_and_shown(lippe: User, as_: Any) -> None:
    client = as_(lippe)
    wish = defaults(lippe) | {"entscheidung": "taeglich", "ergebnis": "aus"}
    answer = client.post(PAGE, wish, follow=True)
    assert "Ihre Einstellungen sind gespeichert." in answer.text
    # What is the default is not written down: a new default holds for who chose nothing.
    assert chosen(lippe) == {"entscheidung": "taeglich", "ergebnis": "aus"}
    checked = re.findall(r'name="([\w-]+)" value="([\w-]+)"[^>]* checked', client.get(PAGE).text)
    assert dict(checked) == wish
    assert "Es war nichts zu ändern." in client.post(PAGE, wish, follow=True).text


@pytest.mark.parametrize("value", ["stündlich", "", "\0", "x" * 10_000])
def test_an_unknown_channel_is_refused_with_a_sentence(value: str, lippe: User, as_: Any) -> None:
    page = as_(lippe).post(PAGE, defaults(lippe) | {"ergebnis": value})
    assert (page.status_code, "Fehler:" in page.text, chosen(lippe)) == (200, True, {})


def test_kinds_of_another_role_cannot_be_set(liaison: User, as_: Any) -> None:
    as_(liaison).post(PAGE, {"eingereicht": "sofort"})
    assert chosen(liaison) == {}


def test_what_waits_for_a_digest_follows_the_choice(lippe: User) -> None:
    practice = factories.make_practice(kreis=lippe.kreis)
    got = []
    for number, channel in enumerate((Channel.DAILY, Channel.PORTAL, Channel.WEEKLY, Channel.OFF)):
        happening = f"{PUBLISHED}:{number}"
        notify(DECISION, practice.pk, {lippe: None}, happening=happening)
        set_preferences(lippe, {DECISION.name: channel})
        notice = Notice.objects.get(happening=happening)
        got.append((notice.channel, notice.read_at is not None))
    assert got == [
        ("taeglich", False),
        ("portal", False),
        ("portal", False),
        ("woechentlich", True),
    ]


def test_a_refused_address_is_said_where_mail_is_set(lippe: User, as_: Any) -> None:
    noted = RefusedAddress.objects.create(address=lippe.email.upper(), code=550)
    said = f"zuletzt am {timezone.localdate():%d.%m.%Y} abgewiesen"
    shown = [said in as_(lippe).get(PAGE).text]
    noted.times = 2
    noted.save(update_fields=["times"])
    shown.append(said in as_(lippe).get(PAGE).text)
    assert shown == [False, True]


# ---- Unsubscribing ------------------------------------------------------------------------------


# S54
def test_the_link_of_a_mail_acts_on_post_only_and_without_signing_in(lippe: User) -> None:
    # As a mail program sends it: no session, no token of a form.
    client = Client(enforce_csrf_checks=True)
    link = address(unsubscribe_url(lippe, kind=QUERY.name))
    page = client.get(link)
    assert (page.status_code, chosen(lippe)) == (200, {})
    answer = client.post(link, {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, chosen(lippe)) == (200, {"rueckfrage": "portal"})
    (back,) = BACK.findall(answer.text)
    assert client.get(back).status_code == 200
    assert chosen(lippe) == {"rueckfrage": "portal"}
    assert "Wieder bestellt" in client.post(back).text
    assert chosen(lippe) == {}


def test_unsubscribing_from_a_digest_leaves_the_rest_as_it_is(lippe: User) -> None:
    set_preferences(lippe, {ADOPTED.name: Channel.DAILY})
    stopped = stop_mail(lippe, channel=Channel.WEEKLY)
    weekly = (
        *("beitrag", "beitritt", "entscheidung", "thema-neu", "meldung-entschieden"),
        *("termin-protokoll", "anfrage-zurueckgezogen"),
        *("auswertung-freigegeben", "auswertung-ergebnis"),
    )
    assert stopped == dict.fromkeys(weekly, Channel.WEEKLY)
    assert chosen(lippe) == {
        "uebernahme": "taeglich",
        "beitrag": "portal",
        "beitritt": "portal",
        "entscheidung": "portal",
        "thema-neu": "portal",
        "meldung-entschieden": "portal",
        "termin-protokoll": "portal",
        "anfrage-zurueckgezogen": "portal",
        "auswertung-freigegeben": "portal",
        "auswertung-ergebnis": "portal",
    }


def news_of_last_week(person: User) -> None:
    practice = factories.make_practice(kreis=person.kreis)
    notify(DECISION, practice.pk, {person: None}, happening=f"{PUBLISHED}:1")
    Notice.objects.update(happened_at=timezone.now() - timedelta(days=9))


def test_what_waited_comes_after_all_when_mail_is_brought_back(
    lippe: User, mail_server: MailServer
) -> None:
    news_of_last_week(lippe)
    link = address(unsubscribe_url(lippe, channel="woechentlich"))
    stopped = Client().post(link)
    send_digests(timezone.now())
    assert (work(timezone.now()), OutgoingMail.objects.count()) == ([], 0)
    (back,) = BACK.findall(stopped.text)
    Client().post(back)
    send_digests(timezone.now())
    work(timezone.now())
    subject = "Ihr Wochenüberblick: eine Neuigkeit im Forum"
    assert mail_server.letters() == [(lippe.email, subject)]


@pytest.mark.parametrize("channel", [Channel.PORTAL, Channel.OFF])
@pytest.mark.parametrize("how", ["link", "page"])
def test_a_mail_that_is_queued_does_not_leave_after_unsubscribing(
    how: str, channel: Channel, lippe: User, mail_server: MailServer
) -> None:
    practice = factories.make_practice(kreis=lippe.kreis, state=State.QUERY)
    notify(QUERY, practice.pk, {lippe: None}, happening="1")
    if how == "link":
        stop_mail(lippe, kind=QUERY.name)
    else:
        set_preferences(lippe, {QUERY.name: channel})
    work(timezone.now())
    assert (mail_server.letters(), OutgoingMail.objects.get().state) == ([], MailState.DROPPED)


def test_a_digest_that_is_queued_leaves_without_what_was_unsubscribed(
    lippe: User, mail_server: MailServer
) -> None:
    news_of_last_week(lippe)
    adoption = factories.make_adoption(factories.make_practice(kreis=lippe.kreis))
    notify(ADOPTED, adoption.pk, {lippe: None}, happening="begonnen")
    Notice.objects.update(happened_at=timezone.now() - timedelta(days=9))
    send_digests(timezone.now())
    stop_mail(lippe, kind=DECISION.name)
    work(timezone.now())
    (mail,) = mail_server.accepted
    said = text_of(mail.message)
    assert ["Veröffentlicht" in said, "Übernahme durch" in said] == [False, True]


def test_what_was_stopped_is_brought_back_within_a_day(lippe: User) -> None:
    link = address(unsubscribe_url(lippe, kind=QUERY.name))
    begin = timezone.now()
    with time_machine.travel(begin, tick=False) as clock:
        (back,) = BACK.findall(Client().post(link).text)
        clock.move_to(begin + timedelta(hours=25))
        pages = [Client().get(back), Client().post(back)]
        said = "Dieser Link gilt nicht mehr"
        assert [(page.status_code, said in page.text) for page in pages] == [(200, True)] * 2
        assert chosen(lippe) == {"rueckfrage": "portal"}
        clock.move_to(begin + timedelta(hours=23))
        assert "wieder bestellen</h1>" in Client().get(back).text
        Client().post(back)
        assert chosen(lippe) == {}


def test_a_forged_or_cut_link_does_nothing(lippe: User) -> None:
    link = address(unsubscribe_url(lippe, kind=QUERY.name))
    client = Client()
    for forged in (link[:-3] + "/", link.replace("abbestellen/", "abbestellen/x"), link + "x/"):
        assert client.post(forged).status_code in {302, 404}
    assert chosen(lippe) == {}


def test_the_page_names_nobody(lippe: User) -> None:
    page = Client().get(address(unsubscribe_url(lippe, channel="woechentlich"))).text
    assert "Wochenüberblick abbestellen" in page
    assert [word in page for word in (lippe.email, "Katrin", "Vogt", "Lippe")] == [False] * 4
