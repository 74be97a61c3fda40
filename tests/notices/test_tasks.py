from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from content.tasks import Task, tasks_for
from notices.choices import MailState
from notices.models import OutgoingMail
from notices.tasks import failed_mails
from tests.notices.test_services import send

if TYPE_CHECKING:
    from members.models import User

FAILED = "/verwaltung/notices/outgoingmail/?state__exact=failed"
DETAIL = "Der Postausgang nennt den Grund; von dort aus senden Sie erneut"


def fail(*, days_ago: int = 0, state: MailState = MailState.FAILED) -> None:
    at = timezone.now() - timedelta(days=days_ago)
    OutgoingMail.objects.filter(pk=send().pk).update(state=state, created_at=at, error="Voll")


@pytest.mark.parametrize(
    ("count", "title"), [(1, "1 E-Mail ist gescheitert"), (3, "3 E-Mails sind gescheitert")]
)
def test_moderators_are_asked_to_look_after_failed_mail(
    count: int, title: str, moderator: User, lippe: User, admin: User, as_: Any
) -> None:
    for _ in range(count):
        fail(days_ago=29)
    fail(days_ago=31)
    fail(state=MailState.SENT)
    assert [list(failed_mails(one)) for one in (lippe, admin)] == [[], []]
    assert tasks_for(moderator) == [Task(title=title, url=FAILED, detail=DETAIL)]
    assert title in as_(moderator).get("/").text
    listed = as_(moderator).get(FAILED)
    assert listed.context["cl"].queryset.count() == count + 1


def test_nothing_is_asked_while_all_mail_leaves(moderator: User) -> None:
    fail(days_ago=31)
    assert list(failed_mails(moderator)) == []
