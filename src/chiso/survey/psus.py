"""The drawn units of a whole design: strata, primary sampling units and, below them, later stages.

Variances are sums over strata of squares of totals of units. Which strata and how many units there are is
said by the design, never by the rows that happen to be looked at: a unit in which nobody of a domain
lives, or nobody answered, has the total 0 and counts.

A stage counts where all stages above it were drawn without replacement from a known number of units;
below a stage that was drawn with replacement the totals of its units tell the whole variance
(Särndal, Swensson, Wretman 1992, 4.6). Units of all stages are numbered in the order of the design:
stratum, unit, stratum within the unit, unit within that …, so that parts of one unit stand together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """The draw of one stage: P units in H strata; all strata of the first stage have one parent, 0.

    `parent_of_stratum` (H,): the unit of the stage above. `stratum_of_unit` (P,). `unit_counts` (H,): how
    many units were drawn. `population_counts` (H,): how many there are, NaN: drawn with replacement.
    `probability_of_unit` (P,): the chance of inclusion where chances were unequal, else None.
    """

    parent_of_stratum: Whole
    stratum_of_unit: Whole
    unit_counts: Whole
    population_counts: Real
    probability_of_unit: Real | None = None

    @property
    def parent_of_unit(self) -> Whole:
        """(P,) the unit of the stage above in which each unit lies."""
        return self.parent_of_stratum[self.stratum_of_unit]


@dataclass(frozen=True, slots=True, eq=False)
class SampleFrame:
    """Strata and primary sampling units (PSUs) of the whole design; P PSUs in H strata.

    `stratum_of_psu` (P,), `psu_counts` (H,) how many were drawn, `population_counts` (H,) how many there
    are (NaN: drawn with replacement), `probability_of_psu` (P,) or None. `psu_names` is empty where the
    rows themselves are the PSUs. `later` are the stages below that count; a *leaf* is a unit of the last
    stage that counts (a PSU where there is no later one).
    """

    stratum_of_psu: Whole
    psu_counts: Whole
    population_counts: Real
    stratum_names: tuple[str, ...]
    psu_names: tuple[str, ...]
    probability_of_psu: Real | None = None
    later: tuple[Stage, ...] = field(default=())

    @property
    def stages(self) -> tuple[Stage, ...]:
        """All stages that count, the first one first."""
        first = Stage(
            np.zeros(len(self.psu_counts), np.int64),
            self.stratum_of_psu,
            self.psu_counts,
            self.population_counts,
            self.probability_of_psu,
        )
        return (first, *self.later)

    @property
    def leaf_count(self) -> int:
        """How many units the last stage has."""
        return len(self.stages[-1].stratum_of_unit)

    def psu_of_leaf(self) -> Whole:
        """(leaves,) the PSU of each leaf."""
        units = np.arange(self.leaf_count, dtype=np.int64)
        for stage in reversed(self.later):
            units = stage.parent_of_unit[units]
        return units


@dataclass(frozen=True, slots=True)
class StageColumns:
    """Where the keys of one stage stand in a table of keys; `population`, `probability` may be empty."""

    strata: tuple[str, ...]
    unit: str
    population: str = ""
    probability: str = ""


def frame_from_keys(
    keys: polars.DataFrame, stages: Sequence[StageColumns], *, named: bool = True
) -> tuple[SampleFrame, Whole]:
    """The frame that a table of keys tells, and for each row of the table its leaf.

    The table has at least one row for each unit of the last stage. `named`: keep the names of PSUs.
    Raises nothing: whether populations agree within strata is looked at before.
    """
    columns = [column for stage in stages for column in (*stage.strata, stage.unit)]
    order = keys.select(
        polars.arg_sort_by(columns, maintain_order=True).alias("order") if columns else polars.lit(0)
    )["order"].to_numpy()
    table = keys[order]
    starts = np.zeros(len(table), bool)
    starts[:1] = True
    built: list[Stage] = []
    parent_of_row = np.zeros(len(table), np.int64)
    unit_of_row = parent_of_row
    names: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    for position, columns_of_stage in enumerate(stages):
        starts = _changes(table, columns_of_stage.strata, starts)
        stratum_of_row = np.cumsum(starts) - 1
        first_of_stratum = np.flatnonzero(starts)
        starts = _changes(table, (columns_of_stage.unit,), starts)
        unit_of_row = np.cumsum(starts) - 1
        first_of_unit = np.flatnonzero(starts)
        stratum_of_unit = stratum_of_row[first_of_unit]
        built.append(
            Stage(
                parent_of_row[first_of_stratum],
                stratum_of_unit,
                np.bincount(stratum_of_unit, minlength=len(first_of_stratum)).astype(np.int64),
                _numbers(table, columns_of_stage.population, first_of_stratum),
                _numbers(table, columns_of_stage.probability, first_of_unit)
                if columns_of_stage.probability
                else None,
            )
        )
        if position == 0:
            units = _names(table, (columns_of_stage.unit,), first_of_unit) if named else ()
            names = (_names(table, columns_of_stage.strata, first_of_stratum), units)
        parent_of_row = unit_of_row
    leaf_of_row = np.empty(len(table), np.int64)
    leaf_of_row[order] = unit_of_row
    first = built[0]
    frame = SampleFrame(
        first.stratum_of_unit,
        first.unit_counts,
        first.population_counts,
        *names,
        first.probability_of_unit,
        tuple(built[1:]),
    )
    return frame, leaf_of_row


def _changes(
    table: polars.DataFrame, columns: Sequence[str], starts: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Where a part starts: where the part above starts, or one of the columns differs from the row above."""
    changed = starts.copy()
    for column in columns:
        values = table[column]
        changed[1:] |= (values.slice(1) != values.slice(0, max(len(values) - 1, 0))).to_numpy()
    return changed


def _numbers(table: polars.DataFrame, column: str, rows: Whole) -> Real:
    if not column:
        return np.full(len(rows), np.nan)
    return table[column].cast(polars.Float64).fill_null(np.nan).to_numpy()[rows].astype(np.float64)


def _names(table: polars.DataFrame, columns: Sequence[str], rows: Whole) -> tuple[str, ...]:
    """Names of strata or PSUs: what the columns say, joined by a slash where they are several."""
    if not columns:
        return ("",) * len(rows)
    parts = [table[column][rows].cast(polars.String).to_list() for column in columns]
    return tuple("/".join(row) for row in zip(*parts, strict=True))
