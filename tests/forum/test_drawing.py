"""What stands around a post: drawn once for posts alike, with each post's own number and count."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from forum.choices import TopicState
from forum.services import (
    delete_post,
    mark_best_answer,
    mark_read,
    say_helpful,
    set_topic_state,
)
from tests.forum.talking import address_of, answer

if TYPE_CHECKING:
    from forum.models import Topic
    from members.models import User

ARTICLE = re.compile(r'<article class="post([^"]*)" id="beitrag-(\d+)".*?</article>', re.DOTALL)
ACT = re.compile(r'<(?:button|a|span) class="(?:btn quiet|said-helpful)"(.*?)</(?:button|a|span)>')
TAGS = re.compile(r"<[^>]+>")


def acts(page: Any) -> dict[str, list[str]]:
    """Return what stands beside each post, as people read it."""
    return {
        found[2] + found[1]: [
            TAGS.sub("", act[1].partition(">")[2]) for act in ACT.finditer(found[0])
        ]
        for found in ARTICLE.finditer(page.text)
    }


def numbers(page: Any) -> list[set[str]]:
    """Return for each post the numbers that its acts carry."""
    own = r'(?:value="|zitat=|/)(\d+)["/&#]'
    here = page.context["topic"].pk
    found = ARTICLE.finditer(page.text.replace(f"/thema/{here}/", "/"))
    return [set(re.findall(own, one[0].partition('class="acts')[2])) for one in found]


def test_each_post_offers_what_this_reader_may_do(
    topic: Topic, lippe: User, celle: User, moderator: User, as_: Any
) -> None:
    best = answer(topic, celle)
    say_helpful(best, by=lippe, helpful=True)
    answer(topic, lippe)
    mark_best_answer(topic, best, by=lippe)
    delete_post(answer(topic, celle), by=celle)
    quote, edit, helpful = "Zitieren", "Bearbeiten", "Hilfreich"
    mark, unmark = "Als beste Antwort markieren", "Markierung aufheben"
    report, moderate = "Melden", "Moderieren"
    people = (lippe, celle, moderator)
    assert [acts(as_(person).get(address_of(topic))) for person in people] == [
        {
            "1": [quote, edit],
            "2 best": [f"{helpful} 1", quote, unmark, report],
            "3": [quote, mark, edit],
            "4": [],
        },
        {
            "1": [helpful, quote, report],
            "2 best": [f"{helpful} 1", quote, edit],
            "3": [helpful, quote, report],
            "4": ["Zurückholen"],
        },
        {
            "1": [helpful, quote, moderate],
            "2 best": [f"{helpful} 1", quote, unmark, moderate],
            "3": [helpful, quote, mark, moderate],
            "4": [moderate],
        },
    ]


def test_in_a_closed_topic_nothing_is_written(topic: Topic, lippe: User, as_: Any) -> None:
    set_topic_state(topic, TopicState.CLOSED, by=lippe)
    assert acts(as_(lippe).get(address_of(topic))) == {"1": []}


def test_posts_alike_carry_their_own_numbers(
    topic: Topic, celle: User, moderator: User, as_: Any
) -> None:
    for _ in range(3):
        answer(topic, celle)
    assert numbers(as_(moderator).get(address_of(topic))) == [{"1"}, {"2"}, {"3"}, {"4"}]


def test_braces_in_a_post_are_only_braces(topic: Topic, celle: User, as_: Any) -> None:
    answer(topic, celle, "{number} {said} {0} {")
    assert "<p>{number} {said} {0} {</p>" in as_(celle).get(address_of(topic)).text


def test_the_line_stands_above_what_is_new(
    topic: Topic, lippe: User, celle: User, as_: Any
) -> None:
    for _ in range(3):
        answer(topic, celle)
    mark_read(topic, by=lippe, number=2)
    page = as_(lippe).get(address_of(topic)).text
    places = re.findall(r'class="new-line"|id="beitrag-\d"', page)
    posts = [f'id="beitrag-{number}"' for number in (1, 2, 3, 4)]
    assert places == [*posts[:2], 'class="new-line"', *posts[2:]]
