"""What a result on how sure ranks are is about: a league of a run that was scored, or a composite index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from chiso.frameworks.composite.aggregations import Copeland
from chiso.frameworks.composite.presentation import method_of_group
from chiso.scoring.result import Result
from chiso.scoring.run import Scored

if TYPE_CHECKING:
    from chiso.composite.run import CompositeRun

# By the key of a league; of a composite index there is one, under the empty key.
Subjects: TypeAlias = "Mapping[str, Subject]"


@dataclass(frozen=True)
class Subject:
    """`rows`: period ("" where there is no panel) and unit of each that is ranked, in that order.

    `nodes`: of the tree, the index among them; `criteria`: those without children. `is_composite`: its source
    is a composite index, whose plan is carried out again in each stratum; `compares_pairs`: a group of it
    compares every two units.
    """

    source: Result | CompositeRun
    rows: tuple[tuple[str, str], ...]
    nodes: int
    criteria: int
    is_composite: bool = False
    compares_pairs: bool = False

    @cached_property
    def units_of_periods(self) -> Mapping[str, int]:
        """How many are ranked in each period, in order."""
        return Counter(period for period, _ in self.rows)

    @property
    def is_panel(self) -> bool:
        """Whether units are ranked in several periods."""
        return any(period for period, _ in self.rows)


def leagues_of(run: Scored) -> Subjects:
    """The leagues of a run that was scored, by key."""
    return {result.league.key: subject_of_league(result) for result in run.results}


def subject_of_league(result: Result) -> Subject:
    """One league."""
    nodes = [node for node, _, _ in result.framework.walk()]
    ranked = sorted(row.unit.code for row in result.ranking if row.rank is not None)
    rows = tuple(("", unit) for unit in ranked)
    return Subject(result, rows, len(nodes), sum(node.is_leaf for node in nodes))


def subjects_of_composite(run: CompositeRun) -> Subjects:
    """A composite index."""
    from chiso.composite.ranking import ordered_rows

    rows = run.stages["Aggregated"].rows
    ranked = sorted((rows[at].period, rows[at].unit) for at, place in ordered_rows(run) if place)
    framework = run.framework
    methods = [method_of_group(framework, group) for group in framework.groups]
    return {
        "": Subject(
            run,
            tuple(ranked),
            len(framework.nodes),
            len(framework.indicators),
            is_composite=True,
            compares_pairs=any(isinstance(method, Copeland) for method in methods),
        )
    }
