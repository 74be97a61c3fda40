from __future__ import annotations

from events.forms.acts import CancelForm, MessageForm
from events.forms.editor import EventForm
from events.forms.registering import RegistrationForm

__all__ = ["CancelForm", "EventForm", "MessageForm", "RegistrationForm"]
