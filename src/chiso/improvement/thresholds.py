"""What a target asks of the score of a unit, in each possible future of its rivals.

Own points change no rival's points, so in one draw of the rivals' scores r(1) ≥ r(2) ≥ … every target is a
threshold of the own score s:

    score ≥ x           s ≥ x
    rank ≤ k            ties numbered 1, 2, 2, 4:  s ≥ r(k)      1, 3, 3, 4:  s > r(k)
                        ties numbered 1, 2, 2, 3:  s ≥ the k-th different score
                        equals parted by other criteria:  s > r(k), since the draws do not hold these
                        published figures ranked: the least s that rounds as high as is asked
    class ≥ c           s ≥ the bound of the class; with a quota of q places also s before its q-th rival
    above the average   s > (s + Σr)/n  ⟺  s > Σr/(n−1), the mean of the rivals
    above the median    s > median(s, r) ⟺ s > the (⌊(n−1)/2⌋+1)-th of the rivals from below

Thresholds are ordered, and a score that meets one meets all below it. So the target holds with probability p
if and only if s meets the ⌈p·D⌉-th of the D thresholds from below: a quantile, exactly.

    CH-8302 no such class    CH-8303 no ranking, or no such rank    CH-8304 less is better
    CH-8305 a class that more points can lose
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, floor

from chiso.figures import Rounding
from chiso.frameworks.model import TOTAL
from chiso.improvement.rivals.standing import Rivals
from chiso.improvement.targets import ClassTarget, MiddleTarget, RankTarget, ScoreTarget, Target
from chiso.language import Text, text
from chiso.problems import Place, Problem, WrongCall
from chiso.scoring.result import Result

FIELD = "--target"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A score that has to be reached, or (`is_strict`) passed. `score` None: whatever the score, it holds.

    `is_out_of_reach`: no score is enough, as where a quota has no place.
    """

    score: Fraction | None
    is_strict: bool = False
    is_out_of_reach: bool = False

    def met_by(self, score: Fraction) -> bool:
        """Whether a score is enough."""
        if self.is_out_of_reach:
            return False
        if self.score is None:
            return True
        return score > self.score if self.is_strict else score >= self.score

    def least_multiple(self, grid: int) -> int | None:
        """The least whole m such that m/grid meets the threshold; None where none or every score does."""
        if self.score is None or self.is_out_of_reach:
            return None
        return floor(self.score * grid) + 1 if self.is_strict else ceil(self.score * grid)

    @property
    def order(self) -> tuple[int, Fraction, bool]:
        """What thresholds are sorted by: the more is asked, the later."""
        if self.is_out_of_reach:
            return (2, Fraction(0), False)
        return (0, Fraction(0), False) if self.score is None else (1, self.score, self.is_strict)


@dataclass(frozen=True)
class Requirement:
    """A target as thresholds, one a draw of the rivals (one in all, where no draw has a part in it).

    `is_sufficient`: whether the score alone decides; if not (a class with conditions), the result of a plan
    has to be scored and looked at. `assumptions` say what was taken for granted.
    """

    target: Target
    thresholds: tuple[Threshold, ...]
    is_sufficient: bool
    assumptions: tuple[Text, ...]

    @cached_property
    def required(self) -> Threshold:
        """The one threshold that is the same as the target with its probability."""
        ordered = sorted(self.thresholds, key=lambda one: one.order)
        return ordered[ceil(self.target.wished * len(ordered)) - 1]

    def chance(self, score: Fraction) -> Fraction:
        """The share of the draws in which a score is enough."""
        return Fraction(sum(one.met_by(score) for one in self.thresholds), len(self.thresholds))


def requirement_of(target: Target, result: Result, uid: str, rivals: Rivals) -> Requirement:
    """What a target asks of the score of a unit. Raises WrongCall (CH-8302 to CH-8305)."""
    if not result.framework.index.higher_is_better:
        expected = text("Expected an index in which more is better; here less is.")
        mend = text("Plan for a criterion of it, or turn the index round.")
        raise _wrong("CH-8304", target, expected, mend)
    if isinstance(target, ScoreTarget):
        return Requirement(target, (Threshold(target.at_least),), True, ())
    if isinstance(target, RankTarget):
        thresholds, said = _of_rank(target, result, rivals)
        return Requirement(target, thresholds, True, (*said_of(rivals), *said))
    if isinstance(target, MiddleTarget):
        return Requirement(target, _of_middle(target, rivals), True, said_of(rivals))
    return _of_class(target, result, uid, rivals)


