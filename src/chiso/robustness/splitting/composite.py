"""The difference of two rows of a composite index, by indicator and by group.

CH-8201 a group that compares units, so that a unit has no score of its own   CH-8202 too many ways to look at
CH-8203 a unit, or a period of it, that has no score    CH-8204 weights of each unit
CH-8205 figures so incomplete that a group is left with none
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from chiso.composite.aggregating.combining import combine, is_relative
from chiso.composite.run import CompositeRun
from chiso.composite.table import FloatArray, Row
from chiso.frameworks.composite.aggregations import Aggregation
from chiso.language import listing, text
from chiso.problems import BadInput, Place, Problem, WrongCall
from chiso.robustness.splitting.shares_of_difference import (
    Group,
    TooManyWays,
    parts_of_difference,
    parts_of_groups,
)

_MOST_NAMED = 12


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Score of `one` less score of `other`: `parts` of every node by its code, which add up level by level.

    `figures`: of every node in both rows.
    """

    one: Row
    other: Row
    root: str
    indicators: tuple[str, ...]
    figures: Mapping[str, tuple[float, float]]
    parts: Mapping[str, float]

    @property
    def difference(self) -> float:
        """What is split."""
        first, second = self.figures[self.root]
        return first - second


def split_difference(run: CompositeRun, one: Row, other: Row) -> Split:
    """The parts of all nodes. Raises BadInput (CH-8201, 8202, 8204) and WrongCall (CH-8203)."""
    tree, last = run.tree, run.stages["Aggregated"]
    _refuse_unscored(run, one, other)
    relative = [group for group in tree.groups if is_relative(tree.method(group))]
    own = [group for group in tree.groups if run.weights[group].ndim > 1]
    problems = []
    if relative:
        expected = text(
            "Expected groups whose score follows from the figures of one unit; these compare units."
        )
        mend = text("Take another method in the plan: a difference of such scores has no parts.")
        problems.append(Problem("CH-8201", Place(), ", ".join(relative), expected, mend))
    if own:
        expected = text("Expected one set of weights for all units; here each unit has its own.")
        mend = text("Take another way of weighing in the plan.")
        problems.append(Problem("CH-8204", Place(), ", ".join(own), expected, mend))
    if problems:
        raise BadInput(problems)
    groups = [
        Group(code, tree.children(code), partial(_combined, tree.method(code), run.weights[code]))
        for code in tree.groups
    ]
    first, second = (last.values[last.rows.index(row)] for row in (one, other))
    figures = {
        code: (float(first[at]), float(second[at]))
        for at, code in enumerate(last.codes)
        if code in tree.nodes
    }
    try:
        parts = parts_of_difference(
            groups,
            {code: both[0] for code, both in figures.items()},
            {code: both[1] for code, both in figures.items()},
        )
    except TooManyWays as error:
        expected = text(
            "Expected groups of fewer parts: {ways} ways would have to be looked at.", ways=error.ways
        )
        mend = text("Group the indicators in the framework.")
        raise BadInput([Problem("CH-8202", Place(), "", expected, mend)]) from error
    if any(np.isnan(part) for part in parts.values()):
        expected = text(
            "Expected figures of which something is there for every group, taken from either unit."
        )
        mend = text("Impute what is missing in the plan.")
        raise BadInput([Problem("CH-8205", Place(), "", expected, mend)])
    return Split(one, other, tree.root, tree.leaves, figures, parts_of_groups(groups, parts))


def find_row(run: CompositeRun, unit: str, period: str | None) -> Row:
    """The row meant by code or name of a unit; a panel asks for the period. Raises WrongCall (CH-8203)."""
    periods = run.stages["Aggregated"].periods
    named = [code for code, name in run.names.items() if name.casefold() == unit.casefold()]
    known = {row.unit for row in run.stages["Aggregated"].rows}
    code = unit if unit in known or len(named) != 1 else named[0]
    row = Row(code, periods[0] if period is None and len(periods) == 1 else period or "")
    _refuse_unscored(run, row)
    return row


def _combined(method: Aggregation, weights: FloatArray, values: FloatArray) -> FloatArray:
    return combine(method, values, weights)


def _refuse_unscored(run: CompositeRun, *asked: Row) -> None:
    rows = run.stages["Aggregated"].rows
    scored = [row for row, score in zip(rows, run.scores, strict=True) if not np.isnan(score)]
    names = [" ".join(filter(None, row)) for row in scored]
    expected = text("Expected a unit, and a period of it, that has a score.")
    mend = text("There are: {units}.", units=listing(names[:_MOST_NAMED]))
    problems = [
        Problem("CH-8203", Place(field="unit"), " ".join(filter(None, row)), expected, mend)
        for row in asked
        if row not in scored
    ]
    if problems:
        raise WrongCall(problems)
