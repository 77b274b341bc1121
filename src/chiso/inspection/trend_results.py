"""What `chiso inspection trend` answers: rounds of visits one after another, as `trend` compares them.

format: chiso-inspection-rounds/1
rounds:                       in their order, two or more; files from the folder of this one
- name: '2025'
  draw: 2025/draw             the folder of the draw
  findings: 2025/found.csv
  frame: 2025/frame.csv
  plan: 2025/plan.yaml
  second: 2025/second/draw    the folder of the draw of second visits; may be left out

CH-8857 rounds that are none
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from chiso.frameworks.faults import PlacedFault
from chiso.frameworks.records import read_record
from chiso.inspection.detection import Detection
from chiso.inspection.plan import Part
from chiso.inspection.results import COLUMNS, Answered, estimates_of, percent, record_of, told_of
from chiso.inspection.trend import Difference, Round, Step, trend_of
from chiso.inspection.words import NotEmpty
from chiso.language import Text, Value, text
from chiso.problems import BadInput, Place, Problem
from chiso.tables import write_table

FORMAT: Final = "chiso-inspection-rounds/1"
_CODE: Final = "CH-8857"
DIFFERENCE_COLUMNS: Final = (
    "difference", "difference_error", "difference_low", "difference_high",
    "corrected_difference", "corrected_difference_error", "corrected_difference_low",
    "corrected_difference_high", "same_places", "same_visited",
)  # fmt: skip


class RoundFiles(Part):
    """The files of one round."""

    name: NotEmpty
    draw: NotEmpty
    findings: NotEmpty
    frame: NotEmpty
    plan: NotEmpty
    second: NotEmpty | None = None


class Rounds(Part):
    """The rounds in their order."""

    format: Literal["chiso-inspection-rounds/1"] = FORMAT
    rounds: Annotated[tuple[RoundFiles, ...], Field(min_length=2)]


def answer_trend(path: Path, *, by: str | None, level: float) -> Answered:
    """The rounds of a file beside one another. Raises BadInput with every problem of the files."""
    told = read_record(path, Rounds, name=str(path), form=FORMAT, code=_CODE, check=_faults)
    rounds = _rounds(told, path.parent, by, level)
    steps = trend_of(rounds)
    detections = {one.name: one.detection for one in rounds}
    records = _records(steps, detections)
    return Answered(
        head=_head(),
        rows=[_for_eyes(one) for one in steps],
        table=trend_table(steps, detections),
        record={
            "level": level,
            "rounds": [{"name": one.name, "detection": told_of(one.detection)} for one in rounds],
            "rows": records,
        },
        remarks=list(remarks_of(steps)),
    )


def trend_table(steps: Sequence[Step], detections: Mapping[str, Detection]) -> str:
    """Rounds beside one another as CSV; `detections`: of each round by its name."""
    rows = [
        ["" if value is None else str(value) for value in one.values()] for one in _records(steps, detections)
    ]
    return write_table(("round", *COLUMNS, *DIFFERENCE_COLUMNS), rows)


def _records(steps: Sequence[Step], detections: Mapping[str, Detection]) -> list[dict[str, Any]]:
    return [
        {"round": one.round, **record_of(one.prevalence, detections[one.round]), **_told(one)}
        for one in steps
    ]


def _faults(rounds: Rounds) -> Iterator[PlacedFault]:
    names = [one.name for one in rounds.rounds]
    if len(set(names)) < len(names):
        expected = text("Expected a name of its own for every round.")
        yield PlacedFault(_CODE, ("rounds",), "", expected, text("Rename one of them."))


def _rounds(told: Rounds, folder: Path, by: str | None, level: float) -> list[Round]:
    rounds, problems, drawn = [], list[Problem](), dict[str, str]()
    for one in told.rounds:
        try:
            made = estimates_of(
                folder / one.draw, folder / one.findings, frame=folder / one.frame, plan=folder / one.plan,
                by=by, level=level, second=folder / one.second if one.second is not None else None,
            )  # fmt: skip
        except BadInput as refused:
            problems += refused.problems
        else:
            problems += _same_draw(one, drawn.setdefault(made.commitment, one.name))
            rounds.append(Round(one.name, made.rows, made.detection, made.frame, made.visited))
    if problems:
        raise BadInput(problems)
    return rounds


def _same_draw(one: RoundFiles, earlier: str) -> Iterator[Problem]:
    if earlier != one.name:
        expected = text("Expected a draw of its own for every round: errors of one draw do not add up.")
        mend = text("Name the folder of the draw of that round, or leave one of the two out.")
        yield Problem("CH-8857", Place(field="draw"), f"{earlier}, {one.name}", expected, mend)


def remarks_of(steps: list[Step]) -> Iterator[Text]:
    """How many places are the same from round to round, and what that means."""
    for before, now in pairwise(steps):
        if now.same_places is not None and now.prevalence.domain == steps[0].prevalence.domain:
            yield text(
                "{earlier} and {later}: {places} places are in both frames, {visited} were visited in both. "
                "Their draws are independent all the same.",
                earlier=before.round,
                later=now.round,
                places=now.same_places,
                visited=now.same_visited or 0,
            )


def _head() -> tuple[Text, ...]:
    return (
        text("where"), text("round"), text("visited"), text("by chance"), text("share, %"), text("error"),
        text("corrected, %"), text("difference, points"), text("error"), text("interval"),
    )  # fmt: skip


def _for_eyes(step: Step) -> list[Value]:
    one, change = step.prevalence, step.difference
    cells: list[Value] = [one.domain or text("all places"), step.round, one.visited, one.by_chance]
    cells += [percent(one.estimate) if one.estimate is not None else text("cannot say")]
    cells += [percent(one.error) if one.shows_spread else ""]
    cells += [percent(step.corrected.estimate) if step.corrected else ""]
    if change is None:
        return [*cells, "", "", ""]
    interval: Value = ""
    if change.low is not None and change.high is not None:
        interval = text("{low} to {high}", low=percent(change.low), high=percent(change.high))
    return [*cells, percent(change.value), percent(change.error), interval]


def _told(step: Step) -> dict[str, Any]:
    figures = (*_of(step.difference), *_of(step.corrected_difference), step.same_places, step.same_visited)
    return dict(zip(DIFFERENCE_COLUMNS, figures, strict=True))


def _of(one: Difference | None) -> tuple[float | None, ...]:
    return (None,) * 4 if one is None else (one.value, one.error, one.low, one.high)
