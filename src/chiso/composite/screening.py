"""Screening: units with too few figures are left out, since what they lack would be made up.

share = figures present / indicators,  over all indicators, and over those below each lowest group
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil

import numpy as np

from chiso.composite.table import IndicatorTable
from chiso.frameworks.composite.model import CompositeFramework
from chiso.frameworks.composite.plan import Screen


def screen(table: IndicatorTable, step: Screen, framework: CompositeFramework) -> IndicatorTable:
    """The rows that have enough figures, or that the step keeps; never those that it leaves out."""
    present = ~np.isnan(table.values)
    if step.zero_is_missing:
        present &= table.values != 0
    # Counts are whole numbers: a share of exactly the minimum must pass, whatever its decimals are.
    enough = present.sum(axis=1) >= _needed(len(table.codes), step.minimum_share)
    if step.minimum_share_in_group is not None:
        for positions in _lowest_groups(table, framework):
            needed = _needed(len(positions), step.minimum_share_in_group)
            enough &= present[:, positions].sum(axis=1) >= needed
    kept = [
        position
        for position, row in enumerate(table.rows)
        if row.unit not in step.leave_out and (enough[position] or row.unit in step.keep)
    ]
    return table.with_rows(kept)


def _needed(indicators: int, share: Fraction) -> int:
    """The least number of figures that makes up the share."""
    return ceil(indicators * share)


def _lowest_groups(table: IndicatorTable, framework: CompositeFramework) -> list[list[int]]:
    """For each group, the positions of the indicators that stand directly below it."""
    position_of = {code: position for position, code in enumerate(table.codes)}
    below = [
        [position_of[child.code] for child in framework.children[group.code] if child.code in position_of]
        for group in framework.groups
    ]
    return [positions for positions in below if positions]
