"""Moments as field programs write them: 2026-10-05T09:01:00.000+07:00, 2026-10-05 09:01, 2026-10-05.

They become times without a zone: what the clock showed where the moment was written down, so that "at
night" means the night of that place. A moment in UTC (with Z) stays in UTC.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chiso.language import text
from chiso.problems import quote
from chiso.survey.importing_work import MOST_WORDS_TOLD, Import, words_in

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = r"[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
_MOMENT = rf"^({_DAY})(?:({_CLOCK})(?:Z|[+-][0-9]{{2}}:?[0-9]{{2}})?)?$"
_TIME = pa.timestamp("us")


def import_time(work: Import, source: str) -> Any:
    """A column of the source as times; cells that are none are problems (CH-3127)."""
    column = work.column(source)
    if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
        zone = pa.types.is_timestamp(column.type) and column.type.tz
        return (pc.local_timestamp(column) if zone else column).cast(_TIME, safe=False)
    words = words_in(column)
    times = _times(words)
    wrong = np.flatnonzero((words.is_valid().to_numpy(zero_copy_only=False)) & ~np.asarray(times.is_valid()))
    for row in wrong[:MOST_WORDS_TOLD]:
        expected = text("Expected a time such as 2026-10-05T09:01:00+07:00 or 2026-10-05.")
        mend = text("Correct the cell, or take “kind: time” out of the mapping.")
        where = work.data.place(int(work.kept[row]), source)
        work.report.add("CH-3127", where, quote(words[int(row)].as_py()), expected, mend)
    return times


def _times(words: Any) -> Any:
    plain = pc.replace_substring_regex(words, pattern=_MOMENT, replacement=r"\1\2")
    matched = pc.match_substring_regex(words, pattern=_MOMENT)
    plain = pc.if_else(matched, plain, pa.scalar(None, pa.string()))
    plain = pc.replace_substring(plain, pattern="T", replacement=" ")
    try:
        return plain.cast(_TIME)
    except pa.ArrowInvalid:
        # A day that no month has: find which one.
        return pa.array([_one(word) for word in plain.to_pylist()], _TIME)


def _one(word: str | None) -> Any:
    try:
        return None if word is None else pa.scalar(word).cast(_TIME).as_py()
    except pa.ArrowInvalid:
        return None
