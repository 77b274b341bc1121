"""What is counted of dossiers, of any group of them: one set of names for single dossiers and for summaries.

    carried_over + received = done + returned + withdrawn + left
    received = received_online + received_direct + received_post
    done     = done_in_time + done_late + done_without_due,  done_in_time = done_early + done_on_time
    left     = left_in_time + left_overdue + left_without_due

Over several months what flows is added up, what was carried over is that of the first month, and what is left
is that of the last one. None is a count that is not known, and a sum with it is not known either.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from chiso.figures import Rounding, write_decimal
from chiso.procedures.shapes import COUNTED

Counts = dict[str, int | None]

FLOWS = tuple(name for name in COUNTED if not name.startswith("left") and name != "carried_over")
LEFT = tuple(name for name in COUNTED if name.startswith("left"))
# Shares in tables have six decimals, halves up.
SHARE = Rounding(6, "half_up")


@dataclass(frozen=True, slots=True)
class Key:
    """What a line of counts is about; the month is counted from the year 0."""

    month: int
    agency: str
    counter: str
    field: str
    procedure: str


def month_number(year: int, month: int) -> int:
    """Months since the year 0."""
    return year * 12 + month - 1


def write_month(number: int) -> str:
    """2020-05."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def add_up(counts: Iterable[Counts]) -> Counts:
    """The sum of groups that exclude one another; a count that one of them lacks is not known of all."""
    total: Counts = dict.fromkeys(COUNTED, 0)
    for one in counts:
        for name in COUNTED:
            known, more = total[name], one[name]
            total[name] = None if known is None or more is None else known + more
    return total


def over_months(months: Sequence[Counts]) -> Counts:
    """One group over months that follow one another."""
    if not months:
        return dict.fromkeys(COUNTED, 0)
    total = add_up(months)
    return {**total, "carried_over": months[0]["carried_over"], **{name: months[-1][name] for name in LEFT}}


def late_share(counts: Counts) -> Fraction | None:
    """Share of dossiers late or overdue among those whose day due is known; None where it cannot be told."""
    done_in_time, done_late = counts["done_in_time"], counts["done_late"]
    in_time, overdue = counts["left_in_time"], counts["left_overdue"]
    if done_in_time is None or done_late is None or in_time is None or overdue is None:
        return None
    whole = done_in_time + done_late + in_time + overdue
    return Fraction(done_late + overdue, whole) if whole else None


def cells(counts: Counts) -> list[str]:
    """The counts as cells of a table, in the order of `COUNTED`, the late share behind them."""
    share = late_share(counts)
    written = ["" if counts[name] is None else str(counts[name]) for name in COUNTED]
    return [*written, "" if share is None else write_decimal(share, SHARE)]
