"""An index as large as wanted: practices of every Kreis, the rest like topics, answers, events.

Words follow Zipf: a few stand in more than half of all texts, most in hardly any. Each text and
each title goes through the portal's own analyser; beyond `PASSAGES` they are used again with
other titles, Kreise, facets and days. Only the index is filled: a list of hits reads nothing else.
"""

from __future__ import annotations

import itertools
import json
import random
import sys
from contextlib import redirect_stdout
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import psycopg
from django.core.management import call_command
from django.db import connection, transaction

from benchmarks.data import SEED, TODAY
from content.choices import Audience
from content.kinds import Kind, declare, kinds
from content.models import Theme
from forum.models import Room
from members.choices import PopulationBand
from members.models import Kreis
from practices.choices import CostBand, Staffing, Status
from practices.models import FundingSource, Practice, TargetGroup
from search.entries import vector
from search.models import Entry, SynonymGroup
from search.vocabulary import count_words
from search.words import stops

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PASSAGES = 40_000
_WORDS = 30_000
# The words that every second text has.
_EVERYWHERE = """
Menschen Landkreis Beratung Integration Gemeinde Angebot Sprache Familie Arbeit Schule Jahr Träger
Deutsch Verein Ehrenamt Projekt Verwaltung Jobcenter Kurs Zugewanderte
"""
_SMALL = "und der die das mit für im auf nach bei von wird sind hat nicht auch eine werden als zu"
_FIRST = """
Sprach Integrations Kreis Förder Wohn Arbeits Bildungs Ehrenamts Begegnungs Beratungs Familien
Jugend Verwaltungs Asyl Gesundheits Betriebs Nachbarschafts Mobilitäts Willkommens Kultur Schul
"""
_SECOND = """
kurs amt raum stelle netz weg lotse plan treff projekt antrag bericht markt haus gruppe büro tag
angebot kosten frist leitung träger bus karte börse mittel woche
"""
# Up to where each kind reaches of what is no practice. Topics and answers stand in rooms.
_OTHERS = {"thema": 0.2, "beitrag": 0.75, "termin": 1}

_TABLES = """
CREATE TEMPORARY TABLE passage (
    number int PRIMARY KEY, words text, lexemes tsvector, stops int[]
);
CREATE TEMPORARY TABLE heading (
    number int PRIMARY KEY, words text, lexemes tsvector, stops int[]
);
CREATE TEMPORARY TABLE plan (
    kind text, key text, scope text, audience int, until int, passage int, heading int,
    line text, facets text[], facts jsonb, day date, adoptions int
);
"""
_ROWS = """
INSERT INTO search_entry (kind, key, scope, audience, audience_until, title, url, line, text,
    lexemes, stops, tally, facts, day, adoptions, digest, indexed_at)
SELECT kind, key, scope, audience, until, heading.words, '/' || kind || '/' || key || '/', line,
    passage.words, heading.lexemes || passage.lexemes
        || array_to_tsvector(array(SELECT '#' || facet FROM unnest(facets) AS facet))
        || array_to_tsvector(array(
            SELECT '#monat:' || own || ':' || reader || ':' || to_char(day, 'YYYY-MM')
            FROM unnest(ARRAY['', kind]) AS own CROSS JOIN unnest(readers) AS reader
        )),
    passage.stops,
    (SELECT sum(('1e' || 4 * id)::numeric) FROM search_facetvalue WHERE name = ANY(facets)),
    facts, day, adoptions, '', now()
FROM plan CROSS JOIN LATERAL (
    SELECT CASE WHEN scope = '' THEN array_agg(one::text) ELSE ARRAY[split_part(scope, ':', 1)] END
    FROM generate_series(audience, until) AS one
) AS each(readers)
JOIN passage ON passage.number = plan.passage
JOIN heading ON heading.number = plan.heading
"""
_VALUES = """
INSERT INTO search_facetvalue (name)
SELECT DISTINCT facet FROM plan CROSS JOIN unnest(facets) AS facet
WHERE NOT EXISTS (SELECT FROM search_facetvalue WHERE name = facet)
"""
_INDEXES = """
SELECT indexname, indexdef FROM pg_indexes
WHERE tablename = 'search_entry' AND indexname LIKE 'entry\\_%%'
AND indexname NOT IN (SELECT conname FROM pg_constraint)
"""


