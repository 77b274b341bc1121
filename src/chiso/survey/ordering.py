"""The one order of the rows of a closed round: by stratum and cluster, stage by stage.

Rows that share all stages are ordered by their other columns, those with the most values first, so that
the order depends on what the rows hold and not on how they came. Rows that are equal in every column can
change places without a trace. Numbers and days ascend, text goes by its UTF-8 bytes, null comes last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc


def canonical_order(table: Any, first: Sequence[str]) -> npt.NDArray[np.int64]:
    """The rows of an Arrow table in order: (rows,). `first`: the columns of the stages, in turn.

    Each column sorts only the rows that are equal in all columns before it.
    """
    rows = table.num_rows
    order = np.arange(rows, dtype=np.int64)
    # Whether the row at a place of the order is so far equal to the one before it.
    is_equal = np.ones(rows, dtype=np.bool_)
    is_equal[:1] = False
    for name in _columns_in_turn(table, first):
        tied = is_equal.copy()
        tied[:-1] |= is_equal[1:]
        places = np.flatnonzero(tied)
        if not len(places):
            break
        chosen = order[places]
        ranks = _ranks(table.column(name).take(pa.array(chosen)))
        run = np.cumsum(~is_equal)[places]
        combined = run * (int(ranks.max(initial=0)) + 1) + ranks
        sorting = np.argsort(combined, kind="stable")
        order[places] = chosen[sorting]
        combined = combined[sorting]
        is_equal[places[1:]] = combined[1:] == combined[:-1]
        is_equal[places[:1]] = False
    return order


def _columns_in_turn(table: Any, first: Sequence[str]) -> Iterator[str]:
    """The columns of the stages, then the others, those with the most values first."""
    stages = list(dict.fromkeys(first))
    yield from stages
    others = [name for name in table.column_names if name not in stages]
    distinct = {name: pc.count_distinct(table.column(name), mode="all").as_py() for name in others}
    yield from sorted(others, key=lambda name: (-distinct[name], name))


def _ranks(column: Any) -> npt.NDArray[np.int64]:
    """For each row the place of its value among the distinct values; null stands behind all."""
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.int8())
    series = pl.from_arrow(column)
    assert isinstance(series, pl.Series)
    ranks = series.rank("dense").cast(pl.Int64)
    last = ranks.max()
    return ranks.fill_null(1 if last is None else int(last) + 1).to_numpy()  # type: ignore[arg-type]
