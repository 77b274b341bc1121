"""The index with errors that know of the calibration: beside R, beside replicates that do it again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pytest

from chiso.problems import WrongCall
from chiso.survey.design import Design, Stage
from chiso.survey.estimation.estimate import Question, estimate
from chiso.survey.estimation.replicated import Replication
from chiso.survey.estimation.statistics import parse_statistics
from chiso.survey.index import Index, compute_index, index_covariances
from chiso.survey.replicates import factors
from chiso.survey.replicates.rows import frame_of_rows
from chiso.survey.weights import apply_chain, prepare_chain, replay
from chiso.survey.weights.chain import PreparedChain
from tests.survey.questionnaires import six_questions
from tests.survey.r import FOLDER, reference
from tests.survey.weights.chains import calibration, chain

DESIGN = Design(
    period="2026",
    weight="finished",
    stages=(Stage(cluster="cluster", strata=("stratum",), population="clusters"),),
)
EXACT, ITERATED = 1e-10, 1e-8
COMMUNES = {
    "columns": ["commune"],
    "totals": [["A", "150"], ["B", "130"], ["C", "140"], ["D", "150"], ["E", "40"]],
}
KINDS = {"columns": ["kind"], "totals": [["k0", "210"], ["k1", "220"], ["k2", "180"]]}
COUNTS = (50, 45, 50, 50, 15, 55, 45, 50, 55, 15, 45, 40, 40, 45, 10)
CELLS = {
    "columns": ["commune", "kind"],
    "totals": [
        ["ABCDE"[place % 5], f"k{place // 5}", str(count)] for place, count in enumerate(COUNTS)
    ],
}  # fmt: skip
STEPS: dict[str, tuple[dict[str, Any], float]] = {
    "linear": (calibration("linear", COMMUNES, KINDS, numbers=[{"column": "age", "total": 29000}]), EXACT),
    "raking": (calibration("raking", COMMUNES, KINDS), ITERATED),
    "logit": (calibration("logit", COMMUNES, KINDS, bounds=[0.3, 3]), ITERATED),
    "post_stratification": (calibration("post_stratification", CELLS), EXACT),
}
PLACES = {"index": 0, "I": 1, "II": 5, "q1": 2, "q6": 8}


def rows() -> pa.Table:
    """The people of the index, each with a kind and an age made of the number of the row, as R makes them."""
    table = pyarrow.csv.read_csv(FOLDER / "index_rows.csv")
    number = np.arange(table.num_rows)
    table = table.append_column("kind", pa.array([f"k{one}" for one in number % 3]))
    return table.append_column("age", pa.array(18 + (7 * number) % 60))


def weighted(name: str) -> tuple[pa.Table, PreparedChain]:
    """The people with the finished weights, and the chain that made them."""
    prepared = prepare_chain(chain(STEPS[name][0]), rows())
    return rows().append_column("finished", pa.array(apply_chain(prepared).weights)), prepared


def figures(index: Index, unit: str) -> tuple[list[float], list[float]]:
    """Estimates and errors of the items that R was asked for."""
    row, places = index.units.index(unit), list(PLACES.values())
    return index.ratio[row, places].tolist(), np.sqrt(index.variance[row, places]).tolist()


@pytest.mark.parametrize("name", STEPS)
def test_every_item_in_every_commune_has_the_estimate_and_error_of_r(name: str) -> None:
    said, close = reference("index_calibrated")[name], STEPS[name][1]
    table, prepared = weighted(name)
    index = compute_index(table, DESIGN, six_questions(), by=("commune",), chain=prepared.chain)
    assert [item.code for item in index.items] == ["index", "I", "q1", "q2", "q3", "II", "q4", "q5", "q6"]
    assert index.units == ("", "A", "B", "C", "D", "E")
    for place, unit in enumerate(index.units):
        estimates, errors = figures(index, unit)
        assert estimates == pytest.approx(said[f"u{unit}"]["estimate"], rel=close), unit
        assert errors == pytest.approx(said[f"u{unit}"]["se"], rel=close), unit
        assert index.df[place] == said[f"u{unit}"]["df"][0]
    by_svyby = [figures(index, unit)[1][0] for unit in "ABCDE"]
    assert by_svyby == pytest.approx(said["by_se"], rel=close)


@pytest.mark.parametrize("name", STEPS)
def test_covariances_of_factors_and_their_difference_are_those_of_svycontrast(name: str) -> None:
    said, close = np.array(reference("index_calibrated")[name]["factors"]), STEPS[name][1]
    table, prepared = weighted(name)
    units, found = index_covariances(
        table, DESIGN, six_questions(), ("I", "II"), by="commune", chain=prepared.chain
    )
    one = found[units.index("A")]
    assert one == pytest.approx(said[:2, :2], rel=close)
    assert one[0, 0] + one[1, 1] - 2 * one[0, 1] == pytest.approx(said[2, 2], rel=close)


@pytest.mark.parametrize("name", ["linear", "post_stratification"])
def test_replicates_that_calibrate_again_with_a_hair_more_of_one_unit_come_to_the_same(name: str) -> None:
    # The derivative of the index in the weight of each unit, by calibrating again with a 10,000th more and
    # less of it: for these two methods the linearisation is that derivative, with no approximation.
    table, prepared = weighted(name)
    questions = [f"q{number}" for number in range(1, 7)]
    answers = np.array([table.column(one).to_pylist() for one in questions], np.float64).T
    chosen, asked = np.isin(answers, (4, 5)).sum(axis=1), np.isin(answers, (1, 2, 3, 4, 5)).sum(axis=1)
    drawn = frame_of_rows(table, DESIGN)
    jackknife = factors(drawn.frame, "jkn")
    count, hair = len(drawn.frame.stratum_of_psu), 1e-4

    def indices(step: float) -> np.typing.NDArray[np.float64]:
        """(domains, units) the index in all and in commune A, with so much more of each unit."""
        moved = replace(
            jackknife, values=1 + step * np.eye(count), rscales=np.ones(count), degrees_of_freedom=count
        )
        weights = replay(prepared, moved, drawn.unit_of_row(jackknife))
        in_a = np.array(table.column("commune").to_pylist()) == "A"
        return np.array(
            [(weights * chosen[:, None])[one].sum(axis=0) / (weights * asked[:, None])[one].sum(axis=0)
             for one in (np.ones(len(in_a), bool), in_a)]
        )  # fmt: skip

    derivative = (indices(hair) - indices(-hair)) / (2 * hair)
    expected = np.zeros(2)
    for stratum, size in enumerate(drawn.frame.psu_counts):
        those = derivative[:, drawn.frame.stratum_of_psu == stratum]
        centred = those - those.mean(axis=1, keepdims=True)
        left = 1 - size / drawn.frame.population_counts[stratum]
        expected += left * size / (size - 1) * (centred**2).sum(axis=1)
    index = compute_index(table, DESIGN, six_questions(), by=("commune",), chain=prepared.chain)
    assert index.variance[:2, 0] == pytest.approx(expected, rel=1e-6)


def test_a_question_has_the_error_that_the_same_share_has_as_an_estimate() -> None:
    table, prepared = weighted("raking")
    index = compute_index(table, DESIGN, six_questions(), by=("stratum", "cluster"), chain=prepared.chain)
    asked = Question(parse_statistics(["proportion:q1=4|5"], missing={"q1": (8, 9)}), by=("cluster",))
    shares = {row.unit: row for row in estimate(table, DESIGN, asked, chain=prepared.chain)}
    assert len(shares) == 24
    for unit, share in shares.items():
        row = index.units.index(unit)
        assert index.ratio[row, PLACES["q1"]] == pytest.approx(share.estimate, rel=1e-12)
        if not np.isnan(share.se):
            assert np.sqrt(index.variance[row, PLACES["q1"]]) == pytest.approx(share.se, rel=1e-10)


def test_the_chain_changes_errors_alone_and_makes_the_whole_surer() -> None:
    table, prepared = weighted("linear")
    with_chain = compute_index(table, DESIGN, six_questions(), by=("commune",), chain=prepared.chain)
    without = compute_index(table, DESIGN, six_questions(), by=("commune",))
    for name in ("chosen", "asked", "n", "df", "is_certain"):
        assert (getattr(with_chain, name) == getattr(without, name)).all(), name
    assert (with_chain.variance != without.variance).all()


def test_an_index_that_calibration_has_fixed_has_no_error() -> None:
    # How many of all answer 4 to question 1 is known, and everybody answers 4 or 2: so is its share.
    table = rows()
    is_four = [one == 4 for one in table.column("q1").to_pylist()]
    for name, values in (
        ("kind", [f"k{int(one)}" for one in is_four]),
        ("q1", [4 if one else 2 for one in is_four]),
    ):
        table = table.set_column(table.schema.get_field_index(name), name, pa.array(values))
    fixed = {"columns": ["kind"], "totals": [["k0", "400"], ["k1", "200"]]}
    prepared = prepare_chain(chain(calibration("post_stratification", fixed)), table)
    table = table.append_column("finished", pa.array(apply_chain(prepared).weights))
    index = compute_index(table, DESIGN, six_questions(), chain=prepared.chain)
    assert index.ratio[0, PLACES["q1"]] == pytest.approx(1 / 3, rel=1e-12)
    assert np.sqrt(index.variance[0, PLACES["q1"]]) < 1e-12
    assert np.sqrt(index.variance[0, PLACES["q6"]]) > 1e-3


def test_replicates_beside_a_chain_and_other_weights_are_refused() -> None:
    table, prepared = weighted("linear")
    with pytest.raises(WrongCall) as refused:
        compute_index(table, DESIGN, six_questions(), replication=Replication("jkn"), chain=prepared.chain)
    assert [(one.code, one.where.field) for one in refused.value.problems] == [("CH-8842", "replicates")]
    _, other = weighted("raking")
    with pytest.raises(WrongCall) as refused:
        compute_index(table, DESIGN, six_questions(), chain=other.chain)
    assert [(one.code, one.where.row) for one in refused.value.problems] == [("CH-8841", 1)]


def test_without_a_basis_for_errors_there_is_none() -> None:
    table, prepared = weighted("linear")
    quota = Design(period="2026", weight="finished", basis="quota")
    assert np.isnan(compute_index(table, quota, six_questions(), chain=prepared.chain).variance).all()


def test_a_design_that_holds_the_chain_gives_the_same_index_and_covariances() -> None:
    table, prepared = weighted("linear")
    plan = DESIGN.model_copy(update={"chain": prepared.chain})
    found = compute_index(table, plan, six_questions(), by=("commune",))
    expected = compute_index(table, DESIGN, six_questions(), by=("commune",), chain=prepared.chain)
    assert found.variance.tobytes() == expected.variance.tobytes()
    assert found.ratio.tobytes() == expected.ratio.tobytes()
    codes = ("I", "II")
    _, matrices = index_covariances(table, plan, six_questions(), codes)
    assert (
        matrices.tobytes()
        == index_covariances(table, DESIGN, six_questions(), codes, chain=prepared.chain)[1].tobytes()
    )
