"""A run: what was scored, from what, with what result; written as a folder and computed again.

    run.json              software, frameworks and hashes, rule kinds, period, layer, leagues
    ranking.csv  scores.csv  classes.csv  trace.json
    inputs/framework.json answers.csv units.csv      the inputs as read
    inputs/estimates.csv  estimates.json  intervals.csv   where answers rest on estimates of a survey
    withheld.csv          values that are not published (0600), if there are any

No clock, no paths: the same inputs give the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from chiso.figures import NotANumber, parse_written
from chiso.frameworks.document import canonical_json
from chiso.frameworks.loader import framework_from_tree
from chiso.frameworks.model import Framework
from chiso.language import text
from chiso.periods import Period, parse_period
from chiso.problems import BadInput, Place, Problem, Report, quote
from chiso.scoring.answers import Answers, Attested
from chiso.scoring.estimates import Estimates, write_estimates
from chiso.scoring.estimates_reading import read_estimates
from chiso.scoring.intervals import Intervals, intervals_of, write_intervals
from chiso.scoring.layers import LAYERS, Layer
from chiso.scoring.leagues import League, assign_units, check_codes, leagues_of
from chiso.scoring.programme import Programme, leagues_of_programme, programme_from_tree
from chiso.scoring.reading import read_answers
from chiso.scoring.result import Result
from chiso.scoring.run_files import read_files, write_folder
from chiso.scoring.run_record import FORMAT, record_of
from chiso.scoring.run_tables import (
    SCORES_COLUMNS,
    write_answers,
    write_classes,
    write_ranking,
    write_scored_units,
    write_scores,
)
from chiso.scoring.score import score_league
from chiso.scoring.trace import trace_record
from chiso.scoring.withheld import FILE as WITHHELD_FILE
from chiso.scoring.withheld import read_withheld, withhold, write_withheld
from chiso.tables import read_table
from chiso.units import Registry, read_units
from chiso.version import VERSION

RUN = "run.json"
TRACE = "trace.json"
FRAMEWORK = "inputs/framework.json"
ANSWERS = "inputs/answers.csv"
UNITS = "inputs/units.csv"
RANKING = "ranking.csv"
SCORES = "scores.csv"
CLASSES = "classes.csv"
ESTIMATES = "inputs/estimates.csv"
ESTIMATES_RECORD = "inputs/estimates.json"
INTERVALS = "intervals.csv"
NEEDED = (RUN, FRAMEWORK, ANSWERS, UNITS, RANKING, SCORES)
_PRIVATE = 0o600
_THIS_SOFTWARE = f"chiso {VERSION}"
_SOFTWARE = re.compile(r"chiso [0-9A-Za-z.+!-]{1,60}\Z")


@dataclass(frozen=True)
class Scored:
    """All leagues of one period, scored from the same answers; `estimates` stand behind some of these."""

    results: tuple[Result, ...]
    answers: Answers
    programme: Programme | None = None
    estimates: Estimates | None = None

    @property
    def period(self) -> Period:
        """The period that was scored."""
        return self.results[0].period

    @property
    def layer(self) -> Layer | None:
        """The last layer that counted; None: the last of each answer."""
        return self.results[0].layer

    @cached_property
    def intervals(self) -> tuple[Intervals, ...]:
        """How sure the points and ranks of each league are; empty where no estimates are at hand."""
        if self.estimates is None:
            return ()
        return tuple(intervals_of(result, self.answers, self.estimates) for result in self.results)

    def _repr_html_(self) -> str:
        return "".join(result._repr_html_() for result in self.results)


@dataclass(frozen=True)
class Run:
    """A run that was written; `files` by their names in its folder."""

    files: Mapping[str, bytes]

    @cached_property
    def scored(self) -> Scored:
        """The results, computed again from the inputs of the run. Raises BadInput."""
        return _score_again(self.files)

    @property
    def period(self) -> Period:
        """The period that was scored."""
        return self.scored.period

    @property
    def results(self) -> tuple[Result, ...]:
        """The results of all leagues."""
        return self.scored.results

    def _repr_html_(self) -> str:
        return self.scored._repr_html_()

    def text(self, name: str) -> str:
        """One file as text."""
        return self.files[name].decode("utf-8")


def score_all(
    measured_by: Framework | Programme | Sequence[League],
    answers: Answers,
    registry: Registry,
    period: Period,
    *,
    layer: Layer | None = None,
) -> Scored:
    """Score every league of a framework or programme. Raises BadInput (CH-3010, CH-3011)."""
    programme = measured_by if isinstance(measured_by, Programme) else None
    leagues = leagues_for(measured_by)
    report = Report()
    present = registry.as_of(period.reference_day)
    assignment = assign_units(leagues, present, report)
    check_codes(assignment, present, report)
    report.stop_if_any()
    results = tuple(
        score_league(league, answers, assignment.members(league, present), period, layer=layer)
        for league in leagues
    )
    return Scored(results, answers, programme)


def leagues_for(measured_by: Framework | Programme | Sequence[League]) -> tuple[League, ...]:
    """The leagues of whatever units are measured by."""
    if isinstance(measured_by, Framework):
        return leagues_of(measured_by)
    if isinstance(measured_by, Programme):
        return leagues_of_programme(measured_by)
    return tuple(measured_by)


def write_run(scored: Scored, directory: Path, *, force: bool = False) -> Run:
    """Write a run as a folder, whole or not at all.

    Raises WrongCall (CH-5004: something is there, and `force` is not given; CH-3030: what is there
    is no run and is not replaced) and CannotWrite.
    """
    earlier = directory / WITHHELD_FILE
    kept = read_withheld(earlier.read_bytes()) if force and earlier.is_file() else ()
    rows, taken = withhold(scored.answers.rows, kept)
    published = replace(scored, answers=replace(scored.answers, rows=rows))
    files = _published_files(published, _THIS_SOFTWARE)
    files[TRACE] = _compact_json(trace_record(scored.results))
    modes = {}
    if taken:
        files[WITHHELD_FILE] = write_withheld(taken).encode("utf-8")
        modes[WITHHELD_FILE] = _PRIVATE
    write_folder(directory, files, marker=RUN, modes=modes, force=force)
    return Run(files)


def read_run(directory: Path) -> Run:
    """The run in a folder. Raises BadInput if it is none."""
    names = (*NEEDED, CLASSES, INTERVALS, ESTIMATES, ESTIMATES_RECORD, TRACE)
    return Run(read_files(directory, names, needed=NEEDED))


def recompute(inputs: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Every published file of a run but its trace as it must be, from its own inputs.

    Needed: run.json, inputs/framework.json, inputs/answers.csv, inputs/units.csv; and scores.csv
    where answers are withheld: the points of such leaves are taken from there, everything that
    rests on them is computed; and the estimates behind the answers where the run has them. Of run.json
    only period, layer and software are believed. The inputs come back in the one notation in which they
    are written. Raises BadInput if they cannot be scored.
    """
    return published_files_of(Run(inputs))


