from __future__ import annotations

from practices.services.adoptions import (
    begin_adoption,
    mark_source_seen,
    recount_adoptions,
    save_adoption,
    save_outcome,
    withdraw_adoption,
)
from practices.services.drafts import (
    create_practice,
    discard_draft,
    save_practice,
    start_revision,
)
from practices.services.files import (
    ClosedError,
    Picture,
    TooManyFilesError,
    add_file,
    picture_mark,
    remove_file,
    remove_image,
    set_image,
)
from practices.services.saved import forget_practice, keep_practice
from practices.services.workflow import (
    IncompleteError,
    WideningError,
    answer_remark,
    archive_practice,
    confirm_practice,
    publish_practice,
    republish_practice,
    send_query,
    set_audience,
    submit_practice,
    withdraw_practice,
)

__all__ = [
    "ClosedError",
    "IncompleteError",
    "Picture",
    "TooManyFilesError",
    "WideningError",
    "add_file",
    "answer_remark",
    "archive_practice",
    "begin_adoption",
    "confirm_practice",
    "create_practice",
    "discard_draft",
    "forget_practice",
    "keep_practice",
    "mark_source_seen",
    "picture_mark",
    "publish_practice",
    "recount_adoptions",
    "remove_file",
    "remove_image",
    "republish_practice",
    "save_adoption",
    "save_outcome",
    "save_practice",
    "send_query",
    "set_audience",
    "set_image",
    "start_revision",
    "submit_practice",
    "withdraw_adoption",
    "withdraw_practice",
]
