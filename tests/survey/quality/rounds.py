"""Honest rounds to plant faults in."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pyarrow as pa

from chiso.survey.quality import QualityResult, check_quality
from chiso.survey.quality.findings import CheckName
from chiso.survey.simulation import RoundTables, make_city, round_tables
from chiso.survey.simulation.descriptions import quality_plan

CITY = make_city(20, rows=3_200)
PLAN = quality_plan(CITY)


@cache
def honest() -> RoundTables:
    return round_tables(CITY, 12)


@cache
def honest_result() -> QualityResult:
    return check_quality(honest().data, PLAN, back_checks=honest().back_checks)


def planted(**columns: Callable[[np.ndarray], np.ndarray]) -> pa.Table:
    """The honest round with columns changed by functions of their values."""
    table = honest().data
    for name, change in columns.items():
        values = change(table[name].to_numpy().copy())
        table = table.set_column(table.column_names.index(name), name, pa.array(values))
    return table


def keys_of(rows) -> set[str]:
    """The keys of interviews by their rows."""
    keys = honest().data["interview"].to_pylist()
    return {str(keys[row]) for row in rows}


def rows_of_interviewer(place: int) -> np.ndarray:
    """The rows of the interviewer who comes at that place."""
    who = np.array(honest().data["interviewer"].to_pylist())
    return np.flatnonzero(who == np.unique(who)[place])


def name_of_interviewer(place: int) -> str:
    return str(np.unique(np.array(honest().data["interviewer"].to_pylist()))[place])


def new_interviews(result: QualityResult, check: CheckName) -> set[str]:
    """Interviews that are listed now and were not in the honest round."""
    before = {one.interview for one in honest_result().by_name(check).findings}
    return {one.interview for one in result.by_name(check).findings} - before


def listed_interviewers(result: QualityResult, check: CheckName) -> set[str]:
    return {one.interviewer for one in result.by_name(check).findings}
