"""From rounds to intervals, by every method that has them: each gives one `Measured`.

Estimation sees all rounds at once, `round` being its first column of domains. Factors of replicates are
those of one round, repeated for all (`jkn`, halves), or drawn for all at once (bootstraps), since strata of
different rounds have factors of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chiso.survey.cells import Cells, make_cells
from chiso.survey.design import Design
from chiso.survey.estimates import Estimate
from chiso.survey.estimation.differences import differences_of_domains
from chiso.survey.estimation.estimate import Choices, Question, estimate
from chiso.survey.estimation.intervals import Interval, intervals
from chiso.survey.estimation.linear import TermList, linearise
from chiso.survey.estimation.replicated import ReplicateErrors
from chiso.survey.estimation.statistics import Quantiles, Statistic, mean, proportion, ratio
from chiso.survey.index import compute_index, index_covariances
from chiso.survey.index_table import table_of_index
from chiso.survey.publishing_rules import judge, load_rules
from chiso.survey.replicates import Factors, Method, factors, replicate_totals
from tests.survey.coverage.bounds import Measured
from tests.survey.coverage.rounds import DESIGNS, Population, Rounds
from tests.survey.questionnaires import six_questions

Real = npt.NDArray[np.float64]
Truth = Callable[[Population, npt.NDArray[np.bool_]], float]

_REPLICATES, _BOOTSTRAP_SEED = 200, 20_264
# Factors of all leaves of a hundred rounds: 90 MB.
_ROUNDS_AT_ONCE = 100
NO_ANSWER: tuple[tuple[str, tuple[int, ...]], ...] = (("q1", (9,)),)
# 86 in 100 are content at q1, 1.4 in 100 very discontented.
MEAN = mean("q1", without=NO_ANSWER)
SATISFIED = proportion("q1", (4, 5), without=NO_ANSWER)
VERY_DISCONTENTED = proportion("q1", (1,), without=NO_ANSWER)
INDEX_AS_RATIO = ratio("chosen", "told")
_STATISTICS = (MEAN, SATISFIED, VERY_DISCONTENTED)


def true_mean(population: Population, among: npt.NDArray[np.bool_]) -> float:
    """The mean step of q1."""
    answers = population.columns["q1"][among]
    return float(answers[answers != 9].mean())


def true_satisfied(population: Population, among: npt.NDArray[np.bool_]) -> float:
    """The share of 4 and 5 at q1."""
    answers = population.columns["q1"][among]
    return float((answers[answers != 9] >= 4).mean())


def true_very_discontented(population: Population, among: npt.NDArray[np.bool_]) -> float:
    """The share of 1 at q1."""
    answers = population.columns["q1"][among]
    return float((answers[answers != 9] == 1).mean())


def true_index(
    population: Population, among: npt.NDArray[np.bool_], questions: Sequence[int] = range(1, 7)
) -> float:
    """Satisfied answers over answers."""
    answers = np.stack([population.columns[f"q{one}"][among] for one in questions])
    return float(((answers == 4) | (answers == 5)).sum() / (answers != 9).sum())


def true_median(population: Population) -> float:
    """The least number of minutes at or below which half of the people lie."""
    minutes = np.sort(population.columns["minutes"])
    return float(minutes[int(np.ceil(len(minutes) / 2)) - 1])


def everybody(population: Population) -> npt.NDArray[np.bool_]:
    """All people of the city."""
    return np.ones(len(population.columns["unit"]), bool)


_TRUTHS: dict[str, Truth] = {
    MEAN.code: true_mean, SATISFIED.code: true_satisfied, VERY_DISCONTENTED.code: true_very_discontented,
}  # fmt: skip


def of_rows(rows: Sequence[Estimate], truth: Real | float) -> Measured:
    """Rows of estimates beside what is true."""
    taken = [(row.estimate, row.se, row.df, row.ci_low, row.ci_high) for row in rows]
    estimates, errors, degrees, low, high = np.array(taken, np.float64).T
    expected = np.broadcast_to(np.asarray(truth, np.float64), estimates.shape)
    return Measured(estimates, errors, degrees, low, high, expected)


@cache
def _linearised(rounds: Rounds) -> tuple[Estimate, ...]:
    return estimate(rounds.data, DESIGNS[rounds.plan], Question(_STATISTICS, by=("round",)))


def taylor(statistic: Statistic, interval: Interval | None = None) -> Callable[[Rounds], Measured]:
    """A statistic of the whole city by linearisation; for shares another interval than the default."""

    def measure(rounds: Rounds) -> Measured:
        rows = [row for row in _linearised(rounds) if row.code == statistic.code]
        truth = _TRUTHS[statistic.code](rounds.population, everybody(rounds.population))
        found = of_rows(rows, truth)
        if interval is None:
            return found
        n = np.array([row.n for row in rows])
        low, high = intervals(
            interval, found.estimates, found.errors**2, found.degrees, n=n, is_certain=np.zeros(len(n), bool)
        )
        return replace(found, low=low, high=high)

    return measure


def taylor_by_commune(interval: Interval) -> Callable[[Rounds], Measured]:
    """The share of the satisfied in every commune."""

    def measure(rounds: Rounds) -> Measured:
        question = Question((SATISFIED,), by=("round", "unit"), choices=Choices(share_interval=interval))
        return _by_domain(rounds, estimate(rounds.data, DESIGNS[rounds.plan], question), ("unit",))

    return measure


def shown_by_commune_and_sex(rounds: Rounds) -> Measured:
    """The share of the satisfied by commune and sex: those alone that the rules of publication show."""
    rows = estimate(rounds.data, DESIGNS[rounds.plan], Question((SATISFIED,), by=("round", "unit", "sex")))
    flags, _ = judge(rows, load_rules())
    shown = [row for row, flag in zip(rows, flags, strict=True) if flag != "suppressed"]
    assert 0.1 < len(shown) / len(rows) < 0.9
    return _by_domain(rounds, shown, ("unit", "sex"))


def _by_domain(rounds: Rounds, rows: Sequence[Estimate], columns: Sequence[str]) -> Measured:
    """Rows whose domain is a round and values of columns, each beside the truth of these values."""
    population = rounds.population
    people = {name: population.columns[name] for name in columns}
    truths: dict[str, float] = {}
    for row in rows:
        domain = row.unit.split("/", 1)[1]
        if domain not in truths:
            among = everybody(population)
            for name, value in zip(columns, domain.split("/"), strict=True):
                number = ("female", "male").index(value) if name == "sex" else int(value)
                among &= people[name] == number
            truths[domain] = true_satisfied(population, among)
    return of_rows(rows, np.array([truths[row.unit.split("/", 1)[1]] for row in rows]))


def median(rounds: Rounds) -> Measured:
    """The median of the minutes of waiting, with Woodruff's interval."""
    rows = estimate(rounds.data, DESIGNS[rounds.plan], Question((Quantiles("minutes"),), by=("round",)))
    return of_rows(rows, true_median(rounds.population))


