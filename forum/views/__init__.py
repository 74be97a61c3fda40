from __future__ import annotations

from forum.views.asking import topic_files, topic_new
from forum.views.decisions import decision, post_moderate
from forum.views.drafts import draft_save, drafts, topic_draft_save
from forum.views.editing import edit_draft_save, edit_files, post_edit
from forum.views.files import post_file
from forum.views.lists import all_read, room, topic_list
from forum.views.locks import lock_lift, room_locks
from forum.views.moderating import topic_state, topic_summary
from forum.views.post_bin import post_bin
from forum.views.posts import post_delete, post_versions
from forum.views.reports import answer_note, post_report, report_list
from forum.views.room_members import (
    room_admit,
    room_host,
    room_leave,
    room_members,
    room_remove,
)
from forum.views.rooms import room_archive, room_edit, room_mentions, room_new, room_readers
from forum.views.rules import rules_accept
from forum.views.topic_acts import topic_bin, topic_delete, topic_moderate, topic_restore
from forum.views.topic_editing import topic_edit, topic_practice
from forum.views.topics import (
    post_best,
    post_helpful,
    topic,
    topic_follow,
)
from forum.views.watching import theme_choice, watch_set, watching
from forum.views.writing import post_files, post_new

__all__ = [
    "all_read",
    "answer_note",
    "decision",
    "draft_save",
    "drafts",
    "edit_draft_save",
    "edit_files",
    "lock_lift",
    "post_best",
    "post_bin",
    "post_delete",
    "post_edit",
    "post_file",
    "post_files",
    "post_helpful",
    "post_moderate",
    "post_new",
    "post_report",
    "post_versions",
    "report_list",
    "room",
    "room_admit",
    "room_archive",
    "room_edit",
    "room_host",
    "room_leave",
    "room_locks",
    "room_members",
    "room_mentions",
    "room_new",
    "room_readers",
    "room_remove",
    "rules_accept",
    "theme_choice",
    "topic",
    "topic_bin",
    "topic_delete",
    "topic_draft_save",
    "topic_edit",
    "topic_files",
    "topic_follow",
    "topic_list",
    "topic_moderate",
    "topic_new",
    "topic_practice",
    "topic_restore",
    "topic_state",
    "topic_summary",
    "watch_set",
    "watching",
]
