"""The design effect: the variance over that of a simple random sample of the same size.

    deff = V / V_srs,    V_srs = S² W² (W − n) / (W n),    S² = n/(n − 1) Σ w r² / W

r is the linearised variable of a person ((y − θ x)/X for a ratio, y − ȳ for a total), W the sum of weights
and n the number of the persons who answered. "without": the simple sample is drawn without replacement
(R's `deff = TRUE`), "with": with it (R's `deff = "replace"`), where (W − n)/W is left out. Kish (1965), 8.2.

W is taken for the size of the population. Where it is smaller than n the weights are no counts of persons,
and there is no design effect without replacement.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np

from chiso.survey.psus import Real, Whole

Replacement: TypeAlias = Literal["without", "with"]


def design_effects(
    variances: Real, squares: Real, persons: Real, n: Whole, *, replacement: Replacement = "without"
) -> Real:
    """The effects. `squares`: Σ w r²; `persons`: W; all of one shape."""
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = n / (n - 1.0) * squares / persons
        simple = spread * persons**2 / n
        if replacement == "without":
            simple = np.where(persons < n, np.nan, simple * (persons - n) / persons)
        effects = variances / simple
    return np.where((n > 1) & (simple > 0) & np.isfinite(effects), effects, np.nan)
