"""The result of one league in one period: points, status and maximum of each node, for each unit.

Everything that is read off it (ranking, classes, what is missing) is worked out on demand and kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from chiso.figures import Rounding, write_decimal, write_exact
from chiso.frameworks.classes import ClassBand
from chiso.frameworks.model import TOTAL, Framework
from chiso.frameworks.rules.base import Outcome
from chiso.language import text
from chiso.periods import Period
from chiso.problems import Place, Problem, WrongCall
from chiso.scoring.aggregation import Workings, work_out
from chiso.scoring.answers import Answer
from chiso.scoring.classes import Classification, classify
from chiso.scoring.layers import Layer
from chiso.scoring.leagues import League
from chiso.scoring.prepared import Prepared, PreparedInner, PreparedLeaf, PreparedNode
from chiso.scoring.ranking import RankingRow, rank_units
from chiso.scoring.statuses import INCOMPLETE, SCORED, Status
from chiso.scoring.unit_scores import UnitScores
from chiso.units import Unit, match_key


class NodeResult(NamedTuple):
    """One node of one unit. `outcome` and `answer` are those of a leaf."""

    code: str
    status: Status
    points: Fraction | None
    max_points: Fraction | None
    outcome: Outcome | None
    answer: Answer | None

    @property
    def share(self) -> Fraction | None:
        """Points as a share of the maximum as it applied."""
        if self.points is None or not self.max_points:
            return None
        return self.points / self.max_points


class Lack(NamedTuple):
    """A criterion that keeps a unit from being complete."""

    code: str
    status: Status


@dataclass(frozen=True)
class Result:
    """All units of a league. `scores` holds their figures by uid; units in the order of codes."""

    prepared: Prepared
    league: League
    period: Period
    layer: Layer | None
    units: tuple[Unit, ...]
    scores: Mapping[str, UnitScores]

    @property
    def framework(self) -> Framework:
        """What was measured."""
        return self.prepared.framework

    @cached_property
    def units_by_uid(self) -> dict[str, Unit]:
        """The units by uid."""
        return {unit.uid: unit for unit in self.units}

    @cached_property
    def codes_by_identity(self) -> dict[str, str]:
        """The code of each thing that is measured."""
        return {node.identity: node.code for node, _, _ in self.framework.walk()}

    def classes_at(self, code: str) -> tuple[ClassBand, ...]:
        """The classes of a node, from the top; those of the league where it has its own."""
        if code != TOTAL:
            return self.framework.nodes_by_code[code].classes
        return self.framework.classes if self.league.classes is None else self.league.classes

    def _repr_html_(self) -> str:
        from chiso.scoring.notebook import ranking_as_html

        return ranking_as_html(self)

    def find_unit(self, written: str) -> Unit:
        """The unit meant by code, uid, alias or name. Raises WrongCall (CH-3020)."""
        key = match_key(written)
        for unit in self.units:
            if written in (unit.code, unit.uid):
                return unit
        named = [unit for unit in self.units if key in map(match_key, (unit.name, *unit.aliases))]
        if len(named) == 1:
            return named[0]
        raise WrongCall(
            [
                Problem(
                    "CH-3020",
                    Place(),
                    written,
                    text("Expected one unit of this result, by code, alias or name."),
                    text("The table of the ranking lists the units."),
                )
            ]
        )

    def node(self, uid: str, code: str = TOTAL) -> NodeResult:
        """One node of one unit."""
        scores = self.scores[uid]
        position = self.prepared.positions[code]
        return NodeResult(
            code,
            scores.statuses[position],
            scores.points[position],
            scores.maxima[position],
            self._outcome(scores, self.prepared.nodes[position]),
            scores.answers.get(code),
        )

    @staticmethod
    def _outcome(scores: UnitScores, node: PreparedNode) -> Outcome | None:
        """What the rule of a leaf said; asked again where only its points were kept."""
        kept = scores.outcomes.get(node.position)
        if kept is not None or not isinstance(node, PreparedLeaf):
            return kept
        if scores.statuses[node.position] != SCORED:
            return None
        answer = scores.answers[node.code]
        return node.evaluate(answer.values, (), scores.circumstances[node.position])

    def nodes(self, uid: str) -> Iterator[NodeResult]:
        """Every node of one unit, the total first, then in the order of the document."""
        for node in self.prepared.nodes:
            yield self.node(uid, node.code)

    def workings(self, uid: str, code: str = TOTAL) -> Workings:
        """How the points of a group came about."""
        node = self.prepared_node(code)
        assert isinstance(node, PreparedInner), "only a group has workings"
        return work_out(self.prepared, node, self.scores[uid])

    def prepared_node(self, code: str) -> PreparedNode:
        """A node by its code. Raises WrongCall (CH-3021) if the framework has none of it."""
        position = self.prepared.positions.get(code)
        if position is None:
            raise WrongCall(
                [
                    Problem(
                        "CH-3021",
                        Place(self.framework.key),
                        code,
                        text("Expected the code of a node of this framework, or “{total}”.", total=TOTAL),
                        text("“chiso frameworks show” lists the codes."),
                    )
                ]
            )
        return self.prepared.nodes[position]

    def is_complete(self, uid: str) -> bool:
        """Whether nothing that counts is missing or open."""
        return self.scores[uid].statuses[0] not in INCOMPLETE

    @cached_property
    def incomplete(self) -> dict[str, tuple[Lack, ...]]:
        """The units that are not complete, with the criteria that keep them from it."""
        return {unit.uid: self._lacks(unit.uid) for unit in self.units if not self.is_complete(unit.uid)}

    def _lacks(self, uid: str) -> tuple[Lack, ...]:
        """Leaves without the points that they need, and groups that are open though their parts are not."""
        scores = self.scores[uid]
        lacking = {
            node.position: node.parent
            for node in self.prepared.nodes
            if scores.statuses[node.position] in INCOMPLETE
            and scores.points[node.position] is None
            and not node.is_idle
        }
        above = set(lacking.values())
        return tuple(
            Lack(self.prepared.nodes[position].code, scores.statuses[position])
            for position in lacking
            if position not in above
        )

    @cached_property
    def classification(self) -> Classification:
        """The class of every node that has classes, for every unit, after ceilings and quota."""
        return classify(self)

    @cached_property
    def ranking(self) -> tuple[RankingRow, ...]:
        """The ranked units by rank and code, then the others by code."""
        return rank_units(self)

    def written(self, value: Fraction | None, code: str) -> str:
        """A figure of a node as files have it: exact where it ends, else rounded as published."""
        if value is None:
            return ""
        position = self.prepared.positions[code]
        rounding = self.prepared.roundings[position]
        if position in self.prepared.approximate and rounding is not None:
            value = rounding.of(value)
        return write_figure(value, rounding)


def write_figure(value: Fraction, rounding: Rounding | None) -> str:
    """Decimal text: exact where the expansion ends, else by `rounding`.

    The loader demands a rounding where figures may not end; should one be lacking all the same, the
    fraction is written, since nothing is rounded in silence.
    """
    return write_exact(value) if rounding is None else write_decimal(value, rounding)
