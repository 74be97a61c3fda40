"""Who acts on the own account for good is asked for password or factor once more (S12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.decorators import reauthentication_required

if TYPE_CHECKING:
    from collections.abc import Callable


def confirmed[Answer](view: Callable[..., Answer]) -> Callable[..., Answer]:
    """Let a view be reached by who proved lately to be the person; others are led there first."""
    guarded: Callable[..., Answer] = reauthentication_required(view)
    return guarded
