from __future__ import annotations

from fractions import Fraction

import pytest

from chiso.scoring.answers import Answer
from tests.scoring.building import leaf, make_framework, points, score_units


def ranks(scores: dict[str, str], **index: object) -> dict[str, int | None]:
    """The rank of each unit whose one criterion has these points."""
    framework = make_framework(leaf("a", "100"), index=dict(index))
    result = score_units(framework, {code: {"a": points(figure)} for code, figure in scores.items()})
    return {row.unit.code: row.rank for row in result.ranking}


FOUR = {"a": "9", "b": "8", "c": "8", "d": "7"}


@pytest.mark.parametrize(
    ("ties", "expected"), [("lowest", [1, 2, 2, 4]), ("highest", [1, 3, 3, 4]), ("dense", [1, 2, 2, 3])]
)
def test_a_tie_for_second_is_numbered_as_the_framework_says(ties: str, expected: list[int]) -> None:
    assert list(ranks(FOUR, ties=ties).values()) == expected


def test_a_tie_for_second_leaves_no_third() -> None:
    assert 3 not in ranks(FOUR).values()


def test_three_thirds_tie_with_one() -> None:
    framework = make_framework(leaf("a", "1"), leaf("b", "1"), leaf("c", "1"))
    third = Fraction(1, 3)
    result = score_units(
        framework,
        {
            "thirds": {code: points(third) for code in "abc"},
            "whole": {"a": points("1"), "b": points("0"), "c": points("0")},
        },
    )
    assert [row.rank for row in result.ranking] == [1, 1]


def test_less_is_better_where_the_index_says_so() -> None:
    assert ranks({"a": "3", "b": "1"}, higher_is_better=False) == {"b": 1, "a": 2}


def test_the_exact_figure_is_ranked_unless_the_published_one_is() -> None:
    close = {"a": "8.004", "b": "8.001"}
    assert ranks(close) == {"a": 1, "b": 2}
    assert ranks(close, ranked="published") == {"a": 1, "b": 1}


def test_nothing_is_ranked_where_the_law_forbids_it() -> None:
    assert ranks(FOUR, ranked="none") == dict.fromkeys(FOUR)


def test_a_tie_is_broken_by_the_criteria_that_are_named() -> None:
    framework = make_framework(leaf("a", "10"), leaf("b", "10"), index={"tie_break": ["b"]})
    result = score_units(
        framework,
        {
            "x": {"a": points("6"), "b": points("4")},
            "y": {"a": points("4"), "b": points("6")},
            "z": {"a": points("4"), "b": points("6")},
        },
    )
    assert [(row.unit.code, row.rank) for row in result.ranking] == [("y", 1), ("z", 1), ("x", 3)]


def test_an_incomplete_unit_is_listed_last_and_not_counted() -> None:
    framework = make_framework(leaf("a", "10"))
    result = score_units(framework, {"a": {"a": Answer("missing")}, "b": {"a": points("1")}, "c": {}})
    assert [(row.unit.code, row.rank, row.of, row.is_complete) for row in result.ranking] == [
        ("b", 1, 1, True), ("a", None, 1, False), ("c", None, 1, False),
    ]  # fmt: skip
