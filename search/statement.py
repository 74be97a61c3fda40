"""The one SQL statement of a search: candidates, their score, facets with counts, a page of hits.

Why it looks like this is measured in docs/decisions/0006: GIN answers words and filters together;
newest first walks an index only where many entries match; vectors are unpacked for few candidates.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from content.kinds import kinds
from search.entries import quote
from search.questions import any_of, every
from search.synonyms import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.questions import Question, Term
    from search.rights import Rights
    from search.synonyms import Lexemes

MOST = 2000
PER_TIER = 150
# Of so many entries with the words of a phrase it is read whether they stand together.
MOST_READ = 1500
# A phrase is so rare that its tiers are looked for among what was read.
_BEST_OF_PHRASE = 500
# Months are chosen for so many times the entries wanted, at a first and a second attempt, unless
# they have this share of all.
_MARGINS, _MOST_OF_ALL = (1.3, 10), 0.4
# Labels D, C, B, A: what an entry is about (title, summary, themes, tags) counts alike, and a good
# deal more than a mention. What a word, a synonym and a part are worth.
_LABELS = "'{0.2,0.3,0.8,0.8}'::real[]"
_WORTH = {Level.WORD: 1.0, Level.SYNONYM: 0.8, Level.PART: 0.5}
_NAMED = 100_000_000
# So fine that only what floating point adds is lost: among equals the newest comes first.
_STEPS = 1_000_000
# So many mentions count half: the k1 of BM25.
_HALF = 1.2

# Constants of ours alone stand in it. Of words in any order ts_rank_cd is the sum of the labels of
# all places, where ts_rank hardly counts more than the first. It clears 32 kB for each word of its
# query before it looks at the vector: so each is asked for alone, and only where it is.
_MENTIONS = f"sum(worth * ts_rank_cd({_LABELS}, vector, query))"
_SCORED = f"""
asked AS MATERIALIZED (
    SELECT term, query::tsquery, worth, rarity
    FROM unnest(%(terms)s::int[], %(queries)s::text[], %(worths)s::float[], %(rarities)s::float[])
        AS t(term, query, worth, rarity)
), scored AS MATERIALIZED (
    SELECT best.id, best.day, best.adoptions, round({_STEPS} * rank * (
        SELECT coalesce(sum(of_term), 0) FROM (
            SELECT min(rarity) * {_MENTIONS} / ({_MENTIONS} + {_HALF}) AS of_term
            FROM asked WHERE vector @@ query GROUP BY term
        ) AS each
    )) + {_NAMED} * (vector @@ %(named)s::tsquery)::int AS score
    FROM best JOIN unnest(%(kinds)s::text[], %(ranks)s::float[]) AS of_kind(kind, rank) USING (kind)
    -- Taking nothing away unpacks each long vector once instead of each time it is asked.
    CROSS JOIN LATERAL (SELECT ts_delete(lexemes, '') AS vector OFFSET 0) AS unpacked
)"""  # noqa: S608

_LISTED_UNSCORED = """listed AS MATERIALIZED (
    SELECT id, day, adoptions, NULL::float AS score FROM matched
)"""
# Of many matches only the newest are listed, but the best among all.
_LISTED = """listed AS MATERIALIZED (
    SELECT id, day, adoptions, score FROM scored
    UNION ALL
    SELECT id, day, adoptions, NULL FROM matched
    WHERE NOT EXISTS (SELECT FROM scored WHERE scored.id = matched.id)
)"""

_RESULT = """
SELECT (SELECT count(*) FROM listed), {tallies},
    (SELECT jsonb_object_agg(id, name) FROM search_facetvalue),
    (SELECT jsonb_agg(to_jsonb(hit) ORDER BY hit.place) FROM (
        SELECT page.place, entry.kind, entry.key, entry.title, entry.url, entry.line, entry.text,
            entry.stops, entry.facts,
            (SELECT jsonb_object_agg(lexeme, positions) FROM unnest({marked})) AS places
        FROM (
            SELECT id, row_number() OVER () AS place FROM (
                SELECT id FROM listed ORDER BY {order} OFFSET %(offset)s LIMIT %(size)s
            ) AS few
        ) AS page JOIN search_entry AS entry USING (id)
    ) AS hit)
