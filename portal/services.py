from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from content.markdown import to_html
from content.services import record
from members.services import forget_acknowledged
from notices.services import send_mail
from portal.models import ACKNOWLEDGED, Acknowledgement, Barrier, Page, PageEdition

if TYPE_CHECKING:
    from uuid import UUID

    from members.models import User


@transaction.atomic
def save_page(slug: str, *, title: str, body: str, by: User | None) -> bool:
    """Write the text of a page; tell whether anything changed."""
    page = Page.objects.select_for_update().filter(pk=slug).first() or Page(slug=slug)
    if (page.title, page.body) == (title, body):
        return False
    page.title, page.body, page.body_html = title, body, to_html(body)
    page.save()
    last = page.editions.aggregate(last=Max("number"))["last"] or 0
    edition = page.editions.create(number=last + 1, title=title, body=body)
    record("page.changed", page, by=by, edition=edition.number)
    return True


def note_acknowledged(person: User) -> None:
    """Keep which editions a person took note of just now; in the transaction of the act."""
    newest = PageEdition.objects.filter(page__in=ACKNOWLEDGED).order_by("page_id", "-number")
    for edition in newest.distinct("page_id"):
        Acknowledgement.objects.get_or_create(person=person, edition=edition)


@transaction.atomic
def ask_anew(page: Page, *, by: User) -> int:
    """Have everybody take note of rules and privacy notice as they stand now; return how many.

    It is asked on the start page, and before the next word in the Austausch.
    """
    count = forget_acknowledged()
    record("page.asked_anew", page, by=by, people=count)
    return count


# By law and by the page's own word.
_ANSWERED_WITHIN = timedelta(days=30)


@transaction.atomic
def report_barrier(
    *, token: UUID, text: str, page: str = "", name: str = "", email: str = ""
) -> bool:
    """Note what somebody could not use; tell whether it is new (S71)."""
    values = {"text": text, "page": page, "name": name, "email": email.lower()}
    due = timezone.localdate() + _ANSWERED_WITHIN
    barrier, created = Barrier.objects.get_or_create(token=token, defaults={**values, "due": due})
    if created:
        record("barrier.reported", barrier, by=None)
    return created


@transaction.atomic
def answer_barrier(barrier: Barrier, *, by: User, answer: str, by_mail: bool) -> bool:
    """Answer by mail, or note what became of it; tell whether nobody had (S73)."""
    waiting = Barrier.objects.select_for_update().filter(pk=barrier.pk, answered_at=None)
    current = waiting.first()
    if current is None:
        return False
    current.answer, current.answered_by, current.answered_at = answer, by, timezone.now()
    current.save(update_fields=["answer", "answered_by", "answered_at"])
    if by_mail and current.email:
        send_mail(current.email, template="mail/barrier_answered", context={"barrier": current})
    record("barrier.answered", current, by=by, by_mail=by_mail)
    return True
