"""Every notice is accounted for, whatever happens in whatever order."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.utils.timezone import now

from notices.choices import SILENT, Channel, MailState
from notices.chores import send_digests
from notices.models import Notice, OutgoingMail
from notices.services import (
    mark_read,
    mark_unread,
    notify,
    send_again,
    set_preferences,
    settle,
)
from practices.choices import State
from practices.models import Practice
from practices.news import DECISION, QUERY, REVIEW_DUE
from tests import factories
from tests.notices.delivery import work
from tests.notices.mail_server import Does, text_of

if TYPE_CHECKING:
    from members.models import User
    from notices.querysets import NoticeQuerySet
    from tests.notices.mail_server import MailServer

BEGIN = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
KINDS = (QUERY, DECISION, REVIEW_DUE)
# All that the server may do with a mail; to hang takes too long here.
MOODS = [*([Does.ACCEPT] * 3), *(mood for mood in Does if mood is not Does.HANG)]
STEPS = 100


class Life:
    """Some people, and what happens to them by chance."""

    def __init__(self, seed: int, server: MailServer) -> None:
        self.chance = random.Random(seed)  # noqa: S311  (no secret)
        self.server = server
        self.people = [factories.make_person() for _ in range(4)]
        self.practices: list[Practice] = []
        # Titles that somebody could not read for a while.
        self.hidden: set[str] = set()
        self.barred: set[int] = set()
        # Of which kinds somebody wanted no mail for a while.
        self.silenced: set[tuple[int, str]] = set()

    def step(self, clock: time_machine.Traveller) -> None:
        acts = [
            *([self.happen] * 5),
            *([self.tick] * 3),
            *(self.repeat, self.read, self.forget_reading, self.finish, self.choose),
            *(self.hide, self.bar, self.change_mood, self.change_mood, self.retry),
        ]
        self.chance.choice(acts)()
        clock.shift(timedelta(minutes=self.chance.choice([1, 15, 200, 1000])))

    def happen(self) -> None:
        title = f"Kurs-{len(self.practices):04}"
        self.practices.append(factories.make_practice(title=title))
        self.tell(self.practices[-1])

    def repeat(self) -> None:
        if self.practices:
            self.tell(self.chance.choice(self.practices))

    def tell(self, practice: Practice) -> None:
        told = self.chance.sample(self.people, self.chance.randint(1, 3))
        kind = KINDS[practice.pk % len(KINDS)]
        notify(kind, practice.pk, dict.fromkeys(told), happening="neu:1")

    def read(self) -> None:
        person = self.chance.choice(self.people)
        mark_read(self.some(person), by=person)

    def forget_reading(self) -> None:
        person = self.chance.choice(self.people)
        mark_unread(self.some(person), by=person)

    def some(self, person: User) -> NoticeQuerySet:
        own = list(Notice.objects.visible_to(person).values_list("pk", flat=True))
        return Notice.objects.filter(pk__in=self.chance.sample(own, min(len(own), 2)))

    def finish(self) -> None:
        if self.practices:
            settle(KINDS, self.chance.choice(self.practices).pk)

    def choose(self) -> None:
        kind, channel = self.chance.choice(KINDS), self.chance.choice(list(Channel))
        person = self.chance.choice(self.people)
        set_preferences(person, {kind.name: channel})
        if channel in SILENT:
            self.silenced.add((person.pk, kind.name))

    def hide(self) -> None:
        if self.practices:
            practice = self.chance.choice(self.practices)
            practice.state = self.chance.choice([State.ARCHIVED, State.PUBLISHED])
            practice.save(update_fields=["state"])
            self.hidden.add(practice.title)

    def bar(self) -> None:
        person = self.chance.choice(self.people)
        person.is_active = not person.is_active
        person.save(update_fields=["is_active"])
        self.barred.add(person.pk)

    def change_mood(self) -> None:
        self.server.stop()
        self.server.does = self.chance.choice(MOODS)
        if self.chance.random() < 0.8:
            self.server.start()

    def retry(self) -> None:
        for mail in OutgoingMail.objects.filter(state=MailState.FAILED)[:1]:
            send_again(mail, by=None)

    def tick(self) -> None:
        send_digests(now())
        work(now())

    def end(self, clock: time_machine.Traveller) -> None:
        """Let everybody in, mend the server, and let nine days go by."""
        for person in self.people:
            person.is_active = True
            person.save(update_fields=["is_active"])
        self.server.stop()
        self.server.does = Does.ACCEPT
        self.server.start()
        for _ in range(18):
            clock.shift(timedelta(hours=12))
            self.tick()


def accounted(life: Life, notice: Notice, told: Counter[tuple[str, str]]) -> str:
    """Say what became of a notice; nothing for one that is lost."""
    title = Practice.objects.get(pk=notice.thing).title
    mails = told[notice.person.email, title]
    assert mails <= 1, f"{title} stands in {mails} mails"
    if notice.mail is not None and notice.mail.state == MailState.FAILED:
        return "failed, and seen in the outbox"
    if notice.mail is not None and notice.mail.state == MailState.SENT and mails:
        return "sent"
    if notice.read_at is not None:
        return "read before"
    if notice.mail is None:
        return "portal only" if notice.channel == Channel.PORTAL else ""
    lacked_right = title in life.hidden or notice.person_id in life.barred
    left = notice.mail.state in {MailState.SENT, MailState.DROPPED}
    if left and (notice.person_id, notice.kind) in life.silenced:
        return "not wanted"
    return "no right" if left and lacked_right else ""


@pytest.mark.parametrize("seed", range(2))
def test_every_notice_is_told_once_or_accounted_for(
    seed: int, mail_server: MailServer, db: None
) -> None:
    life = Life(seed, mail_server)
    with time_machine.travel(BEGIN, tick=False) as clock:
        for _ in range(STEPS):
            life.step(clock)
        life.end(clock)
    # A mail whose answer got lost came twice, with one number: the mailbox knows them as one.
    mails = {str(one.message["Message-ID"]): one for one in mail_server.accepted}
    titles = [practice.title for practice in life.practices]
    told: Counter[tuple[str, str]] = Counter()
    for mail in mails.values():
        body = mail.message.get_body(("plain",))
        assert body is not None
        mentioned = {title: body.get_content().count(title) for title in titles}
        assert set(mentioned.values()) <= {0, 1}
        told.update((mail.recipients[0], title) for title, count in mentioned.items() if count)
        assert all(title in text_of(mail.message) for title, count in mentioned.items() if count)
    found = Counter(
        accounted(life, notice, told) for notice in Notice.objects.select_related("mail", "person")
    )
    assert set(OutgoingMail.objects.values_list("state", flat=True)) <= {
        *(MailState.SENT, MailState.DROPPED, MailState.FAILED)
    }
    assert (found[""], found["sent"] > 10, found["read before"] > 5) == (0, True, True), found
