"""A topic's page, in so far as a template would draw the same again and again.

It has fifty posts but few kinds of them. What everybody reads of a post is stored; what surrounds
it for one reader is drawn by a template once for each kind, and number, address and count are
then put into it for each post. So are form fields that look the same for everybody.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from content.uploads import FILE_KINDS, in_words
from forum.access import may_edit_post, may_post
from forum.forms import FollowForm, PostForm
from forum.models import Post
from forum.models.file import LONGEST_ALT, MOST_FILES
from forum.services.files import by_kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from forum.models import Topic
    from forum.rows import ShownPost
    from members.models import User


# What a page says before anybody chooses a file.
FILE_RULES = {
    "accept": ",".join(f".{suffix}" for suffix in FILE_KINDS),
    "kinds": in_words(FILE_KINDS),
    "megabytes": settings.UPLOAD_MEGABYTES,
    "most": MOST_FILES,
    "longest_alt": LONGEST_ALT,
}


class Around(NamedTuple):
    """All that decides how the part around a post looks; forum/_around.html draws it.

    A new act is a field here, asked in `Page.around`, and its button there.
    """

    is_own: bool
    is_best: bool
    is_deleted: bool
    # By the moderation.
    is_hidden: bool
    # Whether anybody found it helpful, and whether the reader did.
    is_helpful: bool
    said_helpful: bool
    may_post: bool
    may_mark: bool
    may_edit: bool
    moderates: bool


# It knows nothing but what it is given: the same answers always look the same.
@cache
def _frame(around: Around) -> str:
    return render_to_string("forum/_around.html", {"post": around})


class Page:
    """Draws posts of a topic for one reader, who was asked for his rights once."""

    def __init__(self, topic: Topic, user: User, *, may_mark: bool, moderates: bool) -> None:
        """Ask what the reader may do with every post; what may_… says of him here is known."""
        self.topic, self.user, self.reader_id = topic, user, user.pk
        self.here = escape(topic.get_absolute_url())
        self.may_post, self.may_mark = may_post(user, topic), may_mark
        self.moderates = moderates
        self.hidden: dict[int, Post] = {}

    def read_hidden(self, posts: Iterable[ShownPost]) -> None:
        """Read what of these posts the moderation hid and this reader reads all the same.

        One query, a second one for files, none where nothing is hidden.
        """
        own = [
            post.pk
            for post in posts
            if post.hidden_at is not None
            and post.deleted_at is None
            and (self.moderates or post.author_id == self.reader_id)
        ]
        if own:
            self.hidden = Post.objects.in_bulk(own)
            with_files = [post for post in self.hidden.values() if post.file_count]
            prefetch_related_objects(with_files, "files")

    def draw(self, posts: Iterable[ShownPost]) -> SafeString:
        """Return the posts one below the other."""
        return SafeString("".join(map(self._drawn, posts)))

    def _drawn(self, post: ShownPost) -> str:
        # Two whole numbers, an address that is escaped, and HTML that was cleaned on writing.
        return _frame(self.around(post)).format(
            number=post.number, helpful=post.helpful_count, here=self.here, said=self._said(post)
        )

    def _said(self, post: ShownPost) -> str:
        hidden = self.hidden.get(post.pk)
        if hidden is None:
            return post.fragment
        words = {"post": hidden, **by_kind(hidden.attached)}
        return post.fragment + render_to_string("forum/_hidden.html", words)

    def around(self, post: ShownPost) -> Around:
        """Ask what this reader may do with a post, and how it stands."""
        is_own = post.author_id == self.reader_id
        return Around(
            is_own=is_own,
            is_best=post.pk == self.topic.best_answer_id,
            is_deleted=post.deleted_at is not None,
            is_hidden=post.hidden_at is not None,
            is_helpful=post.helpful_count > 0,
            said_helpful=post.said_helpful,
            may_post=self.may_post,
            may_mark=self.may_mark and post.number > 1,
            may_edit=is_own and may_edit_post(self.user, post, self.topic),
            moderates=self.moderates,
        )


def text_field(form: PostForm) -> SafeString:
    """Draw where an answer is typed: around its text, it looks the same until it is sent."""
    if form.is_bound:
        return form["text"].as_field_group()
    return format_html(_text_frame(), text=form["text"].value() or "")


@cache
def _text_frame() -> str:
    return PostForm(initial={"text": "{text}"})["text"].as_field_group()


@cache
def composer_parts() -> dict[str, SafeString]:
    """Draw what every composer has: where files are chosen, and what its script loads."""
    return {
        "file_choice": render_to_string("forum/_file_choice.html", {"file_rules": FILE_RULES}),
        "composer_scripts": render_to_string("forum/_composer_scripts.html"),
    }


@cache
def follow_field(level: str) -> SafeString:
    """Draw the choice how one hears of a topic."""
    return FollowForm(initial={"level": level})["level"].as_field_group()
