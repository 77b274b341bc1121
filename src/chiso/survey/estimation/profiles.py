"""Profiles: rows that are alike in all that a chain of weights looks at, counted and summed in the engine.

    rows of a profile have one weight w_p after each step and one x_p in each calibration, so that
    Σ_k w_k x_k = Σ_p n_p w_p x_p,    Σ_k w_k x_k y_k = Σ_p w_p x_p Σ_{k in p} y_k

The first sum is asked for by drawn unit, the second by domain; both are counts and sums that an engine
gives by GROUP BY. What is kept grows with the number of profiles, not of rows: with weights of the draw that
differ by unit and a few margins these are some hundreds. Where a weight or a number of the chain differs from
row to row every row is a profile, and what is kept is what the chain says of each row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars
import pyarrow as pa
import pyarrow.parquet as pq

from chiso.survey.cells import CLOSED_WEIGHT, Request, figures_of, places_among, positions_of
from chiso.survey.declared_chain import Chain
from chiso.survey.design import Design
from chiso.survey.engine import ROW, Engine, Source, is_text, kind_of
from chiso.survey.psus import Real, SampleFrame, Whole
from chiso.survey.sql import CellQuery, Columns, Condition, Term
from chiso.survey.stage_keys import add_stage_keys, read_frame
from chiso.survey.weights.columns import Alike


@dataclass(frozen=True, slots=True, eq=False)
class ProfileSums:
    """C cells (profile, domain) of K terms: `profile`, `domain` (C,), `sums` (C, K) without weights.

    `values` (C,): where the cells are those of a column's values, the value; else None.
    """

    profile: Whole
    domain: Whole
    sums: Real
    values: Real | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Profiles:
    """P profiles of the rows, in the order of the first row of each.

    `table` (P rows): what the columns of the chain and the weight say, under their names; `alike`: which rows
    these are; `keys`: the same columns as an engine tells them. `frame`: the drawn units. `leaf`, `profile`,
    `rows` (C,): how many rows of each profile lie in each leaf.
    """

    source: Source
    engine: Engine
    table: pa.Table
    alike: Alike
    keys: polars.DataFrame
    frame: SampleFrame
    leaf: Whole
    profile: Whole
    rows: Whole

    def sums_by_domain(
        self,
        domains: Sequence[tuple[str, ...]],
        *,
        by: Sequence[str],
        terms: Sequence[Term],
        where: Sequence[Condition],
    ) -> ProfileSums:
        """The terms in each profile and domain, of which `domains` are looked at."""
        return self._sums(domains, by, terms, where, "")

    def sums_by_value(
        self,
        column: str,
        domains: Sequence[tuple[str, ...]],
        *,
        by: Sequence[str],
        where: Sequence[Condition],
        without: Sequence[float],
    ) -> ProfileSums:
        """The persons with each value of a column, as `make_value_cells` has their weight."""
        kept = (*where, *((Condition(column, "!=", tuple(without)),) if without else ()))
        return self._sums(domains, by, (Term(column, given=(column,)),), kept, column)

    def of_rows(self) -> Whole:
        """(rows,) the profile of every row of the data."""
        request = Request(self.source, _BARE, self._names, (), (), self.engine)
        columns = request.columns()
        query = CellQuery(columns, "1.0", grouped=False)
        row, keys = query.add_key(ROW), _add_keys(query, columns, self._names)
        answer = self.engine.ask(self.source, columns, query.text(), by_row=True).sort(row)
        return self._numbers(answer, keys)

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(self.table.column_names)

    def _numbers(self, answer: polars.DataFrame, keys: Sequence[str]) -> Whole:
        """(rows of the answer,) the profile that the columns `keys` tell."""
        known = self.keys.rename(dict(zip(self.keys.columns, keys, strict=True)))
        return positions_of(answer, known, np.arange(len(known)), keys)

    def _sums(
        self,
        domains: Sequence[tuple[str, ...]],
        by: Sequence[str],
        terms: Sequence[Term],
        where: Sequence[Condition],
        value: str,
    ) -> ProfileSums:
        request = Request(
            self.source, _BARE, (*by, *self._names), tuple(terms), tuple(where), self.engine, value
        )
        columns = request.columns()
        query = request.query(columns)
        domain_keys = _add_keys(query, columns, by)
        profile_keys = _add_keys(query, columns, self._names)
        value_keys = [query.add_key(columns.number(value))] if value else []
        summed = [query.add_weighted(one, "1.0") for one in terms]
        answer = request.ask(columns, query.text(columns.where(request.where)))
        told = [*domain_keys, *value_keys]
        answer = answer.drop_nulls(told) if told else answer
        domain = places_among(answer, domain_keys, domains)
        profile = self._numbers(answer, profile_keys)
        values = figures_of(answer, value_keys).sum(axis=1)
        # Whatever order the engine answered in, sums are made in this one.
        order = np.lexsort((values, profile, domain))
        order = order[domain[order] >= 0]
        sums = figures_of(answer, summed)[order]
        return ProfileSums(profile[order], domain[order], sums, values[order] if value else None)


# Rows as they are: without stages, without weights.
_BARE = Design(basis="open")


def read_profiles(source: Source, design: Design, chain: Chain, engine: Engine) -> Profiles:
    """The profiles of all rows under a chain, told apart by the weight of the design too.

    A column of the chain that the data lack is left out here: who prepares the chain says so. Raises as
    `make_cells`.
    """
    weight = CLOSED_WEIGHT if design.closed else design.weight
    schema = pq.read_schema(source) if isinstance(source, Path) else source.schema
    named = [one for one in chain.columns if schema.names.count(one) == 1 and one != weight]
    named += [weight] if weight else []
    request = Request(source, design, tuple(named), (), (), engine)
    columns = request.columns()
    query = request.query(columns)
    keys = add_stage_keys(query, design, with_figures=True)
    told = _add_keys(query, columns, named)
    counted, (first, _) = query.add_sum("1"), query.add_extremes(ROW)
    answer = engine.ask(source, columns, query.text(), by_row=True)
    frame, leaf = read_frame(answer, keys)
    rows = polars.col(counted).cast(polars.Int64).sum().alias("rows")
    found = (
        answer.group_by(told or polars.lit(0).alias("all"))
        .agg(rows, polars.col(first).min().cast(polars.Int64).alias("first"))
        .sort("first")
    )
    profile = positions_of(answer, found, np.arange(len(found)), told)
    order = np.lexsort((profile, leaf))
    table = pa.table(
        {
            name: _as_in(source, name, found[key], found["first"])
            for name, key in zip(named, told, strict=True)
        }
    )
    alike = Alike(found["rows"].to_numpy(), found["first"].to_numpy(), tuple(schema.names))
    counts = answer[counted].cast(polars.Int64).to_numpy()
    return Profiles(
        source, engine, table, alike, found.select(told), frame, leaf[order], profile[order], counts[order]
    )


def _add_keys(query: CellQuery, columns: Columns, names: Sequence[str]) -> list[str]:
    return [query.add_key(columns.names[one]) for one in names]


def _as_in(source: Source, name: str, values: polars.Series, first: polars.Series) -> pa.Array:
    """The values of a column as the data have them, of which an engine told `values`, first in these rows."""
    schema = pq.read_schema(source) if isinstance(source, Path) else source.schema
    held = schema.field(name).type
    if pa.types.is_integer(held) or pa.types.is_floating(held):
        return values.to_arrow().cast(held)
    if is_text(held) or kind_of(held) != "text":
        return values.to_arrow()
    # Each engine writes days and times in its own way, and a chain in another.
    whole = pq.read_table(source, columns=[name]) if isinstance(source, Path) else source
    return polars.Series(whole.column(name)).gather(first).to_arrow()
