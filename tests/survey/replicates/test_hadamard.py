"""Hadamard matrices: rows at right angles, of every size that surveys need."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chiso.survey.replicates.hadamard import hadamard_matrix


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 400))
def test_rows_are_at_right_angles_and_the_first_ones_are_ones(at_least: int) -> None:
    matrix = hadamard_matrix(at_least).astype(np.int64)
    order = len(matrix)
    assert order >= at_least
    assert set(np.unique(matrix)) <= {-1, 1}
    assert (matrix @ matrix.T == order * np.eye(order)).all()
    assert (matrix[0] == 1).all()
    assert (matrix[:, 0] == 1).all()


@pytest.mark.parametrize(
    "order", [1, 2, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 60, 68, 72, 80, 84, 104]
)
def test_these_orders_are_built_exactly(order: int) -> None:
    assert len(hadamard_matrix(order)) == order


def test_a_thousand_strata_have_a_matrix_that_is_hardly_larger() -> None:
    matrix = hadamard_matrix(1001)
    assert len(matrix) <= 1024
    product = matrix.astype(np.float64) @ matrix.T.astype(np.float64)
    assert (product == len(matrix) * np.eye(len(matrix))).all()
