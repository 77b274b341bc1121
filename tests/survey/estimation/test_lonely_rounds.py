"""Differences of rounds with lonely units, policy by policy (reference/lonely_rounds.R, and by loops)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from chiso.survey.comparing import Side, compare_domains, compare_rounds
from chiso.survey.design import Design, Lonely, Stage
from chiso.survey.estimation.estimate import estimate
from chiso.survey.estimation.question import Choices, Question
from chiso.survey.estimation.replicated import Replication
from chiso.survey.estimation.statistics import parse_statistics
from chiso.survey.replicates import Method
from tests.survey.estimation.test_differences import second_period
from tests.survey.r import reference
from tests.survey.tables import design, table

POLICIES: tuple[Lonely, ...] = ("remove", "certainty", "adjust", "average", "collapse")
Sample = dict[str, tuple[str, ...]]
# There are so many units in each stratum; b and d have one in the sample, though there are more.
SIZES = {"a": 9, "b": 5, "c": 6, "d": 4}
LATER: Sample = {"a": ("a1", "a2", "a3", "a5"), "b": ("b1",), "c": ("c1", "c2"), "d": ("d1",)}


def rows(seed: int, sample: Sample) -> pa.Table:
    """Three people in each unit; what a unit is like stays from round to round."""
    generator = np.random.default_rng(seed)
    found = [
        (stratum, unit, SIZES[stratum], 1.5 + generator.random(), 3 * ord(unit[1]) + generator.normal(), kind)
        for stratum, units in sample.items()
        for unit in units
        for kind in ("one", "two", "two")
    ]
    names = ("stratum", "unit", "size", "weight", "y", "kind")
    return pa.table(
        {name: list(column) for name, column in zip(names, zip(*found, strict=True), strict=True)}
    )


def plan(lonely: Lonely) -> Design:
    stage = Stage(cluster="unit", strata=("stratum",), population="size")
    return Design(weight="weight", stages=(stage,), lonely=lonely)


def side(
    data: pa.Table,
    drawn: Design,
    *asked: str,
    by: tuple[str, ...] = (),
    method: Method | None = None,
    **how: Any,
) -> Side:
    choices = Choices(replication=Replication(method, **how))
    return Side(data, drawn, Question(parse_statistics(asked), by, choices=choices))


def covariance(later: Side, earlier: Side) -> float:
    """What the error of the only difference of two sides says of how they vary together."""
    (row,) = compare_rounds(later, earlier)
    apart = sum(estimate(one.source, one.design, one.question)[0].se ** 2 for one in (later, earlier))
    return (apart - row.se**2) / 2


def totals_of_units(data: pa.Table) -> dict[str, float]:
    found: dict[str, float] = {}
    columns = (data[name].to_pylist() for name in ("unit", "weight", "y"))
    for unit, weight, y in zip(*columns, strict=True):
        found[unit] = found.get(unit, 0.0) + weight * y
    return found


def through_common(first: Sample, second: Sample, totals: list[dict[str, float]], *parts: str) -> float:
    """Σ over parts (their strata in one word) of φ n/(n − 1) Σ (z_1 − z̄_1)(z_2 − z̄_2)."""
    found = 0.0
    for part in parts:
        units = [[unit for stratum in part for unit in one[stratum]] for one in (first, second)]
        common = sorted(set(units[0]) & set(units[1]))
        if len(common) < 2:
            continue
        size = sum(SIZES[stratum] for stratum in part)
        multiplier = 1 - len(units[0]) * len(units[1]) / (len(common) * size)
        values = [np.array([one[unit] for unit in common]) for one in totals]
        deviations = [one - one.mean() for one in values]
        found += multiplier * len(common) / (len(common) - 1) * float(deviations[0] @ deviations[1])
    return found


@pytest.mark.parametrize("name", ["replacement", "first_stage"])
@pytest.mark.parametrize("lonely", POLICIES)
def test_with_the_same_units_the_error_is_that_of_one_table_in_r(name: str, lonely: Lonely) -> None:
    told = reference("lonely_rounds")
    assert told["psus"] == [21]
    asked = ("mean:percent", "total:percent")
    rounds = [side(one, design(name, lonely), *asked) for one in (second_period(), table("clusters"))]
    found = compare_rounds(*rounds)
    for row, statistic in zip(found, ("mean", "total"), strict=True):
        expected = told["linearised"][lonely][name][statistic]
        assert [row.difference, row.se] == pytest.approx(expected, rel=1e-10)
    if lonely == "collapse":
        return
    found = compare_rounds(*(side(one.source, one.design, *asked, method="jkn") for one in rounds))
    for row, statistic in zip(found, ("mean", "total"), strict=True):
        expected = told["jkn"][lonely][name][statistic]
        assert [row.difference, row.se] == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("lonely", POLICIES)
def test_with_the_same_units_the_error_is_that_of_two_domains_of_one_sample(lonely: Lonely) -> None:
    later, earlier = rows(1, LATER), rows(2, LATER)
    # One kind of people lives in a part of the strata alone.
    kind = [
        "none" if unit in ("b1", "a1") and kind == "one" else kind
        for unit, kind in zip(later["unit"].to_pylist(), later["kind"].to_pylist(), strict=True)
    ]
    later, earlier = (one.set_column(5, "kind", pa.array(kind)) for one in (later, earlier))
    stacked = pa.concat_tables(
        one.append_column("period", pa.array([period] * one.num_rows))
        for period, one in (("1", earlier), ("2", later))
    )
    asked = ("mean:y", "total:y")
    pairs = [(f"{kind}/2", f"{kind}/1") for kind in ("none", "one", "two")]
    expected = compare_domains(side(stacked, plan(lonely), *asked, by=("kind", "period")), pairs)
    found = compare_rounds(*(side(one, plan(lonely), *asked, by=("kind",)) for one in (later, earlier)))
    assert [row.unit_1 for row in found[::2]] == ["none", "one", "two"]
    assert [row.se for row in found] == pytest.approx([row.se for row in expected], rel=1e-9, nan_ok=True)
    assert np.isfinite([row.se for row in found[2:]]).all()


@pytest.mark.parametrize(
    ("method", "lonely"),
    [(None, one) for one in POLICIES]
    + [("jkn", one) for one in POLICIES if one != "collapse"]
    + [
        (one, "certainty")
        for one in ("brr", "fay", "rao_wu", "canty_davison", "preston", "successive_difference")
    ],
)
def test_a_round_does_not_differ_from_itself_whatever_is_done_with_lonely_units(
    method: Method | None, lonely: Lonely
) -> None:
    how = {"count": 20} if method in ("rao_wu", "canty_davison", "preston") else {}
    one = side(rows(1, LATER), plan(lonely), "mean:y", "total:y", by=("kind",), method=method, **how)
    assert [(row.difference, row.se) for row in compare_rounds(one, one)] == [(0.0, 0.0)] * 4


# Stratum c is lonely in the earlier round alone, d has another unit there.
EARLIER: Sample = {"a": ("a2", "a3", "a4", "a5"), "b": ("b1",), "c": ("c1",), "d": ("d2",)}


@pytest.mark.parametrize("method", [None, "jkn"])
def test_a_unit_that_is_lonely_in_both_rounds_is_compared_with_the_mean_of_each(
    method: Method | None,
) -> None:
    data = [rows(1, LATER), rows(2, EARLIER)]
    totals = [totals_of_units(one) for one in data]
    expected = through_common(LATER, EARLIER, totals, *"abcd")
    sums = [sum(one.values()) for one in totals]
    if method is None:
        alone = [one["b1"] - whole / len(one) for one, whole in zip(totals, sums, strict=True)]
        expected += (1 - 1 / SIZES["b"]) * alone[0] * alone[1]
    else:
        # Each replicate has 4/3 of the others in place of it.
        alone = [4 / 3 * (whole - one["b1"]) - whole for one, whole in zip(totals, sums, strict=True)]
        expected += 3 / 4 * alone[0] * alone[1]
    rounds = [side(one, plan("adjust"), "total:y", method=method) for one in data]
    assert covariance(*rounds) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("method", "telling"), [(None, 2 * 1), ("jkn", 6 * 4)])
def test_a_stratum_that_is_lonely_in_both_rounds_is_taken_to_vary_together_as_others_do(
    method: Method | None, telling: int
) -> None:
    """`telling`: strata of several units, later times earlier; for jkn the units of these."""
    data = [rows(1, LATER), rows(2, EARLIER)]
    expected = through_common(LATER, EARLIER, [totals_of_units(one) for one in data], *"abcd")
    rounds = [side(one, plan("average"), "total:y", method=method) for one in data]
    assert covariance(*rounds) == pytest.approx(expected * (1 + 1 / np.sqrt(telling)), rel=1e-9)


@pytest.mark.parametrize(
    ("earlier", "parts"),
    [
        # Both put b, c and d together.
        (EARLIER, ("a", "bcd")),
        # The earlier round has b for itself and puts d to c.
        ({**EARLIER, "b": ("b1", "b2"), "c": ("c1", "c2", "c3")}, ("a", "b", "cd")),
    ],
)
def test_strata_that_both_rounds_put_together_are_one(earlier: Sample, parts: tuple[str, ...]) -> None:
    data = [rows(1, LATER), rows(2, earlier)]
    expected = through_common(LATER, earlier, [totals_of_units(one) for one in data], *parts)
    rounds = [side(one, plan("collapse"), "total:y") for one in data]
    assert covariance(*rounds) == pytest.approx(expected, rel=1e-9)
    assert covariance(*reversed(rounds)) == pytest.approx(expected, rel=1e-9)


def test_a_policy_of_one_round_alone_tells_no_covariance_of_its_lonely_units() -> None:
    data = [rows(1, LATER), rows(2, LATER)]
    expected = through_common(LATER, LATER, [totals_of_units(one) for one in data], *"abcd")
    for later, earlier in (("adjust", "average"), ("remove", "adjust"), ("average", "collapse")):
        policies: tuple[Lonely, Lonely] = (later, earlier)  # type: ignore[assignment]
        rounds = [side(one, plan(lonely), "total:y") for one, lonely in zip(data, policies, strict=True)]
        assert covariance(*rounds) == pytest.approx(expected, rel=1e-9)
