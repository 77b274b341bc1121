"""Whether the weights of the data are those that a chain gives.

CH-8841 weights that are not those of the chain
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from chiso.language import text
from chiso.problems import Place, Problem, WrongCall
from chiso.survey.design import MILLIONTHS, Design
from chiso.survey.engine import columns_of, refuse_words
from chiso.survey.weights.columns import FloatArray, IntArray

# Weights of a file may have been rounded to fifteen digits, those of a closed round to millionths.
_AGREES = 1e-9


def refuse_other_weights(
    table: pa.Table, design: Design, weights: FloatArray, numbers: IntArray | None = None
) -> None:
    """Raise WrongCall (CH-8841) where the weight of the design is not what the chain gives: (rows,).

    `numbers` (rows,): which rows of the data these are, from 0, in their order; else all of them. CH-3131
    where the data have no such column, or one of words.
    """
    found = np.ones(len(weights))
    if design.weight:
        refuse_words(columns_of(table, [design.weight]), [design.weight])
        found = np.nan_to_num(table.column(design.weight).cast(pa.float64()).to_numpy())
    near = _AGREES * np.abs(weights)
    if design.closed is not None:
        found, near = found / MILLIONTHS, near + 1 / MILLIONTHS
    apart = np.flatnonzero(np.abs(found - weights) > near)
    if len(apart):
        expected = text(
            "Expected the weights that this chain gives: {weight}.", weight=repr(float(weights[apart[0]]))
        )
        mend = text(
            "Give the chain by which “chiso survey weights” made them, with the same data; or take the "
            "weights as given, without a chain."
        )
        place = Place(field=design.weight, row=int(apart[0] if numbers is None else numbers[apart[0]]) + 1)
        raise WrongCall([Problem("CH-8841", place, repr(float(found[apart[0]])), expected, mend)])
