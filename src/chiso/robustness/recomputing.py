"""The histogram of a published result made again, from what was published: for whoever verifies it.

    count_again(source, spec, files, seed, runs)  →  histogram, pairs, and what follows of the calculation

`source` is the league as it was scored again from its own inputs, or the composite index as it was computed
again from its figures; `files` are the contents of the files that the specification names. Nothing that was
computed before is believed.

    histogram    histogram.csv of the result: unit, period, rank, count
    pairs        unit, other, above, below: in how many runs `unit` scored higher, lower; the rest are ties.
                 Of a panel the period stands behind both, and pairs are those of one period.

Both hold whole numbers alone, so that they are the same bytes on any machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chiso.composite.run import CompositeRun
from chiso.robustness.data_errors import data_errors
from chiso.robustness.from_composite import measured_composite
from chiso.robustness.from_scores import measured_scores
from chiso.robustness.model import RankModel
from chiso.robustness.opening import check_sampling
from chiso.robustness.results import Robustness, carry_out, scores_stated, write_histogram
from chiso.robustness.running import Counts
from chiso.robustness.specification import Specification
from chiso.robustness.whole_numbers import WEIGHT_BITS
from chiso.scoring.result import Result
from chiso.tables import write_table

PAIR_COLUMNS = ("unit", "other", "above", "below")
PAIR_COLUMNS_OF_PANEL = ("unit", "other", "period", "above", "below")


@dataclass(frozen=True)
class CountedAgain:
    """What came out. `facts`: what the specification made of the index, by the keys of a record."""

    histogram: bytes
    pairs: bytes
    facts: Mapping[str, Any]


def count_again(
    source: Result | CompositeRun,
    spec: Specification,
    files: Mapping[str, bytes],
    *,
    seed: int,
    runs: int,
    threads: int = 1,
    tell: Callable[[int], None] | None = None,
) -> CountedAgain:
    """Make the runs of a published result again. Raises BadInput and WrongCall where they cannot be made."""
    errors = data_errors(spec.data_error, files, seed, as_tables=isinstance(source, CompositeRun))
    if isinstance(source, CompositeRun):
        measured = measured_composite(source, spec, errors, seed=seed)
    else:
        measured = measured_scores(source, spec, errors)
    check_sampling(measured, spec, runs)
    made = carry_out(measured, spec, runs=runs, seed=seed, threads=threads, tell=tell)
    model = measured.model
    is_panel = any(row.period for row in model.rows)
    columns = PAIR_COLUMNS_OF_PANEL if is_panel else PAIR_COLUMNS
    pairs = write_table(columns, _pair_rows(model, made.counts, is_panel=is_panel)).encode("utf-8")
    return CountedAgain(write_histogram(model, made.counts), pairs, _facts(made))


def _pair_rows(model: RankModel, counts: Counts, *, is_panel: bool) -> Iterator[tuple[str, ...]]:
    for section, counted in zip(model.sections, counts.sections, strict=True):
        rows, wins = model.rows[section], counted.wins.sum(axis=0).tolist()
        for one, row in enumerate(rows):
            period = (row.period,) if is_panel else ()
            for other in range(one + 1, len(rows)):
                yield row.unit, rows[other].unit, *period, str(wins[one][other]), str(wins[other][one])


def _facts(made: Robustness) -> dict[str, Any]:
    model = made.measured.model
    return {
        "stream": made.stream.name,
        "runs": made.runs,
        "numbers_of_run": model.numbers_of_run,
        "units": len(model.rows),
        "indicators": len(model.indicators),
        "strata": model.choices.strata,
        "tables_of_data": made.measured.tables,
        "weight_bits": WEIGHT_BITS,
        "scores": scores_stated(made),
    }
