"""Sets of ranks on the disk.

ranks.csv    period, code, unit, estimate, se, rank, first, last, letters, above, below, alike, reason
pairs.csv    period, code, above, below, difference, se: who stands above whom
groups.csv   period, code, group, unit: who cannot be told apart
ranks.json   what was asked, by what seed, of which files: format chiso-ranks/1

Figures are the shortest decimal text that is the same double; an empty cell: there is none. No clock.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from chiso.language import Language
from chiso.robustness.rank_sets.letters import letter
from chiso.robustness.rank_sets.ranking import Asked, Ranked, RankRow
from chiso.tables import write_table
from chiso.version import VERSION

FORMAT = "chiso-ranks/1"
RANKS, PAIRS, GROUPS, RECORD = "ranks.csv", "pairs.csv", "groups.csv", "ranks.json"
RANK_COLUMNS = (
    "period", "code", "unit", "estimate", "se", "rank", "first", "last", "letters", "above", "below", "alike",
    "reason",
)  # fmt: skip
PAIR_COLUMNS = ("period", "code", "above", "below", "difference", "se")
GROUP_COLUMNS = ("period", "code", "group", "unit")


def files_of(ranked: Sequence[Ranked], record: Mapping[str, Any], language: Language) -> dict[str, bytes]:
    """The files by their names; reasons are written in `language`."""
    rows = [_cells(row, language) for one in ranked for row in one.rows()]
    pairs = [
        (pair.period, pair.code, pair.above, pair.below, _written(pair.difference), _written(pair.se))
        for one in ranked
        for pair in one.pairs()
    ]
    groups = [
        (one.league.period, one.league.code, letter(number), one.league.units[unit])
        for one in ranked
        for number, group in enumerate(one.groups)
        for unit in group
    ]
    return {
        RANKS: write_table(RANK_COLUMNS, rows).encode(),
        PAIRS: write_table(PAIR_COLUMNS, pairs).encode(),
        GROUPS: write_table(GROUP_COLUMNS, groups).encode(),
        RECORD: (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode(),
    }


def record_of(ranked: Sequence[Ranked], asked: Asked, digests: Mapping[str, str | None]) -> dict[str, Any]:
    """What a reader needs in order to make the tables again. `digests`: SHA-256 of the files read."""
    return {
        "format": FORMAT,
        "software": f"chiso {VERSION}",
        "level": str(asked.level),
        "method": asked.method,
        "best": asked.first,
        "seed": asked.seed,
        "drawn": asked.draws,
        "level_error": repr(math.sqrt(asked.level * (1 - asked.level) / asked.draws)),
        **digests,
        "leagues": [_league(one) for one in ranked],
    }


def _league(ranked: Ranked) -> dict[str, Any]:
    league, order = ranked.league, ranked.order
    errors = "none" if league.is_exact else "independent" if league.joint is None else "joint draws"
    return {
        "period": league.period,
        "code": league.code,
        "units": len(league.units),
        "left_out": len(league.left_out),
        "errors": errors,
        "critical_value": None if math.isnan(order.critical_value) else order.critical_value,
        "steps": order.steps,
        "pairs_told_apart": int(order.above.sum()),
        "groups": len(ranked.groups),
        "cannot_say": int(order.says_nothing.sum()),
    }


def _cells(row: RankRow, language: Language) -> tuple[str, ...]:
    has_set = row.first > 0
    counts = (row.above, row.below, row.alike)
    return (
        row.period, row.code, row.unit, _written(row.estimate), _written(row.se),
        str(row.rank or ""), str(row.first or ""), str(row.last or ""), row.letters,
        *(str(count) if has_set else "" for count in counts),
        "" if row.reason is None else row.reason.in_language(language),
    )  # fmt: skip


def _written(value: float) -> str:
    if math.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