def required_score(target: Target, result: Result, uid: str, rivals: Rivals) -> Fraction | None:
    """The score to be reached (or passed: see `Requirement.required`); None: any is enough, or none."""
    return requirement_of(target, result, uid, rivals).required.score


def said_of(rivals: Rivals) -> tuple[Text, ...]:
    """What is taken for granted of the rivals."""
    if rivals.are_drawn:
        return (
            text(
                "The other units move as in the {draws} draws; own points change none of theirs.",
                draws=len(rivals.draws),
            ),
        )
    return (text("The other units stay where they are."),)


def _of_rank(
    target: RankTarget, result: Result, rivals: Rivals
) -> tuple[tuple[Threshold, ...], tuple[Text, ...]]:
    index = result.framework.index
    if index.ranked == "none":
        expected = text("Expected a ranking; this set of criteria forbids one.")
        raise _wrong("CH-8303", target, expected, text("Set the target as a score or a class."))
    rounding = result.framework.published_rounding(TOTAL) if index.ranked == "published" else None
    said: tuple[Text, ...] = ()
    is_strict = index.ties == "highest"
    if index.tie_break and not is_strict:
        is_strict = True
        said = (text("Equals are parted by other criteria: the unit is to be ahead, not level."),)
    if not rivals.units and len(result.units) > 1:
        said = (*said, text("No other unit of the league is ranked: a rank among one says nothing."))
    thresholds = tuple(
        _kth_best(draw, rivals.scale, target.at_most, rounding, is_dense=index.ties == "dense")
        for draw in rivals.draws
    )
    return tuple(
        Threshold(None) if score is None else rounded_up_to(score, is_strict, rounding)
        for score in thresholds
    ), said


def _kth_best(
    draw: Sequence[int], scale: int, rank: int, rounding: Rounding | None, *, is_dense: bool
) -> Fraction | None:
    """The score of the k-th rival as it is ranked; None where there are fewer."""
    ordered = sorted(draw, reverse=True)
    if is_dense:
        figures = [Fraction(value, scale) for value in ordered]
        different = dict.fromkeys(figures if rounding is None else map(rounding.of, figures))
        return list(different)[rank - 1] if rank <= len(different) else None
    if rank > len(ordered):
        return None
    score = Fraction(ordered[rank - 1], scale)
    return score if rounding is None else rounding.of(score)


def rounded_up_to(asked: Fraction, is_strict: bool, rounding: Rounding | None) -> Threshold:
    """The scores whose published figure reaches (or passes) a published figure."""
    if rounding is None:
        return Threshold(asked, is_strict)
    unit = rounding.multiple_of or Fraction(1, 10**rounding.places)
    if is_strict:
        asked += unit
    # What rounds to a figure begins at most one unit below it, and only at a multiple of half a unit.
    for start in (asked - unit, asked - unit / 2, asked):
        if rounding.of(start) >= asked:
            return Threshold(start)
        if rounding.of(start + unit / 4) >= asked:
            return Threshold(start, is_strict=True)
    raise AssertionError("a figure rounds to itself")


def _of_middle(target: MiddleTarget, rivals: Rivals) -> tuple[Threshold, ...]:
    count = len(rivals.units)
    if not count:
        expected = text("Expected other units to be held against; there are none.")
        raise _wrong("CH-8303", target, expected, text("Set the target as a score or a class."))
    if target.middle == "average":
        return tuple(Threshold(Fraction(sum(draw), count * rivals.scale), True) for draw in rivals.draws)
    return tuple(Threshold(Fraction(sorted(draw)[count // 2], rivals.scale), True) for draw in rivals.draws)


def _of_class(target: ClassTarget, result: Result, uid: str, rivals: Rivals) -> Requirement:
    from chiso.improvement.class_thresholds import class_thresholds

    return Requirement(target, *class_thresholds(target, result, uid, rivals))


def _wrong(code: str, target: Target, expected: Text, mend: Text) -> WrongCall:
    return WrongCall([Problem(code, Place(field=FIELD), target.written, expected, mend)])
