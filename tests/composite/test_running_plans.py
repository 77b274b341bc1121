"""Plans as a whole: screening and denominating, what is refused before it is computed, replays, files."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from chiso.composite.plan_run import replay, run_plan, stage_names
from chiso.composite.ranking import rank_rows
from chiso.composite.run import CompositeRun
from chiso.composite.run_files import files_of_run
from chiso.composite.run_reading import read_run
from chiso.composite.table import IndicatorTable, Row
from chiso.frameworks.composite.loader import composite_from_tree, plan_from_tree, with_plan
from chiso.frameworks.composite.model import CompositeFramework
from chiso.problems import BadInput, WrongCall
from tests.composite.making import asem, asem_table, flat_framework, framework_tree, table_of

GAP = math.nan
AGGREGATE = {"step": "aggregate"}


def run(steps: list[dict[str, object]], table: IndicatorTable, **special: object) -> CompositeRun:
    framework = flat_framework(table.codes, [*steps, AGGREGATE], special=special)  # type: ignore[arg-type]
    return run_plan(framework, table)


def units_left(step: dict[str, object], table: IndicatorTable) -> list[str]:
    return [row.unit for row in run([{"step": "screen", **step}], table).stages["Screened"].rows]


def test_a_unit_with_too_few_figures_is_left_out() -> None:
    table = table_of([[1, 1, 1], [1, GAP, 1], [GAP, GAP, 1], [2, 2, 2]])
    assert units_left({"minimum_share": "2/3"}, table) == ["u1", "u2", "u4"]
    assert units_left({"minimum_share": "0.7"}, table) == ["u1", "u4"]


def test_a_zero_counts_as_missing_only_where_the_step_says_so() -> None:
    table = table_of([[1, 0], [1, 1], [2, 2]])
    assert units_left({"minimum_share": "1"}, table) == ["u1", "u2", "u3"]
    assert units_left({"minimum_share": "1", "zero_is_missing": True}, table) == ["u2", "u3"]


def test_a_unit_can_be_kept_or_left_out_by_name() -> None:
    table = table_of([[1, GAP], [1, 1], [2, 2], [3, 3]])
    step: dict[str, object] = {"minimum_share": "1", "keep": ["u1"], "leave_out": ["u3"]}
    assert units_left(step, table) == ["u1", "u2", "u4"]


def test_a_unit_must_have_enough_figures_in_each_group_too() -> None:
    nodes = [
        {"code": "index"},
        {"code": "one", "parent": "index"},
        {"code": "other", "parent": "index"},
        *({"code": code, "parent": "one", "direction": "1"} for code in "abc"),
        {"code": "d", "parent": "other", "direction": "1"},
    ]
    step = {"step": "screen", "minimum_share": "0.5", "minimum_share_in_group": "0.5"}
    framework = composite_from_tree(framework_tree(nodes, [step, AGGREGATE]), name="small.yaml")
    table = table_of([[1, 1, 1, GAP], [1, 1, GAP, 1], [1, GAP, GAP, 1], [2, 2, 2, 2]])
    left = run_plan(framework, table).stages["Screened"]
    assert [row.unit for row in left.rows] == ["u2", "u4"]


def test_what_names_a_denominator_is_divided_by_it_and_a_gap_stays_one() -> None:
    framework = flat_framework(
        ["a", "b"],
        [{"step": "denominate"}, AGGREGATE],
        special={"a": {"denominator": "people"}},
        denominators=[{"code": "people", "title": {"en": "people"}}],
    )
    table = replace(table_of([[6, 6], [8, 8], [9, 9]]), denominators={"people": np.array([2.0, 4.0, GAP])})
    found = run_plan(framework, table).stages["Denominated"].values
    np.testing.assert_equal(found, [[3, 6], [2, 8], [GAP, 9]])


def test_the_best_has_rank_one_and_ties_take_the_lowest_number() -> None:
    found = run([], table_of([[2], [9], [9], [1], [GAP]]))
    assert rank_rows(found).tolist() == [3, 1, 1, 4, 0]


def test_a_panel_is_ranked_within_each_period() -> None:
    panel = table_of([[1], [2], [4], [3]], units=("x", "y", "x", "y"), periods=("1", "1", "2", "2"))
    assert rank_rows(run([], panel)).tolist() == [2, 1, 1, 2]


def refusals(
    steps: list[dict[str, object]], table: IndicatorTable, **special: object
) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as refused:
        run(steps, table, **special)
    for problem in refused.value.problems:
        assert problem.in_language("vi") != problem.in_language("en")
    return [(problem.code, problem.where.field) for problem in refused.value.problems]


def normalise(kind: str, **arguments: object) -> list[dict[str, object]]:
    return [{"step": "normalise", "method": {"kind": kind, **arguments}}]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ({"step": "denominate"}, [("CH-8026", "units")]),
        (
            {"step": "impute", "methods": [{"kind": "group_mean@1", "group": "region"}]},
            [("CH-8026", "units")],
        ),
        ({"step": "impute", "methods": [{"kind": "group_mean@1", "group": "area"}]}, [("CH-8027", "area")]),
    ],
)
def test_what_an_earlier_run_did_not_read_is_missed_by_another_plan(
    step: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    variables = [{"code": code, "title": {"en": code}} for code in ("region", "area")]
    framework = flat_framework(
        ["a"],
        [step, AGGREGATE],
        special={"a": {"denominator": "people"}},
        groupings=variables,
        denominators=[{"code": "people", "title": {"en": "People"}}],
    )
    with pytest.raises(BadInput) as refused:
        run_plan(framework, table_of([[1], [GAP]], groups={"area": ["north", ""]}))
    assert [(one.code, one.where.field) for one in refused.value.problems] == expected


def test_one_unit_alone_has_nothing_to_be_compared_with() -> None:
    assert refusals([], table_of([[1, 2]])) == [("CH-8029", "unit")]


def test_all_indicators_without_a_figure_are_told_at_once() -> None:
    table = table_of([[GAP, 1, GAP], [GAP, 2, GAP]])
    assert refusals([], table) == [("CH-8030", "a"), ("CH-8030", "c")]


@pytest.mark.parametrize("kind", ["min_max@1", "z_score@1", "distance_to_best@1"])
def test_an_indicator_that_tells_no_units_apart_cannot_be_spread_over_a_scale(kind: str) -> None:
    table = table_of([[1, 5, 0], [2, 5, 0]])
    assert refusals(normalise(kind), table) == [("CH-8031", "b"), ("CH-8031", "c")]


def test_a_constant_indicator_may_still_be_ranked() -> None:
    assert run(normalise("rank@1"), table_of([[5], [5]])).scores.tolist() == [1, 1]


def test_a_share_of_the_others_needs_others() -> None:
    table = table_of([[1, 5], [2, GAP]])
    assert refusals(normalise("percentile@1"), table) == [("CH-8031", "b")]


def test_a_reference_unit_must_have_the_figure() -> None:
    table = table_of([[1, 5], [2, GAP]])
    assert refusals(normalise("distance_to_reference@1", unit="u2"), table) == [("CH-8032", "b")]
    assert refusals(normalise("distance_to_reference@1", unit="u9"), table) == [
        ("CH-8032", "a"),
        ("CH-8032", "b"),
    ]


def test_a_target_must_be_better_than_the_worst_unit() -> None:
    table = table_of([[4, 4], [6, 6]])
    special = {"a": {"target": "4"}, "b": {"target": "6", "direction": "-1"}}
    assert refusals(normalise("distance_to_target@1"), table, **special) == [
        ("CH-8033", "a"),
        ("CH-8033", "b"),
    ]


def test_shares_are_of_something_above_nothing() -> None:
    assert refusals(normalise("share_of_maximum@1"), table_of([[-1], [0]])) == [("CH-8034", "a")]


def test_figures_below_zero_have_no_geometric_mean() -> None:
    table = table_of([[-1, 5], [2, 3]])
    framework = flat_framework(["a", "b"], [{"step": "aggregate", "method": {"kind": "geometric@1"}}])
    with pytest.raises(BadInput) as refused:
        run_plan(framework, table)
    assert [(one.code, one.where.field) for one in refused.value.problems] == [("CH-8050", "a")]


def test_a_penalty_is_a_share_of_a_mean_above_nothing() -> None:
    # Goalposts at 100 and 130 put 1 and 5 far below 0; a row without a figure has no score all the same.
    table = table_of([[1, 5], [120, 110], [GAP, GAP]])
    method = {"kind": "adjusted_mazziotta_pareto@1", "lower": "100"}
    framework = flat_framework(["a", "b"], [{"step": "aggregate", "method": method}])
    with pytest.raises(BadInput) as refused:
        run_plan(framework, table)
    (problem,) = refused.value.problems
    assert (problem.code, problem.where.field) == ("CH-8050", "index")
    assert problem.in_language("vi") != problem.in_language("en")


def test_a_power_that_makes_figures_without_end_is_refused() -> None:
    steps = [{"step": "treat", "method": {"kind": "box_cox@1", "power": "1000"}}]
    assert refusals(steps, table_of([[1, 1], [9, 1.01]])) == [("CH-8041", "a")]


@pytest.mark.parametrize("kind", ["latest@1", "linear@1"])
def test_one_period_has_no_earlier_figures_to_fill_from(kind: str) -> None:
    steps: list[dict[str, object]] = [{"step": "impute", "methods": [{"kind": kind}]}]
    assert refusals(steps, table_of([[1], [GAP], [2]])) == [("CH-8035", "impute")]


def test_screening_that_leaves_one_unit_is_refused() -> None:
    steps: list[dict[str, object]] = [{"step": "screen", "minimum_share": "1"}]
    assert refusals(steps, table_of([[1, 1], [1, GAP]])) == [("CH-8036", "unit")]


def test_screening_names_units_that_are_there() -> None:
    steps: list[dict[str, object]] = [
        {"step": "screen", "minimum_share": "0", "keep": ["x"], "leave_out": ["y"]}
    ]
    assert refusals(steps, table_of([[1], [2]])) == [("CH-8037", "screen"), ("CH-8037", "screen")]


@pytest.fixture(scope="module")
def asem_run() -> CompositeRun:
    return run_plan(asem(), asem_table())


@pytest.fixture(scope="module")
def panel_run() -> CompositeRun:
    return run_plan(asem(), asem_table("asem_panel.csv"))


@pytest.mark.parametrize("which", ["asem_run", "panel_run"])
def test_a_run_comes_back_from_its_files_as_it_was(
    which: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    asem_run: CompositeRun = request.getfixturevalue(which)
    files = files_of_run(asem_run)
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    again = read_run(tmp_path)
    for stage, table in asem_run.stages.items():
        assert again.stages[stage].rows == table.rows
        assert again.stages[stage].codes == table.codes
        np.testing.assert_array_equal(again.stages[stage].values, table.values)
    assert repr(again.treatment) == repr(asem_run.treatment)
    assert files_of_run(again) == files


@pytest.mark.parametrize("stage", stage_names(asem().plan)[:-1])
def test_a_replay_from_any_stage_gives_the_bytes_of_the_whole(asem_run: CompositeRun, stage: str) -> None:
    assert files_of_run(replay(asem_run, start_at=stage)) == files_of_run(asem_run)


@pytest.mark.parametrize(
    "kind",
    ["given@1", "equal@1", "principal_component@1", "correlation@1", "benefit_of_doubt@1", "entropy@1"],
)
def test_weights_of_every_kind_come_back_from_their_file(
    asem_run: CompositeRun, tmp_path: Path, kind: str
) -> None:
    steps = json.loads(json.dumps(asem().plan.tree))["steps"]
    # Leaves by themselves only: which weights follow from the data of groups is not asked here.
    steps[-2]["by_group"] = {"Physical": {"kind": kind}}
    plan = plan_from_tree({"format": "chiso-plan/1", "steps": steps}, asem(), name="plan.yaml")
    made = replay(asem_run, start_at="Normalised", framework=with_plan(asem(), plan))
    files = files_of_run(made)
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    again = read_run(tmp_path)
    for group, weights in made.weights.items():
        np.testing.assert_array_equal(again.weights[group], weights)
    assert files_of_run(again) == files


def test_a_panel_is_replayed_to_the_same_bytes_too(panel_run: CompositeRun) -> None:
    assert files_of_run(replay(panel_run, start_at="Screened")) == files_of_run(panel_run)


def test_a_replay_takes_the_stage_as_it_is_and_another_plan_after_it(asem_run: CompositeRun) -> None:
    other = replay(asem_run, start_at="Normalised", framework=with_means("geometric@1", lower="0"))
    whole = run_plan(with_means("geometric@1", lower="0"), asem_run.stages["Raw"])
    assert files_of_run(other) == files_of_run(whole)
    assert other.framework.content_hash == asem_run.framework.content_hash
    assert other.framework.plan.content_hash != asem_run.framework.plan.content_hash


def with_means(kind: str, *, lower: str) -> CompositeFramework:
    steps = json.loads(json.dumps(asem().plan.tree))["steps"]
    steps[4]["method"]["lower"] = lower
    steps[-1]["method"] = {"kind": kind}
    plan = plan_from_tree({"format": "chiso-plan/1", "steps": steps}, asem(), name="plan.yaml")
    return with_plan(asem(), plan)


def code_of_call(refused: pytest.ExceptionInfo[WrongCall]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


@pytest.mark.parametrize("stage", ["Aggregated", "treated", "Weighed"])
def test_a_replay_starts_at_a_stage_that_something_follows(asem_run: CompositeRun, stage: str) -> None:
    with pytest.raises(WrongCall) as refused:
        replay(asem_run, start_at=stage)
    assert code_of_call(refused) == ["CH-8039"]


def test_a_replay_is_refused_where_the_plan_differs_before_the_stage(asem_run: CompositeRun) -> None:
    other = with_means("arithmetic@1", lower="1")
    with pytest.raises(WrongCall) as refused:
        replay(asem_run, start_at="Normalised", framework=other)
    assert code_of_call(refused) == ["CH-8040"]
    assert list(replay(asem_run, start_at="Treated", framework=other).stages) == list(asem_run.stages)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.json", None),
        ("plan.json", b"{}"),
        ("plan.json", b"[]"),
        ("plan.json", b"\xff"),
        ("plan.json", b'{"format": "chiso-composite-run/1"}'),
        ("Treated.csv", None),
        ("Treated.csv", b"unit,LPI\nXXX,1\n"),
        ("Treated.csv", b"unit,LPI\nAUT,many\n"),
        ("weights.csv", b"group,code,unit,period,weight,share\nIndex,Conn,,,1,1\n"),
        ("weights.csv", b"group,code,unit,period,weight,share\nNone,Conn,,,1,1\n"),
        ("units.csv", None),
        ("treatment.csv", None),
    ],
)
def test_a_damaged_folder_is_told_by_its_file(
    asem_run: CompositeRun, tmp_path: Path, name: str, content: bytes | None
) -> None:
    for file, written in files_of_run(asem_run).items():
        (tmp_path / file).write_bytes(written)
    if content is None:
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput) as refused:
        read_run(tmp_path)
    assert [problem.code for problem in refused.value.problems] == ["CH-8038"]
    assert refused.value.problems[0].where.file == str(tmp_path / name)


def test_units_with_the_same_figures_have_the_same_score_to_the_bit(asem_run: CompositeRun) -> None:
    raw = asem_run.stages["Raw"]
    twice = raw.with_rows([*range(len(raw.rows)), 7, 33])
    rows = (*raw.rows, Row("twin of 7"), Row("twin of 33"))
    found = run_plan(asem(), replace(twice, rows=rows))
    assert found.scores[-2:].tolist() == found.scores[[7, 33]].tolist()
    assert rank_rows(found)[-2:].tolist() == rank_rows(found)[[7, 33]].tolist()


def test_the_order_of_the_rows_changes_no_score(asem_run: CompositeRun) -> None:
    raw = asem_run.stages["Raw"]
    order = np.random.Generator(np.random.PCG64(3)).permutation(len(raw.rows))
    shuffled = run_plan(asem(), raw.with_rows(order))
    place = {row: at for at, row in enumerate(shuffled.stages["Aggregated"].rows)}
    again = [place[row] for row in asem_run.stages["Aggregated"].rows]
    np.testing.assert_allclose(shuffled.scores[again], asem_run.scores, rtol=1e-12)
    assert rank_rows(shuffled)[again].tolist() == rank_rows(asem_run).tolist()


def test_an_indicator_in_another_unit_of_measure_changes_no_score() -> None:
    raw = asem_table()
    factors = 2.0 ** np.arange(-20, len(raw.codes) - 20)
    scaled = run_plan(asem(), raw.with_values(raw.values * factors))
    np.testing.assert_allclose(scaled.scores, run_plan(asem(), raw).scores, rtol=1e-12)
