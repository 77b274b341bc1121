"""A run as a workbook: data and metadata as they can be read again, and a sheet for each stage.

    Data, Metadata, Plan, About    what `read_workbook` takes; Data has the figures as they came
    Denominated, …, Aggregated     one a stage that the plan has, as the files of a run
    Weights, Ranking               shares of weight; scores and ranks
    chiso                          the whole document of the framework (see `document.py`)

A framework alone has a sheet Data with nothing but its head, to be filled in.

A workbook keeps 16 digits of a figure, of which Excel shows 15; a CSV file of the run keeps all 17. Texts
never become formulas or links.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import yaml

from chiso.composite.ranking import ordered_rows
from chiso.composite.run import RAW, CompositeRun
from chiso.composite.table import IndicatorTable
from chiso.composite.tree import tree_of
from chiso.composite.workbook.document import document_rows
from chiso.composite.workbook.shape import (
    ABOUT,
    ABOUT_KEYS,
    DATA,
    DOCUMENT,
    METADATA,
    METADATA_COLUMNS,
    NAME,
    PERIOD,
    PLAN,
    UNIT,
)
from chiso.frameworks.composite.model import CompositeFramework, CompositeNode, Variable
from chiso.frameworks.composite.plan import Plan
from chiso.frameworks.exporting.layout import printable
from chiso.frameworks.exporting.workbook import write_book

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_WIDE = 14


def write_workbook(run: CompositeRun) -> bytes:
    """The bytes of an .xlsx file; the same run gives the same bytes.

    Raises WrongCall (CH-5002) where XlsxWriter is not installed.
    """

    def fill(workbook: Workbook) -> None:
        _fill(workbook, DATA, _data_rows(run))
        raw = run.stages[RAW]
        _fill(workbook, METADATA, metadata_rows(run.framework, {*raw.groups, *raw.denominators}))
        _fill(workbook, PLAN, plan_rows(run.framework.plan))
        _fill(workbook, ABOUT, about_rows(run.framework))
        for stage, table in run.stages.items():
            if stage != RAW:
                _fill(workbook, stage, _stage_rows(table))
        _fill(workbook, "Weights", _weight_rows(run))
        _fill(workbook, "Ranking", _ranking_rows(run))
        _fill(workbook, DOCUMENT, document_rows(run.framework))

    return write_book(fill)


def write_definition(framework: CompositeFramework) -> bytes:
    """The same of a framework of which nothing is computed: what it is, and where figures go."""

    def fill(workbook: Workbook) -> None:
        variables = [one.code for one in (*framework.groupings, *framework.denominators)]
        indicators = [node.code for node in framework.indicators]
        _fill(workbook, DATA, [[UNIT, NAME, *variables, *indicators]])
        _fill(workbook, METADATA, metadata_rows(framework))
        _fill(workbook, PLAN, plan_rows(framework.plan))
        _fill(workbook, ABOUT, about_rows(framework))
        _fill(workbook, DOCUMENT, document_rows(framework))

    return write_book(fill)


def _fill(workbook: Workbook, name: str, rows: Iterable[Sequence[Any]]) -> None:
    sheet: Worksheet = workbook.add_worksheet(name)
    head = workbook.add_format({"bold": True})
    width = 0
    for number, row in enumerate(rows):
        width = max(width, len(row))
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, column, printable(cell), head if number == 0 else None)
            elif cell is not None and math.isfinite(cell):
                sheet.write_number(number, column, cell)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, max(width - 1, 0), _WIDE)


def _data_rows(run: CompositeRun) -> Iterable[list[Any]]:
    raw = run.stages[RAW]
    is_panel = raw.periods != ("",)
    known = [one.code for one in run.framework.groupings if one.code in raw.groups]
    sizes = [one.code for one in run.framework.denominators if one.code in raw.denominators]
    yield [UNIT, NAME, *([PERIOD] if is_panel else []), *known, *sizes, *raw.codes]
    for position, row in enumerate(raw.rows):
        yield [
            row.unit,
            run.names.get(row.unit, row.unit),
            *([row.period] if is_panel else []),
            *(raw.groups[code][position] for code in known),
            *(float(raw.denominators[code][position]) for code in sizes),
            *raw.values[position].tolist(),
        ]


def metadata_rows(framework: CompositeFramework, there: set[str] | None = None) -> Iterable[list[Any]]:
    """The sheet Metadata; `there`: the groupings and denominators that the data have, else all."""
    yield list(METADATA_COLUMNS)
    depth = _depths(framework)
    for node in framework.nodes:
        yield _row_of(_of_node(node, depth[node.code], is_group=node.code in framework.children))
    for kind, variables in (("Group", framework.groupings), ("Denominator", framework.denominators)):
        for variable in variables:
            if there is None or variable.code in there:
                yield _row_of({**_of_variable(variable), "Type": kind})


def _depths(framework: CompositeFramework) -> dict[str, int]:
    """The level of each node as COINr counts it: 1 for indicators, a group one above its highest child."""
    tree = tree_of(framework)
    depth = dict.fromkeys(tree.leaves, 1)
    for group in tree.groups:
        depth[group] = 1 + max(depth[child] for child in tree.children(group))
    return depth


def _of_node(node: CompositeNode, level: int, *, is_group: bool) -> dict[str, Any]:
    goalposts = node.goalposts
    return {
        **_of_variable(node),
        "Level": level,
        "Direction": None if is_group else node.direction,
        "Weight": float(node.weight),
        "Target": None if node.target is None else float(node.target),
        "Denominator": node.denominator,
        "Parent": node.parent,
        "Type": "Aggregate" if is_group else "Indicator",
        "Goalpost_lower": None if goalposts is None else float(goalposts.lower),
        "Goalpost_upper": None if goalposts is None else float(goalposts.upper),
        "Method": _method(node),
    }


def _of_variable(variable: CompositeNode | Variable) -> dict[str, Any]:
    title, unit = variable.title, variable.unit
    return {
        "iCode": variable.code,
        "iName": title.en or title.vi,
        "iName_vi": title.vi,
        "Unit": None if unit is None else unit.en or unit.vi,
        "Unit_vi": None if unit is None else unit.vi,
    }


def _method(node: CompositeNode) -> str | None:
    """The name of the kind; with arguments the kind and them as JSON."""
    if node.method is None:
        return None
    stated = node.method.model_dump(mode="json", exclude_defaults=True) | {"kind": node.method.kind}
    return node.method.kind if len(stated) == 1 else json.dumps(stated, ensure_ascii=False)


def _row_of(cells: dict[str, Any]) -> list[Any]:
    return [cells.get(column) for column in METADATA_COLUMNS]


def plan_rows(plan: Plan) -> Iterable[list[Any]]:
    """The sheet Plan: YAML, a line a row."""
    yield ["plan"]
    written = yaml.safe_dump(plan.tree, allow_unicode=True, sort_keys=False, width=100)
    for line in written.splitlines():
        yield [line]


def about_rows(framework: CompositeFramework) -> Iterable[list[Any]]:
    """The sheet About: a key and what is said of it."""
    facts = dict(
        zip(
            ABOUT_KEYS,
            (
                framework.id, framework.version, framework.title.vi, framework.title.en, framework.status,
                framework.rights.vi, framework.rights.en,
            ),
            strict=True,
        )
    )  # fmt: skip
    yield ["key", "value"]
    for key, value in facts.items():
        yield [key, value]


def _stage_rows(table: IndicatorTable) -> Iterable[list[Any]]:
    is_panel = table.periods != ("",)
    yield [UNIT, *([PERIOD] if is_panel else []), *table.codes]
    for row, figures in zip(table.rows, table.values.tolist(), strict=True):
        yield [row.unit, *([row.period] if is_panel else []), *figures]


def _weight_rows(run: CompositeRun) -> Iterable[list[Any]]:
    yield ["group", "code", UNIT, PERIOD, "weight"]
    rows = run.stages[list(run.stages)[-1]].rows
    for group, weights in run.weights.items():
        children = run.tree.children(group)
        if weights.ndim == 1:
            for child, weight in zip(children, weights.tolist(), strict=True):
                yield [group, child, None, None, weight]
            continue
        for row, own in zip(rows, weights.tolist(), strict=True):
            for child, weight in zip(children, own, strict=True):
                yield [group, child, row.unit, row.period, weight]


def _ranking_rows(run: CompositeRun) -> Iterable[list[Any]]:
    yield [UNIT, PERIOD, NAME, "score", "rank"]
    rows, scores = run.stages[list(run.stages)[-1]].rows, run.scores.tolist()
    for position, place in ordered_rows(run):
        row = rows[position]
        yield [row.unit, row.period, run.names.get(row.unit, row.unit), scores[position], place or None]
