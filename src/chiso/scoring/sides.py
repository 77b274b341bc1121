"""One side of a comparison: a unit in a league and a period."""

from __future__ import annotations

from dataclasses import dataclass

from chiso.frameworks.model import TOTAL, Framework
from chiso.scoring.aggregation import Workings
from chiso.scoring.result import NodeResult, Result
from chiso.scoring.unit_scores import UnitScores
from chiso.units import Unit


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two results: a unit in a league and period."""

    result: Result
    uid: str

    @property
    def unit(self) -> Unit:
        """The unit as it stood."""
        return self.result.units_by_uid[self.uid]

    @property
    def scores(self) -> UnitScores:
        """The figures of the unit."""
        return self.result.scores[self.uid]

    @property
    def framework(self) -> Framework:
        """What it was measured by."""
        return self.result.framework

    def node(self, code: str) -> NodeResult:
        """One node of the unit."""
        return self.result.node(self.uid, code)

    def workings(self, code: str) -> Workings:
        """How a group came about."""
        return self.result.workings(self.uid, code)

    def identity(self, code: str) -> str:
        """What a node measures."""
        return TOTAL if code == TOTAL else self.framework.nodes_by_code[code].identity

    def codes_by_identity(self) -> dict[str, str]:
        """The code of each thing that is measured."""
        return self.result.codes_by_identity
