"""The quota of a class: at most a share of the units, the best first; equals at the edge together.

places = round(share · base)      base: units of the classes named, or every unit with a total
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from chiso.figures import RoundingMode, round_figure
from chiso.frameworks.classes import Quota
from chiso.scoring.ranking import standing_keys

if TYPE_CHECKING:
    from chiso.scoring.result import Result


def over_quota(result: Result, quota: Quota, classes: Mapping[str, str]) -> tuple[str, ...]:
    """The units (uid) that lose the class; `classes`: uid -> class before the quota."""
    if quota.of == "all":
        # Not the ranked units: a law that forbids a ranking can set a quota all the same.
        base = sum(result.scores[unit.uid].points[0] is not None for unit in result.units)
    else:
        base = sum(given in quota.of for given in classes.values())
    mode: RoundingMode = quota.rounding
    places = int(round_figure(quota.share_at_most * Fraction(base), 0, mode))
    candidates = [unit for unit in result.units if classes[unit.uid] == quota.class_]
    uids = [unit.uid for unit in candidates]
    keys = dict(zip(uids, standing_keys(result, uids, quota.order), strict=True))
    ordered = sorted(candidates, key=lambda unit: keys[unit.uid], reverse=True)
    taken = 0
    losing: list[str] = []
    for _, group in groupby(ordered, key=lambda unit: keys[unit.uid]):
        equals = [unit.uid for unit in group]
        fits = taken + len(equals) <= places
        touches_edge = taken < places
        if fits or (quota.ties == "all_in" and touches_edge):
            taken += len(equals)
        else:
            losing.extend(equals)
            # Who stands behind a group that is out is out too, even where one place is left.
            taken = places
    return tuple(losing)
