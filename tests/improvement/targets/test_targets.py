"""How a target is written."""

from __future__ import annotations

from fractions import Fraction

import pytest

from chiso.improvement.targets import (
    ClassTarget,
    MiddleTarget,
    RankTarget,
    ScoreTarget,
    Target,
    parse_target,
)
from chiso.problems import WrongCall


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("score>=43.5", ScoreTarget(None, Fraction(87, 2))),
        ("score >= 43,5 @ 0,9", ScoreTarget(Fraction(9, 10), Fraction(87, 2))),
        ("rank<=10@0.9", RankTarget(Fraction(9, 10), 10)),
        ("rank≤1@1", RankTarget(Fraction(1), 1)),
        ("class>=tot", ClassTarget(None, "tot")),
        ("above average@0.8", MiddleTarget(Fraction(4, 5), "average")),
        ("above median", MiddleTarget(None, "median")),
    ],
)
def test_a_target_is_read_as_it_is_meant(written: str, expected: Target) -> None:
    assert parse_target(written) == expected
    assert parse_target(expected.written) == expected


def test_without_a_probability_a_target_is_to_hold_as_likely_as_not() -> None:
    assert parse_target("rank<=10").wished == Fraction(1, 2)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "CH-8300"), ("score", "CH-8300"), ("score>43", "CH-8300"), ("score>=many", "CH-8300"),
        ("rank<=0", "CH-8300"), ("rank<=-1", "CH-8300"), ("rank>=3", "CH-8300"), ("class>=", "CH-8300"),
        ("above all", "CH-8300"), ("rank<=3@0", "CH-8301"), ("rank<=3@1.1", "CH-8301"),
        ("rank<=3@", "CH-8301"), ("rank<=3@high", "CH-8301"),
    ],
)  # fmt: skip
def test_what_is_no_target_is_refused(written: str, code: str) -> None:
    with pytest.raises(WrongCall) as refused:
        parse_target(written)
    assert [problem.code for problem in refused.value.problems] == [code]
