"""Files of posts: handed out with the right of their post, taken in while somebody writes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from content.attachments import TooManyFilesError
from content.forms import CUT_OFF
from content.http import deliver
from content.uploads import UploadError, check_attachment, one_line
from forum.drawing import FILE_RULES, composer_parts
from forum.models import PostFile
from forum.services import (
    attach_file,
    describe_files,
    detach_file,
    undescribed_files,
)
from forum.services.files import by_kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponseBase, QueryDict

    from content.http import SignedInRequest
    from content.models import Draft
    from forum.models import Post
    from forum.services.files import Words

# Buttons of a composer that publish nothing.
_NOT_YET = ("vorschau", "anhaengen", "entfernen")
NO_WORDS = "Sagen Sie in einem Satz, was auf dem Bild „{}“ zu sehen ist."


@require_safe
def post_file(request: SignedInRequest, file_id: int) -> HttpResponseBase:
    """Hand out a file or a picture to whoever reads its post at this moment (S27)."""
    file = get_object_or_404(PostFile.objects.visible_to(request.user), pk=file_id)
    return deliver(
        file.file,
        name=file.download_name,
        content_type=file.content_type,
        inline=file.is_picture,
    )


@dataclass
class Chosen:
    """The files of a composer as a request left them; all by id.

    `errors` are sentences, each with the id of the field it is about.
    """

    going: set[int] = field(default_factory=set)
    errors: list[tuple[str, str]] = field(default_factory=list)


def is_final(request: SignedInRequest) -> bool:
    """Whether the words are to be published now."""
    return request.method == "POST" and not any(act in request.POST for act in _NOT_YET)


def is_about_files(request: SignedInRequest) -> bool:
    """Whether a button was pressed that only attaches or removes: the words need not be ready."""
    return "anhaengen" in request.POST or "entfernen" in request.POST


def take_files(
    request: SignedInRequest, place: str, *, final: bool = False, post: Post | None = None
) -> Chosen:
    """Do what a form says of the files of a draft: describe, remove, attach; say what goes along.

    `final`: they are to be published now. `post` is the one that is being edited.
    """
    person = request.user
    words = words_for_pictures(request.POST)
    if words:
        describe_files(place, words, by=person)
    for leaving in ids_in(request.POST, "entfernen"):
        detach_file(leaving, place, by=person)
    chosen = Chosen(ids_in(request.POST, "file"))
    _attach(request, place, post, chosen)
    if final and chosen.going:
        for file in undescribed_files(place, chosen.going, by=person):
            chosen.errors.append((f"alt_{file.pk}", NO_WORDS.format(file.title)))
    return chosen


def _attach(request: SignedInRequest, place: str, post: Post | None, chosen: Chosen) -> None:
    files = request.FILES.getlist("files")
    # The last field of the form: what does not arrive whole lacks it.
    if "end" not in request.POST and (files or "anhaengen" in request.POST):
        chosen.errors.append(("files", CUT_OFF))
        return
    for one in files:
        try:
            upload = check_attachment(one)
            file = attach_file(place, by=request.user, upload=upload, post=post)
        except UploadError as error:
            chosen.errors.append(("files", f"„{one_line(one.name or '', 60)}“: {error}"))
        except TooManyFilesError as error:
            chosen.errors.append(("files", str(error)))
            return
        else:
            chosen.going.add(file.pk)


def ids_in(data: QueryDict, name: str) -> set[int]:
    """Return the ids that a form sent by this name."""
    return {int(one) for one in data.getlist(name) if _is_id(one)}


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def words_for_pictures(data: QueryDict) -> Mapping[int, Words]:
    """Return what a form says of pictures: what they show, whether they only decorate."""
    names = (name.removeprefix("alt_") for name in data if name.startswith("alt_"))
    return {
        int(key): (str(data[f"alt_{key}"]), f"decorative_{key}" in data)
        for key in names
        if _is_id(key)
    }


def files_context(draft: Draft | None, chosen: Chosen | None = None) -> dict[str, Any]:
    """Return what a composer shows of files: those of the draft, and what went wrong with them."""
    attached = list(draft.post_files.all()) if draft is not None else []
    errors = chosen.errors if chosen is not None else []
    said = dict(errors)
    for file in attached:
        file.error = said.get(f"alt_{file.pk}", "")
    shown = {"attached": attached, **by_kind(attached)}
    return {**shown, **composer_parts(), "file_rules": FILE_RULES, "more_errors": errors}
