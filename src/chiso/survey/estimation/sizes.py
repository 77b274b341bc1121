"""Figures whose squares a computer loses: below the smallest number it is nought, above the largest infinite.

Variances are sums of squares. A mean of 1e-160 would be told with an error of nought, and one of 1e160 with
none at all, so both are refused (CH-8822).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from chiso.language import text
from chiso.problems import BadInput, Place, Problem
from chiso.survey.estimation.statistics import Statistic
from chiso.survey.psus import Real

# Squares, times weights and rows, are still numbers.
LARGEST, SMALLEST = 1e100, 1e-100


def refuse_lost_squares(statistics: Sequence[Statistic], *figures: Real) -> None:
    """Raise BadInput (CH-8822) with each statistic of which a figure, (D, S) each, is of such a size.

    What is not a number has a reason of its own: nobody answered, or nothing stands below the line.
    """
    expected = text("Expected figures between 10⁻¹⁰⁰ and 10¹⁰⁰ in size: beyond these their squares are lost.")
    mend = text("Write the column in another unit.")
    problems = []
    for column, statistic in enumerate(statistics):
        sizes = np.abs(np.concatenate([one[:, column] for one in figures]))
        lost = sizes[(sizes > 0) & np.isfinite(sizes) & ((sizes < SMALLEST) | (sizes > LARGEST))]
        if len(lost):
            problems.append(Problem("CH-8822", Place(field=statistic.code), f"{lost[0]:g}", expected, mend))
    if problems:
        raise BadInput(problems)
