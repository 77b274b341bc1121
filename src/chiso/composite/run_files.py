"""A run as a folder: one wide table a stage, weights, changed cells, ranking, and what it was made of.

Raw.csv, Denominated.csv, …   unit, [period,] one column a code; figures come back as the same floats
weights.csv                   group, code, unit, period, weight, share (unit empty: the weight of all)
treatment.csv                 unit, period, code, before, after, reason, skewness, kurtosis
ranking.csv                   unit, period, name, score, rank
units.csv                     unit, period, name, labels and denominators of each row of Raw.csv
plan.json                     framework, plan, their hashes, software, digests of the inputs
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import scipy

from chiso.composite.ranking import ordered_rows
from chiso.composite.run import RAW, STAGE_OF_STEP, CompositeRun
from chiso.composite.table import IndicatorTable
from chiso.tables import write_table
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
    files[MARKER] = write_record(run, software())
    return {name: content.encode("utf-8") for name, content in files.items()}


def files_of_others(folder: Path) -> tuple[str, ...]:
    """What stands in a folder and no run has written, such as an audit; by name."""
    if not folder.is_dir():
        return ()
    return tuple(sorted(path.name for path in folder.iterdir() if path.name not in _FILES))


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


def software() -> dict[str, str]:
    """What computes here: the program, and the libraries on which last digits depend."""
    return {"chiso": VERSION, "numpy": np.__version__, "scipy": scipy.__version__}


def write_record(run: CompositeRun, computed_by: Mapping[str, str]) -> str:
    """plan.json of a run that was computed by this software."""
    record: dict[str, object] = {
        "format": RUN_FORMAT,
        "framework": {
            "key": run.framework.key,
            "hash": run.framework.content_hash,
            "document": run.framework.tree,
        },
        "plan": run.framework.plan.tree,
        "plan_hash": run.framework.plan.content_hash,
        "stages": list(run.stages),
        "software": dict(computed_by),
        "inputs": dict(run.digests),
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"
