"""Differences between domains and between periods (reference/differences.R, and by counting)."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pyarrow
import pyarrow.compute
import pytest

from chiso.survey.cells import make_cells
from chiso.survey.design import Design, Stage
from chiso.survey.estimation.differences import Round, differences_of_domains, differences_of_periods
from chiso.survey.estimation.linear import TermList, linearise
from chiso.survey.estimation.statistics import Statistic, mean, total
from tests.survey.r import reference
from tests.survey.tables import design, table


def round_of(rows: Any, drawn: Design, *statistics: Statistic, by: tuple[str, ...] = ()) -> Round:
    listed = TermList(statistics)
    cells = make_cells(rows, drawn, by=by, terms=listed.terms)
    return Round(cells, linearise(cells, statistics, listed), drawn)


@pytest.mark.parametrize("name", ["replacement", "two_stages"])
def test_domains_that_share_units_are_compared_with_their_covariance(name: str) -> None:
    expected = reference("differences")["domains"][name]
    one = round_of(table("clusters"), design(name, "remove"), mean("percent"), total("percent"), by=("sex",))
    found = differences_of_domains(one.cells, one.linear, one.design, [(0, 1), (1, 0)])
    for column, statistic in enumerate(("mean", "total")):
        told = [found.estimates[0, column], np.sqrt(found.variances[0, column])]
        assert told == pytest.approx(expected[statistic], rel=1e-10)
    np.testing.assert_allclose(found.variances[0], found.variances[1], rtol=1e-12)
    np.testing.assert_allclose(found.estimates[0], -found.estimates[1], rtol=1e-12)


def second_period() -> Any:
    """The same persons, with other answers: as in differences.R; nobody in no PSU is silent."""
    rows = table("clusters")
    percent, q = rows.column("percent"), rows.column("q")
    changed = pyarrow.compute.subtract(100.0, pyarrow.compute.divide(percent, 2.0))
    changed = pyarrow.compute.add(changed, pyarrow.compute.multiply(q.cast("double"), 3.0))
    return rows.set_column(rows.column_names.index("percent"), "percent", changed)


@pytest.mark.parametrize("name", ["replacement", "first_stage"])
def test_periods_with_the_same_units_are_compared_as_two_questions_to_one_sample(name: str) -> None:
    expected = reference("differences")["periods"][name]
    # R has all 21 PSUs in both periods, as the covariance of common PSUs wants it.
    assert expected["psus"] == [21]
    earlier = round_of(table("clusters"), design(name, "remove"), mean("percent"))
    later = round_of(second_period(), design(name, "remove"), mean("percent"))
    found = differences_of_periods(later, earlier, [()])
    told = [found.estimates[0, 0], np.sqrt(found.variances[0, 0])]
    assert told == pytest.approx(expected["mean"], rel=1e-10)


def test_periods_without_common_units_are_independent() -> None:
    earlier = round_of(table("clusters"), design("replacement", "remove"), mean("percent"))
    renamed = table("clusters")
    names = pyarrow.array([f"new {name}" for name in renamed.column("commune").to_pylist()])
    renamed = renamed.set_column(renamed.column_names.index("commune"), "commune", names)
    later = round_of(renamed, design("replacement", "remove"), mean("percent"))
    found = differences_of_periods(later, earlier, [()])
    alone = differences_of_periods(earlier, later, [()])
    (single,) = reference("estimates")["remove"]["replacement"]["all"]["percent"][1:2]
    assert found.variances[0, 0] == pytest.approx(2 * single**2, rel=1e-10)
    assert alone.variances[0, 0] == pytest.approx(2 * single**2, rel=1e-10)


def test_the_covariance_of_overlapping_samples_is_right_on_average() -> None:
    """All pairs of samples of 3 out of 5 with 2 in common, counted: the mean of the estimated variance of a
    difference of totals is the variance of the difference over these pairs."""
    first_answers = np.array([3.0, 7.0, 4.0, 9.0, 1.0])
    second_answers = np.array([2.0, 9.0, 3.0, 8.0, 4.0])
    drawn = Design(weight="weight", stages=(Stage(cluster="unit", population="units"),), lonely="remove")

    def period(units: tuple[int, ...], answers: np.ndarray[Any, Any]) -> Round:
        rows = pyarrow.table(
            {
                "unit": [f"u{unit}" for unit in units],
                "y": answers[list(units)],
                "weight": [5 / 3] * 3,
                "units": [5] * 3,
            }
        )
        return round_of(rows, drawn, total("y"))

    differences, variances = [], []
    for before in combinations(range(5), 3):
        earlier = period(before, first_answers)
        for after in combinations(range(5), 3):
            if len(set(before) & set(after)) == 2:
                found = differences_of_periods(period(after, second_answers), earlier, [()])
                differences.append(found.estimates[0, 0])
                covered = found.variances[0, 0]
                variances.append(covered)
    assert len(differences) == 10 * 6
    true_variance = np.mean(np.square(differences)) - np.mean(differences) ** 2
    assert np.mean(variances) == pytest.approx(true_variance, rel=1e-10)
