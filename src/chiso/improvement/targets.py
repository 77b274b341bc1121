"""What somebody wants to reach, as it is written behind `--target`.

    score>=43.5         so many points
    rank<=10@0.9        a rank, with the probability 0.9
    class>=tot          a class of the league, or a better one
    above average       more than the mean of all units, the own one among them
    above median@0.8    more than the median of all units

`@p` is the wished probability. Where none is stated, `wished` is one half: as likely as not. What a target
asks of the score is worked out in `thresholds`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from chiso.figures import NotANumber, parse_decimal, write_exact
from chiso.language import Text, text
from chiso.problems import Place, Problem, WrongCall, quote

EVEN_CHANCE = Fraction(1, 2)
Middle: TypeAlias = Literal["average", "median"]

_AT_LEAST = r"\s*(?:>=|≥)\s*"
_AT_MOST = r"\s*(?:<=|≤)\s*"
_SCORE = re.compile(rf"score{_AT_LEAST}(\S+)\Z")
_RANK = re.compile(rf"rank{_AT_MOST}([0-9]{{1,6}})\Z")
_CLASS = re.compile(rf"class{_AT_LEAST}(\S.*)\Z")
_ABOVE = re.compile(r"above\s+(average|median)\Z")


@dataclass(frozen=True, slots=True)
class _Target:
    """`probability`: as stated; None where none is."""

    probability: Fraction | None

    @property
    def wished(self) -> Fraction:
        """The probability with which the target shall hold."""
        return EVEN_CHANCE if self.probability is None else self.probability

    @property
    def _tail(self) -> str:
        return "" if self.probability is None else f"@{write_exact(self.probability)}"


@dataclass(frozen=True, slots=True)
class ScoreTarget(_Target):
    """At least so many points."""

    at_least: Fraction

    @property
    def written(self) -> str:
        """The target as it is written in a call."""
        return f"score>={write_exact(self.at_least)}{self._tail}"


@dataclass(frozen=True, slots=True)
class RankTarget(_Target):
    """At most this rank."""

    at_most: int

    @property
    def written(self) -> str:
        """The target as it is written in a call."""
        return f"rank<={self.at_most}{self._tail}"


@dataclass(frozen=True, slots=True)
class ClassTarget(_Target):
    """At least this class, by its code in the league."""

    code: str

    @property
    def written(self) -> str:
        """The target as it is written in a call."""
        return f"class>={self.code}{self._tail}"


@dataclass(frozen=True, slots=True)
class MiddleTarget(_Target):
    """More than the mean or the median of all units, the own one among them."""

    middle: Middle

    @property
    def written(self) -> str:
        """The target as it is written in a call."""
        return f"above {self.middle}{self._tail}"


Target: TypeAlias = ScoreTarget | RankTarget | ClassTarget | MiddleTarget


def parse_target(written: str, *, field: str = "--target") -> Target:
    """The target that is meant. Raises WrongCall (CH-8300, CH-8301)."""
    wish, at, chance = written.strip().rpartition("@")
    if not at:
        wish, chance = written.strip(), ""
    probability = _probability(chance.strip(), written, field) if at else None
    found = _target_of(wish.strip(), probability)
    if found is None:
        raise WrongCall([Problem("CH-8300", Place(field=field), quote(written), _EXPECTED, _MEND)])
    return found


_EXPECTED: Text = text("Expected a target: a score, a rank, a class, or above the average or the median.")
_MEND: Text = text(
    "Write it as “score>=43.5”, “rank<=10@0.9”, “class>=CODE”, “above average” or “above median@0.8”."
)


def _target_of(wish: str, probability: Fraction | None) -> Target | None:
    if met := _SCORE.match(wish):
        try:
            return ScoreTarget(probability, parse_decimal(met[1].replace(",", ".")))
        except NotANumber:
            return None
    if (met := _RANK.match(wish)) and int(met[1]):
        return RankTarget(probability, int(met[1]))
    if met := _CLASS.match(wish):
        return ClassTarget(probability, met[1])
    if met := _ABOVE.match(wish):
        return MiddleTarget(probability, "average" if met[1] == "average" else "median")
    return None


def _probability(chance: str, written: str, field: str) -> Fraction:
    try:
        found = parse_decimal(chance.replace(",", "."))
    except NotANumber:
        found = Fraction(0)
    if not 0 < found <= 1:
        raise WrongCall(
            [
                Problem(
                    "CH-8301",
                    Place(field=field),
                    quote(written),
                    text("Expected a probability behind “@”, above 0 and at most 1."),
                    text("Write it as “@0.9”, or leave it out."),
                )
            ]
        )
    return found
