"""Sums under replicate weights that the data bring: the engine adds them up, some columns at a time.

    T[d, k, r] = Σ_i w_ir y_ik   over the rows i of domain d,     w_ir a column, or w_i times what it holds

So what is kept are the sums of a hundred replicates, never the columns of the rows. For quantiles the sums
are those of each value of a column in each domain: as many as values differ. Replicate weights have decimals
as a rule: DuckDB adds them up on one thread, so that errors are the same bits on each run; Spark adds up its
parts as they come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from chiso.survey.cells import CLOSED_WEIGHT, Cells, Request, figures_of, places_among
from chiso.survey.design import MILLIONTHS, Design
from chiso.survey.engine import Engine, Source
from chiso.survey.engines.on_duckdb import DuckDB
from chiso.survey.estimation.quantiles import AtOrBelow, OrderedValues, at_or_below, order_values
from chiso.survey.psus import Real, Whole
from chiso.survey.replicates.given import look_through
from chiso.survey.replicates.totals import ReplicateTotals
from chiso.survey.sql import Condition, Term

# Sums of one text: an engine plans more of them longer than it adds up.
SUMS_AT_ONCE = 1_000
# Sums of all groups that are held at once: 32 MB.
_NUMBERS_AT_ONCE = 4_000_000
# Rows as they are: without stages, without weights.
_BARE = Design(basis="open")


@dataclass(frozen=True, slots=True, eq=False)
class BroughtSums:
    """What is summed under the replicate weights of a design, in which domains."""

    request: Request
    design: Design
    domains: tuple[tuple[str, ...], ...]

    def blocks(self, block: slice, groups: int) -> Iterator[tuple[slice, Whole, Real, Real]]:
        """Of some of these replicates (from the first of them): domain (G,), value (G,), sums (G, K, B).

        `groups`: about how many there are. Values are 0 where none were asked for; groups stand in the order
        of domain and value.
        """
        declared = self.design.replicates
        assert declared is not None
        names, width = declared.columns[block], len(self.request.terms)
        sums = min(SUMS_AT_ONCE, _NUMBERS_AT_ONCE // max(1, groups))
        at_once = max(1, sums // width)
        for start in range(0, len(names), at_once):
            some = names[start : start + at_once]
            domain, values, figures = self._ask(some)
            yield slice(start, start + len(some)), domain, values, figures

    def _ask(self, names: Sequence[str]) -> tuple[Whole, Real, Real]:
        request = self.request
        weight = self._factor
        named = [weight] if weight else []
        columns = replace(request, by=(*request.by, *named, *names)).columns()
        query = request.query(columns)
        keys = [query.add_key(columns.names[one]) for one in request.by]
        value = [query.add_key(columns.number(request.value))] if request.value else []
        factors = [columns.number(one) for one in named]
        summed = [
            query.add_under(term, " * ".join([*factors, columns.number(name)]))
            for name in names
            for term in request.terms
        ]
        answer = request.ask(columns, query.text(columns.where(request.where)))
        if keys or value:
            answer = answer.drop_nulls([*keys, *value])
        # One that is not looked at has no weight but in replicates.
        domain = places_among(answer, keys, self.domains)
        values = figures_of(answer, value).sum(axis=1)
        order = np.lexsort((values, domain))
        order = order[domain[order] >= 0]
        sums = figures_of(answer, summed)[order].reshape(len(order), len(names), len(request.terms))
        unit = MILLIONTHS if weight == CLOSED_WEIGHT else 1
        return domain[order], values[order], sums.transpose(0, 2, 1) / unit

    @property
    def _factor(self) -> str:
        """The column that replicate weights are multiplied with; empty where they are whole weights."""
        declared = self.design.replicates
        if declared is None or declared.combined:
            return ""
        return CLOSED_WEIGHT if self.design.closed else self.design.weight


def _in_one_order(engine: Engine | None) -> Engine:
    found = engine or DuckDB()
    return replace(found, threads=1) if isinstance(found, DuckDB) else found


def brought_totals(
    source: Source,
    design: Design,
    cells: Cells,
    terms: Sequence[Term],
    where: Sequence[Condition],
    engine: Engine | None,
    needed: Sequence[int] | None = None,
) -> ReplicateTotals:
    """The totals of the terms in the domains of the cells; of terms that are not `needed` they are 0.

    Raises as `look_through` and `make_cells`.
    """
    known = look_through(source, design)
    places = np.arange(len(terms)) if needed is None else np.asarray(needed, np.int64)
    summed = tuple(terms[one] for one in places)
    request = Request(source, _BARE, cells.by, summed, tuple(where), _in_one_order(engine))
    asked = BroughtSums(request, design, cells.domains)

    def totals(block: slice) -> Real:
        found = np.zeros((len(cells.domains), len(terms), block.stop - block.start))
        for some, domain, _, sums in asked.blocks(block, len(cells.domains)):
            found[np.ix_(domain, places, np.arange(some.start, some.stop))] = sums
        return found

    return ReplicateTotals(
        cells.totals(), totals, known.declared.scale, known.rscales, known.degrees_of_freedom
    )


@dataclass(frozen=True, slots=True, eq=False)
class BroughtValues:
    """The weights of the values of a column under replicate weights: see `make_value_cells`."""

    asked: BroughtSums
    groups: int
    scale: float
    rscales: Real
    degrees_of_freedom: float

    def totals_below(self, cells: Cells, told: AtOrBelow) -> ReplicateTotals:
        """(D, shares + 1) the weight of those at or below each quantile, and of all."""
        count, shares = told.quantiles.shape

        def totals(block: slice) -> Real:
            found = np.zeros((count, shares + 1, block.stop - block.start))
            for some, domain, values, sums in self.asked.blocks(block, self.groups):
                below = np.hstack([at_or_below(values, domain, told.quantiles), np.ones((len(values), 1))])
                starts = np.flatnonzero(np.diff(domain, prepend=-1))
                for position in range(shares + 1):
                    parts = sums[:, 0] * below[:, position, None]
                    found[domain[starts], position, some] = np.add.reduceat(parts, starts)
            return found

        estimates = np.hstack([told.shares * told.totals[:, None], told.totals[:, None]])
        return ReplicateTotals(estimates, totals, self.scale, self.rscales, self.degrees_of_freedom)

    def blocks(self, cells: Cells) -> Iterator[tuple[slice, OrderedValues, Real]]:
        """Of some replicates: the values in each domain, and their weights (V, B)."""
        whole = slice(0, len(self.rscales))
        for some, domain, values, sums in self.asked.blocks(whole, self.groups):
            yield some, order_values(values, domain, len(cells.domains)), sums[:, 0]


def brought_values(
    source: Source,
    design: Design,
    column: str,
    cells: Cells,
    *,
    where: Sequence[Condition],
    without: Sequence[float],
    engine: Engine | None,
) -> BroughtValues:
    """Of the domains of cells of values. Raises as `brought_totals`."""
    known = look_through(source, design)
    kept = (*where, *((Condition(column, "!=", tuple(without)),) if without else ()))
    persons = Term(column, given=(column,))
    request = Request(source, _BARE, cells.by, (persons,), kept, _in_one_order(engine), column)
    asked = BroughtSums(request, design, cells.domains)
    assert cells.values is not None
    groups = len(order_values(cells.values, cells.domain, len(cells.domains)).values)
    return BroughtValues(asked, groups, known.declared.scale, known.rscales, known.degrees_of_freedom)
