"""The codebook of a closed round: each column with its kind, its role, its codes and how often they occur.

    format: chiso-codebook/1
    rows: 1200
    columns:
      - name: q1
        kind: whole number
        title: How satisfied are you …
        n: 1163
        missing: 37
        distinct: 6
        codes: [{code: 1, label: very satisfied, n: 411}, {code: 9, label: don't know, n: 12, missing: true}]

`n` counts the cells that hold something, `missing` the empty ones. A code marked `missing` is counted in
`n`: it says why there is no answer.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from chiso.frameworks.document import Tree
from chiso.frameworks.exporting.yaml_text import write_yaml
from chiso.survey.design import Design
from chiso.survey.reading import Data

FORMAT = "chiso-codebook/1"


def codebook_text(data: Data, design: Design) -> str:
    """The codebook as YAML."""
    roles = _roles(design)
    columns: list[Tree] = [_entry(data, name, roles.get(name, "")) for name in data.columns]
    tree: dict[str, Tree] = {"format": FORMAT, "rows": str(data.rows), "columns": columns}
    return write_yaml(tree)


def _entry(data: Data, name: str, role: str) -> Tree:
    column = data.table.column(name)
    entry: dict[str, Tree] = {"name": name, "kind": kind_of(column.type)}
    if role:
        entry["role"] = role
    if data.titles.get(name):
        entry["title"] = data.titles[name]
    entry["n"] = str(data.rows - column.null_count)
    entry["missing"] = str(column.null_count)
    entry["distinct"] = str(pc.count_distinct(column).as_py())
    codes = _codes(data, name, column)
    if codes:
        entry["codes"] = codes
    return entry


def _codes(data: Data, name: str, column: Any) -> list[Tree]:
    """Codes with a label or marked as missing, each with how often it occurs."""
    labels = data.labels.get(name, {})
    missing = data.missing.get(name, ())
    if not labels and not missing:
        return []
    counted = {one["values"]: one["counts"] for one in pc.value_counts(column.combine_chunks()).to_pylist()}
    found: list[Tree] = []
    for code in dict.fromkeys([*labels, *missing]):
        entry: dict[str, Tree] = {"code": str(code)}
        if labels.get(code):
            entry["label"] = labels[code]
        entry["n"] = str(counted.get(code, 0))
        if code in missing:
            entry["missing"] = True
        found.append(entry)
    return found


def kind_of(kind: Any) -> str:
    """The kind of a column in the words of the codebook."""
    types = pa.types
    if types.is_integer(kind):
        return "whole number"
    if types.is_floating(kind):
        return "number"
    if types.is_boolean(kind):
        return "truth value"
    if types.is_date(kind):
        return "day"
    return "time" if types.is_timestamp(kind) else "text"


def _roles(design: Design) -> dict[str, str]:
    """The role that the design gives to a column; the first where it has several."""
    roles: list[tuple[str, str]] = [(design.weight, "weight")]
    for number, stage in enumerate(design.stages, start=1):
        roles += [(column, f"strata of stage {number}") for column in stage.strata]
        roles.append((stage.cluster, f"cluster of stage {number}"))
        roles.append((stage.population, f"population of stage {number}"))
        roles.append((stage.probability, f"probability of stage {number}"))
    roles += [(column, "domain") for column in design.domains]
    if design.replicates is not None:
        roles += [(column, "replicate weight") for column in design.replicates.columns]
    return {column: role for column, role in reversed(roles) if column}
