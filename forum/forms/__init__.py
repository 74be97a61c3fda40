from __future__ import annotations

from forum.forms.editing import topic_edit_form
from forum.forms.rooms import RoomEditForm, RoomForm
from forum.forms.talking import (
    EditPostForm,
    FollowForm,
    PostForm,
    StateForm,
    SummaryForm,
    TopicForm,
)

__all__ = [
    "EditPostForm",
    "FollowForm",
    "PostForm",
    "RoomEditForm",
    "RoomForm",
    "StateForm",
    "SummaryForm",
    "TopicForm",
    "topic_edit_form",
]
