"""The score that a class asks for, also where only so many units may have it.

    class ≥ c           the lower bound of c, if every score above it has c or a better class
    quota of q places   and the unit is among the first q that have the points for the quota's class:
                        s ≥ the q-th rival among these (equals all in), s > it (equals all out)

Places are counted as the framework says: a share of all units, or of those with the classes that it names,
the unit itself among them. Rivals have the class that their points give: of a draw their conditions are not
known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from chiso.figures import round_figure
from chiso.frameworks.checks_of_classes import within
from chiso.frameworks.classes import ClassBand, Quota
from chiso.frameworks.model import TOTAL
from chiso.improvement.rivals.standing import Rivals
from chiso.improvement.targets import ClassTarget
from chiso.improvement.thresholds import FIELD, Threshold, said_of
from chiso.language import Text, listing, text
from chiso.problems import Place, Problem, WrongCall
from chiso.scoring.leagues import is_meant
from chiso.scoring.result import Result

_NOT_ENOUGH = text(
    "The class also asks for conditions; whether a plan meets them is seen when the plan is scored."
)
_RIVALS_BY_POINTS = text("Rivals have the class that their points give; conditions of theirs are not known.")


def class_thresholds(
    target: ClassTarget, result: Result, uid: str, rivals: Rivals
) -> tuple[tuple[Threshold, ...], bool, tuple[Text, ...]]:
    """The thresholds, whether they are enough, and what was assumed. Raises WrongCall (CH-8302, CH-8305)."""
    unit = result.units_by_uid[uid]
    bands = [band for band in result.classes_at(TOTAL) if is_meant(band.applies_to, unit)]
    codes = [band.code for band in bands]
    if target.code not in codes:
        expected = text("Expected a class of this league: {codes}.", codes=listing(codes))
        if not codes:
            expected = text("Expected a league with classes; this one has none.")
        raise _wrong("CH-8302", target, expected, text("Name one of these, or set a score."))
    wanted = codes.index(target.code)
    factor = _points_of_a_percent(result, uid)
    base = _lowest_score(bands[: wanted + 1], target, factor)
    framework = result.framework
    is_sufficient = not framework.class_caps and not any(band.needs for band in bands)
    said: tuple[Text, ...] = () if is_sufficient else (_NOT_ENOUGH,)
    quota = framework.quota
    if quota is None or quota.class_ not in codes[: wanted + 1] or quota.over_quota in codes[: wanted + 1]:
        return (base,), is_sufficient, said
    if quota.class_ != target.code or quota.order[:1] != (TOTAL,):
        raise _not_a_threshold(target)
    seats = _Seats(quota, bands, factor)
    thresholds = tuple(seats.threshold(base, rivals.scores(draw)) for draw in range(len(rivals.draws)))
    return thresholds, is_sufficient, (*said_of(rivals), *said, _RIVALS_BY_POINTS)


def _points_of_a_percent(result: Result, uid: str) -> Fraction:
    """What bounds of classes are multiplied with to be points."""
    if result.framework.class_of != "percent":
        return Fraction(1)
    return (result.node(uid).max_points or Fraction(100)) / 100


def _lowest_score(bands: Sequence[ClassBand], target: ClassTarget, factor: Fraction) -> Threshold:
    """The least score with one of these classes, if each higher score has one too."""
    last = bands[-1]
    if last.equals is not None:
        low, is_strict = last.equals, False
    elif last.at_least is not None:
        low, is_strict = last.at_least, False
    elif last.above is not None:
        low, is_strict = last.above, True
    else:
        return Threshold(None)
    edges = sorted(
        {
            edge
            for band in bands
            for edge in (band.above, band.at_least, band.below, band.equals)
            if edge is not None
        }
    )
    between = [(one + other) / 2 for one, other in pairwise(edges)]
    tried = [edge for edge in (*edges, *between) if edge > low or (edge == low and not is_strict)]
    if not all(any(within(band, score) for band in bands) for score in tried):
        raise _not_a_threshold(target)
    return Threshold(low * factor, is_strict)


@dataclass(frozen=True, slots=True)
class _Seats:
    """The places of a quota, in one draw after another."""

    quota: Quota
    bands: Sequence[ClassBand]
    factor: Fraction

    @property
    def is_strict(self) -> bool:
        """Whether the unit has to be ahead of the rival on the last place, not level with it.

        So also where the order of the quota parts equals by more than the total: draws do not hold it.
        """
        return self.quota.ties == "all_out" or tuple(self.quota.order) != (TOTAL,)

    def threshold(self, base: Threshold, scores: Sequence[Fraction]) -> Threshold:
        """What is asked in one draw: the bound of the class, and a place."""
        classes = [self._class(score) for score in scores]
        if self.quota.of == "all":
            counted = len(scores) + 1
        else:
            counted = sum(given in self.quota.of for given in classes) + (self.quota.class_ in self.quota.of)
        places = int(round_figure(self.quota.share_at_most * counted, 0, self.quota.rounding))
        if places < 1:
            return Threshold(None, is_out_of_reach=True)
        candidates = sorted(
            (score for score, given in zip(scores, classes, strict=True) if given == self.quota.class_),
            reverse=True,
        )
        if places > len(candidates):
            return base
        last = Threshold(candidates[places - 1], self.is_strict)
        return max(base, last, key=lambda one: one.order)

    def _class(self, score: Fraction) -> str:
        for band in self.bands:
            if within(band, score / self.factor):
                return band.code
        return ""


def _not_a_threshold(target: ClassTarget) -> WrongCall:
    expected = text(
        "Expected a class that more points never lose; between these classes is a hole, or a quota."
    )
    return _wrong("CH-8305", target, expected, text("Set the target as a score."))


def _wrong(code: str, target: ClassTarget, expected: Text, mend: Text) -> WrongCall:
    return WrongCall([Problem(code, Place(field=FIELD), target.written, expected, mend)])
