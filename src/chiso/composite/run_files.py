"""A run as a folder: one wide table a stage, weights, changed cells, ranking, and what it was made of.

Raw.csv, Denominated.csv, …   unit, [period,] one column a code; figures come back as the same floats
weights.csv                   group, code, unit, period, weight, share (unit empty: the weight of all)
treatment.csv                 unit, period, code, before, after, reason, skewness, kurtosis
ranking.csv                   unit, period, name, score, rank
units.csv                     unit, period, name, labels and denominators of each row of Raw.csv
plan.json                     framework, plan, their hashes, software, digests of the inputs

CH-8038 no folder of a run, or a damaged one
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
import scipy

from chiso.composite.plan_run import stage_names
from chiso.composite.ranking import ordered_rows
from chiso.composite.run import RAW, STAGE_OF_STEP, ChangedCell, CompositeRun
from chiso.composite.table import FloatArray, IndicatorTable, Row
from chiso.composite.tree import tree_of
from chiso.frameworks.composite.loader import composite_from_tree, plan_from_tree, with_plan
from chiso.frameworks.composite.model import CompositeFramework
from chiso.frameworks.composite.plan import PLAN_FORMAT
from chiso.language import Text, text
from chiso.problems import BadInput, Place, Problem, quote, reason_of
from chiso.tables import DEFAULT_LIMIT_BYTES, Table, read_table, write_table
from chiso.version import VERSION

RUN_FORMAT = "chiso-composite-run/1"
# The file by which a folder of this kind is known.
MARKER = "plan.json"
_FILES = frozenset(
    {f"{stage}.csv" for stage in (RAW, *STAGE_OF_STEP.values())}
    | {"weights.csv", "treatment.csv", "ranking.csv", "units.csv", MARKER}
)


def write_figure(figure: float) -> str:
    """The shortest text that reads back as the same float; empty for a missing figure."""
    return "" if math.isnan(figure) else repr(float(figure))


def files_of_run(run: CompositeRun) -> dict[str, bytes]:
    """The files of a run by their names; the same run gives the same bytes."""
    files = {f"{stage}.csv": _stage_text(table) for stage, table in run.stages.items()}
    files["weights.csv"] = write_table(
        ("group", "code", "unit", "period", "weight", "share"), _weights_rows(run)
    )
    files["treatment.csv"] = write_table(
        ("unit", "period", "code", "before", "after", "reason", "skewness", "kurtosis"),
        (
            (
                cell.row.unit,
                cell.row.period,
                cell.code,
                write_figure(cell.before),
                write_figure(cell.after),
                cell.reason,
                write_figure(cell.skewness),
                write_figure(cell.kurtosis),
            )
            for cell in run.treatment
        ),
    )
    files["ranking.csv"] = write_table(("unit", "period", "name", "score", "rank"), _ranking_rows(run))
    files["units.csv"] = _units_text(run)
    files[MARKER] = json.dumps(_record(run), ensure_ascii=False, indent=2) + "\n"
    return {name: content.encode("utf-8") for name, content in files.items()}


def files_of_others(folder: Path) -> tuple[str, ...]:
    """What stands in a folder and no run has written, such as an audit; by name."""
    if not folder.is_dir():
        return ()
    return tuple(sorted(path.name for path in folder.iterdir() if path.name not in _FILES))


def read_run(folder: Path) -> CompositeRun:
    """The run in a folder that “chiso composite” has written. Raises BadInput (CH-8038)."""
    record = _read_record(folder)
    try:
        framework = composite_from_tree(record["framework"]["document"], name=MARKER)
        plan = plan_from_tree({"format": PLAN_FORMAT, **record["plan"]}, framework, name=MARKER)
        digests = {str(what): str(digest) for what, digest in record["inputs"].items()}
        stages = [name for name in stage_names(plan) if name in record["stages"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise _damaged(folder / MARKER, str(error)) from error
    framework = with_plan(framework, plan)
    names, groups, denominators = _read_units(folder / "units.csv", framework)
    if stages != list(stage_names(plan)):
        raise _damaged(folder / MARKER, ", ".join(stages))
    indicators = tuple(node.code for node in framework.indicators)
    tables = {}
    for stage in stages:
        codes = tree_of(framework).nodes if stage == STAGE_OF_STEP["aggregate"] else indicators
        tables[stage] = _read_stage(folder / f"{stage}.csv", codes, groups, denominators)
    weights = _read_weights(folder / "weights.csv", framework, tables[stage_names(plan)[-1]])
    return CompositeRun(framework, tables, weights, _read_treatment(folder / "treatment.csv"), names, digests)


def _stage_text(table: IndicatorTable) -> str:
    is_panel = table.periods != ("",)
    head = ("unit", "period") if is_panel else ("unit",)
    return write_table(
        (*head, *table.codes),
        (
            (*(row if is_panel else row[:1]), *map(write_figure, figures))
            for row, figures in zip(table.rows, table.values.tolist(), strict=True)
        ),
    )


def _weights_rows(run: CompositeRun) -> Iterator[tuple[str, ...]]:
    rows = run.stages[list(run.stages)[-1]].rows
    for group, weights in run.weights.items():
        children = run.tree.children(group)
        if weights.ndim == 1:
            shares = weights / weights.sum()
            for child, weight, share in zip(children, weights, shares, strict=True):
                yield group, child, "", "", write_figure(weight), write_figure(share)
            continue
        for row, own in zip(rows, weights, strict=True):
            total = np.nansum(own)
            for child, weight in zip(children, own, strict=True):
                share = weight / total if total else math.nan
                yield group, child, row.unit, row.period, write_figure(weight), write_figure(share)


def _ranking_rows(run: CompositeRun) -> Iterator[tuple[str, ...]]:
    rows, scores = run.stages[list(run.stages)[-1]].rows, run.scores
    for at, place in ordered_rows(run):
        row = rows[at]
        name = run.names.get(row.unit, row.unit)
        yield row.unit, row.period, name, write_figure(scores[at]), str(place) if place else ""


def _units_text(run: CompositeRun) -> str:
    raw = run.stages[RAW]
    figures = list(raw.denominators.values())
    labels = list(raw.groups.values())
    return write_table(
        ("unit", "period", "name", *raw.groups, *raw.denominators),
        (
            (
                row.unit,
                row.period,
                run.names.get(row.unit, ""),
                *(by_row[at] for by_row in labels),
                *(write_figure(by_row[at]) for by_row in figures),
            )
            for at, row in enumerate(raw.rows)
        ),
    )


def _record(run: CompositeRun) -> dict[str, object]:
    return {
        "format": RUN_FORMAT,
        "framework": {
            "key": run.framework.key,
            "hash": run.framework.content_hash,
            "document": run.framework.tree,
        },
        "plan": run.framework.plan.tree,
        "plan_hash": run.framework.plan.content_hash,
        "stages": list(run.stages),
        "software": {"chiso": VERSION, "numpy": np.__version__, "scipy": scipy.__version__},
        "inputs": dict(run.digests),
    }


def _read_record(folder: Path) -> dict[str, dict[str, object]]:
    try:
        record = json.loads((folder / MARKER).read_bytes())
    except OSError as error:
        raise _damaged(folder / MARKER, reason_of(error)) from error
    except (ValueError, RecursionError) as error:
        raise _damaged(folder / MARKER, str(error)) from error
    if not isinstance(record, dict) or record.get("format") != RUN_FORMAT:
        raise _damaged(folder / MARKER, str(record.get("format")) if isinstance(record, dict) else "")
    return record


def _damaged(path: Path, found: str | Text) -> BadInput:
    return BadInput(
        [
            Problem(
                "CH-8038",
                Place(str(path)),
                found if isinstance(found, Text) else quote(found),
                text("Expected a folder that “chiso composite” has written, as it was written."),
                text("Compute the index again, and give the folder named with --out."),
            )
        ]
    )


def _read(path: Path, required: Iterable[str]) -> Table:
    return read_table(_content(path), name=str(path), required=tuple(required), optional=None)


def _content(path: Path) -> bytes:
    """The bytes of a file, one more than a table may have at most."""
    try:
        with path.open("rb") as stream:
            return stream.read(DEFAULT_LIMIT_BYTES + 1)
    except OSError as error:
        raise _damaged(path, reason_of(error)) from error


def _figure(path: Path, written: str) -> float:
    try:
        figure = float(written) if written else math.nan
    except ValueError as error:
        raise _damaged(path, written) from error
    if written and not math.isfinite(figure):
        raise _damaged(path, written)
    return figure


def _key(table: Table, cells: tuple[str, ...]) -> Row:
    period = cells[table.positions["period"]] if table.has("period") else ""
    return Row(cells[table.positions["unit"]], period)


def _read_units(
    path: Path, framework: CompositeFramework
) -> tuple[dict[str, str], dict[str, dict[Row, str]], dict[str, dict[Row, float]]]:
    """Names by unit; labels and denominators by code and row."""
    table = _read(path, ("unit", "period", "name"))
    keys = [_key(table, row.cells) for row in table.rows]
    names = {key.unit: row["name"] for key, row in zip(keys, table.rows, strict=True) if row["name"]}
    groups = {
        one.code: dict(zip(keys, table.column(one.code), strict=True))
        for one in framework.groupings
        if table.has(one.code)
    }
    denominators = {
        one.code: {
            key: _figure(path, written) for key, written in zip(keys, table.column(one.code), strict=True)
        }
        for one in framework.denominators
        if table.has(one.code)
    }
    return names, groups, denominators


def _read_stage(
    path: Path,
    codes: tuple[str, ...],
    groups: Mapping[str, Mapping[Row, str]],
    denominators: Mapping[str, Mapping[Row, float]],
) -> IndicatorTable:
    table = _read(path, ("unit",))
    found = tuple(column for column in table.columns if column not in ("unit", "period"))
    rows = tuple(_key(table, row.cells) for row in table.rows)
    if found != codes or len(set(rows)) != len(rows):
        raise _damaged(path, ", ".join(found))
    positions = [table.positions[code] for code in codes]
    figures = [[_figure(path, row.cells[position]) for position in positions] for row in table.rows]
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
        raise _damaged(path, str(error)) from error


def _read_weights(path: Path, framework: CompositeFramework, last: IndicatorTable) -> dict[str, FloatArray]:
    table = _read(path, ("group", "code", "unit", "period", "weight", "share"))
    given: dict[tuple[str, str, Row], float] = {}
    for row in table.rows:
        key = (row["group"], row["code"], Row(row["unit"], row["period"]))
        given[key] = _figure(path, row["weight"])
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
        raise _damaged(path, str(error)) from error
    return weights


def _read_treatment(path: Path) -> tuple[ChangedCell, ...]:
    columns = ("unit", "period", "code", "before", "after", "reason", "skewness", "kurtosis")
    content = _content(path)
    if content.count(b"\n") < 2:
        # Nothing was changed: the head alone is no table for the reader of tables.
        return ()
    table = read_table(content, name=str(path), required=columns)
    return tuple(
        ChangedCell(
            Row(row["unit"], row["period"]),
            row["code"],
            _figure(path, row["before"]),
            _figure(path, row["after"]),
            row["reason"],
            _figure(path, row["skewness"]),
            _figure(path, row["kurtosis"]),
        )
        for row in table.rows
    )
