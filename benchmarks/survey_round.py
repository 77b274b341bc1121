"""The made-up round of the benchmarks of surveys, of any size, written part by part.

20 questions on a scale from 1 to 5, one answer in twenty missing; 700 agencies that are strata, with 10,000
units in them; 700 services in 70 groups in 7 fields, which cross all units; rows in the order of a closed
round, or in none; weights as whole millionths.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow
import pyarrow.parquet

from chiso.survey.design import Closed, Design, Stage

QUESTIONS = tuple(f"q{number:02}" for number in range(1, 21))
AGENCIES, UNITS = 700, 10_000
# How many values each has: a service is in one group, a group in one field.
CROSSING = {"service": 700, "service_group": 70, "field": 7}
_ROW_GROUP = 122_880
_ROWS_AT_ONCE = 8 * _ROW_GROUP


def write_round(path: Path, rows: int, *, shuffled: bool = False) -> None:
    """A round of so many rows, written part by part; `shuffled`: in no order."""
    generator = np.random.default_rng(20_261_125)
    # In order each unit has so many rows; in no order each row has some unit.
    ends = np.cumsum(generator.multinomial(rows, np.full(UNITS, 1 / UNITS)))
    writer: pyarrow.parquet.ParquetWriter | None = None
    for start in range(0, rows, _ROWS_AT_ONCE):
        count = min(_ROWS_AT_ONCE, rows - start)
        unit = (
            generator.integers(0, UNITS, count)
            if shuffled
            else np.searchsorted(ends, np.arange(start, start + count), side="right")
        )
        table = _rows_of(unit, generator)
        writer = writer or pyarrow.parquet.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table, row_group_size=_ROW_GROUP)
    if writer is not None:
        writer.close()


def design(rows: int) -> Design:
    """The design of the round."""
    return Design(
        period="2026",
        stages=(Stage(cluster="unit", strata=("agency",)),),
        closed=Closed(rows=rows, data_sha256="0" * 64),
    )


def _rows_of(unit: np.typing.NDArray[np.int64], generator: np.random.Generator) -> pyarrow.Table:
    rows = len(unit)
    service = generator.integers(0, CROSSING["service"], rows)
    columns = {
        # 14 or 15 units each.
        "agency": _coded(unit * AGENCIES // UNITS, [f"H26.{number:03}" for number in range(AGENCIES)]),
        "unit": _coded(unit, [f"u{number:05}" for number in range(UNITS)]),
        **{
            name: _coded(
                service * count // CROSSING["service"], [f"{name}.{number:06}" for number in range(count)]
            )
            for name, count in CROSSING.items()
        },
        "weight_millionths": pyarrow.array(generator.integers(10**6, 5 * 10**8, rows)),
    }
    for question in QUESTIONS:
        answers = generator.integers(1, 6, rows, dtype=np.int64)
        columns[question] = pyarrow.array(answers, mask=generator.random(rows, dtype=np.float32) < 0.05)
    return pyarrow.table(columns)


def _coded(codes: np.typing.NDArray[np.int64], names: list[str]) -> pyarrow.Array:
    return pyarrow.DictionaryArray.from_arrays(codes.astype(np.int32), names).cast(pyarrow.string())
