"""What a password may not be (S8): too long to hash, or made of words of this portal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from members.models import User

# Longer ones first: what is left of them should not be counted.
_CONTEXT_WORDS = (
    *("landkreistag", "integration", "landkreis", "passwort", "password"),
    *("kennwort", "portal", "forum", "kreis"),
)


class MaximumLengthValidator:
    """Refuse passwords longer than 128 characters."""

    limit = 128

    def validate(self, password: str, user: User | None = None) -> None:  # noqa: ARG002
        """Raise ValidationError for a password that is too long."""
        if len(password) > self.limit:
            message = f"Das Kennwort ist zu lang. Es darf höchstens {self.limit} Zeichen haben."
            raise ValidationError(message, code="password_too_long")

    def get_help_text(self) -> str:
        return f"Höchstens {self.limit} Zeichen."


class ContextWordValidator:
    """Refuse passwords that are little more than a word of this portal or of the person."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError where fewer than eight characters remain without such words."""
        rest = password.casefold()
        for word in (*_CONTEXT_WORDS, *self._words_of(user)):
            rest = rest.replace(word, "")
        if len(rest) < min(8, len(password)):
            message = (
                "Das Kennwort besteht vor allem aus naheliegenden Wörtern wie dem Namen des "
                "Portals, des Kreises oder Ihrem eigenen. Wählen Sie etwas, das niemand errät."
            )
            raise ValidationError(message, code="password_context")

    @staticmethod
    def _words_of(user: User | None) -> list[str]:
        if user is None:
            return []
        words = [user.first_name, user.last_name, *re.split(r"\W+", user.email.split("@")[0])]
        if user.kreis is not None:
            words += user.kreis.sort_name.split()
        return [word.casefold() for word in words if len(word) > 3]

    def get_help_text(self) -> str:
        return "Nicht nur aus naheliegenden Wörtern wie dem Namen des Portals oder Ihrem eigenen."
