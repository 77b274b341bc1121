"""Estimates with errors from replicates: as R has them, and joint draws with their covariance."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from chiso.problems import WrongCall
from chiso.survey.design import Design, Replicates, Stage
from chiso.survey.estimates import Estimate
from chiso.survey.estimation.estimate import Choices, Question, estimate
from chiso.survey.estimation.joint_draws import draw_statistics
from chiso.survey.estimation.replicated import Replication
from chiso.survey.estimation.statistics import mean, parse_statistics
from chiso.survey.replicates import factors
from tests.survey.r import reference
from tests.survey.weighting_sample import frame, from_r, psu_of_row, table

FOURS = Design(weight="weight", stages=(Stage(cluster="psu", strata=("big",)),))


def asked(
    design: Design, *written: str, by: tuple[str, ...] = (), data: Any = None, **how: Any
) -> tuple[Estimate, ...]:
    question = Question(parse_statistics(written), by, (), Choices(replication=Replication(**how)))
    return estimate(table() if data is None else data, design, question)


def with_replicates(combined: bool) -> tuple[pa.Table, Design]:
    """The jackknife of the sample as columns of the data, as whole weights or as factors."""
    made = factors(frame("big"), "jkn")
    columns = made.values[psu_of_row()]
    if combined:
        columns = columns * np.array(table()["weight"].to_pylist())[:, None]
    data = table()
    names = [f"r{number}" for number in range(made.count)]
    for name, values in zip(names, columns.T, strict=True):
        data = data.append_column(name, pa.array(values))
    given = Replicates(
        method="jkn", columns=tuple(names), combined=combined, scale=made.scale, rscales=tuple(made.rscales)
    )
    return data, Design(weight="weight", replicates=given)


def test_a_mean_by_domain_has_the_jackknifed_error_of_r() -> None:
    told = reference("replicates")["jkn"]["mse"]
    rows = asked(FOURS, "mean:y", by=("sex",), method="jkn")
    assert [row.unit for row in rows] == ["female", "male"]
    np.testing.assert_allclose([row.estimate for row in rows], from_r(told["by_sex"]), rtol=1e-10)
    np.testing.assert_allclose(
        [row.se**2 for row in rows], from_r(told["by_sex_covariance"]).diagonal(), rtol=1e-10
    )
    # Men answered in 15 of the 16 PSUs: one less than the jackknife of all has.
    assert [row.df for row in rows] == [12, 11]


@pytest.mark.parametrize("combined", [True, False])
def test_replicates_that_come_with_the_data_give_the_same_error(combined: bool) -> None:
    data, design = with_replicates(combined)
    told = reference("replicates")["jkn"]["mse"]
    rows = asked(design, "total:y,z", data=data)
    np.testing.assert_allclose(
        [row.se**2 for row in rows], from_r(told["total_covariance"]).diagonal(), rtol=1e-10
    )
    # The rank of the columns less one is what R's degf gives for them.
    assert [row.df for row in rows] == [12, 12]


def test_preston_s_bootstrap_tells_the_error_of_two_stages() -> None:
    stages = (Stage(cluster="psu", strata=("big",), population="big_communes"), Stage(population="people"))
    rows = asked(Design(weight="weight", stages=stages), "total:y,z", method="preston", count=3_000, seed=5)
    expected = np.sqrt(from_r(reference("replicates")["two_stages"]).diagonal())
    # An error from R replicates has the error 1/√(2R) of the simulation, here 1.3 %; four of these.
    np.testing.assert_allclose([row.se for row in rows], expected, rtol=0.052)


def test_a_row_without_weight_is_in_no_replicate_but_where_its_columns_say_so() -> None:
    data, design = with_replicates(combined=True)
    weights = np.array(data["weight"].to_pylist())
    none = psu_of_row() == 5
    data = data.set_column(
        data.column_names.index("weight"), "weight", pa.array(np.where(none, 0.0, weights))
    )
    rows = asked(design, "total", by=("psu",), data=data)
    told = {row.unit: row for row in rows}
    assert "p5" not in told or told["p5"].estimate == 0
    assert told["p4"].estimate == pytest.approx(weights[psu_of_row() == 4].sum())


def test_a_mean_over_a_single_psu_has_no_error() -> None:
    # By Fay's method the PSU is in every replicate, and its mean is the same in all of them.
    pairs = FOURS.model_copy(update={"stages": (Stage(cluster="psu", strata=("stratum",)),)})
    for how in ({"method": "fay"}, {"method": "jkn"}):
        rows = asked(pairs, "mean:y", by=("psu",), **how)
        assert len(rows) == 16
        assert all(np.isnan(row.se) and row.df == 0 for row in rows)


PAIRS = Design(weight="weight", stages=(Stage(cluster="psu", strata=("stratum",)),))


@pytest.mark.parametrize(("method", "design"), [("jkn", FOURS), ("brr", PAIRS)])
def test_quantiles_have_the_intervals_and_errors_of_r_by_replicates(method: Any, design: Design) -> None:
    told = reference("replicates")["quantiles"][method]
    written = ("mean:z", "quantile:y@0.25|0.5|0.8")
    _assert_quantiles(asked(design, *written, method=method)[1:], told["all"])
    _assert_quantiles(asked(design, *written, by=("sex",), method=method)[1:4], told["women"])


@pytest.mark.parametrize("combined", [True, False])
def test_replicates_that_come_with_the_data_give_quantiles_the_same_errors(combined: bool) -> None:
    data, design = with_replicates(combined)
    told = reference("replicates")["quantiles"]["jkn"]
    _assert_quantiles(asked(design, "quantile:y@0.25|0.5|0.8", data=data), told["all"])
    _assert_quantiles(asked(design, "quantile:y@0.25|0.5|0.8", by=("sex",), data=data)[:3], told["women"])


def _assert_quantiles(rows: tuple[Estimate, ...], told: Any) -> None:
    assert [row.estimate for row in rows] == told["quantile"]
    assert [row.df for row in rows] == told["df"] * 3
    for figure, name in (("ci_low", "low"), ("ci_high", "high"), ("se", "se")):
        np.testing.assert_allclose([getattr(row, figure) for row in rows], told[name], rtol=1e-10)


def test_a_method_beside_replicates_of_the_data_and_draws_without_any_are_refused() -> None:
    data, design = with_replicates(combined=True)
    with pytest.raises(WrongCall, match="CH-3162"):
        asked(design, "mean:y", data=data, method="jkn")
    with pytest.raises(WrongCall, match="CH-3162"):
        asked(design, "quantile:y", data=data, method="jkn")
    with pytest.raises(WrongCall, match="CH-3162"):
        draw_statistics(table(), FOURS, [mean("y")], Replication(), count=10)


def test_without_a_basis_for_errors_replicates_give_none() -> None:
    open_design = FOURS.model_copy(update={"basis": "open"})
    assert np.isnan(asked(open_design, "mean:y", method="jkn")[0].se)


def test_draws_have_the_covariance_of_the_estimates_over_domains_and_codes() -> None:
    count = 20_000
    made = draw_statistics(
        table(), FOURS, [mean("y"), mean("z")], Replication(method="jkn", seed=4), count=count, by=("sex",)
    )
    assert (made.units, made.codes) == (("female", "female", "male", "male"), ("y", "z", "y", "z"))
    rows = asked(FOURS, "mean:y,z", by=("sex",), method="jkn")
    errors = np.array([row.se for row in rows])
    np.testing.assert_array_less(
        np.abs(made.values.mean(axis=0) - [row.estimate for row in rows]), 4 * errors / np.sqrt(count)
    )
    np.testing.assert_allclose(made.values.std(axis=0), errors, rtol=4 / np.sqrt(2 * count))
    told = from_r(reference("replicates")["jkn"]["mse"]["by_sex_covariance"])
    correlation = told[0, 1] / np.sqrt(told[0, 0] * told[1, 1])
    assert np.corrcoef(made.values[:, 0], made.values[:, 2])[0, 1] == pytest.approx(
        correlation, abs=4 / np.sqrt(count)
    )


def test_draws_are_told_draw_by_draw_and_the_seed_fixes_them() -> None:
    first, again, other = (
        draw_statistics(
            table(), FOURS, [mean("y")], Replication(method="jkn", seed=seed), count=2, by=("sex",)
        )
        for seed in (1, 1, 2)
    )
    assert (first.values == again.values).all()
    assert (first.values != other.values).all()
    columns = first.as_columns()
    assert list(columns) == ["draw", "unit", "code", "value"]
    assert columns["draw"] == [1, 1, 2, 2]
    assert columns["unit"] == ["female", "male", "female", "male"]
