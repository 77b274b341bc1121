"""What visits overlook: places that were visited a second time tell how many problems a visit finds.

    detection  c = Σ w y₁ y₂ / Σ w y₂    y₁, y₂: whether the first and the second visit found it
    w = 1 / (π₁ π₂)   the chance of the place in the draw of the visits, times that in the draw of the second
                      ones; 1 where none was drawn
    corrected prevalence  P / c, at most 1
    V(P / c) = V(P) / c² + P² V(c) / c⁴,   V(c) = k (1 - k) / m with k = (c m + 1) / (m + 2)
    m = (Σ w y₂)² / Σ w² y₂   second visits that found it, as many as their weights leave of them

(k by Laplace's rule, so that nobody is sure of c after six second visits that found nothing else. With equal
weights c is the share of the problems that second visits found which the first had found too.)

Interval of c by Wilson with m; that of P / c from both intervals (MOVER), never below what P has: with
limits l, u of P and l', u' of c

    lower  l (2P - l) / (P c + √((P c)² - l u' (2P - l)(2c - u')))
    upper  (P c + √((P c)² - u l' (2P - u)(2c - l'))) / (l' (2c - l'))

Assumes that the second visit does not know what the first found, that neither sees a problem where there is
none, and that P and c are told apart from one another. Where only a sample of places was visited twice it has
to be drawn by chance (`reinspection`).

Source: Lincoln & Petersen; Seber 1982, The Estimation of Animal Abundance, ch. 3; Kish 1965 (m); the delta
method; Donner & Zou 2012, Statistical Methods in Medical Research 21; Newcombe 2016, ibid. 25 (MOVER-R).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from chiso.inspection.prevalence import Prevalence, wilson


@dataclass(frozen=True, slots=True)
class Detection:
    """How many were visited twice, found by the second, by both; the share that a visit finds, its error and
    its limits."""

    visited_twice: int
    found_by_second: int
    found_by_both: int
    share: float | None = None
    error: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def is_weighted(self) -> bool:
        """Whether the share is another one than that of the counts, since places stand for more or fewer."""
        return self.share is not None and abs(self.share - self.found_by_both / self.found_by_second) > 1e-9


@dataclass(frozen=True, slots=True)
class Corrected:
    """A prevalence with what visits overlook; its error and limits are None where those of it are."""

    estimate: float
    error: float | None
    low: float | None
    high: float | None


def estimate_detection(
    pairs: Iterable[tuple[bool, bool]], weights: Sequence[float] | None = None, *, level: float = 0.95
) -> Detection:
    """From pairs (found by the first visit, found by the second), each with its weight, or all alike.

    No share where the second found nothing that the first had found.
    """
    listed = list(pairs)
    weighed = list(zip(listed, weights or [1.0] * len(listed), strict=True))
    second = [weight for (_, again), weight in weighed if again]
    both = [weight for (first, again), weight in weighed if first and again]
    if not both:
        return Detection(len(listed), len(second), 0)
    share = sum(both) / sum(second)
    count = sum(second) ** 2 / sum(weight**2 for weight in second)
    by_rule = (share * count + 1) / (count + 2)
    low, high = wilson(share, count, NormalDist().inv_cdf((1 + level) / 2))
    error = sqrt(by_rule * (1 - by_rule) / count)
    return Detection(len(listed), len(second), len(both), share, error, low, high)


def correct(prevalence: Prevalence, detection: Detection) -> Corrected | None:
    """The prevalence corrected for what is overlooked; None where one of the two is not known."""
    estimate, share = prevalence.estimate, detection.share
    if estimate is None or share is None or detection.error is None:
        return None
    spread = None
    if prevalence.error is not None:
        spread = sqrt(prevalence.error**2 / share**2 + (estimate * detection.error) ** 2 / share**4)
    low, high = _limits(prevalence, detection)
    return Corrected(min(1.0, estimate / share), spread, low, high)


def _limits(prevalence: Prevalence, detection: Detection) -> tuple[float | None, float | None]:
    estimate, low, high = prevalence.estimate, prevalence.low, prevalence.high
    share, least, most = detection.share, detection.low, detection.high
    if estimate is None or low is None or high is None or share is None or least is None or most is None:
        return None, None
    product = estimate * share
    under = max(0.0, product**2 - low * most * (2 * estimate - low) * (2 * share - most))
    over = max(0.0, product**2 - high * least * (2 * estimate - high) * (2 * share - least))
    lower = low * (2 * estimate - low) / (product + sqrt(under)) if low > 0 else 0.0
    upper = (product + sqrt(over)) / (least * (2 * share - least))
    return max(low, lower), min(1.0, upper)
