"""Days as people give them in a call: 24/11/2026 or 2026-11-24."""

from __future__ import annotations

import datetime

from chiso.periods import parse_day
from chiso.problems import BadInput, Problem, WrongCall


def day_of(written: str | None, option: str) -> datetime.date | None:
    """The day of an option, None where it was not given. Raises WrongCall."""
    if written is None:
        return None
    try:
        return parse_day(written)
    except BadInput as refused:
        said = refused.problems[0]
        where = type(said.where)(field=option)
        raise WrongCall([Problem(said.code, where, said.found, said.expected, said.mend)]) from refused
