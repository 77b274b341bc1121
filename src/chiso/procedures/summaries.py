"""Monthly summaries as one-stop software prints them: counts by agency, counter, field or procedure.

What is not in the table may be said for all of it: its month, its agency. A count has no decimals, so that
1.234 and 1,234 are both a thousand and more; an empty cell or a dash is a count that is not known. Sums that
the table prints are compared with their parts, rows of totals with what stands above them.

    CH-8769 a count that is none             CH-8772 no counts below the heading
    CH-8773 a sum that is not that of its parts
    CH-8774 no month, a month outside the period, or the same group twice in a month
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from chiso.language import text
from chiso.periods import Period
from chiso.problems import Place, Report, quote
from chiso.procedures.headings import is_numbering
from chiso.procedures.printed import Printed, open_printed, refuse_table
from chiso.procedures.shapes import COUNTED
from chiso.procedures.spellings import Spellings, fold
from chiso.procedures.tallies import Counts, Key, month_number, write_month
from chiso.tables import CappedReport

DIMENSIONS = ("agency", "counter", "field", "procedure")
# A sum, and the parts of it; where a part is not known nothing is compared.
SUMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("to_handle", ("carried_over", "received")),
    ("received", ("received_online", "received_direct", "received_post")),
    ("done_in_time", ("done_early", "done_on_time")),
    ("done", ("done_in_time", "done_late", "done_without_due")),
    ("left", ("left_in_time", "left_overdue", "left_without_due")),
    ("to_handle", ("done", "returned", "withdrawn", "left")),
)
# Columns that many tables do not have because they count such dossiers elsewhere, or have none.
_MAY_LACK = frozenset(("received_post", "returned", "withdrawn", "done_without_due", "left_without_due"))
# What the printed tables call done, or left, has a day due.
_NONE_IF_LACKING = frozenset(("done_without_due", "left_without_due"))
_TOTALS = frozenset(("tổng", "tổng số", "tổng cộng", "cộng", "total"))
_NOTHING = frozenset(("", "-", "–", "—"))
_COUNT = re.compile(r"\d{1,12}|\d{1,3}(?:[.,\s\u00a0]\d{3}){1,3}", re.ASCII)
_MONTH = re.compile(r"(?:tháng\s*)?(\d{1,2})\s*[/.-]\s*(\d{4})|(\d{4})-(\d{2})", re.IGNORECASE | re.ASCII)


@dataclass(slots=True)
class Summary:
    """Counts by group; `to_handle` of the table is compared and not kept."""

    counts: dict[Key, Counts] = field(default_factory=dict)
    rows: int = 0


def read_summary(
    path: Path,
    spellings: Spellings,
    report: CappedReport,
    into: Summary,
    *,
    month: str = "",
    agency: str = "",
    period: Period | None = None,
    sheet: str | None = None,
) -> None:
    """Add the counts of a file to `into`; problems of rows go to `report`. Raises BadInput."""
    reading = open_printed(path, spellings, report, sheet)
    fixed = _fixed_month(month, report)
    summed: dict[str, int | None] = dict.fromkeys(reading.columns, 0)
    above: list[tuple[int, dict[str, int | None]]] = []
    empty, before = 0, into.rows
    for line, cells in reading.rows:
        if is_numbering(cells):
            continue
        names = [reading.word(cells, column) for column in DIMENSIONS]
        counts = _counts(reading, line, cells)
        if all(value is None for value in counts.values()):
            empty += 1
            continue
        if any(fold(cell) in _TOTALS for cell in cells[:4]):
            if into.rows == before:
                above.append((line, counts))
            else:
                _compare_total(reading, line, counts, summed)
            continue
        for name in summed:
            known, more = summed[name], counts.get(name)
            summed[name] = None if known is None or more is None else known + more
        counts = _completed(counts)
        _compare_sums(reading, line, counts)
        _compare_copies(reading, line, cells, counts)
        is_fixed = fixed is not None and not reading.cell(cells, "month")
        number = fixed if is_fixed else _month_in(reading, line, cells)
        key = _key(reading, line, names, number, agency, period, into)
        if key is not None:
            into.rows += 1
            into.counts[key] = {name: counts.get(name) for name in COUNTED}
    for line, counts in above:
        _compare_total(reading, line, counts, summed)
    if into.rows == before and not report.problems:
        refuse_table(report, reading.name, reading.line)
    if empty:
        report.remark(
            text("{file}: {count} rows without any count were left out.", file=reading.name, count=empty)
        )


def _counts(reading: Printed, line: int, cells: tuple[str, ...]) -> dict[str, int | None]:
    counts: dict[str, int | None] = {}
    for column in reading.columns:
        if column in DIMENSIONS or column == "month":
            continue
        written = reading.cell(cells, column)
        counts[column] = None
        if written in _NOTHING:
            continue
        counts[column] = _read(written)
        if counts[column] is not None:
            continue
        expected = text("Expected a whole number from 0 on; empty if it is not known.")
        reading.report.add(
            "CH-8769", reading.place(line, column), quote(written), expected, text("Correct the figure.")
        )
    return counts


def _read(written: str) -> int | None:
    return int(re.sub(r"\D", "", written)) if _COUNT.fullmatch(written) else None


def _completed(counts: Mapping[str, int | None]) -> dict[str, int | None]:
    """The counts with those that follow from others that are there."""
    known = dict(counts)
    whole, carried, received = (known.get(name) for name in ("to_handle", "carried_over", "received"))
    if whole is not None and carried is not None and received is None and whole >= carried:
        known["received"] = whole - carried
    if whole is not None and received is not None and carried is None and whole >= received:
        known["carried_over"] = whole - received
    for name, parts in SUMS:
        meant = [part for part in parts if part in counts or part not in _NONE_IF_LACKING]
        values = [value for part in meant if (value := known.get(part)) is not None]
        if known.get(name) is None and len(values) == len(meant):
            known[name] = sum(values)
    return known


def _compare_sums(reading: Printed, line: int, counts: Mapping[str, int | None]) -> None:
    for whole, parts in SUMS:
        stated = counts.get(whole)
        meant = [part for part in parts if part in reading.columns or part not in _MAY_LACK]
        values = [value for part in meant if (value := counts.get(part)) is not None]
        if stated is None or len(values) < len(meant) or sum(values) == stated:
            continue
        shown = next((one for one in (whole, *parts) if one in reading.columns), whole)
        expected = text(
            "Expected {whole} = {parts}; the parts make {sum}.",
            whole=whole,
            parts=" + ".join(meant),
            sum=sum(values),
        )
        mend = text("Correct the figures, or leave the one out that is not meant so.")
        reading.report.add("CH-8773", reading.place(line, shown), str(stated), expected, mend)


def _compare_copies(
    reading: Printed, line: int, cells: tuple[str, ...], counts: Mapping[str, int | None]
) -> None:
    """A count that the table tells twice is the same both times."""
    for column, at in reading.copies:
        written = cells[at] if at < len(cells) else ""
        stated, first = _read(written), counts.get(column)
        if stated is None or first is None or stated == first:
            continue
        expected = text("Expected {count}, as in another column of the same meaning.", count=first)
        mend = text("Correct the figures, or say in a mapping what the column means.")
        reading.report.add("CH-8773", reading.place(line, column, at), quote(written), expected, mend)


def _compare_total(
    reading: Printed, line: int, counts: Mapping[str, int | None], summed: Mapping[str, int | None]
) -> None:
    for column, stated in counts.items():
        total = summed.get(column)
        if stated is not None and total is not None and stated != total:
            expected = text("Expected the sum of the rows, {sum}.", sum=total)
            mend = text("Correct the figures, or take the row of totals out.")
            reading.report.add("CH-8773", reading.place(line, column), str(stated), expected, mend)


def _month_of(written: str) -> int | None:
    found = _MONTH.fullmatch(written.strip())
    if found is None:
        return None
    month, year = int(found[1] or found[4]), int(found[2] or found[3])
    return month_number(year, month) if 1 <= month <= 12 and 1900 <= year <= 2199 else None


def _fixed_month(written: str, report: Report) -> int | None:
    """The month of a whole file, None where it is not stated. Raises BadInput (CH-8774)."""
    number = _month_of(written)
    if written and number is None:
        expected = text("Expected a month such as 2020-05 or 05/2020.")
        report.add("CH-8774", Place(field="--month"), quote(written), expected, text("Write it so."))
        report.stop_if_any()
    return number


def _month_in(reading: Printed, line: int, cells: tuple[str, ...]) -> int | None:
    written = reading.cell(cells, "month")
    number = _month_of(written)
    if number is None:
        expected = text("Expected a month such as 2020-05 or 05/2020.")
        mend = text("Write it so, or state the month of the whole file.")
        reading.report.add("CH-8774", reading.place(line, "month"), quote(written), expected, mend)
    return number


def _key(
    reading: Printed,
    line: int,
    names: list[str],
    month: int | None,
    agency: str,
    period: Period | None,
    into: Summary,
) -> Key | None:
    if month is None:
        return None
    key = Key(month, names[0] or agency, names[1], names[2], names[3])
    first = month_number(period.first_day.year, period.first_day.month) if period else month
    last = month_number(period.last_day.year, period.last_day.month) if period else month
    found = " · ".join(part for part in (write_month(month), *names) if part)
    if not first <= month <= last:
        expected = text("Expected a month of the period {period}.", period=str(period))
        mend = text("Correct the month, or take the row out.")
        reading.report.add("CH-8774", reading.place(line, "month"), found, expected, mend)
        return None
    if key in into.counts:
        expected = text("Expected each group once in a month.")
        mend = text("Take one of the rows or files out.")
        reading.report.add("CH-8774", reading.place(line, "agency"), found, expected, mend)
        return None
    return key
