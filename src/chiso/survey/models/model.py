"""What a regression explains by what: an answer by columns that are numbers or words.

    y_i ≈ β_0 + Σ_k β_k x_ik

A column of numbers is one x. A column of categories is an x for each value but its base: 1 in the rows
with this value, else 0 (treatment contrasts), so β says how far this value lies from the base.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from chiso.language import Text, text
from chiso.problems import Place, Problem, WrongCall
from chiso.survey.sql import Value

Kind: TypeAlias = Literal["linear", "logistic"]
INTERCEPT = "(intercept)"


@dataclass(frozen=True, slots=True)
class Predictor:
    """A column that explains. `base` (of categories): the value the others are compared with; None: the
    first in order."""

    column: str
    categorical: bool = False
    base: Value | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """A regression with an intercept.

    `chosen` (logistic): the response is 1 where the answer is one of these, else 0; without it the column
    must hold 0 and 1.
    """

    kind: Kind
    response: str
    predictors: tuple[Predictor, ...] = ()
    chosen: tuple[Value, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The response, then what explains it."""
        return (self.response, *(one.column for one in self.predictors))


def refuse_model(model: Model) -> None:
    """Raise WrongCall (CH-3230) with each column that stands twice, and answers chosen of an amount."""
    problems = [
        _problem(column, column, text("Expected each column once, the response not among the others."))
        for column in _repeated(model.columns)
    ]
    if model.chosen and model.kind == "linear":
        shown = ", ".join(map(str, model.chosen))
        problems.append(_problem(model.response, shown, text("Expected chosen answers in a logistic model.")))
    problems += [
        _problem(one.column, str(one.base), text("Expected a base for a column of categories alone."))
        for one in model.predictors
        if one.base is not None and not one.categorical
    ]
    if problems:
        raise WrongCall(problems)


def _problem(column: str, found: str, expected: Text) -> Problem:
    return Problem("CH-3230", Place(field=column), found, expected, text("Correct the model."))


def _repeated(columns: Sequence[str]) -> list[str]:
    return [one for one in dict.fromkeys(columns) if columns.count(one) > 1]
