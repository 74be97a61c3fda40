from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef

from notices.choices import DIGESTS, SILENT, TIMES_TO_BELIEVE

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from members.models import User
    from notices.models import Notice, RefusedAddress  # noqa: F401  (base classes name them)


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices. Which of a person's are shown decides notices.reading, by the things' rights."""

    def visible_to(self, user: User | AnonymousUser) -> NoticeQuerySet:
        """Return the person's own."""
        return self.filter(person_id=user.pk) if user.is_authenticated else self.none()

    def unread(self) -> NoticeQuerySet:
        """Leave out what was read, here or on the page of the thing."""
        return self.filter(read_at__isnull=True)

    def waiting(self) -> NoticeQuerySet:
        """Return what the next digest holds, unless it is read before."""
        return self.unread().filter(mail__isnull=True, channel__in=DIGESTS)

    def still_mailed(self) -> NoticeQuerySet:
        """Leave out the kinds of which the person wants no mail by now."""
        silenced = self.model._default_manager.filter(
            pk=OuterRef("pk"),
            person__notice_preferences__kind=F("kind"),
            person__notice_preferences__channel__in=SILENT,
        )
        return self.exclude(Exists(silenced))


class RefusedAddressQuerySet(models.QuerySet["RefusedAddress"]):
    """Addresses that mail servers refused."""

    def believed(self) -> RefusedAddressQuerySet:
        """Leave out what one mail alone met: a server errs now and then."""
        return self.filter(times__gte=TIMES_TO_BELIEVE)
