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
    "IncompleteError",
    "WideningError",
    "answer_remark",
    "archive_practice",
    "begin_adoption",
    "confirm_practice",
    "create_practice",
    "discard_draft",
    "forget_practice",
    "keep_practice",
    "mark_source_seen",
    "publish_practice",
    "recount_adoptions",
    "republish_practice",
    "save_adoption",
    "save_outcome",
    "save_practice",
    "send_query",
    "set_audience",
    "start_revision",
    "submit_practice",
    "withdraw_adoption",
    "withdraw_practice",
]
