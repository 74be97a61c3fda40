"""What waits for the office: one thing of each queue, or several."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from content.queues import Sent
from forum.choices import ReportCause
from forum.services import report_post
from members.models import AccessRequest
from notices.choices import MailState
from notices.models import OutgoingMail
from portal.services import report_barrier
from practices.choices import State
from tests import factories
from tests.experts.making import make_consultation
from tests.practices.test_editing import complete

if TYPE_CHECKING:
    from experts.models import Consultation
    from forum.models import Report
    from members.models import User
    from practices.models import Practice

_numbers = itertools.count(1)


def reported(author: User, reporter: User, **room: Any) -> Report:
    """Report a topic's first post in an open room, or in another one."""
    where = room.get("room") or factories.make_room()
    post = factories.make_topic(where, by=author).posts.get()
    report_post(post, by=reporter, cause=ReportCause.TONE, text="Der zweite Satz.")
    report: Report = post.reports.get()
    return report


def submitted(by: User) -> Practice:
    """Hand in a practice that can be published."""
    assert by.kreis is not None
    fields = {"state": State.SUBMITTED, "submitted_by": by}
    practice = complete(by.kreis, by, **fields)
    practice.submitted_at = practice.changed_at
    practice.save(update_fields=["submitted_at"])
    return practice


def asked_for_access(by: User) -> AccessRequest:
    """Somebody of the person's Kreis asks for access."""
    assert by.kreis is not None
    return AccessRequest.objects.create(
        email=f"nina{next(_numbers)}@forum.example",
        first_name="Nina",
        last_name="Neu",
        function="Integrationsbeauftragte",
        message="Ich bin neu hier.",
        kreis=by.kreis,
    )


def overdue() -> Consultation:
    """A question whose last day was yesterday."""
    return make_consultation(days=-1)


def failed_mail() -> OutgoingMail:
    """A mail that no server took."""
    number = next(_numbers)
    return OutgoingMail.objects.create(
        to=f"fort{number}@forum.example",
        subject="Ihr Zugang",
        text="Geheimer Link",
        message_id=f"<{number}@warten>",
        state=MailState.FAILED,
        error="550 unbekannt",
    )


def barrier() -> None:
    """Somebody outside could not use a page."""
    said = {"text": "Der Fokus ist nicht zu sehen.", "page": "/kreise/"}
    report_barrier(token=uuid4(), name="Robin Beispiel", email="robin@beispiel.example", **said)


def nothing_sent() -> Sent:
    """Return what a page holds that was only opened."""
    return Sent()
