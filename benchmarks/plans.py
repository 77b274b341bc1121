"""The cheapest plan beside bare HiGHS on the same model, and a frontier beside one solve, in one process.

    make bench                       (python -m benchmarks.plans)

plan       100 criteria × 5 levels, 25 agencies in 4 quarters, prerequisites, exclusions, a rank among 62
           rivals in 1,000 futures: from question to checked plan, against a model written by hand for HiGHS
frontier   50 points of the same, against one such plan
stated     the same with 1,000 criteria; a target that counts failures: its status and gap after 10 seconds
"""

from __future__ import annotations

import random
import sys
import time
from fractions import Fraction

import highspy
import numpy as np

from benchmarks.measuring import compare
from chiso.frameworks.loader import framework_from_tree
from chiso.improvement.capacity import read_capacity
from chiso.improvement.measures import COLUMNS
from chiso.improvement.measures_reading import read_measures
from chiso.improvement.optimising.chances import chance_of_target
from chiso.improvement.optimising.frontier import find_frontier
from chiso.improvement.optimising.index_model import index_model
from chiso.improvement.optimising.question import Question
from chiso.improvement.optimising.search import cheapest
from chiso.improvement.optimising.solving import Allowance
from chiso.improvement.rivals.standing import rivals_of
from chiso.improvement.targets import parse_target
from chiso.improvement.thresholds import requirement_of
from chiso.periods import parse_period
from chiso.scoring.answers import Answer, Answers
from chiso.scoring.score import score
from chiso.solver import SilentSolver
from chiso.tables import write_table
from chiso.units import Unit

MOST_OF_BARE, FRONTIER_POINTS = 1.3, 50
AGENCIES, QUARTERS, LEVELS, RIVALS, FUTURES = 25, 4, 5, 62, 1000
_TITLE = {"vi": "tên", "en": "title"}


