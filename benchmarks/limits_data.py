"""The rows of the limits: `python -m benchmarks.limits_data POSTS` with their settings.

Prints the reader's session and the queries of each page as JSON. POSTS is 0 where the rows are
there already.
"""

from __future__ import annotations

import json
import random
import re
import sys

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

PER_TOPIC = 50
SENTENCES = 2000
# Words are put together of these, so that the texts compress like those of a real discussion.
_SMALL = """
wir der die das und mit für im brauchen haben planen suchen melden erreichen finden seit bisher
künftig zweimal wöchentlich online abends gemeinsam dezentral mehrsprachig verlässlich läuft fehlt
gelingt kurzfristig Dolmetschende Lotsinnen Unterlagen Erfahrungen Gemeinden Jobcenter Kita Schule
"""
_FIRST = """
Sprach Integrations Kreis Förder Wohn Arbeits Bildungs Ehrenamts Begegnungs Beratungs Familien
Jugend Verwaltungs Asyl Gesundheits Betriebs Nachbarschafts Mobilitäts Willkommens Kultur Schul
"""
_SECOND = """
kurs amt raum stelle netz weg lotse plan treff projekt antrag bericht markt haus gruppe büro tag
angebot kosten frist leitung träger bus karte börse mittel woche
"""
_TABLES = """
create table topic (id bigint primary key, title text not null);
create table post (
    id bigint primary key, topic_id bigint not null, number int not null, author text not null,
    kreis text not null, written_at timestamptz not null, edited_at timestamptz not null,
    body_html text not null, fragment text not null default ''
);
create temporary table sentence (id int primary key, words text not null);
"""
_ROWS = (
    """
insert into topic
select id, 'Wie organisieren andere Kreise die Beratung im ländlichen Raum? ' || id
from generate_series(1, greatest(%(posts)s::bigint / %(per_topic)s, 10)) id
""",
    """
insert into post
select n, 1 + (n - 1) / %(per_topic)s, 1 + (n - 1) %% %(per_topic)s,
    'Kim Beispiel-' || n %% 1500, 'Landkreis Musterland ' || n %% 294,
    '2024-01-01'::timestamptz + n * interval '83 seconds',
    '2024-01-02'::timestamptz + n * interval '83 seconds',
    '<p>' || one.words || ' ' || two.words || '</p><p>' || three.words || '</p>'
from generate_series(1, %(posts)s::bigint) n
join sentence one on one.id = n * 7919 %% %(sentences)s
join sentence two on two.id = n * 104729 / 7 %% %(sentences)s
join sentence three on three.id = n * 1299709 / 11 %% %(sentences)s
""",
    "alter table post add unique (topic_id, number)",
)


def some_sentences(chance: random.Random) -> list[tuple[int, str]]:
    """Make the sentences that posts are put together of."""
    words = [first + second for first in _FIRST.split() for second in _SECOND.split()]
    words += _SMALL.split() * 4
    return [
        (number, f"{' '.join(chance.choices(words, k=chance.randint(10, 20)))}.".capitalize())
        for number in range(SENTENCES)
    ]


def fill(posts: int) -> None:
    """Make tables and rows, and the fragments of the measured topic."""
    call_command("migrate", verbosity=0, interactive=False)
    sentences = some_sentences(random.Random(posts))  # noqa: S311  (content, not secrets)
    sizes = {"posts": posts, "per_topic": PER_TOPIC, "sentences": SENTENCES}
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        cursor.executemany("insert into sentence values (%s, %s)", sentences)
        for statement in _ROWS:
            cursor.execute(statement, sizes if "%" in statement else None)
    people = get_user_model()._default_manager
    people.create(username="reader")
    _store_fragments()


def _store_fragments() -> None:
    """Cut the ordinary page into its posts, so that both pages are the same bytes."""
    page = reader().get("/topic50/").content.decode()
    fragments = re.findall(r"<article.*?</article>\n", page, re.DOTALL)
    from benchmarks.limits_urls import TOPIC_ID  # models need the settings

    with connection.cursor() as cursor:
        for number, fragment in enumerate(fragments, start=1):
            cursor.execute(
                "update post set fragment = %s where (topic_id, number) = (%s, %s)",
                [fragment, TOPIC_ID, number],
            )


def reader() -> Client:
    """Return a client signed in as the reader."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(get_user_model()._default_manager.get(username="reader"))
    return client


def main(posts: int) -> None:
    """Fill where wanted; print what the measuring needs to know."""
    if posts:
        fill(posts)
    client, queries, pages = reader(), {}, {}
    for name in ("user", "topic50", "topic50_fast"):
        with CaptureQueriesContext(connection) as captured:
            pages[name] = client.get(f"/{name}/").content
        queries[name] = len(captured)
    if pages["topic50"] != pages["topic50_fast"]:
        message = "topic50_fast does not answer with the bytes of topic50."
        raise AssertionError(message)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    sys.stdout.write(json.dumps({"session": key, "queries": queries}))


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]))
