"""docs/reference/asvs.md names every item of ASVS 5.0.0 of levels 1 and 2 once, and tests that there are."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/reference/asvs.md"
STATES = ("met", "open", "not applicable")
# Section: its last item, and those that bind at level 3 only; counted in OWASP's table of version 5.0.0.
SECTIONS = {
    "V1.1": (2, ""), "V1.2": (10, "10"), "V1.3": (12, "12"), "V1.4": (3, ""), "V1.5": (3, "3"),
    "V2.1": (3, ""), "V2.2": (3, ""), "V2.3": (5, "5"), "V2.4": (2, "2"),
    "V3.1": (1, "1"), "V3.2": (3, "3"), "V3.3": (5, "5"), "V3.4": (8, "7 8"), "V3.5": (8, "6 7 8"),
    "V3.6": (1, "1"), "V3.7": (5, "3 4 5"),
    "V4.1": (5, "4 5"), "V4.2": (5, "2 3 4 5"), "V4.3": (2, ""), "V4.4": (4, ""),
    "V5.1": (1, ""), "V5.2": (6, "4 5 6"), "V5.3": (3, "3"), "V5.4": (3, ""),
    "V6.1": (3, ""), "V6.2": (12, ""), "V6.3": (8, "5 6 7 8"), "V6.4": (6, "5 6"), "V6.5": (8, "6 7 8"),
    "V6.6": (4, "4"), "V6.7": (2, "1 2"), "V6.8": (4, ""),
    "V7.1": (3, ""), "V7.2": (4, ""), "V7.3": (2, ""), "V7.4": (5, ""), "V7.5": (3, "3"), "V7.6": (2, ""),
    "V8.1": (4, "3 4"), "V8.2": (4, "4"), "V8.3": (3, "2 3"), "V8.4": (2, "2"),
    "V9.1": (3, ""), "V9.2": (4, ""),
    "V10.1": (2, ""), "V10.2": (3, "3"), "V10.3": (5, "5"), "V10.4": (16, "12 13 14 15 16"),
    "V10.5": (5, ""), "V10.6": (2, ""), "V10.7": (3, ""),
    "V11.1": (4, "3 4"), "V11.2": (5, "4 5"), "V11.3": (5, "4 5"), "V11.4": (4, ""), "V11.5": (2, "2"),
    "V11.6": (2, "2"), "V11.7": (2, "1 2"),
    "V12.1": (5, "4 5"), "V12.2": (2, ""), "V12.3": (5, "5"),
    "V13.1": (4, "2 3 4"), "V13.2": (6, "6"), "V13.3": (4, "3 4"), "V13.4": (7, "6 7"),
    "V14.1": (2, ""), "V14.2": (8, "5 6 7 8"), "V14.3": (3, ""),
    "V15.1": (5, "4 5"), "V15.2": (5, "4 5"), "V15.3": (7, ""), "V15.4": (4, "1 2 3 4"),
    "V16.1": (1, ""), "V16.2": (5, ""), "V16.3": (4, ""), "V16.4": (3, ""), "V16.5": (4, "4"),
    "V17.1": (2, "2"), "V17.2": (8, "5 6 7 8"), "V17.3": (2, ""),
}  # fmt: skip


def lines() -> list[list[str]]:
    """The cells of every line of the tables: item, level, asks, state, how, test."""
    found = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if re.match(r"V\d", cells[0]):
            found.append(cells)
    return found


def binding() -> list[str]:
    """Every item that binds at level 1 or 2, in order."""
    return [
        f"{section}.{number}"
        for section, (last, beyond) in SECTIONS.items()
        for number in range(1, last + 1)
        if str(number) not in beyond.split()
    ]


def items_of(cell: str) -> list[str]:
    """The items that a line stands for: "V1.2.6–V1.2.8", "V1.3.8, V1.3.9"."""
    everything = binding()
    found = []
    for part in cell.split(", "):
        first, _, last = part.partition("–")
        begin, end = everything.index(first), everything.index(last or first)
        found += everything[begin : end + 1]
    return found


@cache
def names_of_tests(path: str) -> frozenset[str]:
    return frozenset(
        re.findall(r"^def (test_\w+)\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
    )


def test_the_list_of_items_has_as_many_as_the_standard_says() -> None:
    # The standard counts 70 items at level 1 and 183 more at level 2.
    assert len(binding()) == 70 + 183


def test_every_item_stands_once_and_in_order() -> None:
    assert [item for cells in lines() for item in items_of(cells[0])] == binding()


def test_the_items_of_level_1_are_seventy() -> None:
    alone = [cells for cells in lines() if cells[1] == "1"]
    # Two lines stand for items of both levels: V4.4.1 and V10.4.1 to V10.4.5 are of level 1.
    assert sum(len(items_of(cells[0])) for cells in alone) + 1 + 5 == 70
    assert [cells[0] for cells in lines() if cells[1] == "1–2"] == ["V4.4.1–V4.4.4", "V10.4.1–V10.4.11"]


@pytest.mark.parametrize("cells", lines(), ids=lambda cells: cells[0])
def test_a_line_names_its_state_and_a_test_or_a_reason(cells: list[str]) -> None:
    item, _level, asks, state, how, held = cells
    assert state in STATES, item
    assert asks
    assert how or (state == "met" and held), f"{item} says neither how nor by which test"
    if held:
        path, _, name = held.strip("`").partition("::")
        assert name in names_of_tests(path), held


def test_the_count_at_the_head_is_that_of_the_lines() -> None:
    count = {state: sum(1 for cells in lines() if cells[3] == state) for state in STATES}
    said = f"Lines: {count['met']} met, {count['open']} open, {count['not applicable']} not applicable"
    assert said in PAGE.read_text(encoding="utf-8")
