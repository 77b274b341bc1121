"""Numbers that anybody can make again: expected ones come from the program sha256sum.

printf 'lottery 48213\\ncommune\\nphuong-ba-dinh-00004' | sha256sum
"""

from __future__ import annotations

import numpy as np

from chiso.survey.sampling.random_numbers import HALVES, Stream, halves_of, numbers_from, permanent_halves

DIGITS = "f8b47ccc20bea"
SECOND_OF_GROUP = "d7e9daa86bc87"


def test_a_number_is_thirteen_hexadecimal_digits_and_a_half() -> None:
    assert halves_of("lottery 48213", "commune", "phuong-ba-dinh-00004") == 2 * int(DIGITS, 16) + 1


def test_the_second_number_of_a_group_has_words_of_its_own() -> None:
    stream = Stream("lottery 48213", "commune", "Ba Đình")
    stream.next_halves()
    assert stream.next_number() == (int(SECOND_OF_GROUP, 16) + 0.5) / 16**13


def test_a_number_does_not_hang_on_the_units_beside_it() -> None:
    alone = permanent_halves("seed", "unit", ["b"])
    assert permanent_halves("seed", "unit", ["a", "b", "c"])[1] == alone[0]


def test_seed_column_and_unit_each_change_the_number() -> None:
    same = halves_of("seed", "unit", "a")
    assert same not in {
        halves_of("Seed", "unit", "a"),
        halves_of("seed", "Unit", "a"),
        halves_of("seed", "unit", "A"),
    }


def test_counting_from_a_start_goes_once_around_and_never_meets_nought() -> None:
    halves = np.asarray([1, 3, HALVES - 1], dtype=np.int64)
    shifted = numbers_from(halves, 2)
    assert shifted.tolist() == [(HALVES - 1) / HALVES, 1 / HALVES, (HALVES - 3) / HALVES]
    assert 0 < shifted.min() < shifted.max() < 1


def test_ten_thousand_numbers_are_spread_evenly() -> None:
    # χ² with 19 degrees of freedom stays below 50.8 in all but one of ten thousand honest cases.
    numbers = numbers_from(permanent_halves("seed", "unit", [str(one) for one in range(10_000)]), 0)
    counts = np.bincount((numbers * 20).astype(int), minlength=20)
    assert ((counts - 500) ** 2 / 500).sum() < 50.8
