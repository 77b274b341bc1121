"""Response, cooperation, refusal and contact rates by the definitions of AAPOR.

I complete, P partial, R refusal, NC noncontact, O other, UH not known whether a household (an address, a
person that counts) is there, UO other unknown; e: the share of the unknown that is taken to be eligible.

    RR1 = I / A           RR2 = (I+P) / A         A = (I+P) + (R+NC+O) + (UH+UO)
    RR3 = I / E           RR4 = (I+P) / E         E = (I+P) + (R+NC+O) + e(UH+UO)
    RR5 = I / K           RR6 = (I+P) / K         K = (I+P) + (R+NC+O)
    COOP1 = I/((I+P)+R+O)   COOP2 = (I+P)/((I+P)+R+O)   COOP3 = I/((I+P)+R)   COOP4 = (I+P)/((I+P)+R)
    REF1 = R/A   REF2 = R/E   REF3 = R/K
    CON1 = ((I+P)+R+O)/A    CON2 = ((I+P)+R+O)/E    CON3 = ((I+P)+R+O)/K

e is estimated by the share of the eligible among those of whom it is known (the proportional allocation or
CASRO method), unless it is given. With weights the rates are those of the population.

Source: AAPOR, Standard Definitions (2023, 10th edition), section on rates.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from chiso.survey.declared_chain import DISPOSITIONS, Dispositions
from chiso.survey.weights.columns import Columns, FloatArray
from chiso.survey.weights.dispositions import rows_by_group

RATES = (
    "RR1", "RR2", "RR3", "RR4", "RR5", "RR6", "COOP1", "COOP2", "COOP3", "COOP4", "REF1", "REF2", "REF3",
    "CON1", "CON2", "CON3",
)  # fmt: skip


@dataclass(frozen=True)
class ResponseRates:
    """Counts (or sums of weights) of each group, the share e, and the rates; NaN where there is none."""

    counts: dict[str, float]
    eligible_share: float
    rates: dict[str, float]


def response_rates(counts: dict[str, float], eligible_share: float | None = None) -> ResponseRates:
    """The rates, from the numbers in the groups of DISPOSITIONS."""
    number = {group: float(counts.get(group, 0)) for group in DISPOSITIONS}
    complete, answered = number["complete"], number["complete"] + number["partial"]
    not_answered = number["refusal"] + number["noncontact"] + number["other"]
    unknown = number["unknown"] + number["unknown_other"]
    known = answered + not_answered
    share = eligible_share
    if share is None:
        share = _divide(known, known + number["ineligible"])
    # Without anybody unknown e multiplies nothing, whatever it is.
    expected = known + (share * unknown if unknown else 0)
    everybody = known + unknown
    reached = answered + number["refusal"] + number["other"]
    asked = answered + number["refusal"]
    shares = [
        (complete, everybody), (answered, everybody), (complete, expected), (answered, expected),
        (complete, known), (answered, known),
        (complete, reached), (answered, reached), (complete, asked), (answered, asked),
        (number["refusal"], everybody), (number["refusal"], expected), (number["refusal"], known),
        (reached, everybody), (reached, expected), (reached, known),
    ]  # fmt: skip
    rates = dict(zip(RATES, (_divide(*one) for one in shares), strict=True))
    return ResponseRates(number, share, rates)


def count_dispositions(
    columns: Columns, dispositions: Dispositions, weights: FloatArray | None = None
) -> dict[str, float]:
    """How many rows (or how much weight) each group has. Faults are noted in the report of the columns."""
    counted = np.ones(columns.rows) if weights is None else weights
    groups = rows_by_group(columns, dispositions)
    return {group: float(counted[groups == position].sum()) for position, group in enumerate(DISPOSITIONS)}


def _divide(numerator: float, denominator: float) -> float:
    return numerator / denominator if denominator else math.nan
