from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

from tests import factories

if TYPE_CHECKING:
    from members.models import User


def test_a_page_is_compressed_for_who_can_read_that(as_: Any) -> None:
    client = as_(None)
    plain = client.get("/kreise/")
    packed = client.get("/kreise/", headers={"accept-encoding": "br, gzip"})
    assert gzip.decompress(packed.content) == plain.content
    said = [
        (one.get("Content-Encoding"), "Accept-Encoding" in one["Vary"]) for one in (plain, packed)
    ]
    assert said == [(None, True), ("gzip", True)]
    assert packed["Content-Length"] == str(len(packed.content))


# Decision 0003: how long an answer is tells nothing of what is in it.
def test_the_same_page_comes_in_many_lengths(as_: Any) -> None:
    client = as_(None)
    asked = [client.get("/kreise/", headers={"accept-encoding": "gzip"}) for _ in range(20)]
    assert len({answer.content and gzip.decompress(answer.content) for answer in asked}) == 1
    assert len({answer["Content-Length"] for answer in asked}) > 5


def test_files_and_crumbs_go_out_as_they_are(as_: Any, lippe: User) -> None:
    file = factories.make_file(factories.make_practice())
    client = as_(lippe)
    headers = {"accept-encoding": "gzip"}
    answers = [
        client.get(one, headers=headers) for one in (file.get_absolute_url(), "/health/live")
    ]
    assert [answer.get("Content-Encoding") for answer in answers] == ["identity", None]
