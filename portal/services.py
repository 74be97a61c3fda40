from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from content.markdown import to_html
from content.services import record
from members.services import forget_acknowledged
from portal.models import Page

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
    record("page.changed", page, by=by)
    return True


@transaction.atomic
def ask_anew(rules: Page, *, by: User) -> int:
    """Have everybody accept the rules as they stand now before the next word; return how many."""
    count = forget_acknowledged()
    record("page.asked_anew", rules, by=by, people=count)
    return count
