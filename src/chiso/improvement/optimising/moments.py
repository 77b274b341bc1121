"""What mean and spread a plan must have to be sure enough: straight lines for the program.

With S the gain if there were no limits (never less than the gain), T what is needed, both independent,

    P(S ≥ T) ≥ p   ⟹   E[S] + c·√(Var S + Var T) ≥ E[T],   c = √((1−p)/p)         (Cantelli's inequality)

Mean and variance are sums over the levels, as these succeed or fail independently. The root is concave, so
for every v > 0 a straight line lies above it, √V ≤ (V + v) / (2√v), and each plan that is sure enough meets

    Σ x_r·(q_r g_r + c·q_r(1−q_r)g_r² / 2√v)  ≥  E[T] − c·(Var T + v) / 2√v

Source: Cantelli (1928), Sui confini della probabilità; the inequality of Chebyshev for one side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from chiso.improvement.optimising.question import Choice, Question

# By what a bound is eased, as a share of its figures, so that floating figures never make it too strict.
_EASE = 1e-9


@dataclass(frozen=True)
class Moments:
    """Means and variances of the levels, of what is needed, and c."""

    means: Mapping[int, float]
    variances: Mapping[int, float]
    needed_mean: float
    needed_variance: float
    factor: float

    def variance(self, choice: Choice) -> float:
        """The variance of the gain of a plan less what is needed."""
        return self.needed_variance + sum(self.variances.get(place, 0.0) for place in choice)

    def is_possible(self, choice: Choice) -> bool:
        """Whether a plan meets the inequality: if not, it is not sure enough."""
        mean = sum(self.means.get(place, 0.0) for place in choice)
        reached = mean + self.factor * sqrt(self.variance(choice))
        return reached >= self.needed_mean - 2 * _EASE * (abs(self.needed_mean) + reached)

    def line(self, variance: float) -> tuple[Mapping[int, float], float]:
        """Terms and the least of their sum: the line that touches the root at a variance above 0."""
        slope = self.factor / (2 * sqrt(variance))
        terms = {place: mean + slope * self.variances[place] for place, mean in self.means.items()}
        largest = max(terms.values(), default=1.0)
        least = self.needed_mean - slope * (self.needed_variance + variance)
        return (
            {place: one / largest for place, one in terms.items()},
            (least - _EASE * (abs(self.needed_mean) + largest)) / largest,
        )


def moments_of(question: Question) -> Moments:
    """The moments of a question that counts failures."""
    gains = {place: float(gain) for place, gain in question.gains.by_place.items() if gain}
    chances = {place: float(question.chance_of(place)) for place in gains}
    # A gain is at least 0 and at most the most, so what is needed may be taken as lying there too.
    most = float(question.gains.most + 1)
    needed = [min(max(float(one), 0.0), most) for one in question.needed]
    mean = sum(needed) / len(needed)
    wished = float(question.wished)
    return Moments(
        {place: chances[place] * gain for place, gain in gains.items()},
        {place: chances[place] * (1 - chances[place]) * gain**2 for place, gain in gains.items()},
        mean,
        sum((one - mean) ** 2 for one in needed) / len(needed),
        sqrt((1 - wished) / wished),
    )
