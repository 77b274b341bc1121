"""Leagues whose truth is known: how often all sets of ranks hold it at once.

Twenty units. Truths lie evenly from 0 to 1, or in tied groups; estimates are normal around them with errors
that are a stated part of that range (each between half and one and a half of it), or drawn jointly. Where
degrees of freedom are few, the error that the method is told is itself an estimate: s² χ²_d/d.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from chiso.robustness.rank_sets.leagues import FloatArray, League
from chiso.robustness.rank_sets.ranking import Asked, Method, rank_league
from tests.robustness.rank_sets.making import league

UNITS = 20
DRAWS = 2_000
JOINT_DRAWS = 500


@dataclass(frozen=True, slots=True)
class Case:
    """`error`: the mean standard error over the range of the truths. `group`: how many share one truth."""

    error: float
    group: int = 1
    df: int = 0
    correlation: float = 0.0
    method: Method = "differences"

    @property
    def name(self) -> str:
        tied = "none" if self.group == 1 else "all" if self.group == UNITS else f"groups of {self.group}"
        errors = f"{self.error:g}" + (f", {self.df} df" if self.df else "")
        return f"{self.method} | {errors} | {tied} | {self.correlation:g}"

    @property
    def is_exact(self) -> bool:
        """Whether the probability of the level is promised to be met, not only to be passed."""
        return self.group == UNITS and self.method == "differences" and not self.df


CASES = (
    *(Case(error, group) for error in (0.02, 0.1, 0.5) for group in (1, 5, UNITS)),
    Case(0.1, df=8),
    Case(0.1, group=UNITS, df=8),
    Case(0.1, group=5, correlation=0.7),
    Case(0.1, group=UNITS, correlation=0.7),
    *(replace(Case(0.1, 5), method=method) for method in ("intervals", "bonferroni")),
    *(replace(Case(0.1, UNITS), method=method) for method in ("intervals", "bonferroni")),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """`held`: leagues in which all sets held; `length`: mean number of ranks in a set; `naive`: leagues in
    which the ranks of plain 95 % intervals, each for itself, held."""

    held: int
    length: float
    naive: int


def measure(case: Case, leagues: int) -> Measured:
    """`leagues` leagues with seeds from 0."""
    truth = np.floor(np.arange(UNITS) / case.group) * case.group / max(UNITS - case.group, 1)
    best = 1 + (truth[:, None] > truth[None, :]).sum(axis=0)
    worst = UNITS - (truth[:, None] < truth[None, :]).sum(axis=0)
    held = naive = 0
    lengths = []
    for seed in range(leagues):
        random = np.random.default_rng([seed, CASES.index(case)])
        made = _made(case, truth, random)
        rows = {
            row.unit: row
            for row in rank_league(made, Asked(method=case.method, draws=DRAWS, seed=seed)).rows()
        }
        first, last = (
            np.array([getattr(rows[unit], end) for unit in made.units]) for end in ("first", "last")
        )
        held += bool(((first <= best) & (worst <= last)).all())
        lengths.append((last - first + 1).mean())
        low, high = made.estimate - 1.96 * made.se, made.estimate + 1.96 * made.se
        above = low[:, None] > high[None, :]
        naive += bool(((1 + above.sum(axis=0) <= best) & (worst <= UNITS - above.sum(axis=1))).all())
    return Measured(held, float(np.mean(lengths)), naive)


def _made(case: Case, truth: FloatArray, random: np.random.Generator) -> League:
    errors = case.error * random.uniform(0.5, 1.5, UNITS)
    shared = np.sqrt(case.correlation) * random.normal()
    own = np.sqrt(1 - case.correlation) * random.normal(size=UNITS)
    estimates = truth + errors * (shared + own)
    told = errors * np.sqrt(random.chisquare(case.df, UNITS) / case.df) if case.df else errors
    draws = None
    if case.correlation:
        together = np.sqrt(case.correlation) * random.normal(size=(JOINT_DRAWS, 1))
        apart = np.sqrt(1 - case.correlation) * random.normal(size=(JOINT_DRAWS, UNITS))
        draws = estimates + errors * (together + apart)
    return league(estimates, told, df=float(case.df or np.nan), draws=draws)


def row_of(case: Case, measured: Measured, leagues: int) -> str:
    """The row of the page."""
    held, naive = measured.held / leagues, measured.naive / leagues
    return f"| {case.name} | {held:.1%} | {measured.length:.1f} | {naive:.1%} |"
