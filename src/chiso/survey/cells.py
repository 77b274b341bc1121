"""Cells: weighted sums of terms for each drawn unit and domain. One pass over the rows, in an engine.

Everything after it is linear algebra on cells: estimates, variances, replicates. A cell is a pair (leaf,
domain) that has rows; a leaf is a unit of the last stage of the draw that counts (see `psus`), mostly a
primary sampling unit. Cells stand in the order of stratum, unit and domain, whatever the engine and its
threads did; in a closed round, whose weights are whole millionths, sums of whole numbers are the same bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars

from chiso.survey.design import MILLIONTHS, Design
from chiso.survey.engine import Engine, Source, columns_of, refuse_words
from chiso.survey.engines.on_duckdb import DuckDB
from chiso.survey.psus import Real, SampleFrame, Whole
from chiso.survey.sql import CellQuery, Columns, Condition, Term
from chiso.survey.stage_keys import add_stage_keys, counting_stages, figure_columns, read_frame

# The column of a closed round that holds whole millionths.
CLOSED_WEIGHT = "weight_millionths"


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """R cells of K terms in D domains, ordered by leaf and domain.

    `psu` (R,), `leaf` (R,), `domain` (R,): indices. `domains`: what the columns `by` say, as text.
    `weighted` (R, K): weighted sums, in units of weight 1. `n` (R, K): rows that count for the term.
    `rows` (R,): rows with a weight, answered or not. `values` (R,): where cells were made for a column's
    values (see `make_value_cells`), the value.
    """

    frame: SampleFrame
    psu: Whole
    domain: Whole
    domains: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]
    weighted: Real
    n: Whole
    leaf: Whole
    rows: Whole
    by: tuple[str, ...] = ()
    values: Real | None = None

    def term(self, name: str) -> Real:
        """(R,) the weighted sums of one term."""
        return self.weighted[:, self.names.index(name)]

    def totals(self) -> Real:
        """(D, K) the weighted totals of all terms in each domain."""
        return self.sum_by_domain(self.weighted)

    def counts(self) -> Whole:
        """(D, K) how many rows count for each term in each domain."""
        return np.rint(self.sum_by_domain(self.n.astype(np.float64))).astype(np.int64)

    def sum_by_domain(self, figures: Real) -> Real:
        """(D, K) sums over the cells of each domain, of figures (R, K), always in the order of the cells."""
        columns = [
            np.bincount(self.domain, figures[:, one], minlength=len(self.domains))
            for one in range(figures.shape[1])
        ]
        return np.stack(columns, axis=1) if columns else np.zeros((len(self.domains), 0))


def make_cells(
    source: Source,
    design: Design,
    *,
    by: Sequence[str] = (),
    terms: Sequence[Term],
    where: Sequence[Condition] = (),
    engine: Engine | None = None,
) -> Cells:
    """Sum the terms for each drawn unit and domain.

    Strata and counts of units come from all rows, whatever `where` leaves. Rows without a word in one of
    the columns `by` belong to no domain. Raises WrongCall (CH-3131, a column that is not there or holds no
    numbers), Refused (CH-3132 to CH-3135, a design that these data contradict).
    """
    return _make(Request(source, design, tuple(by), tuple(terms), tuple(where), engine or DuckDB()))


def make_value_cells(
    source: Source,
    design: Design,
    column: str,
    *,
    by: Sequence[str] = (),
    where: Sequence[Condition] = (),
    without: Sequence[float] = (),
    engine: Engine | None = None,
) -> Cells:
    """The weight of the persons with each value of a column: one cell for each unit, domain and value.

    As many cells as rows at most (where all values differ). Raises as `make_cells`.
    """
    term = Term(column, given=(column,))
    kept = (*where, *((Condition(column, "!=", tuple(without)),) if without else ()))
    return _make(Request(source, design, tuple(by), (term,), kept, engine or DuckDB(), column))


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of the rows: the sums of terms, in which domains, of which rows."""

    source: Source
    design: Design
    by: tuple[str, ...]
    terms: tuple[Term, ...]
    where: tuple[Condition, ...]
    engine: Engine
    value: str = ""

    @property
    def weight_column(self) -> str:
        """The column of the weight; empty: each row counts one."""
        return CLOSED_WEIGHT if self.design.closed else self.design.weight

    @property
    def by_row(self) -> bool:
        """Whether the rows themselves are the drawn units."""
        stages = counting_stages(self.design)
        return bool(stages) and not stages[-1].cluster

    def columns(self) -> Columns:
        """The columns that are needed; those that are calculated with hold numbers."""
        roles: list[str] = []
        calculated = [self.weight_column, self.value]
        for stage in counting_stages(self.design):
            roles += [*stage.strata, stage.cluster]
            calculated += figure_columns(self.design, stage)
        for term in self.terms:
            roles += [*term.columns, *(column for column, _ in term.without)]
            calculated += [term.times, "" if term.among else term.column]
        for condition in self.where:
            roles.append(condition.column)
            calculated.append(condition.column if condition.operator not in ("=", "!=") else "")
        if self.value:
            # The term of a value's weight asks only whether there is one.
            calculated.append(self.value)
        needed = dict.fromkeys(one for one in (*calculated, *roles, *self.by) if one)
        columns = columns_of(self.source, list(needed))
        refuse_words(columns, [one for one in dict.fromkeys(calculated) if one])
        return columns

    def query(self, columns: Columns) -> CellQuery:
        """An empty query over these columns."""
        weight = columns.number(self.weight_column) if self.weight_column else "1.0"
        return CellQuery(columns, weight, grouped=not self.by_row)

    def ask(self, columns: Columns, written: str) -> polars.DataFrame:
        """The answer of the engine."""
        return self.engine.ask(self.source, columns, written, by_row=self.by_row)


