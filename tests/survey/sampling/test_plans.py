"""A plan is read strictly: everything that is wrong in it, and in its frame, is told at once."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from chiso.problems import BadInput
from chiso.survey.sampling.frame import read_frame
from chiso.survey.sampling.plan import read_plan
from chiso.survey.sampling.record import read_sample_record
from chiso.survey.sampling.selecting import select_sample
from tests.survey.sampling.drawing import FRAME, HEAD, write_plan


def faults_of(stages: str, head: str = HEAD) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as refused:
        read_plan((head + stages).encode())
    return [(one.code, one.where.field) for one in refused.value.problems]


@pytest.mark.parametrize(
    ("stage", "key"),
    [
        ("{unit: person}", "n"),
        ("{unit: person, n: 2, n_from: n}", "n"),
        ("{unit: person, method: all, n: 2}", "n"),
        ("{unit: person, n: 2, method: brewer}", "size"),
        ("{unit: person, n: 2, size: age}", "size"),
        ("{unit: person, n: 2, method: cube}", "balance"),
        ("{unit: person, n: 2, balance: [age]}", "balance"),
        ("{unit: person, n: 2, order: [age]}", "order"),
        (
            "{unit: person, n: 2, method: systematic, coordination: {record: r.yaml, wish: keep}}",
            "coordination",
        ),
        ("{unit: person, allocation: {total: 3}}", "allocation"),
        ("{unit: person, strata: [kind], allocation: {total: 3, method: neyman}}", "allocation"),
        ("{unit: person, method: all, reserve: 1}", "reserve"),
    ],
)
def test_what_contradicts_something_else_is_told_at_its_key(stage: str, key: str) -> None:
    assert faults_of(f"- {stage}\n") == [("CH-3173", f"stages[1].{key}")]


def test_a_period_that_is_none_is_told_at_its_key() -> None:
    head = HEAD.replace("seed:", "period: last year\nseed:", 1)
    assert faults_of("- {unit: person, n: 2}\n", head) == [("CH-3173", "period")]


def test_every_fault_of_a_plan_comes_at_once() -> None:
    stages = "- {unit: district, n: 2, reserve: 1}\n- {unit: district, n: many, methods: simple}\n"
    assert faults_of(stages) == [("CH-3173", "stages[2].n"), ("CH-3173", "stages[2].methods")]
    stages = "- {unit: district, n: 2, reserve: 1}\n- {unit: district, method: chao, n: 1}\n"
    assert faults_of(stages) == [
        ("CH-3173", "stages[1].reserve"), ("CH-3173", "stages[2].size"), ("CH-3173", "stages[2].unit"),
    ]  # fmt: skip


def test_a_plan_without_its_first_line_is_told() -> None:
    assert faults_of("- {unit: person, n: 2}\n", "seed: s\nframe: f.csv\nstages:\n") == [
        ("CH-3173", "format")
    ]


@given(some.binary(max_size=200))
def test_any_bytes_are_a_plan_or_a_problem(content: bytes) -> None:
    with pytest.raises(BadInput):
        read_plan(content)


def refused(folder: Path, stages: str, frame: str = FRAME) -> list[tuple[str, int | None, str]]:
    with pytest.raises(BadInput) as met:
        select_sample(write_plan(folder, stages, frame=frame), sample_name="sample.csv")
    return [(one.code, one.where.row, one.where.field) for one in met.value.problems]


def test_a_person_who_stands_twice_is_told_with_the_row(tmp_path: Path) -> None:
    frame = FRAME + "A,A1,A1-1,urban,30,2\n"
    assert refused(tmp_path, "- {unit: person, n: 2}\n", frame) == [("CH-3175", 35, "person")]


def test_a_commune_in_two_districts_is_told_with_the_row(tmp_path: Path) -> None:
    frame = FRAME + "B,A1,A1-9,urban,30,2\n"
    stages = "- {unit: district, n: 2}\n- {unit: commune, n: 1}\n- {unit: person, n: 1}\n"
    assert refused(tmp_path, stages, frame) == [("CH-3175", 35, "commune")]


def test_a_stratum_that_changes_within_a_commune_is_told_with_the_row(tmp_path: Path) -> None:
    frame = FRAME.replace("A1-2,urban", "A1-2,rural")
    stages = "- {unit: commune, strata: [kind], n: 1}\n- {unit: person, n: 1}\n"
    assert refused(tmp_path, stages, frame) == [("CH-3176", 3, "kind")]


def test_bad_cells_are_told_all_at_once(tmp_path: Path) -> None:
    frame = FRAME.replace("A1-1,urban,21", "A1-1,urban,old").replace("A1-2,urban,22", "A1-2,,-3")
    stages = "- {unit: person, strata: [kind], method: chao, size: age, n: 1}\n"
    assert refused(tmp_path, stages, frame) == [
        ("CH-3181", 3, "kind"), ("CH-3174", 2, "age"), ("CH-3174", 3, "age"),
    ]  # fmt: skip


def test_a_unit_without_size_is_told(tmp_path: Path) -> None:
    frame = FRAME.replace("A1-1,urban,21", "A1-1,urban,0")
    assert refused(tmp_path, "- {unit: person, method: brewer, size: age, n: 1}\n", frame) == [
        ("CH-3174", 2, "age")
    ]


def test_a_chance_before_that_is_none_is_told(tmp_path: Path) -> None:
    frame = FRAME.replace("A1-1,urban,21,2", "A1-1,urban,21,0")
    head = HEAD.replace("stages:", "before: n\nstages:")
    plan = write_plan(tmp_path, "- {unit: person, n: 1}\n", frame=frame, head=head)
    with pytest.raises(BadInput) as met:
        select_sample(plan, sample_name="sample.csv")
    assert {(one.code, one.where.field) for one in met.value.problems} == {("CH-3174", "n")}


def test_a_mean_of_nought_is_told_where_spreads_are_relative(tmp_path: Path) -> None:
    frame = FRAME.replace(",2\n", ",0\n")
    shared = "{total: 9, method: power, deviation: n, mean: n}"
    stages = f"- {{unit: district, strata: [n], allocation: {shared}}}\n- {{unit: person, n: 1}}\n"
    assert refused(tmp_path, stages, frame) == [("CH-3174", None, "n")]


@given(some.binary(max_size=120))
def test_any_bytes_are_a_frame_or_a_problem(content: bytes) -> None:
    plan = read_plan((HEAD + "- {unit: u, method: chao, size: x, n: 1}\n").encode())
    with contextlib.suppress(BadInput):
        read_frame(plan, b"u,x\n" + content)


@given(some.binary(max_size=120))
def test_any_bytes_are_a_record_or_a_problem(content: bytes) -> None:
    with pytest.raises(BadInput):
        read_sample_record(b"format: chiso-sample-record/1\n" + content)


def test_more_than_there_are_is_told_for_every_group(tmp_path: Path) -> None:
    stages = "- {unit: commune, n: 6}\n- {unit: person, n: 5}\n"
    # A1 has 3 people, A2 has 4; the other four communes have enough.
    assert refused(tmp_path, stages) == [("CH-3177", None, "person")] * 2


def test_a_total_beyond_all_units_is_told(tmp_path: Path) -> None:
    stages = "- {unit: person, strata: [kind], allocation: {total: 34}}\n"
    assert refused(tmp_path, stages) == [("CH-3172", None, "person")]


def test_a_number_that_differs_within_a_group_is_told(tmp_path: Path) -> None:
    frame = FRAME.replace("A1-1,urban,21,2", "A1-1,urban,21,3")
    assert refused(tmp_path, "- {unit: person, n_from: n}\n", frame) == [("CH-3174", None, "n")]


def test_a_frame_that_has_a_column_of_the_sample_is_told(tmp_path: Path) -> None:
    frame = FRAME.replace("age", "weight")
    assert refused(tmp_path, "- {unit: person, n: 1}\n", frame) == [("CH-3174", 1, "weight")]


def test_a_frame_that_is_not_there_is_told(tmp_path: Path) -> None:
    plan = write_plan(tmp_path, "- {unit: person, n: 1}\n")
    (tmp_path / "frame.csv").unlink()
    with pytest.raises(BadInput) as met:
        select_sample(plan, sample_name="sample.csv")
    assert [one.code for one in met.value.problems] == ["CH-1001"]
