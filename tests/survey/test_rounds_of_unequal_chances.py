"""Differences of rounds whose units were drawn with unequal chances: one sample, and the formula in loops."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from chiso.survey.comparing import Side, compare_domains, compare_rounds
from chiso.survey.design import Design, Stage
from chiso.survey.estimation.estimate import estimate
from chiso.survey.estimation.question import Question
from chiso.survey.estimation.statistics import parse_statistics

PLAN = Design(
    weight="weight",
    approximation="brewer",
    stages=(Stage(cluster="unit", strata=("stratum",), probability="chance"),),
)
CHANCES = {"a": (0.2, 0.5, 0.35, 0.6, 0.15, 0.4), "b": (0.3, 0.25, 0.7, 0.5)}


def drawn(seed: int, units: dict[str, tuple[int, ...]]) -> pa.Table:
    """Two people in each of these units; what a unit is like stays from round to round."""
    generator = np.random.default_rng(seed)
    rows = [
        (stratum, f"{stratum}{unit}", chance, 2 / chance, 10 * unit + generator.normal())
        for stratum, places in units.items()
        for unit in places
        for chance in (CHANCES[stratum][unit],)
        for _ in range(2)
    ]
    names = ("stratum", "unit", "chance", "weight", "y")
    return pa.table({name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)})


def side(rows: pa.Table, *asked: str, by: tuple[str, ...] = ()) -> Side:
    return Side(rows, PLAN, Question(parse_statistics(asked), by))


def test_with_the_same_units_the_error_is_that_of_two_domains_of_one_sample() -> None:
    same = {"a": (0, 1, 2, 3), "b": (0, 1, 3)}
    later, earlier = drawn(1, same), drawn(2, same)
    stacked = pa.concat_tables(
        rows.append_column("period", pa.array([period] * rows.num_rows))
        for period, rows in (("1", earlier), ("2", later))
    )
    expected = compare_domains(side(stacked, "mean:y", "total:y", by=("period",)), [("2", "1")])
    found = compare_rounds(side(later, "mean:y", "total:y"), side(earlier, "mean:y", "total:y"))
    assert [row.se for row in found] == pytest.approx([row.se for row in expected], rel=1e-9)
    assert compare_rounds(side(later, "mean:y"), side(later, "mean:y"))[0].se == 0


def test_units_that_are_shared_in_part_vary_together_by_their_own_chances() -> None:
    units = {"a": (0, 1, 2, 3), "b": (0, 1, 3)}, {"a": (1, 2, 3, 4, 5), "b": (2, 3)}
    rounds = [drawn(seed, one) for seed, one in enumerate(units)]
    [row] = compare_rounds(*(side(rows, "total:y") for rows in rounds))
    apart = sum(estimate(rows, PLAN, side(rows, "total:y").question)[0].se ** 2 for rows in rounds)
    totals = []
    for rows in rounds:
        of_unit: dict[str, float] = {}
        for unit, weight, y in zip(
            *(rows[name].to_pylist() for name in ("unit", "weight", "y")), strict=True
        ):
            of_unit[unit] = of_unit.get(unit, 0.0) + weight * y
        totals.append(of_unit)
    # In stratum b the rounds share one unit, which tells nothing.
    shared = ("a1", "a2", "a3")
    first, second = (np.array([one[unit] for unit in shared]) for one in totals)
    own = 1 - np.array([CHANCES["a"][int(unit[1])] for unit in shared]) * len(units[1]["a"]) / len(shared)
    together = 3 / 2 * (own * (first - first.mean()) * (second - second.mean())).sum()
    assert row.se**2 == pytest.approx(apart - 2 * together, rel=1e-9)
    assert abs(together) > 0.005 * apart


def test_a_unit_without_rows_of_the_domain_counts_in_the_means_with_its_own_chance() -> None:
    same = {"a": (0, 1, 2, 3), "b": (0, 1, 3)}
    later, earlier = drawn(1, same), drawn(2, same)
    kind = [("few" if unit in ("a0", "a1") else "many") for unit in later["unit"].to_pylist()]
    later, earlier = (rows.append_column("kind", pa.array(kind)) for rows in (later, earlier))
    stacked = pa.concat_tables(
        rows.append_column("period", pa.array([period] * rows.num_rows))
        for period, rows in (("1", earlier), ("2", later))
    )
    pairs = [("few/2", "few/1"), ("many/2", "many/1")]
    expected = compare_domains(side(stacked, "total:y", by=("kind", "period")), pairs)
    found = compare_rounds(*(side(rows, "total:y", by=("kind",)) for rows in (later, earlier)))
    assert [row.se for row in found] == pytest.approx([row.se for row in expected], rel=1e-9)
