"""The posts of a page as HTML: what everybody reads is stored, what one reader may do goes around.

A page has fifty posts but few kinds of them. What surrounds a post of one kind is drawn by a
template once; number, address and count are then put into it for each post.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from forum.access import may_edit_post, may_post

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from forum.models import Post, Topic
    from members.models import User


@dataclass(frozen=True)
class Around:
    """All that decides how the part around a post looks; forum/_around.html draws it.

    A new act is a field here, asked in `Page.around`, and its button there.
    """

    is_own: bool
    is_best: bool
    is_deleted: bool
    # Whether anybody found it helpful, and whether the reader did.
    is_helpful: bool
    said_helpful: bool
    may_post: bool
    may_mark: bool
    may_edit: bool


# It knows nothing but what it is given: the same answers always look the same.
@cache
def _frame(around: Around) -> str:
    return render_to_string("forum/_around.html", {"post": around})


class Page:
    """Draws posts of a topic for one reader, who was asked for his rights once."""

    def __init__(
        self, topic: Topic, user: User, *, helpful: Collection[int], may_mark: bool
    ) -> None:
        """Take what is known already: the posts this reader found helpful, by id; his rights."""
        self.topic, self.user, self.helpful = topic, user, helpful
        self.here = topic.get_absolute_url()
        self.may_post, self.may_mark = may_post(user, topic), may_mark

    def draw(self, posts: Iterable[Post]) -> SafeString:
        """Return the posts one below the other."""
        return SafeString("".join(self._drawn(post) for post in posts))

    def _drawn(self, post: Post) -> SafeString:
        return format_html(
            _frame(self.around(post)),
            here=self.here,
            number=post.number,
            helpful=post.helpful_count,
            said=post.drawn,
        )

    def around(self, post: Post) -> Around:
        """Ask what this reader may do with a post, and how it stands."""
        return Around(
            is_own=post.author_id == self.user.pk,
            is_best=post.pk == self.topic.best_answer_id,
            is_deleted=post.deleted_at is not None,
            is_helpful=post.helpful_count > 0,
            said_helpful=post.pk in self.helpful,
            may_post=self.may_post,
            may_mark=self.may_mark and post.number > 1,
            may_edit=may_edit_post(self.user, post, self.topic),
        )
