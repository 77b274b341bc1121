"""Rounds for tests: files as the commands write them, of made-up estimates."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django_scopes import scope

from chiso.office.people.models import Person
from chiso.office.scoping import reach_of
from chiso.office.surveys.handing_over.feeding import Feed
from chiso.office.surveys.handing_over.services import hand_over
from chiso.office.surveys.models import HandingOver, RoundVersion
from chiso.office.surveys.reading import RoundFile
from chiso.office.surveys.services import BroughtRound, open_round
from chiso.survey.estimates import Estimate
from chiso.survey.estimates_table import csv_of_estimates
from tests.office.campaigns.making import Running, running

# A made-up set with criteria that a survey assesses: 8.1 asks for a share, and gives 6 points at 1.
SET = "example-hundred@1"
LEAF, INPUT = "8.1", "satisfied"
FEED = Feed(LEAF, INPUT, "index")
NAME = "Điều tra sự hài lòng năm 2020"


def estimate(unit: str, value: float, *, code: str = "index", **more: Any) -> Estimate:
    """A shown estimate of a probability sample, with an interval of 0.02 around it."""
    made = Estimate("2020", unit, code, value, 0.01, 40.0, 400, 1.2, value - 0.02, value + 0.02)
    return replace(made, **more)


def suppressed(unit: str, *, code: str = "index", reason: str = "dưới 30 người trả lời") -> Estimate:
    """An estimate that is not told."""
    return Estimate("2020", unit, code, math.nan, flag="suppressed", reason=reason)


def without_errors(row: Estimate, basis: Any = "open") -> Estimate:
    """The same of a sample that allows no error."""
    nothing = math.nan
    return replace(
        row, sampling_basis=basis, se=nothing, df=nothing, deff=nothing, ci_low=nothing, ci_high=nothing
    )


ROWS = (
    estimate("", 0.82),
    estimate("quan-ba-dinh", 0.84),
    estimate("quan-hoan-kiem", 0.79, flag="unreliable", reason="ít người trả lời"),
)


def record_of(rows: Sequence[Estimate], **changes: Any) -> dict[str, Any]:
    """The record as `chiso survey index` writes it beside such a table."""
    flags = [row.flag for row in rows]
    return {
        "format": "chiso-survey-index/1",
        "period": rows[0].period,
        "sampling_basis": rows[0].sampling_basis,
        "design_sha256": "d" * 64,
        "data_sha256": "a" * 64,
        "figures": {flag: flags.count(flag) for flag in ("shown", "unreliable", "suppressed")},
    } | changes


def brought(
    rows: Sequence[Estimate] = ROWS,
    *,
    table: bytes | None = None,
    record: bytes | None = None,
    report: bytes | None = None,
    note: str = "",
    **changes: Any,
) -> BroughtRound:
    """What a statistician brings."""
    return BroughtRound(
        RoundFile(csv_of_estimates(rows) if table is None else table, "estimates.csv"),
        RoundFile(
            json.dumps(record_of(rows, **changes)).encode() if record is None else record, "index.json"
        ),
        None if report is None else RoundFile(report, "bao-cao.pdf"),
        note,
    )


def taken_in(
    actor: Person, rows: Sequence[Estimate] = ROWS, *, is_made_up: bool = False, name: str = NAME
) -> RoundVersion:
    """A round that was taken in."""
    return open_round(actor=actor, name=name, is_made_up=is_made_up, brought=brought(rows))


def campaign(*phases: str) -> Running:
    """Two districts by the made-up set; self-assessment is open unless other phases are named."""
    return running(*(phases or ("self_assessment",)), framework=SET)


def handed(
    made: Running,
    version: RoundVersion,
    *feeds: Feed,
    by: str = "coordinator",
    seen: dict[str, int] | None = None,
    confirms: bool = False,
) -> HandingOver:
    """Hand over as a person of the campaign."""
    person = made.people[by]
    with scope(agency=reach_of(person)):
        return hand_over(
            actor=person,
            version=version,
            campaign=made.campaign,
            feeds=feeds or (FEED,),
            expected_numbers=seen or {},
            confirms_basis=confirms,
        )