def declare_others() -> None:
    """Make the search know the kinds that the portal does not have yet."""
    for name in _OTHERS.keys() - {kind.name for kind in kinds()}:
        label = name.capitalize()
        declare(Kind(name, label, f"{label}e", Practice.objects.none, lambda _: []))


def fill(practices: int, entries: int) -> None:
    """Bring an empty database to an index of this size; `entries` counts those of practices."""
    call_command("migrate", verbosity=0, interactive=False)
    for command in ("load_kreise", "load_vocabularies", "load_synonyms"):
        call_command(command, verbosity=0)
    with redirect_stdout(sys.stderr):
        call_command("demo", verbosity=0)
    chance = random.Random(SEED)  # noqa: S311  (content, not secrets)
    fill_index(chance, practices, entries, [*field_words(chance), *nouns(chance)])


def fill_index(chance: random.Random, practices: int, entries: int, words: list[str]) -> None:
    """Replace the index by one of this size; the first words are the most frequent ones."""
    Entry.objects.all().delete()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TABLES)
        number = min(PASSAGES, entries)
        _analysed(cursor.connection, "passage", number, _texts(chance, words))
        _analysed(cursor.connection, "heading", number, _titles(chance, words))
        _say("entries")
        kreise = list(Kreis.objects.filter(is_landkreis=True).order_by("ags"))
        rooms = list(Room.objects.order_by("pk").values_list("pk", flat=True))
        facets = _facet_maker(chance)
        passages = min(PASSAGES, entries)
        plans = itertools.chain(
            _of_practices(chance, kreise, practices, facets, passages),
            _of_others(chance, kreise, rooms, entries),
        )
        # No other statement runs while this one copies: it would wait for ever.
        _copy(cursor.connection, "plan", itertools.islice(plans, entries))
        # Indexes are built much faster than kept.
        cursor.execute(_INDEXES)
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        cursor.execute(_VALUES)
        cursor.execute(_ROWS)
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for name, definition in indexes:
            _say(f" {name}")
            cursor.execute(definition)
    _say("\ncounting words\n")
    count_words()


