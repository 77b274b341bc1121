"""What the optimiser found, as a page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from chiso.figures import parse_exact, parse_written
from chiso.language import Language, Text, text
from chiso.office.plans.models import Calculation

STATUS_WORDS: dict[str, Text] = {
    "optimal": text("found, and proven to be the best"),
    "infeasible": text("out of reach"),
    "stopped": text("stopped when the time was up; better ones may exist"),
}


@dataclass(frozen=True, slots=True)
class LevelShown:
    """A measure that was chosen."""

    name: str
    measure: str
    code: str
    level: str
    points: Fraction | None
    cost: Fraction
    effort: Fraction
    agency: str
    quarter: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another plan: what it costs and gives, which measures only it has, and which it leaves out."""

    cost: Fraction
    score: str
    more: tuple[str, ...]
    less: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundPlan:
    """The answer."""

    status: Text
    is_plan: bool
    score: Fraction | None
    score_today: Fraction | None
    cost: Fraction | None
    effort: Fraction
    levels: tuple[LevelShown, ...]
    sentences: tuple[str, ...]
    alternatives: tuple[Alternative, ...]


def found_of(calculation: Calculation, language: Language) -> FoundPlan:
    """What was found. Where the target is out of reach, what comes nearest to it."""
    record, levels = calculation.results["record"], calculation.results["levels"]
    is_plan = record["status"] != "infeasible"
    nearest = record["highest"]["measures"] if not is_plan and record["highest"] else []
    names = record["measures"] if is_plan else nearest
    shown = tuple(_level(name, levels[name]) for name in names if name in levels)
    return FoundPlan(
        STATUS_WORDS[record["status"]],
        is_plan,
        _written(record["score"]),
        _written(record["score_today"]),
        None if record["cost"] is None else parse_exact(record["cost"]),
        sum((one.effort for one in shown), Fraction(0)),
        shown,
        tuple(record["sentences"][language]),
        tuple(_alternative(one, set(names)) for one in record["alternatives"]),
    )


def _level(name: str, row: dict[str, str]) -> LevelShown:
    return LevelShown(
        name,
        row["measure"],
        row["code"],
        row["level"],
        parse_exact(row["points"]) if row["points"] else None,
        parse_exact(row["cost"]),
        parse_exact(row["effort"]),
        row["agency"],
        row["quarter"],
    )


def _alternative(one: dict[str, Any], chosen: set[str]) -> Alternative:
    other = set(one["measures"])
    return Alternative(
        parse_exact(one["cost"]),
        one["score"],
        tuple(sorted(other - chosen)),
        tuple(sorted(chosen - other)),
    )


def _written(figure: str | None) -> Fraction | None:
    return parse_written(figure) if figure else None
