"""Files of posts: chosen while writing, published with the words, gone with the draft."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from content.attachments import TooManyFilesError
from content.drafts import open_draft
from content.models import Draft
from content.uploads import one_line
from forum.drafts import keep_draft
from forum.models import PostFile
from forum.models.file import LONGEST_ALT, MOST_FILES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from content.uploads import Upload
    from forum.models import Post
    from members.models import User

# What a person says of a picture: its description, and whether it only decorates.
type Words = tuple[str, bool]


class UndescribedError(Exception):
    """Nobody said yet what a picture shows."""


@dataclass(frozen=True)
class FileChanges:
    """What an edit does to the files of a post; all by id, those of others count for nothing."""

    added: Collection[int] = ()
    removed: Collection[int] = ()
    described: Mapping[int, Words] = field(default_factory=dict)


@transaction.atomic
def attach_file(place: str, *, by: User, upload: Upload, post: Post | None = None) -> PostFile:
    """Put a checked file to what the person is writing at a place; twice sent, it is once (S71).

    `post` is the one that is being edited: its files count. Raises TooManyFilesError.
    """
    draft = open_draft(by, place)
    of_post = Q(post=post) if post is not None else Q()
    there = list(PostFile.objects.filter(Q(draft=draft) | of_post))
    known = next((file for file in there if file.sha256 == upload.sha256), None)
    if known is not None:
        return known
    if len(there) >= MOST_FILES:
        raise TooManyFilesError(MOST_FILES)
    waiting = [file for file in there if file.draft_id is not None]
    _in_order(waiting)
    width, height = upload.pixels or (None, None)
    file = PostFile(
        draft=draft,
        title=upload.title,
        size=upload.size,
        content_type=upload.kind.content_type,
        sha256=upload.sha256,
        width=width,
        height=height,
        uploaded_by=by,
        position=len(waiting),
    )
    file.file.save(f"datei.{upload.kind.suffix}", upload.content, save=False)
    file.save(force_insert=True)
    return file


def _in_order(files: Sequence[PostFile]) -> None:
    """Give files the places from 0 on."""
    for position, file in enumerate(files):
        if file.position != position:
            file.position = position
            file.save(update_fields=["position"])


@transaction.atomic
def detach_file(file_id: int, place: str, *, by: User) -> bool:
    """Take a file out of the person's draft of a place; tell whether it was there."""
    draft = Draft.objects.select_for_update().filter(person_id=by.pk, place=place).first()
    if draft is None:
        return False
    gone, _ = PostFile.objects.filter(pk=file_id, draft=draft).delete()
    if gone:
        keep_draft(by, place, draft.text)
    return bool(gone)


@transaction.atomic
def describe_files(place: str, words: Mapping[int, Words], *, by: User) -> bool:
    """Note what the person's pictures show; tell whether that is other than before."""
    own = PostFile.objects.filter(draft__person_id=by.pk, draft__place=place, pk__in=words)
    pictures = own.filter(width__isnull=False).select_for_update(of=("self",))
    return _describe(list(pictures), words)


def _describe(files: Sequence[PostFile], words: Mapping[int, Words]) -> bool:
    changed = False
    for file in files:
        alt, is_decorative = words.get(file.pk, (file.alt, file.is_decorative))
        said = (one_line(alt, LONGEST_ALT), is_decorative)
        if said != (file.alt, file.is_decorative):
            file.alt, file.is_decorative = said
            if file.post_id is not None and file.lacks_words:
                raise UndescribedError
            file.save(update_fields=["alt", "is_decorative"])
            changed = True
    return changed


def chosen_files(place: str, wanted: Collection[int], *, by: User) -> list[PostFile]:
    """Return those of the person's draft that go with the words; raises UndescribedError.

    Within the transaction that publishes them.
    """
    if not wanted:
        return []
    own = PostFile.objects.filter(draft__person_id=by.pk, draft__place=place, pk__in=wanted)
    files = list(own.select_for_update(of=("self",)))
    if any(file.lacks_words for file in files):
        raise UndescribedError
    return files


def undescribed_files(place: str, wanted: Collection[int], *, by: User) -> list[PostFile]:
    """Return those of the chosen pictures that nobody described yet."""
    own = PostFile.objects.filter(draft__person_id=by.pk, draft__place=place, pk__in=wanted)
    return [file for file in own if file.lacks_words]


def publish_files(files: Sequence[PostFile], post: Post, *, after: int = 0) -> None:
    """Bind files of a draft to the post, which has so many already."""
    for position, file in enumerate(files, after):
        file.post, file.draft, file.position = post, None, position
        file.save(update_fields=["post", "draft", "position"])


def change_files(post: Post, place: str, changes: FileChanges, *, by: User) -> bool:
    """Add, remove, describe the files of a post, whose lock the caller holds.

    Tell whether anything is other than before; `post.file_count` is counted anew, not saved.
    Raises TooManyFilesError and UndescribedError.
    """
    if not post.file_count and not changes.added:
        return False
    present = list(post.files.select_for_update())
    leaving = [file for file in present if file.pk in changes.removed]
    staying = [file for file in present if file.pk not in changes.removed]
    known = {file.sha256 for file in staying}
    added = chosen_files(place, changes.added, by=by)
    added = [file for file in added if file.sha256 not in known]
    if len(staying) + len(added) > MOST_FILES:
        raise TooManyFilesError(MOST_FILES)
    PostFile.objects.filter(pk__in=[file.pk for file in leaving]).delete()
    _in_order(staying)
    described = _describe([file for file in staying if file.is_picture], changes.described)
    publish_files(added, post, after=len(staying))
    post.file_count = len(staying) + len(added)
    return bool(leaving or added or described)


def by_kind(files: Sequence[PostFile]) -> dict[str, list[PostFile]]:
    """Return what forum/_post_files.html draws: pictures, and what is fetched to be read."""
    return {
        "pictures": [file for file in files if file.is_picture],
        "documents": [file for file in files if not file.is_picture],
    }


def files_in_words(files: Sequence[PostFile]) -> str:
    """Say what a post has, for its history: one file a line."""
    return "\n".join(f"{file.title} ({file.description})" for file in files)
