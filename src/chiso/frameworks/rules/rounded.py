"""The end of a calculation: the points, rounded if the rule rounds, as an outcome."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TypeAlias

from chiso.frameworks.roundings import RoundingRule
from chiso.frameworks.rules.base import Outcome
from chiso.language import Text

# (points, branch, measured) -> outcome
Finish: TypeAlias = Callable[[Fraction, str, "Fraction | None"], Outcome]


def prepare_finish(rounding: RoundingRule | None) -> Finish:
    """A function that rounds points by `rounding` and keeps what they were before."""
    if rounding is None:
        return Outcome
    round_it = rounding.prepare()

    def finish(points: Fraction, branch: str, measured: Fraction | None) -> Outcome:
        rounded, open_point = round_it(points)
        if rounded is points:
            return Outcome(points, branch, measured)
        return Outcome(rounded, branch, measured, points, open_point)

    return finish


def rounding_sentences(rounding: RoundingRule | None) -> list[Text]:
    """The rounding in words, if there is one."""
    return [rounding.sentence()] if rounding else []


def may_not_end(rounding: RoundingRule | None) -> bool:
    """Whether points that may be any fraction may have no end as a decimal after the rounding."""
    return rounding is None or rounding.may_not_terminate()
