from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from members.models.user import User

if TYPE_CHECKING:
    from members.sessions import SessionStore


class Session(AbstractBaseSession):
    """Django's row of a session, which also tells whose it is: see members.sessions."""

    # A session that names nobody is harmless. Django takes any constraint that fails for a key
    # that is taken, and tries the next one for ever.
    person = models.ForeignKey(
        User,
        verbose_name="angemeldet",
        null=True,
        on_delete=models.CASCADE,
        db_constraint=False,
        related_name="sessions",
    )

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        verbose_name = "Sitzung"
        verbose_name_plural = "Sitzungen"

    def __str__(self) -> str:
        """Say nothing of the key, which lets in."""
        return "Sitzung"

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        """Return what reads and writes these rows."""
        from members.sessions import SessionStore  # it asks for these rows

        return SessionStore
