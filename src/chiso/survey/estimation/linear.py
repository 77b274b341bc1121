"""Totals and ratios of totals with their errors: most statistics of a survey.

    θ = A/B,   z = (a − θ b)/B        for a total: θ = A, z = a

A, B: totals of numerator and denominator in the domain; a, b: the weighted sums in a cell. The variance of θ
is that of the total of z (see `variance.taylor`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from chiso.survey.cells import Cells
from chiso.survey.estimation.design_effect import Replacement, design_effects
from chiso.survey.estimation.sizes import refuse_lost_squares
from chiso.survey.estimation.statistics import Statistic
from chiso.survey.psus import Real, Whole
from chiso.survey.sql import Term
from chiso.survey.variance.taylor import Taylor

# Beside what it was calculated from, a smaller figure than this is rounding.
ROUNDING = 1e-13


class TermList:
    """The terms that statistics need, each once; where each stands."""

    def __init__(self, statistics: Sequence[Statistic]) -> None:
        self._statistics = tuple(statistics)
        contents = dict.fromkeys(replace(term, name="") for one in statistics for term in one.terms)
        self._position = {content: position for position, content in enumerate(contents)}
        self.terms = tuple(
            replace(content, name=f"t{position}") for content, position in self._position.items()
        )

    @property
    def of_estimates(self) -> tuple[int, ...]:
        """Where the terms stand that estimates are made of; the others tell design effects."""
        terms = [term for one in self._statistics for term in (one.numerator, one.denominator)]
        return tuple(sorted({place for place in self.positions(terms) if place >= 0}))

    def positions(self, terms: Sequence[Term | None]) -> list[int]:
        """Where terms stand; −1 for None."""
        return [-1 if one is None else self._position[replace(one, name="")] for one in terms]


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """S totals or ratios in D domains: all but `linearised` (R, S) are (D, S)."""

    statistics: tuple[Statistic, ...]
    estimates: Real
    n: Whole
    linearised: Real
    totals: Real  # of the numerators
    divisors: Real  # totals of the denominators, 1 for totals
    has_rows: np.typing.NDArray[np.bool_]  # (R, S)


def statistics_of_totals(
    totals: Real, counts: Whole, statistics: Sequence[Statistic], listed: TermList
) -> Linear:
    """Estimates from totals and counts (D, K) of all terms; without cells nothing is linearised.

    Raises BadInput (CH-8822) where squares would be lost.
    """
    above = listed.positions([one.numerator for one in statistics])
    below = listed.positions([one.denominator for one in statistics])
    has_divisor = np.array([position >= 0 for position in below], bool)
    numerators, n = totals[:, above], counts[:, above]
    divisors = np.where(has_divisor, totals[:, below], 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        estimates = np.where(n > 0, numerators / divisors, np.nan)
    refuse_lost_squares(statistics, numerators, divisors, estimates)
    nothing = np.zeros((0, len(above)))
    return Linear(tuple(statistics), estimates, n, nothing, numerators, divisors, nothing.astype(bool))


def linearise(cells: Cells, statistics: Sequence[Statistic], listed: TermList) -> Linear:
    """Estimates and linearised variables. NaN where nobody answered."""
    found = statistics_of_totals(cells.totals(), cells.counts(), statistics, listed)
    above = listed.positions([one.numerator for one in statistics])
    linearised = linearised_of(cells.weighted, cells.domain, found, listed)
    return replace(found, linearised=linearised, has_rows=cells.n[:, above] > 0)


def linearised_of(weighted: Real, domain: Whole, found: Linear, listed: TermList) -> Real:
    """(R, S) z of weighted sums (R, K) of all terms, each in its domain (R,), about the estimates `found`."""
    above = listed.positions([one.numerator for one in found.statistics])
    below = listed.positions([one.denominator for one in found.statistics])
    has_divisor = np.array([position >= 0 for position in below], bool)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(has_divisor, weighted[:, below], 0.0)
        errors = weighted[:, above] - found.estimates[domain] * parts
        linearised = errors / found.divisors[domain]
    return np.where(found.n[domain] > 0, linearised, 0.0)


def variances_of(linear: Linear, taylor: Taylor) -> Real:
    """(D, S) variances; NaN where nobody answered, and where nothing tells how units vary.

    That is a domain whose rows lie in one unit of each stratum, if its variance comes out as 0 and not every
    unit was drawn: a mean over a single PSU. (R's `svymean` gives the error 0, with 0 degrees of freedom.)
    """
    found = taylor.variances(linear.linearised, linear.has_rows)
    return told_variances(linear, found, taylor.degrees_of_freedom(), taylor.is_certain())


def told_variances(
    linear: Linear, found: Real, degrees: Real, is_certain: np.typing.NDArray[np.bool_]
) -> Real:
    """(D, S) of the variances found those that may be told (see `variances_of`).

    What rounding leaves of a figure that a calibration has fixed, or that is the same in every unit, is 0.
    """
    nothing_known = (degrees <= 0) & ~is_certain
    is_zero = found <= ROUNDING**2 * linear.estimates**2
    told = np.where(is_zero, 0.0, found)
    return np.where((linear.n == 0) | (nothing_known[:, None] & is_zero), np.nan, told)


def design_effects_of(
    linear: Linear, variances: Real, totals: Real, listed: TermList, replacement: Replacement
) -> Real:
    """(D, S) design effects from the totals (D, K) of all terms; NaN where there is none."""

    def moment(terms: Sequence[Term | None], otherwise: Real) -> Real:
        positions = listed.positions(terms)
        known = np.array([position >= 0 for position in positions], bool)
        return np.where(known, totals[:, positions], otherwise)

    statistics = linear.statistics
    persons = moment([one.persons for one in statistics], linear.divisors)
    squares = moment([one.squares for one in statistics], linear.totals)
    products = moment([one.products for one in statistics], linear.totals)
    below = moment([one.denominator_squares for one in statistics], linear.divisors)
    is_total = np.array([one.denominator is None for one in statistics], bool)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = squares - 2 * linear.estimates * products + linear.estimates**2 * below
        centred = squares - linear.totals**2 / persons
        spread = np.where(is_total, centred, ratios)
        # Everybody gave the same answer: what is left is rounding.
        spread = np.where(spread > ROUNDING * np.abs(squares), spread, 0.0)
        spread = np.where(is_total, spread, spread / linear.divisors**2)
    return design_effects(variances, spread, persons, linear.n, replacement=replacement)
