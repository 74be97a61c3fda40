"""What mail asks of somebody."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from content.prepared import prepared
from content.tasks import Task, task_source
from notices.choices import MailState
from notices.models import OutgoingMail

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import QuerySet

    from members.models import User

_LOOKED_BACK = timedelta(days=30)


@prepared
def _failed_since(moment: datetime) -> QuerySet[OutgoingMail, tuple[int]]:
    """How many mails did not leave; no row where all did."""
    failed = OutgoingMail.objects.filter(created_at__gte=moment, state=MailState.FAILED)
    return failed.order_by().values("state").values_list(Count("pk"))


@task_source
def failed_mails(user: User) -> Iterator[Task]:
    """Ask the moderators to look after mail that did not leave, of the last 30 days."""
    if not user.is_moderator:
        return
    for (count,) in _failed_since(timezone.now() - _LOOKED_BACK):
        yield Task(
            title=f"{count} E-Mails sind gescheitert" if count > 1 else "1 E-Mail ist gescheitert",
            url=f"{reverse('admin:notices_outgoingmail_changelist')}?state__exact={MailState.FAILED}",
            detail="Der Postausgang nennt den Grund; von dort aus senden Sie erneut",
        )
