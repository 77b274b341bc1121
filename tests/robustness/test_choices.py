"""Choices by their odds, what is left out, and the strata that they make."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from chiso.robustness.choices import Choice, Choices, LeavingOut, stratum_runs
from chiso.robustness.streams import RandomStream

NUMBERS = RandomStream(3, 6).numbers(0, 30_000)
OFF = 4.5 * 0.5 / np.sqrt(len(NUMBERS))


def test_an_alternative_is_taken_by_its_odds() -> None:
    choice = Choice("normalise", ("a", "b", "c"), (1, 2, 5))
    shares = np.bincount(choice.taken(NUMBERS[:, 0])) / len(NUMBERS)
    assert np.abs(shares - [1 / 8, 2 / 8, 5 / 8]).max() < OFF
    ends = choice.taken(np.array([0, 2**29 - 1, 2**29, 3 * 2**29, 2**32 - 1], np.uint32))
    assert ends.tolist() == [0, 0, 1, 2, 2]


def test_a_stratum_is_one_alternative_of_every_choice() -> None:
    choices = Choices((Choice("x", ("a", "b"), (1, 1)), Choice("y", ("c", "d", "e"), (1, 1, 1))))
    assert choices.strata == 6
    assert [choices.parts_of(stratum) for stratum in range(6)] == [
        (0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2),
    ]  # fmt: skip
    assert choices.names_of(5) == {"x": "b", "y": "e"}
    strata = choices.strata_of(NUMBERS)
    parts = np.array([choices.parts_of(one) for one in strata.tolist()])
    assert (parts[:, 0] == choices.choices[0].taken(NUMBERS[:, 0])).all()
    assert (parts[:, 1] == choices.choices[1].taken(NUMBERS[:, 1])).all()


def test_runs_of_a_stratum_come_together_and_none_is_lost() -> None:
    strata = np.array([3, 1, 3, 0, 1, 3])
    assert [(one, places.tolist()) for one, places in stratum_runs(strata)] == [
        (0, [3]), (1, [1, 4]), (3, [0, 2, 5]),
    ]  # fmt: skip


@pytest.mark.parametrize("chance", [Fraction(1), Fraction(1, 4)])
def test_at_most_one_of_those_named_is_left_out_each_alike_likely(chance: Fraction) -> None:
    out = LeavingOut("one", chance, (1, 4))
    flags = out.left_out(NUMBERS[:, :2], 5)
    assert abs(flags.any(axis=1).mean() - float(chance)) < OFF
    assert (flags.sum(axis=1) <= 1).all()
    assert not flags[:, [0, 2, 3]].any()
    assert abs(flags[:, 1].mean() - float(chance) / 2) < OFF
    weights = np.ones((len(NUMBERS), 5))
    out.apply(NUMBERS[:, :2], weights, 5)
    assert ((weights == 0) == flags).all()


def test_each_is_left_out_on_its_own() -> None:
    flags = LeavingOut("each", Fraction(1, 5), (0, 2)).left_out(NUMBERS[:, :2], 3)
    assert np.abs(flags.mean(axis=0) - [0.2, 0, 0.2]).max() < OFF
    assert abs((flags[:, 0] & flags[:, 2]).mean() - 0.04) < OFF


def test_where_all_would_be_left_out_none_is() -> None:
    flags = LeavingOut("each", Fraction(9, 10), (0, 1)).left_out(NUMBERS[:, :2], 2)
    assert not flags.all(axis=1).any()
    assert (~flags.any(axis=1)).mean() > 0.7
