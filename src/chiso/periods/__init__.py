"""When something is measured, and until when something is due."""

from chiso.periods.day import parse_day
from chiso.periods.period import Period, PeriodKind, parse_period
from chiso.periods.working_days import (
    Deadline,
    SwappedDay,
    VietnamCalendar,
    read_swapped_days,
    vietnam_calendar,
)

__all__ = [
    "Deadline",
    "Period",
    "PeriodKind",
    "SwappedDay",
    "VietnamCalendar",
    "parse_day",
    "parse_period",
    "read_swapped_days",
    "vietnam_calendar",
]
