"""The sensitivity of ranks on the disk.

sensitivity.csv     output, unit, period, input, first, first_half_width, total, total_half_width, settled
single_changes.csv  period, change, to, mean_shift, largest_shift, kendall, leaders, changes_leader
sensitivity.json    what was varied, seed, number of points, hashes: format chiso-sensitivity/1

`output` is `mean_shift` (of ranks, over all rows) or `rank` of a unit. Half-widths are those of 95 %
intervals; an empty cell: the output does not vary.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chiso.robustness.measured import Measured
from chiso.robustness.sensitivity.indices import Estimated
from chiso.robustness.sensitivity.of_ranks import Sensitivity
from chiso.robustness.sensitivity.one_at_a_time import Change
from chiso.robustness.specification import Specification
from chiso.tables import write_table
from chiso.version import VERSION

FORMAT = "chiso-sensitivity/1"
INDICES, CHANGES, RECORD = "sensitivity.csv", "single_changes.csv", "sensitivity.json"
INDEX_COLUMNS = (
    "output", "unit", "period", "input", "first", "first_half_width", "total", "total_half_width", "settled",
)  # fmt: skip
CHANGE_COLUMNS = (
    "period", "change", "to", "mean_shift", "largest_shift", "kendall", "leaders", "changes_leader",
)  # fmt: skip


def files_of(found: Sensitivity, changes: Sequence[Change], record: Mapping[str, Any]) -> dict[str, bytes]:
    """The files by their names; the same call gives the same bytes on one machine."""
    periods = [found.model.rows[section][0].period for section in found.model.sections]
    written = json.dumps(record, ensure_ascii=False, indent=2) + "\n"
    return {
        INDICES: write_table(INDEX_COLUMNS, _index_rows(found)).encode(),
        CHANGES: write_table(
            CHANGE_COLUMNS,
            (
                (
                    periods[one.section], one.what, one.to, _written(one.mean_shift), str(one.largest_shift),
                    _written(one.kendall), " ".join(one.leaders), "true" if one.changes_leader else "false",
                )
                for one in changes
            ),
        ).encode(),
        RECORD: written.encode(),
    }  # fmt: skip


def record_of(
    found: Sensitivity, measured: Measured, spec: Specification, *, points: int, seed: int
) -> dict[str, Any]:
    """What a reader needs in order to make the files again. No clock, no path."""
    indices = found.indices
    shift = _as_record(found, 0)
    return {
        "format": FORMAT,
        "software": f"chiso {VERSION}",
        "source": dict(measured.source),
        "specification": spec.as_record(),
        "inputs": dict(measured.digests),
        "seed": seed,
        "points": points,
        "evaluations": indices.evaluations,
        "units": len(found.model.rows),
        "mean_shift": {"variance": float(indices.variance[0]), "inputs": shift},
    }


def _as_record(found: Sensitivity, output: int) -> dict[str, Any]:
    return {
        name: {
            "first": _or_none(found.indices.first, at, output),
            "total": _or_none(found.indices.total, at, output),
        }
        for at, name in enumerate(found.inputs)
    }


def _or_none(estimated: Estimated, at: int, output: int) -> dict[str, Any] | None:
    value = float(estimated.value[at, output])
    if math.isnan(value):
        return None
    return {
        "value": value,
        "half_width": float(estimated.half_width[at, output]),
        "settled": bool(estimated.is_settled[at, output]),
    }


def _index_rows(found: Sensitivity) -> Iterator[tuple[str, ...]]:
    first, total = found.indices.first, found.indices.total
    outputs = [("mean_shift", "", ""), *(("rank", row.unit, row.period) for row in found.model.rows)]
    for output, names in enumerate(outputs):
        for at, name in enumerate(found.inputs):
            settled = bool(first.is_settled[at, output] and total.is_settled[at, output])
            yield (
                *names,
                name,
                *(
                    _written(float(part[at, output]))
                    for part in (first.value, first.half_width, total.value, total.half_width)
                ),
                "true" if settled else "false",
            )


def _written(value: float) -> str:
    return "" if math.isnan(value) else repr(value)
