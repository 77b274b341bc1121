"""The runs behind a published histogram of ranks made again, and every count compared with what is published.

This asks for the libraries of the extra “statistics”. Where they are not installed, or the reader does not
want to wait, the histogram is *not checked*, and that is said; everything else is verified all the same.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal, TypeAlias

from chiso.language import Text, text
from chiso.problems import BadInput, Place, Problem, WrongCall, quote
from chiso.publication.members import ERRORS, HISTOGRAM, PAIRS, ROBUSTNESS_RECORD, Files
from chiso.publication.records import read_record
from chiso.publication.robustness import PublishedRobustness, find_faults_of_robustness
from chiso.publication.rows import cells_of
from chiso.publication.subjects import Subject, Subjects
from chiso.publication.work_of_robustness import MOST_WORK, work_asked
from chiso.robustness.specification import Specification
from chiso.survey.libraries import need_statistics

Progress: TypeAlias = Callable[[Text], None]
RecountState: TypeAlias = Literal["recomputed", "differs", "skipped", "no_libraries"]
_PARTS_TOLD = 10


@dataclass(frozen=True, slots=True)
class Recount:
    """What became of one result: of which run, its name, how many runs it has, what was done.

    `work`: what it asks for, in the units of `chiso.publication.work_of_robustness`.
    """

    run: str
    name: str
    runs: int
    state: RecountState
    work: int = 0


def recount(
    files: Files, run: Files, subjects: Subjects, *, bundle: str, run_name: str, name: str,
    say: Progress, is_wanted: bool = True, room: int = MOST_WORK,
) -> tuple[Recount, list[Problem]]:  # fmt: skip
    """Check one result about a run, and make its runs again if that `is_wanted` and can be done.

    `room` is the work that the other results of the bundle leave for it. Returns what was done, and every
    difference.
    """
    place = Place(f"{bundle}/runs/{run_name}/robustness/{name}")
    faults = list(find_faults_of_robustness(files, run, subjects, place, room))
    if faults:
        return Recount(run_name, name, 0, "differs"), faults
    record = read_record(PublishedRobustness, files[ROBUSTNESS_RECORD])
    subject = subjects[record.league]
    work = work_asked(record.runs, record.varied, subject, files.get(ERRORS)).work
    if not is_wanted:
        return Recount(run_name, name, record.runs, "skipped", work), []
    try:
        need_statistics()
    except WrongCall:
        return Recount(run_name, name, record.runs, "no_libraries", work), []
    found = list(_find_differences(record, files, subject, place, _told(say, name, record.runs)))
    return Recount(run_name, name, record.runs, "differs" if found else "recomputed", work), found


def files_for(varied: Specification, files: Files) -> dict[str, bytes]:
    """The errors in a result under the name that the specification has for them."""
    named = getattr(varied.data_error, "file", "")
    return {named: files[ERRORS]} if named else {}


def processors() -> int:
    """How many threads make runs; they change no count."""
    return os.cpu_count() or 1


def _told(say: Progress, name: str, runs: int) -> Callable[[int], None]:
    """Tell each tenth of the work."""
    told = 0

    def tell(done: int) -> None:
        nonlocal told
        part = _PARTS_TOLD * done // runs
        if part > told and done < runs:
            told = part
            say(text("Making the runs of “{name}” again: {done} of {runs}", name=name, done=done, runs=runs))

    return tell


def _find_differences(
    record: PublishedRobustness, files: Files, subject: Subject, place: Place, tell: Callable[[int], None]
) -> Iterator[Problem]:
    from chiso.robustness.recomputing import count_again

    varied = record.varied
    try:
        again = count_again(
            subject.source,
            varied,
            files_for(varied, files),
            seed=record.seed,
            runs=record.runs,
            threads=processors(),
            tell=tell,
        )
    except (BadInput, WrongCall) as refused:
        first = refused.problems[0]
        yield Problem(
            "CH-8215",
            Place(f"{place.file}/{ROBUSTNESS_RECORD}"),
            quote(f"{first.code} {first.where.in_language('en')} {first.found}".strip()),
            text("Expected inputs of which the runs can be made. {reason}", reason=first.expected),
            _mend(),
        )
        return
    for name, expected in ((HISTOGRAM, again.histogram), (PAIRS, again.pairs)):
        if files[name] != expected:
            yield _first_difference(files[name], expected, f"{place.file}/{name}")
    stated = record.model_dump(mode="json")
    for key, expected_value in again.facts.items():
        if stated[key] != expected_value:
            yield Problem(
                "CH-8214",
                Place(f"{place.file}/{ROBUSTNESS_RECORD}", field=key),
                quote(stated[key]),
                text("Expected “{value}”, as it follows from the inputs.", value=quote(expected_value)),
                _mend(),
            )


def _first_difference(found: bytes, expected: bytes, file: str) -> Problem:
    """The first row that differs, with what it has to be."""
    rows = zip_longest(cells_of(found), cells_of(expected))
    for number, (row, wanted) in enumerate(rows, start=1):
        if row != wanted:
            sentence = text("Expected this row: “{row}”.", row=quote(",".join(wanted or [])))
            return Problem("CH-8213", Place(file, number), quote(",".join(row or [])), sentence, _mend())
    sentence = text("Expected the table in the notation of chiso: commas, LF, UTF-8.")
    return Problem("CH-8213", Place(file), "", sentence, _mend())


def _mend() -> Text:
    return text("The published counts do not follow from specification, seed and inputs. Ask the publisher.")
