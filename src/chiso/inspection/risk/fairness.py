"""Whether the model is as right, and goes as often, in one kind of district as in another.

By group (a column of the frame), from forecasts of visits that were not learned from: findings beside what
was expected of them with the inspectors who went, and the findings that the model would have missed, those in
the half of the visits that it puts last. From the frame: mean risk, and the share of the group's places among
the tenth of greatest risk. A group of fewer than thirty such visits, or five findings, is told as too few.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from chiso.inspection.risk.arrays import FloatArray, chances_of
from chiso.inspection.risk.calibration import recalibrated
from chiso.inspection.risk.model import RiskModel, Visits

LEAST_VISITS, LEAST_FINDINGS = 30, 5


@dataclass(frozen=True, slots=True)
class GroupFairness:
    """One group; `visits`, `findings`, `expected`, `missed` are of visits that were not learned from."""

    group: str
    places: int
    mean_risk: float
    in_the_top: float
    visits: int
    findings: int
    expected: float
    missed: int

    @property
    def is_enough(self) -> bool:
        """Whether its visits can tell anything."""
        return self.visits >= LEAST_VISITS and self.findings >= LEAST_FINDINGS

    def as_record(self) -> dict[str, Any]:
        """For JSON; what too few visits would tell is None."""
        enough = self.is_enough
        return {
            "group": self.group,
            "places": self.places,
            "mean_risk": self.mean_risk,
            "share_in_the_top_tenth": self.in_the_top,
            "visits": self.visits,
            "findings": self.findings,
            "expected": self.expected,
            "found_by_expected": self.findings / self.expected if enough and self.expected else None,
            "missed_share": self.missed / self.findings if enough else None,
            "too_few": not enough,
        }


def measure_fairness(
    model: RiskModel,
    visits: Visits,
    groups_of_visits: Sequence[str | None],
    groups: Sequence[str],
    risks: FloatArray,
) -> list[GroupFairness]:
    """By group in the order of their names; None: visits of a place that is not in the frame.

    `groups`, `risks`: of the frame's places.
    """
    number = {group: place for place, group in enumerate(sorted({*groups}))}
    of_places = np.array([number[group] for group in groups])
    of_visits = np.array([-1 if group is None else number[group] for group in groups_of_visits])
    top = np.zeros(len(risks), dtype=bool)
    top[np.argsort(-risks, kind="stable")[: -(-len(risks) // 10)]] = True
    held = model.held
    rows = np.zeros(0, dtype=np.int64) if held is None else held.rows
    expected = np.zeros(0) if held is None else chances_of(recalibrated(held.logits, model.line))
    last = np.zeros(0, dtype=bool) if held is None else held.without < np.median(held.without)
    told = []
    for group, place in number.items():
        here, seen = of_places == place, of_visits[rows] == place
        found = visits.found[rows][seen]
        told.append(
            GroupFairness(
                group=group,
                places=int(here.sum()),
                mean_risk=float(risks[here].mean()),
                in_the_top=float(top[here].mean()),
                visits=int(seen.sum()),
                findings=int(found.sum()),
                expected=float(expected[seen].sum()),
                missed=int(found[last[seen]].sum()),
            )
        )
    return told
