"""The one SQL statement of a search: candidates, their score, facets with counts, a page of hits.

Why it looks like this is measured in docs/decisions/0005: GIN answers words and filters together;
newest first walks an index only where many entries match; vectors are unpacked for few candidates.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from content.kinds import kinds
from search.entries import quote
from search.questions import any_of
from search.synonyms import Level

if TYPE_CHECKING:
    from search.questions import Question
    from search.rights import Rights

MOST = 2000
PER_TIER = 200
COMMON = 0.3
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
    -- vector || '' unpacks each long vector once instead of for each ts_rank.
    SELECT best.id, best.kind, unpacked.vector FROM best CROSS JOIN LATERAL (
        SELECT lexemes || ''::tsvector AS vector FROM search_entry WHERE id = best.id OFFSET 0
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
SELECT (SELECT count(*) FROM listed),
    (SELECT jsonb_object_agg(facet, number) FROM counted),
    (SELECT jsonb_agg(to_jsonb(hit) ORDER BY hit.place) FROM (
        SELECT page.place, entry.kind, entry.key, entry.title, entry.url, entry.line, entry.text,
            entry.facts,
            (SELECT jsonb_object_agg(one.lexeme, one.positions) FROM unnest(entry.lexemes) AS one
             WHERE one.lexeme = ANY(%(marked)s) OR one.lexeme LIKE ANY(%(begun)s)) AS places
        FROM (
            SELECT id, row_number() OVER (ORDER BY {order}) AS place FROM listed
            ORDER BY {order} OFFSET %(offset)s LIMIT %(size)s
        ) AS page JOIN search_entry AS entry USING (id)
    ) AS hit)
"""

_ORDERS = {
    "passend": "score DESC NULLS LAST, day DESC, id DESC",
    "neu": "day DESC, id DESC",
    "uebernommen": "adoptions DESC, score DESC NULLS LAST, day DESC, id DESC",
}


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


def statement(wanted: Wanted) -> tuple[str, dict[str, Any]]:
    """Return SQL and parameters; every value a person typed is a parameter."""
    values: dict[str, Any] = {"kind": wanted.kind, "offset": wanted.offset, "size": wanted.size}
    values |= {**wanted.rights.values, "marked": [], "begun": []}
    ctes = [f"matched AS MATERIALIZED ({_select(wanted, wanted.all, 'all', values)})"]
    ctes += [
        f"but_{number} AS MATERIALIZED "
        f"({_select(wanted, wanted.all, f'but_{number}', values, but=name)})"
        for number, name in enumerate(wanted.filters)
    ]
    if wanted.tiers:
        tiers = [
            f"({_select(wanted, tier, f'tier_{number}', values, most=PER_TIER)})"
            for number, tier in enumerate(wanted.tiers)
        ]
        values |= _term_values(wanted)
        ctes += [f"best AS MATERIALIZED ({' UNION '.join(tiers)})", _SCORED, _LISTED]
    else:
        ctes.append(_LISTED_UNSCORED)
    ctes.append(_counted(list(wanted.filters), values))
    return f"WITH {', '.join(ctes)}{_RESULT.format(order=_ORDERS[wanted.sort])}", values


def _select(  # noqa: PLR0913  (one shape of select, used for each candidate set)
    wanted: Wanted,
    tier: Tier,
    name: str,
    values: dict[str, Any],
    *,
    but: str = "",
    most: int = MOST + 1,
) -> str:
    """Return the newest entries of a tier; `but`: without the filter of this name."""
    filters = {one: query for one, query in wanted.filters.items() if one != but}
    parts = [tier.query, *filters.values(), *wanted.question.phrases]
    parts += [f"!{quote(lexeme)}" for lexeme in wanted.question.excluded]
    conditions = [wanted.rights.condition]
    if wanted.kind:
        conditions.append("entry.kind = %(kind)s")
    if any(parts):
        if wanted.kind:  # GIN skips to the few of this kind
            parts.append(quote(f"#art:{wanted.kind}"))
        values[name] = " & ".join(f"({part})" for part in parts if part)
        conditions.append(f"entry.lexemes @@ %({name})s::tsquery")
    share = tier.share * math.prod(wanted.filter_shares[one] for one in filters)
    if wanted.question.phrases:  # rarer than their words, by how much nobody knows
        share = 0
    # Newest first; adding 0 forbids to walk the index, which is slow for rare words.
    order = "entry.day" if share > COMMON else "entry.day + 0"
    columns = "entry.id, entry.day, entry.adoptions, "
    columns += "entry.facets" if most > MOST else "entry.kind"
    return (
        f"SELECT {columns} FROM search_entry AS entry WHERE {' AND '.join(conditions)}"  # noqa: S608
        f" ORDER BY {order} DESC, entry.id DESC LIMIT {most}"
    )


def _counted(chosen: list[str], values: dict[str, Any]) -> str:
    """Return the counts of each value; those of a chosen facet as if it were not chosen."""
    values["chosen"] = [f"{name}:%" for name in chosen]
    selects = [
        "SELECT unnest(facets) AS facet FROM matched",
        *(f"SELECT unnest(facets) AS facet FROM but_{number}" for number in range(len(chosen))),  # noqa: S608
    ]
    wheres = ["NOT facet LIKE ANY(%(chosen)s)"]
    for number, pattern in enumerate(values["chosen"]):
        values[f"chosen_{number}"] = pattern
        wheres.append(f"facet LIKE %(chosen_{number})s")
    each = " UNION ALL ".join(
        f"SELECT facet, count(*) AS number FROM ({select}) AS facets_{number}"  # noqa: S608
        f" WHERE {where} GROUP BY facet"
        for number, (select, where) in enumerate(zip(selects, wheres, strict=True))
    )
    return f"counted AS ({each})"


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
