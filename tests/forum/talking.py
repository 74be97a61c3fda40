"""Asking and answering, through the services and through the pages."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import connection

from forum.services import start_topic, write_post

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from forum.models import Post, Room, Topic
    from members.models import User


def ask(room: Room, by: User, title: str) -> Topic:
    values = {"title": title}
    return start_topic(room, by=by, text="Was hat geholfen?", token=uuid4(), values=values)


def answer(topic: Topic, by: User, text: str = "Eine feste Lehrkraft.") -> Post:
    return write_post(topic, by=by, text=text, token=uuid4())


def address_of(topic: Topic, act: str = "") -> str:
    return f"/austausch/thema/{topic.pk}/{act}"


def send(client: Client, topic: Topic, text: str, **more: str) -> Any:
    data = {"text": text, "token": str(uuid4()), **more}
    return client.post(address_of(topic, "antworten/"), data)


def at_once(times: int, act: Callable[[int], object]) -> list[object]:
    """Do it in so many threads; return what came back, or what was raised."""

    def once(number: int) -> object:
        try:
            return act(number)
        except Exception as error:  # noqa: BLE001  (whatever it is, it is compared)
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(once, range(times)))
