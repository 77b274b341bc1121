"""Which engine adds up rows, by its name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from chiso.survey.engine import Engine
from chiso.survey.engines.on_duckdb import DuckDB
from chiso.survey.libraries import need_spark


@contextmanager
def open_engine(name: str) -> Iterator[Engine]:
    """The engine `duckdb` or `spark`, ended at the end of the block.

    Raises WrongCall (CH-5002, CH-7900, CH-7902) or Refused (CH-7901) where Spark is not there or not ready.
    """
    if name == "duckdb":
        yield DuckDB()
        return
    need_spark()
    from chiso.survey.engines.on_spark import open_spark

    with open_spark() as spark:
        yield spark
