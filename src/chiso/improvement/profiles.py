"""A unit scored as if some of its criteria had other points: exactly, by the framework's own aggregation.

Only the groups above the changed criteria are worked out again, so weights, means, ceilings, bonuses, vetoes
and rescaling are those of the framework, and nothing is taken for linear.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from chiso.frameworks.rules.base import Outcome
from chiso.scoring.result import Result
from chiso.scoring.score import add_up_again
from chiso.scoring.statuses import WITHHELD
from chiso.scoring.unit_scores import UnitScores

ENTERED = "attested"


def with_points(result: Result, uid: str, points: Mapping[str, Fraction]) -> Result:
    """The result in which criteria (by their codes) of one unit have these points; the others are as before.

    The points are taken as they are, without an answer behind them. That they lie within the criterion's
    bounds is the caller's business. Ranks and classes of the whole league follow.
    """
    before = result.scores[uid]
    scores = UnitScores(
        before.answers,
        before.circumstances,
        list(before.points),
        list(before.statuses),
        list(before.maxima),
        dict(before.outcomes),
        dict(before.deferred),
        dict(before.treatments),
    )
    prepared = result.prepared
    touched: set[int] = set()
    for code, value in points.items():
        position = prepared.positions[code]
        scores.points[position] = value
        scores.statuses[position] = WITHHELD
        scores.outcomes[position] = Outcome(value, ENTERED)
        while position:
            position = prepared.nodes[position].parent
            touched.add(position)
    add_up_again(prepared, scores, touched)
    return replace(result, scores={**result.scores, uid: scores})
