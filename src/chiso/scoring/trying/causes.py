"""By which change of the set the scores changed: the exact split of each unit, gathered by change.

    after − before = Σ amount of each change                     (`scoring/difference.py`)

A change that gives every unit the same moves no rank. So beside the amounts stands what each change
would do alone: the ranks of  before + amount  against those of  before.  These do not add up; ranks
never do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from chiso.frameworks.model import TOTAL
from chiso.scoring.collecting import without_collecting_cycles
from chiso.scoring.difference import PartKind, split_difference
from chiso.scoring.exact import ZERO, exact_sum
from chiso.scoring.sides import Side
from chiso.scoring.trying.totals import rank_totals
from chiso.scoring.trying.trial import Trial
from chiso.scoring.trying.unchanged import unchanged_nodes


@dataclass(frozen=True)
class Cause:
    """One change of the set: its kind, the node on either side, and what it brings each unit.

    `amounts`: uid -> points, for every unit that was split. `shifts`: uid -> ranks that it falls
    (below 0: rises) by this change alone.
    """

    kind: PartKind
    before: str | None
    after: str | None
    amounts: Mapping[str, Fraction]
    shifts: Mapping[str, int]

    @cached_property
    def mean(self) -> Fraction:
        """What it brings on average."""
        return exact_sum(self.amounts.values()) / len(self.amounts)

    @property
    def gains(self) -> int:
        """How many units get more points by it."""
        return sum(amount > 0 for amount in self.amounts.values())

    @property
    def losses(self) -> int:
        """How many units get fewer points by it."""
        return sum(amount < 0 for amount in self.amounts.values())

    @property
    def moved(self) -> int:
        """How many units have another rank by it alone."""
        return sum(shift != 0 for shift in self.shifts.values())

    def winners(self, most: int) -> list[str]:
        """The units that rise by it alone, the highest rise first."""
        return sorted((u for u, s in self.shifts.items() if s < 0), key=self._order)[:most]

    def losers(self, most: int) -> list[str]:
        """The units that fall by it alone, the deepest fall first."""
        return sorted((u for u, s in self.shifts.items() if s > 0), key=lambda u: self._order(u, -1))[:most]

    def _order(self, uid: str, sign: int = 1) -> tuple[int, Fraction, str]:
        return sign * self.shifts[uid], -sign * self.amounts[uid], uid


@dataclass(frozen=True)
class Causes:
    """All changes, those that move most ranks first; `units`: the units that were split.

    Not split is a unit without a total on one side.
    """

    changes: tuple[Cause, ...]
    units: tuple[str, ...]
    not_split: tuple[str, ...]

    def of_unit(self, uid: str) -> list[tuple[Cause, Fraction]]:
        """What each change brings one unit, the largest first."""
        parts = [(cause, cause.amounts[uid]) for cause in self.changes if cause.amounts[uid]]
        return sorted(parts, key=lambda part: -abs(part[1]))


@without_collecting_cycles()
def find_causes(trial: Trial) -> Causes:
    """Split the change of every unit that has a total by both sets."""
    before, after = trial.before, trial.after
    alike = unchanged_nodes(trial)
    split: list[str] = []
    not_split: list[str] = []
    amounts: dict[tuple[PartKind, str | None, str | None], dict[str, Fraction]] = {}
    for unit in trial.units:
        sides = [result.scores.get(unit.uid) for result in (before, after)]
        if any(scores is None or scores.points[0] is None for scores in sides):
            not_split.append(unit.uid)
            continue
        split.append(unit.uid)
        for part in split_difference(Side(before, unit.uid), Side(after, unit.uid), alike=alike):
            mine = amounts.setdefault((part.kind, part.before, part.after), {})
            mine[unit.uid] = mine.get(unit.uid, ZERO) + part.amount
    totals = {uid: before.node(uid, TOTAL).points or ZERO for uid in split}
    ranks = rank_totals(totals, before)
    changes = []
    for (kind, one, two), given in amounts.items():
        every = {uid: given.get(uid, ZERO) for uid in split}
        alone = rank_totals({uid: totals[uid] + every[uid] for uid in split}, before)
        shifts = {uid: alone[uid] - ranks[uid] for uid in split}
        changes.append(Cause(kind, one, two, every, shifts))
    changes.sort(key=lambda cause: (-cause.moved, -max(map(abs, cause.amounts.values()))))
    return Causes(tuple(changes), tuple(split), tuple(not_split))
