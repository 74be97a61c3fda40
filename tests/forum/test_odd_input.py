"""What no form sends: signs that the database does not take are left out, and nothing breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from content.models import Record
from forum.choices import Act
from forum.models import Room, RoomLock
from tests import factories
from tests.forum.moderating import rule

if TYPE_CHECKING:
    from forum.models import Topic
    from members.models import User


# S36
def test_reasons_and_names_take_a_null_byte(
    topic: Topic, celle: User, moderator: User, as_: Any
) -> None:
    post, client = factories.make_post(topic, by=celle), as_(moderator)
    locks = f"{topic.room.get_absolute_url()}sperren/"
    assert client.get(locks, {"name": f"{celle.first_name}\0"}).context["found"][0] == celle
    rule(post, Act.LOCK, moderator)
    lift = f"{locks}{RoomLock.objects.get().pk}/aufheben/"
    assert client.post(lift, {"reason": "Geklärt\0."}).status_code == 302
    client.post(f"{topic.room.get_absolute_url()}archivieren/", {"reason": "Zu\0Ende."})
    assert Room.objects.get().archived_at is not None
    acts = {"room.let_back", "room.archived"}
    said = dict(Record.objects.filter(act__in=acts).values_list("act", "reason"))
    assert said == {"room.let_back": "Geklärt .", "room.archived": "Zu Ende."}
