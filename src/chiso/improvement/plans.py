"""The files of a plan.

    PLAN/plan.csv          measure,code,level,points,cost,effort,agency,quarter: what is to be done
    PLAN/plan.json         status, score, cost, bound, what binds, and all that is said about the plan
    PLAN/alternatives.csv  the next best plans: plan,cost,score and what is done in each
    PLAN/loads.csv         agency,quarter,effort,capacity
    PLAN/stability.csv     measure,code,level,in_plan,share: how often each level is done when figures move

The same inputs give the same bytes, unless time ran out. Figures in JSON are decimal text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from chiso.figures import RoundingMode, round_figure, terminates, write_decimal, write_exact
from chiso.frameworks.model import TOTAL
from chiso.improvement.measures import Measure
from chiso.improvement.optimising.question import Choice
from chiso.improvement.optimising.solving import Status
from chiso.improvement.plan_words import sentences_of
from chiso.improvement.planning import Plan
from chiso.language import LANGUAGES
from chiso.tables import write_table
from chiso.version import VERSION

FORMAT = "chiso-improvement-plan/1"
MARKER = "plan.json"
COLUMNS = ("measure", "code", "level", "points", "cost", "effort", "agency", "quarter")
_PLACES = 6


def files_of(plan: Plan, digests: Mapping[str, str]) -> dict[str, bytes]:
    """The files by name; `digests`: of the tables that the plan was made from."""
    files = {
        "plan.csv": write_table(COLUMNS, map(_row, plan.levels)),
        MARKER: json.dumps(record_of(plan, digests), ensure_ascii=False, indent=2) + "\n",
        "alternatives.csv": write_table(
            ("plan", "plan_cost", "plan_score", *COLUMNS),
            (
                [str(number), write_exact(plan.question.cost(choice)), _score(plan, choice), *_row(level)]
                for number, choice in enumerate(plan.alternatives.plans, start=1)
                for level in plan.named(choice)
            ),
        ),
        "loads.csv": write_table(("agency", "quarter", "effort", "capacity"), _loads(plan)),
    }
    if plan.stability is not None:
        files["stability.csv"] = write_table(
            ("measure", "code", "level", "in_plan", "share"), _stability_rows(plan)
        )
    return {name: content.encode("utf-8") for name, content in files.items()}


def record_of(plan: Plan, digests: Mapping[str, str]) -> dict[str, Any]:
    """The plan as JSON."""
    question, requirement = plan.question, plan.question.requirement
    looked_at = plan.looked_at
    required = None if requirement is None else requirement.required
    return {
        "format": FORMAT,
        "software": f"chiso {VERSION}",
        "unit": plan.result.units_by_uid[plan.uid].code,
        "period": plan.result.period.written,
        "league": plan.result.league.key,
        "framework": {"key": plan.result.framework.key, "hash": plan.result.framework.hash},
        "target": None if plan.wish.target is None else plan.wish.target.written,
        "budget": _exact(plan.wish.budget),
        "status": plan.status.value,
        "score": None if plan.score is None else plan.result.written(plan.score, TOTAL),
        "score_today": plan.result.written(question.index.score, TOTAL),
        "score_expected": None if plan.expected is None else _short(plan.expected),
        "score_needed": None if required is None or required.score is None else _short(required.score, "up"),
        "score_needed_is_to_be_passed": required is not None and required.is_strict,
        "cost": None if looked_at is None else _exact(question.cost(looked_at)),
        "bound": _bound(plan),
        "probability": None if plan.chance is None else _short(plan.chance, "down"),
        "counts_failures": question.counts_success,
        "rank": _rank(plan),
        "measures": [level.name for level in plan.levels],
        "binds": [
            {
                "kind": one.kind,
                "name": one.name,
                "cost_without": write_exact(one.cost),
                "score_without": plan.result.written(one.score, TOTAL),
                "is_enough": one.is_enough,
            }
            for one in plan.bindings.found
        ],
        "binds_is_complete": plan.bindings.is_complete,
        "highest": _highest(plan),
        "surest": None
        if plan.surest is None
        else _choice(plan, plan.surest) | {"probability": _short(plan.surest_chance, "down")},
        "alternatives": [_choice(plan, choice) for choice in plan.alternatives.plans],
        "alternatives_are_complete": plan.alternatives.is_complete,
        "stability": _stability(plan),
        "robust": _robust(plan),
        "never": [question.measures.levels[place].name for place in question.measures.never],
        "sentences": {
            language: [sentence.in_language(language) for sentence in sentences_of(plan)]
            for language in LANGUAGES
        },
        "inputs": dict(digests),
    }


def _bound(plan: Plan) -> str | None:
    """The bound: of the best the figure itself, else rounded to the side on which it stays a bound."""
    if plan.bound is None:
        return None
    is_of_points = plan.wish.target is None
    if plan.status is Status.OPTIMAL:
        return plan.result.written(plan.bound, TOTAL) if is_of_points else write_exact(plan.bound)
    return _short(plan.bound, "up" if is_of_points else "down")


def _highest(plan: Plan) -> dict[str, Any] | None:
    """Where the target is out of reach: what comes nearest."""
    if plan.highest is None or plan.highest.choice is None:
        return None
    return _choice(plan, plan.highest.choice) | {"is_proven": plan.highest.status is Status.OPTIMAL}


def _stability(plan: Plan) -> dict[str, Any] | None:
    found = plan.stability
    if found is None:
        return None
    return {
        "trials": found.trials,
        "solved": found.solved,
        "without_plan": found.without_plan,
        "same": found.same,
        "seed": plan.wish.seed,
        "drawn": "each cost and each probability below 1 times 0.800 to 1.200, evenly, independently",
        "least_cost": _exact(found.least_cost),
        "highest_cost": _exact(found.highest_cost),
    }


def _robust(plan: Plan) -> dict[str, Any] | None:
    if plan.robust is None:
        return None
    question, answer = plan.robust
    record: dict[str, Any] = {"status": answer.status.value, "surcharged": question.surcharged}
    if answer.choice is not None:
        record |= _choice(plan, answer.choice)
        record["cost_at_worst"] = _short(question.counted_cost(answer.choice))
    return record


def _choice(plan: Plan, choice: Choice) -> dict[str, Any]:
    return {
        "cost": write_exact(plan.question.cost(choice)),
        "score": _score(plan, choice),
        "measures": [level.name for level in plan.named(choice)],
    }


def _rank(plan: Plan) -> dict[str, Any] | None:
    """The rank today, and once all of it is done and nobody else has moved."""
    if plan.looked_at is None:
        return None
    today, then = (
        next(row.rank for row in result.ranking if row.unit.uid == plan.uid)
        for result in (plan.result, plan.done)
    )
    return {"today": today, "if_others_stay": then}


def _row(level: Measure) -> list[str]:
    return [
        level.measure,
        level.code,
        level.level,
        "" if level.points is None else write_exact(level.points),
        write_exact(level.cost),
        write_exact(level.effort),
        level.agency,
        level.quarter.written if level.quarter else "",
    ]


def _loads(plan: Plan) -> list[list[str]]:
    capacity, loads = plan.question.capacity or {}, plan.loads
    return [
        [agency, quarter, write_exact(loads.get((agency, quarter), Fraction(0))),
         _exact(capacity.get((agency, quarter))) or ""]
        for agency, quarter in sorted({*capacity, *loads})
    ]  # fmt: skip


def _stability_rows(plan: Plan) -> list[list[str]]:
    stability = plan.stability
    assert stability is not None, "it was looked at"
    return [
        [level.measure, level.code, level.level, "1" if place in (plan.choice or ()) else "0",
         _short(stability.share(place))]
        for place, level in enumerate(plan.question.measures.levels)
    ]  # fmt: skip


def _score(plan: Plan, choice: Choice) -> str:
    return plan.result.written(plan.score_of(choice), TOTAL)


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else write_exact(value)


def _short(value: Fraction, mode: RoundingMode = "half_up") -> str:
    """Decimal text: exact where it has an end within so many places, else rounded."""
    if terminates(value) and value * 10**_PLACES == int(value * 10**_PLACES):
        return write_decimal(value)
    return write_decimal(round_figure(value, _PLACES, mode))
