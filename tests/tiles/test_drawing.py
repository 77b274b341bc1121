"""The drawing of a map: colours of the stylesheet, words for every tile, one file by itself."""

from __future__ import annotations

import re
from importlib import resources
from xml.etree import ElementTree

from chiso.tiles.drawing import SHADES, Drawn, as_file, draw_map, draw_shade
from chiso.tiles.grids import grid_in_order


def test_the_shades_of_a_file_are_those_of_the_stylesheet() -> None:
    style = resources.files("chiso.looks").joinpath("chiso.css").read_text(encoding="utf-8")
    light = style[: style.index("prefers-color-scheme: dark")]
    found = [
        tuple(re.search(rf"--{name}-{number}: (#[0-9a-f]{{6}});", light)[1] for name in ("scale", "on"))  # type: ignore[index]
        for number in range(1, 6)
    ]
    assert list(SHADES) == found


def test_every_tile_says_its_words_and_a_file_stands_by_itself() -> None:
    names = ['Phường "A" & B', "Phường <C>"]
    grid = grid_in_order(names)
    drawn = [
        Drawn(grid.tiles[0], 4, "7", f"{names[0]}: 7"),
        Drawn(grid.tiles[1], None, "", f"{names[1]}: none", address="#c", is_own=True),
    ]
    root = ElementTree.fromstring(as_file(draw_map(grid, drawn, 'Map "one"')))
    space = "{http://www.w3.org/2000/svg}"
    assert root.tag == f"{space}svg"
    assert root.get("aria-label") == 'Map "one"'
    assert [one.text for one in root.iter(f"{space}title")] == [one.words for one in drawn]
    (first,) = (one for one in root if one.tag == f"{space}g")
    assert (first.get("class"), first.get("role"), first.get("aria-label")) == (
        "step-4",
        "img",
        drawn[0].words,
    )
    (link,) = (one for one in root if one.tag == f"{space}a")
    assert (link.get("class"), link.get("href")) == ("none own", "#c")
    assert [one.text for one in first.iter(f"{space}text")] == ["AB", "7"]


def test_a_patch_of_a_legend_is_no_word() -> None:
    for shade in (None, 1, 5):
        assert 'aria-hidden="true"' in draw_shade(shade)
