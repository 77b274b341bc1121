"""Small cases made up at random, and what is best in them by looking at every choice.

Nothing of the optimiser is used here: scores come from scoring the whole unit anew with the points entered,
rules are read off the rows, probabilities are added up over every way in which levels may succeed or fail.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain, combinations, product
from math import ceil

from chiso.figures import parse_exact, write_exact
from chiso.frameworks.model import Framework
from chiso.improvement.capacity import read_capacity
from chiso.improvement.measures import COLUMNS, Measures
from chiso.improvement.measures_reading import read_measures
from chiso.improvement.optimising.index_model import index_model
from chiso.improvement.optimising.question import Question
from chiso.improvement.rivals.standing import Rivals, rivals_of
from chiso.improvement.targets import parse_target
from chiso.improvement.thresholds import requirement_of
from chiso.scoring.answers import Answer
from chiso.scoring.result import Result
from chiso.tables import write_table
from tests.scoring.building import given, group, leaf, make_framework, points, score_units

CHANCES = ("", "", "0.5", "0.8", "0.9")
Choice = frozenset[int]


@dataclass
class Case:
    """One unit "u", its answers, its measures as rows of a table, and what is asked."""

    framework: Framework
    answers: dict[str, Answer]
    rows: list[dict[str, str]]
    capacity: dict[tuple[str, str], str] | None = None
    budget: Fraction | None = None
    target: str | None = None
    futures: list[list[Fraction]] = field(default_factory=lambda: [[]])
    _scores: dict[tuple[tuple[str, str], ...], Fraction] = field(default_factory=dict)

    @property
    def measures(self) -> Measures:
        """The rows as the reader understands them."""
        table = write_table(COLUMNS, ([row.get(column, "") for column in COLUMNS] for row in self.rows))
        return read_measures(table.encode(), name="measures.csv")

    @property
    def rivals(self) -> Rivals:
        """The rivals "r0", "r1" … in each future."""
        names = [f"r{number}" for number in range(len(self.futures[0]))]
        return rivals_of(names, self.futures, are_drawn=True)

    def result(self) -> Result:
        """The unit as it stands."""
        return score_units(self.framework, {"u": self.answers})

    def question(self) -> Question:
        """What the optimiser is asked."""
        result, measures = self.result(), self.measures
        target = None if self.target is None else parse_target(self.target)
        capacity = None
        if self.capacity is not None:
            rows = ((agency, quarter, effort) for (agency, quarter), effort in self.capacity.items())
            capacity = read_capacity(write_table(("agency", "quarter", "effort"), rows).encode())
        return Question(
            index_model(result, "u", {row["code"] for row in self.rows if row["code"]}),
            measures,
            None if target is None else requirement_of(target, result, "u", self.rivals),
            capacity,
            self.budget,
        )

    def score(self, choice: Choice) -> Fraction:
        """The score with these rows done, scored anew."""
        key = tuple(sorted((self.rows[one]["code"], self.rows[one]["points"]) for one in choice))
        if key not in self._scores:
            changed = {code: points(to) for code, to in key if code}
            total = score_units(self.framework, {"u": self.answers | changed}).node("u").points
            assert total is not None
            self._scores[key] = total
        return self._scores[key]

    def cost(self, choice: Choice) -> Fraction:
        """What these rows cost."""
        return sum((parse_exact(self.rows[one]["cost"]) for one in choice), Fraction(0))

    def chance(self, choice: Choice) -> Fraction:
        """The probability of the target, over every way in which rows succeed, and every future."""
        total = Fraction(0)
        ordered = sorted(choice)
        for outcome in product((True, False), repeat=len(ordered)):
            weight = Fraction(1)
            for one, succeeds in zip(ordered, outcome, strict=True):
                own = parse_exact(self.rows[one].get("probability") or "1")
                weight *= own if succeeds else 1 - own
            if weight:
                score = self.score(frozenset(o for o, s in zip(ordered, outcome, strict=True) if s))
                total += weight * self.share_of_futures(score)
        return total

    def share_of_futures(self, score: Fraction) -> Fraction:
        """In how many futures a score is enough: by counting the rivals above it."""
        assert self.target is not None
        wish = self.target.partition("@")[0]
        if wish.startswith("score>="):
            return Fraction(score >= parse_exact(wish.removeprefix("score>=")))
        most = int(wish.removeprefix("rank<="))
        good = sum(1 + sum(rival > score for rival in rivals) <= most for rivals in self.futures)
        return Fraction(good, len(self.futures))

    def reaches(self, choice: Choice) -> bool:
        """Whether rows reach the target: with the probability stated, else in half of the futures."""
        assert self.target is not None
        _, at, wished = self.target.partition("@")
        if at:
            return self.chance(choice) >= parse_exact(wished)
        return self.share_of_futures(self.score(choice)) >= Fraction(1, 2)

    def allowed(self) -> Iterator[Choice]:
        """Every choice that keeps all rules but the target."""
        everything = range(len(self.rows))
        for chosen in chain.from_iterable(
            combinations(everything, size) for size in range(len(self.rows) + 1)
        ):
            if self.is_allowed(chosen):
                yield frozenset(chosen)

    def is_allowed(self, chosen: tuple[int, ...]) -> bool:
        """The rules, row by row."""
        rows = [self.rows[one] for one in chosen]
        codes = [row["code"] or row["measure"] for row in rows]
        if len(set(codes)) < len(codes):
            return False
        done = {row["measure"]: row for row in rows}
        for row in rows:
            for name in filter(None, row.get("requires", "").split(";")):
                if name not in done:
                    return False
                before, own = done[name].get("quarter", ""), row.get("quarter", "")
                if before and own and before > own:
                    return False
            if any(name in done for name in filter(None, row.get("excludes", "").split(";"))):
                return False
        loads: dict[tuple[str, str], Fraction] = {}
        for row in rows:
            cell = (row.get("agency", ""), row.get("quarter", ""))
            loads[cell] = loads.get(cell, Fraction(0)) + parse_exact(row.get("effort") or "0")
        for cell, load in loads.items():
            if (
                self.capacity is not None
                and cell in self.capacity
                and load > parse_exact(self.capacity[cell])
            ):
                return False
        return self.budget is None or self.cost(frozenset(chosen)) <= self.budget


def case(seed: int) -> Case:
    """A case with groups of two different kinds and a bonus, and rows under every kind of rule."""
    draw = random.Random(seed)
    framework, answers, today = _framework(draw)
    rows = _rows(draw, today)
    capacity = None
    if draw.random() < 0.5:
        capacity = {
            (agency, quarter): str(draw.choice((0, 3, 5, 8)))
            for agency in ("A", "B")
            for quarter in ("2027-Q1", "2027-Q2")
        }
    budget = Fraction(draw.randrange(5, 40)) if draw.random() < 0.4 else None
    made = Case(framework, answers, rows, capacity, budget)
    span = made.score(frozenset()), max(made.score(choice) for choice in made.allowed())
    wanted = span[0] + (span[1] - span[0]) * Fraction(draw.randrange(0, 12), 10)
    made.target = f"score>={write_exact(Fraction(round(wanted * 100), 100))}"
    if draw.random() < 0.4:
        made.target += "@" + draw.choice(("0.3", "0.5", "0.7", "0.9", "1"))
    return made


def ranked_case(seed: int) -> Case:
    """A case whose target is a rank among five rivals in forty futures."""
    draw = random.Random(seed)
    made = case(seed)
    span = made.score(frozenset()), max(made.score(choice) for choice in made.allowed())
    width = span[1] - span[0] or Fraction(1)
    made.futures = [
        [span[0] + width * Fraction(draw.randrange(-10, 22), 20) for _ in range(5)] for _ in range(40)
    ]
    made.target = f"rank<={draw.randrange(1, 5)}" + draw.choice(("", "@0.5", "@0.8", "@0.9"))
    return made


def fine_case(seed: int) -> Case:
    """The same with points of nine decimals, as surveys publish them, and costs to the last đồng."""
    draw = random.Random(seed)
    made = case(seed)
    for row in made.rows:
        if row["code"]:
            # A level gains at least an eighth of a point, so points stay above today's.
            row["points"] = write_exact(parse_exact(row["points"]) - Fraction(draw.randrange(10**8), 10**9))
        if row["cost"] != "0":
            row["cost"] = str(int(row["cost"]) * 10**8 + draw.randrange(10**8))
    made.budget = None if made.budget is None else made.budget * 10**8
    made = Case(made.framework, made.answers, made.rows, made.capacity, made.budget, made.target)
    scores = sorted({made.score(choice) for choice in made.allowed()})
    # The next billionth of a point above one that can be had: missed by one part, or met to the last.
    wanted = ceil(draw.choice(scores[-4:]) * 10**9) + draw.choice((0, 0, 1))
    made.target = f"score>={write_exact(Fraction(wanted, 10**9))}"
    return made


def _framework(
    draw: random.Random,
) -> tuple[Framework, dict[str, Answer], dict[str, tuple[Fraction, Fraction]]]:
    """The set, the answers, and of each criterion that can be planned points today and maximum."""
    kinds = draw.sample(("sum", "capped", "weighted", "mean", "shares", "penalty", "left_out"), 2)
    nodes, answers, today = [], {}, {}
    for number, kind in enumerate(kinds, start=1):
        codes = [f"{number}.{part}" for part in (1, 2)]
        answers |= {code: points(str(draw.randrange(0, 5))) for code in codes}
        today |= {code: (answers[code].values["points"], Fraction(10)) for code in codes}
        if kind == "penalty":
            parts = [leaf(code, "0", minimum="-10") for code in codes]
            answers |= {code: points(str(-draw.randrange(1, 6))) for code in codes}
            today |= {code: (answers[code].values["points"], Fraction(0)) for code in codes}
            nodes.append(group(str(number), *parts, role="penalty", max_points="4"))
            continue
        parts = [leaf(code) for code in codes]
        more = {
            "sum": {},
            "left_out": {},
            "capped": {"aggregation": {"kind": "capped_sum@1", "ceiling": str(draw.randrange(9, 18))}},
            "weighted": {
                "aggregation": {"kind": "weighted_sum@1", "weights": {codes[0]: "0.3", codes[1]: "0.7"}}
            },
            "mean": {"aggregation": {"kind": "weighted_mean@1", "weights": {codes[0]: "1", codes[1]: "2"}}},
            "shares": {"max_points": "9", "aggregation": {"kind": "mean_of_shares@1"}},
        }[kind]
        if kind == "left_out":
            parts.append(leaf(f"{number}.3", when_not_applicable="rescale_parent"))
            answers[f"{number}.3"] = given().__class__(status="not_applicable", values={})
        nodes.append(group(str(number), *parts, **more))
    nodes.append(leaf("9", "2", role="bonus"))
    answers["9"] = points("0")
    today["9"] = (Fraction(0), Fraction(2))
    return make_framework(*nodes), answers, today


def _rows(draw: random.Random, today: dict[str, tuple[Fraction, Fraction]]) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for number, (code, (now, most)) in enumerate(today.items()):
        steps = sorted(draw.sample(range(1, 9), draw.choice((1, 2, 2))))
        for level, step in enumerate(steps, start=1):
            rows.append(
                {
                    "measure": f"m{number}",
                    "code": code,
                    "level": str(level),
                    "points": write_exact(now + (most - now) * Fraction(step, 8)),
                    "cost": str(draw.choice((0, 1, 2, 5, 7, 11)) + 3 * level * draw.randrange(0, 3)),
                    "effort": str(draw.randrange(0, 5)),
                    "agency": draw.choice("AB"),
                    "quarter": draw.choice(("2027-Q1", "2027-Q2")),
                    "probability": draw.choice(CHANCES),
                }
            )
    base = {"measure": "base", "code": "", "points": "", "cost": str(draw.randrange(0, 6)), "effort": "1"}
    rows.append(base | {"agency": "A", "quarter": "2027-Q1"})
    names = sorted({row["measure"] for row in rows} - {"base"})
    for row in draw.sample(rows[:-1], 2):
        row["requires"] = "base"
    one, other = draw.sample(names, 2)
    for row in rows:
        if row["measure"] == one:
            row["excludes"] = other
    if draw.random() < 0.5:
        first, second = draw.sample(names, 2)
        for row in rows:
            if row["measure"] == second and row.get("excludes") != first and first != one:
                row["requires"] = first
    return rows
