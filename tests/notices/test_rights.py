"""What a mail says is asked when it leaves: who may not read it then gets nothing of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils.timezone import localdate, now

from content.choices import Audience
from members.choices import RequestState, Role
from members.models import AccessRequest
from members.news import ACCESS_ASKED
from notices.choices import Channel, MailState
from notices.chores import send_digests
from notices.models import Notice, OutgoingMail
from notices.services import notify
from practices.choices import State
from practices.models import Practice
from practices.news import DECISION, OF_ADOPTION, OF_PRACTICE, SUBMITTED
from tests import factories
from tests.notices.delivery import work
from tests.notices.mail_server import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from members.models import Kreis, User
    from notices.kinds import NoticeKind
    from tests.notices.mail_server import MailServer

    type Happening = tuple[NoticeKind, int]
    type Loss = Callable[[User, int], None]

SECRET = "Geheimes Konzept für die Unterkunft"
CHANNELS = (Channel.AT_ONCE, Channel.DAILY, Channel.WEEKLY)


def tell(kind: NoticeKind, person: User, thing: int, channel: Channel, happening: str) -> None:
    """Tell a person by this channel, nine days ago."""
    person.notice_preferences.update_or_create(kind=kind.name, defaults={"channel": channel})
    notify(kind, thing, {person: None}, happening=happening)
    Notice.objects.update(happened_at=now() - timedelta(days=9))


def is_locked(person: User, thing: int) -> None:
    person.is_active = False
    person.save(update_fields=["is_active"])


def kreis_leaves(person: User, thing: int) -> None:
    assert person.kreis is not None
    person.kreis.member_until = localdate() - timedelta(days=1)
    person.kreis.save(update_fields=["member_until"])


def changes_kreis(person: User, thing: int) -> None:
    person.kreis = factories.make_kreis()
    person.save(update_fields=["kreis"])


def becomes_liaison(person: User, thing: int) -> None:
    person.kreis, person.role, person.is_lead = None, Role.LIAISON, False
    person.save(update_fields=["kreis", "role", "is_lead"])


def loses_every_role(person: User, thing: int) -> None:
    person.kreis, person.role, person.is_lead = None, "", False
    person.save(update_fields=["kreis", "role", "is_lead"])


def becomes(**fields: object) -> Loss:
    def change(person: User, thing: int) -> None:
        Practice.objects.filter(pk=thing).update(**fields)

    return change


def is_deleted(person: User, thing: int) -> None:
    Practice.objects.filter(pk=thing).delete()


OWN_DRAFT: dict[str, object] = {"state": State.QUERY}
FOREIGN: dict[str, object] = {"state": State.PUBLISHED, "audience": Audience.NETWORK}
LOSSES: dict[str, tuple[str, dict[str, object], Loss]] = {
    "account locked": ("own", OWN_DRAFT, is_locked),
    "the Kreis leaves": ("own", OWN_DRAFT, kreis_leaves),
    "another Kreis": ("own", OWN_DRAFT, changes_kreis),
    "liaison now": ("own", OWN_DRAFT, becomes_liaison),
    "no role": ("foreign", FOREIGN, loses_every_role),
    "liaison, of what the Forum reads": ("foreign", FOREIGN, becomes_liaison),
    "confidential, read by the programme": (
        "programme",
        FOREIGN,
        becomes(audience=Audience.MEMBERS),
    ),
    "no more for partners": (
        "liaison",
        {"state": State.PUBLISHED, "audience": Audience.PARTNERS},
        becomes(audience=Audience.NETWORK),
    ),
    "archived": ("foreign", FOREIGN, becomes(state=State.ARCHIVED)),
    "withdrawn": ("foreign", FOREIGN, becomes(state=State.DRAFT)),
    "withdrawn from the moderation": (
        "moderator",
        {"state": State.SUBMITTED},
        becomes(state=State.DRAFT),
    ),
    "moderator no more": ("moderator", {"state": State.SUBMITTED}, loses_every_role),
    "deleted": ("own", OWN_DRAFT, is_deleted),
}


# S15, S28, S50
@pytest.mark.parametrize("channel", [Channel.AT_ONCE, Channel.WEEKLY])
@pytest.mark.parametrize("case", LOSSES)
def test_who_loses_the_right_before_the_mail_leaves_gets_nothing_of_it(
    case: str,
    channel: Channel,
    mail_server: MailServer,
    kreis_lippe: Kreis,
    lippe: User,
    celle: User,
    moderator: User,
    programme: User,
    liaison: User,
) -> None:
    who, fields, lose = LOSSES[case]
    cast = {"own": lippe, "foreign": celle, "moderator": moderator}
    person = (cast | {"programme": programme, "liaison": liaison})[who]
    practice = factories.make_practice(kreis=kreis_lippe, title=SECRET, **fields)
    tell(DECISION, person, practice.pk, channel, "neu:1")
    lose(person, practice.pk)
    send_digests(now())
    work(now())
    assert mail_server.accepted == []
    left = list(OutgoingMail.objects.values_list("state", "subject", "text", "html"))
    # For somebody without access no digest is made at all.
    made = channel == Channel.AT_ONCE or lose not in {is_locked, kreis_leaves}
    assert left == [(MailState.DROPPED, "", "", "")] * made


def test_of_a_digest_only_what_may_still_be_read_is_sent(
    mail_server: MailServer, celle: User
) -> None:
    titles = ("Bleibt", SECRET)
    kept, lost = (factories.make_practice(title=title) for title in titles)
    for practice in (kept, lost):
        tell(DECISION, celle, practice.pk, Channel.WEEKLY, "neu:1")
    becomes(state=State.ARCHIVED)(celle, lost.pk)
    send_digests(now())
    work(now())
    (mail,) = mail_server.accepted
    said = text_of(mail.message)
    assert [title in said for title in titles] == [True, False]
    assert mail.message["Subject"] == "Ihr Wochenüberblick: eine Neuigkeit im Forum"


def test_a_request_that_is_answered_is_not_mailed(mail_server: MailServer, moderator: User) -> None:
    kreis = factories.make_kreis()
    asked = AccessRequest.objects.create(email="neu@forum.example", last_name="B", kreis=kreis)
    tell(ACCESS_ASKED, moderator, asked.pk, Channel.AT_ONCE, "angefragt")
    AccessRequest.objects.update(state=RequestState.DECLINED)
    work(now())
    assert (mail_server.accepted, OutgoingMail.objects.get().state) == ([], MailState.DROPPED)


# S28: between two attempts the right is asked anew, too
def test_who_loses_the_right_while_the_mail_server_is_away_gets_nothing(
    mail_server: MailServer, celle: User
) -> None:
    practice = factories.make_practice(title=SECRET)
    mail_server.stop()
    tell(DECISION, celle, practice.pk, Channel.AT_ONCE, "neu:1")
    assert work(now()) == ["again"]
    kept = OutgoingMail.objects.get()
    assert (kept.subject, kept.text, kept.html) == ("", "", "")
    becomes(state=State.ARCHIVED)(celle, practice.pk)
    mail_server.start()
    assert work(now() + timedelta(minutes=1)) == ["done"]
    kept.refresh_from_db()
    assert (mail_server.accepted, kept.state, kept.error) == ([], MailState.DROPPED, "")


# S51
@pytest.mark.parametrize("channel", CHANNELS)
def test_the_title_of_a_confidential_practice_is_in_no_mail(
    channel: Channel, mail_server: MailServer, lippe: User, kreis_lippe: Kreis
) -> None:
    practice = factories.make_practice(
        kreis=kreis_lippe, title=SECRET, audience=Audience.MEMBERS, summary=SECRET
    )
    adoption = factories.make_adoption(practice)
    foreign = factories.make_practice(title=SECRET, audience=Audience.MEMBERS)
    own = factories.make_adoption(foreign, kreis=kreis_lippe)
    told = [(kind, practice.pk, "neu:1") for kind in OF_PRACTICE if kind.concerns(lippe)]
    told += [(kind, thing.pk, "6") for kind in OF_ADOPTION for thing in (adoption, own)]
    for kind, thing, happening in told:
        tell(kind, lippe, thing, channel, happening)
    send_digests(now())
    work(now())
    said = [text_of(one.message) for one in mail_server.accepted]
    assert len(said) == (len(told) if channel == Channel.AT_ONCE else 1)
    assert [SECRET in text or "Geheim" in text for text in said] == [False] * len(said)
    assert ["vertrauliches Praxisbeispiel" in text for text in said] == [True] * len(said)
    stored = OutgoingMail.objects.values_list("subject", "text", "html")
    assert "Geheim" not in str(list(stored))


# S51: also when it became confidential after it happened
def test_what_becomes_confidential_loses_its_title_in_mail(
    mail_server: MailServer, moderator: User
) -> None:
    practice = factories.make_practice(title=SECRET, state=State.SUBMITTED)
    tell(SUBMITTED, moderator, practice.pk, Channel.AT_ONCE, "1")
    becomes(audience=Audience.MEMBERS)(moderator, practice.pk)
    work(now())
    assert mail_server.letters() == [
        (moderator.email, "Eingereicht: ein vertrauliches Praxisbeispiel")
    ]
