"""Totals of the population, read and laid beside the classes that the sample has.

Every class of the sample needs a total above 0, and every total above 0 rows that can carry it; a total of
0 for a class that nobody is in is passed over. Totals that contradict one another are told before anything
is calibrated.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from chiso.figures import NotANumber, parse_decimal
from chiso.language import Text, text
from chiso.problems import BadInput, Place, Report
from chiso.survey.declared_chain import Calibration, Margin
from chiso.survey.weights.calibration import Target
from chiso.survey.weights.columns import BoolArray, Classes, Columns, FloatArray
from chiso.survey.weights.solving import independent_columns
from chiso.tables.reading import read_table

TOTAL = "total"
# Sums of margins may differ by what their rounding took.
_AGREES = 1e-8
_NAMED = 6


@dataclass(frozen=True)
class ReadMargin:
    """A margin with its classes in the sample, and their totals in the order of the classes."""

    columns: tuple[str, ...]
    classes: Classes
    totals: FloatArray

    @property
    def name(self) -> str:
        """The margin as people read it."""
        return " × ".join(self.columns) or "*"

    def targets(self) -> list[Target]:
        """One target for each class."""
        return [
            Target(f"{self.name}: {self.classes.written(number)}", float(total))
            for number, total in enumerate(self.totals)
        ]


def read_margin(margin: Margin, columns: Columns, active: BoolArray, folder: Path) -> ReadMargin:
    """The margin beside the classes of the rows that are `active`; faults are noted in the report."""
    classes = columns.classes(margin.columns, active)
    wanted = _read_totals(margin, columns.report, folder)
    name = " × ".join(margin.columns) or "*"
    totals = np.zeros(len(classes.names))
    mend = text("Merge cells or correct the totals, so that both have the same cells.")
    for number, cell in enumerate(classes.names):
        if cell not in wanted:
            expected = text("Expected a total for every cell that the sample has.")
            columns.report.add("CH-3155", Place(field=name), classes.written(number), expected, mend)
        elif wanted[cell] <= 0:
            expected = text("Expected a total above 0 for a cell that the sample has.")
            columns.report.add(
                "CH-3156", Place(field=name), f"{' | '.join(cell)}: {wanted[cell]:g}", expected, mend
            )
        totals[number] = wanted.get(cell, 0.0)
    present = set(classes.names)
    for cell, total in wanted.items():
        if cell not in present and total != 0:
            expected = text("Expected rows of the sample in every cell that has a total.")
            columns.report.add("CH-3155", Place(field=name), " | ".join(cell), expected, mend)
    return ReadMargin(margin.columns, classes, totals)


@dataclass(frozen=True, slots=True)
class WrittenTotal:
    """A total as it is written, with its cell; `line` where it stands in a file."""

    cell: tuple[str, ...]
    total: str
    line: int | None


def rows_of_totals(margin: Margin, folder: Path, report: Report) -> list[WrittenTotal]:
    """The totals of a margin, from the chain or its file in `folder`; faults of the file are noted."""
    if not margin.file:
        return [WrittenTotal(given[:-1], given[-1], None) for given in margin.totals]
    try:
        table = read_table(folder / margin.file, name=margin.file, required=(*margin.columns, TOTAL))
    except BadInput as refused:
        report.problems += refused.problems
        return []
    return [
        WrittenTotal(tuple(row[column] for column in margin.columns), row[TOTAL], row.number)
        for row in table.rows
    ]


def _read_totals(margin: Margin, report: Report, folder: Path) -> dict[tuple[str, ...], float]:
    name = margin.file or " × ".join(margin.columns) or "*"
    wanted: dict[tuple[str, ...], float] = {}
    for one in rows_of_totals(margin, folder, report):
        place = Place(name, one.line, " | ".join(one.cell))
        if one.cell in wanted:
            mend = text("Keep one of them.")
            report.add("CH-3155", place, one.total, text("Expected each cell once."), mend)
        wanted[one.cell] = _total(one.total, place, report)
    return wanted


def _total(written: str, place: Place, report: Report) -> float:
    try:
        total = float(parse_decimal(written))
    except (NotANumber, OverflowError):
        total = -1.0
    if total < 0:
        expected = text("Expected a number from 0, with a point before decimals.")
        report.add("CH-3156", place, written, expected, text("Correct the total."))
        return 0.0
    return total


def note_contradictions(
    step: Calibration,
    margins: list[ReadMargin],
    auxiliary: FloatArray,
    targets: tuple[Target, ...],
    report: Report,
) -> None:
    """Note where calibration variables depend on one another and their totals do not (CH-3156)."""
    sums = [(margin.name, float(margin.totals.sum())) for margin in margins]
    differing = [one for one in sums if abs(one[1] - sums[0][1]) > _AGREES * (1 + abs(sums[0][1]))]
    if differing:
        said = "; ".join(f"{name}: {total:.10g}" for name, total in sums)
        _note(report, step, said, text("Expected the same sum in all margins: the size of the population."))
        return
    largest = np.abs(auxiliary).max(axis=0, initial=0)
    scaled = auxiliary / np.where(largest > 0, largest, 1.0)
    totals = np.array([target.total for target in targets]) / np.where(largest > 0, largest, 1.0)
    kept = independent_columns(scaled)
    others = np.setdiff1d(np.arange(len(targets)), kept)
    if not len(others):
        return
    combination = np.linalg.lstsq(scaled[:, kept], scaled[:, others], rcond=None)[0]
    off = np.abs(combination.T @ totals[kept] - totals[others])
    size = np.abs(combination).T @ np.abs(totals[kept]) + np.abs(totals[others]) + 1e-300
    wrong = np.flatnonzero(off > _AGREES * size)
    if len(wrong):
        parts = kept[np.abs(combination[:, wrong[0]]) > 1e-9][:_NAMED]
        names = [targets[others[wrong[0]]].name, *(targets[number].name for number in parts)]
        expected = text("Expected totals that agree: in the sample one of these is a sum of the others.")
        _note(report, step, "; ".join(names), expected)


def _note(report: Report, step: Calibration, found: str, expected: Text) -> None:
    mend = text("Correct the totals, or take out what is said twice.")
    report.add("CH-3156", Place(field=f"calibration ({step.method})"), found, expected, mend)
