"""The engine that adds up rows: DuckDB over Parquet or over a table of Arrow.

What is asked is a portable SQL text over `responses` (see `sql`); this module gives the columns of a file
the short names that the text uses, and takes the answer. Nothing of the engine's settings changes a result:
answers come in no order, and sums of whole numbers are exact.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import numpy as np
import polars
import pyarrow
import pyarrow.parquet

from chiso.language import listing, text
from chiso.problems import Place, Problem, Refused, WrongCall, quote
from chiso.survey.sql import Columns, Kind

Source: TypeAlias = Path | pyarrow.Table
# The number of a row, where the rows themselves are the drawn units.
ROW = "chiso_row"
SHOWN_COLUMNS = 40
# Rows of a batch: some megabytes for the sums of twenty questions.
BATCH = 16_384


@dataclass(frozen=True, slots=True)
class Engine:
    """How much of the machine may be taken. 0 and "": as much as the engine likes.

    `cells_kept`: how many sums of cells may be kept in memory (eight bytes and as many for a count); above
    it domains that cross units are folded into moments where the design allows it.
    """

    threads: int = 0
    memory: str = ""
    cells_kept: int = 20_000_000

    def ask(
        self, source: Source, columns: Columns, written: str, *, by_row: bool = False
    ) -> polars.DataFrame:
        """The answer to a text over `responses`, in no order; `by_row`: rows have their number as ROW.

        Raises Refused (CH-3141) where the engine gives up: no room for what it keeps, a damaged file.
        """
        with self._asking(source, columns, written, by_row=by_row) as asked:
            return _frame_of(asked.to_arrow_table())

    def stream(self, source: Source, columns: Columns, written: str) -> Iterator[polars.DataFrame]:
        """The rows of an answer in the order of the data, batch by batch. Raises as `ask`."""
        with self._asking(source, columns, written, in_order=True) as asked:
            for batch in asked.to_arrow_reader(BATCH):
                yield _frame_of(pyarrow.Table.from_batches([batch]))

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
            expected = text("Expected data that the engine can read, with room for what it adds up.")
            mend = text("Look whether the file is whole, and memory and disk suffice; ask for fewer domains.")
            shown = Place(file=str(source) if isinstance(source, Path) else "")
            raise Refused([Problem("CH-3141", shown, quote(error), expected, mend)]) from error

    def _open(self, spill: str, *, in_order: bool) -> duckdb.DuckDBPyConnection:
        settings: dict[str, Any] = {"temp_directory": spill, "preserve_insertion_order": in_order}
        if self.threads:
            settings["threads"] = self.threads
        if self.memory:
            settings["memory_limit"] = self.memory
        return duckdb.connect(config=settings)


def _frame_of(answer: pyarrow.Table) -> polars.DataFrame:
    found = polars.from_arrow(answer)
    assert isinstance(found, polars.DataFrame)
    return found.with_columns(polars.selectors.categorical().cast(polars.String))


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
    types = pyarrow.types
    is_text = types.is_string(held) or types.is_large_string(held) or types.is_dictionary(held)
    return place if is_text or _kind(held) != "text" else f"CAST({place} AS VARCHAR)"


def _table(source: pyarrow.Table, columns: Columns, *, by_row: bool) -> pyarrow.Table:
    """The columns that are needed, under their short names."""
    table = source.select(list(columns.names)).rename_columns(list(columns.names.values()))
    if not by_row and columns.names:
        return table
    return table.append_column(ROW, pyarrow.array(np.arange(source.num_rows, dtype=np.int64)))


def columns_of(source: Source, needed: Sequence[str]) -> Columns:
    """Short names and kinds of the columns that are needed.

    Raises WrongCall (CH-3131) with those that are not there, Refused (CH-3136) where a file is no Parquet.
    """
    if isinstance(source, Path):
        schema, complete = _of_parquet(source)
    else:
        schema = source.schema
        complete = {one for one in schema.names if not source.column(one).null_count}
    absent = [one for one in needed if schema.names.count(one) != 1]
    if absent:
        expected = text(
            "Expected one of the columns {columns}.", columns=listing(schema.names[:SHOWN_COLUMNS])
        )
        mend = text("Write the name as it stands in the data.")
        raise WrongCall([Problem("CH-3131", Place(field=one), quote(one), expected, mend) for one in absent])
    kinds = {one: _kind(schema.field(one).type) for one in needed}
    floating = frozenset(one for one in needed if pyarrow.types.is_floating(schema.field(one).type))
    names = {one: f"c{position}" for position, one in enumerate(needed)}
    return Columns(names, kinds, floating, frozenset(complete))


def refuse_words(columns: Columns, calculated: Sequence[str]) -> None:
    """Raise WrongCall (CH-3131) where a column that is calculated with holds words."""
    words = [one for one in calculated if columns.kinds[one] == "text"]
    if words:
        expected = text("Expected a column of numbers.")
        mend = text("Name a column of numbers, or ask for a share of chosen answers instead.")
        found = text("words")
        raise WrongCall([Problem("CH-3131", Place(field=one), found, expected, mend) for one in words])


def _of_parquet(path: Path) -> tuple[pyarrow.Schema, set[str]]:
    """The columns of a file, and which of them have an answer in every row."""
    try:
        with pyarrow.parquet.ParquetFile(path) as opened:
            schema, metadata = opened.schema_arrow, opened.metadata
    except (OSError, pyarrow.ArrowInvalid) as error:
        expected = text("Expected a file in Parquet format that can be read.")
        mend = text("Close the round with `chiso survey close`, or name another file.")
        raise Refused([Problem("CH-3136", Place(file=str(path)), quote(error), expected, mend)]) from error
    groups = [metadata.row_group(one) for one in range(metadata.num_row_groups)]
    complete: set[str] = set()
    for position in range(metadata.num_columns):
        told = [group.column(position).statistics for group in groups]
        if all(one is not None and one.has_null_count and not one.null_count for one in told):
            complete.add(metadata.schema.column(position).path)
    return schema, complete


def _kind(held: pyarrow.DataType) -> Kind:
    types = pyarrow.types
    if types.is_boolean(held):
        return "truth"
    return "number" if types.is_integer(held) or types.is_floating(held) or types.is_decimal(held) else "text"
