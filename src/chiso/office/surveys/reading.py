"""The files of a finished round, understood: the table of estimates and the record of how it was made.

`chiso survey index` and `chiso survey estimate` write both. Every row is looked at, and every problem of both
files is told at once.

    CH-7920 not the record of such a command       CH-7921 a value of the record
    CH-7922 record and table do not belong together CH-7923 more than one period or basis in a table
    CH-7924 an error without a basis for errors     CH-7925 a figure and its flag do not agree
    CH-7926 error or interval are none              CH-7927 a unit and code twice
    CH-3195 and those of tables: cells
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chiso.language import text
from chiso.periods import parse_period
from chiso.problems import BadInput, Place
from chiso.survey.design import WITH_ERRORS
from chiso.survey.estimates import FIGURES, Estimate
from chiso.survey.estimates_reading import ReadEstimates, read_estimates, read_estimates_into
from chiso.tables import CappedReport, Row
from chiso.tables.decoding import decode_text

FORMATS = {"chiso-survey-index/1": "index", "chiso-survey-estimate/1": "estimate"}
_FLAGS = ("shown", "unreliable", "suppressed")
_BASES = ("probability", "census", "quota", "open")
_DIGEST = re.compile(r"[0-9a-f]{64}\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class RoundFile:
    """A file as it came."""

    content: bytes
    name: str


@dataclass(frozen=True, slots=True)
class ReadRound:
    """What the files of a round say. `estimates`, `record`: as they came, as text."""

    kind: str
    period: str
    basis: str
    design_sha256: str
    data_sha256: str
    estimates: str
    estimates_sha256: str
    record: str
    rows: tuple[Estimate, ...]

    def count(self, flag: str) -> int:
        """How many figures have this flag."""
        return sum(row.flag == flag for row in self.rows)


def read_round(estimates: RoundFile, record: RoundFile) -> ReadRound:
    """Both files, understood. Raises BadInput with every problem: see the head of this file."""
    report = CappedReport()
    said = _read_record(record, report)
    try:
        read = read_estimates_into(report, estimates.content, name=estimates.name)
    except BadInput as refused:
        # What leaves no table at all holds what the report has already.
        known = set(report.problems)
        report.problems += [problem for problem in refused.problems if problem not in known]
        report.stop_if_any()
        raise
    if not read.rows:
        # No row is sound: the report says why.
        report.stop_if_any()
    for line, row in zip(read.table.rows, read.rows, strict=True):
        _check_row(read, line, row, report)
    _check_table(read, report)
    if said is not None:
        _check_together(read, record.name, said, report)
    report.stop_if_any()
    assert said is not None, "a record that cannot be read is a problem of the report"
    first, written = read.rows[0], decode_text(estimates.content).text
    return ReadRound(
        FORMATS[said["format"]],
        first.period,
        first.sampling_basis,
        said["design_sha256"],
        said.get("data_sha256") or "",
        written,
        hashlib.sha256(written.encode()).hexdigest(),
        record.content.decode("utf-8-sig"),
        read.rows,
    )


def estimates_in(written: str) -> tuple[Estimate, ...]:
    """The rows of a table that was taken in."""
    return read_estimates(written.encode(), name="estimates.csv")


def _read_record(record: RoundFile, report: CappedReport) -> Mapping[str, Any] | None:
    """The record; None where it is none."""
    try:
        said = json.loads(record.content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or said.get("format") not in list(FORMATS):
        expected = text("Expected the file index.json or estimate.json that the command wrote.")
        mend = text("Take it from the folder that “chiso survey index” or “chiso survey estimate” made.")
        report.add("CH-7920", Place(record.name), "", expected, mend)
        return None
    sound = {
        "period": _is_period(said.get("period")),
        "sampling_basis": said.get("sampling_basis") in _BASES,
        "design_sha256": _is_digest(said.get("design_sha256")),
        "data_sha256": said.get("data_sha256") is None or _is_digest(said["data_sha256"]),
    }
    for field, is_sound in sound.items():
        if not is_sound:
            expected = text("Expected the period, the basis of the sample and the hashes of the round.")
            mend = text("State the period in the design and estimate again; change nothing by hand.")
            report.add("CH-7921", Place(record.name, field=field), said.get(field, ""), expected, mend)
    return said


def _is_period(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        parse_period(value)
    except BadInput:
        return False
    return True


def _is_digest(value: object) -> bool:
    return isinstance(value, str) and _DIGEST.match(value) is not None


def _check_row(read: ReadEstimates, line: Row, row: Estimate, report: CappedReport) -> None:
    """One row by itself."""
    place = read.table.place
    given = [name for name in FIGURES if not math.isnan(getattr(row, name))]
    has_errors = [name for name in given if name in ("se", "ci_low", "ci_high")]
    if row.flag == "suppressed":
        if given or line["n"]:
            column = given[0] if given else "n"
            expected = text("Expected no figure where an estimate is suppressed.")
            mend = text("Take the table as the command has written it.")
            report.add("CH-7925", place(line, column), line[column], expected, mend)
        if not row.reason:
            expected = text("Expected the reason why the estimate is suppressed.")
            mend = text("Take the table as the command has written it.")
            report.add("CH-7925", place(line, "reason"), "", expected, mend)
        return
    if math.isnan(row.estimate):
        expected = text("Expected a figure where an estimate is shown.")
        mend = text("Take the table as the command has written it.")
        report.add("CH-7925", place(line, "estimate"), "", expected, mend)
    if has_errors and row.sampling_basis not in WITH_ERRORS:
        expected = text("Expected no error and no interval: of such a sample none can be worked out.")
        mend = text("Say the basis of the sample in the design, and estimate again.")
        report.add("CH-7924", place(line, has_errors[0]), line[has_errors[0]], expected, mend)
    bounds = [one for one in (row.ci_low, row.estimate, row.ci_high) if not math.isnan(one)]
    if bounds != sorted(bounds) or math.isnan(row.ci_low) != math.isnan(row.ci_high) or row.se < 0:
        column = "se" if row.se < 0 else "ci_low"
        expected = text("Expected an error of 0 or more, and the estimate within its interval.")
        mend = text("Take the table as the command has written it.")
        report.add("CH-7926", place(line, column), line[column], expected, mend)


def _check_table(read: ReadEstimates, report: CappedReport) -> None:
    """The rows together: one period, one basis, each unit and code once."""
    first = {"period": read.rows[0].period, "sampling_basis": read.rows[0].sampling_basis}
    for column, value in first.items():
        other = next(
            (line for line, row in zip(read.table.rows, read.rows, strict=True)
             if getattr(row, column) != value),
            None,
        )  # fmt: skip
        if other is not None:
            expected = text("Expected one round, of one period and one basis: figures of two are not pooled.")
            mend = text("Bring each of them in as a round of its own.")
            report.add("CH-7923", read.table.place(other, column), other[column], expected, mend)
    counted = Counter((row.unit, row.code) for row in read.rows)
    seen: set[tuple[str, str]] = set()
    for line, row in zip(read.table.rows, read.rows, strict=True):
        key = (row.unit, row.code)
        if counted[key] > 1 and key in seen:
            expected = text("Expected each unit and code once.")
            mend = text("Take the table as the command has written it.")
            report.add("CH-7927", read.table.place(line, "code"), row.code, expected, mend)
        seen.add(key)


def _check_together(read: ReadEstimates, name: str, said: Mapping[str, Any], report: CappedReport) -> None:
    """Whether record and table are of one call."""
    flags: Counter[str] = Counter(row.flag for row in read.rows)
    of_table: dict[str, object] = {
        "period": read.rows[0].period,
        "sampling_basis": read.rows[0].sampling_basis,
    }
    if "figures" in said:
        of_table["figures"] = {flag: flags[flag] for flag in _FLAGS}
    if "estimates" in said:
        of_table["estimates"] = len(read.rows)
    for field, value in of_table.items():
        if said.get(field) != value:
            expected = text("Expected a record and a table that one command wrote together.")
            mend = text("Take both files from the same folder.")
            report.add("CH-7922", Place(name, field=field), said.get(field, ""), expected, mend)
