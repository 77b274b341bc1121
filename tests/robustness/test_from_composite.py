"""A composite index, varied: every stratum is its plan with other steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from chiso.composite.plan_run import run_plan
from chiso.composite.ranking import rank_rows
from chiso.composite.reading import read_indicators
from chiso.composite.run import CompositeRun
from chiso.frameworks.composite.library import load_composite
from chiso.problems import BadInput
from chiso.robustness.data_errors import data_errors
from chiso.robustness.forms import SumForm, TreeForm
from chiso.robustness.from_composite import measured_composite
from chiso.robustness.gap_filling import filled_tables
from chiso.robustness.measured import Measured
from chiso.robustness.replaying import replay
from chiso.robustness.results import carry_out, stream_for
from chiso.robustness.specification import Specification, read_specification
from tests.composite.making import TABLES, flat_framework, table_of

AGGREGATE = {"step": "aggregate"}
MIN_MAX = {"step": "normalise", "method": {"kind": "min_max@1"}}


@cache
def asem(table: str = "asem.csv") -> CompositeRun:
    framework = load_composite("asem@1")
    read = read_indicators(framework, TABLES / table, TABLES / "asem_units.csv")
    return replace(run_plan(framework, read.table), names=read.names, digests=read.digests)


def small(
    values: Sequence[Sequence[float]], steps: Sequence[dict[str, Any]] = (MIN_MAX, AGGREGATE)
) -> CompositeRun:
    codes = "abcdefgh"[: len(values[0])]
    return run_plan(flat_framework(codes, steps), table_of(values))


def spec_of(written: str) -> Specification:
    return read_specification(("format: chiso-robustness/1\n" + written).encode())


def measured(run: CompositeRun, written: str, folder: Path = Path()) -> tuple[Measured, Specification]:
    spec = spec_of(written)
    errors = data_errors(spec.data_error, folder, 1, as_tables=True)
    return measured_composite(run, spec, errors), spec


def test_nothing_left_out_gives_the_ranks_of_the_run() -> None:
    made, spec = measured(asem(), 'leave_out: {kind: each@1, chance: "1/1000000000"}')
    run = replay(made.model, stream_for(made.model, spec, 1), 0)
    assert list(run.ranks) == [row.rank for row in made.model.rows]
    assert len(made.model.rows) == 51
    assert run.is_exact


def test_every_stratum_is_the_plan_with_its_steps_carried_out_alone() -> None:
    written = """
normalise:
- {}
- {method: {kind: z_score@1}}
- {method: {kind: min_max@1, lower: "1", upper: "100"}}
treat:
- {}
- {method: {kind: none@1}}
"""
    made, spec = measured(asem(), written)
    assert made.model.choices.strata == 6
    framework = asem().framework
    for stratum in range(6):
        treating, normalising = made.model.choices.parts_of(stratum)
        steps = []
        for step in framework.plan.steps:
            if step.step == "treat" and treating:
                step = type(step)(step="treat", method=spec.treat[treating].method)
            if step.step == "normalise" and normalising:
                step = type(step)(step="normalise", method=spec.normalise[normalising].method)
            steps.append(step)
        plan = framework.plan.model_copy(update={"steps": tuple(steps)})
        alone = run_plan(framework.model_copy(update={"plan": plan}), asem().stages["Raw"])
        expected = {
            row.unit: rank
            for row, rank in zip(alone.stages["Aggregated"].rows, rank_rows(alone), strict=True)
        }
        numbers = stream_for(made.model, spec, 1)
        run = next(
            replay(made.model, numbers, number)
            for number in range(500)
            if made.model.choices.strata_of(numbers.numbers(number, 1))[0] == stratum
        )
        assert {row.unit: rank for row, rank in zip(made.model.rows, run.ranks, strict=True)} == expected


def test_one_mean_above_0_is_a_sum_and_mixed_ones_are_a_tree() -> None:
    written = """
normalise: [{method: {kind: min_max@1, lower: "1", upper: "100"}}]
aggregate: [{}, {method: {kind: geometric@1}}, {method: {kind: harmonic@1}}, {method: {kind: median@1}}]
"""
    made, _ = measured(asem(), written)
    forms = [made.model.form_of(stratum) for stratum in range(4)]
    assert [type(form) for form in forms] == [SumForm, SumForm, SumForm, TreeForm]


def test_a_geometric_stratum_ranks_as_the_plan_does() -> None:
    written = """
