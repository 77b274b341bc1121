"""A run read from the files that were written of it: the whole of it, or what it starts from.

The files stand in a folder of “chiso composite”, or in a published bundle.

CH-8038 no folder of a run, or a damaged one
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from chiso.composite.plan_run import stage_names
from chiso.composite.reading import LARGEST, SMALLEST
from chiso.composite.run import RAW, STAGE_OF_STEP, ChangedCell, CompositeRun
from chiso.composite.run_files import MARKER, RUN_FORMAT
from chiso.composite.table import FloatArray, IndicatorTable, Row
from chiso.composite.tree import tree_of
from chiso.frameworks.composite.loader import composite_from_tree, plan_from_tree, with_plan
from chiso.frameworks.composite.model import CompositeFramework
from chiso.frameworks.composite.plan import PLAN_FORMAT
from chiso.language import Text, text
from chiso.problems import BadInput, Place, Problem, quote, reason_of
from chiso.tables import DEFAULT_LIMIT_BYTES, Table, read_table


class File(NamedTuple):
    """A file by the name that problems have for it, and what stands in it."""

    shown: str
    content: bytes


@dataclass(frozen=True)
class Start:
    """From what a run is computed, and what its record says of how it was."""

    framework: CompositeFramework
    raw: IndicatorTable
    names: Mapping[str, str]
    record: Mapping[str, Any]

    @property
    def digests(self) -> dict[str, str]:
        """SHA-256 of each input file by what it is, as the record has them."""
        return {str(what): str(digest) for what, digest in self.record["inputs"].items()}


def read_run(folder: Path) -> CompositeRun:
    """The run in a folder that “chiso composite” has written. Raises BadInput (CH-8038)."""

    def file(name: str) -> File:
        return File(str(folder / name), _content(folder / name))

    start = read_start(file(MARKER), file(f"{RAW}.csv"), file("units.csv"))
    framework, raw = start.framework, start.raw
    tables = {RAW: raw}
    for stage in stage_names(framework.plan)[1:]:
        tables[stage] = read_stage(file(f"{stage}.csv"), framework, stage, raw)
    weights = _read_weights(file("weights.csv"), framework, list(tables.values())[-1])
    treatment = _read_treatment(file("treatment.csv"))
    return CompositeRun(framework, tables, weights, treatment, start.names, start.digests)


def read_start(record_file: File, raw_file: File, units_file: File) -> Start:
    """Framework, plan and figures that a run starts from. Raises BadInput (CH-8038, and those of loaders)."""
    record = _read_record(record_file)
    try:
        framework = composite_from_tree(record["framework"]["document"], name=MARKER)
        plan = plan_from_tree({"format": PLAN_FORMAT, **record["plan"]}, framework, name=MARKER)
        {str(what): str(digest) for what, digest in record["inputs"].items()}
        stages = [name for name in stage_names(plan) if name in record["stages"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise _damaged(record_file, str(error)) from error
    framework = with_plan(framework, plan)
    if stages != list(stage_names(plan)):
        raise _damaged(record_file, ", ".join(stages))
    names, groups, denominators = _read_units(units_file, framework)
    codes = tuple(node.code for node in framework.indicators)
    raw = _read_table(raw_file, codes, groups, denominators)
    _refuse_out_of_range(raw, raw_file, units_file)
    return Start(framework, raw, names, record)


def _refuse_out_of_range(raw: IndicatorTable, raw_file: File, units_file: File) -> None:
    """Figures are held to what the reader of tables takes, since a bundle may come from anybody."""
    figures = raw.values[~np.isnan(raw.values)]
    size = np.abs(figures)
    outside = figures[(figures != 0) & ((size < SMALLEST) | (size > LARGEST))]
    if outside.size:
        raise _damaged(raw_file, repr(float(outside[0])))
    for divisors in raw.denominators.values():
        wrong = divisors[(divisors < SMALLEST) | (divisors > LARGEST)]
        if wrong.size:
            raise _damaged(units_file, repr(float(wrong[0])))


def read_stage(file: File, framework: CompositeFramework, stage: str, raw: IndicatorTable) -> IndicatorTable:
    """The table that a step left, with what the raw figures `raw` tell of its rows. Raises BadInput."""
    is_last = stage == STAGE_OF_STEP["aggregate"]
    codes = tree_of(framework).nodes if is_last else tuple(node.code for node in framework.indicators)
    groups = {code: dict(zip(raw.rows, labels, strict=True)) for code, labels in raw.groups.items()}
    denominators = {
        code: dict(zip(raw.rows, figures.tolist(), strict=True)) for code, figures in raw.denominators.items()
    }
    return _read_table(file, codes, groups, denominators)


def _read_record(file: File) -> dict[str, Any]:
    try:
        record = json.loads(file.content)
    except (ValueError, RecursionError) as error:
        raise _damaged(file, str(error)) from error
    if not isinstance(record, dict) or record.get("format") != RUN_FORMAT:
        raise _damaged(file, str(record.get("format")) if isinstance(record, dict) else "")
    return record


def _damaged(file: File, found: str | Text) -> BadInput:
    return BadInput(
        [
            Problem(
                "CH-8038",
                Place(file.shown),
                found if isinstance(found, Text) else quote(found),
                text("Expected a folder that “chiso composite” has written, as it was written."),
                text("Compute the index again, and give the folder named with --out."),
            )
        ]
    )


def _read(file: File, required: Iterable[str]) -> Table:
    return read_table(file.content, name=file.shown, required=tuple(required), optional=None)


def _content(path: Path) -> bytes:
    """The bytes of a file, one more than a table may have at most."""
    try:
        with path.open("rb") as stream:
            return stream.read(DEFAULT_LIMIT_BYTES + 1)
    except OSError as error:
        raise _damaged(File(str(path), b""), reason_of(error)) from error


def _figure(file: File, written: str) -> float:
    try:
        figure = float(written) if written else math.nan
    except ValueError as error:
        raise _damaged(file, written) from error
    if written and not math.isfinite(figure):
        raise _damaged(file, written)
    return figure


def _key(table: Table, cells: tuple[str, ...]) -> Row:
    period = cells[table.positions["period"]] if table.has("period") else ""
    return Row(cells[table.positions["unit"]], period)


def _read_units(
    file: File, framework: CompositeFramework
) -> tuple[dict[str, str], dict[str, dict[Row, str]], dict[str, dict[Row, float]]]:
    """Names by unit; labels and denominators by code and row."""
    table = _read(file, ("unit", "period", "name"))
    keys = [_key(table, row.cells) for row in table.rows]
    names = {key.unit: row["name"] for key, row in zip(keys, table.rows, strict=True) if row["name"]}
    groups = {
        one.code: dict(zip(keys, table.column(one.code), strict=True))
        for one in framework.groupings
        if table.has(one.code)
    }
    denominators = {
        one.code: {
            key: _figure(file, written) for key, written in zip(keys, table.column(one.code), strict=True)
        }
        for one in framework.denominators
        if table.has(one.code)
    }
    return names, groups, denominators


def _read_table(
    file: File,
    codes: tuple[str, ...],
    groups: Mapping[str, Mapping[Row, str]],
    denominators: Mapping[str, Mapping[Row, float]],
) -> IndicatorTable:
    table = _read(file, ("unit",))
    found = tuple(column for column in table.columns if column not in ("unit", "period"))
    rows = tuple(_key(table, row.cells) for row in table.rows)
    if found != codes or len(set(rows)) != len(rows):
        raise _damaged(file, ", ".join(found))
    positions = [table.positions[code] for code in codes]
    figures = [[_figure(file, row.cells[position]) for position in positions] for row in table.rows]
    try:
        return IndicatorTable(
            rows,
            codes,
            np.array(figures),
            groups={code: tuple(labels[row] for row in rows) for code, labels in groups.items()},
            denominators={
                code: np.array([figures_of[row] for row in rows]) for code, figures_of in denominators.items()
            },
        )
    except KeyError as error:
        raise _damaged(file, str(error)) from error


def _read_weights(file: File, framework: CompositeFramework, last: IndicatorTable) -> dict[str, FloatArray]:
    table = _read(file, ("group", "code", "unit", "period", "weight", "share"))
    given: dict[tuple[str, str, Row], float] = {}
    for row in table.rows:
        key = (row["group"], row["code"], Row(row["unit"], row["period"]))
        given[key] = _figure(file, row["weight"])
    weights: dict[str, FloatArray] = {}
    everybody = Row("", "")
    try:
        for group in dict.fromkeys(row["group"] for row in table.rows):
            children = [child.code for child in framework.children[group]]
            if (group, children[0], everybody) in given:
                weights[group] = np.array([given[group, child, everybody] for child in children])
            else:
                weights[group] = np.array(
                    [[given[group, child, row] for child in children] for row in last.rows]
                )
    except KeyError as error:
        raise _damaged(file, str(error)) from error
    return weights


def _read_treatment(file: File) -> tuple[ChangedCell, ...]:
    columns = ("unit", "period", "code", "before", "after", "reason", "skewness", "kurtosis")
    if file.content.count(b"\n") < 2:
        # Nothing was changed: the head alone is no table for the reader of tables.
        return ()
    table = read_table(file.content, name=file.shown, required=columns)
    return tuple(
        ChangedCell(
            Row(row["unit"], row["period"]),
            row["code"],
            _figure(file, row["before"]),
            _figure(file, row["after"]),
            row["reason"],
            _figure(file, row["skewness"]),
            _figure(file, row["kurtosis"]),
        )
        for row in table.rows
    )