def published_files_of(run: Run) -> Mapping[str, bytes]:
    """What `recompute` gives, from a run whose results somebody also wants; raises BadInput as it does."""
    stated = _parse(run.files[RUN], RUN).get("software")
    software = stated if isinstance(stated, str) and _SOFTWARE.match(stated) else _THIS_SOFTWARE
    return _published_files(run.scored, software)


def _tables(scored: Scored) -> dict[str, bytes]:
    tables = {RANKING: write_ranking(scored.results), SCORES: write_scores(scored.results)}
    classes = write_classes(scored.results)
    if classes is not None:
        tables[CLASSES] = classes
    if scored.estimates is not None:
        tables[INTERVALS] = write_intervals(tuple(zip(scored.results, scored.intervals, strict=True)))
    return {name: table.encode("utf-8") for name, table in tables.items()}


def _published_files(scored: Scored, software: str) -> dict[str, bytes]:
    """The files of a run that a bundle holds: all but the trace, which anyone can make again."""
    frameworks = {result.framework.key: result.framework.tree for result in scored.results}
    programme = scored.programme.tree if scored.programme else None
    inputs = {
        FRAMEWORK: canonical_json({"programme": programme, "frameworks": frameworks}),
        ANSWERS: write_answers(scored.answers.rows, scored.period.written).encode("utf-8"),
        UNITS: write_scored_units(scored.results).encode("utf-8"),
    }
    if scored.estimates is not None:
        inputs[ESTIMATES] = write_estimates(scored.estimates.rows, scored.period.written).encode("utf-8")
        if scored.estimates.record is not None:
            inputs[ESTIMATES_RECORD] = scored.estimates.record.to_bytes()
    record = record_of(scored, inputs, software)
    return {RUN: _readable_json(record), **_tables(scored), **inputs}


