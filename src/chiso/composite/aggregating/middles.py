"""The weighted median: half of the weight lies below, half above.

    the smallest x whose weights, summed up from the lowest value, exceed half of all;
    where they make exactly half, the mean of that value and the next

With equal weights this is the usual median, for odd and even numbers of parts.

Source: Edgeworth (1888), as in Cormen, Leiserson, Rivest and Stein, Introduction to Algorithms, problem 9-2;
the mean of both values at exactly half is what makes it agree with the usual median.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from chiso.composite.table import FloatArray

# Sums of weights such as 0.1 differ from a half by some last digits; a real difference is never this small.
_AS_GOOD_AS_HALF = 1e-12


def median(values: FloatArray, weights: FloatArray) -> FloatArray:
    """(...): the weighted median of `values: (..., parts)` over the parts that are present."""
    counted = np.where(np.isnan(values), 0.0, np.broadcast_to(weights, values.shape))
    # Parts without weight stand last, where no sum reaches them.
    filled = np.where(counted > 0, values, np.inf)
    order = np.argsort(filled, axis=-1, kind="stable")
    ascending = np.take_along_axis(filled, order, -1)
    below = np.cumsum(np.take_along_axis(counted, order, -1), axis=-1)
    total = below[..., -1:]
    share = np.divide(below, total, out=np.zeros_like(below), where=total > 0)
    lower = _first(share >= 0.5 - _AS_GOOD_AS_HALF)
    upper = _first(share > 0.5 + _AS_GOOD_AS_HALF)
    pair = [np.take_along_axis(ascending, place[..., None], -1)[..., 0] for place in (lower, upper)]
    return np.where(total[..., 0] > 0, (pair[0] + pair[1]) / 2, np.nan)


def _first(holds: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The first place along the last axis at which something holds."""
    return np.asarray(np.argmax(holds, axis=-1), dtype=np.intp)
