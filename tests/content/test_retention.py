"""S80: what has been kept for its time goes, of itself, and not a day earlier."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from content.chores import keep_periods
from content.models import Record, RetentionPeriod, RetentionRun
from content.purging import days_of, load_periods, purge, purge_all
from content.retention import Period, period_named, periods
from members.models import AccessRequest, Invitation
from notices.choices import MailState
from notices.models import OutgoingMail
from tests import factories
from tests.notices.test_services import send

if TYPE_CHECKING:
    from members.models import Kreis, User

pytestmark = pytest.mark.django_db
# Half past one in Berlin.
NIGHT = datetime(2026, 11, 26, 0, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def named(key: str) -> Period:
    period = period_named(key)
    assert period is not None
    return period


def keep(days: int, key: str) -> None:
    RetentionPeriod.objects.update_or_create(key=key, defaults={"days": days})


def sent_mail() -> OutgoingMail:
    mail = send()
    OutgoingMail.objects.filter(pk=mail.pk).update(state=MailState.SENT, created_at=NIGHT)
    return mail


def test_every_period_says_what_it_is_and_lies_within_its_limits() -> None:
    found = {period.key: (period.days, period.least, period.most) for period in periods()}
    assert found == {
        "content.counts": (365, 90, 365),
        "content.runs": (730, 365, 1825),
        "events.needs": (30, 1, 90),
        "forum.bin": (30, 30, 30),
        "forum.unsent_files": (30, 7, 180),
        "members.admin_log": (365, 90, 365),
        "members.inactive": (730, 365, 1095),
        "members.inactive_locked": (30, 14, 90),
        "members.invitations": (30, 1, 360),
        "members.requests": (30, 1, 360),
        "notices.failed_jobs": (90, 7, 360),
        "notices.jobs": (7, 1, 90),
        "notices.mail": (90, 7, 360),
        "notices.read": (180, 30, 360),
        "notices.refusals": (360, 30, 360),
        "notices.unread": (360, 90, 720),
        "portal.barriers": (365, 30, 1095),
    }
    assert [it.key for it in periods() if not (it.least <= it.days <= it.most)] == []
    assert [it.key for it in periods() if not (it.label and it.why.endswith("."))] == []


def test_counting_changes_nothing_and_is_noted(settings: Any) -> None:
    mail = sent_mail()
    period = named("notices.mail")
    counts = [
        purge(period, NIGHT + days * DAY, dry_run=dry).count
        for days, dry in ((89, True), (91, True), (91, True), (91, False), (91, False))
    ]
    assert counts == [0, 1, 1, 1, 0]
    assert not OutgoingMail.objects.filter(pk=mail.pk).exists()
    runs = RetentionRun.objects.order_by("pk").values_list("key", "days", "count", "is_dry")
    assert list(runs) == [
        ("notices.mail", 90, count, dry)
        for count, dry in ((0, True), (1, True), (1, True), (1, False), (0, False))
    ]


def test_a_dry_run_of_every_period_counts_what_the_next_one_lets_go(
    lippe: User, kreis_celle: Kreis
) -> None:
    then = timezone.now()
    sent_mail()
    OutgoingMail.objects.update(created_at=then)
    Invitation.objects.create(
        email="neu@forum.example",
        role="moderator",
        invited_by=lippe,
        token_hash="1",
        expires_at=then,
    )
    AccessRequest.objects.create(
        email="frage@forum.example", kreis=kreis_celle, state="declined", decided_at=then
    )
    at = then + 400 * DAY
    counted = {run.key: run.count for run in purge_all(at, dry_run=True)}
    assert (Invitation.objects.count(), AccessRequest.objects.count()) == (1, 1)
    done = {run.key: run.count for run in purge_all(at)}
    assert counted == done
    gone = {key for key, count in done.items() if count}
    assert gone == {"members.invitations", "members.requests", "notices.mail"}
    assert (Invitation.objects.count(), AccessRequest.objects.count()) == (0, 0)


def test_the_command_shows_a_table() -> None:
    sent_mail()
    said = []
    with time_machine.travel(NIGHT + 91 * DAY, tick=False):
        for options in (["--dry-run"], [], ["--dry-run"]):
            out = StringIO()
            call_command("purge", *options, stdout=out)
            said.append([line.split() for line in out.getvalue().splitlines()])
    heads = [lines[0] for lines in said]
    assert heads == [
        ["Was", "Tage", *what] for what in (["zu", "löschen"], ["gelöscht"], ["zu", "löschen"])
    ]
    rows = [next(line for line in lines if line[0] == "Postausgang") for lines in said]
    assert rows == [
        ["Postausgang", "90", "1"],
        ["Postausgang", "90", "1"],
        ["Postausgang", "90", "0"],
    ]
    assert [lines[-1] == ["Nichts", "wurde", "verändert."] for lines in said] == [True, False, True]


def test_the_night_keeps_to_each_period_once() -> None:
    runs = []
    for hours in (-2, 0, 0.25, 12, 24):
        keep_periods(NIGHT + timedelta(hours=hours))
        runs.append(RetentionRun.objects.count())
    count = len(periods())
    assert runs == [0, count, count, count, 2 * count]


def test_a_period_that_fails_keeps_no_other_from_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(before: datetime, *, dry_run: bool) -> int:
        raise RuntimeError(before, dry_run)

    broken = replace(named("content.runs"), key="a.broken", forget=fail)
    monkeypatch.setattr("content.chores.periods", lambda: [broken, *periods()])
    sent_mail()
    at = NIGHT + 91 * DAY
    for minutes in (0, 15):
        with pytest.raises(RuntimeError, match=r"a\.broken"):
            keep_periods(at + timedelta(minutes=minutes))
    runs = RetentionRun.objects.filter(key__in=["a.broken", "notices.mail"])
    assert list(runs.values_list("key", "count")) == [("notices.mail", 1)]


def test_what_the_office_set_holds_within_the_limits() -> None:
    lengths = []
    for days in (1, 30, 1000):
        keep(days, "notices.mail")
        keep(days, "forum.bin")
        lengths.append([days_of(named(key)) for key in ("notices.mail", "forum.bin")])
    assert lengths == [[7, 30], [30, 30], [360, 30]]
    mail = sent_mail()
    keep(30, "notices.mail")
    left = []
    for days in (29, 31):
        purge(named("notices.mail"), NIGHT + days * DAY)
        left.append(OutgoingMail.objects.filter(pk=mail.pk).exists())
    assert left == [True, False]


def test_loading_keeps_what_the_office_set() -> None:
    keep(30, "notices.mail")
    keep(30, "of.yesterday")
    assert [load_periods(), load_periods()] == [len(periods()) - 1, 0]
    rows = dict(RetentionPeriod.objects.values_list("key", "days"))
    assert rows == {it.key: it.days for it in periods()} | {"notices.mail": 30}


@pytest.mark.parametrize(
    ("days", "answer"), [("30", None), ("6", "Möglich sind 7 bis 360 Tage."), ("361", "Möglich")]
)
def test_the_office_changes_a_period(
    as_: Any, moderator: User, days: str, answer: str | None
) -> None:
    load_periods()
    url = "/verwaltung/content/retentionperiod/notices.mail/change/"
    page = as_(moderator).post(url, {"days": days})
    kept = RetentionPeriod.objects.get(pk="notices.mail").days
    if answer is None:
        assert (page.status_code, kept) == (302, 30)
        entry = Record.objects.get(act="retentionperiod.changed")
        assert (entry.by, entry.key) == (moderator, "notices.mail")
        assert entry.details["values"] == {"days": ["90", "30"]}
    else:
        assert (page.status_code, kept, answer in page.text) == (200, 90, True)


def test_what_pages_promise_is_nobodys_to_change(as_: Any, moderator: User) -> None:
    load_periods()
    url = "/verwaltung/content/retentionperiod/forum.bin/change/"
    page = as_(moderator).get(url)
    as_(moderator).post(url, {"days": "1"})
    assert ('name="days"' in page.text, "fest" in page.text) == (False, True)
    assert RetentionPeriod.objects.get(pk="forum.bin").days == 30


def test_celle_cannot_change_a_period(as_: Any, celle: User) -> None:
    load_periods()
    url = "/verwaltung/content/retentionperiod/notices.mail/change/"
    assert as_(celle).post(url, {"days": "30"}).status_code == 404
    assert RetentionPeriod.objects.get(pk="notices.mail").days == 90


def test_invitations_go_when_they_have_had_their_day(lippe: User) -> None:
    def make(number: int, **fields: Any) -> Invitation:
        values = {"expires_at": NIGHT, "role": "moderator", "invited_by": lippe} | fields
        return Invitation.objects.create(
            email=f"p{number}@forum.example", token_hash=str(number), **values
        )

    soon, late = NIGHT + DAY, NIGHT + 400 * DAY
    make(1)
    make(2, expires_at=late, accepted_at=NIGHT)
    make(3, expires_at=late, revoked_at=NIGHT)
    kept = [
        make(4, expires_at=late),
        make(5, renewal_asked_at=soon),
        make(6, expires_at=late, accepted_at=soon),
    ]
    left = []
    for days in (30, 30.5):
        purge(named("members.invitations"), NIGHT + days * DAY)
        left.append(set(Invitation.objects.values_list("email", flat=True)))
    assert left[0] == {f"p{number}@forum.example" for number in range(1, 7)}
    assert left[1] == {invitation.email for invitation in kept}


def test_open_requests_wait_however_old_they_are(kreis_celle: Kreis) -> None:
    for number, (state, decided_at) in enumerate((("open", None), ("declined", NIGHT))):
        AccessRequest.objects.create(
            email=f"p{number}@forum.example", kreis=kreis_celle, state=state, decided_at=decided_at
        )
    left = []
    for days in (30, 31):
        purge(named("members.requests"), NIGHT + days * DAY)
        left.append(AccessRequest.objects.count())
    assert left == [2, 1]


# The frozen trail is no log with a period: its triggers refuse, and no period asks it to.
def test_the_trail_outlives_every_period(lippe: User) -> None:
    factories.make_practice(kreis=lippe.kreis)
    Record.objects.create(act="test", kind="test", key="1")
    before = Record.objects.count()
    purge_all(timezone.now() + 4000 * DAY, dry_run=False)
    assert Record.objects.filter(act="test").count() == 1
    assert Record.objects.count() >= before


def test_runs_are_filtered_by_the_name_of_their_period(as_: Any, moderator: User) -> None:
    purge_all(NIGHT, dry_run=True)
    url = "/verwaltung/content/retentionrun/"
    pages = [as_(moderator).get(address).text for address in (url, f"{url}?key=forum.bin")]
    rows = [page.count('<th class="field-at') for page in pages]
    assert rows == [len(periods()), 1]
    assert 'href="?key=forum.bin">Papierkorb im Austausch' in " ".join(pages[0].split())
