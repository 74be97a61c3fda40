from __future__ import annotations

from members.models.kreis import Kreis
from members.models.user import User

__all__ = ["Kreis", "User"]
