"""The discussion: as many posts as the limits have, by everybody, in rooms of every kind.

Written as SQL: a million posts through their service would take hours. What the service stores
ready for the page is drawn here by the same template, once, and filled in for each post.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction

from benchmarks.limits_data import SENTENCES, some_sentences
from forum.choices import RoomKind
from forum.models import Post, Room, RoomMember, Topic
from forum.services.posts import fragment_of
from members.models import User

if TYPE_CHECKING:
    import random

    from benchmarks.scale import Scale

LONG, SHORT, GROWING = "Der lange Faden", "Der kurze Faden", "Der wachsende Faden"
_TODAY = datetime(2026, 11, 23, tzinfo=UTC)
_ROOMS = (*[RoomKind.OPEN] * 8, *[RoomKind.PROGRAMME] * 2, *[RoomKind.CLOSED] * 2)
_MARK = "@@{}@@"
_PREPARED = """
create temporary table sentence (id int primary key, words text not null);
create temporary table writer on commit drop as
select (row_number() over (order by u.id) - 1)::int as n, u.id, u.kreis_id,
    u.first_name || ' ' || u.last_name as name, k.name as kreis
from members_user u join members_kreis k on k.ags = u.kreis_id where u.is_active;
create temporary table place on commit drop as
select (row_number() over (order by id) - 1)::int as n, id from forum_room;
create temporary table subject on commit drop as
select (row_number() over (order by id) - 1)::int as n, id from content_theme
where parent_id is null;
"""
_TOPICS = """
insert into forum_topic (room_id, title, theme_id, state, is_pinned, summary, summary_html,
    author_id, author_name, author_kreis, token, version, created_at, post_count, kreis_count,
    last_post_at, last_author, tag_names)
select place.id, case g.n when 1 then %(long)s when 2 then %(short)s when 3 then %(growing)s
        else 'Wie organisieren andere Kreise die Beratung im ländlichen Raum? ' || g.n end,
    subject.id, case g.n %% 3 when 0 then 'beantwortet' else 'offen' end, false, '', '',
    writer.id, writer.name, writer.kreis, gen_random_uuid(), 1,
    %(today)s::timestamptz - (%(topics)s - g.n + 1) * interval '50 minutes',
    case g.n when 1 then %(posts)s / 200 when 2 then 20
        else 1 + g.n::bigint * 7919 %% (2 * %(posts)s / %(topics)s - 1) end,
    1 + g.n %% 9, now(), '', '{}'
from generate_series(1, %(topics)s::int) g(n)
join place on place.n = case when g.n < 4 then 0 else g.n %% (select count(*) from place) end
join subject on subject.n = g.n %% (select count(*) from subject)
join writer on writer.n = g.n * 31 %% (select count(*) from writer)
"""
_POSTS = """
insert into forum_post (topic_id, number, text, html, fragment, author_id, author_name,
    author_kreis, kreis_id, token, version, created_at, helpful_count, file_count,
    hidden_reason)
select topic, number, said.words, '<p>' || said.words || '</p>',
    replace(replace(replace(replace(replace(%(fragment)s, '@@number@@', number::text),
        '@@words@@', said.words), '@@name@@', writer.name), '@@kreis@@', writer.kreis),
        '01.01.2024', to_char(at, 'DD.MM.YYYY')),
    writer.id, writer.name, writer.kreis, writer.kreis_id, gen_random_uuid(), 1, at, number %% 4,
    0, ''
from (
    select t.id as topic, number, t.id * 7 + number * 13 as n,
        t.created_at + (number - 1) * interval '10 minutes' as at
    from forum_topic t, generate_series(1, t.post_count) number
    order by at
) post
join writer on writer.n = post.n %% (select count(*) from writer)
join lateral (
    select one.words || ' ' || two.words || ' ' || three.words as words
    from sentence one, sentence two, sentence three
    where one.id = post.n * 7919 %% %(sentences)s and two.id = post.n * 104729 / 7 %% %(sentences)s
        and three.id = post.n * 1299709 / 11 %% %(sentences)s
) said on true
"""
_COUNTED = """
analyze forum_topic;
analyze forum_post;
update forum_topic t set last_post_at = p.created_at,
    last_author = p.author_name || ', ' || p.author_kreis
from forum_post p where (p.topic_id, p.number) = (t.id, t.post_count);
update forum_room r set topic_count = counted.topics
from (select room_id, count(*) as topics from forum_topic group by 1) counted
where counted.room_id = r.id;
insert into forum_readmark (person_id, topic_id, number, at)
select writer.id, t.id, 1 + (writer.n + t.id) % t.post_count, t.last_post_at
from writer join forum_topic t on (writer.n + t.id * 31) % 100 = 0;
insert into forum_follow (person_id, topic_id, level)
select writer.id, t.id, 'beitraege'
from writer join forum_topic t on (writer.n + t.id * 17) % 200 = 0;
"""


def fill(chance: random.Random, scale: Scale) -> None:
    """Make rooms, topics, posts, read marks and follows; the demo's few give way to them."""
    Topic.objects.all().delete()
    _rooms()
    values: dict[str, str | int | datetime] = {
        "long": LONG,
        "short": SHORT,
        "growing": GROWING,
        "today": _TODAY,
        "topics": scale.topics,
        "posts": scale.posts,
        "sentences": SENTENCES,
        "fragment": _fragment(),
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PREPARED)
        cursor.executemany("insert into sentence values (%s, %s)", some_sentences(chance))
        cursor.execute(_TOPICS, values)
        cursor.execute(_POSTS, values)
        cursor.execute(_COUNTED)
        cursor.execute("drop table sentence")


def _rooms() -> None:
    people = list(User.objects.filter(kreis__isnull=False).order_by("pk")[:20])
    for number, kind in enumerate(_ROOMS, 1):
        name, slug = f"Beratungsraum {number}", f"beratungsraum-{number}"
        room = Room.objects.create(name=name, slug=slug, kind=kind, is_sample=True)
        if kind == RoomKind.CLOSED:
            RoomMember.objects.bulk_create(
                RoomMember(room=room, person=person, is_host=person in people[:2])
                for person in people
            )


def _fragment() -> str:
    """Return the stored part of a post's page with marks for what differs."""
    post = Post(
        number=987_654_321,
        html=f"<p>{_MARK.format('words')}</p>",
        author_name=_MARK.format("name"),
        author_kreis=_MARK.format("kreis"),
        created_at=datetime(2024, 1, 1, 12, tzinfo=UTC),
    )
    return fragment_of(post).replace("987654321", _MARK.format("number"))


def facts() -> dict[str, str]:
    """Return what the addresses of pages.py name."""
    topics = {
        topic.title: topic for topic in Topic.objects.filter(title__in=[LONG, SHORT, GROWING])
    }
    return {
        "long": str(topics[LONG].pk),
        "long_end": str(topics[LONG].post_count),
        "short": str(topics[SHORT].pk),
        "growing": str(topics[GROWING].pk),
    }
