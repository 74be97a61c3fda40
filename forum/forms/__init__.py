from __future__ import annotations

from forum.forms.talking import (
    EditPostForm,
    FollowForm,
    PostForm,
    RoomForm,
    StateForm,
    SummaryForm,
    TopicForm,
    moment,
)

__all__ = [
    "EditPostForm",
    "FollowForm",
    "PostForm",
    "RoomForm",
    "StateForm",
    "SummaryForm",
    "TopicForm",
    "moment",
]
