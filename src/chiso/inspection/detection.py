"""What visits overlook: places that were visited a second time tell how many problems a visit finds.

    second visits find m_2; of these the first had found m:   detection  c = m / m_2
    corrected prevalence  P / c, at most 1
    V(P / c) = V(P) / c² + P² V(c) / c⁴,   V(c) = k (1 - k) / m_2 with k = (m + 1) / (m_2 + 2)

(k by Laplace's rule, so that nobody is sure of c after six second visits that found nothing else.)

Assumes that the second visit does not know what the first found, and that neither sees a problem where there
is none. Where only a sample of places was visited twice it has to be drawn by chance.

Source: Lincoln & Petersen; Seber 1982, The Estimation of Animal Abundance, ch. 3; the delta method.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True, slots=True)
class Detection:
    """How many were visited twice, found by the second, by both; the share that a visit finds, its error."""

    visited_twice: int
    found_by_second: int
    found_by_both: int
    share: float | None
    error: float | None


def estimate_detection(pairs: Iterable[tuple[bool, bool]]) -> Detection:
    """From pairs (found by the first visit, found by the second); no share where the second found nothing."""
    listed = list(pairs)
    second = sum(again for _, again in listed)
    both = sum(first and again for first, again in listed)
    if not both:
        return Detection(len(listed), second, both, None, None)
    by_rule = (both + 1) / (second + 2)
    return Detection(len(listed), second, both, both / second, sqrt(by_rule * (1 - by_rule) / second))


def correct(estimate: float, error: float, detection: Detection) -> tuple[float, float] | None:
    """The prevalence corrected for what is overlooked, and its error; None where nothing is known of that."""
    if detection.share is None or detection.error is None:
        return None
    corrected = estimate / detection.share
    spread = sqrt(error**2 / detection.share**2 + (estimate * detection.error) ** 2 / detection.share**4)
    return min(1.0, corrected), spread