def _readable_json(record: object) -> bytes:
    return (json.dumps(record, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode("utf-8")


def _compact_json(record: object) -> bytes:
    written = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return (written + "\n").encode("utf-8")


def read_estimates_of(files: Mapping[str, bytes]) -> Estimates:
    """The estimates of a run that has them. Raises BadInput with every problem of what it rests on."""
    return _read_inputs(files).estimates_behind()


@dataclass(frozen=True)
class _Inputs:
    """The inputs of a run, read."""

    files: Mapping[str, bytes]
    measured_by: tuple[League, ...]
    programme: Programme | None
    registry: Registry
    period: Period
    layer: Layer | None
    answers: Answers

    def estimates_behind(self) -> Estimates:
        return read_estimates(
            self.files[ESTIMATES],
            self.files.get(ESTIMATES_RECORD),
            self.measured_by,
            self.registry,
            self.period,
            self.answers,
            name=ESTIMATES,
            record_name=ESTIMATES_RECORD,
        )


def _score_again(files: Mapping[str, bytes]) -> Scored:
    """Results from the inputs of a run; withheld leaves take the points that are given."""
    read = _read_inputs(files)
    scored = score_all(read.measured_by, read.answers, read.registry, read.period, layer=read.layer)
    estimates = read.estimates_behind() if ESTIMATES in files else None
    return replace(scored, programme=read.programme, estimates=estimates)


def _read_inputs(files: Mapping[str, bytes]) -> _Inputs:
    record = _parse(files[RUN], RUN)
    period, layer = _period_and_layer(record)
    measured_by, programme = _measured_by(files[FRAMEWORK])
    registry, report = read_units(files[UNITS], name=UNITS)
    report.stop_if_any()
    if files[ANSWERS].count(b"\n") < 2:  # a header only: nobody answered
        answers = Answers()
    else:
        answers, report = read_answers(files[ANSWERS], measured_by, registry, period, name=ANSWERS, sign=".")
        report.stop_if_any()
    if any(row.status == "withheld" for row in answers.rows):
        answers = replace(answers, attested=_attested(files.get(SCORES, b""), record, registry))
    return _Inputs(files, measured_by, programme, registry, period, layer, answers)


# A bundle of many periods holds the same framework in most of its runs.
@lru_cache(maxsize=8)
def _measured_by(framework_file: bytes) -> tuple[tuple[League, ...], Programme | None]:
    document = _parse(framework_file, FRAMEWORK)
    trees = document.get("frameworks")
    if not isinstance(trees, Mapping) or not trees:
        raise _not_understood(FRAMEWORK, "frameworks")
    frameworks = {key: framework_from_tree(tree, name=f"{FRAMEWORK} {key}") for key, tree in trees.items()}
    for key, framework in frameworks.items():
        if framework.key != key:
            raise _not_understood(FRAMEWORK, key)
    if document.get("programme") is None:
        if len(frameworks) != 1:
            raise _not_understood(FRAMEWORK, "programme")
        return leagues_of(next(iter(frameworks.values()))), None
    programme = programme_from_tree(document["programme"], name=FRAMEWORK)
    if {league.framework for league in programme.leagues} != set(frameworks):
        raise _not_understood(FRAMEWORK, "programme")
    return leagues_of_programme(programme, frameworks.__getitem__), programme


def _period_and_layer(record: Mapping[str, Any]) -> tuple[Period, Layer | None]:
    written, stated = record.get("period"), record.get("layer")
    if record.get("format") != FORMAT or not isinstance(written, str):
        raise _not_understood(RUN, "format" if record.get("format") != FORMAT else "period")
    layer = next((layer for layer in LAYERS if layer == stated), None)
    if layer != stated:
        raise _not_understood(RUN, "layer")
    return parse_period(written), layer


def _attested(scores: bytes, record: Mapping[str, Any], registry: Registry) -> dict[str, dict[str, Attested]]:
    """uid -> code -> the points as published; exact ones where the published figure was rounded."""
    exact = {
        (entry.get("unit"), entry.get("code")): entry.get("points")
        for entry in record.get("attested", ())
        if isinstance(entry, Mapping)
    }
    attested: dict[str, dict[str, Attested]] = {}
    table = read_table(scores, name=SCORES, required=SCORES_COLUMNS)
    uids = {unit.code: [u.uid for u in registry if u.code == unit.code] for unit in registry}
    for row in table.rows:
        written = row["points"]
        stated = exact.get((row["unit"], row["code"]))
        try:
            points = parse_written(written) if written else None
            if points is not None and isinstance(stated, str):
                points = parse_written(stated)
        except NotANumber:
            raise _not_understood(SCORES, "points") from None
        for uid in uids.get(row["unit"], ()):
            attested.setdefault(uid, {})[row["code"]] = Attested(points, row["status"])
    return attested


def _parse(content: bytes, name: str) -> dict[str, Any]:
    try:
        tree = json.loads(content)
    except (ValueError, RecursionError):
        raise _not_understood(name, "") from None
    if not isinstance(tree, dict):
        raise _not_understood(name, "")
    return tree


def _not_understood(name: str, key: str) -> BadInput:
    return BadInput(
        [
            Problem(
                "CH-3031",
                Place(name, field=key),
                quote(""),
                text("Expected what “chiso score” writes into this file."),
                text("Score again; do not edit the files of a run."),
            )
        ]
    )
