"""Tile maps: which grid, the archipelagos, classes with round bounds."""

from __future__ import annotations

import datetime
from fractions import Fraction
from itertools import pairwise

import pytest

from chiso.portal.tile_map import grid_on, round_bounds, spans_of, step_of
from chiso.units import shipped_registry


@pytest.mark.parametrize(("day", "count"), [("2025-06-30", 63), ("2025-07-01", 34)])
def test_the_grid_holds_the_provinces_of_the_day(day: str, count: int) -> None:
    on = datetime.date.fromisoformat(day)
    grid = grid_on(on)
    assert len(grid.tiles) == len(grid.codes) == count
    for tile in grid.tiles:
        unit = shipped_registry().resolve(tile.code, on, "province")
        assert unit is not None
    assert len({(tile.x, tile.y) for tile in grid.tiles}) == count


@pytest.mark.parametrize("day", ["2019-12-31", "2026-12-31"])
def test_both_archipelagos_are_drawn_and_belong_to_their_province(day: str) -> None:
    notes = {note.belongs_to: note for note in grid_on(datetime.date.fromisoformat(day)).notes}
    assert "Hoàng Sa" in notes["48"].label
    assert "Trường Sa" in notes["56"].label
    grid = grid_on(datetime.date.fromisoformat(day))
    for note in notes.values():
        assert note.x + note.width <= grid.width
        assert note.y + note.height <= grid.height


def test_bounds_are_round_and_equally_far_apart() -> None:
    """Scores from 40.84 to 46.74 with most between 41 and 46: whole points part them."""
    values = [Fraction(4084 + 7 * n, 100) for n in range(85)]
    bounds = round_bounds(values)
    assert bounds == (42, 43, 44, 45) or {b - a for a, b in pairwise(bounds)} == {1}


def test_small_figures_have_small_bounds() -> None:
    bounds = round_bounds([Fraction(n, 1000) for n in range(385, 962, 3)])
    assert {after - before for before, after in pairwise(bounds)} == {Fraction(1, 10)}


def test_a_value_on_a_bound_belongs_above_it() -> None:
    bounds = (Fraction(42), Fraction(43), Fraction(44), Fraction(45))
    assert [step_of(Fraction(value, 10), bounds) for value in (419, 420, 449, 450)] == [1, 2, 4, 5]
    assert spans_of(bounds)[0] == (None, 42)
    assert spans_of(bounds)[-1] == (45, None)


def test_values_that_hardly_differ_are_not_coloured() -> None:
    assert round_bounds([Fraction(1), Fraction(2)] * 20) == ()
