"""A chain that holds its totals itself: the same weights to the bit, wherever it goes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from chiso.problems import BadInput
from chiso.survey.weights import apply_chain, prepare_chain, with_totals_inside
from tests.survey.weighting_sample import table
from tests.survey.weights.chains import AGE, SEX, calibration, chain

IN_A_FILE: dict[str, Any] = {"columns": ["age"], "file": "age.csv"}


def test_totals_of_a_file_give_the_same_weights_and_the_chain_that_names_them(tmp_path: Path) -> None:
    written = "".join(f"{cell},{total}\n" for cell, total in AGE["totals"])
    (tmp_path / "age.csv").write_text("age,total\n" + written, encoding="utf-8")
    declared = chain(calibration("raking", SEX, IN_A_FILE))
    beside = apply_chain(prepare_chain(declared, table(), tmp_path)).weights
    inside = with_totals_inside(declared, tmp_path)
    assert inside == chain(calibration("raking", SEX, AGE))
    assert inside.digest == chain(calibration("raking", SEX, AGE)).digest
    assert apply_chain(prepare_chain(inside, table())).weights.tobytes() == beside.tobytes()


def test_a_chain_that_holds_its_totals_stays_as_it_is(tmp_path: Path) -> None:
    declared = chain({"kind": "trimming", "upper": {"value": 5}}, calibration("raking", SEX))
    assert with_totals_inside(declared, tmp_path / "nowhere") == declared


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        with_totals_inside(chain(calibration("raking", SEX, IN_A_FILE)), tmp_path)
    assert [one.where.file for one in refused.value.problems] == ["age.csv"]
