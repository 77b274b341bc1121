"""Points by kind of source: how much of the total rests on what who says.

The worth of a criterion is what its maximum brings into the total where everything applies; of its
points the same share. Several kinds for one criterion are a kind of their own ("self, survey"), since
the set does not say how much each has.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from chiso.scoring.compare import worth_in_total
from chiso.scoring.exact import ZERO, exact_sum
from chiso.scoring.result import Result
from chiso.scoring.trying.level import points_of


@dataclass(frozen=True, slots=True)
class SourceShare:
    """One kind of source: its criteria, the points that they can bring, and what they brought on average.

    `mean_points`: over the ranked units; a unit to which a criterion does not apply has 0 there. None
    where nobody has points in any of the criteria.
    """

    sources: tuple[str, ...]
    criteria: int
    max_points: Fraction
    mean_points: Fraction | None


def share_by_source(result: Result) -> tuple[SourceShare, ...]:
    """The kinds of source of the criteria that count, the largest maximum first."""
    ranked = sum(row.rank is not None for row in result.ranking)
    gathered: dict[tuple[str, ...], list[tuple[Fraction, Fraction | None]]] = {}
    for leaf in result.prepared.leaves:
        worth = worth_in_total(result.prepared, leaf)
        if leaf.is_idle or leaf.role == "veto" or worth is None or leaf.node is None:
            continue
        brought = points_of(result, leaf.position).values()
        mean = worth * exact_sum(brought) / ranked if brought else None
        most = ZERO if leaf.role == "penalty" else leaf.static_max or ZERO
        gathered.setdefault(tuple(leaf.node.assessed_by), []).append((worth * most, mean))
    shares = []
    for sources, parts in gathered.items():
        means = [mean for _, mean in parts if mean is not None]
        most = exact_sum(most for most, _ in parts)
        shares.append(SourceShare(sources, len(parts), most, exact_sum(means) if means else None))
    return tuple(sorted(shares, key=lambda share: (-share.max_points, share.sources)))
