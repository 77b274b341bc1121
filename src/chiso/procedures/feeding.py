"""What answers are made from, gathered of dossiers in one pass: `answering` makes the answers.

CH-8776 dossiers without an agency
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import ceil

from chiso.figures import write_decimal
from chiso.language import text
from chiso.periods import Period
from chiso.problems import Place, Report
from chiso.procedures.counting import state_on
from chiso.procedures.dossiers import Dossier, is_late
from chiso.procedures.feedback import Message
from chiso.procedures.moments import Moment

SERVICE_QUALITY = "service-quality@2022"
ONE_STOP_SHOP = "one-stop-shop@2018"
FRAMEWORKS = (SERVICE_QUALITY, ONE_STOP_SHOP)
MINUTES_OF_A_DAY = 24 * 60


@dataclass(slots=True)
class OfUnit:
    """What the answers of one unit are made from; `cases`: dossier, days beyond its day due, complaints."""

    handled: int = 0
    in_time: int = 0
    without_due: int = 0
    without_requests: int = 0
    received: int = 0
    online: int = 0
    without_channel: int = 0
    bad_online: int = 0
    cases: list[tuple[str, str, int | None]] = field(default_factory=list)
    online_of: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Feeding:
    """What answers are made from, dossier by dossier. `unit`: the one unit of all dossiers, else the agency.

    Cases of dossiers are kept for one-stop-shop@2018 alone, which scores them one by one.
    """

    period: Period
    framework: str
    unit: str = ""
    without_agency: int = 0
    _units: dict[str, OfUnit] = field(default_factory=lambda: defaultdict(OfUnit))

    def add(self, dossier: Dossier) -> None:
        """Take one dossier in."""
        unit_code = self.unit or dossier.agency
        first, last = self.period.first_day, self.period.last_day
        ends = dossier.ends.day if dossier.ends and dossier.ends.day <= last else None
        is_received = first <= dossier.received <= last
        if not is_received and not (ends is not None and ends >= first):
            # Carried over and still open, ended before the period, or received after it.
            self._add_open_online(dossier, unit_code, last)
            return
        if not unit_code:
            self.without_agency += 1
            return
        unit = self._units[unit_code]
        if is_received:
            unit.received += 1
            unit.online += dossier.channel == "online"
            unit.without_channel += not dossier.channel
            if dossier.channel == "online":
                unit.online_of[dossier.procedure] += 1
        if dossier.due is None:
            unit.without_due += 1
        else:
            unit.handled += 1
            unit.without_requests += dossier.supplement_requests is None
            unit.in_time += _is_in_time(dossier, last)
        state = state_on(dossier, last)
        if dossier.channel == "online" and state in ("done_late", "left_overdue"):
            unit.bad_online += 1
        if self.framework == ONE_STOP_SHOP and dossier.due and dossier.ends and state.startswith("done"):
            days = _days_beyond(dossier.due, dossier.ends)
            unit.cases.append((dossier.code, days, dossier.complaints))

    def add_all(self, dossiers: Iterable[Dossier]) -> None:
        """Take all dossiers of a file in."""
        for dossier in dossiers:
            self.add(dossier)

    def _add_open_online(self, dossier: Dossier, unit_code: str, last: date) -> None:
        is_open = dossier.received <= last and (dossier.ends is None or dossier.ends.day > last)
        if is_open and unit_code and dossier.channel == "online":
            self._units[unit_code].bad_online += state_on(dossier, last) == "left_overdue"

    def put(self, units: Mapping[str, OfUnit]) -> None:
        """Take what was gathered of units before, in place of what was of them."""
        self._units.update(units)

    def units(self) -> dict[str, OfUnit]:
        """What was gathered of each unit, in the order of their codes."""
        return dict(sorted(self._units.items()))


def refuse_without_agency(feeding: Feeding, file: str, report: Report) -> None:
    """An answer needs its unit (CH-8776)."""
    if feeding.without_agency:
        expected = text(
            "Expected an agency of every dossier; {count} have none.", count=feeding.without_agency
        )
        mend = text("Name the agency of the file, or the one unit of all dossiers.")
        report.add("CH-8776", Place(file), "", expected, mend)


def remark_strangers(feeding: Feeding, feedback: Iterable[Message], report: Report) -> None:
    """Tell of petitions that no answer counts: they name an agency of which there is no dossier."""
    if feeding.unit:
        return
    known = feeding.units()
    strangers = sum(
        one.kind == "petition" and feeding.period.contains(one.received) and one.agency not in ("", *known)
        for one in feedback
    )
    if strangers:
        report.remark(text("{count} petitions are of no agency that has dossiers.", count=strangers))


def _is_in_time(dossier: Dossier, last: date) -> bool:
    """Decision 766: more than one request for additions is late; an open case ends on the last day."""
    if dossier.due is None or (dossier.supplement_requests or 0) > 1:
        return False
    ends = dossier.ends if dossier.ends and dossier.ends.day <= last else Moment(last)
    return not is_late(dossier.due, ends)


def _days_beyond(due: Moment, ends: Moment) -> str:
    """Days from the day due to the end, below 0 if early; on that day itself minutes count, rounded up."""
    if (
        ends.day == due.day
        and due.minute is not None
        and ends.minute is not None
        and ends.minute > due.minute
    ):
        return write_decimal(
            Fraction(ceil(Fraction((ends.minute - due.minute) * 10_000, MINUTES_OF_A_DAY)), 10_000)
        )
    return str((ends.day - due.day).days)