normalise: [{method: {kind: min_max@1, lower: "1", upper: "100"}}]
aggregate: [{method: {kind: geometric@1}}, {method: {kind: geometric@1}}]
"""
    made, spec = measured(asem(), written)
    framework = asem().framework
    steps = []
    for step in framework.plan.steps:
        if step.step == "normalise":
            step = type(step)(step="normalise", method=spec.normalise[0].method)
        if step.step == "aggregate":
            step = type(step)(step="aggregate", method=spec.aggregate[0].method)
        steps.append(step)
    plan = framework.plan.model_copy(update={"steps": tuple(steps)})
    alone = run_plan(framework.model_copy(update={"plan": plan}), asem().stages["Raw"])
    expected = {
        row.unit: rank for row, rank in zip(alone.stages["Aggregated"].rows, rank_rows(alone), strict=True)
    }
    run = replay(made.model, stream_for(made.model, spec, 1), 0)
    assert {row.unit: rank for row, rank in zip(made.model.rows, run.ranks, strict=True)} == expected


def test_a_panel_is_ranked_period_by_period_under_the_same_weights() -> None:
    run = asem("asem_panel.csv")
    made, spec = measured(run, "weights: {kind: uniform@1}")
    periods = run.stages["Raw"].periods
    assert len(made.model.sections) == len(periods) == 5
    result = carry_out(made, spec, runs=1500, seed=1)
    for counted in result.counts.sections:
        assert (counted.histogram.sum(axis=(0, 2)) == 1500).all()
    one = replay(made.model, stream_for(made.model, spec, 1), 3)
    for section in made.model.sections:
        assert min(one.ranks[section]) == 1


def test_errors_of_the_data_go_through_the_whole_plan(tmp_path: Path) -> None:
    # Only unit u1 has an error, at the top of indicator a: min–max moves everybody else.
    run = small([[10, 1], [8, 5], [1, 9]])
    (tmp_path / "errors.csv").write_text("unit,code,se\nu1,a,3\n")
    made, spec = measured(run, 'data_error: {kind: column@1, file: errors.csv, tables: "200"}', tmp_path)
    assert made.tables == 200
    tables = [made.model.form_of(stratum).table.values for stratum in range(5)]  # type: ignore[attr-defined]
    assert len({table.tobytes() for table in tables}) == 5
    for table in tables:
        assert table[0].max() == table[:, 0].max() or table[1, 0] == table[:, 0].max()
    result = carry_out(made, spec, runs=2000, seed=1)
    assert result.counts.sections[0].histogram.sum() == 6000


def test_equal_units_tie_whatever_is_chosen() -> None:
    values = np.random.default_rng(3).uniform(1, 9, (7, 4))
    values[5] = values[2]
    made, spec = measured(
        small(values.tolist()),
        """
