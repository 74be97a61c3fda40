from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from content.markdown import to_html
from content.services import record
from members.services import forget_acknowledged
from portal.models import ACKNOWLEDGED, Acknowledgement, Page, PageEdition

if TYPE_CHECKING:
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