def index(rounds: Rounds) -> Measured:
    """The satisfaction index of the city, as its table tells it."""
    found = compute_index(rounds.data, DESIGNS[rounds.plan], six_questions(), by=("round",))
    table = table_of_index(found, load_rules())
    rows = [row for row in table.estimates if row.code == "index" and row.unit]
    assert all(row.flag == "shown" for row in rows)
    return of_rows(rows, true_index(rounds.population, everybody(rounds.population)))


def difference_of_factors(rounds: Rounds) -> Measured:
    """The first less the second factor of the index: the same people, so that covariances count."""
    design = DESIGNS[rounds.plan]
    found = compute_index(rounds.data, design, six_questions(), by=("round",))
    places = [[item.code for item in found.items].index(code) for code in ("I", "II")]
    units, matrices = index_covariances(rounds.data, design, six_questions(), ("I", "II"), by="round")
    assert units == found.units[1:]
    everyone = everybody(rounds.population)
    truth = true_index(rounds.population, everyone, (1, 2, 3)) - true_index(
        rounds.population, everyone, (4, 5, 6)
    )
    first, second = found.ratio[1:, places].T
    variances = matrices[:, 0, 0] + matrices[:, 1, 1] - 2 * matrices[:, 0, 1]
    return with_t(first - second, variances, found.df[1:], truth)


