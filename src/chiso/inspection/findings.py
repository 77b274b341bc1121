"""What was found: the list of a draw, joined with a table of findings by place.

    place    as in the list
    found    yes or no (có, không, 1, 0): whether the problem was there; empty: not visited
    again    yes or no: what a second visit found that did not know of the first; empty: there was none
    team     the team that went, where it is another than the one of the list

Other columns may stand beside them.

    CH-8610 a place that was not drawn, or twice      CH-8611 neither yes nor no
    CH-8612 a second visit where there was no first one      CH-8613 a column of the frame that is none
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from chiso.inspection.frame import GROUPING, Frame
from chiso.inspection.plan import InspectionPlan
from chiso.inspection.prevalence import Seen
from chiso.language import text
from chiso.problems import BadInput, Place, Problem, quote
from chiso.tables import Row, Table, read_table

_YES = frozenset(("yes", "có", "co", "1", "true", "y"))
_NO = frozenset(("no", "không", "khong", "0", "false", "n"))


@dataclass(frozen=True, slots=True)
class Findings:
    """By place: what the first visit found, what a second one found, and who went, where that is told."""

    found: dict[str, bool]
    again: dict[str, bool]
    teams: dict[str, str]

    def pairs(self) -> list[tuple[bool, bool]]:
        """What the two visits of one place found."""
        return [(self.found[place], again) for place, again in self.again.items()]


def read_findings(path: Path, listed: bytes) -> Findings:
    """The findings in a table. Raises BadInput with every problem of the file."""
    drawn = set(reasons_in(listed))
    head = read_table(path, required=("place", "found"), optional=None)
    others = tuple(column for column in head.columns if column not in {"place", "found", "again", "team"})
    table = read_table(path, required=("place", "found"), optional=("again", "team", *others))
    findings = Findings({}, {}, {})
    met: set[str] = set()
    for row in table.rows:
        if row["place"] not in drawn or row["place"] in met:
            expected = text("Expected each place of the draw once, and no other.")
            mend = text("Visits beyond the draw have no chance of their own; keep them in another table.")
            table.report.add("CH-8610", table.place(row, "place"), quote(row["place"]), expected, mend)
            continue
        met.add(row["place"])
        _take(table, row, findings)
    table.report.stop_if_any()
    return findings


def _take(table: Table, row: Row, findings: Findings) -> None:
    found, again = _answer(table, row, "found"), _answer(table, row, "again")
    if row["team"]:
        findings.teams[row["place"]] = row["team"]
    if found is not None:
        findings.found[row["place"]] = found
    if again is not None:
        findings.again[row["place"]] = again
        if found is None and not row["found"]:
            expected = text("Expected what the first visit found, where there was a second.")
            table.report.add(
                "CH-8612", table.place(row, "found"), "", expected, text("Fill it in, or leave both empty.")
            )


def _answer(table: Table, row: Row, column: str) -> bool | None:
    written = row[column].lower()
    if not written:
        return None
    if written in _YES:
        return True
    if written not in _NO:
        expected = text("Expected yes or no, or an empty cell.")
        mend = text("Write có or không, yes or no, 1 or 0.")
        table.report.add("CH-8611", table.place(row, column), quote(row[column]), expected, mend)
    return False


def reasons_in(listed: bytes) -> dict[str, str]:
    """The reason of each place of a list."""
    return cells_in(listed, "reason")


def cells_in(listed: bytes, column: str) -> dict[str, str]:
    """What stands in a column of a list, by place."""
    rows = csv.DictReader(io.StringIO(listed.decode("utf-8", "replace")))
    return {row.get("place") or "": row.get(column) or "" for row in rows}


def places_seen(
    frame: Frame, plan: InspectionPlan, listed: bytes, findings: Findings, by: str | None
) -> Sequence[Seen]:
    """Every place of the frame as estimation takes it; `by`: the column of the frame that is the domain.

    Raises BadInput (CH-8613).
    """
    if by is not None and by not in GROUPING:
        expected = text("Expected one of: {columns}.", columns=", ".join(GROUPING))
        raise BadInput(
            [Problem("CH-8613", Place(field="--by"), quote(by), expected, text("Choose one of them."))]
        )
    reasons = reasons_in(listed)
    return [
        Seen(
            place=office.place,
            stratum=None if reasons.get(office.place) in ("must", "risk") else office.stratum(plan.strata),
            domain=str(getattr(office, by)) if by else "",
            found=findings.found.get(office.place),
        )
        for office in frame.offices
    ]
