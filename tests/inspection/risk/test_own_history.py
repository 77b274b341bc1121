"""A place's own visits: what they add to what is known of places like it."""

from __future__ import annotations

import numpy as np
import pytest

from chiso.inspection.risk.own_history import MOST, learn_own_history


def test_the_own_part_is_that_of_a_beta_prior() -> None:
    places = np.repeat(np.arange(30), 6)
    found = (np.arange(180) % 6 < np.repeat(np.arange(30) % 7, 6)).astype(float)
    history = learn_own_history(places, 31, found, np.full(180, 0.4))
    assert history.strength is not None
    for place, count in ((0, 0), (4, 4), (6, 6)):
        # By hand: a Beta(0.4 s, 0.6 s) after `count` of six.
        after = (0.4 * history.strength + count) / (history.strength + 6)
        part = np.log(after / (1 - after)) - np.log(0.4 / 0.6)
        assert history.parts[place] == pytest.approx(part, rel=1e-12)
    assert history.parts[30] == 0.0, "a place that was never visited has no part of its own"
    assert history.parts_of(np.array([30, -1, 4])).tolist() == [0.0, 0.0, history.parts[4]]


def test_places_that_do_not_differ_have_no_part_of_their_own() -> None:
    random = np.random.default_rng(3)
    places, expected = np.repeat(np.arange(400), 5), random.uniform(0.1, 0.6, 2_000)
    # Each place as close to what is expected as can be: they differ less than by chance.
    found = (np.cumsum(expected) % 1 < expected).astype(float)
    history = learn_own_history(places, 400, found, expected)
    assert history.strength == pytest.approx(MOST, rel=0.01)
    assert np.max(np.abs(history.parts)) < 0.01


def test_what_a_strict_inspector_found_is_no_fault_of_the_place() -> None:
    """Two places with the same findings; in the second they were expected, since a strict one went."""
    places = np.concatenate([np.repeat(np.arange(40), 5), np.repeat([40, 41], 5)])
    found = np.concatenate([np.tile([1.0, 0, 0, 0, 0], 40), [1.0, 1, 1, 0, 0], [1.0, 1, 1, 0, 0]])
    expected = np.concatenate([np.full(200, 0.2), np.full(5, 0.2), np.full(5, 0.6)])
    history = learn_own_history(places, 42, found, expected)
    assert history.parts[40] > 0.0
    assert history.parts[41] == pytest.approx(0.0, abs=1e-12)


def test_without_places_nothing_is_added() -> None:
    history = learn_own_history(np.zeros(3, dtype=np.int64), 0, np.array([1.0, 0, 1]), np.full(3, 0.5))
    assert history.strength is None
    assert history.parts_of(np.array([-1, -1])).tolist() == [0.0, 0.0]
