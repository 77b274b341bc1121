"""From a model, a seed and a number of runs to a result, and the result as a folder.

ranks.csv          unit, period, name, rank, median, mean, low, high, then shares with their Monte Carlo
                   errors: p_first, p_top_k, p_moves_x, p_above_unit, each with a column `…_error`
histogram.csv      unit, period, rank, count: in how many runs the unit had the rank
pairs.csv          unit, other, period, count, share, error: in how many runs `unit` scored above `other`
choices.csv        how many runs took each alternative of each choice
robustness.json    what was read and varied, seed, stream, runs, what is exact, what is rounded, digests
errors.csv         the errors of the data as they were read, where a file holds them (or errors.parquet)
runs.parquet       on request: what each run chose and left out; any run can be made again by its number
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from chiso.language import LANGUAGES
from chiso.robustness.measured import Measured
from chiso.robustness.model import RankModel
from chiso.robustness.running import BLOCK, ROUND, Counts, count_runs
from chiso.robustness.specification import Specification
from chiso.robustness.streams import Stream, stream_of
from chiso.robustness.summary import Asked, RankSummary, Shares, largest_error, pair_shares, summarise
from chiso.robustness.transforms import FloatArray
from chiso.robustness.whole_numbers import WEIGHT_BITS
from chiso.tables import write_table
from chiso.version import VERSION

RESULT_FORMAT = "chiso-robustness-result/1"
MARKER = "robustness.json"
HISTOGRAM = "histogram.csv"
RUNS = "runs.parquet"
ERRORS = "errors.csv"
ERRORS_AS_PARQUET = "errors.parquet"
# Of many strata the runs come in small groups, which a larger block makes larger: with 500 drawn tables
# 16,384 runs at a time are twice as fast as 4,096; with nine strata they are no faster.
BLOCK_OF_STRATA = 4 * BLOCK
BLOCK_OF_TABLES = 16 * BLOCK
MANY_STRATA = 64


@dataclass(frozen=True)
class Robustness:
    """What came out. `sections`: one summary for each period."""

    measured: Measured
    spec: Specification
    seed: int
    stream: Stream
    counts: Counts
    sections: tuple[RankSummary, ...]
    asked: Asked
    stopped_at: float | None

    @property
    def runs(self) -> int:
        """How many runs were counted."""
        return self.counts.runs


def stream_for(model: RankModel, spec: Specification, seed: int) -> Stream:
    """The stream of numbers of all runs."""
    return stream_of(spec.sampling, seed, model.numbers_of_run)


def carry_out(
    measured: Measured,
    spec: Specification,
    *,
    runs: int,
    seed: int,
    threads: int = 1,
    enough: float | None = None,
    block: int | None = None,
    tell: Callable[[int], None] | None = None,
) -> Robustness:
    """Make the runs and sum them up. `enough`: end once no Monte Carlo error is larger."""
    model = measured.model
    stream = stream_for(model, spec, seed)
    asked = Asked(float(spec.told.level), spec.told.top, spec.told.moves)

    def is_enough(counts: Counts) -> bool:
        return enough is not None and largest_error(counts, measured.tables) <= enough

    counts = count_runs(
        model,
        stream,
        runs,
        block=block or _block_for(model.choices.strata),
        threads=threads,
        is_enough=None if enough is None else is_enough,
        tell=tell,
    )
    sections = tuple(
        summarise(counted, [row.rank for row in model.rows[section]], asked, measured.tables)
        for counted, section in zip(counts.sections, model.sections, strict=True)
    )
    return Robustness(measured, spec, seed, stream, counts, sections, asked, enough)


def _block_for(strata: int) -> int:
    if strata == 1:
        return BLOCK
    return BLOCK_OF_STRATA if strata <= MANY_STRATA else BLOCK_OF_TABLES


def write_histogram(model: RankModel, counts: Counts) -> bytes:
    """histogram.csv."""
    return write_table(("unit", "period", "rank", "count"), _histogram_rows(model, counts)).encode("utf-8")


def scores_stated(result: Robustness) -> dict[str, Any]:
    """How exact the scores behind the ranks are, and a digest of the tables that were met."""
    model = result.measured.model
    met = [model.form_of(stratum) for stratum in sorted(result.counts.strata)]
    kinds = [form.exactness for form in met]
    return {
        "exact": all(kind.is_exact for kind in kinds),
        "places": min(kind.places for kind in kinds),
        "rounded": any(kind.is_rounded for kind in kinds),
        "sha256": hashlib.sha256(b"".join(form.digest() for form in met)).hexdigest(),
    }


def files_of(result: Robustness) -> dict[str, bytes]:
    """The files of a result by their names, all but the runs; the same runs give the same bytes."""
    model = result.measured.model
    tables = {
        "ranks.csv": write_table(_rank_columns(result), _rank_rows(result)),
        "pairs.csv": write_table(("unit", "other", "period", "count", "share", "error"), _pair_rows(result)),
        "choices.csv": write_table(("choice", "alternative", "runs"), _choice_rows(model, result.counts)),
    }
    record = json.dumps(record_of(result), ensure_ascii=False, indent=2) + "\n"
    files = {name: content.encode() for name, content in (tables | {MARKER: record}).items()}
    files[HISTOGRAM] = write_histogram(model, result.counts)
    if result.measured.error_file is not None:
        files[error_file_of(result.spec)] = result.measured.error_file
    return files


def error_file_of(spec: Specification) -> str:
    """The name that the file of errors has in a result; empty where there is none."""
    named = getattr(spec.data_error, "file", "")
    if not named:
        return ""
    return ERRORS_AS_PARQUET if named.lower().endswith(".parquet") else ERRORS


def record_of(result: Robustness) -> dict[str, Any]:
    """What a reader needs in order to make the result again, and to know what it says and what not."""
    measured, model = result.measured, result.measured.model
    return {
        "format": RESULT_FORMAT,
        "software": {"chiso": VERSION},
        "source": dict(measured.source),
        "specification": result.spec.as_record(),
        "seed": result.seed,
        "stream": result.stream.name,
        "numbers_of_run": model.numbers_of_run,
        "runs": result.runs,
        "stopped_at_error": result.stopped_at,
        "units": len(model.rows),
        "indicators": len(model.indicators),
        "strata": model.choices.strata,
        "tables_of_data": measured.tables,
        "weight_bits": WEIGHT_BITS,
        "scores": scores_stated(result),
        "largest_error": largest_error(result.counts, measured.tables),
        "left_out": [{"unit": unit, "reason": reason} for unit, reason in measured.left_out],
        "assumptions": [
            {language: one.in_language(language) for language in LANGUAGES} for one in measured.assumptions
        ],
        "inputs": dict(measured.digests),
    }


def write_runs(result: Robustness, path: Path) -> None:
    """What each run chose, as Parquet in parts: run, one column a choice, left_out (codes with blanks)."""
    import pyarrow
    import pyarrow.parquet

    model, stream = result.measured.model, result.stream
    choices = model.choices.choices
    schema = pyarrow.schema(
        [
            ("run", pyarrow.int64()),
            *((choice.name, pyarrow.string()) for choice in choices),
            ("left_out", pyarrow.string()),
        ]
    )
    points = result.runs // stream.sets
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd", store_schema=False) as writer:
        for start in range(0, points, ROUND):
            for of_set in range(stream.sets):
                numbers = stream.numbers(start, min(ROUND, points - start), of_set)
                runs = (start + np.arange(len(numbers), dtype=np.int64)) * stream.sets + of_set
                taken = [choice.taken(numbers[:, place]) for place, choice in enumerate(choices)]
                columns: list[Any] = [runs]
                columns += [
                    [choice.alternatives[part] for part in parts.tolist()]
                    for choice, parts in zip(choices, taken, strict=True)
                ]
                columns.append(_left_out_words(model, model.left_out(numbers)))
                writer.write_table(pyarrow.table(dict(zip(schema.names, columns, strict=True)), schema))


def _left_out_words(model: RankModel, flags: Any) -> list[str]:
    return [" ".join(model.indicators[place] for place in np.flatnonzero(row)) for row in flags]


def _rank_columns(result: Robustness) -> tuple[str, ...]:
    shares = [
        "p_first",
        *(f"p_top_{k}" for k in result.asked.top),
        *(f"p_moves_{x}" for x in result.asked.moves),
        *(f"p_above_{unit}" for unit in result.spec.told.above),
    ]
    told = [name for share in shares for name in (share, f"{share}_error")]
    return ("unit", "period", "name", "rank", "median", "mean", "low", "high", *told)


def _rank_rows(result: Robustness) -> Iterator[tuple[str, ...]]:
    model = result.measured.model
    for section, summary, counted in zip(
        model.sections, result.sections, result.counts.sections, strict=True
    ):
        rows = model.rows[section]
        columns: list[Shares] = [summary.first, *summary.top.values(), *summary.moves.values()]
        pairs = pair_shares(counted, result.measured.tables)
        for unit in result.spec.told.above:
            columns.append(_above(pairs, [row.unit for row in rows], unit))
        for place in sorted(range(len(rows)), key=lambda at: (rows[at].rank, rows[at].unit)):
            row = rows[place]
            yield (
                row.unit,
                row.period,
                result.measured.names.get(row.unit, row.unit),
                str(row.rank),
                str(summary.median[place]),
                write_share(summary.mean[place]),
                str(summary.low[place]),
                str(summary.high[place]),
                *(write_share(value) for one in columns for value in (one.values[place], one.errors[place])),
            )


def _above(pairs: Shares, units: Sequence[str], unit: str) -> Shares:
    """How often each unit is above `unit`; NaN, an empty cell, where it is not ranked in the section."""
    if unit not in units:
        nothing: FloatArray = np.full(len(units), np.nan)
        return Shares(nothing, nothing)
    place = list(units).index(unit)
    return Shares(pairs.values[:, place], pairs.errors[:, place])


def write_share(value: float) -> str:
    """A share or mean in files: the shortest text that is this double; empty where there is none."""
    return "" if value != value else repr(float(value))


def _histogram_rows(model: RankModel, counts: Counts) -> Iterator[tuple[str, ...]]:
    for section, counted in zip(model.sections, counts.sections, strict=True):
        total = counted.histogram.sum(axis=0)
        for row, ranks in zip(model.rows[section], total.tolist(), strict=True):
            for place, count in enumerate(ranks):
                if count:
                    yield row.unit, row.period, str(place + 1), str(count)


def _pair_rows(result: Robustness) -> Iterator[tuple[str, ...]]:
    model = result.measured.model
    for section, counted in zip(model.sections, result.counts.sections, strict=True):
        rows = model.rows[section]
        shares = pair_shares(counted, result.measured.tables)
        wins = counted.wins.sum(axis=0)
        for one, row in enumerate(rows):
            for other, against in enumerate(rows):
                if one != other:
                    yield (
                        row.unit, against.unit, row.period, str(wins[one, other]),
                        write_share(shares.values[one, other]), write_share(shares.errors[one, other]),
                    )  # fmt: skip


def _choice_rows(model: RankModel, counts: Counts) -> Iterator[tuple[str, ...]]:
    taken: dict[tuple[int, int], int] = {}
    for stratum, runs in counts.strata.items():
        for place, part in enumerate(model.choices.parts_of(stratum)):
            taken[place, part] = taken.get((place, part), 0) + runs
    for place, choice in enumerate(model.choices.choices):
        for part, name in enumerate(choice.alternatives):
            yield choice.name, name, str(taken.get((place, part), 0))
