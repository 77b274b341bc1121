"""How much each agency can do in each quarter: the table `agency,quarter,effort`.

CH-8322 a cell that is no figure    CH-8329 a capacity below 0
CH-8331 a quarter that is not understood    CH-8332 an agency's quarter twice
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

from chiso.figures import NotANumber
from chiso.improvement.measures import Quarter
from chiso.improvement.measures_reading import check_years, open_table, parse_quarter
from chiso.language import text
from chiso.tables import CappedReport, decimal_sign, read_number

COLUMNS = ("agency", "quarter", "effort")
SHEETS = frozenset(("capacity", "năng lực"))
# By agency and quarter as written; a quarter "" is work at any time.
Capacity: TypeAlias = Mapping[tuple[str, str], Fraction]


def read_capacity(path: Path | bytes, *, name: str | None = None) -> Capacity:
    """The capacities in a file of CSV or a workbook. Raises BadInput with every problem."""
    report = CappedReport()
    table = open_table(path, name, COLUMNS, [], SHEETS, report)
    sign = decimal_sign(table, ("effort",))
    found: dict[tuple[str, str], Fraction] = {}
    quarters: list[tuple[int, Quarter | None]] = []
    for row in table.rows:
        quarter = parse_quarter(row["quarter"])
        quarters.append((row.number, quarter))
        if row["quarter"] and quarter is None:
            expected = text("Expected a quarter such as 2027-Q2 or Q2.")
            report.add(
                "CH-8331", table.place(row, "quarter"), row["quarter"], expected, text("Mend the cell.")
            )
        try:
            effort = read_number(row["effort"], sign)
        except NotANumber:
            effort = Fraction(0)
            expected = text("Expected a plain number.")
            report.add("CH-8322", table.place(row, "effort"), row["effort"], expected, text("Mend the cell."))
        if effort < 0:
            expected = text("Expected 0 or more.")
            report.add("CH-8329", table.place(row, "effort"), row["effort"], expected, text("Mend the cell."))
        cell = (row["agency"], quarter.written if quarter else "")
        if cell in found:
            expected = text("Expected each quarter of an agency once.")
            mend = text("Add the rows up, or delete one.")
            report.add("CH-8332", table.place(row, "quarter"), row["quarter"], expected, mend)
        found[cell] = effort
    check_years(table, quarters, report)
    report.stop_if_any()
    return found
