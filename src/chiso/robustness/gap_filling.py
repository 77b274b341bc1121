"""Gaps filled many times over, each time by the figure of another unit drawn by chance.

    a gap takes the figure of a donor: any unit of the same period (and group) that has one, each alike likely

One filling hides that nobody knows the figure; many, of which a run takes one, let the uncertainty go through
the whole plan. Gaps for which there is no donor are left to the plan's own step.

Source: Rubin (1987), Multiple Imputation for Nonresponse in Surveys; drawing a donor is the simple hot deck.
"""

from __future__ import annotations

import numpy as np

from chiso.composite.table import IndicatorTable
from chiso.language import listing, text
from chiso.problems import BadInput
from chiso.robustness.measured import fault
from chiso.robustness.specification import Donors
from chiso.robustness.streams import RandomStream
from chiso.robustness.transforms import FloatArray

# Apart from the numbers of the runs, and of the errors of the data.
_KEY_OF_GAPS = 2


def filled_tables(asked: Donors, raw: IndicatorTable, tables: int, seed: int) -> FloatArray:
    """`tables` fillings of the figures: (tables, rows, codes). Raises BadInput (CH-8124)."""
    labels = _labels(asked, raw)
    gaps = np.argwhere(np.isnan(raw.values))
    made = np.repeat(raw.values[None], tables, axis=0)
    numbers = RandomStream(seed, max(1, len(gaps)), key=_KEY_OF_GAPS).numbers(0, tables)
    for place, (row, code) in enumerate(gaps.tolist()):
        has_figure = ~np.isnan(raw.values[:, code])
        donors = np.flatnonzero(has_figure & np.array([label == labels[row] for label in labels]))
        if len(donors):
            drawn = (numbers[:, place].astype(np.uint64) * np.uint64(len(donors))) >> np.uint64(32)
            made[:, row, code] = raw.values[donors[drawn.astype(np.int64)], code]
    return made


def _labels(asked: Donors, raw: IndicatorTable) -> list[tuple[str, str]]:
    """Period and group of each row: gaps are filled within both."""
    periods = [row.period for row in raw.rows]
    if not np.isnan(raw.values).any():
        expected = text("Expected gaps in the figures; there are none to be filled.")
        raise BadInput([fault("CH-8124", "fill", "", expected, text("Take “fill” out."))])
    if not asked.group:
        return [(period, "") for period in periods]
    if asked.group not in raw.groups:
        expected = text("Expected a grouping of the units: {names}.", names=listing(list(raw.groups)))
        mend = text("Correct the name, or leave it out.")
        raise BadInput([fault("CH-8124", "fill.group", asked.group, expected, mend)])
    return list(zip(periods, raw.groups[asked.group], strict=True))
