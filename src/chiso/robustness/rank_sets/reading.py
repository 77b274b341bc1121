"""What is ranked, from files: the estimates of a survey, or any table of figures with standard errors.

    unit,code,estimate,se,df,flag,sampling_basis,…    as `chiso survey estimate` and `index` write it
    unit,estimate,se                                  plain; perhaps with period, code, df

A plain table has errors that somebody states: 0 means exact, an empty cell that none is known.
Draws are the Parquet table of the surveys: draw, unit, code, value.

    CH-8150 a cell that is no figure    CH-8151 an error below 0, degrees of freedom not above 0
    CH-8152 draws that cannot be read    CH-8153 draws that are not joint
"""

from __future__ import annotations

import hashlib
import math
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from chiso.language import Text, listing, text
from chiso.problems import BadInput, Place, Problem, quote, reason_of
from chiso.survey.design import Basis
from chiso.survey.estimates import Estimate
from chiso.survey.estimates_reading import read_estimates
from chiso.survey.replicates.draws import COLUMNS as DRAW_COLUMNS
from chiso.survey.replicates.draws import Draws
from chiso.tables import CappedReport, Row, Table, read_table

ESTIMATES = "estimates.csv"
_FEWEST_DRAWS = 100
# Squares and their sums are floats too.
_LARGEST = 1e100


def read_figures(path: Path) -> tuple[Estimate, ...]:
    """The estimates in a table of either kind, or in a folder that a survey command has written.

    Raises BadInput with every problem (CH-3195, CH-8150, CH-8151 and those of tables).
    """
    file = path / ESTIMATES if path.is_dir() else path
    head = read_table(file, required=("unit", "estimate"), optional=None, report=CappedReport())
    if head.has("flag") or head.has("sampling_basis"):
        return read_estimates(file)
    report = CappedReport()
    table = read_table(
        file, required=("unit", "estimate", "se"), optional=("period", "code", "df"), report=report
    )
    rows = tuple(_read(table, row, report) for row in table.rows)
    report.stop_if_any()
    return rows


def _read(table: Table, row: Row, report: CappedReport) -> Estimate:
    estimate, se, df = (_figure(table, row, name, report) for name in ("estimate", "se", "df"))
    for name, is_wrong in (("se", se < 0), ("df", df <= 0)):
        if is_wrong:
            expected = text("Expected an error from 0, and degrees of freedom above 0.")
            mend = text("Correct the cell, or leave it empty where it is not known.")
            report.add("CH-8151", table.place(row, name), row[name], expected, mend)
    # An error that is stated as 0 is that of a figure known exactly, as in a census.
    basis: Basis = "census" if se == 0 else "probability"
    return Estimate(row["period"], row["unit"], row["code"], estimate, abs(se), df, sampling_basis=basis)


def _figure(table: Table, row: Row, column: str, report: CappedReport) -> float:
    written = row[column]
    if not written:
        return math.nan
    try:
        value = float(written)
    except ValueError:
        value = math.nan
    if not abs(value) <= _LARGEST:
        expected = text("Expected a figure with a decimal point, or nothing.")
        mend = text("Write digits only: 84.64.")
        report.add("CH-8150", table.place(row, column), row[column], expected, mend)
        return math.nan
    return value


def read_draws(path: Path) -> Draws:
    """Joint draws in the Parquet table of a survey command. Raises BadInput (CH-1001, 8152, 8153)."""
    try:
        table = pq.read_table(path, columns=list(DRAW_COLUMNS))
        draw = table["draw"].cast(pa.int64()).to_pylist()
        # Raises TypeError where a number is missing.
        numbers = {number: at for at, number in enumerate(sorted(set(draw)))}
        units, codes = (table[name].cast(pa.string()).to_pylist() for name in ("unit", "code"))
        values = table["value"].cast(pa.float64()).to_numpy()
    except FileNotFoundError as error:
        raise BadInput(
            [_problem("CH-1001", path, reason_of(error), text("There is no such file."))]
        ) from error
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException) as error:
        raise BadInput([_problem("CH-8152", path, quote(error), _shape())]) from error
    pairs = list(zip(units, codes, strict=True))
    kinds = {pair: at for at, pair in enumerate(dict.fromkeys(pairs))}
    is_whole = len(pairs) == len(numbers) * len(kinds) and len(numbers) >= _FEWEST_DRAWS
    # Only what is whole is laid out: draws and kinds that never meet would take any room.
    filled = np.full((len(numbers), len(kinds)) if is_whole else (1, 1), np.nan)
    if is_whole:
        filled[[numbers[one] for one in draw], [kinds[pair] for pair in pairs]] = values
    if not np.isfinite(filled).all():
        expected = text(
            "Expected at least {fewest} draws, in each of them every unit and code once, with a figure.",
            fewest=_FEWEST_DRAWS,
        )
        raise BadInput([_problem("CH-8153", path, str(len(numbers)), expected)])
    return Draws(tuple(unit for unit, _ in kinds), tuple(code for _, code in kinds), filled)


def digest_of(path: Path) -> str:
    """SHA-256 of the file that was read. Raises BadInput (CH-1001) where it has gone."""
    file = path / ESTIMATES if path.is_dir() else path
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        expected = text("There is no such file.")
        mend = text("Check the name and the folder.")
        raise BadInput([Problem("CH-1001", Place(str(file)), reason_of(error), expected, mend)]) from error


def _shape() -> Text:
    return text("Expected a Parquet table with the columns {columns}.", columns=listing(DRAW_COLUMNS))


def _problem(code: str, path: Path, found: str | Text, expected: Text) -> Problem:
    mend = text("Give the draws that were written with these estimates (`--draws` of `chiso survey`).")
    return Problem(code, Place(str(path)), found, expected, mend)
