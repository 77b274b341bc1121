"""The range of a forecast, where every line that counts in it states how likely it is.

    score = today's, and of each line that succeeds what its points bring

Lines succeed or fail independently of one another, and all else stays as it is; one that fails leaves its
criterion as it is today. The distribution of the score is exact; at most one chance in twenty lies below the
range, and at most one above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from chiso.figures import parse_exact
from chiso.improvement.measures import Measure, Measures
from chiso.improvement.optimising.chances import gain_counts
from chiso.improvement.optimising.index_model import index_model
from chiso.improvement.optimising.question import Question
from chiso.language import Text, text, text_by_count
from chiso.office.plans.basis import Figures
from chiso.office.plans.models import Line
from chiso.problems import Refused
from chiso.scoring.result import Result

OUTSIDE = Fraction(1, 20)
# So many different scores are counted one by one; a page waits for it.
MOST_SCORES = 20_000


@dataclass(frozen=True, slots=True)
class Range:
    """From where to where the score lies; where that cannot be said, `why` says so."""

    lowest: Fraction | None = None
    highest: Fraction | None = None
    why: Text | None = None


def range_of(start: Result, figures: Figures, uid: str, lines: Sequence[Line]) -> Range:
    """The range of the whole index of a unit, by the lines that speak of it."""
    raising = [line for line in lines if _raises(figures, line, uid)]
    if not raising:
        return Range(why=text("No range: no line raises a criterion."))
    silent = sum(not line.probability for line in raising)
    if silent:
        why = text_by_count(
            "No range: for one line nobody stated how likely it is.",
            "No range: for {count} lines nobody stated how likely they are.",
            silent,
        )
        return Range(why=why)
    codes = [line.node for line in raising]
    if len(set(codes)) < len(codes):
        return Range(why=text("No range: several lines raise the same criterion."))
    try:
        index = index_model(start, uid, codes)
    except Refused:
        return Range(why=text("No range: the index is no sum within limits."))
    question = Question(index, _as_measures(raising))
    if min(2 ** len(raising), question.gains.root.most) > MOST_SCORES:
        return Range(why=text("No range: too many different scores are possible."))
    counts, of = gain_counts(question, frozenset(range(len(raising))))
    gains = sorted(counts)
    # Of the gains below the first at most one chance in twenty, of those above the second likewise.
    passed, lowest = Fraction(0), None
    for gain in gains:
        passed += Fraction(counts[gain], of)
        if lowest is None and passed > OUTSIDE:
            lowest = gain
        if passed >= 1 - OUTSIDE:
            break
    assert lowest is not None, "all chances together are one"
    scale = question.gains.scale
    return Range(index.score + Fraction(lowest, scale), index.score + Fraction(gain, scale))


def _raises(figures: Figures, line: Line, uid: str) -> bool:
    """Whether a line counts in the forecast of a unit: its criterion has fewer points today."""
    if not line.points or figures.unit_of(line.owner.uid if line.owner else "") != uid:
        return False
    if line.node not in {node.code for node in figures.framework.leaves}:
        return False
    return parse_exact(line.points) > (figures.of(uid, line.node) or Fraction(0))


def _as_measures(lines: Sequence[Line]) -> Measures:
    nothing = Fraction(0)
    levels = tuple(
        Measure(
            line.identity, line.node, "", parse_exact(line.points), nothing, nothing, "", None, (), (),
            parse_exact(line.probability),
        )
        for line in lines
    )  # fmt: skip
    return Measures("", levels, ((),) * len(levels), frozenset())
