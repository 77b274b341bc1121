"""Groups that cannot be told apart, as letters."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from chiso.robustness.rank_sets.letters import groups_of, letter, letters_of
from chiso.robustness.rank_sets.order import BoolArray

intervals = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 8)), min_size=1, max_size=9)


def alike_by_overlap(drawn: list[tuple[int, int]]) -> BoolArray:
    low = np.array([middle - half for middle, half in drawn])
    high = np.array([middle + half for middle, half in drawn])
    above = low[:, None] > high[None, :]
    return ~(above | above.T)


def letters(alike: BoolArray, order: list[int]) -> list[set[str]]:
    return [set(one.split()) for one in letters_of(groups_of(alike, order), len(alike))]


def order_of(drawn: list[tuple[int, int]]) -> list[int]:
    return sorted(range(len(drawn)), key=lambda at: -drawn[at][0])


@given(intervals)
def test_two_units_share_a_letter_if_and_only_if_they_are_alike(drawn: list[tuple[int, int]]) -> None:
    alike = alike_by_overlap(drawn)
    told = letters(alike, order_of(drawn))
    for one, other in combinations(range(len(drawn)), 2):
        assert bool(told[one] & told[other]) == alike[one, other]
    assert all(told)


@given(st.integers(1, 7), st.randoms(use_true_random=False))
def test_the_same_holds_for_any_relation(units: int, random: object) -> None:
    alike = np.eye(units, dtype=bool)
    for one, other in combinations(range(units), 2):
        alike[one, other] = alike[other, one] = random.random() < 0.5  # type: ignore[attr-defined]
    told = letters(alike, list(range(units)))
    for one, other in combinations(range(units), 2):
        assert bool(told[one] & told[other]) == alike[one, other]


@given(intervals)
def test_intervals_take_no_more_letters_than_needed(drawn: list[tuple[int, int]]) -> None:
    # Brute force: the fewest cliques among all maximal ones in which every alike pair stands together.
    alike = alike_by_overlap(drawn)
    units = range(len(drawn))
    cliques = [
        set(part)
        for size in range(1, len(drawn) + 1)
        for part in combinations(units, size)
        if all(alike[a, b] for a, b in combinations(part, 2))
    ]
    maximal = [one for one in cliques if not any(one < other for other in cliques)]
    pairs = [{a, b} for a, b in combinations(units, 2) if alike[a, b]] + [{a} for a in units]
    fewest = next(
        size
        for size in range(1, len(maximal) + 1)
        if any(
            all(any(pair <= clique for clique in chosen) for pair in pairs)
            for chosen in combinations(maximal, size)
        )
    )
    assert len(groups_of(alike, order_of(drawn))) == fewest


def test_letters_follow_the_ranking() -> None:
    alike = alike_by_overlap([(10, 1), (8, 1), (6, 1), (0, 1)])
    assert letters_of(groups_of(alike, [0, 1, 2, 3]), 4) == ["a", "a b", "b", "c"]


def test_after_z_come_two_letters() -> None:
    assert [letter(number) for number in (0, 25, 26, 27, 51, 52, 701, 702)] == [
        "a", "z", "aa", "ab", "az", "ba", "zz", "aaa",
    ]  # fmt: skip


def test_more_groups_than_letters_of_the_alphabet_are_told_in_the_table_alone() -> None:
    alone = [[number] for number in range(27)]
    assert letters_of(alone, 27) == [""] * 27
    assert letters_of(alone[:26], 26)[25] == "z"
