from __future__ import annotations

from forum.services.decisions import DecidedError, Ruling
from forum.services.deleting import AnsweredError, delete_topic, remove_topic, restore_topic
from forum.services.editing import begin_practice, edit_topic, own_words
from forum.services.erasing import erase_posts, erase_topics
from forum.services.files import (
    FileChanges,
    UndescribedError,
    attach_file,
    describe_files,
    detach_file,
    undescribed_files,
)
from forum.services.locks import let_back, lock_out
from forum.services.members import (
    NoHostError,
    admit,
    set_host,
    take_over,
    withdraw_from_room,
)
from forum.services.moderating import NotPossibleError, answer_decision, decide, note_answer
from forum.services.moving import WiderError, move_topic
from forum.services.posts import (
    ChathamHouseError,
    ClosedError,
    begun_topic,
    delete_post,
    edit_post,
    restore_post,
    say_helpful,
    start_topic,
    write_post,
    written_post,
)
from forum.services.reading import (
    follow_topic,
    mark_all_read,
    mark_read,
    unmark_all_read,
    unwatch,
    watch,
    watch_themes,
)
from forum.services.reporting import report_post
from forum.services.rooms import (
    LastHostError,
    archive_room,
    create_room,
    edit_room,
    reopen_room,
)
from forum.services.topics import mark_best_answer, pin_topic, set_topic_state, summarise_topic

__all__ = [
    "AnsweredError",
    "ChathamHouseError",
    "ClosedError",
    "DecidedError",
    "FileChanges",
    "LastHostError",
    "NoHostError",
    "NotPossibleError",
    "Ruling",
    "UndescribedError",
    "WiderError",
    "admit",
    "answer_decision",
    "archive_room",
    "attach_file",
    "begin_practice",
    "begun_topic",
    "create_room",
    "decide",
    "delete_post",
    "delete_topic",
    "describe_files",
    "detach_file",
    "edit_post",
    "edit_room",
    "edit_topic",
    "erase_posts",
    "erase_topics",
    "follow_topic",
    "let_back",
    "lock_out",
    "mark_all_read",
    "mark_best_answer",
    "mark_read",
    "move_topic",
    "note_answer",
    "own_words",
    "pin_topic",
    "remove_topic",
    "reopen_room",
    "report_post",
    "restore_post",
    "restore_topic",
    "say_helpful",
    "set_host",
    "set_topic_state",
    "start_topic",
    "summarise_topic",
    "take_over",
    "undescribed_files",
    "unmark_all_read",
    "unwatch",
    "watch",
    "watch_themes",
    "withdraw_from_room",
    "write_post",
    "written_post",
]
