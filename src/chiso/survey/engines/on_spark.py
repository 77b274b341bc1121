"""Spark, over Parquet: the same text as DuckDB's, spread over processors.

    with open_spark() as engine:
        rows = estimate(path, design, question, engine=engine)

Sums of whole numbers are the same bits as DuckDB's, so everything that is computed from cells is. Where
domains are folded, rows are sent to Python by whole strata (`mapInArrow`), sorted there by stratum and unit,
and the moments of the parts are added in the order of the parts: the same bits on each run, and DuckDB's
to rounding.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars
import pyarrow
import pyarrow.parquet

from chiso.language import text
from chiso.problems import Place, Problem, Refused
from chiso.survey.engine import BATCH, CELLS_KEPT, ROW, Kernel, Source, frame_of, gave_up
from chiso.survey.engines.spark_session import Machine, open_session, quiet_on_pandas
from chiso.survey.psus import Real
from chiso.survey.sql import Columns

# Parts of the rows for each processor: with more of them strata of unequal size even out.
PARTS_OF_A_CORE = 2


@dataclass(frozen=True, slots=True)
class Spark:
    """A session of Spark as an engine. See `Engine`.

    `parts`: in how many parts rows are added up and folded; the last bits of folded errors depend on it,
    nothing else does. 0: twice the number of processors.
    """

    session: Any
    parts: int = 0
    cells_kept: int = CELLS_KEPT

    def ask(
        self, source: Source, columns: Columns, written: str, *, by_row: bool = False
    ) -> polars.DataFrame:
        """The answer to a text over `responses`. See `Engine.ask`."""
        with self._asking(source, columns, written, by_row=by_row) as asked:
            return frame_of(asked.toArrow())

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
        """What the kernel makes of each part of the rows. See `Engine.fold`."""
        with self._asking(source, columns, written) as asked:
            keys = list(strata)
            parted = asked.repartition(self._parts(), *keys) if keys else asked.repartition(1)
            in_order = parted.sortWithinPartitions(*keys, unit)
            with quiet_on_pandas():
                folded = in_order.mapInArrow(_Folding(kernel), "part int, row int, figures array<double>")
            answer = folded.toArrow()
        yield from (_figures(part) for _, part in sorted(_by_part(answer).items()))

    def _parts(self) -> int:
        return self.parts or PARTS_OF_A_CORE * int(self.session.sparkContext.defaultParallelism)

    @contextmanager
    def _asking(
        self, source: Source, columns: Columns, written: str, *, by_row: bool = False
    ) -> Iterator[Any]:
        """The answer as a frame of Spark; what Spark says meanwhile is a problem of ours."""
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        session = self.session.newSession()
        for name, value in self._settings().items():
            session.conf.set(name, value)
        try:
            with tempfile.TemporaryDirectory(prefix="chiso-survey-") as folder:
                rows = _rows(session, _file(source, columns, Path(folder)), columns, by_row=by_row)
                rows.createOrReplaceTempView("responses")
                # In a text of Spark a backslash says that something else is meant.
                yield session.sql(written.replace("\\", "\\\\"))
        except (PySparkException, Py4JError) as error:
            raise gave_up(source, error) from error

    def _settings(self) -> dict[str, str]:
        return {
            "spark.sql.caseSensitive": "true",
            "spark.sql.session.timeZone": "UTC",
            # Else "${env:HOME}" in an answer that is asked for would be the home of whoever asks.
            "spark.sql.variable.substitute": "false",
            "spark.sql.shuffle.partitions": str(self._parts()),
            "spark.sql.execution.arrow.maxRecordsPerBatch": str(BATCH),
            # Sums of twenty questions are more than the hundred columns up to which Spark compiles.
            "spark.sql.codegen.maxFields": "1000",
        }


@contextmanager
def open_spark(
    *, cores: int = 2, memory: str = "1g", parts: int = 0, cells_kept: int = CELLS_KEPT
) -> Iterator[Spark]:
    """Spark on this machine, for a while. Raises as `open_session`."""
    with open_session(Machine(cores, memory)) as session:
        yield Spark(session, parts, cells_kept)


@dataclass(frozen=True, slots=True)
class _Folding:
    """The kernel as Spark calls it, in a Python of its own: batches of one part in, rows of figures out."""

    kernel: Kernel

    def __call__(self, batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        from pyspark import TaskContext

        task = TaskContext.get()
        assert task is not None
        folded = self.kernel(frame_of(pyarrow.Table.from_batches([batch])) for batch in batches)
        for start in range(0, len(folded), BATCH):
            rows = folded[start : start + BATCH]
            count, width = rows.shape
            figures = pyarrow.ListArray.from_arrays(
                np.arange(count + 1, dtype=np.int32) * np.int32(width), np.ascontiguousarray(rows).ravel()
            )
            yield pyarrow.RecordBatch.from_arrays(
                [
                    pyarrow.array(np.full(count, task.partitionId(), np.int32)),
                    pyarrow.array(np.arange(start, start + count, dtype=np.int32)),
                    figures,
                ],
                names=["part", "row", "figures"],
            )


def _by_part(answer: pyarrow.Table) -> dict[int, pyarrow.Table]:
    part = answer.column("part").to_numpy()
    return {int(one): answer.filter(pyarrow.array(part == one)) for one in np.unique(part)}


def _figures(part: pyarrow.Table) -> Real:
    """The figures of one part, in the order of their rows."""
    in_order = part.sort_by("row").column("figures").combine_chunks()
    return np.asarray(in_order.flatten(), np.float64).reshape(len(in_order), -1)


def _file(source: Source, columns: Columns, folder: Path) -> Path:
    """The rows as a file with a name in which Spark sees no pattern and nothing hidden."""
    path = folder / "rows.parquet"
    if isinstance(source, Path):
        path.symlink_to(source.resolve())
        return path
    needed = source.select(list(columns.names))
    pyarrow.parquet.write_table(needed, path, compression="zstd")
    return path


def _rows(session: Any, path: Path, columns: Columns, *, by_row: bool) -> Any:
    """The rows under the short names. Days and times are compared as text. Raises Refused (CH-7903)."""
    from pyspark.sql import functions
    from pyspark.sql.types import DataType, StructField, StructType

    schema = pyarrow.parquet.read_schema(path)
    types = {column: _type_of(schema.field(column).type) for column in columns.names}
    _refuse_types(schema, types)
    read = session.read.schema(
        StructType(
            [StructField(one, DataType.fromDDL(str(held))) for one, held in types.items() if held != _NOTHING]
        )
    ).parquet(str(path))
    chosen = []
    for column, short in columns.names.items():
        held = functions.col("`" + column.replace("`", "``") + "`")
        if types[column] == _NOTHING:
            held = functions.lit(None)
        as_text = columns.kinds[column] == "text" and types[column] != "string"
        chosen.append((held.cast("string") if as_text else held).alias(short))
    if by_row:
        chosen.append(functions.col("_metadata.row_index").alias(ROW))
    return read.select(*(chosen or [functions.lit(1).alias("one")]))


def _type_of(held: pyarrow.DataType) -> str | None:
    """The type of Spark that reads a column, None: there is none whose words are the same as DuckDB's."""
    types = pyarrow.types
    if types.is_dictionary(held):
        return (
            "string" if types.is_string(held.value_type) or types.is_large_string(held.value_type) else None
        )
    if types.is_decimal128(held):
        return f"decimal({held.precision},{held.scale})"
    if types.is_timestamp(held):
        return "timestamp_ntz" if held.tz is None and held.unit != "ns" else None
    return _PLAIN_TYPES.get(str(held))


# A column without any answer is not read.
_NOTHING = "void"
_PLAIN_TYPES = {
    "null": _NOTHING, "bool": "boolean", "string": "string", "large_string": "string", "date32[day]": "date",
    "int8": "tinyint", "int16": "smallint", "int32": "int", "int64": "bigint",
    "uint8": "smallint", "uint16": "int", "uint32": "bigint", "uint64": "decimal(20,0)",
    "float": "float", "double": "double",
}  # fmt: skip


def _refuse_types(schema: pyarrow.Schema, types: dict[str, str | None]) -> None:
    strange = [column for column, held in types.items() if held is None]
    if strange:
        expected = text("Expected a column of numbers, words, truth values or days.")
        mend = text("Write the column as words, or take the engine duckdb.")
        raise Refused(
            [
                Problem("CH-7903", Place(field=one), str(schema.field(one).type), expected, mend)
                for one in strange
            ]
        )
