from __future__ import annotations

from forum.admin.moderation import (
    DecisionAdmin,
    HiddenPostAdmin,
    ReportAdmin,
    RoomLockAdmin,
)
from forum.admin.rooms import PostAdmin, PostFileAdmin, RoomAdmin, RoomMemberAdmin, TopicAdmin

__all__ = [
    "DecisionAdmin",
    "HiddenPostAdmin",
    "PostAdmin",
    "PostFileAdmin",
    "ReportAdmin",
    "RoomAdmin",
    "RoomLockAdmin",
    "RoomMemberAdmin",
    "TopicAdmin",
]
