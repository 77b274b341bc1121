"""Lines read from a table or a workbook: every problem at once.

    code, measure [, level, points, cost, effort, probability, agency, with, quarter, deadline, product,
    source]

The columns of a table of measures for the optimiser (`requires`, `excludes`) may stand there and are passed
over. `with` holds agencies between semicolons.
"""

from __future__ import annotations

from chiso.office.plans.models import PlanVersion
from chiso.office.plans.reading_cells import Cells, stop_if_any
from chiso.office.plans.services.contents import check_lines
from chiso.office.plans.services.given import At, LineGiven
from chiso.tables import Row

COLUMNS = (
    "code", "measure", "level", "points", "cost", "effort", "probability", "agency", "with", "quarter",
    "deadline", "product", "source",
)  # fmt: skip
_NEEDED = ("code", "measure")
_PASSED_OVER = ("requires", "excludes")
_FIGURES = ("points", "cost", "effort", "probability")


_CALLED = {"node": "code", "owner": "agency"}


def read_lines(version: PlanVersion, content: bytes, name: str) -> list[LineGiven]:
    """The lines of a file. Raises BadInput (CH-10nn, CH-7785, CH-8420 to CH-8429)."""
    optional = [one for one in COLUMNS if one not in _NEEDED]
    cells = Cells(content, name, required=_NEEDED, optional=(*optional, *_PASSED_OVER), figures=_FIGURES)
    rows = [(_line(version, cells, row), At(name, row.number, _CALLED)) for row in cells.table.rows]
    stop_if_any(cells.problems + check_lines(version, rows))
    return [given for given, _ in rows]


def _line(version: PlanVersion, cells: Cells, row: Row) -> LineGiven:
    return LineGiven(
        node=row["code"],
        words=row["measure"],
        measure=row["measure"][:120],
        level=row["level"],
        points=cells.figure(row, "points"),
        cost=cells.figure(row, "cost"),
        effort=cells.figure(row, "effort"),
        probability=cells.figure(row, "probability"),
        owner=cells.agency(row, "agency") or version.plan.agency,
        partners=cells.agencies(row, "with"),
        quarter=row["quarter"],
        deadline=cells.day(row, "deadline"),
        product=row["product"],
        source=row["source"],
    )
