"""What the uncertainty of ranks comes from, in models whose answer is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from chiso.robustness.choices import Choice, Choices, LeavingOut
from chiso.robustness.model import RankedRow, RankModel
from chiso.robustness.sensitivity.of_ranks import inputs_of, rank_sensitivity
from chiso.robustness.sensitivity.one_at_a_time import single_changes
from tests.robustness.models import model_of, sum_form

FIGURES = [[9.0, 2.0, 5.0], [7.0, 6.0, 1.0], [4.0, 5.0, 6.0], [1.0, 9.0, 3.0]]
OTHER = [[1.0, 2.0, 3.0], [2.0, 2.0, 3.0], [3.0, 3.0, 3.0], [4.0, 9.0, 3.0]]
TWO = Choice("normalise", ("as planned", "otherwise"), (1, 1))


def with_ranks(model: RankModel, ranks: list[int]) -> RankModel:
    rows = tuple(RankedRow(row.unit, "", rank) for row, rank in zip(model.rows, ranks, strict=True))
    return replace(model, rows=rows)


def test_a_choice_that_alone_varies_has_all_of_the_variance() -> None:
    model = model_of([sum_form(FIGURES), sum_form(OTHER)], units=4, indicators=3, choices=Choices((TWO,)))
    # As planned 16, 14, 15, 13: ranks 1, 3, 2, 4; otherwise 6, 7, 9, 16: ranks 4, 3, 2, 1.
    found = rank_sensitivity(with_ranks(model, [1, 3, 2, 4]), points=256, seed=1)
    assert found.inputs == ("normalise",)
    assert found.indices.first.value[0, [0, 1, 4]] == pytest.approx([1, 1, 1], abs=0.02)
    # Two units keep their rank: nothing to be explained.
    assert np.isnan(found.indices.first.value[0, [2, 3]]).all()
    # The shift is 0 or (3 + 0 + 0 + 3)/4, by even chances: variance ¼ · 1.5².
    assert found.indices.variance[0] == pytest.approx(1.5**2 / 4, rel=0.02)


def test_inputs_are_blocks_of_the_numbers_of_a_run() -> None:
    leaving = LeavingOut("one", among=(0, 1, 2))
    model = model_of(
        [sum_form(FIGURES), sum_form(OTHER)], units=4, indicators=3, kind="uniform",
        choices=Choices((TWO,), leaving),
    )  # fmt: skip
    assert inputs_of(model) == {"normalise": slice(0, 1), "left_out": slice(1, 3), "weights": slice(3, 6)}
    found = rank_sensitivity(model, points=1 << 10, seed=1)
    first, total = found.indices.first, found.indices.total
    # Independent inputs: what each explains alone adds up to at most all, what it takes part in to at least.
    slack = first.half_width[:, 0].sum() + total.half_width[:, 0].sum()
    assert first.value[:, 0].sum() <= 1 + slack
    assert total.value[:, 0].sum() >= 1 - slack
    assert (first.value[:, 0] <= total.value[:, 0] + slack).all()


def test_each_single_change_is_carried_out_alone() -> None:
    model = model_of([sum_form(FIGURES), sum_form(OTHER)], units=4, indicators=3, choices=Choices((TWO,)))
    changes = {(one.what, one.to): one for one in single_changes(model)}
    assert set(changes) == {
        ("normalise", "otherwise"), ("left_out", "i0"), ("left_out", "i1"), ("left_out", "i2"),
    }  # fmt: skip
    otherwise = changes["normalise", "otherwise"]
    assert (otherwise.mean_shift, otherwise.largest_shift, otherwise.leaders) == (1.5, 3, ("3",))
    assert otherwise.changes_leader
    # Ranks 1, 3, 2, 4 against 4, 3, 2, 1: of six pairs only (1, 2) stays as it was: τ = (1 − 5)/6.
    assert otherwise.kendall == pytest.approx(-4 / 6)
    # Without the first indicator 7, 7, 11, 12: ranks 3, 3, 2, 1.
    without = changes["left_out", "i0"]
    assert without.ranks.tolist() == [3, 3, 2, 1]
    assert without.leaders == ("3",)
    # Without the second 14, 8, 10, 4: the leader stays.
    assert not changes["left_out", "i1"].changes_leader
