"""Coefficients of regressions, round by round; the truth are those of everybody, fitted here by hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from chiso.survey.design import Design
from chiso.survey.estimation.replicated import Replication
from chiso.survey.models.model import Kind, Model, Predictor
from chiso.survey.models.regression import regress
from tests.survey.coverage.bounds import Measured
from tests.survey.coverage.rounds import ONE_THREAD, Population, Real, Rounds, tables_of_rounds

# Minutes of waiting by what is thought of the first question; whether one is content with it by the minutes.
MODELS = {
    "linear": Model("linear", "minutes", (Predictor("q1"), Predictor("sex", categorical=True))),
    "logistic": Model(
        "logistic", "q1", (Predictor("minutes"), Predictor("sex", categorical=True)), chosen=(4, 5)
    ),
}
COEFFICIENT = 1
_NO_ANSWER = 9
MISSING = {"q1": (_NO_ANSWER,)}


def coefficient(
    kind: Kind, design: Design, replication: Replication | None = None
) -> Callable[[Rounds], Measured]:
    """The first coefficient after the intercept."""

    def measure(rounds: Rounds) -> Measured:
        model, taken = MODELS[kind], []
        for table in tables_of_rounds(rounds.data, rounds.count):
            found = regress(table, design, model, missing=MISSING, replication=replication, engine=ONE_THREAD)
            low, high = found.intervals()
            of_all = (found.coefficients, found.errors(), np.full(len(low), found.degrees), low, high)
            taken.append([one[COEFFICIENT] for one in of_all])
        estimates, errors, degrees, low, high = np.array(taken).T
        truth = true_coefficients(rounds.population)[kind]
        return Measured(estimates, errors, degrees, low, high, np.full(rounds.count, truth))

    return measure


@cache
def true_coefficients(population: Population) -> dict[str, float]:
    """Least squares, and Newton's steps towards the greatest likelihood, over everybody who has an answer."""
    columns = population.columns
    q1, minutes, sex = (np.asarray(columns[name], np.float64) for name in ("q1", "minutes", "sex"))
    kept = q1 != _NO_ANSWER
    q1, minutes, sex = q1[kept], minutes[kept], sex[kept]
    ones = np.ones(len(q1))
    linear = np.linalg.lstsq(np.column_stack([ones, q1, sex]), minutes, rcond=None)[0]
    matrix, content = np.column_stack([ones, minutes, sex]), (q1 >= 4).astype(np.float64)
    beta: Real = np.zeros(3)
    for _ in range(30):
        chance = 1 / (1 + np.exp(-matrix @ beta))
        information = (matrix * (chance * (1 - chance))[:, None]).T @ matrix
        beta = beta + np.linalg.solve(information, matrix.T @ (content - chance))
    assert np.abs(matrix.T @ (content - chance)).max() < 1e-6
    return {"linear": float(linear[COEFFICIENT]), "logistic": float(beta[COEFFICIENT])}
