"""What a survey hands on: estimates with their errors, as rows of one table.

    period, unit, code, estimate, se, df, n, deff, ci_low, ci_high, flag, sampling_basis

`unit` is the domain (an agency, a commune; "" for the whole), `code` what was estimated. An estimate that
is suppressed has no figures, one without a probability basis no error. Everything is on the scale of the
statistic: a share is between 0 and 1, and whoever shows it in per cent multiplies.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

from chiso.survey.design import Basis

Flag: TypeAlias = Literal["shown", "unreliable", "suppressed"]
COLUMNS = (
    "period", "unit", "code", "estimate", "se", "df", "n", "deff", "ci_low", "ci_high", "flag",
    "sampling_basis", "reason",
)  # fmt: skip
# The columns of decimal figures; `n` is a whole number.
FIGURES = ("estimate", "se", "df", "deff", "ci_low", "ci_high")


@dataclass(frozen=True, slots=True)
class Estimate:
    """One row. NaN: there is none (no error without a probability basis, no figure that is suppressed)."""

    period: str
    unit: str
    code: str
    estimate: float
    se: float = math.nan
    df: float = math.nan
    n: int = 0
    deff: float = math.nan
    ci_low: float = math.nan
    ci_high: float = math.nan
    flag: Flag = "shown"
    sampling_basis: Basis = "probability"
    reason: str = ""
