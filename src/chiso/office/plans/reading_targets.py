"""Targets of many components at once, each with the agency that answers for it: every problem at once.

    code, target, agency [, source]

So the sub-dimensions of an index are given to agencies in one go. In a sub-plan all are the agency's own.
"""

from __future__ import annotations

from chiso.office.plans.models import PlanVersion
from chiso.office.plans.reading_cells import Cells, stop_if_any
from chiso.office.plans.services.contents import check_targets
from chiso.office.plans.services.given import At, TargetGiven

_CALLED = {"node": "code", "points": "target", "owner": "agency"}


def read_targets(version: PlanVersion, content: bytes, name: str) -> list[TargetGiven]:
    """The targets of a file. Raises BadInput (CH-10nn, CH-7785, CH-8420 to CH-8423, CH-8428, CH-8429)."""
    cells = Cells(
        content, name, required=("code", "target"), optional=("agency", "source"), figures=("target",)
    )
    rows = []
    for row in cells.table.rows:
        count = len(cells.problems)
        points = cells.figure(row, "target")
        owner = cells.agency(row, "agency") or version.plan.agency
        # What cannot be read was told already; without it nothing else of the row can be said.
        if len(cells.problems) == count:
            given = TargetGiven(row["code"], points, owner, row["source"])
            rows.append((given, At(name, row.number, _CALLED)))
    stop_if_any(cells.problems + check_targets(version, rows))
    return [given for given, _ in rows]
