"""The own post again: words and files, from the version they started from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from content.attachments import TooManyFilesError
from content.drafts import draft_of
from content.services import OutdatedError
from forum.access import may_edit_post
from forum.drafts import can_be_kept, finish_draft, keep_draft, place_of_edit
from forum.forms import EditPostForm
from forum.services import ClosedError, FileChanges, edit_post
from forum.services.files import by_kind
from forum.views.drafts import kept
from forum.views.files import (
    NO_WORDS,
    Chosen,
    files_context,
    ids_in,
    is_about_files,
    is_final,
    take_files,
    words_for_pictures,
)
from forum.views.posts import NOT_YOURS, known_post
from forum.views.topics import preview_of
from forum.views.writing import published

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest
    from content.models import Draft
    from forum.models import Post, PostFile

_OUTDATED = "Nicht gespeichert: Der Beitrag wurde inzwischen an anderer Stelle geändert."


def _editable(request: SignedInRequest, topic_id: int, number: int) -> Post:
    post = known_post(request, topic_id, number)
    if not may_edit_post(request.user, post, post.topic) or post.deleted_at is not None:
        raise PermissionDenied(NOT_YOURS)
    return post


def post_edit(request: SignedInRequest, topic_id: int, number: int) -> HttpResponse:
    """Change the own words and files; the former words stay readable."""
    post = _editable(request, topic_id, number)
    if request.method == "POST":
        return _sent(request, post)
    draft = draft_of(request.user, place_of_edit(post))
    text = draft.text if draft is not None and draft.text else post.text
    form = EditPostForm(initial={"text": text, "version": post.version})
    return render(request, "forum/post_edit.html", _context(request, post, form, draft))


def _sent(request: SignedInRequest, post: Post) -> HttpResponse:
    form, place, final = EditPostForm(request.POST), place_of_edit(post), is_final(request)
    chosen = take_files(request, place, final=final, post=post)
    current = None
    if form.is_valid() and final and _described(request, post, chosen):
        try:
            _save(request, post, form, chosen)
        except OutdatedError as error:
            current = error.current
            form = EditPostForm({**request.POST.dict(), "version": str(current.version)})
        except TooManyFilesError as error:
            chosen.errors.append(("files", str(error)))
        except ClosedError as error:
            raise PermissionDenied(NOT_YOURS) from error
        else:
            finish_draft(request.user, place)
            return published(post.get_absolute_url(), form)
    text = request.POST.get("text", "")
    draft = keep_draft(request.user, place, text) if can_be_kept(text) else None
    if is_about_files(request):
        form = EditPostForm(initial=request.POST.dict())
    context = _context(request, current or post, form, draft, chosen) | {"current": current}
    status = 409 if current is not None else 200
    return render(request, "forum/post_edit.html", context, status=status)


def _save(request: SignedInRequest, post: Post, form: EditPostForm, chosen: Chosen) -> None:
    files = FileChanges(
        added=chosen.going,
        removed=ids_in(request.POST, "remove"),
        described=words_for_pictures(request.POST),
    )
    said = {name: form.cleaned_data[name] for name in ("text", "version")}
    edit_post(post, by=request.user, files=files, **said)


def _described(request: SignedInRequest, post: Post, chosen: Chosen) -> bool:
    """Whether every picture that stays says what it shows."""
    for file in _present(request, post):
        if file.lacks_words and not file.leaving:
            chosen.errors.append((f"alt_{file.pk}", NO_WORDS.format(file.title)))
    return not chosen.errors


def _present(request: SignedInRequest, post: Post) -> list[PostFile]:
    """Return the files of the post as the form would leave them."""
    files, words = post.attached, words_for_pictures(request.POST)
    leaving = ids_in(request.POST, "remove")
    for file in files:
        file.alt, file.is_decorative = words.get(file.pk, (file.alt, file.is_decorative))
        file.leaving = file.pk in leaving
    return files


def _context(
    request: SignedInRequest,
    post: Post,
    form: EditPostForm,
    draft: Draft | None,
    chosen: Chosen | None = None,
) -> dict[str, Any]:
    return {
        "post": post,
        "topic": post.topic,
        "form": form,
        "draft": draft,
        "preview": preview_of(request, form),
        **_files(request, post, draft, chosen),
    }


def _files(
    request: SignedInRequest, post: Post, draft: Draft | None, chosen: Chosen | None
) -> dict[str, Any]:
    present, shown = _present(request, post), files_context(draft, chosen)
    said = dict(shown["more_errors"])
    for file in present:
        file.error = said.get(f"alt_{file.pk}", "")
    staying = [file for file in present if not file.leaving]
    return {**shown, "present": present, **by_kind([*staying, *shown["attached"]])}


def edit_files(request: SignedInRequest, topic_id: int, number: int) -> HttpResponse:
    """Take in files while somebody edits; the words wait on the page."""
    post = _editable(request, topic_id, number)
    if request.method != "POST":
        return redirect("forum:post-edit", topic_id, number)
    place = place_of_edit(post)
    chosen = take_files(request, place, post=post)
    context = _files(request, post, draft_of(request.user, place), chosen)
    return render(request, "forum/_files.html", context)


def edit_draft_save(request: SignedInRequest, topic_id: int, number: int) -> HttpResponse:
    """Keep what is being edited; „verwerfen“ throws it away, and the post stays as it is."""
    post = _editable(request, topic_id, number)
    back = reverse("forum:post-edit", args=[topic_id, number])
    outdated = request.POST.get("version", "") != str(post.version)
    if request.method == "POST" and "verwerfen" not in request.POST and outdated:
        return JsonResponse({"said": _OUTDATED}, status=409)
    return kept(request, place_of_edit(post), request.POST.get("text", ""), back)
