from __future__ import annotations

from forum.forms.editing import SummaryForm, topic_edit_form
from forum.forms.moderating import (
    AnswerForm,
    DecisionForm,
    LockAuthorForm,
    LockForm,
    MoveForm,
    ReportForm,
    form_of_act,
    template_for,
)
from forum.forms.rooms import RoomEditForm, RoomForm
from forum.forms.talking import (
    EditPostForm,
    FollowForm,
    PostForm,
    StateForm,
    ThemeChoiceForm,
    TopicForm,
)

__all__ = [
    "AnswerForm",
    "DecisionForm",
    "EditPostForm",
    "FollowForm",
    "LockAuthorForm",
    "LockForm",
    "MoveForm",
    "PostForm",
    "ReportForm",
    "RoomEditForm",
    "RoomForm",
    "StateForm",
    "SummaryForm",
    "ThemeChoiceForm",
    "TopicForm",
    "form_of_act",
    "template_for",
    "topic_edit_form",
]
