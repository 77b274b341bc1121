"""The sensitivity of ranks on the disk.

sensitivity.csv     output, unit, period, input, first, first_half_width, total, total_half_width, settled
shapley.csv         output, unit, period, input, effect, half_width, settled; where it was asked for
single_changes.csv  period, change, to, mean_shift, largest_shift, kendall, leaders, changes_leader
sensitivity.json    what was varied, seed, number of points, hashes: format chiso-sensitivity/1

`output` is `mean_shift` (of ranks, over all rows), `rank` or `score` of a unit. Half-widths are those of 95 %
intervals; an empty cell: the output does not vary, or a run leaves the unit without a score.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chiso.robustness.measured import Measured
from chiso.robustness.model import RankModel
from chiso.robustness.sensitivity.effects_of_runs import EffectsOfInputs
from chiso.robustness.sensitivity.estimating import Estimated
from chiso.robustness.sensitivity.of_ranks import Sensitivity
from chiso.robustness.sensitivity.one_at_a_time import Change
from chiso.robustness.sensitivity.outputs import named_outputs
from chiso.robustness.specification import Specification
from chiso.tables import write_table
from chiso.version import VERSION

FORMAT = "chiso-sensitivity/1"
INDICES, EFFECTS, CHANGES, RECORD = (
    "sensitivity.csv", "shapley.csv", "single_changes.csv", "sensitivity.json",
)  # fmt: skip
INDEX_COLUMNS = (
    "output", "unit", "period", "input", "first", "first_half_width", "total", "total_half_width", "settled",
)  # fmt: skip
EFFECT_COLUMNS = ("output", "unit", "period", "input", "effect", "half_width", "settled")
CHANGE_COLUMNS = (
    "period", "change", "to", "mean_shift", "largest_shift", "kendall", "leaders", "changes_leader",
)  # fmt: skip


def files_of(
    found: Sensitivity,
    changes: Sequence[Change],
    record: Mapping[str, Any],
    effects: EffectsOfInputs | None = None,
) -> dict[str, bytes]:
    """The files by their names; the same call gives the same bytes on one machine."""
    periods = [found.model.rows[section][0].period for section in found.model.sections]
    written = json.dumps(record, ensure_ascii=False, indent=2) + "\n"
    of_effects = {} if effects is None else {
        EFFECTS: write_table(EFFECT_COLUMNS, _effect_rows(effects)).encode()
    }  # fmt: skip
    return {
        INDICES: write_table(INDEX_COLUMNS, _index_rows(found)).encode(),
        **of_effects,
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
    found: Sensitivity,
    measured: Measured,
    spec: Specification,
    *,
    points: int,
    seed: int,
    effects: EffectsOfInputs | None = None,
) -> dict[str, Any]:
    """What a reader needs in order to make the files again. No clock, no path."""
    indices = found.indices
    shift = {
        name: {"first": _or_none(indices.first, at), "total": _or_none(indices.total, at)}
        for at, name in enumerate(found.inputs)
    }
    made = {
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
    if effects is not None:
        shares = {name: _or_none(effects.effects.share, at) for at, name in enumerate(effects.inputs)}
        made["shapley"] = {
            "way": "every set" if effects.effects.looks_at_every_set else "orders",
            "evaluations": effects.effects.evaluations,
            "mean_shift": {"variance": float(effects.effects.variance[0]), "inputs": shares},
        }
    return made


def _or_none(estimated: Estimated, at: int) -> dict[str, Any] | None:
    """The share that an input has of the variance of the mean shift."""
    value = float(estimated.value[at, 0])
    if math.isnan(value):
        return None
    return {
        "value": value,
        "half_width": float(estimated.half_width[at, 0]),
        "settled": bool(estimated.is_settled[at, 0]),
    }


def _outputs(model: RankModel) -> Iterator[tuple[int, tuple[str, str, str]]]:
    """Each output by its column: kind, unit, period."""
    for column, output in enumerate(named_outputs(model)):
        unit, period = ("", "") if output.row is None else output.row[:2]
        yield column, (output.kind, unit, period)


def _effect_rows(found: EffectsOfInputs) -> Iterator[tuple[str, ...]]:
    share = found.effects.share
    for output, names in _outputs(found.model):
        for at, name in enumerate(found.inputs):
            figures = (_written(float(one[at, output])) for one in (share.value, share.half_width))
            yield *names, name, *figures, "true" if share.is_settled[at, output] else "false"


def _index_rows(found: Sensitivity) -> Iterator[tuple[str, ...]]:
    first, total = found.indices.first, found.indices.total
    for output, names in _outputs(found.model):
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
