"""What a place's own visits tell beyond what places like it have: empirical Bayes, a beta-binomial.

    y_j of n_j visits found something; m_j is the mean of what was expected of these visits, by what is known
    of the place and by who went (so that a strict inspector is no fault of the place)

    y_j ~ BetaBinomial(n_j, m_j s, (1 - m_j) s),     s by the greatest marginal likelihood
    chance of the place: (m_j s + y_j) / (s + n_j);  its own part on the scale of logits:
    d_j = logit((m_j s + y_j) / (s + n_j)) - logit(m_j)

s is the number of visits that the expectation is worth; where places do not differ beyond what is known of
them, it goes to its bound, and d_j to nought.

Source: Robbins 1956; Efron & Morris 1975; Griffiths 1973 (beta-binomial).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar

from chiso.inspection.risk.arrays import FloatArray, IntArray, logits_of

LEAST, MOST = 0.5, 10_000.0


@dataclass(frozen=True, slots=True)
class OwnHistory:
    """By place: visits, findings, what was expected, and `parts` on the scale of logits. `strength`: s.

    Where nobody said which visits were of one place there is no place, and no s.
    """

    strength: float | None
    visits: FloatArray
    findings: FloatArray
    expected: FloatArray
    parts: FloatArray

    def parts_of(self, places: IntArray) -> FloatArray:
        """d of these places; nought for -1, one that was never visited, and where there are no places."""
        if not len(self.parts):
            return np.zeros(len(places))
        return np.where(places < 0, 0.0, self.parts[places])


def learn_own_history(places: IntArray, count: int, found: FloatArray, expected: FloatArray) -> OwnHistory:
    """From visits: which place (in 0 … count - 1), what was found, the chance that was expected."""
    if not count:
        nothing = np.zeros(0)
        return OwnHistory(None, nothing, nothing, nothing, nothing)
    visits = np.bincount(places, minlength=count).astype(np.float64)
    findings = np.asarray(np.bincount(places, weights=found, minlength=count), dtype=np.float64)
    sums = np.asarray(np.bincount(places, weights=expected, minlength=count), dtype=np.float64)
    been = visits > 0
    means = np.divide(sums, visits, out=np.full(count, 0.5), where=been)
    likelihood = _Likelihood(visits[been], findings[been], means[been])
    answer = minimize_scalar(
        lambda size: -likelihood.of(float(np.exp(size))),
        bounds=(np.log(LEAST), np.log(MOST)),
        method="bounded",
        options={"xatol": 1e-4},
    )
    strength = float(np.exp(answer.x))
    after = (means * strength + findings) / (strength + visits)
    parts = np.where(been, logits_of(after) - logits_of(means), 0.0)
    return OwnHistory(strength, visits, findings, sums, parts)


class _Likelihood:
    """log BetaBinomial without the part that does not hang on s, as sums of logarithms:

    Σ_{r < y} log(m s + r) + Σ_{r < n - y} log((1 - m) s + r) - Σ_{r < n} log(s + r)
    """

    def __init__(self, visits: FloatArray, findings: FloatArray, means: FloatArray) -> None:
        yes, self._of_yes = _stepped(findings)
        no, self._of_no = _stepped(visits - findings)
        self._yes, self._no = means[yes], 1 - means[no]
        _, steps = _stepped(visits)
        self._counts = np.bincount(steps.astype(np.int64))
        self._steps = np.arange(len(self._counts))

    def of(self, strength: float) -> float:
        """At this s."""
        return float(
            np.sum(np.log(self._yes * strength + self._of_yes))
            + np.sum(np.log(self._no * strength + self._of_no))
            - self._counts @ np.log(strength + self._steps)
        )


def _stepped(counts: FloatArray) -> tuple[IntArray, FloatArray]:
    """For each count c the steps 0 … c - 1: whose they are, and the steps."""
    whole = counts.astype(np.int64)
    whose = np.repeat(np.arange(len(whole)), whole)
    first = np.cumsum(whole) - whole
    return whose, (np.arange(len(whose)) - first[whose]).astype(np.float64)
