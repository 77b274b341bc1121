"""Dossiers counted month by month, in one pass and in memory that grows with groups, not with dossiers.

In a month a dossier is carried over (received before it and not ended before it) or received in it; by its
last day it has ended (early: before its day due; on time: on that day; late) or is left. What is left is
overdue where its day due is before the last day of the month, as a dossier due on that very day still has
it. A dossier that waits for the applicant has no day that runs, and counts as left without one.

A dossier is late in a period if it was done late in it or is overdue at its end. Decree 61/2018, articles
19.9 and 12.5, asks for a letter of apology at least one day before the day due.

"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, TypeAlias

from chiso.periods import Period
from chiso.procedures.dossiers import Dossier, is_late
from chiso.procedures.due import Deadlines
from chiso.procedures.tallies import Counts, Key, month_number

Letter: TypeAlias = Literal["in_time", "after", "missing"]

# The smallest counts, of which all others are sums.
_PARTS = (
    "carried_over", "received", "received_online", "received_direct", "received_post",
    "done_early", "done_on_time", "done_late", "done_without_due", "returned", "withdrawn",
    "left_in_time", "left_overdue", "left_without_due",
)  # fmt: skip
_AT = {name: at for at, name in enumerate(_PARTS)}
_CHANNELS = {channel: _AT[f"received_{channel}"] for channel in ("online", "direct", "post")}


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the period; the last one may end on the day of a snapshot."""

    number: int
    first: date
    last: date


@dataclass(slots=True)
class Late:
    """What is late in one group, and the letters of apology."""

    done_late: int = 0
    overdue: int = 0
    letters: dict[Letter, int] = field(default_factory=lambda: {"in_time": 0, "after": 0, "missing": 0})


@dataclass(slots=True)
class Times:
    """Days from reception to the result, of the dossiers of a procedure and field that were done."""

    days: int = 0
    dossiers: int = 0


@dataclass(slots=True)
class Counting:
    """The counts of a period. `knows_letters`: whether the files tell of letters of apology at all."""

    period: Period
    knows_letters: bool = True
    months: tuple[Month, ...] = ()
    dossiers: int = 0
    outside: int = 0
    deadlines: Deadlines = field(default_factory=Deadlines)
    reasons: dict[tuple[str, str, str], Late] = field(default_factory=lambda: defaultdict(Late))
    late: dict[tuple[str, str, str], Late] = field(default_factory=lambda: defaultdict(Late))
    times: dict[tuple[str, str], Times] = field(default_factory=lambda: defaultdict(Times))
    _tallies: dict[Key, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.months = months_of(self.period)

    def add(self, dossier: Dossier) -> None:
        """Count one dossier."""
        self.dossiers += 1
        first, last = self.months[0], self.months[-1]
        ends = dossier.ends.day if dossier.ends else None
        if dossier.received > last.last or (ends is not None and ends < first.first):
            self.outside += 1
            return
        for month in self.months:
            if dossier.received > month.last:
                continue
            if ends is not None and ends < month.first:
                break
            self._add_to_month(dossier, month)
        self._add_to_period(dossier, last.last)

    def add_all(self, dossiers: Iterable[Dossier]) -> None:
        """Count all dossiers of a file."""
        for dossier in dossiers:
            self.add(dossier)

    def counts(self) -> dict[Key, Counts]:
        """The counts of every group, in their order."""
        ordered = sorted(self._tallies, key=lambda k: (k.month, k.agency, k.counter, k.field, k.procedure))
        return {key: _counts_of(self._tallies[key]) for key in ordered}

    def _add_to_month(self, dossier: Dossier, month: Month) -> None:
        key = Key(month.number, dossier.agency, dossier.counter, dossier.field, dossier.procedure)
        tally = self._tallies.get(key)
        if tally is None:
            tally = self._tallies[key] = [0] * len(_PARTS)
        if dossier.received < month.first:
            tally[_AT["carried_over"]] += 1
        else:
            tally[_AT["received"]] += 1
            channel = _CHANNELS.get(dossier.channel)
            if channel is not None:
                tally[channel] += 1
        tally[_AT[state_on(dossier, month.last)]] += 1

    def _add_to_period(self, dossier: Dossier, closing: date) -> None:
        if dossier.comparison is not None:
            self.deadlines.add(dossier.procedure, dossier.comparison, dossier.days_later)
        state = state_on(dossier, closing)
        if state.startswith("done") and dossier.ends is not None:
            times = self.times[dossier.procedure, dossier.field]
            times.days += (dossier.ends.day - dossier.received).days
            times.dossiers += 1
        if state not in ("done_late", "left_overdue"):
            return
        place = self.late[dossier.agency, dossier.counter, dossier.field]
        letter = letter_of(dossier, closing)
        for group in (place, self.reasons[dossier.agency, dossier.field, dossier.reason]):
            if state == "done_late":
                group.done_late += 1
            else:
                group.overdue += 1
            group.letters[letter] += 1


def months_of(period: Period) -> tuple[Month, ...]:
    """The months of a period. Every kind of period begins with one, and all but a snapshot end with one."""
    months = []
    first = period.first_day
    while first <= period.last_day:
        following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
        last = min(following - timedelta(days=1), period.last_day)
        months.append(Month(month_number(first.year, first.month), first, last))
        first = following
    return tuple(months)


def state_on(dossier: Dossier, closing: date) -> str:
    """What has become of a dossier by the end of a day."""
    due, ends = dossier.due, dossier.ends
    if ends is None or ends.day > closing:
        if due is None:
            return "left_without_due"
        return "left_overdue" if due.day < closing else "left_in_time"
    if dossier.status != "done":
        return dossier.status
    if due is None:
        return "done_without_due"
    if is_late(due, ends):
        return "done_late"
    return "done_early" if ends.day < due.day else "done_on_time"


def letter_of(dossier: Dossier, closing: date) -> Letter:
    """Whether a late dossier has its letter: a day or more before the day due, after that, or not at all."""
    if dossier.apology is None or dossier.apology > closing or dossier.due is None:
        return "missing"
    return "in_time" if dossier.apology < dossier.due.day else "after"


def _counts_of(tally: list[int]) -> Counts:
    counts: Counts = dict(zip(_PARTS, tally, strict=True))
    early, on_time, late, without = (
        tally[_AT[n]] for n in ("done_early", "done_on_time", "done_late", "done_without_due")
    )
    counts["done_in_time"] = early + on_time
    counts["done"] = early + on_time + late + without
    counts["left"] = sum(tally[_AT[n]] for n in ("left_in_time", "left_overdue", "left_without_due"))
    channels = sum(tally[at] for at in _CHANNELS.values())
    if channels != tally[_AT["received"]]:
        # Of some it is not known by which way they came: then it is known of no way how many.
        counts |= {"received_online": None, "received_direct": None, "received_post": None}
    return counts