def _say(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


# ---- words -------------------------------------------------------------------------------------


def field_words(chance: random.Random) -> list[str]:
    """Return the words that every second text has, then those of the field and compounds."""
    field = {word for theme in Theme.objects.all() for word in theme.label.split()}
    for group in SynonymGroup.objects.all():
        field |= set(group.two_way.split()) | set(group.preferred.split())
    compounds = {one + other for one in _FIRST.split() for other in _SECOND.split()}
    own = sorted(field | compounds)
    chance.shuffle(own)
    words = dict.fromkeys([*_EVERYWHERE.split(), *own])
    return [word for word in words if any(map(str.isalpha, word))]


def nouns(chance: random.Random) -> list[str]:
    """Return nouns of all that German has."""
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory  # 100 MiB

    known = DefaultDictionaryFactory(cache_max_size=1).get_dictionary("de")
    found = sorted(form for form in known if form.istitle() and form.isalpha() and len(form) > 4)
    return chance.sample(found, _WORDS)


def _zipf(words: list[str], head: int) -> list[float]:
    """Return cumulative weights; the greater `head`, the more alike the most frequent ones."""
    return list(itertools.accumulate(1 / (rank + head) for rank in range(len(words))))


def _texts(chance: random.Random, words: list[str]) -> Iterator[str]:
    """Yield texts of 100 to 300 words, every second one small."""
    weights = _zipf(words, 1)
    small = _SMALL.split()
    while True:
        length = chance.randint(65, 200)
        said = chance.choices(words, cum_weights=weights, k=length)
        for at in range(length, 0, -2):
            said.insert(at - 1, chance.choice(small))
        for at in range(0, len(said) - 8, 14):
            said[at] = f"{said[at][0].upper()}{said[at][1:]}"
            said[at + 7] += "."
        yield " ".join(said)


def _titles(chance: random.Random, words: list[str]) -> Iterator[str]:
    """Yield titles of three or four words, in which frequent words are less frequent."""
    weights = _zipf(words, 30)
    while True:
        first, *others = chance.choices(words, cum_weights=weights, k=chance.randint(3, 4))
        yield f"{first} für {' '.join(others)}"


def _analysed(database: Any, table: str, number: int, texts: Iterator[str]) -> None:
    """Store so many texts with their lexemes; of titles the lexemes of a title."""
    heading = table == "heading"

    def rows() -> Iterator[tuple[int, str, str, list[int]]]:
        for at, text in enumerate(itertools.islice(texts, number)):
            if at % 2000 == 0:
                _say(f"\r{table}s: {at} of {number} ")
            lexemes = vector(text, "", []) if heading else vector("", text, [(0, "C")])
            yield at, text, lexemes, [] if heading else stops(text)

    _copy(database, table, rows())
    _say("\n")


def _copy(database: Any, table: str, rows: Iterator[tuple[Any, ...]]) -> None:
    name = psycopg.sql.Identifier(table)
    with database.cursor().copy(psycopg.sql.SQL("COPY {} FROM STDIN").format(name)) as copy:
        for row in rows:
            copy.write_row(row)


# ---- rows --------------------------------------------------------------------------------------


def _of_practices(
    chance: random.Random,
    kreise: list[Kreis],
    practices: int,
    facets: Callable[[Kreis], list[str]],
    passages: int,
) -> Iterator[tuple[Any, ...]]:
    for number in range(practices):
        kreis = kreise[number % len(kreise)]
        own = _practice(chance, number, kreis, facets(kreis))
        for scope, audience, until in _readings(chance, kreis.pk):
            yield "praxis", str(number), scope, audience, until, number % passages, *own


def _of_others(
    chance: random.Random, kreise: list[Kreis], rooms: list[int], entries: int
) -> Iterator[tuple[Any, ...]]:
    passages = min(PASSAGES, entries)
    for number in range(entries):
        kreis = chance.choice(kreise)
        share = chance.random()
        kind = next(name for name, most in _OTHERS.items() if share < most)
        audience = chance.choice((Audience.PUBLIC, *[Audience.NETWORK] * 8, Audience.MEMBERS))
        scope = "" if kind == "termin" else f"raum:{chance.choice(rooms)}"
        day = TODAY - timedelta(days=2000 * (entries - number) // entries)
        own = (chance.randrange(passages), kreis.name, [f"art:{kind}"], "{}", day, 0)
        lowest = Audience.PUBLIC if scope else audience
        yield kind, str(number), scope, int(lowest), 3, chance.randrange(passages), *own


def _readings(chance: random.Random, ags: str) -> list[tuple[str, int, int]]:
    """Return scope and audiences of a practice's entries; one in ten is not published."""
    if chance.random() < 0.1:
        return [(f"kreis:{ags}", 0, 3), ("moderation", 0, 3)]
    audience = int(chance.choice(Audience.values))
    network = int(Audience.NETWORK)
    if audience >= network:
        return [("", audience, 3)]
    return [("", audience, network - 1), ("", network, 3)]


def _practice(
    chance: random.Random, number: int, kreis: Kreis, facets: list[str]
) -> tuple[Any, ...]:
    checked = TODAY - timedelta(days=chance.randint(0, 700))
    adoptions = max(0, int(chance.expovariate(0.7)) - 1)
    facts = {
        "effort_level": 2,
        "effort_label": "mittlerer Aufwand",
        "adoption_text": f"{adoptions} Kreise" if adoptions else "",
        "checked_on": checked.isoformat(),
        "member_until": "",
        "state": "",
    }
    heading = chance.randrange(min(PASSAGES, number + 1))
    line = f"{kreis.name} · {kreis.get_land_display()}"
    facets = [*facets, *(["uebernommen:ja"] if adoptions else [])]
    return heading, line, facets, json.dumps(facts), checked, adoptions


def _facet_maker(chance: random.Random) -> Callable[[Kreis], list[str]]:
    themes = list(Theme.objects.order_by("key").values_list("key", flat=True))
    groups = list(TargetGroup.objects.order_by("key").values_list("key", flat=True))
    sources = list(FundingSource.objects.order_by("key").values_list("key", flat=True))

    def facets(kreis: Kreis) -> list[str]:
        chosen = chance.sample(themes, chance.randint(1, 3))
        return [
            "art:praxis",
            *(f"thema:{key}" for key in sorted({*chosen, *(it.split("/")[0] for it in chosen)})),
            f"land:{kreis.land}",
            *(f"zielgruppe:{key}" for key in chance.sample(groups, 2)),
            f"aufwand:{chance.choice('123')}",
            f"kosten:{chance.choice(CostBand.values)}",
            f"personal:{chance.choice(Staffing.values)}",
            f"foerderung:{chance.choice(sources)}",
            f"stand:{chance.choice(Status.values)}",
            f"kreistyp:{kreis.kreistyp}",
            f"einwohner:{PopulationBand.of(kreis.population).value}",
        ]

    return facets
