"""Denominating: figures that grow with the size of a unit are divided by that size.

    x / d,  d the unit's denominator that the indicator names

A missing denominator leaves the figure missing.
"""

from __future__ import annotations

from chiso.composite.table import IndicatorTable
from chiso.frameworks.composite.model import CompositeFramework
from chiso.frameworks.composite.plan import Denominate


def denominate(table: IndicatorTable, step: Denominate, framework: CompositeFramework) -> IndicatorTable:
    """The table with each indicator of the step divided by its denominator (checked not to be 0)."""
    values = table.values.copy()
    for position, code in enumerate(table.codes):
        denominator = framework.nodes_by_code[code].denominator
        if denominator is not None and _divides(step, code):
            values[:, position] /= table.denominators[denominator]
    return table.with_values(values)


def needed_denominators(step: Denominate, framework: CompositeFramework) -> frozenset[str]:
    """The denominators by which the step divides."""
    return frozenset(
        node.denominator
        for node in framework.indicators
        if node.denominator is not None and _divides(step, node.code)
    )


def _divides(step: Denominate, code: str) -> bool:
    return step.indicators is None or code in step.indicators
