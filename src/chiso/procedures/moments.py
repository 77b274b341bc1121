"""Days with or without a time of day, as one-stop software writes them: 01/03/2020 08:30, 2020-03-01T08:30.

CH-8763 no day, or no day and time
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from chiso.language import text
from chiso.problems import Place, Problem, quote

_MOMENT = re.compile(
    r"(?:(?P<before>\d\d?:\d\d(?::\d\d)?)\s+)?"
    r"(?:(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)|(?P<d>\d\d?)/(?P<m>\d\d?)/(?P<y>\d{4}))"
    r"(?:[T ]\s*(?P<after>\d\d?:\d\d(?::\d\d(?:\.\d+)?)?))?\Z",
    re.ASCII,
)

# As of periods: a day of another century is a slip of the pen.
FIRST_YEAR, LAST_YEAR = 1900, 2199


class Moment(NamedTuple):
    """A day, and the minute of it where the file tells one."""

    day: date
    minute: int | None = None


@lru_cache(maxsize=65_536)
def moment_of(written: str) -> Moment | None:
    """The moment that is written, or None. A million dossiers name some thousand days: each is read once."""
    found = _MOMENT.match(written)
    if found is None or (found["before"] and found["after"]):
        return None
    clock = found["before"] or found["after"]
    try:
        day = date(
            int(found["year"] or found["y"]),
            int(found["month"] or found["m"]),
            int(found["day"] or found["d"]),
        )
    except ValueError:
        return None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    if clock is None:
        return Moment(day)
    hour, minute = (int(part) for part in clock.split(":")[:2])
    if hour > 23 or minute > 59:
        return None
    # What writes no time often writes midnight: no counter is open then.
    return Moment(day, hour * 60 + minute or None)


def not_a_moment(where: Place, written: str) -> Problem:
    """The problem of a cell that is none."""
    return Problem(
        "CH-8763",
        where,
        quote(written),
        text("Expected a day such as 01/03/2020 or 2020-03-01, perhaps with a time such as 08:30."),
        text("Write the day in one of these forms: day, month, year."),
    )
