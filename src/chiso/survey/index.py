"""A satisfaction index: a ratio of sums that the questionnaire gives, for every domain, with its error.

    R(d, c) = Σ_q Σ_i w_i satisfied_iq / Σ_q Σ_i w_i asked_iq      q in item c, persons i in domain d

For a question that is its share of satisfied answers; for a factor and for the whole index it is not a mean
of shares but a ratio of sums: a question that more people answered counts more. The official formula of the
index is not published; this one is the project's own, and the questionnaire says so (`basis: ours`).

Errors by linearisation stand in `index_errors`, so that questions of one person and persons of one primary
sampling unit count together (Särndal, Swensson, Wretman 1992, 5.6); those by replicates in
`index_replicates`.

Domains are nested: the columns `by` go from large to small, and each row of the data stands in one domain of
each level, and in the whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from chiso.language import listing, text
from chiso.problems import BadInput, Place, Problem
from chiso.survey.cells import Cells, make_cells
from chiso.survey.declared_chain import Chain
from chiso.survey.design import MILLIONTHS, Design
from chiso.survey.engine import Engine, Source
from chiso.survey.engines.on_duckdb import DuckDB
from chiso.survey.estimation.replicated import ReplicateErrors, Replication, replicate_errors
from chiso.survey.index_domains import (
    Level,
    nested_levels,
    parents_of_domains,
    refuse_rows_without_domain,
    without_stages,
)
from chiso.survey.index_errors import (
    CalibratedSums,
    calibrated_sums,
    design_effects_of_questions,
    linearised_covariances,
    linearised_errors,
)
from chiso.survey.index_replicates import LevelErrors, level_errors, whole_index
from chiso.survey.psus import Real, Whole
from chiso.survey.questionnaire import Item, Questionnaire
from chiso.survey.replicates import Replicated
from chiso.survey.sql import Condition, Term, Value

Missing: TypeAlias = Mapping[str, Sequence[Value]]


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """D domains × C items (index, factors, questions), the whole first, larger domains before smaller ones.

    `chosen`, `asked` (D, C): weighted sums; `chosen_n`, `asked_n` (D, C): how many answers without weights.
    `n` (D, C): people: of a question those who answered it, of a factor those of its most answered question
    (the least that it can be). `variance`, `deff` (D, C): the latter for questions alone, since cells do not
    hold the squares of a person's sum. `df`, `is_certain` (D,): the latter where all of the domain was asked.
    `domain_parents`, `item_parents`: position of the whole of which each is a part, −1 for none.
    `replicated`: all figures, domain by domain, with their replicates, where errors come from these.
    """

    items: tuple[Item, ...]
    units: tuple[str, ...]
    domain_parents: Whole
    item_parents: Whole
    chosen: Real
    asked: Real
    chosen_n: Whole
    asked_n: Whole
    n: Whole
    variance: Real
    deff: Real
    df: Real
    is_certain: NDArray[np.bool_]
    design: Design
    replicated: Replicated | None = None

    @property
    def ratio(self) -> Real:
        """(D, C) the estimates; NaN where nobody was asked."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self.asked > 0, self.chosen / self.asked, np.nan)


def compute_index(
    source: Source,
    design: Design,
    questionnaire: Questionnaire,
    *,
    by: Sequence[str] = (),
    where: Sequence[Condition] = (),
    missing: Missing | None = None,
    replication: Replication | None = None,
    chain: Chain | None = None,
    engine: Engine | None = None,
) -> Index:
    """All items in all domains. One pass over the rows after the one that looks for faults.

    `missing`: per column the codes that the data themselves declare as no answer; they are left out.
    `chain`: the one that made the weights; linearised errors then know of its calibrations.
    Raises what `make_cells`, `taylor`, `replicate_errors` and `calibration_errors` raise, and BadInput
    (CH-3193 answers that no scale knows, CH-3194 columns that are not nested or have empty rows).
    """
    _refuse_rows(source, design, questionnaire, by, where, missing or {}, engine or DuckDB())
    terms = index_terms(questionnaire, missing or {})
    cells = make_cells(source, design, by=by, terms=terms, where=where, engine=engine or DuckDB())
    levels = nested_levels(cells, by)
    membership = _membership(questionnaire, questionnaire.questions)
    replication = replication or Replication()
    calibrated = calibrated_sums(source, design, chain, replication, cells, terms, where, engine)
    errors = replicate_errors(source, design, replication, cells, terms, where, engine)
    found = [_figures_of(cells, design, level, membership, errors, calibrated) for level in levels]

    def joined(name: str) -> NDArray[np.float64]:
        return np.concatenate([getattr(one, name) for one in found])

    index = Index(
        items=questionnaire.items,
        units=tuple(unit for level in levels for unit in level.units),
        domain_parents=parents_of_domains(levels),
        item_parents=_parents_of_items(questionnaire.items),
        chosen=joined("chosen"),
        asked=joined("asked"),
        chosen_n=joined("chosen_n").astype(np.int64),
        asked_n=joined("asked_n").astype(np.int64),
        n=joined("n").astype(np.int64),
        variance=joined("variance"),
        deff=joined("deff"),
        df=joined("df"),
        is_certain=joined("certain") > 0,
        design=design,
    )
    if errors is None:
        return index
    by_replicates = [one.by_replicates for one in found if one.by_replicates is not None]
    return replace(index, replicated=whole_index(errors, index.ratio, by_replicates))


