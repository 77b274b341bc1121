"""Designs as files: read strictly, every mistake at once, written so that an equal one is read back."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from chiso.problems import BadInput
from chiso.survey.declared_chain import Chain
from chiso.survey.design import Closed, Design, Replicates, Stage, design_text, read_design, write_design

HEAD = "format: chiso-survey-design/1\n"


def refused(written: str) -> list[tuple[str, int | None, str]]:
    """Code, row and key of each problem."""
    with pytest.raises(BadInput) as raised:
        read_design(written.encode())
    return [(one.code, one.where.row, one.where.field) for one in raised.value.problems]


def test_a_design_of_two_stages_is_read_as_it_stands() -> None:
    written = (
        "title: Một cửa Hà Nội\nperiod: 2026\nweight: w\nlonely: adjust\ndomains: [agency]\n"
        "stages:\n- {cluster: commune, strata: [area], population: communes}\n- {population: people}\n"
    )
    assert read_design((HEAD + written).encode()) == Design(
        title="Một cửa Hà Nội",
        period="2026",
        weight="w",
        lonely="adjust",
        domains=("agency",),
        stages=(
            Stage(cluster="commune", strata=("area",), population="communes"),
            Stage(population="people"),
        ),
    )


def test_what_is_written_is_read_back_equal(tmp_path: Path) -> None:
    design = Design(
        title="Điều tra: “một cửa” #1",
        weight="weight_millionths",
        basis="census",
        replicates=Replicates(method="jk1", columns=("r1", "r2"), scale=0.1, rscales=(1.0, 1 / 3)),
        closed=Closed(rows=3, data_sha256=hashlib.sha256(b"rows").hexdigest()),
    )
    write_design(design, tmp_path / "design.yaml")
    assert read_design(tmp_path / "design.yaml") == design


def test_every_mistake_of_a_design_is_told_at_once_with_its_row() -> None:
    written = HEAD + "wieght: w\nbasis: probabilty\nstages:\n- {clustr: a}\nlonely: maybe\n"
    assert sorted(refused(written)) == [
        ("CH-3100", 2, "wieght"),
        ("CH-3100", 3, "basis"),
        ("CH-3100", 5, "stages[1].clustr"),
        ("CH-3100", 6, "lonely"),
    ]


def test_an_unknown_key_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(BadInput) as raised:
        read_design((HEAD + "wieght: w\n").encode())
    assert raised.value.problems[0].mend.in_language("en") == "Did you mean weight? Otherwise take it out."


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("period: spring\n", "period"),
        ("stages: []\n", "stages"),
        ("stages: [{strata: [a]}, {cluster: b}]\n", "stages[1]"),
        ("weight: w\nstages: [{cluster: w}]\n", "stages[1].cluster"),
        ("approximation: brewer\n", "approximation"),
        ("replicates: {method: jk1, columns: [a]}\n", "replicates.columns"),
        ("replicates: {method: jk1, columns: [a, b], rscales: ['1']}\n", "replicates.rscales"),
        ("replicates: {method: jk1, columns: [a, b], scale: '0'}\n", "replicates.scale"),
        ("weight: a\nreplicates: {method: jk1, columns: [a, b]}\n", "replicates.columns[1]"),
    ],
)
def test_parts_that_contradict_one_another_are_refused_where_they_are_mended(written: str, key: str) -> None:
    assert [(code, field) for code, _, field in refused(HEAD + written)] == [("CH-3101", key)]


@pytest.mark.parametrize("written", ["", "[]", "weight: w\n", "format: chiso-survey-design/2\n"])
def test_a_file_without_the_first_line_is_told_to_begin_with_it(written: str) -> None:
    assert [code for code, _, _ in refused(written)] == ["CH-3100"]


def test_a_design_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as raised:
        read_design(tmp_path / "design.yaml")
    assert [one.code for one in raised.value.problems] == ["CH-3100"]


CHAIN = """weight: w
chain:
  name: w
  steps:
  - {kind: base, weight: base}
  - kind: calibration
    method: logit
    bounds: ['0.4', '3']
    margins:
    - {columns: [sex], totals: [[f, '290.5'], [m, '260']]}
    numbers: [{column: age, total: '41500'}]
"""


def test_the_chain_of_the_weights_is_part_of_the_design_and_of_its_hash() -> None:
    read = read_design((HEAD + CHAIN).encode())
    assert read.chain == Chain.model_validate(
        {
            "name": "w",
            "steps": [
                {"kind": "base", "weight": "base"},
                {
                    "kind": "calibration", "method": "logit", "bounds": [0.4, 3],
                    "margins": [{"columns": ["sex"], "totals": [["f", "290.5"], ["m", "260"]]}],
                    "numbers": [{"column": "age", "total": 41500}],
                },
            ],
        }
    )  # fmt: skip
    assert read_design(design_text(read).encode()) == read
    other = read_design((HEAD + CHAIN.replace("290.5", "290.6")).encode())
    assert len({read.digest, other.digest, Design(weight="w").digest}) == 3


def test_a_design_without_a_chain_has_the_hash_that_it_always_had() -> None:
    written = b'{"format":"chiso-survey-design/1","title":"x","weight":"w"}'
    assert Design(title="x", weight="w").digest == hashlib.sha256(written).hexdigest()


def test_totals_of_a_chain_that_stand_in_another_file_are_refused_where_they_are_named() -> None:
    written = HEAD + CHAIN.replace("totals: [[f, '290.5'], [m, '260']]", "file: sex.csv")
    assert refused(written) == [("CH-8785", 11, "chain.steps[2].margins[1].file")]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"basis": "quota"}, False),
        ({"basis": "census"}, True),
        ({"replicates": Replicates(method="jk1", columns=("r1", "r2"))}, False),
        ({"chain": None}, False),
        ({"chain": Chain.model_validate({"steps": [{"kind": "base", "weight": "base"}]})}, False),
    ],
)
def test_linearised_errors_know_the_calibration_unless_something_else_does(
    changes: dict[str, object], expected: bool
) -> None:
    read = read_design((HEAD + CHAIN).encode())
    assert read.model_copy(update=changes).knows_calibration is expected
