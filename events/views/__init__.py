from __future__ import annotations

from events.views.announcing import event_cancel, event_copy, event_discard, event_publish
from events.views.calendars import event_ics, feed, feed_set, feed_settings
from events.views.editing import event_edit, event_new
from events.views.material import material, material_new, material_remove
from events.views.minutes import minutes, minutes_edit, minutes_publish, minutes_versions
from events.views.minutes_tasks import task_done, task_edit, task_new, task_remove
from events.views.organising import (
    event_message,
    registration_list,
    registration_other,
    registrations_csv,
)
from events.views.reading import event, event_list
from events.views.registering import event_register, event_withdraw, offer, registration_edit

__all__ = [
    "event",
    "event_cancel",
    "event_copy",
    "event_discard",
    "event_edit",
    "event_ics",
    "event_list",
    "event_message",
    "event_new",
    "event_publish",
    "event_register",
    "event_withdraw",
    "feed",
    "feed_set",
    "feed_settings",
    "material",
    "material_new",
    "material_remove",
    "minutes",
    "minutes_edit",
    "minutes_publish",
    "minutes_versions",
    "offer",
    "registration_edit",
    "registration_list",
    "registration_other",
    "registrations_csv",
    "task_done",
    "task_edit",
    "task_new",
    "task_remove",
]