weights: {kind: dirichlet@1, concentration: "4"}
leave_out: {kind: one@1, chance: "1/2"}
normalise: [{}, {method: {kind: z_score@1}}, {method: {kind: rank@1}}]
aggregate: [{}, {method: {kind: median@1}}]
""",
    )
    wins = carry_out(made, spec, runs=3000, seed=1).counts.sections[0].wins[0]
    assert wins[2, 5] == wins[5, 2] == 0


def test_an_alternative_cannot_screen_other_units_out() -> None:
    # As planned, the gap is filled and u3 stays; alone in its group nothing fills it, and u3 is screened out.
    steps = [
        {"step": "impute", "methods": [{"kind": "mean@1"}]},
        {"step": "screen", "minimum_share": "0.9"},
        MIN_MAX,
        AGGREGATE,
    ]
    framework = flat_framework("ab", steps, groupings=[{"code": "g", "title": {"en": "Group"}}])
    table = table_of([[1, 2], [3, 4], [5, float("nan")]], groups={"g": ["x", "x", "y"]})
    with pytest.raises(BadInput) as refused:
        measured(run_plan(framework, table), "impute: [{}, {methods: [{kind: group_mean@1, group: g}]}]")
    [found] = refused.value.problems
    assert (found.code, found.found) == ("CH-8116", "u3")


def test_an_alternative_is_checked_as_a_plan_is() -> None:
    steps = [{"step": "impute", "methods": [{"kind": "mean@1"}]}, MIN_MAX, AGGREGATE]
    run = small([[1, 2], [3, 4], [5, float("nan")]], steps)
    with pytest.raises(BadInput) as refused:
        measured(run, "impute: [{}, {methods: [{kind: group_mean@1, group: nothing}]}]")
    [found] = refused.value.problems
    assert (found.code, found.where.field) == ("CH-8016", "impute.methods.0.group")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("treat: [{}, {method: {kind: none@1}}]", "CH-8123"),
        ("weights: {kind: uniform@1, of: indicators}\naggregate: [{method: {kind: median@1}}]", "CH-8110"),
        (
            "normalise: [{method: {kind: z_score@1}}]\naggregate: [{}, {method: {kind: geometric@1}}]",
            "CH-8018",
        ),
        ("leave_out: {kind: one@1, among: [z]}", "CH-8109"),
        ("data_error: {kind: column@1, file: nowhere.csv}", "CH-8111"),
        ("normalise: [{}]", "CH-8118"),
        (f"normalise: [{', '.join(['{}'] * 65)}]\naggregate: [{', '.join(['{}'] * 64)}]", "CH-8126"),
    ],
)
def test_what_cannot_be_varied_is_said_before_anything_is_computed(written: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        measured(small([[1, 2], [3, 4], [5, 1]]), written)
    assert {problem.code for problem in refused.value.problems} == {code}


def test_weights_of_each_unit_are_not_varied() -> None:
    steps = [MIN_MAX, {"step": "weigh", "method": {"kind": "benefit_of_doubt@1"}}, AGGREGATE]
    with pytest.raises(BadInput) as refused:
        measured(small([[1, 2], [3, 4], [5, 1]], steps), "weights: {kind: uniform@1}")
    assert [problem.code for problem in refused.value.problems] == ["CH-8107"]


def test_a_figure_below_0_has_no_geometric_mean() -> None:
    run = small([[1, 2], [3, -4], [5, 1]], [{"step": "normalise", "method": {"kind": "none@1"}}, AGGREGATE])
    with pytest.raises(BadInput) as refused:
        measured(run, "aggregate: [{}, {method: {kind: geometric@1}}]")
    assert {problem.code for problem in refused.value.problems} == {"CH-8115"}


def test_gaps_are_filled_by_other_units_again_and_again() -> None:
    gap = float("nan")
    steps = [{"step": "impute", "methods": [{"kind": "mean@1"}]}, MIN_MAX, AGGREGATE]
    framework = flat_framework("ab", steps, groupings=[{"code": "g", "title": {"en": "Group"}}])
    table = table_of([[1, 2], [3, 4], [5, gap], [7, 9], [gap, 1]], groups={"g": ["x", "x", "x", "y", "z"]})
    spec = spec_of('fill: {kind: donors@1, group: g, tables: "400"}')
    tables = filled_tables(spec.fill, table, 400, 1)  # type: ignore[arg-type]
    # u3 takes b from u1 or u2, its group; u5 is alone in its own, so its gap is left to the plan.
    assert set(tables[:, 2, 1].tolist()) == {2.0, 4.0}
    assert abs((tables[:, 2, 1] == 2.0).mean() - 0.5) < 0.11
    assert np.isnan(tables[:, 4, 0]).all()
    made = measured_composite(run_plan(framework, table), spec)
    assert made.tables == 400
    result = carry_out(made, spec, runs=2000, seed=1)
    # b of u3 is 2 or 4 instead of the mean, 4: its rank is now that of a lower figure now and then.
    assert len(set(result.counts.sections[0].histogram[0][2].tolist())) > 1


@pytest.mark.parametrize("written", ["fill: {kind: donors@1}", "fill: {kind: donors@1, group: nothing}"])
def test_there_have_to_be_gaps_and_groups_to_fill_them_from(written: str) -> None:
    rows = [[1, 2], [3, 4], [5, float("nan")]] if "group" in written else [[1, 2], [3, 4], [5, 1]]
    steps = [{"step": "impute", "methods": [{"kind": "mean@1"}]}, MIN_MAX, AGGREGATE]
    with pytest.raises(BadInput) as refused:
        measured(small(rows, steps), written)
    assert [problem.code for problem in refused.value.problems] == ["CH-8124"]
