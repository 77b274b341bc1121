"""A number of working days as people write it: 15, or 15 ngày làm việc."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from chiso.language import text
from chiso.office.campaigns.calendar.working_days import MOST_DAYS
from chiso.office.ui.labels import label

_DAYS = re.compile(
    r"(\d{1,4})\s*(?:ngày(?:\s+làm\s+việc)?|(?:working\s+)?days?)?\Z", re.ASCII | re.IGNORECASE
)


class WorkingDaysField(forms.Field):
    """A number of working days; the cleaned value is an `int`, or None where nothing was typed."""

    def to_python(self, value: Any) -> int | None:
        """The number. Raises ValidationError."""
        if value is None or isinstance(value, int):
            return value
        written = str(value).strip()
        if not written:
            return None
        found = _DAYS.match(written)
        if found is None or not 1 <= int(found[1]) <= MOST_DAYS:
            said = text("Expected a number of working days from 1 to {most}, such as 15", most=str(MOST_DAYS))
            raise forms.ValidationError(label(said), code="days")
        return int(found[1])
