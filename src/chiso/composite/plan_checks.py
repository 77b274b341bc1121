"""What a step asks of the figures that it is given: everything that it could not compute is said before.

CH-8029 one unit only          CH-8030 indicator without a figure   CH-8031 indicator without differences
CH-8032 reference unit         CH-8033 target or reference not above the smallest figure
CH-8034 largest figure not above 0                                  CH-8035 no panel, no periods to fill from
CH-8036 too few units left     CH-8037 unit of the step unknown     CH-8041 treated figures too large
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Set

import numpy as np

from chiso.composite.denominating import needed_denominators
from chiso.composite.imputing import needed_groupings
from chiso.composite.normalising import reference_figure, scopes_of
from chiso.composite.table import FloatArray, IndicatorTable
from chiso.frameworks.composite.model import CompositeFramework, CompositeNode
from chiso.frameworks.composite.normalisations import (
    DistanceToBest,
    DistanceToReference,
    DistanceToTarget,
    Goalposts,
    MinMax,
    Normalisation,
    Percentile,
    ShareOfMaximum,
    ZScore,
)
from chiso.frameworks.composite.plan import Denominate, Impute, Normalise, Screen, Step
from chiso.frameworks.composite.preparations import FillLatest, FillLinear
from chiso.language import Text, listing, text
from chiso.problems import BadInput, Place, Problem, quote

# Squares and their sums are floats too.
_LARGEST_TREATED = 1e100


def check_start(table: IndicatorTable) -> None:
    """Raise BadInput where a table has nothing to compare: one unit, an indicator without any figure."""
    problems = list(_too_few_units(table, "CH-8029"))
    for position, code in enumerate(table.codes):
        if np.isnan(table.values[:, position]).all():
            problems.append(
                _problem(
                    "CH-8030",
                    code,
                    "",
                    text("Expected a figure of at least one unit; all are missing."),
                    text("Supply figures, or take the indicator out of the framework."),
                )
            )
    if problems:
        raise BadInput(problems)


def check_step(table: IndicatorTable, step: Step, framework: CompositeFramework) -> None:
    """Raise BadInput with everything that keeps a step from being carried out on these figures."""
    problems: Iterable[Problem] = ()
    if isinstance(step, Denominate):
        problems = _of_columns(needed_denominators(step, framework) - table.denominators.keys())
    elif isinstance(step, Impute):
        problems = _of_imputing(table, step)
    elif isinstance(step, Screen):
        problems = _of_screening(table, step)
    elif isinstance(step, Normalise):
        problems = _of_normalising(table, step, framework)
    if problems := list(problems):
        raise BadInput(problems)


def check_left(table: IndicatorTable) -> None:
    """Raise BadInput where screening has left nothing to compare."""
    if problems := list(_too_few_units(table, "CH-8036")):
        raise BadInput(problems)


def check_treated(table: IndicatorTable) -> None:
    """Raise BadInput where a power has made figures that no sum of squares can hold."""
    problems = [
        _problem(
            "CH-8041",
            code,
            _shown(float(np.nanmax(np.abs(table.values[:, position])))),
            text("Expected treated figures of at most a hundred digits."),
            text("Take a power nearer to 0, or leave it out: then it is fitted to the figures."),
        )
        for position, code in enumerate(table.codes)
        if (np.abs(table.values[:, position]) > _LARGEST_TREATED).any()
    ]
    if problems:
        raise BadInput(problems)


def _too_few_units(table: IndicatorTable, code: str) -> Iterator[Problem]:
    units = {row.unit for row in table.rows}
    if len(units) < 2:
        yield _problem(
            code,
            "unit",
            ", ".join(sorted(units)),
            text("Expected at least two units; an index compares."),
            text("Add units, or lower the shares of figures that the step of screening asks for."),
        )


def _of_columns(missing: Set[str]) -> Iterator[Problem]:
    """An earlier run may have been made without the columns that another plan asks for."""
    if missing:
        yield _problem(
            "CH-8026",
            "units",
            "",
            text("Expected a table of units with these columns: {codes}.", codes=listing(sorted(missing))),
            text("Start from the figures, and give the table with --units."),
        )


def _of_imputing(table: IndicatorTable, step: Impute) -> Iterator[Problem]:
    yield from _of_columns(needed_groupings(step) - table.groups.keys())
    for grouping in sorted(needed_groupings(step) & table.groups.keys()):
        for row, label in zip(table.rows, table.groups[grouping], strict=True):
            if not label:
                yield _problem(
                    "CH-8027",
                    grouping,
                    " ".join(row).strip(),
                    text("Expected the label of the unit: the plan fills gaps by this grouping."),
                    text("Start from the figures, with a table of units that has the label."),
                )
    chains = [step.methods, *step.by_indicator.values()]
    from_periods = [
        method.kind for chain in chains for method in chain if isinstance(method, FillLatest | FillLinear)
    ]
    if from_periods and len(table.periods) < 2:
        yield _problem(
            "CH-8035",
            "impute",
            from_periods[0],
            text("Expected figures of several periods, from which gaps are filled."),
            text("Give a panel with a column “period”, or choose another method."),
        )


def _of_screening(table: IndicatorTable, step: Screen) -> Iterator[Problem]:
    units = {row.unit for row in table.rows}
    for unit in (*step.keep, *step.leave_out):
        if unit not in units:
            yield _problem(
                "CH-8037",
                "screen",
                unit,
                text("Expected a unit of the table; there is none of this code."),
                text("Correct the code in the step of screening."),
            )


def _of_normalising(
    table: IndicatorTable, step: Normalise, framework: CompositeFramework
) -> Iterator[Problem]:
    for rows in scopes_of(table, step):
        units = [table.rows[row].unit for row in rows]
        period = table.rows[int(rows[0])].period if step.over == "period" else ""
        for position, code in enumerate(table.codes):
            method = step.by_indicator.get(code, step.method)
            node = framework.nodes_by_code[code]
            found = _of_series(table.values[rows, position], units, node, method)
            if found is not None:
                number, shown, expected, mend = found
                yield _problem(number, f"{code} {period}".strip(), shown, expected, mend)


def _of_series(
    figures: FloatArray, units: list[str], node: CompositeNode, method: Normalisation
) -> tuple[str, str, Text, Text] | None:
    """What keeps one series from being normalised: code, what was found, expected, how to mend."""
    directed = (node.direction or 1) * figures
    present = directed[~np.isnan(directed)]
    if not present.size:
        return (
            "CH-8030",
            "",
            text("Expected a figure of at least one unit; all are missing."),
            text("Supply figures, or take the indicator out of the framework."),
        )
    lowest, highest = float(present.min()), float(present.max())
    if isinstance(method, MinMax | ZScore | DistanceToBest) and lowest == highest:
        return (
            "CH-8031",
            _shown(abs(lowest) if lowest == 0 else (node.direction or 1) * lowest),
            text("Expected figures that differ; all units have the same."),
            text("Take the indicator out: it tells no units apart. Or choose goalposts@1 or none@1 for it."),
        )
    if isinstance(method, Percentile) and present.size < 2:
        return (
            "CH-8031",
            "1",
            text("Expected figures of at least two units; a share of the others needs others."),
            text("Supply figures, or choose another normalisation for it."),
        )
    if isinstance(method, Goalposts) and method.logarithm and (smallest := float(np.nanmin(figures))) <= 0:
        return (
            "CH-8044",
            _shown(smallest),
            text("Expected figures above 0: the scale is of logarithms."),
            text("Correct the figures, or take “logarithm” out of the normalisation."),
        )
    if isinstance(method, ShareOfMaximum) and highest <= 0:
        return (
            "CH-8034",
            _shown(highest),
            text("Expected a largest figure above 0, of which the others are shares."),
            text("Choose another normalisation for this indicator."),
        )
    if isinstance(method, DistanceToReference | DistanceToTarget):
        reference = reference_figure(method, node, units, figures)
        if isinstance(method, DistanceToReference) and math.isnan(reference):
            return (
                "CH-8032",
                method.unit,
                text("Expected a reference unit that has a figure of this indicator."),
                text("Correct the code of the unit, or choose another one."),
            )
        if reference <= lowest:
            return (
                "CH-8033",
                _shown((node.direction or 1) * reference),
                text("Expected a target or reference that is better than the worst figure."),
                text("Correct it; the direction of the indicator says which side is better."),
            )
    return None


def _shown(figure: float) -> str:
    return f"{figure:.6g}"


def _problem(code: str, field: str, found: str, expected: Text, mend: Text) -> Problem:
    return Problem(code, Place(field=field), quote(found), expected, mend)
