"""Criteria that hang together, against the standard library and by hand."""

from __future__ import annotations

from fractions import Fraction
from statistics import correlation

import pytest
from hypothesis import given as given_by
from hypothesis import strategies

from chiso.scoring.result import Result
from chiso.scoring.trying.correlations import find_correlations
from tests.scoring.building import leaf, make_framework, points, score_units

FIGURES = strategies.lists(
    strategies.tuples(*[strategies.integers(0, 40).map(lambda n: Fraction(n, 4))] * 2), min_size=4, max_size=9
)


def result_of(rows: list[tuple[Fraction, ...]]) -> Result:
    """Units with these points in a, b, c, …."""
    codes = "abcdefg"[: len(rows[0])]
    return score_units(
        make_framework(*(leaf(code) for code in codes)),
        {f"u{n}": dict(zip(codes, map(points, row), strict=True)) for n, row in enumerate(rows)},
    )


def mean_ranks(values: list[float]) -> list[float]:
    """The mean of the places that equals share, counted out."""
    ordered = sorted(values)
    return [
        sum(place for place, other in enumerate(ordered) if other == value) / ordered.count(value)
        for value in values
    ]


@given_by(FIGURES)
def test_both_figures_are_those_of_the_standard_library(rows: list[tuple[Fraction, ...]]) -> None:
    one, other = ([float(value) for value in column] for column in zip(*rows, strict=True))
    found = find_correlations(result_of(rows), Fraction(0))
    if len(set(one)) == 1 or len(set(other)) == 1:
        assert found.pairs == ()
        return
    (pair,) = found.pairs
    assert float(pair.pearson) == pytest.approx(correlation(one, other), abs=2e-6)
    assert float(pair.spearman) == pytest.approx(correlation(mean_ranks(one), mean_ranks(other)), abs=2e-6)


def test_only_pairs_that_reach_the_bound_are_listed_and_constant_ones_are_named() -> None:
    # b = a; c against a: r = −1; d is the same for all; e has nothing to do with a: r = 0.
    rows = [tuple(map(Fraction, row)) for row in ((1, 1, 9, 5, 2), (2, 2, 8, 5, 4), (3, 3, 7, 5, 2))]
    found = find_correlations(result_of(rows), Fraction(1))
    assert {(pair.one, pair.other, pair.pearson, pair.spearman) for pair in found.pairs} == {
        ("a", "b", 1, 1), ("a", "c", -1, -1), ("b", "c", -1, -1),
    }  # fmt: skip
    assert found.constant == ("d",)
    assert found.looked_at == 6


def test_a_pair_is_looked_at_over_the_units_that_have_both() -> None:
    from chiso.scoring.answers import Answer

    framework = make_framework(leaf("a"), leaf("b", when_not_applicable="leave_out"))
    given = {
        f"u{n}": {"a": points(str(a)), "b": Answer("not_applicable") if b is None else points(str(b))}
        for n, (a, b) in enumerate(((1, 1), (2, 2), (3, 3), (9, None), (0, None)))
    }
    (pair,) = find_correlations(score_units(framework, given)).pairs
    assert (pair.units, pair.pearson) == (3, 1)
