"""Data on the disk as the engine takes them: Parquet as a file, anything else as a table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from chiso.figures import DecimalSign
from chiso.survey.closing import verify_closed
from chiso.survey.design import Design
from chiso.survey.engine import Source
from chiso.survey.reading import Code, read_data
from chiso.survey.reading_parquet import missing_codes


def open_data(
    path: Path, design: Design, *, decimal: DecimalSign | None = None
) -> tuple[Source, Mapping[str, tuple[Code, ...]]]:
    """The rows, and for each column the codes that are no answer.

    Raises BadInput where a closed round is not as it was closed (CH-3121) or a file cannot be read.
    """
    if design.closed is not None:
        verify_closed(path, design)
    if path.suffix.lower() == ".parquet" and path.is_file():
        return path, missing_codes(path)
    data = read_data(path, decimal=decimal)
    return data.table, data.missing
