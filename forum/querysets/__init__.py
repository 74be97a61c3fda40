from __future__ import annotations

from forum.querysets.moderation import PREVIEW, DecisionQuerySet, ReportQuerySet
from forum.querysets.posts import KEPT, PostFileQuerySet, PostQuerySet
from forum.querysets.rooms import RoomLockQuerySet, RoomMemberQuerySet, RoomQuerySet
from forum.querysets.topics import ReadMarkQuerySet, TopicQuerySet, WatchQuerySet

__all__ = [
    "KEPT",
    "PREVIEW",
    "DecisionQuerySet",
    "PostFileQuerySet",
    "PostQuerySet",
    "ReadMarkQuerySet",
    "ReportQuerySet",
    "RoomLockQuerySet",
    "RoomMemberQuerySet",
    "RoomQuerySet",
    "TopicQuerySet",
    "WatchQuerySet",
]
