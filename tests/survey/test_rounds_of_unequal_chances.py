"""Differences of rounds whose units were drawn with unequal chances: one sample, and the formula in loops."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest

from chiso.survey.comparing import Side, compare_domains, compare_rounds
from chiso.survey.design import Approximation, Design, Lonely, Stage
from chiso.survey.estimation.estimate import estimate
from chiso.survey.estimation.question import Question
from chiso.survey.estimation.statistics import parse_statistics

PLAN = Design(
    weight="weight",
    approximation="brewer",
    stages=(Stage(cluster="unit", strata=("stratum",), probability="chance"),),
)
CHANCES = {"a": (0.2, 0.5, 0.35, 0.6, 0.15, 0.4), "b": (0.3, 0.25, 0.7, 0.5), "c": (0.45,)}
BY_PAIRS: tuple[Approximation, ...] = ("overton", "hartley_rao", "joint", "horvitz_thompson")


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


def side(rows: pa.Table, *asked: str, by: tuple[str, ...] = (), plan: Design = PLAN) -> Side:
    return Side(rows, plan, Question(parse_statistics(asked), by))


def by_pairs(kind: Approximation, lonely: Lonely = "fail") -> Design:
    """The plan with sums over pairs of units; joint chances are made up."""
    pairs = [
        (f"{stratum}{one}", f"{stratum}{other}", p * q * (1 - 0.2 * (1 - p) * (1 - q)))
        for stratum, chances in CHANCES.items()
        for (one, p), (other, q) in combinations(enumerate(chances), 2)
    ]
    known = {"pairs": tuple(pairs)} if kind in ("joint", "horvitz_thompson") else {}
    return PLAN.model_copy(update={"approximation": kind, "lonely": lonely, **known})


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


@pytest.mark.parametrize("lonely", ["remove", "adjust", "average"])
@pytest.mark.parametrize("kind", BY_PAIRS)
def test_sums_over_pairs_of_the_same_units_are_those_of_one_sample_also_of_a_lonely_unit(
    kind: Approximation, lonely: Lonely
) -> None:
    same = {"a": (0, 1, 2, 3), "b": (0, 1, 3), "c": (0,)}
    later, earlier = drawn(1, same), drawn(2, same)
    stacked = pa.concat_tables(
        rows.append_column("period", pa.array([period] * rows.num_rows))
        for period, rows in (("1", earlier), ("2", later))
    )
    plan = by_pairs(kind, lonely)
    [expected] = compare_domains(side(stacked, "mean:y", by=("period",), plan=plan), [("2", "1")])
    [found] = compare_rounds(side(later, "mean:y", plan=plan), side(earlier, "mean:y", plan=plan))
    assert found.se == pytest.approx(expected.se, rel=1e-9)
    itself = side(later, "mean:y", "total:y", plan=plan)
    assert [row.se for row in compare_rounds(itself, itself)] == [0, 0]


def test_pairs_of_units_count_where_all_units_of_a_stratum_are_shared_and_there_alone() -> None:
    units = {"a": (0, 1, 2, 3), "b": (0, 1, 3)}, {"a": (0, 1, 2, 3), "b": (1, 2, 3)}
    rounds = [drawn(seed, one) for seed, one in enumerate(units)]
    plan = by_pairs("overton")
    [row] = compare_rounds(*(side(rows, "total:y", plan=plan) for rows in rounds))
    variances = [estimate(rows, plan, side(rows, "total:y").question)[0].se ** 2 for rows in rounds]
    columns = [[rows[name].to_numpy() for name in ("unit", "weight", "y")] for rows in rounds]
    first, second = (
        {unit: float((weight * y)[names == unit].sum()) for unit in set(names)}
        for names, weight, y in columns
    )
    together = 0.0
    for one, p in enumerate(CHANCES["a"][:4]):
        for other, q in enumerate(CHANCES["a"][:4]):
            share = 1 - p if one == other else ((p + q) / 2 - 1) / 3
            together += share * first[f"a{one}"] * second[f"a{other}"]
    # Of b each round drew three units, of which both have b1 and b3.
    half = (first["b1"] - first["b3"]) * (second["b1"] - second["b3"]) / 4
    together += 2 * sum(1 - CHANCES["b"][one] * 3 / 2 for one in (1, 3)) * half
    assert row.se**2 == pytest.approx(sum(variances) - 2 * together, rel=1e-9)
