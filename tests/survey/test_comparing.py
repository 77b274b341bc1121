"""Tables of differences (reference/differences.R)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow
import pyarrow.compute
import pytest

from chiso.problems import Refused
from chiso.survey.comparing import (
    COLUMNS,
    Comparison,
    Side,
    compare_domains,
    compare_rounds,
    csv_of_comparisons,
)
from chiso.survey.design import Design, Lonely
from chiso.survey.estimation.estimate import Choices, Question
from chiso.survey.estimation.replicated import Replication
from chiso.survey.estimation.statistics import parse_statistics
from chiso.survey.weights import apply_chain, prepare_chain
from tests.survey.estimation.test_differences import second_period
from tests.survey.estimation.test_replicated import FOURS, with_replicates
from tests.survey.r import reference
from tests.survey.tables import design, table
from tests.survey.weighting_sample import table as persons
from tests.survey.weights.chains import calibration, chain


def side(*asked: str, by: tuple[str, ...] = (), rows: Any = None, plan: Design | None = None) -> Side:
    return Side(
        table("clusters") if rows is None else rows,
        plan or design("replacement", "remove"),
        Question(parse_statistics(asked), by),
    )


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_domains_are_compared_pair_by_pair() -> None:
    expected = reference("differences")["domains"]["replacement"]["mean"]
    (row,) = compare_domains(side("mean:percent", by=("sex",)))
    assert [row.difference, row.se] == pytest.approx(expected, rel=1e-10)
    assert (row.period_1, row.unit_1, row.period_2, row.unit_2) == ("2026", "1", "2026", "2")
    assert row.difference == row.estimate_1 - row.estimate_2
    # 21 PSUs less 6 strata; t of 15 degrees of freedom at 97.5 %: 2.131449545559323 (any table of t).
    assert row.df == 15
    assert row.ci_high - row.difference == pytest.approx(2.131449545559323 * row.se, rel=1e-10)
    (turned,) = compare_domains(side("mean:percent", by=("sex",)), [("2", "1")])
    assert (turned.difference, turned.p_value) == pytest.approx((-row.difference, row.p_value), rel=1e-10)


def test_all_pairs_of_domains_are_compared_where_none_is_named() -> None:
    rows = compare_domains(side("mean:percent", "distribution:sex", by=("agency",)))
    assert [(row.unit_1, row.unit_2, row.code) for row in rows] == [
        (first, second, code)
        for first, second in (("k", "l"), ("k", "m"), ("l", "m"))
        for code in ("percent", "sex=1", "sex=2")
    ]


def test_rounds_with_common_units_are_compared_with_their_covariance() -> None:
    expected = reference("differences")["periods"]["replacement"]["mean"]
    earlier, later = side("mean:percent"), side("mean:percent", rows=second_period())
    (row,) = compare_rounds(later, earlier)
    assert [row.difference, row.se] == pytest.approx(expected, rel=1e-10)


AGENCIES = {"columns": ["agency"], "totals": [["k", "1000"], ["l", "800"], ["m", "600"]]}
LATER_AGENCIES = {"columns": ["agency"], "totals": [["k", "1100"], ["l", "750"], ["m", "500"]]}
STEPS = {
    "post_stratification": calibration("post_stratification", AGENCIES),
    "linear": calibration("linear", AGENCIES, numbers=[{"column": "percent", "total": 110000}]),
}


def calibrated_side(rows: Any, plan: Design, step: dict[str, Any], *asked: str, by: tuple[str, ...]) -> Side:
    """The rows with the weights of a chain, and with the chain."""
    prepared = prepare_chain(chain(step), rows)
    rows = rows.append_column("finished", pyarrow.array(apply_chain(prepared).weights))
    question = Question(parse_statistics(asked), by)
    return Side(rows, plan.model_copy(update={"weight": "finished"}), question, prepared.chain)


@pytest.mark.parametrize("name", ["replacement", "two_stages"])
@pytest.mark.parametrize("step", STEPS)
def test_differences_of_domains_know_of_the_calibration_as_in_r(name: str, step: str) -> None:
    expected = reference("differences")["calibrated"][name][step]
    asked = ("mean:percent", "total:percent")
    one = calibrated_side(table("clusters"), design(name, "remove"), STEPS[step], *asked, by=("sex",))
    for row, statistic in zip(compare_domains(one), ("mean", "total"), strict=True):
        assert [row.difference, row.se] == pytest.approx(expected[statistic], rel=1e-10)
    # The degrees of freedom are those of the draw.
    assert [row.df for row in compare_domains(one)] == [
        row.df for row in compare_domains(Side(one.source, one.design, one.question))
    ]


@pytest.mark.parametrize("name", ["replacement", "first_stage"])
def test_differences_of_rounds_know_of_both_calibrations_as_in_r(name: str) -> None:
    expected = reference("differences")["calibrated_periods"][name]
    assert expected["psus"] == [21]
    answered = pyarrow.compute.is_valid(table("clusters").column("q"))
    earlier, later = table("clusters").filter(answered), second_period().filter(answered)
    plan, asked = design(name, "remove"), ("mean:percent", "total:percent")
    for by, group in (((), "all"), (("sex",), "men")):
        rows = compare_rounds(
            calibrated_side(later, plan, calibration("post_stratification", LATER_AGENCIES), *asked, by=by),
            calibrated_side(earlier, plan, STEPS["post_stratification"], *asked, by=by),
        )
        for row, statistic in zip(rows[:2], ("mean", "total"), strict=True):
            assert row.unit_1 == ("1" if by else "")
            assert [row.difference, row.se] == pytest.approx(expected[group][statistic], rel=1e-10)


@pytest.mark.parametrize("lonely", ["adjust", "average", "collapse"])
def test_a_calibrated_round_does_not_differ_from_itself_whatever_is_done_with_lonely_units(
    lonely: Lonely,
) -> None:
    plan, asked = design("first_stage", lonely), ("mean:percent", "total:percent")
    one = calibrated_side(table("clusters"), plan, STEPS["linear"], *asked, by=("agency",))
    assert [(row.difference, row.se) for row in compare_rounds(one, one)] == [(0.0, 0.0)] * 6


def test_a_design_that_holds_the_chain_gives_the_same_differences() -> None:
    asked, plan = ("mean:percent", "total:percent"), design("first_stage", "remove")
    named = calibrated_side(table("clusters"), plan, STEPS["linear"], *asked, by=("sex",))
    assert named.chain is not None
    held = replace(named, design=named.design.model_copy(update={"chain": named.chain}), chain=None)
    assert compare_domains(held) == compare_domains(named)
    assert repr(compare_rounds(held, named)) == repr(compare_rounds(named, named))
    # A round whose weights were not calibrated is compared with one whose were.
    plain = side("mean:percent", "total:percent", by=("sex",))
    assert compare_rounds(held, plain)[0].se > 0


def test_an_answer_that_one_round_alone_has_is_a_share_of_nobody_in_the_other() -> None:
    without = table("clusters").filter(np.asarray(table("clusters").column("q").fill_null(0)) != 1)
    one, other = side("distribution:q"), side("distribution:q", rows=without)
    turned = {row.code: row.difference for row in compare_rounds(other, one)}
    shares = {row.code: (row.difference, row.estimate_2) for row in compare_rounds(one, other)}
    assert shares["q=1"][0] > 0
    assert shares["q=1"][1] == 0.0
    assert turned == pytest.approx({code: -difference for code, (difference, _) in shares.items()})


def test_domains_that_are_not_in_both_rounds_are_left_out() -> None:
    here = np.asarray(table("clusters").column("agency")) != "m"
    rows = compare_rounds(
        side("mean:percent", by=("agency",)),
        side("mean:percent", by=("agency",), rows=table("clusters").filter(here)),
    )
    assert [row.unit_1 for row in rows] == ["k", "l"]


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        compare_domains(side("mean:percent", by=("sex",)), [("1", "men"), ("2", "women")])
    assert codes(refused) == ["CH-3237", "CH-3237"]
    with pytest.raises(Refused) as refused:
        compare_domains(side("mean:percent"))
    assert codes(refused) == ["CH-3237"]
    with pytest.raises(Refused) as refused:
        compare_rounds(side("mean:percent", by=("sex",)), side("mean:percent", by=("agency",)))
    assert codes(refused) == ["CH-3237"]
    assert "both rounds" in refused.value.problems[0].expected.in_language("en")
    with pytest.raises(Refused) as refused:
        compare_domains(side("quantile:percent@0.5", by=("sex",)))
    assert codes(refused) == ["CH-3238"]


@pytest.mark.parametrize("brought", [False, True])
def test_differences_by_replicates_have_the_covariance_of_r(brought: bool) -> None:
    told = reference("replicates")["jkn"]["mse"]
    women, men = told["by_sex"]
    covariance = np.array(told["by_sex_covariance"])
    data, plan = with_replicates(combined=True) if brought else (persons(), FOURS)
    how = Choices(replication=Replication(None if brought else "jkn"))
    asked = Question(parse_statistics(["mean:y"]), ("sex",), choices=how)
    (row,) = compare_domains(Side(data, plan, asked))
    error = np.sqrt(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])
    assert [row.difference, row.se] == pytest.approx([women - men, error], rel=1e-10)
    # 16 PSUs less 4 strata: women or men answered in each.
    assert row.df == 12


def test_replicates_beside_a_chain_are_refused() -> None:
    one = calibrated_side(
        table("clusters"), design("replacement", "remove"), STEPS["linear"], "mean:percent", by=("sex",)
    )
    asked = replace(one.question, choices=Choices(replication=Replication("jkn")))
    with pytest.raises(Refused) as refused:
        compare_domains(replace(one, question=asked))
    assert codes(refused) == ["CH-8842"]


def test_a_sample_without_a_basis_for_errors_tells_differences_alone() -> None:
    quota = Design(basis="quota", weight="weight")
    (row,) = compare_domains(side("mean:percent", by=("sex",), plan=quota))
    (alike,) = compare_domains(side("mean:percent", by=("sex",)))
    assert row.difference == pytest.approx(alike.difference, rel=1e-12)
    assert np.isnan([row.se, row.df, row.ci_low, row.ci_high, row.p_value]).all()


def test_a_table_of_differences_has_empty_cells_for_what_there_is_none_of() -> None:
    nothing = float("nan")
    row = Comparison(
        "2026", "a", "2025", "a", "q", 0.5, 0.25, 4, 8, 0.25, nothing, nothing, nothing, nothing, nothing
    )
    written = csv_of_comparisons([row]).decode("utf-8-sig").splitlines()
    assert written == [",".join(COLUMNS), "2026,a,2025,a,q,0.5,0.25,4,8,0.25,,,,,"]
