"""What a period brought, beside the period before: for a leader's briefing.

    visits    first visits made in the period; `again`: visits that looked again
    findings  what these visits found
    mended    findings seen mended in the period, whenever they were found
    open      findings of all visits up to its last day that were not mended by then
    late      of these, past the day set

So what is open at the end is what was open at the beginning, more what was found, less what was mended. Each
period is told as it stood on its own last day: findings of long ago had more time to be mended, and the two
could not be compared otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from chiso.inspection.report_period import ReportPeriod
from chiso.inspection.reporting import FindingTold, VisitTold


@dataclass(frozen=True, slots=True)
class Movement:
    """The figures of one period."""

    visits: int
    again: int
    findings: int
    mended: int
    open: int
    late: int


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of both periods."""

    name: str
    now: int
    before: int

    @property
    def difference(self) -> int:
        """How much more it is now."""
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class Comparison:
    """A period as far as it has passed, the one before, and the figures of both."""

    period: ReportPeriod
    before: ReportPeriod
    changes: list[Change]


def compare(
    visits: Sequence[VisitTold], findings: Sequence[FindingTold], period: ReportPeriod, today: date
) -> Comparison | None:
    """A period beside the one before; None where it has not begun.

    `visits`: all up to the end of the period, so that what stayed open is known; what is later is left out.
    """
    passed = period.until(today)
    if passed is None:
        return None
    before = passed.before()
    now, then = movement_in(visits, findings, passed), movement_in(visits, findings, before)
    names = [one.name for one in fields(Movement)]
    return Comparison(passed, before, [Change(one, getattr(now, one), getattr(then, one)) for one in names])


def movement_in(
    visits: Sequence[VisitTold], findings: Sequence[FindingTold], period: ReportPeriod
) -> Movement:
    """The figures of a period. What belongs to no visit of these is left out."""
    days = {one.key: one.day for one in visits}
    made = [one for one in visits if period.contains(one.day)]
    told = [one for one in findings if one.visit in days]
    ends = period.last_day
    still = [
        one for one in told if days[one.visit] <= ends and (one.mended_on is None or one.mended_on > ends)
    ]
    return Movement(
        visits=sum(not one.looks_again for one in made),
        again=sum(one.looks_again for one in made),
        findings=sum(period.contains(days[one.visit]) for one in told),
        mended=sum(one.mended_on is not None and period.contains(one.mended_on) for one in told),
        open=len(still),
        late=sum(one.due is not None and one.due < ends for one in still),
    )