def index_terms(questionnaire: Questionnaire, missing: Missing) -> tuple[Term, ...]:
    """For each question the chosen of its answers, then for each question all that count."""
    chosen, asked = [], []
    for question in questionnaire.questions:
        scale = questionnaire.scales[question.scale]
        none = _no_answers(question, questionnaire, missing)
        not_chosen = tuple(one for one in scale.known if one not in scale.chosen)
        left_out = tuple(one for one in scale.known if one not in scale.counted)
        code, column = question.code, question.column
        chosen.append(
            Term(f"chosen {code}", column, among=scale.chosen, without=((column, (*not_chosen, *none)),))
        )
        asked.append(
            Term(f"asked {code}", column, among=scale.counted, without=((column, (*left_out, *none)),))
        )
    return (*chosen, *asked)


def _no_answers(question: Item, questionnaire: Questionnaire, missing: Missing) -> tuple[Value, ...]:
    """What the file calls no answer; what the questionnaire counts counts, whatever the file calls it."""
    counted = questionnaire.scales[question.scale].counted
    return tuple(one for one in missing.get(question.column, ()) if str(one) not in counted)


def _refuse_rows(
    source: Source, design: Design, questionnaire: Questionnaire, by: Sequence[str],
    where: Sequence[Condition], missing: Missing, engine: Engine,
) -> None:  # fmt: skip
    """Refuse answers that no scale knows (CH-3193), and rows without a domain (CH-3194)."""
    # Strata and units play no role here: one pass that adds up.
    plain = without_stages(design)
    terms = tuple(
        Term(
            question.code, question.column, among=("",),
            without=((question.column, (*questionnaire.scales[question.scale].known,
                                        *_no_answers(question, questionnaire, missing))),),
        )
        for question in questionnaire.questions
    )  # fmt: skip
    everybody = make_cells(source, plain, terms=terms, where=where, engine=engine)
    _refuse_unknown_answers(everybody, questionnaire)
    if by:
        in_domains = make_cells(source, plain, by=by, terms=(), where=where, engine=engine)
        refuse_rows_without_domain(int(everybody.rows.sum() - in_domains.rows.sum()), by)


def _refuse_unknown_answers(cells: Cells, questionnaire: Questionnaire) -> None:
    questions = questionnaire.questions
    unknown = cells.n.sum(axis=0)
    problems = []
    for place in np.flatnonzero(unknown):
        question = questions[int(place)]
        known = questionnaire.scales[question.scale].known
        expected = text("Expected one of the values {values}, or nothing.", values=listing(known))
        mend = text("Declare codes of “don't know” and “does not apply”, or recode the column.")
        found = text("{count} other answers", count=int(unknown[place]))
        problems.append(Problem("CH-3193", Place(field=question.column), found, expected, mend))
    if problems:
        raise BadInput(problems)


def _membership(questionnaire: Questionnaire, questions: Sequence[Item]) -> Real:
    """(Q, C) 1 where a question is part of an item."""
    place = {question.code: number for number, question in enumerate(questions)}
    membership = np.zeros((len(questions), len(questionnaire.items)))
    for column, item in enumerate(questionnaire.items):
        membership[[place[one.code] for one in item.questions], column] = 1
    return membership


