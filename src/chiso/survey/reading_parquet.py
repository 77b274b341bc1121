"""Parquet: columns as they stand, in the few kinds that the room computes with; labels travel inside.

    whole numbers of any width, truth values, days and times    as they are
    numbers, also with decimals of fixed width                  float64 (about 16 digits)
    text in any form, categories                                text

Labels, titles and missing codes stand in the metadata of the file under the key "chiso", as canonical
JSON: {"labels": {column: [[code, label], …]}, "missing": {column: [code, …]}, "titles": {…}}.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from chiso.frameworks.document import canonical_json
from chiso.language import text
from chiso.problems import Place
from chiso.survey.reading import Code, Data, damaged
from chiso.tables import CappedReport
from chiso.tables.header import check_header

METADATA_KEY = b"chiso"


def read_parquet(path: Path) -> Data:
    """The table in a Parquet file. Raises BadInput (CH-3103, CH-3104, CH-1008, CH-1009)."""
    try:
        with pq.ParquetFile(path) as opened:
            table = opened.read()
            metadata = opened.schema_arrow.metadata or {}
    except (pa.ArrowException, OSError, ValueError, KeyError, UnicodeDecodeError) as error:
        raise damaged(path, error) from error
    name = str(path)
    report = CappedReport()
    check_header(1, tuple(table.column_names), (), None, name, report)
    arrays = []
    for column in table.column_names:
        array = _plain(table.column(column))
        if array is None:
            report.add(
                "CH-3104",
                Place(name, None, column),
                str(table.schema.field(column).type),
                text("Expected one value in a cell: a number, text, a truth value, a day or a time."),
                text("Take the column out, or make a column of each of its parts."),
            )
        arrays.append(array)
    report.stop_if_any()
    labels, missing, titles = _said(metadata.get(METADATA_KEY, b"{}"))
    return Data(name, pa.table(arrays, names=table.column_names), labels, missing, titles)


def metadata_of(data: Data) -> dict[bytes, bytes]:
    """What the metadata of a Parquet file says about the columns; empty where there is nothing to say."""
    said = {
        "labels": {
            column: [[code, label] for code, label in of.items()] for column, of in data.labels.items()
        },
        "missing": {column: list(codes) for column, codes in data.missing.items()},
        "titles": dict(data.titles),
    }
    kept = {key: value for key, value in said.items() if value}
    return {METADATA_KEY: canonical_json(kept)} if kept else {}


def _plain(column: Any) -> Any:
    """The column in one of the kinds of the room, or None."""
    kind = column.type
    types = pa.types
    try:
        if types.is_dictionary(kind):
            return _plain(column.cast(kind.value_type))
        if types.is_uint64(kind):
            return column.cast(pa.int64())
        if types.is_decimal(kind) or types.is_float16(kind) or types.is_float32(kind):
            return column.cast(pa.float64())
        if types.is_null(kind) or types.is_large_string(kind) or types.is_string_view(kind):
            return column.cast(pa.string())
    except pa.ArrowException:
        return None
    if types.is_integer(kind) or types.is_float64(kind) or types.is_boolean(kind):
        return column
    if types.is_string(kind) or types.is_date(kind) or types.is_timestamp(kind):
        return column
    return None


def _said(
    written: bytes,
) -> tuple[Mapping[str, Mapping[Code, str]], Mapping[str, tuple[Code, ...]], Mapping[str, str]]:
    """Labels, missing codes, titles; nothing where the metadata are not ours."""
    try:
        tree = json.loads(written)
        labels = {
            str(column): {code: str(label) for code, label in pairs}
            for column, pairs in tree.get("labels", {}).items()
        }
        missing = {str(column): tuple(codes) for column, codes in tree.get("missing", {}).items()}
        titles = {str(column): str(title) for column, title in tree.get("titles", {}).items()}
    except (ValueError, AttributeError, TypeError):
        return {}, {}, {}
    return labels, missing, titles


def missing_codes(path: Path) -> Mapping[str, tuple[Code, ...]]:
    """For each column of a Parquet file the codes that are no answer, without reading its rows."""
    try:
        said = pq.read_schema(path).metadata or {}
    except (pa.ArrowException, OSError, ValueError) as error:
        raise damaged(path, error) from error
    return _said(said.get(METADATA_KEY, b"{}"))[1]
