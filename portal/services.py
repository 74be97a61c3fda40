from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from content.markdown import to_html
from content.services import record
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