def _parents_of_items(items: Sequence[Item]) -> Whole:
    place = {item.code: number for number, item in enumerate(items)}
    parents = np.full(len(items), -1)
    for number, item in enumerate(items):
        for part in item.parts:
            parents[place[part.code]] = number
    return parents


@dataclass(frozen=True, slots=True, eq=False)
class _Figures:
    """Those of one level, as `Index` has them; `certain` (D,) is 1 or 0."""

    chosen: Real
    asked: Real
    chosen_n: Real
    asked_n: Real
    n: Real
    variance: Real
    deff: Real
    df: Real
    certain: Real
    by_replicates: LevelErrors | None = None


def _figures_of(
    cells: Cells,
    design: Design,
    level: Level,
    membership: Real,
    errors: ReplicateErrors | None,
    calibrated: CalibratedSums | None,
) -> _Figures:
    count, width = len(level.units), len(membership)
    sums = _whole_sums(cells, design, level)
    counts = _sums(level.domain, cells.n.astype(np.float64), count)
    chosen, asked = sums[:, :width] @ membership, sums[:, width:] @ membership
    answers = counts[:, width:]
    people = np.stack([(answers * item).max(axis=1) for item in membership.T], axis=1)
    nothing = np.full(chosen.shape, np.nan)
    figures = _Figures(
        chosen, asked, counts[:, :width] @ membership, answers @ membership, people, nothing, nothing,
        np.full(count, np.nan), np.zeros(count),
    )  # fmt: skip
    if not design.has_errors:
        return figures
    if errors is None:
        variance, df, certain = linearised_errors(cells, design, level, membership, chosen, asked, calibrated)
        figures = replace(figures, variance=variance, df=df, certain=certain)
    else:
        with np.errstate(invalid="ignore", divide="ignore"):
            told = level_errors(errors, level.of_finest, membership, chosen / asked)
        figures = replace(figures, variance=told.variance, df=told.df, by_replicates=told)
    variance = np.where(asked > 0, figures.variance, np.nan)
    deff = design_effects_of_questions(variance, chosen, asked, people, membership)
    return replace(figures, variance=variance, deff=deff)


def _sums(domain: Whole, figures: Real, count: int) -> Real:
    """(D, K) sums over cells, always in the order of the cells; one pass over rows of K figures."""
    cells = len(domain)
    gather = sparse.csr_array((np.ones(cells), (domain, np.arange(cells))), shape=(count, cells))
    return np.asarray(gather @ figures)


def _whole_sums(cells: Cells, design: Design, level: Level) -> Real:
    """(D, K) weighted sums. Weights of a closed round are whole millionths, and added up as such: exactly."""
    if design.closed is None:
        return _sums(level.domain, cells.weighted, len(level.units))
    return _sums(level.domain, np.rint(cells.weighted * MILLIONTHS), len(level.units)) / MILLIONTHS


def index_covariances(
    source: Source, design: Design, questionnaire: Questionnaire, codes: Sequence[str], *,
    by: str = "", where: Sequence[Condition] = (), chain: Chain | None = None,
    engine: Engine | None = None,
) -> tuple[tuple[str, ...], Real]:  # fmt: skip
    """Units of one column (or the whole), and (D, K, K) covariances of K items in each.

    For differences and sums of factors, and joint draws. `chain`, and what is raised, as in `compute_index`.
    """
    columns = (by,) if by else ()
    terms = index_terms(questionnaire, {})
    cells = make_cells(source, design, by=columns, terms=terms, where=where, engine=engine or DuckDB())
    level = nested_levels(cells, columns)[-1]
    questions = questionnaire.questions
    places = {item.code: number for number, item in enumerate(questionnaire.items)}
    membership = _membership(questionnaire, questions)[:, [places[code] for code in codes]]
    sums = _whole_sums(cells, design, level)
    chosen, asked = sums[:, : len(questions)] @ membership, sums[:, len(questions) :] @ membership
    calibrated = calibrated_sums(source, design, chain, Replication(), cells, terms, where, engine)
    return level.units, linearised_covariances(cells, design, level, membership, chosen, asked, calibrated)


def whole_numbers(index: Index) -> tuple[Whole, Whole] | None:
    """(D, C) chosen and asked in whole millionths, as a closed round holds them; None for other weights."""
    if index.design.closed is None:
        return None
    return (
        np.rint(index.chosen * MILLIONTHS).astype(np.int64),
        np.rint(index.asked * MILLIONTHS).astype(np.int64),
    )
