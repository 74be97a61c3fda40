from __future__ import annotations

from notices.models.mail import MailText, OutgoingMail, RefusedAddress
from notices.models.notice import Notice, Preference

__all__ = ["MailText", "Notice", "OutgoingMail", "Preference", "RefusedAddress"]
