"""DuckDB, over Parquet or over a table of Arrow: the engine that is taken if nothing else is said."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars
import pyarrow
import pyarrow.parquet

from chiso.survey.engine import BATCH, CELLS_KEPT, ROW, Kernel, Source, frame_of, gave_up, is_text, kind_of
from chiso.survey.psus import Real
from chiso.survey.sql import Columns

# Rows that are folded are cut into so many parts, where each has so many rows.
PARTS, ROWS_OF_A_PART = 8, 8 * BATCH


@dataclass(frozen=True, slots=True)
class DuckDB:
    """How much of the machine may be taken. 0 and "": as much as the engine likes. See `Engine`."""

    threads: int = 0
    memory: str = ""
    cells_kept: int = CELLS_KEPT

    def ask(
        self, source: Source, columns: Columns, written: str, *, by_row: bool = False
    ) -> polars.DataFrame:
        """The answer to a text over `responses`. See `Engine.ask`."""
        with self._asking(source, columns, written, by_row=by_row) as asked:
            return frame_of(asked.to_arrow_table())

    def fold(
        self,
        source: Source,
        columns: Columns,
        written: str,
        kernel: Kernel,
        *,
        strata: Sequence[str],
        unit: str,
    ) -> Iterator[Real]:
        """What the kernel makes of each part of the rows. See `Engine.fold`.

        Rows are taken in the order of the data, in which strata stand together. How they are cut into parts
        depends on the data alone, never on how many threads there are: so do the last bits of what comes out.
        """
        ranges = self._ranges(source, columns, written, strata[0]) if strata else [""]
        # A part is read on one thread: several at once use the machine better than one on all threads.
        reading = replace(self, threads=1) if len(ranges) > 1 else self

        def of_part(chosen: str) -> Real:
            asked = f"SELECT * FROM ({written}) AS of_rows{chosen}"
            with reading._asking(source, columns, asked, in_order=True) as answer:
                reader = answer.to_arrow_reader(BATCH)
                return kernel(frame_of(pyarrow.Table.from_batches([batch])) for batch in reader)

        with ThreadPoolExecutor(self.threads or os.cpu_count()) as pool:
            yield from pool.map(of_part, ranges)

    def _ranges(self, source: Source, columns: Columns, written: str, stratum: str) -> list[str]:
        """Conditions that cut the rows into parts of about the same size, by the first column of strata."""
        asked = f"SELECT {stratum}, COUNT(*) AS many FROM ({written}) AS of_rows GROUP BY {stratum}"
        found = self.ask(source, columns, asked).sort(stratum)
        values, many = found[stratum].to_list(), found["many"].to_numpy()
        parts = min(PARTS, int(many.sum()) // ROWS_OF_A_PART)
        if parts < 2 or not all(type(one) in (str, int) for one in values):
            return [""]
        shares = np.searchsorted(np.cumsum(many), many.sum() * np.arange(1, parts) / parts)
        cuts = [_literal(values[one]) for one in sorted({*shares.tolist()} - {0})]
        return [
            "\nWHERE " + " AND ".join(f"{stratum} {limit}" for limit in limits if limit)
            for limits in zip(
                ("", *(f">= {cut}" for cut in cuts)), (*(f"< {cut}" for cut in cuts), ""), strict=True
            )
            if any(limits)
        ] or [""]

    @contextmanager
    def _asking(
        self, source: Source, columns: Columns, written: str, *, by_row: bool = False, in_order: bool = False
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        """An answer that can be fetched; what the engine says meanwhile is a problem of ours."""
        rows, parameters = _rows(source, columns, by_row=by_row)
        try:
            with (
                tempfile.TemporaryDirectory(prefix="chiso-survey-") as spill,
                self._open(spill, in_order=in_order) as connection,
            ):
                if not isinstance(source, Path):
                    connection.register("chiso_table", _table(source, columns, by_row=by_row))
                yield connection.execute(f"WITH responses AS ({rows})\n{written}", parameters)
        except duckdb.Error as error:
            raise gave_up(source, error) from error

    def _open(self, spill: str, *, in_order: bool) -> duckdb.DuckDBPyConnection:
        settings: dict[str, Any] = {
            "temp_directory": spill,
            "preserve_insertion_order": in_order,
            # Each file is read once: what the engine keeps of it would be as large as the file.
            "enable_external_file_cache": False,
        }
        if self.threads:
            settings["threads"] = self.threads
        if self.memory:
            settings["memory_limit"] = self.memory
        return duckdb.connect(config=settings)


def _literal(value: str | int) -> str:
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def _rows(source: Source, columns: Columns, *, by_row: bool) -> tuple[str, list[str]]:
    """The rows under the short names, as SQL, and its parameters.

    Columns of a file are taken by their place, since names that differ in case alone are the same to an
    engine. Days and times are compared as text.
    """
    if isinstance(source, Path):
        schema = pyarrow.parquet.read_schema(source)
        places = {name: f"p{place}" for place, name in enumerate(schema.names)}
        # A path is a pattern to the engine: what would stand for several files is put in brackets.
        path = "".join(f"[{one}]" if one in "*?[" else one for one in os.fspath(source))
        options = f"file_row_number = {str(by_row).lower()}, hive_partitioning = false"
        table = f"read_parquet(?, {options}) AS rows_of_file({', '.join(places.values())})"
        parameters, row = [path], "file_row_number"
    else:
        schema = source.schema
        places = columns.names  # type: ignore[assignment]
        table, parameters, row = "chiso_table", [], ROW
    listed = []
    for column, short in columns.names.items():
        place = places[column]
        listed.append(f"{_plain(schema.field(column).type, place)} AS {short}")
    if by_row:
        listed.append(f"{row} AS {ROW}")
    return f"SELECT {', '.join(listed) or '1 AS one'} FROM {table}", parameters


def _plain(held: pyarrow.DataType, place: str) -> str:
    """The column as it is where it holds numbers, truth values or text; else as text."""
    return place if is_text(held) or kind_of(held) != "text" else f"CAST({place} AS VARCHAR)"


def _table(source: pyarrow.Table, columns: Columns, *, by_row: bool) -> pyarrow.Table:
    """The columns that are needed, under their short names."""
    table = source.select(list(columns.names)).rename_columns(list(columns.names.values()))
    if not by_row and columns.names:
        return table
    return table.append_column(ROW, pyarrow.array(np.arange(source.num_rows, dtype=np.int64)))
