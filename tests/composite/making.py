"""What tests of composite indices share: small frameworks, tables, and the figures of the reference."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from chiso.composite.reading import read_indicators
from chiso.composite.table import FloatArray, IndicatorTable, Row
from chiso.frameworks.composite.library import load_composite
from chiso.frameworks.composite.loader import composite_from_tree
from chiso.frameworks.composite.model import CompositeFramework

REFERENCE = Path(__file__).with_name("reference")
TABLES = Path(__file__).parents[2] / "src" / "chiso" / "examples" / "tables"
_AGGREGATE = {"step": "aggregate"}


def framework_tree(
    nodes: Sequence[Mapping[str, object]],
    steps: Sequence[Mapping[str, object]] = (_AGGREGATE,),
    **more: object,
) -> dict[str, object]:
    """The document of a small framework; a node is given by what is special about it.

    What has a parent and no node below it gets the direction 1 where none is given.
    """
    parents = {node.get("parent") for node in nodes}
    written = []
    for node in nodes:
        direction = {"direction": "1"} if node["code"] not in parents and node.get("parent") else {}
        written.append({"title": {"en": node["code"]}, **direction, **node})
    return {
        "format": "chiso-composite/1",
        "id": "small",
        "version": "1",
        "title": {"en": "A small index"},
        "status": "fictitious",
        "rights": {"en": "made up for a test"},
        "nodes": written,
        "plan": {"steps": list(steps)},
        **more,
    }


def flat_framework(
    codes: Sequence[str],
    steps: Sequence[Mapping[str, object]] = (_AGGREGATE,),
    *,
    special: Mapping[str, Mapping[str, object]] | None = None,
    **more: object,
) -> CompositeFramework:
    """Indicators directly below the index; `special` has further keys of some of them."""
    nodes = [{"code": "index"}] + [
        {"code": code, "parent": "index", **(special or {}).get(code, {})} for code in codes
    ]
    tree = json.loads(json.dumps(framework_tree(nodes, steps, **more)))
    return composite_from_tree(tree, name="small.yaml")


def table_of(
    values: Sequence[Sequence[float]] | FloatArray,
    codes: Sequence[str] = (),
    *,
    units: Sequence[str] = (),
    periods: Sequence[str] = (),
    groups: Mapping[str, Sequence[str]] | None = None,
) -> IndicatorTable:
    """A table of units u1, u2, … and indicators a, b, … unless other names are given."""
    figures = np.array(values, dtype=float)
    rows = [
        Row(units[at] if units else f"u{at + 1}", periods[at] if periods else "")
        for at in range(figures.shape[0])
    ]
    names = tuple(codes) or tuple("abcdefghij"[: figures.shape[1]])
    labels = {code: tuple(by_row) for code, by_row in (groups or {}).items()}
    return IndicatorTable(tuple(rows), names, figures, labels)


@cache
def asem() -> CompositeFramework:
    """The framework of the library."""
    return load_composite("asem@1")


@cache
def asem_table(data: str = "asem.csv") -> IndicatorTable:
    """The figures of the example of one year, or of five."""
    return read_indicators(asem(), TABLES / data, TABLES / "asem_units.csv").table


def reference_table(name: str, like: IndicatorTable) -> FloatArray:
    """Outputs of the reference in the rows and codes of `like`; each must be there."""
    with (REFERENCE / name).open(encoding="utf-8", newline="") as handle:
        rows = {row["unit"]: row for row in csv.DictReader(handle)}
    assert {row.unit for row in like.rows} == set(rows)
    return np.array([[float(rows[row.unit][code]) for code in like.codes] for row in like.rows])


def reference_codes(name: str) -> tuple[str, ...]:
    """The codes that an output of the reference has."""
    with (REFERENCE / name).open(encoding="utf-8", newline="") as handle:
        return tuple(next(csv.reader(handle))[1:])
