from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forum.models import Room, Topic
from tests import factories
from tests.forum.talking import ask

if TYPE_CHECKING:
    from forum.models import Post
    from members.models import User


@pytest.fixture
def room(moderator: User) -> Room:
    return Room.objects.create(name="Alle Kreise", slug="alle-kreise", created_by=moderator)


@pytest.fixture
def topic(room: Room, lippe: User) -> Topic:
    return ask(room, lippe, "Wie haltet ihr die Gruppe zusammen?")


@pytest.fixture
def post(topic: Topic, celle: User) -> Post:
    return factories.make_post(topic, by=celle, text="Herr Falkenberg kam zu uns.")
