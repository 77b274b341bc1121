"""How sure ranks are, in a bundle: the record of a result of “chiso robustness” about a run, and its tables.

    robustness.json   what was varied, seed, stream, number of runs, what is exact, digests of the inputs
    histogram.csv     unit, period, rank, count: in how many runs the unit had the rank
    pairs.csv         unit, other, above, below: in how many runs it scored higher, lower than the other;
                      of a panel with the period behind both
    errors.csv        the errors of the data, where a file holds them

Here is looked at what whole numbers tell without making a run: whether the record is one, names the inputs
that are there, and whether the tables hold every ranked unit and every run once. That the runs give these
counts is for `chiso.publication.recounting`, which asks for NumPy; this part does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from chiso.language import text
from chiso.problems import BadInput, Place, Problem, quote
from chiso.publication.manifest import sha256_of
from chiso.publication.members import ERRORS, HISTOGRAM, PAIRS, ROBUSTNESS_RECORD, Files, record_of_run
from chiso.publication.records import SHA256_PATTERN, Line, Malformed, Record, is_line, read_record
from chiso.publication.rows import cells_of
from chiso.publication.subjects import Subject, Subjects
from chiso.publication.work_of_robustness import MOST_WORK, bound_in_words, is_parquet, work_asked
from chiso.robustness.specification import Specification

HISTOGRAM_COLUMNS = ["unit", "period", "rank", "count"]
PAIR_COLUMNS = ["unit", "other", "above", "below"]
PAIR_COLUMNS_OF_PANEL = ["unit", "other", "period", "above", "below"]


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
    """A result whose record and tables are sound, of one period. `counts`: unit -> rank -> runs; `pairs`: two
    units -> runs in which the first scored higher, lower."""

    record: PublishedRobustness
    varied: Specification
    counts: Mapping[str, Mapping[int, int]]
    pairs: Mapping[tuple[str, str], tuple[int, int]]


def read_robustness(files: Files, period: str = "") -> RobustnessRead:
    """A result that was verified; of a panel that of one period. Raises ValueError where it is not sound."""
    record = read_record(PublishedRobustness, files[ROBUSTNESS_RECORD])
    counts: dict[str, dict[int, int]] = {}
    for unit, of, rank, count in _rows(files[HISTOGRAM], HISTOGRAM_COLUMNS):
        if of == period:
            counts.setdefault(unit, {})[int(rank)] = int(count)
    pairs = {
        (unit, other): (int(above), int(below))
        for unit, other, of, above, below in _pairs(files[PAIRS], is_panel=bool(period))
        if of == period
    }
    return RobustnessRead(record, record.varied, counts, pairs)


def find_faults_of_robustness(
    files: Files, run: Files, subjects: Subjects, place: Place, room: int = MOST_WORK
) -> Iterator[Problem]:
    """Everything that is wrong with a result about a run, as far as it is seen without making a run.

    `files` are those of the result, `place` its folder in the bundle; `subjects` what the run has; `room` is
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
    record_name, content = record_of_run(run)
    inputs = {record_name: sha256_of(content)}
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
    subject = subjects.get(record.league)
    if subject is None:
        yield _malformed(place, "league", record.league)
        return
    try:
        asked = work_asked(record.runs, varied, subject, files.get(ERRORS))
    except BadInput as refused:
        first = refused.problems[0]
        yield Problem("CH-8210", _at(place, ERRORS), first.found, first.expected, first.mend)
        return
    for one in asked.beyond(room):
        yield Problem("CH-8217", _at(place, ROBUSTNESS_RECORD), one, *bound_in_words())
    yield from _find_faults_of_histogram(files[HISTOGRAM], subject, record, _at(place, HISTOGRAM))
    yield from _find_faults_of_pairs(files[PAIRS], subject, record, _at(place, PAIRS))


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
    table: bytes, subject: Subject, record: PublishedRobustness, place: Place
) -> Iterator[Problem]:
    """Every ranked unit has each of the runs once, at ranks that there are, each rank once."""
    runs: dict[tuple[str, str], int] = {}
    before = (("", ""), 0)
    try:
        for unit, period, rank, count in _rows(table, HISTOGRAM_COLUMNS):
            row, most = (period, unit), subject.units_of_periods.get(period, 0)
            if not 1 <= int(rank) <= most or int(count) < 1 or (row, int(rank)) <= before:
                raise ValueError(unit)
            before = (row, int(rank))
            runs[row] = runs.get(row, 0) + int(count)
    except ValueError as error:
        yield _not_whole(place, quote(error))
        return
    if list(runs) != list(subject.rows) or record.units != len(subject.rows):
        yield _not_whole(place, "")
        return
    for (_, unit), counted in runs.items():
        if counted != record.runs:
            yield _not_whole(place, f"{unit}: {counted} ≠ {record.runs}")
            return


def _find_faults_of_pairs(
    table: bytes, subject: Subject, record: PublishedRobustness, place: Place
) -> Iterator[Problem]:
    """Every two ranked units of a period once, and no more runs than there are."""
    wanted = (
        (one, other, period)
        for at, (period, one) in enumerate(subject.rows)
        for its, other in subject.rows[at + 1 :]
        if its == period
    )
    try:
        for unit, other, period, above, below in _pairs(table, is_panel=subject.is_panel):
            counts = (int(above), int(below))
            is_next = (unit, other, period) == next(wanted, None)
            if not is_next or min(counts) < 0 or sum(counts) > record.runs:
                raise ValueError(f"{unit} {other}")
    except ValueError as error:
        yield _not_whole(place, quote(error))
        return
    if next(wanted, None) is not None:
        yield _not_whole(place, "")


def _pairs(table: bytes, *, is_panel: bool) -> Iterator[list[str]]:
    """The rows of pairs with their period, empty where there is no panel. Raises ValueError."""
    if is_panel:
        yield from _rows(table, PAIR_COLUMNS_OF_PANEL)
        return
    for unit, other, *counts in _rows(table, PAIR_COLUMNS):
        yield [unit, other, "", *counts]


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
