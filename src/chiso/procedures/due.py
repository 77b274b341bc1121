"""Until when a dossier is due by law, and how the day that its file names compares with that.

    working_days, calendar_days    the n-th day after the day of reception, which is not counted
    working_hours                  eight make a working day: no later than ⌈n / 8⌉ working days after it; this
                                   is a bound, since no file tells the hours of each office

The file's own day counts for early, on time and late: it knows of additions that were asked for and of time
that stood still. Where it has none, the law's day counts, unless only a bound is known.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from chiso.periods import Deadline, VietnamCalendar
from chiso.procedures.catalogue import Procedure

HOURS_OF_A_DAY = 8

Comparison: TypeAlias = Literal["as_law", "earlier", "later", "not_stated"]


@dataclass(slots=True)
class LegalDays:
    """Days due by law. A day of reception, a time and a unit recur often: each is worked out once."""

    calendar: VietnamCalendar
    _known: dict[tuple[date, int, str], date] = field(default_factory=dict)

    def due(self, received: date, procedure: Procedure) -> tuple[date, bool] | None:
        """The last day in time, and whether it is exact; None where no legal time is known."""
        time, unit = procedure.legal_time, procedure.time_unit
        if time is None or not unit:
            return None
        key = (received, time, unit)
        day = self._known.get(key)
        if day is None:
            if unit == "calendar_days":
                deadline = Deadline(time, "calendar")
            elif unit == "working_days":
                deadline = Deadline(time, "working")
            else:
                deadline = Deadline(-(-time // HOURS_OF_A_DAY), "working")
            day = self._known[key] = deadline.due(received, self.calendar)
        return day, unit != "working_hours"


def compare(stated: date | None, legal: tuple[date, bool]) -> Comparison:
    """How the day of the file compares with the law's; within a bound it is as the law says."""
    day, is_exact = legal
    if stated is None:
        return "not_stated"
    if stated > day:
        return "later"
    return "earlier" if stated < day and is_exact else "as_law"


@dataclass(slots=True)
class Deadlines:
    """By procedure: how many days of files are the law's, and by how many days at most one is later."""

    counts: Counter[tuple[str, Comparison]] = field(default_factory=Counter)
    most_days_later: dict[str, int] = field(default_factory=dict)

    def add(self, procedure: str, comparison: Comparison, days_later: int) -> None:
        """Count one dossier."""
        self.counts[procedure, comparison] += 1
        if comparison == "later":
            self.most_days_later[procedure] = max(days_later, self.most_days_later.get(procedure, 0))

    def procedures(self) -> list[str]:
        """The procedures for which a day of the law is known."""
        return sorted({procedure for procedure, _ in self.counts})
