"""A form that is sent twice does one thing: its token stands in a unique column (S71)."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import uuid5

from django.db import IntegrityError, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from django.db import models

    from members.models import User


def own_token(token: UUID, by: User, what: str) -> UUID:
    """Return what a form's token means for this person: nobody can take another's."""
    return uuid5(token, f"{by.pk} {what}")


@contextmanager
def once(model: type[models.Model], token: UUID) -> Iterator[None]:
    """Do all of the block, in one transaction, or nothing, where the token has its row already.

    Of two at once the database takes one; for the other it goes on behind the block.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        if not model._default_manager.filter(token=token).exists():
            raise
