"""Factors hold to their seed, keep weights whole, and are refused where they do not fit the design."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chiso.problems import BadInput
from chiso.survey.psus import SampleFrame
from chiso.survey.replicates import METHODS, factors
from tests.survey.weighting_sample import frame

DRAWN = ("rao_wu", "canty_davison", "preston")


def strata_of(*counts: int, population: float = np.nan) -> SampleFrame:
    """A frame with so many PSUs in its strata."""
    return SampleFrame(
        np.repeat(np.arange(len(counts)), counts),
        np.array(counts),
        np.full(len(counts), population),
        tuple(f"stratum {number}" for number in range(len(counts))),
        (),
    )


def refused(*arguments: Any, **options: Any) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as caught:
        factors(*arguments, **options)
    return [(one.code, str(one.as_record("en")["found"])) for one in caught.value.problems]


@pytest.mark.parametrize("method", DRAWN)
def test_a_seed_gives_the_same_factors_and_another_seed_others(method: Any) -> None:
    first, again, other = (factors(frame(), method, seed, count=50).values for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


@pytest.mark.parametrize("method", ["rao_wu", "canty_davison"])
def test_one_more_stratum_changes_no_draw_of_the_others(method: Any) -> None:
    small = factors(strata_of(3, 4), method, 9, count=20).values
    large = factors(strata_of(3, 4, 5), method, 9, count=20).values
    assert (large[:7] == small).all()


def test_the_first_factors_of_a_seed_are_these_for_good() -> None:
    # Written down once: who draws again in another year, on another machine, finds the same.
    found = factors(strata_of(4, 2), "rao_wu", 2026, count=3).values
    assert (found * 3).round(9).tolist() == [
        [4, 4, 8], [0, 4, 0], [8, 0, 4], [0, 4, 0], [0, 6, 0], [6, 0, 6],
    ]  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(2, 9), min_size=1, max_size=6), st.integers(0, 2**40))
def test_what_a_replicate_takes_from_one_psu_it_gives_to_others_of_its_stratum(
    counts: list[int], seed: int
) -> None:
    drawn = strata_of(*counts, population=20)
    for method in ("jkn", "rao_wu", "canty_davison", "preston", "successive_difference"):
        made = factors(drawn, method, seed, count=None if method in ("jkn", "successive_difference") else 12)
        sums = np.zeros((len(counts), made.count))
        np.add.at(sums, drawn.stratum_of_psu, made.values)
        np.testing.assert_allclose(sums, np.array(counts)[:, None] * np.ones(made.count), rtol=1e-12)


def test_degrees_of_freedom_are_psus_less_strata_or_pairs() -> None:
    assert factors(frame(""), "jk1").degrees_of_freedom == 15
    assert factors(frame("big"), "jkn").degrees_of_freedom == 12
    assert factors(frame("stratum"), "brr").degrees_of_freedom == 8
    assert factors(frame("big"), "rao_wu", count=400).degrees_of_freedom == 12
    assert factors(frame("big"), "rao_wu", count=5).degrees_of_freedom == 4


def test_jk1_is_for_one_stratum() -> None:
    assert refused(frame("big"), "jk1") == [("CH-3161", "JK1, strata: 4")]


def test_half_samples_name_every_stratum_with_an_odd_number() -> None:
    assert refused(strata_of(2, 3, 4, 5), "brr") == [
        ("CH-3161", "stratum “stratum 1”: PSUs 3"),
        ("CH-3161", "stratum “stratum 3”: PSUs 5"),
    ]


@pytest.mark.parametrize("method", [one for one in METHODS if one != "jk1"])
def test_a_lonely_psu_is_named_where_the_design_says_to_fail(method: Any) -> None:
    assert refused(strata_of(2, 1), method) == [("CH-3161", "stratum “stratum 1”: PSUs 1")]


@pytest.mark.parametrize("method", [one for one in METHODS if one != "jk1"])
def test_a_lonely_psu_that_is_removed_keeps_its_weight_in_every_replicate(method: Any) -> None:
    made = factors(strata_of(2, 1), method, lonely="remove")
    assert (made.values[2] == 1).all()


@pytest.mark.parametrize("lonely", ["adjust", "average", "collapse"])
@pytest.mark.parametrize("method", [*DRAWN, "successive_difference"])
def test_a_policy_that_a_method_has_no_replicate_for_is_refused(method: Any, lonely: Any) -> None:
    assert refused(strata_of(2, 1, 3, 1), method, lonely=lonely) == [
        ("CH-3161", "stratum “stratum 1”: PSUs 1"),
        ("CH-3161", "stratum “stratum 3”: PSUs 1"),
    ]


def test_a_stratum_taken_as_a_whole_is_no_lonely_one() -> None:
    drawn = SampleFrame(np.array([0, 0, 1]), np.array([2, 1]), np.array([9.0, 1.0]), ("a", "b"), ())
    assert (factors(drawn, "jkn").values[2] == 1).all()
    assert (factors(drawn, "preston", count=10).values[2] == 1).all()
    assert (factors(drawn, "successive_difference").values[2] == 1).all()


@pytest.mark.parametrize(
    ("options", "field"),
    [({"method": "jack"}, "method"), ({"seed": -1}, "seed"), ({"count": 1}, "count"),
     ({"count": 10**6}, "count"), ({"method": "fay", "rho": 1.0}, "rho"),
     ({"method": "successive_difference", "count": 4}, "count")],
)  # fmt: skip
def test_an_option_out_of_its_range_is_named(options: dict[str, Any], field: str) -> None:
    given = {"method": "rao_wu", "seed": 1, **options}
    with pytest.raises(BadInput) as caught:
        factors(frame("big"), given.pop("method"), given.pop("seed"), **given)
    assert [(one.code, one.where.field) for one in caught.value.problems] == [("CH-3162", field)]


def test_every_method_has_a_name_that_the_call_takes() -> None:
    for method in METHODS:
        strata = {"jk1": "", "brr": "stratum", "fay": "stratum"}.get(method, "big")
        assert factors(frame(strata), method).method == method
