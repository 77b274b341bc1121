"""Differences as a table: between domains of one survey, or of each domain between two surveys.

What is computed stands in `estimation.differences`; here data and design become rows with intervals and
p-values of Student's distribution. No rule of publication looks at them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields, replace
from itertools import combinations

import numpy as np
from scipy import stats

from chiso.language import listing, text
from chiso.problems import Place, Problem, WrongCall, quote
from chiso.survey.cells import Cells, make_cells
from chiso.survey.declared_chain import Chain
from chiso.survey.design import Design
from chiso.survey.engine import SHOWN_COLUMNS, Engine, Source
from chiso.survey.estimation.calibrated import linearise_parts
from chiso.survey.estimation.calibration_errors import calibration_errors
from chiso.survey.estimation.differences import (
    Differences,
    Round,
    differences_by_replicates,
    differences_of_domains,
    differences_of_periods,
)
from chiso.survey.estimation.intervals import intervals
from chiso.survey.estimation.linear import ROUNDING, Linear, TermList, linearise
from chiso.survey.estimation.question import Question, with_answers
from chiso.survey.estimation.replicated import ReplicateErrors, replicate_errors
from chiso.survey.estimation.replicated_periods import PeriodInReplicates
from chiso.survey.estimation.statistics import Asked, Quantiles, Statistic
from chiso.survey.psus import Whole
from chiso.survey.sharing import (
    ReplicateWeightsMade,
    refuse_common_units,
    refuse_made_by_round,
    sharing_of_rounds,
)
from chiso.tables import write_table

# All pairs of so many domains; of more the pairs must be named.
MOST_DOMAINS = 50


@dataclass(frozen=True, slots=True)
class Comparison:
    """One difference: the first less the second. NaN: there is none."""

    period_1: str
    unit_1: str
    period_2: str
    unit_2: str
    code: str
    estimate_1: float
    estimate_2: float
    n_1: int
    n_2: int
    difference: float
    se: float
    df: float
    ci_low: float
    ci_high: float
    p_value: float


COLUMNS = tuple(one.name for one in fields(Comparison))


@dataclass(frozen=True, slots=True)
class Side:
    """One survey and what is asked of it; `chain`: what made its weights, with all its totals,
    where errors are to know it and the design does not hold it.
    """

    source: Source
    design: Design
    question: Question
    chain: Chain | None = None


def compare_domains(
    side: Side, pairs: Sequence[tuple[str, str]] = (), *, engine: Engine | None = None
) -> tuple[Comparison, ...]:
    """The differences of pairs of domains, written as in a table of estimates; without pairs of all pairs.

    Errors come by replicates where the question asks for them or the design brings some. Raises as
    `make_cells`, `taylor`, `replicate_errors` and `calibration_errors`; WrongCall: CH-3237 (a domain that is
    not there, too many to pair all), CH-3238 (quantiles).
    """
    asked = _expand(side, engine)
    one = _round(side, asked, engine)
    domains = one.cells.domains
    names = ["/".join(domain) for domain in domains]
    chosen = _positions_of_pairs(names, pairs)
    found = _differences(side, one, asked, chosen, engine)
    at = np.asarray(chosen, np.int64).reshape(-1, 2)
    return _rows(found, (one, one), (at[:, 0], at[:, 1]), side.question.choices.level)


def compare_rounds(
    later: Side,
    earlier: Side,
    *,
    replicate_weights: ReplicateWeightsMade = None,
    engine: Engine | None = None,
) -> tuple[Comparison, ...]:
    """The later less the earlier estimate of each domain that both surveys have.

    Errors come by replicates where the questions of both ask for the same ones; a round whose design brings
    replicate weights has them by these, and `replicate_weights` says whether those of both were made
    together or apart. Raises as `compare_domains`, `sharing_of_rounds`, `differences_of_periods`,
    `refuse_common_units` and `refuse_made_by_round`; CH-3237 where the rounds have no domain in common.
    """
    sharing = sharing_of_rounds(
        (later.design, earlier.design),
        (later.question.choices.replication, earlier.question.choices.replication),
        replicate_weights,
    )
    asked = [_expand(later, engine), _expand(earlier, engine)]
    shared = [_with_those_of(*asked), _with_those_of(asked[1], asked[0])]
    in_order = {one.code: one for one in shared[1]}
    rounds = (
        _round_with_errors(later, shared[0], engine),
        _round_with_errors(earlier, [in_order[one.code] for one in shared[0]], engine),
    )
    known = set(rounds[1].cells.domains)
    domains = [one for one in rounds[0].cells.domains if one in known]
    if not domains:
        expected = text("Expected a domain that both rounds have.")
        mend = text("Look at the columns of --by and at --where: both rounds need the same words in them.")
        of_later, of_earlier = (
            listing(_names(one.cells)[:SHOWN_COLUMNS] or [text("none")]) for one in rounds
        )
        shown = text("later round: {later}; earlier round: {earlier}", later=of_later, earlier=of_earlier)
        raise WrongCall([Problem("CH-3237", Place(field="by"), shown, expected, mend)])
    if sharing == "apart":
        refuse_common_units(rounds[0].cells.frame, rounds[1].cells.frame)
    elif sharing == "together":
        refuse_made_by_round((later.design, earlier.design), rounds[0].cells.frame, rounds[1].cells.frame)
    found = differences_of_periods(*rounds, domains, sharing=sharing)
    at = tuple(np.array([one.cells.domains.index(domain) for domain in domains], np.int64) for one in rounds)
    return _rows(found, rounds, (at[0], at[1]), later.question.choices.level)


def csv_of_comparisons(rows: Sequence[Comparison]) -> bytes:
    """The table as CSV: the shortest text that is the same double; an empty cell: there is none."""
    return write_table(COLUMNS, ([_written(cell) for cell in astuple(row)] for row in rows)).encode()


def _written(cell: object) -> str:
    return "" if cell != cell else str(cell)


def refuse_quantiles(asked: Sequence[Asked]) -> None:
    """Raise WrongCall (CH-3238): quantiles have no linearised variable that two domains could share."""
    expected = text("Expected means, totals, ratios, shares or distributions.")
    mend = text("Estimate quantiles with `chiso survey estimate`.")
    found = [
        Problem("CH-3238", Place(field="stat"), one.column, expected, mend)
        for one in asked
        if isinstance(one, Quantiles)
    ]
    if found:
        raise WrongCall(found)


def _differences(
    side: Side,
    one: Round,
    asked: Sequence[Statistic],
    pairs: Sequence[tuple[int, int]],
    engine: Engine | None,
) -> Differences:
    listed = TermList(asked)
    errors = _replicate_errors(side, one.cells, listed, engine)
    if errors is not None:
        return differences_by_replicates(errors, one.linear, listed, pairs)
    return differences_of_domains(one.cells, one.linear, side.design, pairs, calibrated=one.calibrated)


def _replicate_errors(
    side: Side, cells: Cells, listed: TermList, engine: Engine | None
) -> ReplicateErrors | None:
    question = side.question
    return replicate_errors(
        side.source,
        side.design,
        question.choices.replication,
        cells,
        listed.terms,
        question.where,
        engine,
        listed.of_estimates,
    )


def _expand(side: Side, engine: Engine | None) -> list[Statistic]:
    refuse_quantiles(side.question.statistics)
    found = with_answers(side.source, side.design, side.question, engine)
    return [one for one in found if isinstance(one, Statistic)]


def _with_those_of(mine: Sequence[Statistic], others: Sequence[Statistic]) -> list[Statistic]:
    """Also the shares of answers that only the other survey has: here nobody gave them."""
    known = {one.code for one in mine}
    return [*mine, *(one for one in others if one.code not in known)]


def _round(side: Side, asked: Sequence[Statistic], engine: Engine | None) -> Round:
    listed = TermList(asked)
    question = side.question
    cells = make_cells(
        side.source, side.design, by=question.by, terms=listed.terms, where=question.where, engine=engine
    )
    linear = linearise(cells, asked, listed)
    replication = question.choices.replication
    errors = calibration_errors(side.source, side.design, side.chain, replication, engine)
    parts = None if errors is None else linearise_parts(errors, question, cells, linear, listed)
    return Round(cells, linear, side.design, parts)


def _round_with_errors(side: Side, asked: Sequence[Statistic], engine: Engine | None) -> Round:
    """The round, with its replicates where its errors come from them."""
    one, listed = _round(side, asked, engine), TermList(asked)
    errors = _replicate_errors(side, one.cells, listed, engine)
    if errors is None:
        return one
    return replace(one, replicated=PeriodInReplicates(errors, one.linear, listed))


def _names(cells: Cells) -> list[str]:
    return ["/".join(domain) for domain in cells.domains]


def _positions_of_pairs(names: Sequence[str], pairs: Sequence[tuple[str, str]]) -> list[tuple[int, int]]:
    if not pairs:
        if not 2 <= len(names) <= MOST_DOMAINS:
            expected = text(
                "Expected 2 to {count} domains where no pairs are named.", count=str(MOST_DOMAINS)
            )
            mend = text("Name the columns of the domains, and the pairs to be compared.")
            found = text("{count} domains", count=str(len(names)))
            raise WrongCall([Problem("CH-3237", Place(field="pair"), found, expected, mend)])
        return list(combinations(range(len(names)), 2))
    position = {name: number for number, name in enumerate(names)}
    strange = dict.fromkeys(name for pair in pairs for name in pair if name not in position)
    if strange:
        raise WrongCall([_strange_domain(name, names) for name in strange])
    return [(position[first], position[second]) for first, second in pairs]


def _strange_domain(name: str, names: Sequence[str]) -> Problem:
    expected = text("Expected one of the domains {domains}.", domains=listing(names[:SHOWN_COLUMNS]))
    mend = text("Write a domain as it stands in the table of estimates, with a slash between columns.")
    return Problem("CH-3237", Place(field="pair"), quote(name), expected, mend)


def _rows(
    found: Differences, rounds: tuple[Round, Round], at: tuple[Whole, Whole], level: float
) -> tuple[Comparison, ...]:
    degrees = np.broadcast_to(found.degrees[:, None], found.estimates.shape)
    # Without degrees of freedom a variance of 0 says that nothing is known, not that nothing varies.
    silent = (degrees <= 0) & (found.variances <= (ROUNDING * found.estimates) ** 2)
    variances = np.where(silent, np.nan, found.variances)
    low, high = intervals(
        "t",
        found.estimates,
        variances,
        degrees,
        n=np.ones(degrees.shape, np.int64),
        is_certain=np.zeros(degrees.shape, bool),
        level=level,
    )
    errors = np.sqrt(variances)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = np.abs(found.estimates) / errors
    p_values = np.asarray(2 * stats.t.sf(ratios, np.where(degrees > 0, degrees, np.nan)))
    linears: tuple[Linear, Linear] = (rounds[0].linear, rounds[1].linear)
    sides = [
        (one.estimates[where].tolist(), one.n[where].tolist()) for one, where in zip(linears, at, strict=True)
    ]
    figures = [one.tolist() for one in (found.estimates, errors, degrees, low, high, p_values)]
    names = [_names(one.cells) for one in rounds]
    periods = [one.design.period for one in rounds]
    return tuple(
        Comparison(
            periods[0],
            names[0][first],
            periods[1],
            names[1][second],
            statistic.code,
            sides[0][0][row][column],
            sides[1][0][row][column],
            sides[0][1][row][column],
            sides[1][1][row][column],
            *(one[row][column] for one in figures),
        )
        for row, (first, second) in enumerate(zip(at[0].tolist(), at[1].tolist(), strict=True))
        for column, statistic in enumerate(linears[0].statistics)
    )
