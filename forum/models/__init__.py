from __future__ import annotations

from forum.models.file import PostFile
from forum.models.post import Follow, Helpful, Post, PostVersion, ReadMark
from forum.models.room import Room, RoomLock, RoomMember
from forum.models.topic import Topic
from forum.models.watch import Watch

__all__ = [
    "Follow",
    "Helpful",
    "Post",
    "PostFile",
    "PostVersion",
    "ReadMark",
    "Room",
    "RoomLock",
    "RoomMember",
    "Topic",
    "Watch",
]
