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
    from search.questions import Question
    from search.rights import Rights

MOST = 2000
PER_TIER = 200
# Of so many entries with the words of a phrase it is read whether they stand together.
MOST_READ = 1500
# A phrase is so rare that its tiers are looked for among what was read.
_BEST_OF_PHRASE = 500
# Months are chosen for so many times the entries wanted, at a first and a second attempt, unless
# they have this share of all.
_MARGINS, _MOST_OF_ALL = (1.3, 10), 0.7
# Labels D, C, B, A; what a synonym and a part are worth; that the word is there at all.
_LABELS = "'{0.1,0.4,0.8,1.0}'::real[]"
_SYNONYM, _PART, _COVERAGE, _NAMED = 0.8, 0.35, 0.5, 100

# Constants of ours alone stand in it.
_SCORED = f"""
term AS MATERIALIZED (
    SELECT word::tsquery, synonym::tsquery, part::tsquery,
        word_single::tsquery, synonym_single::tsquery, rarity,
        -- ts_rank divides by the number of words: undo it. Of a | (b & c) it counts b alone.
        (numnode(word_single::tsquery) + 1) / 2 AS words,
        (numnode(synonym_single::tsquery) + 1) / 2 AS synonyms,
        (numnode(part::tsquery) + 1) / 2 AS parts
    FROM unnest(%(word)s::text[], %(synonym)s::text[], %(part)s::text[], %(word_single)s::text[],
        %(synonym_single)s::text[], %(rarity)s::float[])
        AS t(word, synonym, part, word_single, synonym_single, rarity)
), flat AS MATERIALIZED (
    -- Taking nothing away unpacks each long vector once instead of for each ts_rank.
    SELECT best.id, best.kind, unpacked.vector FROM best CROSS JOIN LATERAL (
        SELECT ts_delete(lexemes, '') AS vector FROM search_entry WHERE id = best.id OFFSET 0
    ) AS unpacked
), scored AS MATERIALIZED (
    SELECT flat.id, max(rank) * sum(rarity * (
        {_COVERAGE} * greatest((vector @@ word)::int, {_SYNONYM} * (vector @@ synonym)::int,
            {_PART} * (vector @@ part)::int)
        + 1 - (1 - least(1, words * ts_rank({_LABELS}, vector, word_single)))
            * (1 - {_SYNONYM} * least(1, synonyms * ts_rank({_LABELS}, vector, synonym_single)))
            * (1 - {_PART} * least(1, parts * ts_rank({_LABELS}, vector, part)))
        )) + {_NAMED} * max((vector @@ %(named)s::tsquery)::int) AS score
    FROM flat CROSS JOIN term
    JOIN unnest(%(kinds)s::text[], %(ranks)s::float[]) AS ranked(kind, rank) USING (kind)
    GROUP BY flat.id
)"""  # noqa: S608

_LISTED_UNSCORED = """listed AS MATERIALIZED (
    SELECT id, day, adoptions, NULL::float AS score FROM matched
)"""
# Of many matches only the newest are listed, but the best among all.
_LISTED = """listed AS MATERIALIZED (
    SELECT id, day, adoptions, score FROM matched LEFT JOIN scored USING (id)
    UNION ALL
    SELECT id, day, adoptions, score FROM best JOIN scored USING (id)
    WHERE NOT EXISTS (SELECT FROM matched WHERE matched.id = best.id)
)"""

_RESULT = """
SELECT (SELECT count(*) FROM listed), {tallies},
    (SELECT jsonb_object_agg(id, name) FROM search_facetvalue),
    (SELECT jsonb_agg(to_jsonb(hit) ORDER BY hit.place) FROM (
        SELECT page.place, entry.kind, entry.key, entry.title, entry.url, entry.line, entry.text,
            entry.stops, entry.facts,
            (SELECT jsonb_object_agg(one.lexeme, one.positions) FROM unnest({found}) AS places
        FROM (
            SELECT id, row_number() OVER (ORDER BY {order}) AS place FROM listed
            ORDER BY {order} OFFSET %(offset)s LIMIT %(size)s
        ) AS page JOIN search_entry AS entry USING (id)
    ) AS hit)
"""

# Of a vector only what is marked: unnesting all of it costs ten times as much, as beginnings do.
_MARKED = "ts_filter(setweight(setweight(entry.lexemes, 'D'), 'A', %(marked)s::text[]), '{a}')"
_OR_BEGUN = " WHERE one.lexeme = ANY(%(marked)s) OR one.lexeme LIKE ANY(%(begun)s)"
_ORDERS = {
    "passend": "score DESC NULLS LAST, day DESC, id DESC",
    "neu": "day DESC, id DESC",
    "uebernommen": "adoptions DESC, score DESC NULLS LAST, day DESC, id DESC",
}


_NARROW = "id, kind, day, adoptions"


@dataclass
class Tier:
    """A way to match, as a tsquery, and the share of all entries it is expected to find."""

    query: str
    share: float


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
    all: Tier = field(default_factory=lambda: Tier("", 1.0))
    tiers: list[Tier] = field(default_factory=list)
    rarities: list[float] = field(default_factory=list)
    filter_shares: dict[str, float] = field(default_factory=dict)
    # What phrases ask for and minus leaves over.
    other_share: float = 1.0
    # The lexeme of each month and how many entries it has, newest first.
    months: list[tuple[str, int]] = field(default_factory=list)


