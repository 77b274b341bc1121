"""The index on a design of two stages with a lonely stratum, beside R (reference/index_stages.R)."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from chiso.survey.design import Lonely
from chiso.survey.index import compute_index, index_covariances
from tests.survey.estimation.test_estimates_beside_r import POLICIES
from tests.survey.questionnaires import six_questions
from tests.survey.r import reference
from tests.survey.tables import design, table

CODES = ("index", "I", "II", "q1", "q4")
EXACT = 1e-10


def rows() -> pa.Table:
    """The table of clusters with the answers that the script of R gives its people."""
    given = table("clusters")
    row = np.arange(len(given))
    percent, sex = (given[name].to_numpy() for name in ("percent", "sex"))
    answers = {
        "q2": 1 + (7 * row) % 5,
        "q3": np.where(row % 11 == 0, 9, 1 + np.floor(percent / 20.01)).astype(np.int64),
        "q4": pa.array(1 + (3 * row + 1) % 5, mask=row % 6 == 0),
        "q5": 1 + (row * row) % 5,
        "q6": np.where(sex == 1, 4, 2),
    }
    given = given.append_column("q1", given["q"])
    for name, values in answers.items():
        given = given.append_column(name, pa.array(values))
    return given


@pytest.mark.parametrize("policy", POLICIES)
def test_items_and_factors_have_the_errors_of_r(policy: Lonely) -> None:
    drawn = design("two_stages", policy)
    index = compute_index(rows(), drawn, six_questions(), by=("agency",))
    places = [next(n for n, item in enumerate(index.items) if item.code == code) for code in CODES]
    units, factors = index_covariances(rows(), drawn, six_questions(), ("I", "II"), by="agency")
    assert index.units == ("", "k", "l", "m")
    for row, unit in enumerate(index.units):
        told = reference("index_stages")[policy][f"u{unit}"]
        np.testing.assert_allclose(index.ratio[row, places], told["estimate"], rtol=EXACT)
        np.testing.assert_allclose(np.sqrt(index.variance[row, places]), told["se"], rtol=EXACT, err_msg=unit)
        assert index.df[row] == told["df"][0]
        if unit:
            covariance, of_r = factors[units.index(unit)], np.array(told["factors"])
            np.testing.assert_allclose(covariance, of_r[:2, :2], rtol=EXACT, err_msg=unit)
            of_difference = covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]
            assert of_difference == pytest.approx(of_r[2, 2], rel=EXACT, nan_ok=True)
