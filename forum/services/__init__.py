from __future__ import annotations

from forum.services.editing import begin_practice, edit_topic, own_words
from forum.services.files import (
    FileChanges,
    TooManyFilesError,
    UndescribedError,
    attach_file,
    describe_files,
    detach_file,
)
from forum.services.members import (
    NoHostError,
    admit,
    set_host,
    take_over,
    withdraw_from_room,
)
from forum.services.posts import (
    ChathamHouseError,
    ClosedError,
    delete_post,
    edit_post,
    restore_post,
    say_helpful,
    start_topic,
    write_post,
)
from forum.services.reading import (
    follow_topic,
    mark_all_read,
    mark_read,
    unmark_all_read,
    unwatch,
    watch,
)
from forum.services.rooms import (
    LastHostError,
    archive_room,
    create_room,
    edit_room,
    let_back,
    lock_out,
    reopen_room,
)
from forum.services.topics import mark_best_answer, pin_topic, set_topic_state, summarise_topic

__all__ = [
    "ChathamHouseError",
    "ClosedError",
    "FileChanges",
    "LastHostError",
    "NoHostError",
    "TooManyFilesError",
    "UndescribedError",
    "admit",
    "archive_room",
    "attach_file",
    "begin_practice",
    "create_room",
    "delete_post",
    "describe_files",
    "detach_file",
    "edit_post",
    "edit_room",
    "edit_topic",
    "follow_topic",
    "let_back",
    "lock_out",
    "mark_all_read",
    "mark_best_answer",
    "mark_read",
    "own_words",
    "pin_topic",
    "reopen_room",
    "restore_post",
    "say_helpful",
    "set_host",
    "set_topic_state",
    "start_topic",
    "summarise_topic",
    "take_over",
    "unmark_all_read",
    "unwatch",
    "watch",
    "withdraw_from_room",
    "write_post",
]
