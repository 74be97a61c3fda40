from __future__ import annotations

from notices.models.mail import OutgoingMail, RefusedAddress
from notices.models.notice import Notice, Preference

__all__ = ["Notice", "OutgoingMail", "Preference", "RefusedAddress"]
