"""Modelled figures of an index for small domains: its own table, its own error, never mixed with the direct.

Each item is fitted by itself (see `small_areas`) over the domains of the last level, with smoothed sampling
variances. A domain whose figure is kept for reasons of disclosure does not enter: it gets what the model says
from the known columns alone (`kind` synthetic), else its answers could be worked out. What the limits of
reliability suppress does enter: to lend it strength is what the model is for.

    CH-3198 the known columns: a cell that is no number, columns that say the same
    CH-3199 a domain of the survey that the table of known columns lacks
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from chiso.language import listing, text
from chiso.problems import BadInput, Place, Problem
from chiso.survey.index import Index
from chiso.survey.psus import Real
from chiso.survey.small_areas import Method, fit_small_areas, smoothed_variances
from chiso.tables import CappedReport, read_table, write_table

COLUMNS = ("period", "unit", "code", "kind", "estimate", "rmse", "direct_share", "method")
UNIT = "unit"
_SHOWN = 12


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What is known of every domain: `figures` (m, p), without the constant."""

    name: str
    units: tuple[str, ...]
    columns: tuple[str, ...]
    figures: Real


@dataclass(frozen=True, slots=True)
class Modelled:
    """One figure. `direct_share`: how much of it the domain's own answers are (γ); 0 where synthetic."""

    period: str
    unit: str
    code: str
    kind: Literal["modelled", "synthetic"]
    estimate: float
    rmse: float
    direct_share: float
    method: Method


def read_known(source: str | os.PathLike[str] | bytes, *, name: str | None = None) -> Known:
    """A table with the column `unit` and columns of numbers. Raises BadInput with every problem."""
    report = CappedReport()
    table = read_table(source, name=name, required=(UNIT,), optional=None, report=report)
    columns = tuple(column for column in table.columns if column != UNIT)
    figures = np.empty((len(table.rows), len(columns)))
    for number, row in enumerate(table.rows):
        for place, column in enumerate(columns):
            try:
                figures[number, place] = float(row[column].replace(",", "."))
            except ValueError:
                figures[number, place] = math.nan
            if not math.isfinite(figures[number, place]):
                expected = text("Expected a number in each column for every domain.")
                mend = text("Fill in what is missing, or take the column out.")
                report.add("CH-3198", table.place(row, column), row[column], expected, mend)
    units = tuple(row[UNIT] for row in table.rows)
    twice = sorted({unit for unit in units if units.count(unit) > 1})
    if twice or not columns:
        expected = text("Expected each unit once, and at least one column of numbers.")
        mend = text("One row for each domain.")
        report.add("CH-3198", Place(table.name, field=UNIT), ", ".join(twice[:_SHOWN]), expected, mend)
    report.stop_if_any()
    return Known(table.name, units, columns, figures)


def model_index(
    index: Index, known: Known, kept: np.typing.NDArray[np.bool_], *, method: Method = "reml"
) -> tuple[Modelled, ...]:
    """The modelled figures of every item, by item and then in the order of `known`.

    `kept` (D, C): figures that must not be told (disclosure). An item for which too few domains have an
    error of their own is left out. Raises BadInput: CH-3197 (no item is left), CH-3198, CH-3199, CH-3203
    (no probability sample).
    """
    _refuse_without_errors(index)
    is_whole = np.isin(np.arange(len(index.units)), index.domain_parents)
    last = np.flatnonzero(~is_whole)
    places = {unit: number for number, unit in enumerate(known.units)}
    unknown = [index.units[row] for row in last if index.units[row] not in places]
    if unknown:
        expected = text("Expected a row for each domain of the survey; missing: {units}.",
                        units=listing(unknown[:_SHOWN]))  # fmt: skip
        mend = text("Add the rows.")
        raise BadInput([Problem("CH-3199", Place(known.name, field=UNIT), str(len(unknown)), expected, mend)])
    at = np.array([places[index.units[row]] for row in last])
    x = np.column_stack([np.ones(len(known.units)), known.figures])
    found: list[Modelled] = []
    too_few: BadInput | None = None
    for column, item in enumerate(index.items):
        direct, variance = np.full(len(x), np.nan), np.full(len(x), np.nan)
        told = last[~kept[last, column]]
        where = at[~kept[last, column]]
        direct[where] = index.ratio[told, column]
        variance[where] = smoothed_variances(
            index.ratio[told, column], index.variance[told, column], index.n[told, column]
        )
        try:
            fit = fit_small_areas(direct, variance, x, method=method)
        except BadInput as refused:
            if any(problem.code != "CH-3197" for problem in refused.problems):
                raise
            too_few = refused
            continue
        found += [
            Modelled(
                index.design.period, unit, item.code, "modelled" if used else "synthetic",
                float(estimate), math.sqrt(max(mse, 0.0)), float(gamma), method,
            )
            for unit, used, estimate, mse, gamma in zip(
                known.units, fit.used, fit.estimate, fit.mse, fit.gamma, strict=True
            )
        ]  # fmt: skip
    if too_few is not None and not found:
        raise too_few
    return tuple(found)


def _refuse_without_errors(index: Index) -> None:
    if not index.design.has_errors:
        expected = text("Expected a probability sample or a census: without errors nothing can be modelled.")
        mend = text("Report such figures apart, as they are.")
        raise BadInput([Problem("CH-3203", Place(field="basis"), index.design.basis, expected, mend)])


def csv_of_modelled(rows: Sequence[Modelled]) -> bytes:
    """The table as CSV."""
    return write_table(
        COLUMNS,
        (
            (row.period, row.unit, row.code, row.kind, repr(row.estimate), repr(row.rmse),
             repr(row.direct_share), row.method)
            for row in rows
        ),
    ).encode()  # fmt: skip
