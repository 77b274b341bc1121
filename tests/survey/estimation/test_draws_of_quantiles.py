"""Quantiles in replicates and their joint draws: beside R, beside plain loops, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from chiso.problems import WrongCall
from chiso.survey.cells import make_cells
from chiso.survey.design import Design, ReplicateMethod, Replicates, Stage
from chiso.survey.estimation import replicated_quantiles
from chiso.survey.estimation.joint_draws import draw_statistics
from chiso.survey.estimation.quantiles import order_values
from chiso.survey.estimation.replicated import Replication
from chiso.survey.estimation.replicated_quantiles import replicate_quantiles
from chiso.survey.estimation.statistics import Quantiles, Statistic, mean
from chiso.survey.psus import Real
from chiso.survey.replicates import factors
from chiso.survey.replicates.replicate_factors import Method
from chiso.survey.sql import Condition
from tests.survey.r import reference
from tests.survey.weighting_sample import from_r, numbers, psu_of_row, sample, table

FOURS = Design(weight="weight", stages=(Stage(cluster="psu", strata=("big",)),))
SHARES = (0.25, 0.5)


def of_r(kind: ReplicateMethod) -> tuple[pa.Table, Design, Any]:
    """The sample with replicate weights of R, and what R says of them."""
    said = reference("replicates")["together"][kind]
    weights = from_r(said["factors"])[psu_of_row()] * numbers("weight")[:, None]
    rows = table()
    names = tuple(f"r{number}" for number in range(weights.shape[1]))
    for name, values in zip(names, weights.T, strict=True):
        rows = rows.append_column(name, pa.array(values))
    scale, rscales = said["scale"][0], tuple(np.broadcast_to(said["rscales"], len(names)).tolist())
    brought = Replicates(method=kind, columns=names, scale=scale, rscales=rscales)
    return rows, Design(weight="weight", replicates=brought), said


def in_replicates(
    rows: pa.Table, design: Design, asked: Quantiles, by: tuple[str, ...], how: Replication
) -> Any:
    domains = (("female",), ("male",)) if by else ((),)
    return replicate_quantiles(rows, design, how, asked, domains, by=by, where=(), engine=None)


@pytest.mark.parametrize("kind", ["brr", "fay", "bootstrap"])
def test_quantiles_have_in_every_replicate_the_values_of_r(kind: ReplicateMethod) -> None:
    rows, design, said = of_r(kind)
    for column, shares, places in (("y", SHARES, [1, 2]), ("z", (0.5,), [3])):
        for by, first in (((), 0), (("sex",), 4)):
            found = in_replicates(rows, design, Quantiles(column, shares), by, Replication())
            count = len(shares)
            here = [first + place for place in places]
            assert found.estimates[:count].tolist() == from_r(said["estimates"])[here].tolist()
            np.testing.assert_array_equal(found.replicates[:count], from_r(said["replicates"])[here])


@pytest.mark.parametrize("kind", ["brr", "fay", "bootstrap"])
def test_draws_of_means_and_quantiles_have_the_covariance_that_r_has(kind: ReplicateMethod) -> None:
    rows, design, said = of_r(kind)
    asked: list[Statistic | Quantiles] = [mean("y"), Quantiles("y", SHARES), Quantiles("z")]
    told = (from_r(said["covariance"]), from_r(said["estimates"]))
    count = 20_000
    for by, first in (((), 0), (("sex",), 4)):
        made = draw_statistics(rows, design, asked, Replication(seed=3), count=count, by=by)
        assert made.codes[:4] == ("y", "y@0.25", "y@0.5", "z@0.5")
        covariance, estimates = told[0][first : first + 4, first : first + 4], told[1][first : first + 4]
        spread = np.sqrt(np.diag(covariance))
        values = made.values[:, :4]
        np.testing.assert_array_less(
            np.abs(values.mean(axis=0) - estimates), 4 * spread / np.sqrt(count) + 1e-12
        )
        # A product of two normal variables varies by √(s² s'² + c²) at most √2 s s'.
        error = 4 * np.sqrt(2 / count) * np.outer(spread, spread) + 1e-12
        np.testing.assert_array_less(np.abs(np.cov(values.T) - covariance), error)


def least_reaching(values: list[float], weights: list[float], share: float) -> float:
    """The least value at or below which the share lies, of whoever has a weight: in plain loops."""
    for value in sorted(set(values)):
        reached = sum(w for y, w in zip(values, weights, strict=True) if y <= value)
        if reached >= share * sum(weights) - 1e-9:
            return value
    raise AssertionError


@pytest.mark.parametrize("method", ["rao_wu", "canty_davison", "preston", "brr", "fay"])
def test_replicates_that_are_made_move_quantiles_as_plain_loops_do(
    method: Method, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Blocks of a few replicates change nothing.
    monkeypatch.setattr(replicated_quantiles, "NUMBERS_AT_ONCE", 1_000)
    strata = "stratum" if method in ("brr", "fay") else "big"
    design = Design(weight="weight", stages=(Stage(cluster="psu", strata=(strata,)),))
    how = Replication(method, count=20 if method not in ("brr", "fay") else None, seed=8)
    # PSUs are numbered in the order of their names.
    units = make_cells(table(), design, terms=()).frame
    of_row = [units.psu_names.index(name) for name in sample()["psu"].to_list()]
    made = factors(units, method, 8, count=how.count)
    found = in_replicates(table(), design, Quantiles("y", SHARES), ("sex",), how)
    women = np.array(sample()["sex"].to_list()) == "female"
    expected = [
        [
            least_reaching(numbers("y")[those].tolist(), weights[those].tolist(), share)
            for weights in (made.values[of_row] * numbers("weight")[:, None]).T
        ]
        for those in (women, ~women)
        for share in SHARES
    ]
    assert found.replicates.tolist() == expected
    assert len({one for row in expected for one in row}) > 4


@settings(max_examples=60, deadline=None)
@given(
    some.lists(
        some.tuples(
            some.integers(0, 2), some.integers(0, 4), some.lists(some.integers(-1, 5), min_size=3, max_size=3)
        ),
        min_size=1,
        max_size=14,
    ),
    some.sampled_from([Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)]),
)
def test_a_quantile_is_the_first_value_that_reaches_its_share(
    cells: list[tuple[int, int, list[int]]], share: Fraction
) -> None:
    """Whole weights, so that sums are exact; some are 0 or below, as rescaled bootstraps may have them."""
    places = {name: place for place, name in enumerate(sorted({one for one, _, _ in cells}))}
    domain = np.array([places[one] for one, _, _ in cells])
    values = np.array([float(value) for _, value, _ in cells])
    weights = np.array([weight for _, _, weight in cells], np.float64)
    ordered = order_values(values, domain, len(places))
    found = ordered.quantiles(weights, np.full((len(places), 1), float(share)))[:, 0]
    for name, place in places.items():
        for replicate in range(3):
            own = [(value, Fraction(weight[replicate])) for one, value, weight in cells if one == name]
            total = sum(weight for _, weight in own)
            reaching = [
                value
                for value in sorted({value for value, _ in own})
                if (reached := sum(weight for y, weight in own if y <= value)) >= share * total
                and (total != 0 or reached > 0)
            ]
            if total > 0:
                assert found[place, replicate] == reaching[0]
            elif not any(weight for _, weight in own):
                assert np.isnan(found[place, replicate])


def drawn(*asked: Statistic | Quantiles, **how: Any) -> Real:
    return draw_statistics(table(), FOURS, asked, Replication(**how), count=5, by=("sex",)).values


def test_what_else_is_asked_for_changes_no_draw() -> None:
    how = {"method": "rao_wu", "count": 30, "seed": 5}
    both = drawn(Quantiles("y"), mean("z"), Quantiles("z", (0.2, 0.9)), **how).reshape(5, 2, 4)
    np.testing.assert_allclose(both[:, :, 1], drawn(mean("z"), **how), rtol=1e-12)
    np.testing.assert_allclose(both[:, :, 0], drawn(Quantiles("y"), **how), rtol=1e-12)
    np.testing.assert_allclose(
        both[:, :, 2:].reshape(5, 4), drawn(Quantiles("z", (0.2, 0.9)), **how), rtol=1e-12
    )


def test_where_nobody_of_a_domain_answered_there_is_no_draw() -> None:
    y = np.where(np.array(sample()["sex"].to_list()) == "male", np.nan, numbers("y"))
    rows = table().append_column("some", pa.array(y, mask=np.isnan(y)))
    made = draw_statistics(
        rows, FOURS, [mean("y"), Quantiles("some")], Replication("rao_wu", 30), count=5, by=("sex",)
    )
    assert np.isfinite(made.values).tolist() == [[True, True, True, False]] * 5


@pytest.mark.parametrize("is_brought", [False, True])
def test_where_no_row_is_left_there_is_nothing_to_draw(is_brought: bool) -> None:
    rows, design, how = table(), FOURS, Replication("rao_wu", 30)
    if is_brought:
        (rows, design, _), how = of_r("bootstrap"), Replication()
    nobody = (Condition("y", ">", (1e9,)),)
    asked = [mean("y"), Quantiles("z")]
    made = draw_statistics(rows, design, asked, how, count=5, by=("sex",), where=nobody)
    assert made.values.shape == (5, 0)


@pytest.mark.parametrize("method", ["jk1", "jkn", "successive_difference"])
def test_draws_of_quantiles_by_replicates_that_do_not_tell_them_are_refused(method: Method) -> None:
    design = Design(weight="weight", stages=(Stage(cluster="psu"),))
    with pytest.raises(WrongCall) as raised:
        draw_statistics(table(), design, [mean("y"), Quantiles("y")], Replication(method), count=5)
    assert [(one.code, one.found) for one in raised.value.problems] == [("CH-8818", f"{method}: y")]
    assert draw_statistics(table(), design, [mean("y")], Replication(method), count=5).codes == ("y",)


@pytest.mark.parametrize("kind", ["jk1", "jkn", "successive_difference", "other"])
def test_so_are_those_by_replicates_of_such_a_kind_that_came_with_the_data(kind: ReplicateMethod) -> None:
    rows, design, _ = of_r("bootstrap")
    assert design.replicates is not None
    brought = design.replicates.model_copy(update={"method": kind})
    with pytest.raises(WrongCall, match="CH-8818"):
        draw_statistics(
            rows, design.model_copy(update={"replicates": brought}), [Quantiles("y")], Replication(), count=5
        )
