"""The numbers of a run: fixed by seed and number of the run, whatever else is asked for."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import qmc

from chiso.robustness.streams import RandomStream, SobolStream, scrambled, stream_of


def test_a_random_number_is_half_of_a_raw_word_the_low_one_first() -> None:
    words = np.random.PCG64(np.random.SeedSequence(7)).random_raw(6).tolist()
    halves = [half for word in words for half in (word % 2**32, word >> 32)]
    assert RandomStream(7, 4).numbers(0, 3).ravel().tolist() == halves


def test_the_bits_of_the_generator_are_those_of_its_first_day() -> None:
    # Written down once: a library that changed its stream would change every published histogram.
    assert RandomStream(1, 4).numbers(0, 1).tolist() == [FIRST_OF_SEED_1]
    assert SobolStream(1, 3).numbers(1000, 1, 5).tolist() == [SOBOL_OF_SEED_1]


FIRST_OF_SEED_1 = [2032329983, 2198257139, 3243419750, 4082210491]
SOBOL_OF_SEED_1 = [287552647, 3207600136, 1981879369]


@pytest.mark.parametrize("sampling", ["random", "sobol"])
@pytest.mark.parametrize("numbers", [1, 2, 7])
def test_any_run_can_be_made_alone(sampling: str, numbers: int) -> None:
    stream = stream_of(sampling, 3, numbers)  # type: ignore[arg-type]
    together = stream.numbers(0, 50)
    for run in (0, 1, 17, 49):
        assert (stream.numbers(run, 1)[0] == together[run]).all()
    assert (stream.numbers(20, 30) == together[20:]).all()


def test_another_seed_and_another_stream_give_other_numbers() -> None:
    first = RandomStream(1, 8).numbers(0, 100)
    for other in (RandomStream(2, 8), RandomStream(1, 8, key=1)):
        assert not (other.numbers(0, 100) == first).any()


def test_points_before_they_are_scrambled_are_those_of_scipy() -> None:
    expected = qmc.Sobol(9, scramble=False, bits=32).random(256) * 2**32
    assert (SobolStream(1, 9)._points(0, 256) == expected.astype(np.uint32)).all()


def test_scrambled_points_stay_in_every_slice_alone() -> None:
    # 1,024 points of a net: each of 1,024 slices of each coordinate holds one of them.
    stream = SobolStream(11, 6)
    for of_set in (0, 15):
        slices = stream.numbers(0, 1024, of_set) >> np.uint32(22)
        assert all(sorted(column) == list(range(1024)) for column in slices.T.tolist())


def test_scrambling_keeps_what_two_numbers_share_at_their_head() -> None:
    numbers = np.array([[0x12345678], [0x12345FFF], [0x92345678]], np.uint32)
    turned = scrambled(numbers, np.array([99], np.uint32)).ravel().tolist()
    assert turned[0] >> 12 == turned[1] >> 12
    assert turned[0] >> 31 != turned[2] >> 31


def test_sets_are_scrambled_differently() -> None:
    stream = SobolStream(1, 4)
    assert not (stream.numbers(0, 64, 0) == stream.numbers(0, 64, 1)).all()
