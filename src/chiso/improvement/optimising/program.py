"""The question as a program in whole numbers for HiGHS: x_r = 1 if level r is done.

    least cost     minimise  K·cost·x − gain     K above any gain: of the cheapest plans one with most points
    most points    maximise  gain
    criterion      Σ_{r of a criterion} x_r ≤ 1                 required   x_r ≤ Σ_{what it requires} x
    exclusion      x_r + x_s ≤ 1                                capacity   Σ effort·x ≤ what the agency can do
    budget         cost·x ≤ budget                              target     gain ≥ what is needed
    group          y ≤ Σ gain·x + Σ y of its parts,  y ≤ high              where a ceiling may be met
                   y ≤ inside − low + low·(1 − z),   y ≤ (high − low)·z    where points begin below a floor
    surcharges     t + s_r ≥ dearer_r·x_r, cost = Σ cost·x + Γ·t + Σ s             (robust: Bertsimas, Sim)

Every row is whole numbers, with half of one as room, so that what floating figures lose decides nothing.
Numbers larger than HiGHS can hold to its tolerance are made smaller together, and with them the room, which
may then let through a little too much, but never takes a plan away. A choice that HiGHS gives is looked at
exactly, and cut off if it is not allowed.

Source of the surcharges: Bertsimas, Sim (2004), The price of robustness, Operations Research 52, 35–53.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd, inf, lcm

import highspy
import numpy as np

from chiso.improvement.optimising.question import MOVED, Choice, Question
from chiso.improvement.optimising.solving import Allowance, Status, new_solver, run
from chiso.improvement.optimising.whole_gains import WholeGroup

# Of rows with larger figures the last place of a double is more than HiGHS may miss a row by (1e-9): it then
# takes rows for broken that are not, and plans for impossible.
_LARGEST = float(2**16)
_ROOM, _LEAST_ROOM = 0.5, 1e-6
# Costs beside one another in whole numbers; costs times gains, of which HiGHS still proves the last digit.
_LARGEST_COST = float(2**40)
_LARGEST_POINTS = float(2**31)
_LARGEST_OBJECTIVE = 1e10
# What sums of doubles may lose, as a share of them.
_OF_DOUBLES = 1e-12

Terms = Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Found:
    """What one run of HiGHS gave: a choice, if any, and a bound of the objective."""

    status: Status
    choice: Choice | None
    bound: float


@dataclass
class _Rows:
    columns: int
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[Terms, float, float]] = field(default_factory=list)

    def variable(self, upper: float, *, is_whole: bool = False, lower: float = 0.0) -> int:
        self.lower.append(lower)
        self.upper.append(upper)
        self.whole.append(is_whole)
        self.columns += 1
        return self.columns - 1

    def add(self, terms: Terms, low: float, high: float) -> int:
        self.rows.append((terms, low, high))
        return len(self.rows) - 1


class Program:
    """A question in the hands of HiGHS; the target may be moved, and choices be cut off."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.count = len(question.measures.levels)
        made = _Rows(0)
        for _ in range(self.count):
            made.variable(1.0, is_whole=True)
        self.gain_factor = _factor(max(group.most for group in question.gains.root.walk()))
        self.gain_terms = self._add_group(made, question.gains.root)
        self.gain_row = made.add(self.gain_terms, -inf, inf)
        terms = self._cost(made)
        self.cost_terms = {column: value / self.cost_factor for column, value in terms.items()}
        self.cost_row = made.add(terms, -inf, inf)
        self._add_rules(made)
        self.solver = new_solver()
        self.solver.passModel(_model(made))
        if question.budget is not None:
            self.cost_at_most(question.budget)
        self.ask_for_cost()

    def ask_for_cost(self) -> None:
        """From now on: the least cost, and of equal costs the most points."""
        most_gain, most_cost = self.question.gains.most, sum(self.cost_terms.values())
        self.weight = 1.0
        if self.has_whole_costs and most_cost * (most_gain + 1) <= _LARGEST_OBJECTIVE:
            self.weight = float(most_gain + 1)
        objective = {column: self.weight * cost for column, cost in self.cost_terms.items()}
        if self.weight > 1:
            for column, gain in self.gain_terms.items():
                objective[column] = objective.get(column, 0.0) - gain / self.gain_factor
        self._set_objective(objective)

    def ask_for_points(self) -> None:
        """From now on: the most points."""
        self._set_objective({column: -gain * self._of_points for column, gain in self.gain_terms.items()})

    def need_gain(self, gain: float) -> None:
        """From now on a choice must gain so much (in parts of the scale)."""
        self.solver.changeRowBounds(self.gain_row, gain * self.gain_factor - _room(self.gain_factor), inf)

    def cost_at_most(self, cost: Fraction) -> None:
        """From now on a choice must not cost more."""
        most = cost * self.cost_scale
        whole = float(most.numerator // most.denominator) if self.has_whole_costs else float(most)
        self.solver.changeRowBounds(self.cost_row, -inf, whole * self.cost_factor + _room(self.cost_factor))

    def need(self, terms: Terms, least: float) -> None:
        """From now on Σ terms·x is at least so much."""
        columns = np.array(sorted(terms), np.int32)
        values = np.array([terms[column] for column in sorted(terms)])
        self.solver.addRow(least, inf, len(columns), columns, values)

    def cut_off(self, places: Iterable[int], least: int) -> None:
        """From now on at least so many of these levels are done."""
        columns = sorted(places)
        self.solver.addRow(
            float(least), inf, len(columns), np.array(columns, np.int32), np.ones(len(columns))
        )

    def leave_one_out(self, choice: Choice) -> None:
        """From now on at least one level of a choice is not done."""
        columns = np.array(sorted(choice), np.int32)
        self.solver.addRow(-inf, float(len(columns) - 1), len(columns), columns, np.ones(len(columns)))

    def forbid(self, choice: Choice) -> None:
        """From now on not this choice."""
        columns = np.arange(self.count, dtype=np.int32)
        signs = np.where(np.isin(columns, sorted(choice)), -1.0, 1.0)
        self.solver.addRow(1.0 - len(choice), inf, self.count, columns, signs)

    def solve(self, allowance: Allowance) -> Found:
        """The best choice, or the best in the time."""
        status = run(self.solver, allowance)
        info = self.solver.getInfo()
        if status is Status.INFEASIBLE:
            return Found(status, None, inf)
        bound = float(info.mip_dual_bound)
        values = np.array(self.solver.getSolution().col_value[: self.count])
        if not np.isfinite(info.objective_function_value) or len(values) < self.count:
            return Found(status, None, bound)
        return Found(status, frozenset(np.flatnonzero(values > _ROOM).tolist()), bound)

    def least_cost(self, bound: float) -> Fraction:
        """The least cost that a bound of the objective leaves possible."""
        least = max(0.0, bound / self.weight) if np.isfinite(bound) else 0.0
        least -= _LEAST_ROOM + least * _OF_DOUBLES
        whole = Fraction(int(np.ceil(max(0.0, least)))) if self.has_whole_costs else Fraction(max(0.0, least))
        return whole / self.cost_scale

    def most_gain(self, bound: float) -> int:
        """The most gain that a bound of the objective leaves possible."""
        if not np.isfinite(bound):
            return self.question.gains.most
        most = -bound / (self._of_points * self.gain_factor)
        return min(self.question.gains.most, int(np.floor(most + _LEAST_ROOM + abs(most) * _OF_DOUBLES)))

    @property
    def _of_points(self) -> float:
        """How many units of the objective one of the terms of the gain is, where points are asked for."""
        most = self.question.gains.most * self.gain_factor
        return min(1 / self.gain_factor, _LARGEST_POINTS / max(most, 1.0))

    def _set_objective(self, terms: Terms) -> None:
        columns = np.arange(self.solver.getNumCol(), dtype=np.int32)
        costs = np.zeros(len(columns))
        for column, value in terms.items():
            costs[column] = value
        self.solver.changeColsCost(len(columns), columns, costs)

    def _add_group(self, made: _Rows, group: WholeGroup) -> dict[int, float]:
        """The terms whose sum is the gain of a group, times `gain_factor`."""
        factor = self.gain_factor
        terms = {place: gain * factor for levels in group.criteria for place, gain in levels.items() if gain}
        for part in group.groups:
            terms |= self._add_group(made, part)
        if group.low is None and group.high is None:
            return terms
        gain = made.variable(group.limited(group.most) * factor)
        inside = {column: -value for column, value in terms.items()}
        if group.low is None:
            made.add({gain: 1.0, **inside}, -inf, 0.0)
            return {gain: 1.0}
        begins = made.variable(1.0, is_whole=True)
        low, most = group.low * factor, group.limited(group.most) * factor
        # y ≤ inside − low + low·(1 − z) and y ≤ most·z
        made.add({gain: 1.0, begins: low, **inside}, -inf, 0.0)
        made.add({gain: 1.0, begins: -most}, -inf, 0.0)
        return {gain: 1.0}

    def _cost(self, made: _Rows) -> dict[int, float]:
        """The terms of the counted cost, in units of which `cost_factor` make one of `cost_scale`.

        `cost_scale` units are one of cost; `has_whole_costs`: all costs are whole numbers of them.
        """
        question = self.question
        parts = [question.cost_of(place) for place in range(self.count)]
        dearer = [MOVED * cost for cost in parts] if question.surcharged else []
        scale, total = _whole_scale([*parts, *dearer])
        self.has_whole_costs = total <= _LARGEST_COST
        if not self.has_whole_costs:
            scale = scale * Fraction(int(_LARGEST_COST)) / total
            total = Fraction(int(_LARGEST_COST))
        self.cost_scale, self.cost_factor = scale, _factor(total)
        terms = {place: float(cost * scale) * self.cost_factor for place, cost in enumerate(parts) if cost}
        if dearer:
            most = float(max(dearer) * scale) * self.cost_factor
            threshold = made.variable(most)
            terms[threshold] = float(question.surcharged)
            for place, rise in enumerate(dearer):
                if rise:
                    dearest = float(rise * scale) * self.cost_factor
                    above = made.variable(dearest)
                    terms[above] = 1.0
                    made.add({threshold: 1.0, above: 1.0, place: -dearest}, 0.0, inf)
        return terms

    def _add_rules(self, made: _Rows) -> None:
        question, levels = self.question, self.question.measures.levels
        for group in question.measures.rivals_for_a_criterion:
            if len(group) > 1:
                made.add(dict.fromkeys(group, 1.0), -inf, 1.0)
        for place in range(self.count):
            for wanted in question.requires(place):
                made.add({place: 1.0, **dict.fromkeys(wanted, -1.0)}, -inf, 0.0)
        for one, other in sorted(question.measures.excludes):
            made.add({one: 1.0, other: 1.0}, -inf, 1.0)
        work: dict[tuple[str, str], dict[int, Fraction]] = {}
        for place, level in enumerate(levels):
            if level.effort and level.cell in (question.capacity or {}):
                work.setdefault(level.cell, {})[place] = level.effort
        for cell, efforts in work.items():
            made.add(*_at_most(efforts, (question.capacity or {})[cell]))


def _at_most(parts: Mapping[int, Fraction], most: Fraction) -> tuple[Terms, float, float]:
    """Σ parts·x ≤ most in whole numbers."""
    scale, total = _whole_scale(list(parts.values()))
    factor = _factor(total)
    limit = min(most * scale, total)
    terms = {place: float(part * scale) * factor for place, part in parts.items()}
    return terms, -inf, float(limit.numerator // limit.denominator) * factor + _room(factor)


def _whole_scale(parts: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
    """What makes parts whole numbers without a common divisor, and the sum of these."""
    shared = lcm(1, *(part.denominator for part in parts))
    divisor = gcd(*(int(part * shared) for part in parts)) or 1
    scale = Fraction(shared, divisor)
    return scale, sum(parts) * scale


def _factor(largest: float | Fraction) -> float:
    """What makes the figures of a row small enough."""
    return 1.0 if largest <= _LARGEST else _LARGEST / float(largest)


def _room(factor: float) -> float:
    """Half of one, in a row of which the figures were made smaller."""
    return max(_ROOM * factor, _LEAST_ROOM)


def _model(made: _Rows) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = made.columns, len(made.rows)
    model.col_cost_ = np.zeros(made.columns)
    model.col_lower_, model.col_upper_ = np.array(made.lower), np.array(made.upper)
    model.row_lower_ = np.array([low for _, low, _ in made.rows])
    model.row_upper_ = np.array([high for _, _, high in made.rows])
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    starts = np.cumsum([0, *(len(terms) for terms, _, _ in made.rows)])
    model.a_matrix_.start_ = starts.astype(np.int32)
    model.a_matrix_.index_ = np.array([c for terms, _, _ in made.rows for c in terms], np.int32)
    model.a_matrix_.value_ = np.array([v for terms, _, _ in made.rows for v in terms.values()], np.float64)
    kinds = {True: highspy.HighsVarType.kInteger, False: highspy.HighsVarType.kContinuous}
    model.integrality_ = [kinds[one] for one in made.whole]
    return model
