"""The mails whose words the office changes: what is put in for each placeholder, and what must be.

A declared mail's template file holds its first words, with simple variables only. What the office
wrote instead is no template: `{name}` becomes the word, once, and nothing in it is run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.template import engines
from django.template.loader import get_template

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

PLACEHOLDER = re.compile(r"\{(\w+)\}")
_VARIABLE = re.compile(r"\{\{ (\w+) \}\}")
_LINK = "link"


@dataclass(frozen=True)
class Word:
    """What stands for a placeholder: said by a piece of template, of the mail's own context."""

    says: str
    template: str
    example: str
    # With its line breaks, and with spaces at its ends.
    is_as_written: bool = False


@dataclass(frozen=True)
class MailKind:
    """A mail that can be worded otherwise; `needed` must stand in its text."""

    key: str
    label: str
    words: Mapping[str, Word]
    needed: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """The first words of the subject."""
        return _source(f"{self.key}_subject.txt")

    @property
    def body(self) -> str:
        """The first words of the text."""
        return _source(f"{self.key}_message.txt")

    @property
    def in_subject(self) -> set[str]:
        """What a subject may say: the office reads it in the outbox, so no link to an account."""
        return set(self.words) - {_LINK}

    def values(self, context: Mapping[str, Any]) -> dict[str, str]:
        """Return what is put in for each placeholder."""
        return {name: _rendered(word, context) for name, word in self.words.items()}

    def examples(self) -> dict[str, str]:
        """Return invented words, to show what a mail will look like."""
        return {name: word.example for name, word in self.words.items()}


_kinds: dict[str, MailKind] = {}


def declare_mail(kind: MailKind) -> MailKind:
    """Make a mail's words editable."""
    _kinds[kind.key] = kind
    return kind


def mail_kinds() -> list[MailKind]:
    """Return all of them by their label."""
    return sorted(_kinds.values(), key=lambda kind: kind.label)


def mail_kind(key: str) -> MailKind | None:
    """Return the declaration of a mail, if its words can be changed."""
    return _kinds.get(key)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put the words in, once: what they say is never read as a placeholder again."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def unknown_in(known: Container[str], text: str) -> list[str]:
    """Return the placeholders of a text that are not known there."""
    return [name for name in PLACEHOLDER.findall(text) if name not in known]


def missing_in(kind: MailKind, text: str) -> list[str]:
    """Return the needed placeholders that a text lacks."""
    there = set(PLACEHOLDER.findall(text))
    return [name for name in kind.needed if name not in there]


def _source(name: str) -> str:
    template: Any = get_template(name, using="text")
    return _VARIABLE.sub(r"{\1}", template.template.source).strip()


def _rendered(word: Word, context: Mapping[str, Any]) -> str:
    template: Any = engines["text"].from_string(word.template)
    text: str = template.render(dict(context))
    # A name is typed by people: it must not begin a line of its own.
    return text if word.is_as_written else " ".join(text.split())
