"""What `chiso inspection prevalence` answers: estimates as a table for eyes, as CSV and as a record."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from chiso.inspection.detection import Detection, correct, estimate_detection
from chiso.inspection.findings import places_seen, read_findings
from chiso.inspection.frame import Frame
from chiso.inspection.prevalence import Prevalence, estimate_prevalence
from chiso.inspection.reading import read_drawn
from chiso.inspection.record import DrawRecord
from chiso.language import Text, Value, text
from chiso.problems import BadInput, Place, Problem
from chiso.tables import write_table

COLUMNS = (
    "domain", "places", "visited", "found", "missing", "estimate", "error", "low", "high",
    "horvitz_thompson", "horvitz_thompson_error", "corrected", "corrected_error",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answered:
    """A table for eyes (`head`, `rows`), the same as CSV and as a record, and remarks."""

    head: tuple[Text, ...]
    rows: list[list[Value]]
    table: str
    record: dict[str, Any]
    remarks: list[Text] = field(default_factory=list)


def answer_prevalence(
    draw: Path, findings: Path, *, frame: Path, plan: Path, by: str | None, level: float
) -> Answered:
    """The estimates of a draw whose findings came in. Raises BadInput with every problem of the files."""
    record, listed, read, chosen, digest = read_drawn(draw, frame, plan)
    _refuse_other_files(record, read, digest, listed)
    found = read_findings(findings, listed)
    seen = places_seen(read, chosen, listed, found, by)
    domains = sorted({one.domain for one in seen}) if by else []
    estimates = estimate_prevalence(seen, [None, *domains], level=level)
    detection = estimate_detection(found.pairs())
    return Answered(
        head=_head(level),
        rows=[_for_eyes(one, detection) for one in estimates],
        table=write_table(COLUMNS, [_cells(one, detection) for one in estimates]),
        record={
            "level": level,
            "detection": _told(detection),
            "rows": [_record(one, detection) for one in estimates],
        },
        remarks=_remarks(estimates, detection),
    )


def _refuse_other_files(record: DrawRecord, frame: Frame, plan_sha256: str, listed: bytes) -> None:
    problems = [
        Problem(
            "CH-8614",
            Place(name),
            "",
            text("Expected the file that the record of the draw tells."),
            text("Name the frame, the plan and the folder of the draw, unchanged."),
        )
        for name, is_same in (
            (record.frame.file, frame.sha256 == record.frame.sha256),
            (record.plan.file, plan_sha256 == record.plan.sha256),
            (record.list.file, hashlib.sha256(listed).hexdigest() == record.list.sha256),
        )
        if not is_same
    ]
    if problems:
        raise BadInput(problems)


def _head(level: float) -> tuple[Text, ...]:
    percent = str(round(level * 100, 1)).removesuffix(".0")
    return (
        text("where"),
        text("places"),
        text("visited"),
        text("found"),
        text("share, %"),
        text("error"),
        text("{level} % interval", level=percent),
        text("corrected, %"),
    )


def _for_eyes(one: Prevalence, detection: Detection) -> list[Value]:
    figures: list[Value] = [text("cannot say"), "", "", ""]
    if one.estimate is not None and one.error is not None and one.low is not None and one.high is not None:
        corrected = correct(one.estimate, one.error, detection)
        interval = text("{low} to {high}", low=_percent(one.low), high=_percent(one.high))
        shown = _percent(corrected[0]) if corrected else ""
        figures = [_percent(one.estimate), _percent(one.error), interval, shown]
    return [one.domain or text("all places"), one.places, one.visited, one.found, *figures]


def _percent(share: float) -> Fraction:
    return Fraction(round(share * 1_000), 10)


def _figures(one: Prevalence, detection: Detection) -> tuple[float | None, ...]:
    corrected = None
    if one.estimate is not None and one.error is not None:
        corrected = correct(one.estimate, one.error, detection)
    return (
        one.estimate, one.error, one.low, one.high, one.horvitz_thompson, one.horvitz_thompson_error,
        *(corrected or (None, None)),
    )  # fmt: skip


def _cells(one: Prevalence, detection: Detection) -> list[str]:
    counts = (one.places, one.visited, one.found, one.missing)
    shown = ("" if value is None else repr(value) for value in _figures(one, detection))
    return [one.domain, *map(str, counts), *shown]


def _record(one: Prevalence, detection: Detection) -> dict[str, Any]:
    counts = (one.domain, one.places, one.visited, one.found, one.missing)
    return dict(zip(COLUMNS, (*counts, *_figures(one, detection)), strict=True))


def _told(detection: Detection) -> dict[str, Any]:
    return {
        "visited_twice": detection.visited_twice,
        "found_by_second": detection.found_by_second,
        "found_by_both": detection.found_by_both,
        "share": detection.share,
        "error": detection.error,
    }


def _remarks(estimates: list[Prevalence], detection: Detection) -> list[Text]:
    remarks = []
    missing = estimates[0].missing
    if missing:
        remarks.append(
            text(
                "Places that had to be visited and were not: {count}. Nothing can be said with them open.",
                count=missing,
            )
        )
    if detection.share is not None:
        remarks.append(
            text(
                "A visit finds {share} % of what is there: {both} of {second} that a second one found.",
                share=_percent(detection.share),
                both=detection.found_by_both,
                second=detection.found_by_second,
            )
        )
    return remarks
