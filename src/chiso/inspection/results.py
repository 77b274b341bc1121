"""What `chiso inspection prevalence` answers: estimates as a table for eyes, as CSV and as a record."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from chiso.inspection.detection import Corrected, Detection, correct, estimate_detection
from chiso.inspection.findings import Findings, places_seen, read_findings
from chiso.inspection.prevalence import Prevalence, estimate_prevalence
from chiso.inspection.reading import read_drawn, refuse_other_files
from chiso.inspection.reinspection import weights_of_second_visits
from chiso.language import Text, Value, text
from chiso.tables import write_table

COLUMNS = (
    "domain", "places", "visited", "found", "missing", "by_chance", "estimate", "error", "low", "high",
    "horvitz_thompson", "horvitz_thompson_error", "horvitz_thompson_low", "horvitz_thompson_high",
    "corrected", "corrected_error", "corrected_low", "corrected_high",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answered:
    """A table for eyes (`head`, `rows`), the same as CSV and as a record, and remarks."""

    head: tuple[Text, ...]
    rows: list[list[Value]]
    table: str
    record: dict[str, Any]
    remarks: list[Text] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Estimates:
    """What a draw says of all places and of each domain, and what visits overlook.

    `frame`: the codes of its places; `visited`: of those that were visited; `commitment`: of its seed.
    """

    rows: list[Prevalence]
    detection: Detection
    frame: frozenset[str]
    visited: frozenset[str]
    commitment: str


def answer_prevalence(
    draw: Path,
    findings: Path,
    *,
    frame: Path,
    plan: Path,
    by: str | None,
    level: float,
    second: Path | None = None,
) -> Answered:
    """The estimates of a draw whose findings came in. `second`: the folder of the draw of second visits.

    Raises BadInput with every problem of the files.
    """
    made = estimates_of(draw, findings, frame=frame, plan=plan, by=by, level=level, second=second)
    estimates, detection = made.rows, made.detection
    return Answered(
        head=_head(level),
        rows=[_for_eyes(one, detection) for one in estimates],
        table=table_of(estimates, detection),
        record={
            "level": level,
            "detection": told_of(detection),
            "rows": [record_of(one, detection) for one in estimates],
        },
        remarks=_remarks(estimates, detection),
    )


def estimates_of(
    draw: Path,
    findings: Path,
    *,
    frame: Path,
    plan: Path,
    by: str | None,
    level: float,
    second: Path | None = None,
) -> Estimates:
    """The estimates of a draw whose findings came in. Raises BadInput with every problem of the files."""
    record, listed, read, chosen, digest = read_drawn(draw, frame, plan)
    refuse_other_files(record, read, digest, listed)
    found = read_findings(findings, listed)
    seen = places_seen(read, chosen, listed, found, by)
    domains = sorted({one.domain for one in seen}) if by else []
    return Estimates(
        estimate_prevalence(seen, [None, *domains], level=level),
        _detection(listed, found, second, level),
        frozenset(one.place for one in read.offices),
        frozenset(found.found),
        record.commitment,
    )


def _detection(listed: bytes, found: Findings, second: Path | None, level: float) -> Detection:
    weights = weights_of_second_visits(listed, second, found) if second is not None else None
    return estimate_detection(found.pairs(), weights, level=level)


def table_of(estimates: list[Prevalence], detection: Detection) -> str:
    """The estimates as CSV, shares from 0 to 1 in full precision."""
    return write_table(COLUMNS, [_cells(one, detection) for one in estimates])


def _head(level: float) -> tuple[Text, ...]:
    of_hundred = str(round(level * 100, 1)).removesuffix(".0")
    return (
        text("where"),
        text("places"),
        text("visited"),
        text("found"),
        text("by chance"),
        text("share, %"),
        text("error"),
        text("{level} % interval", level=of_hundred),
        text("Horvitz–Thompson, %"),
        text("error"),
        text("corrected, %"),
        text("error"),
    )


def _for_eyes(one: Prevalence, detection: Detection) -> list[Value]:
    figures: list[Value] = [text("cannot say"), *[""] * 6]
    if one.estimate is not None and one.low is not None and one.high is not None:
        corrected = correct(one, detection) or Corrected(0.0, None, None, None)
        # An error of nought that only says that all of few visits were alike is no error to show.
        errors = [one.error, one.horvitz_thompson_error, corrected.error]
        shown = [percent(error) if one.shows_spread else "" for error in errors]
        interval = text("{low} to {high}", low=percent(one.low), high=percent(one.high))
        figures = [
            percent(one.estimate), shown[0], interval, percent(one.horvitz_thompson), shown[1],
            percent(corrected.estimate) if detection.share is not None else "", shown[2],
        ]  # fmt: skip
    return [one.domain or text("all places"), one.places, one.visited, one.found, one.by_chance, *figures]


def percent(share: float | None) -> Fraction | str:
    """A share as percent with one decimal, for eyes; "" where there is none."""
    return "" if share is None else Fraction(round(share * 1_000), 10)


def _figures(one: Prevalence, detection: Detection) -> tuple[float | None, ...]:
    corrected = correct(one, detection) or Corrected(0.0, None, None, None)
    is_known = one.estimate is not None and detection.share is not None
    return (
        one.estimate, one.error, one.low, one.high, one.horvitz_thompson, one.horvitz_thompson_error,
        one.horvitz_thompson_low, one.horvitz_thompson_high,
        corrected.estimate if is_known else None, corrected.error, corrected.low, corrected.high,
    )  # fmt: skip


def _cells(one: Prevalence, detection: Detection) -> list[str]:
    return ["" if value is None else str(value) for value in record_of(one, detection).values()]


def record_of(one: Prevalence, detection: Detection) -> dict[str, Any]:
    """One row by the names of `COLUMNS`."""
    counts = (one.domain, one.places, one.visited, one.found, one.missing, one.by_chance)
    return dict(zip(COLUMNS, (*counts, *_figures(one, detection)), strict=True))


def told_of(detection: Detection) -> dict[str, Any]:
    """What visits overlook, by name."""
    return asdict(detection)


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
                share=percent(detection.share),
                both=detection.found_by_both,
                second=detection.found_by_second,
            )
        )
    if detection.is_weighted:
        remarks.append(
            text("Second visits count as their places stand for others, by the chances of both draws.")
        )
    return remarks
