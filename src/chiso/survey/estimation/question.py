"""What is asked of a survey: statistics, domains, rows, and the choices that change a result."""

from __future__ import annotations

from dataclasses import dataclass, field

from chiso.survey.cells import make_cells, word_of
from chiso.survey.design import Design
from chiso.survey.engine import Engine, Source
from chiso.survey.estimation.design_effect import Replacement
from chiso.survey.estimation.intervals import Interval
from chiso.survey.estimation.replicated import Replication
from chiso.survey.estimation.statistics import Asked, Distribution, Quantiles, Statistic, proportion
from chiso.survey.sql import Condition


@dataclass(frozen=True, slots=True)
class Choices:
    """What changes a result besides the design; it is told with the result.

    `level`: of the intervals. `share_interval`: the kind for shares; all else has t. `deff`: beside which
    simple sample the design effect stands. `replication`: errors by replicates in place of linearisation.
    """

    level: float = 0.95
    share_interval: Interval = "beta"
    deff: Replacement = "without"
    replication: Replication = field(default_factory=Replication)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a survey: statistics, in which domains, of which rows."""

    statistics: tuple[Asked, ...]
    by: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()
    choices: Choices = field(default_factory=Choices)


def with_answers(
    source: Source, design: Design, question: Question, engine: Engine | None = None
) -> list[Statistic | Quantiles]:
    """What is asked, with a share for each answer in place of a distribution."""
    found: list[Statistic | Quantiles] = []
    for one in question.statistics:
        if not isinstance(one, Distribution):
            found.append(one)
            continue
        answers = make_cells(source, design, by=(one.column,), terms=(), where=question.where, engine=engine)
        without = {word_of(value) for value in one.without}
        shares = [
            proportion(one.column, (answer,), without=((one.column, one.without),) if one.without else ())
            for (answer,) in answers.domains
            if answer not in without
        ]
        found += shares
    return found