def question_of(criteria: int, target: str, *, seed: int = 1, are_sure: bool = True) -> Question:
    """A made-up city: groups of ten criteria of 10 points each, today between 0 and 5."""
    drawn = random.Random(seed)
    codes = [f"{number // 10 + 1}.{number % 10 + 1}" for number in range(criteria)]
    leaves = [
        {"code": code, "title": _TITLE, "max_points": "10", "inputs": {"points": {"type": "number"}},
         "rule": {"kind": "entered@1"}}
        for code in codes
    ]  # fmt: skip
    groups = [
        {"code": str(at // 10 + 1), "title": _TITLE, "nodes": leaves[at : at + 10]}
        for at in range(0, criteria, 10)
    ]
    framework = framework_from_tree(
        {"format": "chiso-framework/1", "id": "made-up", "version": "1", "title": _TITLE,
         "status": "fictitious", "completeness": "full", "periods": {"from": "2000"}, "rights": _TITLE,
         "index": {"published": {"places": "2", "mode": "half_up"}}, "nodes": groups},
        name="made-up",
    )  # fmt: skip
    today = {code: drawn.randrange(0, 51) for code in codes}
    answers = {code: Answer(values={"points": Fraction(points, 10)}) for code, points in today.items()}
    unit = Unit(uid="u", code="u", name="u")
    result = score(framework, Answers.of({"u": answers}), (unit,), parse_period("2020"))
    rows = list(_rows(codes, today, drawn, are_sure))
    measures = read_measures(write_table(COLUMNS, rows).encode(), name="measures.csv")
    cells = [(f"A{agency}", f"2027-Q{quarter + 1}", str(criteria // 4)) for agency in range(AGENCIES)
             for quarter in range(QUARTERS)]  # fmt: skip
    capacity = read_capacity(
        write_table(("agency", "quarter", "effort"), cells).encode(), name="capacity.csv"
    )
    middle = sum(today.values()) * 1.6 / 10
    futures = [[Fraction(round(drawn.gauss(middle, middle / 12) * 10), 10) for _ in range(RIVALS)]
               for _ in range(FUTURES)]  # fmt: skip
    rivals = rivals_of([f"r{number}" for number in range(RIVALS)], futures, are_drawn=True)
    requirement = requirement_of(parse_target(target), result, "u", rivals)
    return Question(index_model(result, "u", codes), measures, requirement, capacity)


def _rows(codes: list[str], today: dict[str, int], drawn: random.Random, are_sure: bool) -> list[list[str]]:
    rows = []
    for number, code in enumerate(codes):
        steps = sorted(drawn.sample(range(today[code] + 1, 101), LEVELS))
        cost = effort = 0
        requires = f"m{drawn.randrange(number)}" if number and drawn.random() < 0.15 else ""
        excludes = f"m{drawn.randrange(number)}" if number and not requires and drawn.random() < 0.05 else ""
        agency = f"A{drawn.randrange(AGENCIES)}"
        for level, points in enumerate(steps, start=1):
            cost, effort = cost + drawn.randrange(5, 100), effort + drawn.randrange(1, 10)
            rows.append(
                [f"m{number}", code, str(level), f"{points // 10}.{points % 10}", str(cost), str(effort),
                 agency, f"2027-Q{drawn.randrange(QUARTERS) + 1}", requires, excludes,
                 "" if are_sure else str(drawn.choice((0.7, 0.8, 0.9)))]
            )  # fmt: skip
    return rows


def bare(question: Question) -> float:
    """The least cost by HiGHS alone: the same rows, written by hand, with its usual settings of exactness."""
    levels, count = question.measures.levels, len(question.measures.levels)
    rows: list[tuple[dict[int, float], float, float]] = []
    inf = highspy.kHighsInf
    gains = question.gains.by_place
    rows.append(({place: float(gain) for place, gain in gains.items()}, question.least_gain - 0.5, inf))
    rows += [(dict.fromkeys(group, 1.0), -inf, 1.0) for group in question.measures.rivals_for_a_criterion]
    for place in range(count):
        for wanted in question.measures.in_time(place):
            rows.append(({place: 1.0, **dict.fromkeys(wanted, -1.0)}, -inf, 0.0))
    rows += [({one: 1.0, other: 1.0}, -inf, 1.0) for one, other in question.measures.excludes]
    for cell, limit in (question.capacity or {}).items():
        work = {place: float(one.effort) for place, one in enumerate(levels) if one.cell == cell}
        if work:
            rows.append((work, -inf, float(limit)))
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = count, len(rows)
    weight = float(question.gains.most + 1)
    model.col_cost_ = np.array([weight * float(one.cost) - gains[at] for at, one in enumerate(levels)])
    model.col_lower_, model.col_upper_ = np.zeros(count), np.ones(count)
    model.row_lower_ = np.array([low for _, low, _ in rows])
    model.row_upper_ = np.array([high for _, _, high in rows])
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *(len(terms) for terms, _, _ in rows)]).astype(np.int32)
    model.a_matrix_.index_ = np.array([at for terms, _, _ in rows for at in terms], np.int32)
    model.a_matrix_.value_ = np.array([one for terms, _, _ in rows for one in terms.values()])
    model.integrality_ = [highspy.HighsVarType.kInteger] * count
    solver = SilentSolver()
    for option, value in (("random_seed", 1), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.5)):
        solver.setOptionValue(option, value)
    solver.passModel(model)
    solver.run()
    done = np.array(solver.getSolution().col_value) > 0.5
    return float(sum(one.cost for at, one in enumerate(levels) if done[at]))


def fresh(question: Question) -> Question:
    """The same question, with nothing worked out yet."""
    return Question(question.index, question.measures, question.requirement, question.capacity)


def measure_plan() -> bool:
    """Both, in turn; the costs must be the same."""
    within = True
    for seed in (1, 2, 3):
        question = question_of(100, "rank<=10@0.9", seed=seed)
        found = cheapest(fresh(question), Allowance())
        assert found.choice is not None, "the target can be reached"
        assert float(question.cost(found.choice)) == bare(question), "both find the least cost"
        said = compare(
            f"plan, 100 criteria × 5 levels, 62 rivals, case {seed}",
            lambda question=question: cheapest(fresh(question), Allowance()),  # type: ignore[misc]
            "bare HiGHS",
            lambda question=question: bare(question),  # type: ignore[misc]
            bound=MOST_OF_BARE,
            pairs=3,
        )
        print(said.line())
        within &= said.ratio <= MOST_OF_BARE
    return within


def measure_frontier() -> bool:
    """The whole frontier against one plan of it."""
    question = question_of(100, "rank<=10@0.9")
    said = compare(
        f"frontier of {FRONTIER_POINTS} points",
        lambda: find_frontier(fresh(question).without_target(), FRONTIER_POINTS, Allowance()),
        "one plan",
        lambda: cheapest(fresh(question), Allowance()),
        bound=float(FRONTIER_POINTS),
        pairs=1,
    )
    print(said.line())
    return said.ratio <= FRONTIER_POINTS


def state_large() -> None:
    """What is said without a bound: many criteria, and failures that count."""
    question = question_of(1000, "rank<=10@0.9")
    start = time.perf_counter()
    found = cheapest(question, Allowance(60))
    print(f"1,000 criteria × 5 levels: {found.status.value} in {time.perf_counter() - start:.1f} s")
    unsure = question_of(100, "rank<=10@0.9", are_sure=False)
    found = cheapest(unsure, Allowance(10))
    if found.choice is not None and found.bound is not None:
        cost, chance = float(unsure.cost(found.choice)), float(chance_of_target(unsure, found.choice))
        gap = (cost - float(found.bound)) / cost
        print(
            f"failures counted, 10 s: {found.status.value}, cost {cost:.0f}, at most {100 * gap:.0f} %"
            f" above the least, probability {chance:.4f}"
        )


def main() -> int:
    """Measure all; 1 where a bound is passed."""
    is_within = [measure_plan(), measure_frontier()]
    state_large()
    return 0 if all(is_within) else 1


if __name__ == "__main__":
    sys.exit(main())
