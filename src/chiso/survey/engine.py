"""What an engine that adds up rows is asked for, and the columns that it is asked about.

What is asked is a portable SQL text over `responses` (see `sql`). An engine gives the columns of a file the
short names that the text uses, and answers. `engines` has one file for each: DuckDB, which is taken if
nothing else is said, and Spark. Nothing of an engine's settings changes a result: answers come in no order,
and sums of whole numbers are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol, TypeAlias

import polars
import pyarrow
import pyarrow.parquet

from chiso.language import listing, text
from chiso.problems import Place, Problem, Refused, WrongCall, quote
from chiso.survey.psus import Real
from chiso.survey.sql import Columns, Kind

Source: TypeAlias = Path | pyarrow.Table
# What is done to the rows of whole strata: batches in the order of stratum and unit, to one table of figures.
Kernel: TypeAlias = Callable[[Iterator[polars.DataFrame]], Real]
# The number of a row, where the rows themselves are the drawn units.
ROW = "chiso_row"
SHOWN_COLUMNS = 40
# Rows of a batch that is folded: some megabytes for the answers to twenty questions.
BATCH = 65_536
# Whole numbers up to this, and as far below 0, are handed over as one byte; what is below them is no answer.
SHORT = 127
# How many sums of cells an engine keeps in memory if nothing else is said.
CELLS_KEPT = 20_000_000


class Engine(Protocol):
    """Who adds up rows."""

    @property
    def cells_kept(self) -> int:
        """How many sums of cells may be kept in memory (eight bytes and as many for a count).

        Above it domains that cross units are folded into moments where the design allows it.
        """
        ...

    def ask(
        self, source: Source, columns: Columns, written: str, *, by_row: bool = False
    ) -> polars.DataFrame:
        """The answer to a text over `responses`, in no order; `by_row`: rows have their number as ROW.

        Raises Refused (CH-3141) where the engine gives up: no room for what it keeps, a damaged file.
        """
        ...

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
        """What the kernel makes of the answer to a text, once for each part of the rows, in one order.

        A part holds whole strata, its rows in the order of stratum and unit; `strata` and `unit` name the
        columns of the answer that say so. Raises as `ask`, and what the kernel raises.
        """
        ...


def table_of(source: Source) -> pyarrow.Table:
    """All rows in memory, for what has to look at each."""
    return pyarrow.parquet.read_table(source) if isinstance(source, Path) else source


def columns_of(source: Source, needed: Sequence[str]) -> Columns:
    """Short names and kinds of the columns that are needed.

    Raises WrongCall (CH-3131) with those that are not there, Refused (CH-3136) where a file is no Parquet.
    """
    short: set[str] = set()
    if isinstance(source, Path):
        schema, complete, short = _of_parquet(source)
    else:
        schema = source.schema
        complete = {
            one for one, held in zip(schema.names, source.columns, strict=True) if not held.null_count
        }
    absent = [one for one in needed if schema.names.count(one) != 1]
    if absent:
        expected = text(
            "Expected one of the columns {columns}.", columns=listing(schema.names[:SHOWN_COLUMNS])
        )
        mend = text("Write the name as it stands in the data.")
        raise WrongCall([Problem("CH-3131", Place(field=one), quote(one), expected, mend) for one in absent])
    kinds = {one: kind_of(schema.field(one).type) for one in needed}
    floating = frozenset(one for one in needed if pyarrow.types.is_floating(schema.field(one).type))
    single = frozenset(one for one in needed if pyarrow.types.is_float32(schema.field(one).type))
    names = {one: f"c{position}" for position, one in enumerate(needed)}
    return Columns(names, kinds, floating, frozenset(complete), single, frozenset(short.intersection(needed)))


def refuse_words(columns: Columns, calculated: Sequence[str]) -> None:
    """Raise WrongCall (CH-3131) where a column that is calculated with holds words."""
    words = [one for one in calculated if columns.kinds[one] == "text"]
    if words:
        expected = text("Expected a column of numbers.")
        mend = text("Name a column of numbers, or ask for a share of chosen answers instead.")
        found = text("words")
        raise WrongCall([Problem("CH-3131", Place(field=one), found, expected, mend) for one in words])


def _of_parquet(path: Path) -> tuple[pyarrow.Schema, set[str], set[str]]:
    """The columns of a file, which of them have an answer in every row, and which short numbers alone."""
    try:
        with pyarrow.parquet.ParquetFile(path) as opened:
            schema, metadata = opened.schema_arrow, opened.metadata
    except (OSError, pyarrow.ArrowInvalid) as error:
        expected = text("Expected a file in Parquet format that can be read.")
        mend = text("Close the round with `chiso survey close`, or name another file.")
        raise Refused([Problem("CH-3136", Place(file=str(path)), quote(error), expected, mend)]) from error
    groups = [metadata.row_group(one) for one in range(metadata.num_row_groups)]
    complete: set[str] = set()
    short: set[str] = set()
    for position in range(metadata.num_columns):
        told = [group.column(position).statistics for group in groups]
        if all(one is not None and one.has_null_count and not one.null_count for one in told):
            complete.add(metadata.schema.column(position).path)
        if all(one is not None and _is_short(one) for one in told):
            short.add(metadata.schema.column(position).path)
    whole = {field.name for field in schema if pyarrow.types.is_integer(field.type)}
    return schema, complete, short & whole


def _is_short(told: pyarrow.parquet.Statistics) -> bool:
    """Whether a part of a column holds whole numbers of one byte, and the lowest of them nowhere."""
    if not told.has_min_max:
        return bool(told.has_null_count and not told.num_values)
    return isinstance(told.min, int) and told.min >= -SHORT and told.max <= SHORT


def kind_of(held: pyarrow.DataType) -> Kind:
    """What a column of this type holds, as the text is to write its values."""
    types = pyarrow.types
    if types.is_boolean(held):
        return "truth"
    return "number" if types.is_integer(held) or types.is_floating(held) or types.is_decimal(held) else "text"


def is_text(held: pyarrow.DataType) -> bool:
    """Whether the column holds words, listed or not."""
    types = pyarrow.types
    return bool(types.is_string(held) or types.is_large_string(held) or types.is_dictionary(held))


def frame_of(answer: pyarrow.Table) -> polars.DataFrame:
    """An answer as a frame, its listed words as words."""
    found = polars.from_arrow(answer)
    assert isinstance(found, polars.DataFrame)
    return found.with_columns(polars.selectors.categorical().cast(polars.String))


def gave_up(source: Source, error: Exception) -> Refused:
    """The problem of an engine that could not finish (CH-3141)."""
    expected = text("Expected data that the engine can read, with room for what it adds up.")
    mend = text("Look whether the file is whole, and memory and disk suffice; ask for fewer domains.")
    shown = Place(file=str(source) if isinstance(source, Path) else "")
    return Refused([Problem("CH-3141", shown, quote(error), expected, mend)])