def difference_of_sexes(rounds: Rounds) -> Measured:
    """The index of women less that of men: they live in the same neighbourhoods."""
    design, listed = DESIGNS[rounds.plan], TermList((INDEX_AS_RATIO,))
    cells = make_cells(rounds.data, design, by=("round", "sex"), terms=listed.terms)
    place = {domain: number for number, domain in enumerate(cells.domains)}
    pairs = [(place[str(one), "female"], place[str(one), "male"]) for one in range(rounds.count)]
    found = differences_of_domains(cells, linearise(cells, (INDEX_AS_RATIO,), listed), design, pairs)
    sex = rounds.population.columns["sex"]
    truth = true_index(rounds.population, sex == 0) - true_index(rounds.population, sex == 1)
    return with_t(found.estimates[:, 0], found.variances[:, 0], found.degrees, truth)


def with_t(estimates: Real, variances: Real, degrees: Real, truth: float) -> Measured:
    """Estimates with intervals by Student's distribution."""
    low, high = intervals(
        "t", estimates, variances, degrees,
        n=np.full(len(estimates), 2), is_certain=np.zeros(len(estimates), bool),
    )  # fmt: skip
    return Measured(estimates, np.sqrt(variances), degrees, low, high, np.full(len(estimates), truth))


def replicated(method: Method, design: Design) -> Callable[[Rounds], Measured]:
    """The index as a ratio of sums, by replicates that the method makes of the design."""

    def measure(rounds: Rounds) -> Measured:
        listed = TermList((INDEX_AS_RATIO,))
        cells = make_cells(rounds.data, design, by=("round",), terms=listed.terms)
        first = rounds.data.filter(pa.array(np.asarray(rounds.data["round"]) == 0))
        one = factors(make_cells(first, design, by=("round",), terms=listed.terms).frame, method)
        # Every round has the same strata and as many units in them.
        made = replace(one, values=np.tile(one.values, (rounds.count, 1)))
        return _from_factors(rounds, cells, listed, made)

    return measure


def bootstrapped(method: Method, design: Design) -> Callable[[Rounds], Measured]:
    """The same by a bootstrap of 200 replicates, drawn anew for every round."""

    def measure(rounds: Rounds) -> Measured:
        listed = TermList((INDEX_AS_RATIO,))
        parts = []
        numbers = np.asarray(rounds.data["round"])
        for start in range(0, rounds.count, _ROUNDS_AT_ONCE):
            within = (numbers >= start) & (numbers < start + _ROUNDS_AT_ONCE)
            cells = make_cells(
                rounds.data.filter(pa.array(within)), design, by=("round",), terms=listed.terms
            )
            made = factors(cells.frame, method, _BOOTSTRAP_SEED + start, count=_REPLICATES)
            parts.append(_from_factors(rounds, cells, listed, made))
        return joined(parts)

    return measure


def _from_factors(rounds: Rounds, cells: Cells, listed: TermList, made: Factors) -> Measured:
    linear = linearise(cells, (INDEX_AS_RATIO,), listed)
    errors = ReplicateErrors(replicate_totals(cells, made), cells)
    variances = errors.variances(linear, listed)[:, 0]
    truth = true_index(rounds.population, everybody(rounds.population))
    return with_t(linear.estimates[:, 0], variances, errors.degrees_of_freedom(), truth)


def joined(parts: Sequence[Measured]) -> Measured:
    """Several as one."""
    return Measured(
        *(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Measured))
    )
