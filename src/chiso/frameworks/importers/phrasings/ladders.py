"""The clauses of a rule as one ladder: each an interval of the same measured thing, with its points.

The words around the bounds must be the same in every clause, or stand in the title: what two clauses
measure differently, or under a further condition, is no ladder.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from chiso.frameworks.importers.phrasings.bounds_in_prose import Span, read_span
from chiso.frameworks.importers.phrasings.clauses import Clause, Prose
from chiso.frameworks.importers.phrasings.conditions_in_prose import CONDITIONS
from chiso.frameworks.importers.phrasings.coverage import Ladder, build_ladder
from chiso.frameworks.importers.phrasings.measured_things import (
    NEUTRAL,
    Measured,
    measured_thing,
    nothing_happened,
)

_REST = ("còn lại", "trường hợp còn lại", "các trường hợp còn lại", "các trường hợp khác", "trường hợp khác")
_DENIALS = frozenset(("không", "chưa"))


@dataclass(frozen=True, slots=True)
class LadderReading:
    """The clauses as intervals of one measured thing, and the points of "the other cases"."""

    spans: tuple[Span, ...]
    points: tuple[Fraction, ...]
    clauses: tuple[Clause, ...]
    measured: Measured
    rest: Fraction | None


def read_ladder(prose: Prose) -> LadderReading | None:
    """The clauses as intervals; None where one of them states no bounds, or says more than that."""
    if not prose.scored:
        return None
    spans, points, clauses = [], [], []
    rest: Fraction | None = None
    for clause in prose.clauses:
        assert clause.points is not None
        if clause.plain in _REST:
            if rest is not None:
                return None
            rest = clause.points
            continue
        span = nothing_happened(clause.plain, prose.leaf.title) or read_span(clause.words)
        if span is None:
            return None
        spans.append(span)
        points.append(clause.points)
        clauses.append(clause)
    if len(spans) < 2 and rest is None:
        return None
    if not spans or not _speak_of_one_thing(spans, prose):
        return None
    measured = measured_thing(spans, prose.leaf.title)
    if measured is None:
        return None
    return LadderReading(measured.scaled(spans), tuple(points), tuple(clauses), measured, rest)


def _speak_of_one_thing(spans: Sequence[Span], prose: Prose) -> bool:
    """Whether every line measures what the others do, and none under a condition of its own."""
    title = set(re.findall(r"\w+", prose.leaf.title.lower()))
    # What never happened ("không có sáng kiến") must be named by a line that counts it, or by the title.
    counting = [span for span in spans if not span.is_event]
    known = title | {word for span in counting for word in span.rest}
    if any(set(span.rest) - NEUTRAL - known for span in spans):
        return False
    return _name_one_thing(spans, counting, title) and not _have_conditions(counting, title)


def _name_one_thing(spans: Sequence[Span], counting: Sequence[Span], title: set[str]) -> bool:
    named = [set(span.rest) - NEUTRAL for span in spans]
    # A line may leave the name out ("dưới 80 %"); one that says less of it measures something else.
    names = {frozenset(set(span.rest) - NEUTRAL - title - {span.unit}) for span in counting}
    units = {span.unit for span in counting} - title - NEUTRAL
    if len(names - {frozenset()}) > 1 or len(units - {""}) > 1:
        return False
    # "Cấp xã" and "cấp huyện" are two things, also where the title has both.
    if any(not (some <= others or others <= some) for some, others in combinations(named, 2)):
        return False
    # So are "hồ sơ không trễ hạn" and "hồ sơ trễ hạn", also where the title has the "không".
    return len({bool(words & _DENIALS) for words in named if words}) < 2


def _have_conditions(counting: Sequence[Span], title: set[str]) -> bool:
    """Whether a line has words that join a condition, and the others and the title have not."""
    lines = [set(span.rest) for span in counting]
    # "Sáng kiến hoặc giải pháp" in every line is a name; "hoặc không báo cáo" in one is a condition.
    known = title | (set.intersection(*lines) if len(lines) > 1 else set())
    return any((words - NEUTRAL - known) & CONDITIONS for words in lines) or any(
        span.asides - known for span in counting
    )


def ladder_of(reading: LadderReading, *, takes_off: bool = False) -> Ladder:
    """The rungs. Points that are taken off need a cause: beyond the steps nothing is taken off."""
    return build_ladder(
        [span.interval for span in reading.spans],
        reading.points,
        reading.measured.domain,
        rest=reading.rest,
        ends=Fraction(0) if takes_off else None,
    )
