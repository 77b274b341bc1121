"""What the optimiser found, as a page shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from chiso.figures import parse_exact, parse_written
from chiso.language import Language, Text, listing, text
from chiso.office.plans.curves import Curve, curve_of
from chiso.office.plans.models import Calculation

STATUS_WORDS: dict[str, Text] = {
    "optimal": text("found, and proven to be the best"),
    "infeasible": text("out of reach"),
    "stopped": text("stopped when the time was up; better ones may exist"),
}


# How each is marked, as tags of pages are (`parts/says.html.j2`).
STATUS_KINDS = {"optimal": "good", "infeasible": "bad", "stopped": "warn"}


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
    kind: str
    is_plan: bool
    score: Fraction | None
    score_today: Fraction | None
    cost: Fraction | None
    effort: Fraction
    levels: tuple[LevelShown, ...]
    sentences: tuple[str, ...]
    alternatives: tuple[Alternative, ...]
    assumed: tuple[Text, ...]
    frontier: Curve | None


def found_of(calculation: Calculation, language: Language) -> FoundPlan:
    """What was found. Where the target is out of reach, what comes nearest to it."""
    record, levels = calculation.results["record"], calculation.results["levels"]
    is_plan = record["status"] != "infeasible"
    nearest = record["highest"]["measures"] if not is_plan and record["highest"] else []
    names = record["measures"] if is_plan else nearest
    shown = tuple(_level(name, levels[name]) for name in names if name in levels)
    return FoundPlan(
        STATUS_WORDS[record["status"]],
        STATUS_KINDS[record["status"]],
        is_plan,
        _written(record["score"]),
        _written(record["score_today"]),
        None if record["cost"] is None else parse_exact(record["cost"]),
        sum((one.effort for one in shown), Fraction(0)),
        shown,
        tuple(record["sentences"][language]),
        tuple(_alternative(one, set(names)) for one in record["alternatives"]),
        tuple(_assumed(calculation.results.get("rivals") or {})),
        curve_of(calculation.results.get("frontier"), record["cost"] if is_plan else None),
    )


def _assumed(drawn: dict[str, Any]) -> Iterator[Text]:
    """What the draws of the others rest on, where they were drawn."""
    if not drawn:
        return
    yield text(
        "The others were drawn from {changes} yearly changes of {rivals} units ({years}). Years ahead:"
        " {ahead}, futures: {draws}. It is an assumption.",
        changes=drawn["changes"], rivals=drawn["rivals"], years=listing(drawn["used"]), ahead=drawn["ahead"],
        draws=drawn["draws"],
    )  # fmt: skip
    if drawn["left_out"]:
        yield text(
            "Left out, since the set of criteria changed or a year is missing: {years}.",
            years=listing(drawn["left_out"]),
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
