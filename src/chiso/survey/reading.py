"""The data of a survey from CSV, Parquet, XLSX, Stata and SPSS: one Arrow table, with its labels.

    data = read_data(Path("round.sav"))
    data.table      columns of numbers, text, truth values, days and times
    data.labels     {column: {code: label}}      what the codes of answers mean
    data.missing    {column: (code, …)}          codes that say why there is no answer

A code that is missing stays in the table: who estimates leaves it out, who looks at nonresponse does not.
An empty cell is null. Numbers that are all whole become whole numbers, so that codes and labels meet.

    CH-3102 no kind of file that is read here    CH-3103 not what its name says, or damaged
    CH-3104 a column of a kind that no survey has
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from chiso.figures import DecimalSign
from chiso.language import Text, listing, text
from chiso.problems import BadInput, Place, Problem, reason_of
from chiso.survey.findings import Finding

Code: TypeAlias = "int | float | str"

CSV_SUFFIXES = (".csv", ".tsv", ".txt")
SUFFIXES = (*CSV_SUFFIXES, ".parquet", ".xlsx", ".dta", ".sav", ".zsav")


@dataclass(frozen=True, slots=True)
class Data:
    """A table and what its file says about its columns.

    `row_number`: the row of the file, as an editor counts, for a row of the table (from 0).
    `findings`: what the reader met that may be a slip. `titles`: the question behind a column.
    """

    name: str
    table: Any  # pyarrow.Table; the library publishes no types
    labels: Mapping[str, Mapping[Code, str]] = field(default_factory=dict)
    missing: Mapping[str, tuple[Code, ...]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[Text, ...] = ()
    findings: tuple[Finding, ...] = ()
    row_number: Callable[[int], int] = lambda index: index + 1

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in their order."""
        return tuple(self.table.column_names)

    @property
    def rows(self) -> int:
        """The number of rows."""
        return int(self.table.num_rows)

    def place(self, index: int | None = None, column: str = "") -> Place:
        """Where a cell stands in the file."""
        return Place(self.name, None if index is None else self.row_number(index), column)


def read_data(
    path: Path | str,
    *,
    decimal: DecimalSign | None = None,
    missing_words: tuple[str, ...] = (),
    sheet: str | None = None,
) -> Data:
    """The data in a file; its kind is told by the end of its name.

    `decimal`: the decimal sign of a text file; without it the figures tell it, as in `chiso.tables`.
    `missing_words`: cells of a text file or workbook that say nothing, such as "NA".
    `sheet`: the sheet of a workbook, else its first. Raises BadInput with all problems.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        expected = text("Expected a file whose name ends in one of: {suffixes}.", suffixes=listing(SUFFIXES))
        mend = text("Save the data as one of these, or give the file the name that fits it.")
        raise BadInput([Problem("CH-3102", Place(str(path)), path.suffix, expected, mend)])
    _refuse_unreadable(path)
    if suffix in CSV_SUFFIXES:
        from chiso.survey.reading_csv import read_csv

        return read_csv(path, decimal=decimal, missing_words=missing_words)
    if suffix == ".xlsx":
        from chiso.survey.reading_workbooks import read_workbook

        return read_workbook(path, decimal=decimal, missing_words=missing_words, sheet=sheet)
    if suffix == ".parquet":
        from chiso.survey.reading_parquet import read_parquet

        return read_parquet(path)
    from chiso.survey.reading_statistics import read_statistics

    return read_statistics(path)


def _refuse_unreadable(path: Path) -> None:
    try:
        with path.open("rb"):
            return
    except FileNotFoundError as error:
        code, reason = "CH-1001", reason_of(error)
    except (OSError, ValueError) as error:
        code, reason = "CH-1002", reason_of(error)
    expected = text("Expected a file that can be read.")
    mend = text("Check the name and the rights of the file.")
    raise BadInput([Problem(code, Place(str(path)), reason, expected, mend)])


def damaged(path: Path, reason: object) -> BadInput:
    """The file is not what the end of its name says (CH-3103)."""
    return BadInput(
        [
            Problem(
                "CH-3103",
                Place(str(path)),
                str(reason)[:80].replace("\n", " "),
                text("Expected a whole file of the kind that its name says ({suffix}).", suffix=path.suffix),
                text("Export it again from the program that made it."),
            )
        ]
    )
