"""How sure ranks are, in a bundle: the record of a result of “chiso robustness” about a run, and its tables.

    robustness.json   what was varied, seed, stream, number of runs, what is exact, digests of the inputs
    histogram.csv     unit, period, rank, count: in how many runs the unit had the rank
    pairs.csv         unit, other, above, below: in how many runs it scored higher, lower than the other
    errors.csv        the errors of the data, where a file holds them

Here is looked at what whole numbers tell without making a run: whether the record is one, names the inputs
that are there, and whether the tables hold every ranked unit and every run once. That the runs give these
counts is for `chiso.publication.recounting`, which asks for NumPy; this part does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from chiso.language import text
from chiso.problems import BadInput, Place, Problem, quote
from chiso.publication.manifest import sha256_of
from chiso.publication.members import ERRORS, HISTOGRAM, PAIRS, ROBUSTNESS_RECORD, Files
from chiso.publication.records import SHA256_PATTERN, Line, Malformed, Record, is_line, read_record
from chiso.publication.rows import cells_of
from chiso.publication.work_of_robustness import MOST_WORK, bound_in_words, is_parquet, work_asked
from chiso.robustness.specification import Specification
from chiso.scoring.result import Result

HISTOGRAM_COLUMNS = ["unit", "period", "rank", "count"]
PAIR_COLUMNS = ["unit", "other", "above", "below"]


class ScoresStated(Record):
    """How exact the scores behind the ranks are, and a digest of the figures as whole numbers."""

    exact: bool
    places: Annotated[int, Field(ge=0)]
    rounded: bool
    sha256: Annotated[str, Field(pattern=SHA256_PATTERN)]


class PublishedRobustness(Record):
    """`robustness.json` in a bundle: from it, the run and the errors every count follows."""

    format: Literal["chiso-published-robustness/1"] = "chiso-published-robustness/1"
    league: Line
    specification: dict[str, Any]
    seed: Annotated[int, Field(ge=0)]
    stream: Line
    runs: Annotated[int, Field(ge=1)]
    numbers_of_run: Annotated[int, Field(ge=0)]
    units: Annotated[int, Field(ge=2)]
    indicators: Annotated[int, Field(ge=2)]
    strata: Annotated[int, Field(ge=1)]
    tables_of_data: Annotated[int, Field(ge=2)] | None
    weight_bits: Annotated[int, Field(ge=1)]
    scores: ScoresStated
    inputs: dict[str, Annotated[str, Field(pattern=SHA256_PATTERN)]]

    @property
    def varied(self) -> Specification:
        """The specification. Raises ValidationError where it is none."""
        return Specification.model_validate(self.specification)


@dataclass(frozen=True, slots=True)
class RobustnessRead:
    """A result whose record and tables are sound. `counts`: unit -> rank -> runs; `pairs`: two units -> runs
    in which the first scored higher, lower."""

    record: PublishedRobustness
    varied: Specification
    counts: Mapping[str, Mapping[int, int]]
    pairs: Mapping[tuple[str, str], tuple[int, int]]


def read_robustness(files: Files) -> RobustnessRead:
    """A result that was verified; raises ValueError where it is not sound."""
    record = read_record(PublishedRobustness, files[ROBUSTNESS_RECORD])
    counts: dict[str, dict[int, int]] = {}
    for unit, _, rank, count in _rows(files[HISTOGRAM], HISTOGRAM_COLUMNS):
        counts.setdefault(unit, {})[int(rank)] = int(count)
    pairs = {
        (unit, other): (int(above), int(below))
        for unit, other, above, below in _rows(files[PAIRS], PAIR_COLUMNS)
    }
    return RobustnessRead(record, record.varied, counts, pairs)


def find_faults_of_robustness(
    files: Files, run: Files, results: Sequence[Result], place: Place, room: int = MOST_WORK
) -> Iterator[Problem]:
    """Everything that is wrong with a result about a run, as far as it is seen without making a run.

    `files` are those of the result, `place` its folder in the bundle; `results` those of the run; `room` is
    how much work the other results of the bundle leave for this one.
    """
    missing = [name for name in (ROBUSTNESS_RECORD, HISTOGRAM, PAIRS) if name not in files]
    for name in missing:
        mend = text("Fetch the bundle again from its publisher.")
        yield Problem("CH-8210", _at(place, name), "", text("Expected this file beside the others."), mend)
    if missing:
        return
    try:
        record = read_record(PublishedRobustness, files[ROBUSTNESS_RECORD])
        varied = record.varied
    except Malformed as fault:
        yield _malformed(place, fault.field, fault.found)
        return
    except ValidationError:
        yield _malformed(place, "specification", "")
        return
    if varied.as_record() != record.specification or not all(map(is_line, words_in(record.specification))):
        yield _malformed(place, "specification", "")
        return
    inputs = {"run.json": sha256_of(run["run.json"])}
    if ERRORS in files:
        inputs[ERRORS] = sha256_of(files[ERRORS])
    named = getattr(varied.data_error, "file", "")
    if is_parquet(named):
        yield _malformed(place, "specification.data_error.file", quote(named))
        return
    if record.inputs != inputs or (ERRORS in files) != bool(named):
        yield Problem(
            "CH-8212",
            _at(place, ROBUSTNESS_RECORD, "inputs"),
            "",
            text("Expected the digests of the run and of the errors that stand beside it."),
            text("The result is about other figures than those of this bundle. Ask the publisher."),
        )
        return
    result = next((one for one in results if one.league.key == record.league), None)
    if result is None:
        yield _malformed(place, "league", record.league)
        return
    try:
        asked = work_asked(record.runs, varied, result, files.get(ERRORS))
    except BadInput as refused:
        first = refused.problems[0]
        yield Problem("CH-8210", _at(place, ERRORS), first.found, first.expected, first.mend)
        return
    for one in asked.beyond(room):
        yield Problem("CH-8217", _at(place, ROBUSTNESS_RECORD), one, *bound_in_words())
    ranked = sorted(row.unit.code for row in result.ranking if row.rank is not None)
    yield from _find_faults_of_histogram(files[HISTOGRAM], ranked, record, _at(place, HISTOGRAM))
    yield from _find_faults_of_pairs(files[PAIRS], ranked, record, _at(place, PAIRS))


def words_in(tree: object) -> Iterator[str]:
    """Every text in a record."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, Mapping):
        for value in tree.values():
            yield from words_in(value)
    elif isinstance(tree, (list, tuple)):
        for value in tree:
            yield from words_in(value)


