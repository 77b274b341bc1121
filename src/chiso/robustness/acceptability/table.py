"""Ranges of ranks on the disk.

rank_range.csv      unit, name, rank, best, worst, best_bound, worst_bound, above, below
dominance.csv       above, below: who stands above whom under all admissible weights
range_weights.csv   unit, end (best, worst), code, weight: weights that give these ranks
acceptability.csv   unit, rank, share of all weights, exact; only where there are few units and parts
rank_range.json     what moves, within what, hashes of what was read: format chiso-rank-range/1

`best_bound` and `worst_bound` differ from `best` and `worst` only where time ran out. No clock, no path.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chiso.figures import write_exact
from chiso.robustness.acceptability.admissible import Admissible
from chiso.robustness.acceptability.linear_index import LinearIndex
from chiso.robustness.acceptability.rank_range import RankRange, dominance
from chiso.robustness.acceptability.shares import TooMany, acceptability
from chiso.tables import write_table
from chiso.version import VERSION

FORMAT = "chiso-rank-range/1"
RANGE, DOMINANCE, WEIGHTS, SHARES = (
    "rank_range.csv",
    "dominance.csv",
    "range_weights.csv",
    "acceptability.csv",
)
RECORD = "rank_range.json"
# Beyond these the simplices are too many in any case.
MOST_SHARED = 12


@dataclass(frozen=True, slots=True, eq=False)
class Ranges:
    """The ranges of all units with what they rest on. `shares`: [unit][rank − 1], None where not computed."""

    index: LinearIndex
    allowed: Admissible
    ranges: tuple[RankRange, ...]
    above: NDArray[np.bool_]
    shares: list[list[Fraction]] | None


def gather(index: LinearIndex, allowed: Admissible, ranges: Sequence[RankRange]) -> Ranges:
    """Ranges with dominance, and the exact shares where any weights are allowed and there are few."""
    shares = None
    is_free = allowed.is_box and not allowed.lower.any() and (allowed.upper == 1).all()
    if is_free and len(index.units) * len(index.codes) <= MOST_SHARED * 3:
        try:
            shares = acceptability([[Fraction(float(one)) for one in row] for row in index.values])
        except TooMany:
            shares = None
    return Ranges(index, allowed, tuple(ranges), dominance(index, allowed), shares)


def files_of(made: Ranges, record: Mapping[str, Any]) -> dict[str, bytes]:
    """The files by their names; units by rank, then by code."""
    files = {
        RANGE: write_table(
            ("unit", "name", "rank", "best", "worst", "best_bound", "worst_bound", "above", "below"),
            _range_rows(made),
        ),
        DOMINANCE: write_table(
            ("above", "below"),
            (
                (one, other)
                for at, one in enumerate(made.index.units)
                for beside, other in enumerate(made.index.units)
                if made.above[at, beside]
            ),
        ),
        WEIGHTS: write_table(
            ("unit", "end", "code", "weight"),
            (
                (one.unit, end, code, repr(float(weight)))
                for one in made.ranges
                for end, weights in (("best", one.best_at), ("worst", one.worst_at))
                for code, weight in zip(made.index.codes, weights, strict=True)
            ),
        ),
        RECORD: json.dumps(record, ensure_ascii=False, indent=2) + "\n",
    }
    if made.shares is not None:
        files[SHARES] = write_table(
            ("unit", "rank", "share", "exact"),
            (
                (unit, str(rank), repr(float(share)), write_exact(share) if _is_short(share) else "")
                for unit, row in zip(made.index.units, made.shares, strict=True)
                for rank, share in enumerate(row, start=1)
                if share
            ),
        )
    return {name: content.encode() for name, content in files.items()}


def record_of(made: Ranges, asked: Mapping[str, Any], source: Mapping[str, str]) -> dict[str, Any]:
    """What a reader needs in order to make the files again."""
    return {
        "format": FORMAT,
        "software": f"chiso {VERSION}",
        **asked,
        "moved": made.index.moved or "all indicators",
        "parts": list(made.index.codes),
        "units": len(made.index.units),
        "not_proven": sum(not one.is_proven for one in made.ranges),
        "pairs_settled": int(made.above.sum()),
        "source": dict(source),
    }


def by_rank(made: Ranges) -> list[int]:
    """Positions of the units by rank under the given weights, then as they stand."""
    ranks = made.index.ranks(made.index.weights)
    return [int(at) for at in np.argsort(ranks, kind="stable")]


def _range_rows(made: Ranges) -> list[tuple[str, ...]]:
    ranks = made.index.ranks(made.index.weights)
    rows = []
    for at in by_rank(made):
        one = made.ranges[at]
        figures = (
            ranks[at], one.best, one.worst, one.best_bound, one.worst_bound,
            made.above[:, at].sum(), made.above[at].sum(),
        )  # fmt: skip
        rows.append((one.unit, made.index.names.get(one.unit, ""), *(str(int(figure)) for figure in figures)))
    return rows


def _is_short(share: Fraction) -> bool:
    """Whether the fraction is one that anybody would read."""
    return share.denominator < 10**12
