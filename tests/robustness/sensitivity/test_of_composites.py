"""Scores and a panel under what is varied: the model's values are those of the plan carried out alone."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from chiso.robustness.measured import Measured
from chiso.robustness.sensitivity.effects_of_runs import effects_of_inputs, inputs_of_runs
from chiso.robustness.sensitivity.of_ranks import rank_sensitivity
from chiso.robustness.sensitivity.one_at_a_time import single_changes
from chiso.robustness.sensitivity.outputs import named_outputs, outputs_of
from chiso.robustness.streams import RandomStream
from chiso.robustness.transforms import FloatArray
from tests.robustness.test_from_composite import asem, measured, small

PANEL = "weights: {kind: uniform@1, of: fields}\nleave_out: {kind: one@1, among: [LPI, Renew]}\n"
ABOVE_0 = {"step": "normalise", "method": {"kind": "min_max@1", "lower": "1"}}
FIGURES = [[3.0, 70.0, 2.0], [9.0, 40.0, 7.0], [4.0, 90.0, 5.0], [6.0, 55.0, 1.0]]


@cache
def panel() -> Measured:
    return measured(asem("asem_panel.csv"), PANEL)[0]


def scores_of(made: Measured, runs: int = 1) -> FloatArray:
    """(runs, rows): values of the index."""
    model = made.model
    numbers = RandomStream(1, model.numbers_of_run).numbers(0, runs)
    return outputs_of(model, model.scores(numbers), runs)[:, 1 + len(model.rows) :]


@pytest.mark.parametrize(
    ("kind", "exponent", "close"),
    [
        ("arithmetic@1", None, 1e-12), ("median@1", None, 1e-12), ("mean_min@1", None, 1e-12),
        # Sums stand for means of logarithms and powers, and their summands are rounded: of logarithms and
        # roots, which add up to more than 4.29, to eight places, of what is below 1 to nine.
        ("geometric@1", None, 5e-9), ("power@1", "0.5", 5e-9),
        # Half of the ninth place of a mean of 1/36.6, and of 1/28.9²; of this the root halves it.
        ("harmonic@1", None, 1.9e-8), ("power@1", "-2", 2.1e-7),
    ],
)  # fmt: skip
def test_the_score_of_a_run_is_that_of_the_index_whatever_stands_for_it(
    kind: str, exponent: str | None, close: float
) -> None:
    # Nothing is left out, so every run is the plan itself.
    method = {"kind": kind} | ({} if exponent is None else {"exponent": exponent})
    run = small(FIGURES, (ABOVE_0, {"step": "aggregate", "method": method}))
    made, _ = measured(run, 'leave_out: {kind: each@1, chance: "1/1000000000"}')
    order = [run.stages["Aggregated"].rows.index((row.unit, row.period)) for row in made.model.rows]
    np.testing.assert_allclose(scores_of(made)[0], run.scores[order], rtol=close, atol=0)


def test_a_unit_that_some_run_leaves_without_a_score_has_no_indices_of_it() -> None:
    run = small([[3.0, np.nan], [9.0, 4.0], [4.0, 9.0], [6.0, 5.0]], (ABOVE_0, {"step": "aggregate"}))
    made, _ = measured(run, "leave_out: {kind: one@1}")
    scores = scores_of(made, 64)
    assert np.isnan(scores).any(axis=0).tolist() == [True, False, False, False]
    total = rank_sensitivity(made.model, points=256, seed=1).indices.total
    columns = {
        output.row.unit: column
        for column, output in enumerate(named_outputs(made.model))
        if output.kind == "score" and output.row is not None
    }
    first, *others = columns.values()
    assert np.isnan(total.value[0, first])
    # What is left out is all that varies.
    for other in others:
        assert abs(total.value[0, other] - 1) <= 2 * total.half_width[0, other] + 1e-9


def test_of_a_panel_each_period_has_its_own_outputs_and_a_choice_moves_all_of_them() -> None:
    model = panel().model
    assert len(model.sections) == 5
    found = rank_sensitivity(model, points=64, seed=1)
    assert found.inputs == ("left_out", "weights")
    outputs = list(named_outputs(model))
    assert len(outputs) == 1 + 2 * len(model.rows) == found.indices.variance.size
    assert {output.row.period for output in outputs if output.row} == set(
        asem("asem_panel.csv").stages["Raw"].periods
    )
    # The mean shift is that of all rows, each ranked within its period.
    numbers = RandomStream(3, model.numbers_of_run).numbers(0, 20)
    made = outputs_of(model, model.scores(numbers), 20)
    planned = np.array([row.rank for row in model.rows])
    ranks = made[:, 1 : 1 + len(model.rows)]
    assert made[:, 0] == pytest.approx(np.abs(ranks - planned).mean(axis=1))
    for section in model.sections:
        scores = made[:, 1 + len(model.rows) :][:, section]
        counted = 1 + (scores[:, None, :] > scores[:, :, None] + 1e-9).sum(axis=2)
        assert (counted == ranks[:, section]).all()


def test_effects_of_a_panel_add_up_for_every_unit_of_every_period() -> None:
    inputs = inputs_of_runs(panel(), 64)
    found = effects_of_inputs(inputs, points=64, seed=1)
    assert found.inputs == ("left_out", "weight:Conn", "weight:Sust")
    total = found.effects.share.value.sum(axis=0)
    varies = ~np.isnan(total)
    assert varies.mean() > 0.9
    assert total[varies] == pytest.approx(1)


def test_an_indicator_is_left_out_of_every_period_of_a_panel() -> None:
    run = asem("asem_panel.csv")
    plain, _ = measured(run, "leave_out: {kind: one@1}")
    changes = [one for one in single_changes(plain.model) if (one.what, one.to) == ("left_out", "LPI")]
    assert [one.section for one in changes] == [0, 1, 2, 3, 4]
    # The same by the tree: the weight of the indicator is 0, its siblings share what it had.
    values = run.stages["Normalised"]
    tree, nodes = run.tree, {code: values.column(code) for code in run.tree.leaves}
    for group in tree.groups:
        children = tree.children(group)
        weights = np.array(
            [
                0.0 if child == "LPI" else weight
                for child, weight in zip(children, run.weights[group], strict=True)
            ]
        )
        nodes[group] = np.stack([nodes[child] for child in children], axis=1) @ weights / weights.sum()
    scores = nodes[tree.groups[-1]]
    for change in changes:
        rows = plain.model.rows[plain.model.sections[change.section]]
        own = np.array([scores[values.rows.index((row.unit, row.period))] for row in rows])
        expected = 1 + (own[None, :] > own[:, None] + 1e-9).sum(axis=1)
        assert change.ranks.tolist() == expected.tolist()
        shift = np.abs(expected - np.array([row.rank for row in rows]))
        assert change.mean_shift == pytest.approx(shift.mean())