def _find_faults_of_histogram(
    table: bytes, ranked: Sequence[str], record: PublishedRobustness, place: Place
) -> Iterator[Problem]:
    """Every ranked unit has each of the runs once, at ranks that there are, each rank once."""
    runs: dict[str, int] = {}
    before = ("", 0)
    try:
        for unit, period, rank, count in _rows(table, HISTOGRAM_COLUMNS):
            if period or not 1 <= int(rank) <= len(ranked) or int(count) < 1 or (unit, int(rank)) <= before:
                raise ValueError(unit)
            before = (unit, int(rank))
            runs[unit] = runs.get(unit, 0) + int(count)
    except ValueError as error:
        yield _not_whole(place, quote(error))
        return
    if list(runs) != list(ranked) or record.units != len(ranked):
        yield _not_whole(place, "")
        return
    for unit, counted in runs.items():
        if counted != record.runs:
            yield _not_whole(place, f"{unit}: {counted} ≠ {record.runs}")
            return


def _find_faults_of_pairs(
    table: bytes, ranked: Sequence[str], record: PublishedRobustness, place: Place
) -> Iterator[Problem]:
    """Every two ranked units once, and no more runs than there are."""
    wanted = ((one, other) for at, one in enumerate(ranked) for other in ranked[at + 1 :])
    try:
        for unit, other, above, below in _rows(table, PAIR_COLUMNS):
            counts = (int(above), int(below))
            if (unit, other) != next(wanted, None) or min(counts) < 0 or sum(counts) > record.runs:
                raise ValueError(f"{unit} {other}")
    except ValueError as error:
        yield _not_whole(place, quote(error))
        return
    if next(wanted, None) is not None:
        yield _not_whole(place, "")


def _rows(table: bytes, columns: list[str]) -> Iterator[list[str]]:
    """The rows of a table of just these columns. Raises ValueError."""
    rows = cells_of(table)
    if next(rows, None) != columns:
        raise ValueError(",".join(columns))
    for row in rows:
        if len(row) != len(columns):
            raise ValueError(",".join(row))
        yield row


def _not_whole(place: Place, found: str) -> Problem:
    return Problem(
        "CH-8211",
        place,
        found,
        text("Expected every ranked unit, in the order of their codes, with each run counted once."),
        text("The counts were changed after they were made. Ask the publisher."),
    )


def _malformed(place: Place, field: str, found: str) -> Problem:
    return Problem(
        "CH-8210",
        _at(place, ROBUSTNESS_RECORD, field),
        found,
        text("Expected the record in the notation of its format, version 1."),
        text("Fetch the bundle again; if it is from a later chiso, verify it with that one."),
    )


def _at(place: Place, name: str, field: str = "") -> Place:
    return Place(f"{place.file}/{name}", field=field)
