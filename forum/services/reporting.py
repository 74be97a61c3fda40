"""Reports: a reader tells the moderation of a post."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from content.services import record
from forum.models import Report
from forum.news import REPORTED
from forum.readers import people_deciding
from forum.services.mentions import TOLD
from forum.services.posts import locked_post
from members.services.deputies import tell

if TYPE_CHECKING:
    from forum.models import Post
    from members.models import User


@transaction.atomic
def report_post(post: Post, *, by: User, cause: str, text: str = "") -> bool:
    """Report a post to who moderates its room; tell whether that is new.

    Once per person and post: what was reported first stands (S71). Nobody is told of a report
    about his own post.
    """
    current = locked_post(post)
    if not current.is_shown or current.author_id == by.pk:
        return False
    values = {"cause": cause, "text": text}
    report, created = Report.objects.get_or_create(post=current, reporter=by, defaults=values)
    if created:
        record("post.reported", current, by=by, report=report.pk, cause=cause)
        people = people_deciding(current).only(*TOLD)
        tell(people, REPORTED, report.pk, happening="gemeldet", by=by)
    return created
