"""Accounts that nobody uses: a mail after 24 months, locked 30 days later."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.utils import timezone

from content.chores import keep_periods
from content.models import Record
from members.models import User
from members.services import reopen_access
from notices.models import OutgoingMail
from tests import factories

if TYPE_CHECKING:
    from members.models import Kreis

pytestmark = pytest.mark.django_db
# Half past one in Berlin.
SEEN = date(2026, 11, 1)
DUE = datetime(2028, 12, 1, 0, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def night(at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        keep_periods(timezone.now())


def told() -> list[str]:
    mails = OutgoingMail.objects.filter(template="mail/inactive")
    return list(mails.order_by("to").values_list("to", flat=True))


@pytest.fixture
def unused(lippe: User, lippe_deputy: User, celle: User) -> User:
    """Nobody but the deputy has stayed away."""
    User.objects.update(seen_month=date(2099, 1, 1))
    User.objects.filter(pk=lippe_deputy.pk).update(seen_month=SEEN)
    return lippe_deputy


def test_after_24_months_a_mail_says_so_and_30_days_later_the_account_is_locked(
    unused: User, as_: Any
) -> None:
    device = as_(unused)
    said = []
    for days in (-2, 0, 1, 29, 31, 32):
        night(DUE + days * DAY)
        unused.refresh_from_db()
        said.append((days, len(told()), unused.is_active))
    # The whole month counts as used: nobody is told before two years have passed.
    assert said == [
        (-2, 0, True),
        (0, 1, True),
        (1, 1, True),
        (29, 1, True),
        (31, 1, False),
        (32, 1, False),
    ]
    assert told() == [unused.email]
    text = OutgoingMail.objects.get(template="mail/inactive").text
    assert "vor dem 01.01.2029" in text
    assert device.get("/konto/").status_code == 302
    acts = Record.objects.filter(kind="members.user", key=str(unused.pk)).order_by("pk")
    assert [(act.act, act.by) for act in acts] == [
        ("person.warned", None),
        ("person.access_closed", None),
    ]


def test_whoever_signs_in_keeps_the_account(unused: User, as_: Any) -> None:
    night(DUE)
    with time_machine.travel(DUE + 10 * DAY):
        sent = {"login": unused.email, "password": factories.PASSWORD}
        assert as_(None).post("/konto/anmelden/", sent).status_code == 302
        unused.refresh_from_db()
    assert (unused.seen_month, unused.told_inactive_at) == (date(2028, 12, 1), None)
    night(DUE + 60 * DAY)
    unused.refresh_from_db()
    assert (unused.is_active, told()) == (True, [unused.email])


def test_the_month_is_written_once(unused: User, as_: Any) -> None:
    sent = {"login": unused.email, "password": factories.PASSWORD}
    as_(None).post("/konto/anmelden/", sent)
    unused.refresh_from_db()
    assert unused.seen_month == timezone.localdate().replace(day=1)


def test_the_last_lead_is_told_and_not_locked(unused: User, lippe: User) -> None:
    User.objects.filter(pk=lippe.pk).update(seen_month=SEEN)
    night(DUE)
    night(DUE + 31 * DAY)
    open_ = set(User.objects.filter(is_active=True).values_list("pk", flat=True))
    assert told() == sorted([lippe.email, unused.email])
    assert (lippe.pk in open_, unused.pk in open_) == (True, False)


def test_the_last_technical_administration_is_not_locked(unused: User, admin: User) -> None:
    User.objects.filter(pk=admin.pk).update(seen_month=SEEN)
    night(DUE)
    night(DUE + 31 * DAY)
    admin.refresh_from_db()
    assert (admin.is_active, admin.email in told()) == (True, True)
    second = factories.make_person(is_superuser=True, role="", kreis=None)
    User.objects.filter(pk=second.pk).update(seen_month=date(2099, 1, 1))
    night(DUE + 32 * DAY)
    admin.refresh_from_db()
    assert admin.is_active is False


def test_who_is_let_in_again_is_not_warned_at_once(unused: User, lippe: User) -> None:
    for days in (0, 31):
        night(DUE + days * DAY)
    with time_machine.travel(DUE + 40 * DAY):
        assert reopen_access(unused, by=lippe, reason="ist zurück")
    night(DUE + 41 * DAY)
    unused.refresh_from_db()
    assert (unused.is_active, len(told())) == (True, 1)


def test_nobody_reads_when_somebody_was_here_last(
    as_: Any, unused: User, celle: User, moderator: User, kreis_lippe: Kreis
) -> None:
    User.objects.filter(pk=unused.pk).update(seen_month=date(2031, 7, 1))
    urls = {
        celle: (kreis_lippe.get_absolute_url(),),
        moderator: (
            "/verwaltung/members/user/",
            f"/verwaltung/members/user/{unused.pk}/change/",
        ),
    }
    pages = [as_(person).get(url) for person, addresses in urls.items() for url in addresses]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert [word for word in ("2031", "Juli") for page in pages if word in page.text] == []
