"""What each packaged table is: title, source, rights, basis; read from `tables/tables.yaml`.

A table without a source or without rights is a fault of the package and is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from chiso.language import Bilingual

TABLES = Path(__file__).with_name("tables")


@dataclass(frozen=True, slots=True)
class TableDescription:
    """One packaged table. `source` is written beside figures that name no source of their own;
    `basis` tells how the figures came to be here (stated, derived, both)."""

    file: str
    title: Bilingual
    rows: int
    source: str
    rights: Bilingual
    basis: Bilingual


@cache
def table_descriptions() -> Mapping[str, TableDescription]:
    """All packaged tables by file name. Raises ValueError or KeyError if an entry is not whole."""
    entries = yaml.safe_load((TABLES / "tables.yaml").read_text(encoding="utf-8"))
    return {file: _describe(file, entry) for file, entry in entries.items()}


def _describe(file: str, entry: Mapping[str, object]) -> TableDescription:
    rows, source = entry["rows"], entry["source"]
    if not isinstance(rows, int) or not isinstance(source, str) or not source:
        raise ValueError(f"{file}: rows and source are not described")
    return TableDescription(
        file=file,
        title=_in_two_languages(file, entry["title"]),
        rows=rows,
        source=source,
        rights=_in_two_languages(file, entry["rights"]),
        basis=_in_two_languages(file, entry["basis"]),
    )


def _in_two_languages(file: str, found: object) -> Bilingual:
    if not isinstance(found, dict) or not found.get("vi") or not found.get("en"):
        raise ValueError(f"{file}: a text is not there in both languages")
    return Bilingual(vi=str(found["vi"]), en=str(found["en"]))
