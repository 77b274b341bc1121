"""What always holds of estimates, whatever the design; and errors that can be written on paper."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyarrow
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chiso.survey.cells import make_cells
from chiso.survey.design import Design, Stage
from chiso.survey.estimates import Estimate
from chiso.survey.estimation.estimate import Choices, Question, estimate
from chiso.survey.estimation.linear import TermList, linearise
from chiso.survey.estimation.statistics import mean, parse_statistics, proportion, total
from chiso.survey.sql import Condition
from chiso.survey.variance.taylor import taylor
from tests.survey.tables import design, table

TWO_STAGES = Design(
    weight="weight",
    stages=(Stage(cluster="psu", strata=("stratum",), population="psus"), Stage(population="persons")),
    lonely="adjust",
)
seeds = st.integers(0, 2**32 - 1)
quick = settings(max_examples=25, deadline=None)


def random_rows(seed: int) -> Any:
    """A sample in two stages, with domains that cross units and missing answers."""
    generator = np.random.default_rng(seed)
    psus = int(generator.integers(4, 12))
    stratum_of_psu = np.sort(generator.integers(0, 3, psus))
    sizes = generator.integers(1, 7, psus)
    psu = np.repeat(np.arange(psus), sizes)
    count = len(psu)
    y = np.rint(generator.normal(50, 20, count))
    return pyarrow.table(
        {
            "stratum": stratum_of_psu[psu],
            "psu": psu,
            "psus": np.full(count, 40),
            "persons": np.full(count, 30),
            "weight": generator.integers(1, 50, count).astype(float),
            "y": pyarrow.array(y, mask=generator.random(count) < 0.15),
            "x": np.rint(generator.normal(20, 3, count)),
            "q": generator.integers(1, 6, count),
            "group": generator.integers(0, 3, count),
            "inner": stratum_of_psu[psu] * 10 + generator.integers(0, 2, psus)[psu],
        }
    )


def one(rows: Any, *written: str, plan: Design = TWO_STAGES, **more: Any) -> tuple[Estimate, ...]:
    return estimate(rows, plan, Question(parse_statistics(written), **more))


def same(told: float, expected: float) -> bool:
    return (math.isnan(told) and math.isnan(expected)) or math.isclose(
        told, expected, rel_tol=1e-9, abs_tol=1e-9
    )


@given(seeds)
@quick
def test_a_constant_added_to_all_answers_moves_the_mean_and_no_error(seed: int) -> None:
    rows = random_rows(seed)
    moved = rows.append_column("moved", pyarrow.array([y and y + 1000 for y in rows.column("y").to_pylist()]))
    before, after = one(moved, "mean:y,moved")
    assert same(after.estimate, before.estimate + 1000)
    assert same(after.se, before.se)


@given(seeds, st.sampled_from([0.01, 100.0, -3.0]))
@quick
def test_another_unit_of_measurement_scales_estimate_and_error(seed: int, factor: float) -> None:
    rows = random_rows(seed)
    scaled = rows.append_column(
        "scaled", pyarrow.array([None if y is None else y * factor for y in rows.column("y").to_pylist()])
    )
    for plain, other in ((0, 1), (2, 3)):
        found = one(scaled, "mean:y,scaled", "total:y,scaled")
        assert same(found[other].estimate, found[plain].estimate * factor)
        assert same(found[other].se, found[plain].se * abs(factor))
        assert same(found[other].deff, found[plain].deff)


@given(seeds)
@quick
def test_the_order_of_the_rows_changes_nothing(seed: int) -> None:
    rows = random_rows(seed)
    shuffled = rows.take(np.random.default_rng(seed).permutation(rows.num_rows))
    asked = ("mean:y", "total:y", "ratio:y/x", "proportion:q=4|5", "quantile:x@0.5")
    for told, expected in zip(
        one(shuffled, *asked, by=("group",)), one(rows, *asked, by=("group",)), strict=True
    ):
        assert (told.unit, told.code, told.n) == (expected.unit, expected.code, expected.n)
        for name in ("estimate", "se", "df", "deff", "ci_low", "ci_high"):
            assert same(getattr(told, name), getattr(expected, name))


@given(seeds)
@quick
def test_totals_of_domains_add_up_to_the_whole(seed: int) -> None:
    rows = random_rows(seed)
    parts = one(rows, "total:y", "total", by=("group",))
    whole = one(rows, "total:y", "total")
    for position in (0, 1):
        assert same(math.fsum(part.estimate for part in parts[position::2]), whole[position].estimate)


@given(seeds)
@quick
def test_shares_of_all_answers_add_up_to_one(seed: int) -> None:
    found = one(random_rows(seed), "distribution:q")
    assert same(math.fsum(row.estimate for row in found), 1.0)


@given(seeds)
@quick
def test_covariance_matrices_have_no_negative_variance_in_any_direction(seed: int) -> None:
    statistics = (mean("y"), total("y"), proportion("q", (4, 5)), proportion("q", (1, 2, 3)), mean("x"))
    listed = TermList(statistics)
    cells = make_cells(random_rows(seed), TWO_STAGES, by=("group",), terms=listed.terms)
    figures = linearise(cells, statistics, listed)
    variance = taylor(cells, TWO_STAGES)
    matrices = variance.covariances(figures.linearised)
    np.testing.assert_allclose(
        np.diagonal(matrices, axis1=1, axis2=2), variance.variances(figures.linearised), rtol=1e-9, atol=1e-12
    )
    for matrix in matrices:
        values = np.linalg.eigvalsh(matrix)
        assert values.min() >= -1e-10 * max(values.max(), 1.0)
    # The share of those who chose 4 or 5 and that of the others move against each other, by as much.
    np.testing.assert_allclose(matrices[:, 2, 2], -matrices[:, 2, 3], rtol=1e-8, atol=1e-14)


@given(seeds)
@quick
def test_a_domain_asked_for_alone_is_the_same_as_among_all(seed: int) -> None:
    rows = random_rows(seed)
    together = one(rows, "mean:y", "total:y", "quantile:y@0.5", by=("group",))
    for group in {row.unit for row in together}:
        alone = one(
            rows, "mean:y", "total:y", "quantile:y@0.5", where=(Condition("group", "=", (int(group),)),)
        )
        for told, expected in zip(alone, (row for row in together if row.unit == group), strict=True):
            assert told.n == expected.n
            assert same(told.estimate, expected.estimate)
            assert same(told.se, expected.se)
            assert same(told.df, expected.df)


def test_the_error_of_a_simple_sample_is_that_of_the_textbook() -> None:
    """Cochran (1977), 2.6: s²/n (1 − n/N), of 44 persons out of 500."""
    answers = np.array(table("persons").column("percent").to_pylist())
    (row,) = one(table("persons"), "mean:percent", plan=design("simple"))
    assert row.estimate == pytest.approx(answers.mean(), rel=1e-12)
    assert row.se == pytest.approx(math.sqrt(answers.var(ddof=1) / 44 * (1 - 44 / 500)), rel=1e-12)
    assert row.deff == pytest.approx(1.0, rel=1e-10)
    assert row.df == 43


def test_the_error_of_a_stratified_mean_is_that_of_the_textbook() -> None:
    """Cochran (1977), 5.3: Σ (N_h/N)² s_h²/n_h (1 − n_h/N_h); the stratum with one person left out."""
    persons = table("persons").to_pylist()
    kept = [row for row in persons if row["stratum"] != "n"]
    sizes = {row["stratum"]: row["population"] for row in kept}
    variance = 0.0
    for stratum, size in sizes.items():
        answers = np.array([row["percent"] for row in kept if row["stratum"] == stratum])
        variance += size**2 * answers.var(ddof=1) / len(answers) * (1 - len(answers) / size)
    (row,) = one(
        table("persons"), "total:percent", plan=design("stratified", "remove"),
        where=(Condition("stratum", "!=", ("n",)),),
    )  # fmt: skip
    # Weights in the table are written with six places.
    assert row.se == pytest.approx(math.sqrt(variance), rel=1e-6)


@pytest.mark.parametrize("basis", ["quota", "open"])
def test_without_a_probability_basis_there_is_an_estimate_and_n_and_nothing_else(basis: str) -> None:
    plan = design("two_stages").model_copy(update={"basis": basis})
    asked = ("mean:y", "proportion:q=4|5", "quantile:y@0.5|0.9", "total")
    found = one(table("clusters"), *asked, plan=plan, by=("agency",))
    expected = one(table("clusters"), *asked, plan=design("two_stages", "adjust"), by=("agency",))
    for row, drawn in zip(found, expected, strict=True):
        assert same(row.estimate, drawn.estimate)
        assert row.n == drawn.n
        assert row.sampling_basis == basis
        assert all(math.isnan(one) for one in (row.se, row.df, row.deff, row.ci_low, row.ci_high))


def test_a_domain_in_which_nobody_answered_has_a_row_without_figures() -> None:
    found = one(
        table("clusters"), "mean:y", "quantile:y@0.5", "total", plan=design("replacement", "adjust"),
        by=("commune",), where=(Condition("stratum", "=", ("A",)),),
    )  # fmt: skip
    silent = [row for row in found if row.unit == "A2"]
    assert [row.n for row in silent][:2] == [0, 0]
    assert all(math.isnan(row.estimate) and math.isnan(row.se) for row in silent[:2])
    assert silent[2].n > 0


def test_a_mean_over_a_single_unit_has_no_error_rather_than_none_at_all() -> None:
    """One PSU of five says nothing of how PSUs vary; R's `svymean` would tell an error of 0."""
    (row,) = one(
        table("clusters"), "mean:percent", plan=design("first_stage", "adjust"),
        where=(Condition("commune", "=", ("A1",)),),
    )  # fmt: skip
    assert row.df == 0
    assert math.isnan(row.se)
    assert math.isnan(row.ci_low)


def test_codes_that_are_no_answer_are_left_out() -> None:
    asked = parse_statistics(
        ["mean:q", "proportion:q=4|5", "distribution:q", "quantile:q"], missing={"q": (3,)}
    )
    found = estimate(table("clusters"), design("replacement", "adjust"), Question(asked))
    kept = estimate(
        table("clusters"),
        design("replacement", "adjust"),
        Question(
            parse_statistics(["mean:q", "proportion:q=4|5", "distribution:q", "quantile:q"]),
            where=(Condition("q", "!=", (3,)),),
            choices=Choices(),
        ),
    )
    assert [row.code for row in found] == ["q", "q=4|5", "q=1", "q=2", "q=4", "q=5", "q@0.5"]
    for told, expected in zip(found, kept, strict=True):
        assert told.code == expected.code
        assert told.n == expected.n
        assert told.estimate == pytest.approx(expected.estimate, rel=1e-12)
        assert told.se == pytest.approx(expected.se, rel=1e-10)
