"""Days as people write them in tables: 2020-03-01 or 01/03/2020, the day before the month.

CH-1305 not a day
"""

from __future__ import annotations

import re
from datetime import date

from chiso.language import text
from chiso.problems import BadInput, Place, Problem, quote

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)\Z", re.ASCII)
_VIETNAMESE = re.compile(r"(\d\d?)/(\d\d?)/(\d{4})\Z", re.ASCII)


def parse_day(written: str, where: Place | None = None) -> date:
    """The day that `written` names. Raises BadInput (CH-1305) at `where`."""
    iso, vietnamese = _ISO.match(written), _VIETNAMESE.match(written)
    year, month, day = iso.groups() if iso else vietnamese.groups()[::-1] if vietnamese else ("0", "0", "0")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        problem = Problem(
            "CH-1305",
            where or Place(),
            quote(written),
            text("Expected a day such as 2020-03-01 or 01/03/2020 (day, month, year)."),
            text("Write the day in one of these two forms."),
        )
        raise BadInput([problem]) from None