def _make(request: Request) -> Cells:
    columns = request.columns()
    query = request.query(columns)
    keys = add_stage_keys(query, request.design, with_figures=not request.where)
    domain_keys = [query.add_key(columns.names[column]) for column in request.by]
    value_keys = [query.add_key(columns.number(request.value))] if request.value else []
    summed = [query.add_term(term) for term in request.terms]
    counted = query.add_rows()
    answer = request.ask(columns, query.text(columns.where(request.where)))
    if request.where:
        # What the condition left says nothing of strata and units: they are asked of all rows.
        query = request.query(columns)
        keys = add_stage_keys(query, request.design, with_figures=True)
        units = request.ask(columns, query.text())
        frame, leaf_of_unit = read_frame(units, keys)
        leaf = positions_of(answer, units, leaf_of_unit, keys.names)
    else:
        frame, leaf = read_frame(answer, keys)
    kept = answer[counted].fill_null(0) > 0
    for key in (*domain_keys, *value_keys):
        kept &= answer[key].is_not_null()
    answer, leaf = answer.filter(kept), leaf[kept.to_numpy()]
    domain, domains = domains_of(answer, domain_keys)
    values = figures_of(answer, value_keys).sum(axis=1)
    order = np.lexsort((values, domain, leaf))
    return Cells(
        frame=frame,
        psu=frame.psu_of_leaf()[leaf[order]],
        domain=domain[order],
        domains=domains,
        names=tuple(term.name for term in request.terms),
        weighted=figures_of(answer, [one for one, _ in summed])[order]
        / (MILLIONTHS if request.design.closed else 1),
        n=figures_of(answer, [one for _, one in summed])[order].astype(np.int64),
        leaf=leaf[order],
        rows=figures_of(answer, [counted])[order, 0].astype(np.int64),
        by=request.by,
        values=values[order] if request.value else None,
    )


def positions_of(
    answer: polars.DataFrame, known: polars.DataFrame, numbers: Whole, keys: Sequence[str]
) -> Whole:
    """(rows of the answer,) the number of what is known under the same keys; −1: nothing is.

    A key without a value is the same as another one without.
    """
    if not keys:
        return np.zeros(len(answer), np.int64)
    numbered = known.select(keys).with_columns(polars.Series("number", numbers))
    joined = answer.select(keys).join(
        numbered, on=list(keys), how="left", maintain_order="left", nulls_equal=True
    )
    return joined["number"].fill_null(-1).cast(polars.Int64).to_numpy().astype(np.int64)


def domains_of(answer: polars.DataFrame, keys: Sequence[str]) -> tuple[Whole, tuple[tuple[str, ...], ...]]:
    """(R,) the domain of each row, and the domains in the order of their columns."""
    if not keys:
        return np.zeros(len(answer), np.int64), ((),)
    found = answer.select(keys).unique().sort(keys)
    numbered = found.with_row_index("domain")
    joined = answer.select(keys).join(numbered, on=list(keys), how="left", maintain_order="left")
    words = [[word_of(one) for one in found[key].to_list()] for key in keys]
    return joined["domain"].cast(polars.Int64).to_numpy(), tuple(zip(*words, strict=True))


def places_among(answer: polars.DataFrame, keys: Sequence[str], domains: Sequence[tuple[str, ...]]) -> Whole:
    """(R,) which of `domains` each row belongs to; −1: none of them."""
    number, found = domains_of(answer, keys)
    place = {domain: position for position, domain in enumerate(domains)}
    return np.array([place.get(one, -1) for one in found], np.int64)[number]


def word_of(value: object) -> str:
    """A value of a column as text: 12 for 12.0, as a person would write it."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def figures_of(answer: polars.DataFrame, columns: Sequence[str]) -> Real:
    """(rows, columns) the columns as numbers; a sum over no rows is 0."""
    if not columns:
        return np.zeros((len(answer), 0))
    # Terms may share a sum.
    distinct = list(dict.fromkeys(columns))
    numbers = answer.select(polars.col(distinct).cast(polars.Float64).fill_null(0.0)).to_numpy()
    if len(distinct) < len(columns):
        numbers = numbers[:, [distinct.index(one) for one in columns]]
    return np.ascontiguousarray(numbers)
