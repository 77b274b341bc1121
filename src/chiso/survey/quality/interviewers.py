"""What interviewers change in the answers: intraclass correlation, and interviewers who stand apart.

One-way analysis of variance of y by groups of sizes n_j (N in all, k groups):

    MSB = Σ n_j (ȳ_j − ȳ)² / (k − 1),     MSW = Σ Σ (y_ij − ȳ_j)² / (N − k),
    n0  = (N − Σ n_j² / N) / (k − 1),     ρ = (MSB − MSW) / (MSB + (n0 − 1) MSW)

(Kish 1962; Donner 1986; with equal sizes it is ICC(1,1) of Shrout and Fleiss 1979.) y is the mean of an
interview's answers. Where interviewers work in places of their own, ρ holds the differences of the places
too; it is told, and nobody is listed for it.

*Standing apart*: the mean of interviewer j minus that of the others of the unit, over its error from the
two components of variance, between clusters of one interviewer (σ²_c) and within them (σ²_w):

    Var(ȳ_j) = σ²_c Σ_c n_c² / n_j² + σ²_w / n_j ;      listed where |difference| > limit · error.

Of two interviewers of one unit both stand apart equally: the data cannot tell which of them does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chiso.language import text
from chiso.survey.quality.findings import Checked, Fact, Finding, lacks
from chiso.survey.quality.groups import divide, sizes, sums
from chiso.survey.quality.interviews import NO_ANSWER, Groups, Interviews
from chiso.survey.quality.wording import figure

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Variances:
    """Analysis of variance by one grouping: mean squares, their degrees of freedom, n0, ρ."""

    between: float
    within: float
    groups: int
    values: int
    usual_size: float
    correlation: float

    @property
    def component_between(self) -> float:
        """σ² between groups, not below 0."""
        if not self.usual_size > 0 or np.isnan(self.between):
            return 0.0
        return max(0.0, (self.between - self.within) / self.usual_size)


def analyse_variance(values: Real, groups: npt.NDArray[np.integer]) -> Variances:
    """The analysis for rows that have a value and a group of 0 or above."""
    told = ~np.isnan(values) & (groups >= 0)
    kept = values[told]
    _, of = np.unique(groups[told], return_inverse=True)
    count = int(of.max()) + 1 if len(of) else 0
    total = len(kept)
    if count < 2 or total <= count:
        nan = float("nan")
        return Variances(nan, nan, count, total, nan, nan)
    number = sizes(of, count)
    middle = sums(kept, of, count) / number
    between = float((number * (middle - kept.mean()) ** 2).sum() / (count - 1))
    within = float(((kept - middle[of]) ** 2).sum() / (total - count))
    usual = float((total - (number.astype(float) ** 2).sum() / total) / (count - 1))
    spread = between + (usual - 1) * within
    correlation = (between - within) / spread if spread > 0 else float("nan")
    return Variances(between, within, count, total, usual, correlation)


def mean_answers(interviews: Interviews) -> Real:
    """The mean step of each interview over the questions that were answered."""
    told = interviews.answers != NO_ANSWER
    total = np.where(told, interviews.answers, 0).sum(axis=1).astype(np.float64)
    return divide(total, told.sum(axis=1))


def check_interviewer_answers(interviews: Interviews) -> Checked:
    """Listed: interviewers whose answers differ from those of the others in the same unit."""
    who = interviews.interviewer
    if who is None:
        return lacks("interviewer_answers", "interviewer")
    values = mean_answers(interviews)
    apart = standing_apart(values, who, interviews.unit, interviews.cluster)
    enough = sizes(who.of, len(who.names)) >= interviews.plan.limits.interviews_of_interviewer
    looked_at = enough & ~np.isnan(apart.deviation)
    limit = interviews.plan.limits.deviations
    findings = tuple(
        Finding(
            "interviewer_answers",
            "",
            who.names[one],
            float(apart.deviation[one]),
            limit,
            text(
                "the mean answer is {mean}; among the others of the same place {others}",
                mean=figure(float(apart.mean[one]), 2),
                others=figure(float(apart.others[one]), 2),
            ),
        )
        for one in map(int, np.flatnonzero(looked_at & (np.abs(apart.deviation) > limit)))
    )
    variances = analyse_variance(values, who.of)
    facts = (
        Fact(
            text("Intraclass correlation of the mean answer by interviewer, with the places in it"),
            text("{value}", value=figure(variances.correlation, 3)),
        ),
    )
    return Checked("interviewer_answers", int(looked_at.sum()), findings, facts)


@dataclass(frozen=True, slots=True)
class Apart:
    """For each interviewer: mean, mean of the others of the unit, difference over its error (nan: none)."""

    mean: Real
    others: Real
    deviation: Real


def standing_apart(values: Real, who: Groups, unit: Groups | None, cluster: Groups | None) -> Apart:
    """Compare each interviewer with the others of the same unit; without units with all others."""
    told = ~np.isnan(values) & (who.of >= 0)
    y = values[told]
    place = np.zeros(len(y), np.int64) if unit is None else unit.of[told] + 1
    # An interviewer in two units is compared in each, and the comparisons are put together.
    pairs, pair = np.unique(np.stack([who.of[told], place], axis=1), axis=0, return_inverse=True)
    spot = pair if cluster is None else cluster.of[told] + 1
    cells, cell = np.unique(np.stack([pair, spot], axis=1), axis=0, return_inverse=True)
    of_pair = cells[:, 0]
    within = analyse_variance(y, cell).within
    cell_size = sizes(cell, len(cells)).astype(np.float64)
    component = _component_of_clusters(sums(y, cell, len(cells)), cell_size, of_pair, within)
    number = sums(cell_size, of_pair, len(pairs))
    squares = sums(cell_size**2, of_pair, len(pairs))
    total = sums(y, pair, len(pairs))
    _, of_place = np.unique(pairs[:, 1], return_inverse=True)
    places = int(of_place.max()) + 1 if len(of_place) else 0

    def others(value: Real) -> Real:
        return sums(value, of_place, places)[of_place] - value

    other_number = others(number)
    difference = divide(total, number) - divide(others(total), other_number)
    error = component * divide(squares, number**2) + within * divide(np.ones(len(number)), number)
    error += component * divide(others(squares), other_number**2)
    error += within * divide(np.ones(len(number)), other_number)
    return _by_interviewer(pairs[:, 0], len(who.names), number, total, difference, error)


def _component_of_clusters(total: Real, size: Real, of_pair: Whole, within: float) -> float:
    """σ²_c from the clusters within interviewers (nested analysis of variance)."""
    pairs = int(of_pair.max()) + 1 if len(of_pair) else 0
    number = sums(size, of_pair, pairs)
    freedom = len(size) - pairs
    if freedom <= 0 or np.isnan(within):
        return 0.0
    middle = divide(sums(total, of_pair, pairs), number)
    mean_square = float((size * (total / size - middle[of_pair]) ** 2).sum()) / freedom
    usual = float((number - divide(sums(size**2, of_pair, pairs), number)).sum()) / freedom
    return max(0.0, (mean_square - within) / usual) if usual > 0 else 0.0


def _by_interviewer(of: Whole, count: int, number: Real, total: Real, difference: Real, error: Real) -> Apart:
    """Put the units of an interviewer together, each by its number of interviews."""
    compared = ~np.isnan(difference) & (error > 0)
    weight = np.where(compared, number, 0.0)
    all_weight = sums(weight, of, count)
    mean = divide(sums(total, of, count), sums(number, of, count))
    apart = divide(sums(weight * np.nan_to_num(difference), of, count), all_weight)
    variance = divide(sums(weight**2 * np.nan_to_num(error), of, count), all_weight**2)
    return Apart(mean, mean - apart, divide(apart, np.sqrt(variance)))