"""

# Of a vector only what is marked: unnesting all of it costs ten times as much. What begins so is
# looked for in those vectors that hold it.
_MARKED = (
    "ts_filter(setweight(setweight(entry.lexemes, 'D'), 'A', %(marked)s::text[]{begun}), '{{a}}')"
)
_BEGUN = """ || CASE WHEN entry.lexemes @@ %(beginning)s::tsquery THEN ARRAY(
    SELECT word FROM unnest(tsvector_to_array(entry.lexemes)) AS word WHERE word LIKE ANY(%(begun)s)
) END"""
_ORDERS = {
    "passend": "score DESC NULLS LAST, day DESC, id DESC",
    "neu": "day DESC, id DESC",
    "uebernommen": "adoptions DESC, score DESC NULLS LAST, day DESC, id DESC",
}


_LISTED_COLUMNS = "entry.id, entry.kind, entry.day, entry.adoptions"


@dataclass
class Tier:
    """A way to match, as tsqueries that all match; what they should find, as a share of entries.

    GIN leaps from what one of them finds to what the next does. Of one that says the same with
    „and“ it looks at all that any of its words finds.
    """

    parts: list[str]
    share: float
    # So many of those the reader's clearance reads.
    expected: float


@dataclass
class Wanted:
    """All that the statement needs to know."""

    rights: Rights
    question: Question
    filters: dict[str, str]  # by name of the facet, a tsquery each
    kind: str = ""
    sort: str = "passend"
    offset: int = 0
    size: int = 20
    # The whole set, and the ways to find the best of it.
    all: Tier = field(default_factory=lambda: Tier([], 1, 0))
    tiers: list[Tier] = field(default_factory=list)
    rarities: list[float] = field(default_factory=list)
    # Words that are in nothing of what the reader's clearance reads.
    strange: list[Term] = field(default_factory=list)
    filter_shares: dict[str, float] = field(default_factory=dict)
    kind_share: float = 0.0
    # What has the words of phrases, which are words of the question too; what minus leaves over.
    phrases_share: float = 1.0
    other_share: float = 1.0
    # The one kind that a filter asks for.
    art: str = ""
    # By kind, newest first: the lexemes of each month and how many entries it has.
    months: dict[str, list[tuple[list[str], int]]] = field(default_factory=dict)


def statement(wanted: Wanted) -> tuple[str, dict[str, Any]]:
    """Return SQL and parameters; every value a person typed is a parameter."""
    made = _Made(wanted)
    made.newest("matched", wanted.all, _LISTED_COLUMNS + ", entry.tally")
    for number, name in enumerate(wanted.filters):
        made.newest(f"but_{number}", wanted.all, "entry.tally", but=name)
    if wanted.tiers:
        made.values |= _term_values(wanted)
        made.best()
        made.ctes += [_SCORED, _LISTED]
    else:
        made.ctes.append(_LISTED_UNSCORED)
    marked = _MARKED.format(begun=_BEGUN if made.values["begun"] else "")
    result = _RESULT.format(order=_ORDERS[wanted.sort], tallies=_tallies(wanted), marked=marked)
    return f"WITH {', '.join(made.ctes)}{result}", made.values


class _Made:
    """The statement as far as it is made."""

    def __init__(self, wanted: Wanted) -> None:
        """Begin with the values that each part asks for."""
        self.wanted, self.phrases = wanted, wanted.question.phrases
        self.ctes: list[str] = []
        self.values: dict[str, Any] = {
            "kind": wanted.kind,
            "offset": wanted.offset,
            "size": wanted.size,
            **wanted.rights.values,
            "marked": [],
            "begun": [],
            "phrases": " & ".join(phrase.query for phrase in self.phrases),
        }
        conditions = [wanted.rights.condition, *(["entry.kind = %(kind)s"] if wanted.kind else [])]
        self.condition = " AND ".join(conditions)

    def best(self) -> None:
        """Add what may be best: the newest of each tier."""
        if self.phrases:
            newest = f"ORDER BY day DESC, id DESC LIMIT {_BEST_OF_PHRASE}"
            self._add("best", f"SELECT * FROM matched {newest}")  # noqa: S608
            return
        names = [f"tier_{number}" for number in range(len(self.wanted.tiers))]
        for name, tier in zip(names, self.wanted.tiers, strict=True):
            self.newest(name, tier, _LISTED_COLUMNS + ", entry.lexemes", most=PER_TIER)
        all_of_them = " UNION ALL ".join(f"SELECT * FROM {name}" for name in names)  # noqa: S608
        once = f"SELECT DISTINCT ON (id) * FROM ({all_of_them}) AS each ORDER BY id"  # noqa: S608
        self._add("best", once)

    def newest(
        self, name: str, tier: Tier, columns: str, *, but: str = "", most: int = MOST + 1
    ) -> None:
        """Add the newest entries of a tier; `but`: without the filter of this name.

        Of what many entries hold, GIN is asked for the months that should have enough; only when
        they have not, for all of them.
        """
        parts, share = self._filtered(tier, but)
        kind = self.wanted.kind if but == "art" else self.wanted.art or self.wanted.kind
        if self.phrases:
            most, columns = MOST_READ, f"{columns}, entry.lexemes"
        attempts, still = [], ""
        for attempt, margin in enumerate(_MARGINS if parts else ()):
            if months := _months(self.wanted.months[kind], share, margin * most):
                own = f"{name}_recent_{attempt}"
                within = [*parts, any_of((month,) for month in months)]
                self._add(own, self._select(own, within, columns, most, still))
                enough = f"(SELECT count(*) FROM {own}) = {most}"  # noqa: S608
                attempts.append(f"SELECT * FROM {own} WHERE {enough}")  # noqa: S608
                still += f" AND NOT {enough}"
        # GIN skips to the few of this kind.
        if parts and self.wanted.kind and self.wanted.kind_share < _MOST_OF_ALL:
            parts.append(quote(f"#art:{self.wanted.kind}"))
        attempts.append(f"({self._select(name, parts, columns, most, still)})")
        everything = " UNION ALL ".join(attempts)
        if self.phrases:
            everything = (
                f"SELECT * FROM ({everything}) AS held"  # noqa: S608
                " WHERE lexemes @@ %(phrases)s::tsquery OFFSET 0"
            )
        self._add(name, everything)

    def _add(self, name: str, select: str) -> None:
        self.ctes.append(f"{name} AS MATERIALIZED ({select})")

    def _filtered(self, tier: Tier, but: str) -> tuple[list[str], float]:
        """Return the tsqueries of a tier and of all that is asked besides; the expected share."""
        wanted = self.wanted
        filters = {one: query for one, query in wanted.filters.items() if one != but}
        phrased = [word for phrase in self.phrases for word in phrase.words]
        parts = [*tier.parts, *filters.values(), *phrased]
        if excluded := [f"!{quote(lexeme)}" for lexeme in wanted.question.excluded]:
            # What something lacks is never asked for alone: GIN would read all of it.
            parts[:1] = [every([*parts[:1], *excluded])]
        # The months of one kind have no others.
        narrow = [one for one in filters if not (one == "art" and wanted.art)]
        share = math.prod(wanted.filter_shares[one] for one in narrow) * wanted.other_share
        return parts, min(tier.share, wanted.phrases_share) * share

    def _select(self, name: str, parts: list[str], columns: str, most: int, still: str) -> str:
        """Return the newest that match all parts, or all; `still`: whether to look at all."""
        order = "entry.day DESC, entry.id DESC"
        entries = "search_entry"
        if parts:
            # The planner is left no way but GIN: by kind, by right or from the newest on it would
            # read each vector on its way. OFFSET 0 keeps the conditions apart, adding 0 the order.
            order = "entry.day + 0 DESC, entry.id DESC"
            names = [f"{name}_part_{number}" for number in range(len(parts))]
            self.values |= dict(zip(names, parts, strict=True))
            matching = " AND ".join(f"lexemes @@ %({one})s::tsquery" for one in names)
            entries = f"(SELECT * FROM search_entry WHERE {matching} OFFSET 0)"  # noqa: S608
        return (
            f"SELECT {columns} FROM {entries} AS entry WHERE {self.condition}{still}"  # noqa: S608
            f" ORDER BY {order} LIMIT {most}"
        )


def _months(months: list[tuple[list[str], int]], share: float, most: float) -> list[str]:
    """Return the newest months that should have so many; none where that is most of them."""
    chosen: list[str] = []
    entries = 0
    total = sum(number for _, number in months)
    for month, number in months:
        if share * entries >= most:
            return chosen
        chosen += month
        entries += number
        if entries > _MOST_OF_ALL * total:
            break
    return []


def _tallies(wanted: Wanted) -> str:
    """Return how often each facet value occurs, and once more without each filter that is set."""
    names = ["matched", *(f"but_{number}" for number in range(len(wanted.filters)))]
    sums = [f"(SELECT sum(tally)::text FROM {name})" for name in names]  # noqa: S608
    return f"ARRAY[{', '.join(sums)}]"


def _term_values(wanted: Wanted) -> dict[str, Any]:
    lexemes = wanted.question.lexemes
    asked = [
        (number, query, worth, rarity)
        for number, (term, rarity) in enumerate(
            zip(wanted.question.terms, wanted.rarities, strict=True)
        )
        for level, worth in _WORTH.items()
        for query in _counted_apart(term, level)
    ]
    terms, queries, worths, rarities = map(list, zip(*asked, strict=True))
    begun = sorted(lexeme for lexeme in lexemes if lexeme.endswith(":*"))
    return {
        "terms": terms,
        "queries": queries,
        "worths": worths,
        "rarities": rarities,
        "kinds": [kind.name for kind in kinds()],
        "ranks": [kind.rank for kind in kinds()],
        "named": quote(f"!{wanted.question.name}"),
        "marked": sorted(lexemes.difference(begun)),
        "beginning": any_of((lexeme,) for lexeme in begun),
        "begun": [f"{lexeme[:-2]}%" for lexeme in begun],
    }


def _counted_apart(term: Term, level: Level) -> Iterator[str]:
    """Yield each alternative of one word; a beginning with what it begins; those of several."""
    together: list[Lexemes] = []
    begun = next((one[:-2] for (one,) in term.of(level, single=True) if one.endswith(":*")), None)
    for lexemes in term.of(level, single=True):
        if begun and lexemes[0].startswith(begun):
            together.append(lexemes)
        else:
            yield any_of([lexemes])
    yield from filter(None, (any_of(together), any_of(term.of(level, single=False))))
