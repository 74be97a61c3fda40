from __future__ import annotations

from forum.models.file import PostFile
from forum.models.post import Follow, Helpful, HiddenPost, Post, PostVersion, ReadMark
from forum.models.report import Decision, OpenReport, Report
from forum.models.room import Room, RoomLock, RoomMember
from forum.models.topic import Topic
from forum.models.watch import Watch

__all__ = [
    "Decision",
    "Follow",
    "Helpful",
    "HiddenPost",
    "OpenReport",
    "Post",
    "PostFile",
    "PostVersion",
    "ReadMark",
    "Report",
    "Room",
    "RoomLock",
    "RoomMember",
    "Topic",
    "Watch",
]
