"""What a result on how sure ranks are asks of those who verify it: bounded before one run is made.

A bundle may come from anybody. What is said in it of units or numbers bounds nothing; so everything here is
counted from the run, the specification and the errors themselves, in units of some four nanoseconds:

    a run        u (u + c) + 16 d + 5,000 where it chooses among tables of data
    beforehand   30,000 t + 50 (t + 20) u c + n² (250 + n/12 + t) + 1,000,000 (d + u) of Sobol' points
    work         runs · a run + beforehand, of all results in a bundle together at most 10¹¹

Of a composite index every choice of steps is a plan that is carried out, with each table of data, and scores
may go up a tree of g nodes; whether they do is only known once that is done, so it is counted as if they did:

    a run        Σ uₚ² + 60 u g + 16 d + 5,000 where there are choices, p: the periods of a panel;
                 16 g Σ uₚ² besides where a group compares every two units
    beforehand   s (100,000 c + 5,000 u c + 16 g Σ uₚ²) besides, s choices of steps · tables of data, and in
                 each what `chiso.publication.work_of_plans` counts for steps that compare rows

    u units   c criteria   d numbers drawn for weights and what is left out   t tables   n figures that covary

Measured on one processor: 54 ns a number of a Dirichlet weight; of 10,000 tables 12 to 20 µs a run and 1.2 s
beforehand, though there were three units only. Up the tree 23 to 58 u g a run, 14 g u² with
Copeland's method; a plan of seven steps for 51 units and 49 indicators 0.06 s, which this counts as 0.07 s.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from math import prod
from pathlib import Path

from chiso.frameworks.composite.aggregations import Copeland
from chiso.language import Text, text
from chiso.problems import BadInput, Place, Problem
from chiso.publication.members import ERRORS
from chiso.publication.subjects import Subject
from chiso.publication.work_of_plans import work_of_comparing_rows
from chiso.robustness.specification import Covariances, DirichletWeights, JointDraws, Specification
from chiso.scoring.result import Result
from chiso.tables import Table, read_table, write_table

# As many as are ranked together by “chiso ranks”: the pairs stay below the limit of a table.
MOST_UNITS = 2_000
# Sixteen sets of points are counted apart: so many units take the memory of 2,000.
MOST_UNITS_OF_SOBOL = 500
# So much work takes minutes of one processor, and nobody who verifies a bundle should be made to do more.
MOST_WORK = 10**11
# Cells of all drawn tables of data together: half a gigabyte while they are made.
MOST_CELLS = 2 * 10**7
# Their covariances fill a table of as many cells.
MOST_COVARIANCES = 4_000
# Each is a column of a page.
MOST_TOLD = 20
_COLUMNS = {
    "column@1": ("unit", "code", "se"),
    "draws@1": ("draw", "unit", "code", "value"),
    "covariance@1": ("unit", "code", "other_unit", "other_code", "covariance"),
    "assumed@1": (),
}


@dataclass(frozen=True, slots=True)
class WorkAsked:
    """What one result asks for. `cells`: of all drawn tables; `covariances`: figures that have some."""

    units: int
    is_sobol: bool
    cells: int
    covariances: int
    told: int
    work: int

    def beyond(self, room: int = MOST_WORK) -> Iterator[Text]:
        """In what it goes beyond the bounds, where `room` is left for its work."""
        if self.units > (MOST_UNITS_OF_SOBOL if self.is_sobol else MOST_UNITS):
            yield text("units: {units}", units=self.units)
        if self.cells > MOST_CELLS:
            yield text("tables of data × units × criteria: {cells}", cells=self.cells)
        if self.covariances > MOST_COVARIANCES:
            yield text("figures with covariances: {count}", count=self.covariances)
        if self.told > MOST_TOLD:
            yield text("numbers under “told”: {count}", count=self.told)
        if self.work > room:
            yield text("work: {work}", work=self.work)


def work_asked(runs: int, varied: Specification, subject: Subject, errors: bytes | None) -> WorkAsked:
    """What so many runs about a subject ask for; `errors` is the table that the specification names.

    Raises BadInput where that is no table of such errors in the notation of chiso.
    """
    units, criteria = len(subject.rows), subject.criteria
    table = None if errors is None else _read(errors, varied)
    tables, covarying = _tables_and_covarying(varied, subject, table)
    drawn = _numbers_drawn(varied, subject.nodes, criteria)
    squares = sum(count * count for count in subject.units_of_periods.values())
    beforehand = 30_000 * tables + 50 * (tables + 20) * units * criteria
    beforehand += covarying**2 * (250 + covarying // 12 + tables)
    strata = max(tables, 1)
    of_run = squares + units * criteria
    if subject.is_composite:
        strata *= _combinations(varied)
        compared = 16 * subject.nodes * squares
        of_run = squares + 60 * units * subject.nodes + (compared if _compares(varied, subject) else 0)
        carried_out = 100_000 * criteria + 5_000 * units * criteria + compared
        beforehand += strata * (carried_out + _comparing_rows(varied, subject))
    of_run += 16 * drawn + (5_000 if tables or strata > 1 else 0)
    is_sobol = varied.sampling == "sobol"
    if is_sobol:
        beforehand += 1_000_000 * (drawn + units)
    return WorkAsked(
        units=units,
        is_sobol=is_sobol,
        cells=strata * units * criteria if subject.is_composite or tables else 0,
        covariances=covarying,
        told=len(varied.told.top) + len(varied.told.moves),
        work=runs * of_run + beforehand,
    )


def bound_in_words() -> tuple[Text, Text]:
    """What was expected of the work, and how to mend it."""
    expected = text(
        "Expected at most {units} units ({sobol} with “sampling: sobol”), {cells} for tables of data × units "
        "× criteria, {covariances} figures with covariances, {told} numbers under “told”, and work of {work} "
        "for all results of a bundle together.",
        units=MOST_UNITS,
        sobol=MOST_UNITS_OF_SOBOL,
        cells=MOST_CELLS,
        covariances=MOST_COVARIANCES,
        told=MOST_TOLD,
        work=MOST_WORK,
    )
    return expected, text("Publish a result of fewer runs, or of fewer tables of data.")


def is_parquet(name: str) -> bool:
    """Whether errors of that name would be read as Parquet, of which no size bounds what is in it."""
    # As the reader of errors asks: “draws.parquet/” is one too.
    return Path(name).suffix.lower() == ".parquet"


def _read(errors: bytes, varied: Specification) -> Table:
    """The table, which has one notation: what is counted here is what the runs are made from."""
    columns = _COLUMNS[varied.data_error.kind] if varied.data_error is not None else ()
    table = read_table(errors, name=ERRORS, required=columns, optional=None)
    if write_table(table.columns, (row.cells for row in table.rows)).encode("utf-8") != errors:
        expected = text("Expected the table in the notation of chiso: commas, LF, UTF-8.")
        mend = text("Fetch the bundle again from its publisher.")
        raise BadInput([Problem("CH-8210", Place(ERRORS), "", expected, mend)])
    return table


def _tables_and_covarying(varied: Specification, subject: Subject, errors: Table | None) -> tuple[int, int]:
    """How many tables of data are drawn beforehand, and how many figures have covariances."""
    asked = varied.data_error
    if isinstance(asked, JointDraws):
        return (0 if errors is None else len(set(errors.column("draw")))), 0
    if isinstance(asked, Covariances):
        rows = [] if errors is None else errors.rows
        period = ("period",) if errors is not None and errors.has("period") else ()
        ends = (("unit", "code", *period), ("other_unit", "other_code", *period))
        return asked.tables, len({tuple(row[part] for part in end) for row in rows for end in ends})
    if subject.is_composite:
        # A plan has to be carried out for each table, and gaps are filled in tables too.
        return max(getattr(asked, "tables", 0), varied.fill.tables if varied.fill else 0), 0
    # Independent errors are drawn anew in every run.
    return 0, 0


def _combinations(varied: Specification) -> int:
    """How many plans are carried out for one table of data."""
    return prod(len(one) or 1 for one in (varied.impute, varied.treat, varied.normalise, varied.aggregate))


def _comparing_rows(varied: Specification, subject: Subject) -> int:
    """What each plan asks for that compares rows before the way up the tree."""
    if isinstance(subject.source, Result):
        return 0
    other_ways = chain.from_iterable(one.methods or () for one in varied.impute)
    return work_of_comparing_rows(subject.source.framework, subject.units_of_periods, other_ways)


def _compares(varied: Specification, subject: Subject) -> bool:
    """Whether a group may compare every two units."""
    return subject.compares_pairs or any(isinstance(one.method, Copeland) for one in varied.aggregate)


def _numbers_drawn(varied: Specification, nodes: int, criteria: int) -> int:
    of_weight = 16 if isinstance(varied.weights, DirichletWeights) else 1
    of_weights = 0 if varied.weights.kind == "given@1" else nodes * of_weight
    return of_weights + (criteria if varied.leave_out is not None else 0)
