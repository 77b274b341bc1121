"""Two versions of an index side by side."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from chiso.composite.run import CompositeRun
from chiso.composite.table import IndicatorTable, Row
from chiso.problems import BadInput
from chiso.robustness.versions import compare_versions, csv_of_versions
from tests.robustness.acceptability.test_weighed import panel


def run(scores: dict[tuple[str, str], float], data: str = "a") -> CompositeRun:
    rows = tuple(Row(*row) for row in scores)
    values = np.array([[0.0, 0.0, score] for score in scores.values()])
    return replace(
        panel(), stages={"Aggregated": IndicatorTable(rows, ("a", "b", "i"), values)}, digests={"data": data}
    )


BEFORE = run({("A", ""): 9, ("B", ""): 7, ("C", ""): 5, ("D", ""): 3, ("E", ""): 1})


def test_ranks_are_those_among_the_units_of_both() -> None:
    found = compare_versions(
        BEFORE, run({("D", ""): 8, ("C", ""): 6, ("B", ""): 6, ("A", ""): 2, ("F", ""): 9})
    )
    (period,) = found.periods
    assert [(one.row.unit, one.rank_before, one.rank_after, one.shift) for one in period.moved] == [
        ("A", 1, 4, -3), ("B", 2, 2, 0), ("C", 3, 2, 1), ("D", 4, 1, 3),
    ]  # fmt: skip
    assert period.mean_shift == 7 / 4
    assert (period.leaders_before, period.leaders_after) == (("A",), ("D",))
    assert (found.only_before, found.only_after) == ((Row("E"),), (Row("F"),))
    # Five of six pairs turned round, one tied after: τ_b = −5/√(6 · 5).
    assert period.kendall == pytest.approx(-5 / 30**0.5)


def test_the_same_scores_do_not_move() -> None:
    (period,) = compare_versions(BEFORE, BEFORE).periods
    assert (period.mean_shift, period.pearson, period.spearman, period.kendall) == pytest.approx((0, 1, 1, 1))


def test_scores_that_do_not_vary_have_no_correlation() -> None:
    flat = run({(unit, ""): 1.0 for unit in "ABC"})
    (period,) = compare_versions(BEFORE, flat).periods
    assert np.isnan(period.kendall)
    assert period.leaders_after == ("A", "B", "C")


def test_other_data_are_told() -> None:
    assert compare_versions(BEFORE, BEFORE).same_data
    assert not compare_versions(BEFORE, replace(BEFORE, digests={"data": "b"})).same_data
    assert not compare_versions(replace(BEFORE, digests={}), replace(BEFORE, digests={})).same_data


def test_each_period_is_compared_by_itself_and_the_table_has_all() -> None:
    scores = {(unit, period): float(place) for period in ("1", "2") for place, unit in enumerate("ABC")}
    found = compare_versions(run(scores), run(scores))
    assert [one.period for one in found.periods] == ["1", "2"]
    assert len(csv_of_versions(found).decode().splitlines()) == 1 + 6


def test_versions_of_other_units_are_refused() -> None:
    with pytest.raises(BadInput) as refused:
        compare_versions(BEFORE, run({("X", ""): 1, ("A", ""): 2}))
    assert [problem.code for problem in refused.value.problems] == ["CH-8206"]
