"""Which grid, whom it holds, the archipelagos, how names find their tile."""

from __future__ import annotations

import datetime
from collections import Counter

import pytest

from chiso.tiles.grids import PITCH, Grid, fitting_grid, grid_in_order, grid_on, hanoi_districts
from chiso.tiles.names import folded, short_names
from chiso.units import shipped_registry

LAST_DAY = datetime.date(2025, 6, 30)


@pytest.mark.parametrize(("day", "count"), [("2025-06-30", 63), ("2025-07-01", 34)])
def test_the_grid_holds_the_provinces_of_the_day(day: str, count: int) -> None:
    on = datetime.date.fromisoformat(day)
    grid = grid_on(on)
    assert len(grid.tiles) == len(grid.codes) == count
    for tile in grid.tiles:
        unit = shipped_registry().resolve(tile.code, on, "province")
        assert unit is not None
    assert len({(tile.x, tile.y) for tile in grid.tiles}) == count


def test_the_grid_of_ha_noi_holds_its_thirty_districts_by_code_and_name() -> None:
    """Beside the registry: all districts of Hà Nội on the last day that there were any, and no other."""
    registry = shipped_registry()
    grid = hanoi_districts()
    told = {tile.code: tile.name for tile in grid.tiles}
    of_ha_noi = [
        unit for unit in registry.members(level="district", parent="01") if unit.is_valid_on(LAST_DAY)
    ]
    assert told == {unit.code: unit.name for unit in of_ha_noi}
    assert len({(tile.x, tile.y) for tile in grid.tiles}) == len(told) == 30
    # Beside one another as they lie: north of the river above, the south below, Ba Vì in the west.
    at = {tile.name: (tile.x, tile.y) for tile in grid.tiles}
    assert min(at, key=lambda name: at[name][1]) == "Huyện Sóc Sơn"
    assert max(at, key=lambda name: at[name][1]) == "Huyện Phú Xuyên"
    assert min(at, key=lambda name: at[name][0]) == "Huyện Ba Vì"
    assert max(at, key=lambda name: at[name][0]) == "Huyện Gia Lâm"


@pytest.mark.parametrize("day", ["2019-12-31", "2026-12-31"])
def test_both_archipelagos_are_drawn_and_belong_to_their_province(day: str) -> None:
    notes = {note.belongs_to: note for note in grid_on(datetime.date.fromisoformat(day)).notes}
    assert "Hoàng Sa" in notes["48"].label
    assert "Trường Sa" in notes["56"].label
    grid = grid_on(datetime.date.fromisoformat(day))
    for note in notes.values():
        assert note.x + note.width <= grid.width
        assert note.y + note.height <= grid.height


@pytest.mark.parametrize("grid", [grid_on(LAST_DAY), grid_on(datetime.date(2026, 1, 1)), hanoi_districts()])
def test_no_two_units_of_a_grid_are_one_name_or_one_short_name(grid: Grid) -> None:
    for names in ([folded(tile.name) for tile in grid.tiles], [tile.short for tile in grid.tiles]):
        assert [name for name, count in Counter(names).items() if count > 1] == []
    for tile in grid.tiles:
        assert grid.tile_of(tile.name.upper()) is tile


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Quận Ba Đình", "001"), ("Ba Đình", "001"), ("ba  đình", "001"), ("Q. Ba Đình", "001"),
        ("Ứng Hoà", "281"), ("huyện ứng hòa", "281"), ("TX. Sơn Tây", "269"), ("Quận 1", None), ("", None),
        ("Ba Dinh", None),
    ],
)  # fmt: skip
def test_a_name_finds_its_tile_however_it_is_written(written: str, code: str | None) -> None:
    tile = hanoi_districts().tile_of(written)
    assert (tile.code if tile is not None else None) == code


def test_the_grid_is_the_one_that_knows_most_names_and_half_of_them() -> None:
    districts = ["Quận Ba Đình", "Quận Đống Đa", "Huyện Sóc Sơn"]
    assert fitting_grid(districts, LAST_DAY) == hanoi_districts()
    assert fitting_grid([*districts, "a", "b", "c"], LAST_DAY) == hanoi_districts()
    assert fitting_grid([*districts, "a", "b", "c", "d"], LAST_DAY).is_in_order
    for day in (LAST_DAY, datetime.date(2025, 7, 1)):
        assert fitting_grid(["Hà Nội", "Lào Cai"], day) == grid_on(day)
    assert fitting_grid([], LAST_DAY).is_in_order


def test_units_without_a_grid_stand_in_rows_in_their_order() -> None:
    names = [f"Phường {number}" for number in range(1, 127)]
    grid = grid_in_order(names)
    assert [tile.name for tile in sorted(grid.tiles, key=lambda tile: (tile.y, tile.x))] == names
    assert len({(tile.x, tile.y) for tile in grid.tiles}) == 126
    assert all(tile.x + PITCH <= grid.width and tile.y + PITCH - 1 <= grid.height for tile in grid.tiles)
    assert (grid.width, grid.height) == (10 * PITCH + 8, 13 * PITCH)


def test_short_names_tell_units_apart() -> None:
    names = ["Phường Cầu Giấy", "Phường Cửa Gỗ", "Quận 1", "Quận 12", "Phường 1 Tân An", "Phường 2 Tân An"]
    names.append("Phường Láng")
    assert short_names(names) == ["CGi", "CGỗ", "1", "12", "1TA", "2TA", "Lán"]
