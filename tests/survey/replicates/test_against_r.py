"""Replicates beside R's package survey: same totals, means, domains, covariances and degrees of freedom."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from chiso.survey.cells import Cells
from chiso.survey.psus import SampleFrame
from chiso.survey.replicates import Centre, Factors, Replicated, factors, ratio_of, replicate_totals, total_of
from tests.survey.r import reference
from tests.survey.weighting_sample import Real, frame, from_r, numbers, psu_of_row, sample

CLOSE = 1e-10
CENTRES: list[tuple[str, Centre]] = [("centred", "replicates"), ("mse", "estimate")]


def cells_by_sex(drawn: SampleFrame, rows: Any = slice(None)) -> Cells:
    """Cells of (PSU, sex) with the terms y, z and 1, summed by hand."""
    weight, psu = numbers("weight")[rows], psu_of_row()[rows]
    _, psu = np.unique(psu, return_inverse=True)
    sex = (sample()["sex"] == "male").to_numpy().astype(np.int64)[rows]
    terms = np.column_stack([numbers("y")[rows], numbers("z")[rows], np.ones(len(weight))])
    key = psu * 2 + sex
    present = np.unique(key)
    place = np.searchsorted(present, key)
    weighted = np.zeros((len(present), 3))
    np.add.at(weighted, place, terms * weight[:, None])
    count = np.bincount(place)
    units, domain = present // 2, present % 2
    return Cells(
        drawn, units, domain, (("female",), ("male",)), ("y", "z", "1"), weighted,
        np.repeat(count[:, None], 3, axis=1), units, count,
    )  # fmt: skip


def statistics(cells: Cells, made: Factors) -> dict[str, Replicated]:
    totals = replicate_totals(cells, made)

    def of_all(figures: Real) -> Real:
        return np.asarray(figures.sum(axis=0)[:2])

    def means_of_all(figures: Real) -> Real:
        summed = figures.sum(axis=0)
        return np.asarray(summed[:2] / summed[2])

    return {
        "total": totals.statistics(of_all),
        "mean": totals.statistics(means_of_all),
        "by_sex": totals.statistics(ratio_of(0, 2)),
    }


def assert_as_in_r(found: dict[str, Replicated], told: dict[str, Any]) -> None:
    for kind, centre in CENTRES:
        for name, replicated in found.items():
            expected = from_r(told[kind][f"{name}_covariance"])
            size = np.sqrt(np.outer(expected.diagonal(), expected.diagonal()))
            np.testing.assert_allclose(replicated.estimates, from_r(told[kind][name]), rtol=CLOSE)
            np.testing.assert_array_less(np.abs(replicated.covariance(centre) - expected), CLOSE * size)


@pytest.mark.parametrize(
    ("name", "method", "strata", "population", "options"),
    [
        ("jk1", "jk1", "", "", {}),
        ("jkn", "jkn", "big", "", {}),
        ("jkn_fpc", "jkn", "big", "big_communes", {}),
        ("brr", "brr", "stratum", "", {}),
        ("fay", "fay", "stratum", "", {"rho": 0.3}),
    ],
)
def test_a_method_without_chance_gives_the_figures_of_r(
    name: str, method: Any, strata: str, population: str, options: dict[str, Any]
) -> None:
    drawn = frame(strata, population)
    made = factors(drawn, method, **options)
    told = reference("replicates")[name]
    found = statistics(cells_by_sex(drawn), made)
    if method in ("brr", "fay"):
        # Which half is taken in which replicate is a matter of the matrix: a ratio's error depends on it,
        # a total's does not.
        found = {"total": found["total"]}
    assert_as_in_r(found, told)
    assert made.degrees_of_freedom == told["df"][0]


@pytest.mark.parametrize("name", ["canty_davison", "canty_davison_fpc", "rao_wu"])
def test_given_the_factors_of_r_a_bootstrap_gives_its_figures(name: str) -> None:
    told = reference("replicates")[name]
    drawn = frame("big")
    made = Factors("rao_wu", from_r(told["factors"]), told["scale"][0], from_r(told["rscales"]), 12)
    assert_as_in_r(statistics(cells_by_sex(drawn), made), told)
    assert told["df"] == [12]


@pytest.mark.parametrize("name", ["canty_davison", "rao_wu"])
def test_a_bootstrap_of_ours_has_the_scale_of_r_but_for_its_centre(name: Any) -> None:
    told = reference("replicates")[name]
    made = factors(frame("big"), name, 3, count=40)
    assert made.scale == pytest.approx(told["scale"][0] * 39 / 40, rel=CLOSE)
    assert made.degrees_of_freedom == told["df"][0]


@pytest.mark.parametrize("policy", ["remove", "adjust", "average"])
def test_a_lonely_psu_does_what_it_does_in_r(policy: Any) -> None:
    rows = (sample()["psu"] != "p7").to_numpy()
    whole = frame("stratum")
    kept = np.arange(16) != 7
    counts = whole.psu_counts.copy()
    counts[3] = 1
    drawn = SampleFrame(whole.stratum_of_psu[kept], counts, whole.population_counts, whole.stratum_names, ())
    made = factors(drawn, "jkn", lonely=policy)
    assert_as_in_r(statistics(cells_by_sex(drawn, rows), made), reference("replicates")[f"lonely_{policy}"])


def test_the_total_of_a_term_in_a_domain_is_its_sum() -> None:
    cells = cells_by_sex(frame("big"))
    found = replicate_totals(cells, factors(cells.frame, "jkn")).statistics(total_of(0))
    np.testing.assert_allclose(found.estimates, cells.totals()[:, 0], rtol=1e-14)
