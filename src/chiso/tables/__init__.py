"""Tables of text: read with one report of all problems, written to the same bytes everywhere."""

from chiso.tables.decimal_signs import decimal_sign, read_number
from chiso.tables.reading import (
    DEFAULT_LIMIT_BYTES,
    LONGEST_CELL,
    MOST_PROBLEMS,
    CappedReport,
    Row,
    Table,
    read_table,
    table_of,
)
from chiso.tables.streaming import Stream, open_stream
from chiso.tables.writing import as_text, write_table

__all__ = [
    "DEFAULT_LIMIT_BYTES",
    "LONGEST_CELL",
    "MOST_PROBLEMS",
    "CappedReport",
    "Row",
    "Stream",
    "Table",
    "as_text",
    "decimal_sign",
    "open_stream",
    "read_number",
    "read_table",
    "table_of",
    "write_table",
]