def statement(wanted: Wanted) -> tuple[str, dict[str, Any]]:
    """Return SQL and parameters; every value a person typed is a parameter."""
    values: dict[str, Any] = {"kind": wanted.kind, "offset": wanted.offset, "size": wanted.size}
    values |= {**wanted.rights.values, "marked": [], "begun": []}
    phrases = [phrase.query for phrase in wanted.question.phrases]
    values["phrases"] = " & ".join(phrases)
    ctes = [_newest(wanted, wanted.all, "matched", values)]
    ctes += [
        _newest(wanted, wanted.all, f"but_{number}", values, but=name)
        for number, name in enumerate(wanted.filters)
    ]
    if wanted.tiers:
        values |= _term_values(wanted)
        ctes += [*_best(wanted, values), _SCORED, _LISTED]
    else:
        ctes.append(_LISTED_UNSCORED)
    order = _ORDERS[wanted.sort]
    found = f"entry.lexemes) AS one{_OR_BEGUN}" if values["begun"] else f"{_MARKED}) AS one"
    result = _RESULT.format(order=order, tallies=_tallies(wanted), found=found)
    return f"WITH {', '.join(ctes)}{result}", values


def _best(wanted: Wanted, values: dict[str, Any]) -> list[str]:
    """Return the CTEs of what may be best: the newest of each tier."""
    if wanted.question.phrases:
        newest = f"ORDER BY day DESC, id DESC LIMIT {_BEST_OF_PHRASE}"
        return [f"best AS MATERIALIZED (SELECT {_NARROW} FROM matched {newest})"]  # noqa: S608
    names = [f"tier_{number}" for number in range(len(wanted.tiers))]
    ctes = [
        _newest(wanted, tier, name, values, most=PER_TIER)
        for name, tier in zip(names, wanted.tiers, strict=True)
    ]
    union = " UNION ".join(f"SELECT {_NARROW} FROM {name}" for name in names)  # noqa: S608
    return [*ctes, f"best AS MATERIALIZED ({union})"]


def _newest(  # noqa: PLR0913  (one shape of select, used for each candidate set)
    wanted: Wanted,
    tier: Tier,
    name: str,
    values: dict[str, Any],
    *,
    but: str = "",
    most: int = MOST + 1,
) -> str:
    """Return a CTE of the newest entries of a tier; `but`: without the filter of this name.

    Of what many entries hold, GIN is asked for the months that should have enough; only when they
    have not, for all of them.
    """
    filters = {one: query for one, query in wanted.filters.items() if one != but}
    phrases = wanted.question.phrases
    parts = [tier.query, *filters.values(), *(phrase.words for phrase in phrases)]
    parts += [f"!{quote(lexeme)}" for lexeme in wanted.question.excluded]
    query = every(parts)
    if phrases:
        most = MOST_READ
    share = tier.share * math.prod(wanted.filter_shares[one] for one in filters)
    share *= wanted.other_share
    ctes, attempts, still = [], [], ""
    for attempt, margin in enumerate(_MARGINS if query else ()):
        if months := _months(wanted, share, margin * most):
            own = f"{name}_recent_{attempt}"
            values[own] = every([query, any_of((month,) for month in months)])
            ctes.append(f"{own} AS MATERIALIZED ({_select(wanted, own, most, still)})")
            enough = f"(SELECT count(*) FROM {own}) = {most}"  # noqa: S608
            attempts.append(f"SELECT * FROM {own} WHERE {enough}")  # noqa: S608
            still += f" AND NOT {enough}"
    if query and wanted.kind:  # GIN skips to the few of this kind
        query = every([query, quote(f"#art:{wanted.kind}")])
    values[name] = query
    attempts.append(f"({_select(wanted, name if query else '', most, still)})")
    everything = " UNION ALL ".join(attempts)
    if phrases:
        everything = (
            f"SELECT * FROM ({everything}) AS held"  # noqa: S608
            " WHERE lexemes @@ %(phrases)s::tsquery OFFSET 0"
        )
    return ", ".join([*ctes, f"{name} AS MATERIALIZED ({everything})"])


def _select(wanted: Wanted, name: str, most: int, still: str) -> str:
    """Return the newest that match the query of this name, or all; `still`: whether to look."""
    conditions = [wanted.rights.condition]
    if wanted.kind:
        conditions.append("entry.kind = %(kind)s")
    if name:
        conditions.append(f"entry.lexemes @@ %({name})s::tsquery")
    # Adding 0 forbids to walk the index, which has to read each vector on its way.
    order = "entry.day + 0" if name else "entry.day"
    columns = "entry.id, entry.kind, entry.day, entry.adoptions, entry.tally"
    if wanted.question.phrases:
        columns += ", entry.lexemes"
    return (
        f"SELECT {columns} FROM search_entry AS entry WHERE {' AND '.join(conditions)}{still}"  # noqa: S608
        f" ORDER BY {order} DESC, entry.id DESC LIMIT {most}"
    )


def _months(wanted: Wanted, share: float, most: float) -> list[str]:
    """Return the newest months that should have so many; none where that is most of them."""
    chosen: list[str] = []
    entries = 0
    total = sum(number for _, number in wanted.months)
    for month, number in wanted.months:
        if share * entries >= most:
            return chosen
        chosen.append(month)
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
    terms = wanted.question.terms
    lexemes = wanted.question.lexemes

    def each(*levels: Level, single: bool = False) -> list[str]:
        return [any_of(term.of(*levels, single=single)) for term in terms]

    return {
        "word": each(Level.WORD),
        "synonym": each(Level.SYNONYM),
        "part": each(Level.PART),
        "word_single": each(Level.WORD, single=True),
        "synonym_single": each(Level.SYNONYM, single=True),
        "rarity": wanted.rarities,
        "kinds": [kind.name for kind in kinds()],
        "ranks": [kind.rank for kind in kinds()],
        "named": quote(f"!{wanted.question.name}"),
        "marked": sorted(lexeme for lexeme in lexemes if not lexeme.endswith(":*")),
        "begun": sorted(f"{lexeme[:-2]}%" for lexeme in lexemes if lexeme.endswith(":*")),
    }
