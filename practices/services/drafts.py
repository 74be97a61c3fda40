"""Writing a practice: a draft that fills up section by section."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from content.markdown import to_html
from content.models import Attachment
from content.once import once
from content.services import OutdatedError, record
from practices.choices import READABLE, State
from practices.fields import SECTION_OF_FIELD, SECTIONS
from practices.models import Practice, PracticeFile
from search.services import forget, index

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from members.models import Kreis, User

_COPIED = [name for section in SECTIONS for name in section.fields]
_COPIED += ["implementation_html", "image", "image_alt", "image_credit"]
_OF_FILES = [field.name for field in Attachment._meta.fields]


def create_practice(title: str, *, kreis: Kreis, by: User, token: UUID) -> Practice:
    """Begin a draft of the Kreis; sent twice with one token it is one draft (S71).

    Raises Practice.DoesNotExist for a token that another Kreis used.
    """
    with once(Practice, token):
        practice = Practice.objects.create(title=title, kreis=kreis, changed_by=by, token=token)
        index("praxis", practice)
        return practice
    return Practice.objects.get(token=token, kreis=kreis)


@transaction.atomic
def save_practice(
    practice: Practice, *, by: User, version: int, values: Mapping[str, Any], seen: str = ""
) -> bool:
    """Write some fields of an unpublished practice; tell whether anything changed.

    Raises OutdatedError when neither the version is what stands there nor the section what was
    `seen` (S72): who writes in another section takes nothing away. Nor is written once it changed
    hands, by being submitted or taken back.
    """
    current = Practice.objects.select_for_update().get(pk=practice.pk)
    together = sorted({one for name in values for one in SECTION_OF_FIELD[name].fields})
    newest = current.version == version or seen == section_mark(current, together)
    if not newest or current.state != practice.state or current.state in READABLE:
        raise OutdatedError(current)
    changed = [name for name, value in values.items() if _differs(current, name, value)]
    if not changed:
        return False
    columns = [name for name in changed if name in _columns()]
    for name in columns:
        setattr(current, name, values[name])
    if "implementation" in columns:
        current.implementation_html = to_html(current.implementation)
        columns.append("implementation_html")
    for name in set(changed) - set(columns):
        getattr(current, name).set(values[name])
    if current.main_theme_id and {"main_theme", "themes"} & set(changed):
        current.themes.add(current.main_theme_id)
    touch(current, by=by, also=columns)
    index("praxis", current)
    practice.version, practice.saved_mark = current.version, section_mark(current, together)
    return True


def section_mark(practice: Practice, names: Iterable[str]) -> str:
    """Return what a form carries to tell the words of the section it started from."""
    words = [(name, _stored(practice, name)) for name in sorted(names)]
    return hashlib.sha256(repr(words).encode()).hexdigest()[:16]


def _stored(practice: Practice, name: str) -> object:
    if name in _columns():
        return practice.serializable_value(name)
    if name == "tags":
        return sorted(practice.tags.names())
    return sorted(thing.pk for thing in getattr(practice, name).all())


def _columns() -> set[str]:
    return {field.name for field in Practice._meta.concrete_fields}


def _differs(practice: Practice, name: str, value: Any) -> bool:
    if name in _columns():
        return bool(getattr(practice, name) != value)
    if name == "tags":
        return _stored(practice, name) != sorted(value)
    return _stored(practice, name) != sorted({thing.pk for thing in value})


def touch(practice: Practice, *, by: User, also: list[str]) -> None:
    """Save these columns as a new version."""
    practice.version += 1
    practice.changed_at, practice.changed_by = timezone.now(), by
    practice.save(update_fields=[*also, "version", "changed_at", "changed_by"])


@transaction.atomic
def start_revision(practice: Practice, *, by: User) -> Practice:
    """Return the copy in which a published practice is edited; begin it if there is none.

    What the office begins is with the office already; what the Kreis begins is its draft.
    """
    original = Practice.objects.select_for_update().get(pk=practice.pk)
    begun = Practice.objects.filter(revises=original).first()
    if begun is not None:
        return begun
    own = by.kreis_id == original.kreis_id
    revision = Practice(
        kreis=original.kreis,
        revises=original,
        state=State.DRAFT if own else State.SUBMITTED,
        audience=original.audience,
        is_sample=original.is_sample,
        changed_by=by,
    )
    revision.save()
    copy_content(original, revision)
    index("praxis", revision)
    record("practice.revision_began", original, by=by)
    return revision


def copy_files(source: Practice, target: Practice) -> None:
    """Let the target have the source's files; the stored ones are shared, known rows stay."""
    wanted = {file.sha256: file for file in source.files.all()}
    known = {file.sha256: file for file in target.files.all()}
    gone = [file.pk for digest, file in known.items() if digest not in wanted]
    target.files.filter(pk__in=gone).delete()
    for digest, file in wanted.items():
        kept = known.get(digest) or PracticeFile(practice=target)
        for name in _OF_FILES:
            setattr(kept, name, getattr(file, name))
        kept.save()


def copy_content(source: Practice, target: Practice) -> None:
    """Let the target say what the source says."""
    columns = [name for name in _COPIED if name in _columns()]
    for name in columns:
        setattr(target, name, getattr(source, name))
    target.save(update_fields=columns)
    copy_files(source, target)
    for name in set(_COPIED) - set(columns):
        getattr(target, name).set(list(getattr(source, name).all()))


@transaction.atomic
def discard_draft(practice: Practice, *, by: User) -> bool:
    """Delete a draft or a begun revision for good; tell whether it was still one."""
    current = Practice.objects.select_for_update().filter(pk=practice.pk, state=State.DRAFT).first()
    if current is None:
        return False
    kreis, revises = current.kreis_id, current.revises_id
    record("practice.draft_discarded", current, by=by, kreis=kreis, revises=revises)
    forget("praxis", current.pk)
    current.delete()
    return True
