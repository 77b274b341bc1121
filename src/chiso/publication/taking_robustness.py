"""A result of “chiso robustness” taken into a bundle: whose run it is about, and whether it recomputes.

What is published is what recomputes: the runs are made again from record, run and errors, and what differs is
refused. Only what follows is taken: the record in its own notation, the histogram, the pairs, the errors.

    CH-8125 no result   CH-8216 not about a run of this bundle   CH-8217 too much work, errors in another form
    CH-8218 twice       CH-8213 counts that do not follow
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import ValidationError

from chiso.language import Text, text
from chiso.problems import BadInput, Place, Problem, quote
from chiso.publication.manifest import sha256_of
from chiso.publication.members import (
    ERRORS,
    HISTOGRAM,
    LARGEST_DOCUMENT,
    LARGEST_TABLE,
    PAIRS,
    ROBUSTNESS,
    ROBUSTNESS_RECORD,
    Files,
    is_composite,
    is_slug,
    make_slug,
    record_of_run,
)
from chiso.publication.reading import read_bytes
from chiso.publication.recomposing import find_composite_differences
from chiso.publication.records import is_line
from chiso.publication.recounting import files_for, processors
from chiso.publication.robustness import PublishedRobustness, words_in
from chiso.publication.subjects import Subject, Subjects, leagues_of, subjects_of_composite
from chiso.publication.work_of_robustness import bound_in_words, is_parquet, work_asked
from chiso.robustness.specification import Specification
from chiso.scoring.run import Run
from chiso.survey.libraries import need_statistics
from chiso.tables import read_table, write_table

if TYPE_CHECKING:
    from chiso.composite.run import CompositeRun

RESULT_FORMAT = "chiso-robustness-result/1"
Progress: TypeAlias = Callable[[Text], None]


def take_robustness(
    directory: Path, runs: Mapping[str, Files], progress: Progress | None, room: int
) -> tuple[dict[str, bytes], int]:
    """The members of a bundle for the result in a folder, and the work of verifying it.

    `runs`: the files of the runs by their names; `room`: the work that earlier results leave for this one.
    Raises BadInput with what keeps it from being published, and WrongCall (CH-5002).
    """
    need_statistics()
    record = _read_record(directory)
    place = Place(str(directory / ROBUSTNESS_RECORD))
    varied = Specification.model_validate(record["specification"])
    run_name, run = _run_of(record, runs, place)
    name = make_slug(directory.resolve().name)
    if not is_slug(name):
        expected = text("Expected a folder whose name has letters or digits.")
        raise BadInput([Problem("CH-8217", place, directory.name, expected, text("Rename it."))])
    if not all(map(is_line, words_in(varied.as_record()))):
        expected = text("Expected words on one line of visible characters.")
        raise BadInput(
            [Problem("CH-8217", place, "", expected, text("Correct the specification, and compute again."))]
        )
    if progress is not None:
        progress(text("Recomputing {run}", run=f"{run_name}, {name}"))
    files = _errors_of(directory, varied)
    subject = _subject_of(run, record, place)
    from chiso.robustness.recomputing import count_again

    # The bound is looked at before anything is computed.
    asked = work_asked(int(record["runs"]), varied, subject, files.get(ERRORS))
    if beyond := list(asked.beyond(room)):
        raise BadInput(Problem("CH-8217", place, one, *bound_in_words()) for one in beyond)
    again = count_again(
        subject.source,
        varied,
        files_for(varied, files),
        seed=int(record["seed"]),
        runs=int(record["runs"]),
        threads=processors(),
    )
    if read_bytes(directory / HISTOGRAM, limit=LARGEST_TABLE) != again.histogram:
        expected = text("Expected the histogram that follows from the record.")
        mend = text("Compute it again with “chiso robustness”.")
        raise BadInput([Problem("CH-8213", Place(str(directory / HISTOGRAM)), "", expected, mend)])
    taken = _record(record, varied, run, files, again.facts)
    members = {ROBUSTNESS_RECORD: taken.to_bytes(), HISTOGRAM: again.histogram, PAIRS: again.pairs, **files}
    folder = f"runs/{run_name}/{ROBUSTNESS}{name}"
    return {f"{folder}/{file}": content for file, content in members.items()}, asked.work


def _read_record(directory: Path) -> dict[str, Any]:
    """robustness.json as “chiso robustness” wrote it. Raises BadInput (CH-8125)."""
    path = directory / ROBUSTNESS_RECORD
    written = read_bytes(path, limit=LARGEST_DOCUMENT)
    try:
        record = json.loads(written)
        if record["format"] != RESULT_FORMAT:
            raise ValueError(record["format"])
        Specification.model_validate(record["specification"])
        facts = _facts_stated(record)
        int(record["seed"]), str(record["source"]["kind"]), dict(record["inputs"])
        PublishedRobustness(league="", specification={}, seed=int(record["seed"]), inputs={}, **facts)
    except (KeyError, TypeError, ValueError, AttributeError, ValidationError, RecursionError) as error:
        expected = text(
            "Expected the record of a result of “chiso robustness”, beside the inputs that it names."
        )
        mend = text("Take the file {name} as it was written, and the folders that belong to it.",
                    name=ROBUSTNESS_RECORD)  # fmt: skip
        raise BadInput(
            [Problem("CH-8125", Place(str(path)), type(error).__name__, expected, mend)]
        ) from error
    return dict(record)


def _facts_stated(record: Mapping[str, Any]) -> dict[str, Any]:
    names = ("stream", "runs", "numbers_of_run", "units", "indicators", "strata", "tables_of_data",
             "weight_bits", "scores")  # fmt: skip
    return {name: record[name] for name in names}


def _record(
    record: Mapping[str, Any], varied: Specification, run: Files, files: Files, facts: Mapping[str, Any]
) -> PublishedRobustness:
    name_of_record, content = record_of_run(run)
    inputs = {name_of_record: sha256_of(content)} | {
        name: sha256_of(content) for name, content in files.items()
    }
    return PublishedRobustness(
        league=str(record["source"].get("league") or ""),
        specification=varied.as_record(),
        seed=int(record["seed"]),
        inputs=inputs,
        **facts,
    )


def _run_of(record: Mapping[str, Any], runs: Mapping[str, Files], place: Place) -> tuple[str, Files]:
    """The run that a result is about. Raises BadInput (CH-8216)."""
    for name, files in runs.items():
        record_name, content = record_of_run(files)
        if record["inputs"].get(record_name) == sha256_of(content):
            return name, files
    expected = text("Expected a result about one of the runs that are published here.")
    mend = text("Give the folder of “chiso score” or “chiso composite” from which it was computed, too.")
    found = quote(record["source"].get("framework", ""))
    raise BadInput([Problem("CH-8216", place, found, expected, mend)])


def _subject_of(run: Files, record: Mapping[str, Any], place: Place) -> Subject:
    league = str(record["source"].get("league") or "")
    if is_composite(run):
        found: list[Subjects] = []

        def keep(made: CompositeRun) -> None:
            found.append(subjects_of_composite(made))

        # It was found to follow when it was taken, so nothing differs.
        list(find_composite_differences(run, bundle="", run="", composed=keep))
        (subjects,) = found
    else:
        subjects = leagues_of(Run(run).scored)
    if league in subjects:
        return subjects[league]
    expected = text("Expected a result about one of the runs that are published here.")
    mend = text("Give the folder of “chiso score” or “chiso composite” from which it was computed, too.")
    raise BadInput([Problem("CH-8216", place, league, expected, mend)])


def _errors_of(directory: Path, varied: Specification) -> dict[str, bytes]:
    """The file of errors, in the notation of chiso. Raises BadInput."""
    named = getattr(varied.data_error, "file", "")
    if not named:
        return {}
    if is_parquet(named):
        expected = text("Expected errors in a CSV table: a bundle holds no other.")
        mend = text("Write the draws as CSV, name that file in the specification, and compute again.")
        raise BadInput([Problem("CH-8217", Place(str(directory)), named, expected, mend)])
    content = read_bytes(directory / ERRORS, limit=LARGEST_TABLE)
    table = read_table(content, name=ERRORS, required=(), optional=None)
    return {ERRORS: write_table(table.columns, (row.cells for row in table.rows)).encode("utf-8")}
