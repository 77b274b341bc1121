"""The kernel of folding: what becomes of the rows of whole strata, wherever an engine runs it.

Rows come in batches, in the order of stratum and unit, and leave as one table of figures for each domain:
sums, moments, counts of units and strata (see `moments`). Tables of several parts of the rows are added up.
An engine may hand the kernel to another process: it holds plain values only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars

from chiso.language import text
from chiso.problems import Place, Problem, Refused
from chiso.survey.cells import figures_of, positions_of
from chiso.survey.psus import Real, Stage, Whole
from chiso.survey.row_columns import NO_CODE, RowColumns


class Moments(NamedTuple):
    """Of D domains: `sums` (D, K) and `products` (D, M); `units`, `strata`, `spread` (D,). See `Folding`."""

    sums: Real
    products: Real
    units: Real
    strata: Real
    spread: Real


@dataclass(frozen=True, slots=True, eq=False)
class FoldingRows:
    """What is folded, and how keys of rows become numbers.

    `units`, `domains`: keys under the names that rows have, `unit_numbers`, `domain_numbers` their numbers.
    `rows`: the columns of an answer and the sums that they make; `pairs`: for which two of these there is a
    moment. `file`: for problems.
    """

    stage: Stage
    units: polars.DataFrame
    unit_numbers: Whole
    domains: polars.DataFrame
    domain_numbers: Whole
    domain_count: int
    rows: RowColumns
    pairs: tuple[tuple[int, int], ...]
    file: str

    def __call__(self, batches: Iterator[polars.DataFrame]) -> Real:
        """(D, K + M + 3) the figures of these rows. Raises Refused (CH-3142) where a unit comes twice."""
        # numba takes 50 MB, which nobody needs whose cells are kept.
        from chiso.survey import moments

        rows = self.rows
        products = np.array(rows.products, np.int64).reshape(-1, 2)
        flag_columns = np.array(rows.flag_columns, np.int64)
        state = moments.begin(
            self.stage, self.domain_count, rows.width, list(self.pairs), weighted=rows.weighted
        )
        for batch in batches:
            weight = figures_of(batch, [rows.weight])[:, 0]
            domain = positions_of(batch, self.domains, self.domain_numbers, self.domains.columns)
            domain[weight == 0] = -1
            codes = batch.select(polars.col(rows.codes).cast(polars.Int8).fill_null(NO_CODE)).to_numpy()
            codes = np.asfortranarray(codes).reshape((len(batch), len(rows.codes)), order="F")
            flags = moments.flags_of(codes, flag_columns, rows.tables)
            values = figures_of(batch, rows.values)
            unit = self._units_of(batch)
            if not moments.fold(state, unit, domain, weight, flags, values, products):
                raise self._not_in_order()
        moments.finish(state)
        counted = (state.units, state.strata, state.spread)
        return np.column_stack([state.sums, state.products, *counted])

    def read(self, parts: Iterable[Real]) -> Moments:
        """The figures of all rows, from those of their parts, added in their order."""
        folded = np.zeros((self.domain_count, self.rows.width + len(self.pairs) + 3))
        for part in parts:
            folded += part
        sums, products, counted = np.split(
            folded, [self.rows.width, self.rows.width + len(self.pairs)], axis=1
        )
        return Moments(sums, products, *counted.T)

    def _units_of(self, batch: polars.DataFrame) -> Whole:
        """(rows,) the unit of each row; keys are looked up where they change, which is seldom."""
        keys = batch.select(self.units.columns)
        changes = np.zeros(len(batch), np.bool_)
        changes[:1] = True
        for key in keys:
            changes[1:] |= key.slice(1).ne_missing(key.slice(0, max(len(key) - 1, 0))).to_numpy()
        first = keys.filter(polars.Series(changes))
        numbers: Whole = positions_of(first, self.units, self.unit_numbers, first.columns)
        of_rows: Whole = numbers[np.cumsum(changes) - 1]
        return of_rows

    def _not_in_order(self) -> Refused:
        expected = text("Expected rows in the order of stratum and unit, as a closed round has them.")
        mend = text("Close the round again with `chiso survey close`.")
        return Refused([Problem("CH-3142", Place(file=self.file), "", expected, mend)])
