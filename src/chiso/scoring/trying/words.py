"""What a trial found, in the words of people."""

from __future__ import annotations

from fractions import Fraction

from chiso.language import Text, Value, text
from chiso.scoring.trying.carrying import Reason
from chiso.scoring.trying.level import Sort
from chiso.scoring.trying.matching import How
from chiso.scoring.trying.sensitivity import Threshold
from chiso.scoring.trying.weights import Unweighed

HOWS_IN_WORDS: dict[How, Text] = {
    "stated": text("as was stated"),
    "concept": text("by its concept"),
    "code_and_title": text("by code and title"),
    "title": text("by its title"),
    "code": text("by its code alone; the title is another: please look"),
}
REASONS_IN_WORDS: dict[Reason, Text] = {
    "new": text("not asked before"),
    "group_before": text("it was a group of criteria before"),
    "inputs": text("it asks for other data than before"),
    "lender": text("it uses the answer of a criterion that has none"),
    "nobody": text("no unit has an answer that fits"),
}
SORTS_IN_WORDS: dict[Sort, Text] = {
    "all_maximum": text("all have the maximum"),
    "all_nothing": text("nobody has anything"),
    "all_same": text("all have the same"),
}
UNWEIGHED_IN_WORDS: dict[Unweighed, Text] = {
    "extra": text("a bonus or a deduction has no weight beside others"),
    "no_total": text("it is in no total"),
    "no_weights": text("a mean of shares has no weights"),
    "not_counted": text("it is only shown"),
    "no_points": text("no ranked unit has points there"),
}
SOURCES_IN_WORDS: dict[str, Text] = {
    "self": text("self-assessment"),
    "survey": text("survey"),
    "statistic": text("statistics"),
    "system": text("information systems"),
    "inspection": text("inspection"),
}
# A weight of more than ten times is no longer the same set.
_FAR = 9
NO_SOURCE = text("source not stated")


def say_threshold(up: Threshold | None, down: Threshold | None, *, of_top: bool = False) -> Text:
    """The least change of the weight at which ranks (or the first rank) change."""
    if up is None or down is None:
        return text("not to be read off: see the shifts")
    ends = [(threshold.top if of_top else threshold.first) for threshold in (up, down)]
    known = [(change, sign) for change, sign in zip(ends, (1, -1), strict=True) if change is not None]
    if not known:
        until = [threshold.until for threshold in (up, down) if threshold.until is not None]
        if until:
            return text("not up to {change}, where a limit begins to hold", change=in_percent(min(until)))
        return text("at no weight")
    change, sign = min(known)
    if not change:
        return text("at any change")
    if change > _FAR:
        return text("only beyond ten times the weight")
    return (
        text("at +{change}", change=in_percent(change))
        if sign > 0
        else text("at −{change}", change=in_percent(change))
    )


def in_percent(share: Fraction) -> Value:
    """A share in per cent, with at most one decimal: 12.5 %."""
    tenths = Fraction(round(share * 1000), 10)
    return text("{figure} %", figure=tenths)
