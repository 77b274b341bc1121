"""Figures and units from their tables: every mistake of both files with row and column, all at once."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from chiso.composite.reading import ReadIndicators, read_indicators
from chiso.composite.table import Row
from chiso.frameworks.composite.model import CompositeFramework
from chiso.problems import BadInput
from tests.composite.making import asem, asem_table, flat_framework

UNITS = "unit,name,region,people\nx,Xuân,north,10\ny,Yên,south,20\nz,Zung,south,\n"
DATA = "unit,a,b\nx,1.5,1e-3\ny,,-2\nz,3,4E2\n"


def framework() -> CompositeFramework:
    return flat_framework(
        ["a", "b"],
        [
            {"step": "denominate"},
            {"step": "impute", "methods": [{"kind": "group_mean@1", "group": "region"}]},
            {"step": "aggregate"},
        ],
        special={"a": {"denominator": "people"}},
        groupings=[{"code": "region", "title": {"en": "Region"}}],
        denominators=[{"code": "people", "title": {"en": "People"}}],
    )


def read(
    folder: Path, data: str = DATA, units: str | None = UNITS, of: CompositeFramework | None = None
) -> ReadIndicators:
    (folder / "data.csv").write_text(data, encoding="utf-8")
    if units is not None:
        (folder / "units.csv").write_text(units, encoding="utf-8")
    given = folder / "units.csv" if units is not None else None
    return read_indicators(of or framework(), folder / "data.csv", given)


def problems(
    folder: Path, data: str = DATA, units: str | None = UNITS
) -> list[tuple[str, str, int | None, str]]:
    with pytest.raises(BadInput) as refused:
        read(folder, data, units)
    return [
        (one.code, Path(one.where.file).name, one.where.row, one.where.field)
        for one in refused.value.problems
    ]


def test_figures_labels_and_denominators_come_in_the_order_of_the_rows(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert found.table.rows == (Row("x"), Row("y"), Row("z"))
    np.testing.assert_equal(found.table.values, [[1.5, 0.001], [math.nan, -2], [3, 400]])
    assert found.table.groups == {"region": ("north", "south", "south")}
    np.testing.assert_equal(found.table.denominators["people"], [10, 20, math.nan])
    assert found.names == {"x": "Xuân", "y": "Yên", "z": "Zung"}
    assert set(found.digests) == {"data", "units"}


def test_a_file_with_decimal_commas_gives_the_same_figures(tmp_path: Path) -> None:
    with_commas = "unit;a;b\nx;1,5;0,001\ny;;-2\nz;3;400\n"
    np.testing.assert_equal(read(tmp_path, with_commas).table.values, read(tmp_path).table.values)


def test_columns_of_the_framework_may_stand_in_any_order(tmp_path: Path) -> None:
    turned = "b,unit,a\n1e-3,x,1.5\n-2,y,\n4E2,z,3\n"
    np.testing.assert_equal(read(tmp_path, turned).table.values, read(tmp_path).table.values)


def test_a_panel_has_a_row_a_period(tmp_path: Path) -> None:
    found = read(tmp_path, "unit,period,a,b\nx,2018,1,1\nx,2019,2,2\ny,2018,3,3\n")
    assert found.table.rows == (Row("x", "2018"), Row("x", "2019"), Row("y", "2018"))
    assert found.table.periods == ("2018", "2019")
    assert found.table.groups["region"] == ("north", "north", "south")


def test_a_plan_that_asks_for_nothing_of_the_units_needs_no_table_of_them(tmp_path: Path) -> None:
    found = read(tmp_path, units=None, of=flat_framework(["a", "b"]))
    assert (found.table.groups, found.names) == ({}, {})
    assert problems(tmp_path, units=None) == [("CH-8026", "", None, "")]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("unit,a\nx,1\n", [("CH-1010", "data.csv", 1, "b")]),
        ("unit,a,b,c\nx,1,2,3\n", [("CH-1011", "data.csv", 1, "c")]),
        ("unit,a,b\n,1,2\ny,1,2\n", [("CH-8021", "data.csv", 2, "unit")]),
        ("unit,a,b\nx,1,2\nx,1,2\n", [("CH-8022", "data.csv", 3, "unit")]),
        ("unit,period,a,b\nx,1,1,2\nx,1,1,2\n", [("CH-8022", "data.csv", 3, "unit")]),
        ("unit,a,b\nx,many,2\ny,1,NA\n", [("CH-8023", "data.csv", 2, "a"), ("CH-8023", "data.csv", 3, "b")]),
        ("unit,a,b\nx,1e999,-1e61\ny,1e-61,0\n", [
            ("CH-8041", "data.csv", 2, "a"), ("CH-8041", "data.csv", 2, "b"), ("CH-8041", "data.csv", 3, "a"),
        ]),
        ("unit,a,b\nx,many,2\ny,nan,inf\n", [
            ("CH-8023", "data.csv", 2, "a"), ("CH-8023", "data.csv", 3, "a"), ("CH-8023", "data.csv", 3, "b"),
        ]),
        ("unit,a,b\nx,1,2\nw,1,2\n", [("CH-8024", "data.csv", 3, "unit")]),
        ("unit,period,a,b\nx,1,1,2\ny,,1,2\n", [("CH-8025", "data.csv", 3, "period")]),
    ],
)  # fmt: skip
def test_a_mistake_in_the_figures_is_told_with_row_and_column(
    tmp_path: Path, data: str, expected: list[tuple[str, str, int, str]]
) -> None:
    assert problems(tmp_path, data) == expected


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        (UNITS.replace("region", "area"), [
            ("CH-1010", "units.csv", 1, "region"), ("CH-1011", "units.csv", 1, "area"),
        ]),
        (UNITS.replace("x,Xuân", ",Xuân"), [
            ("CH-8021", "units.csv", 2, "unit"), ("CH-8024", "data.csv", 2, "unit"),
        ]),
        (UNITS.replace("y,Yên", "x,Yên"), [
            ("CH-8022", "units.csv", 3, "unit"), ("CH-8024", "data.csv", 3, "unit"),
        ]),
        (UNITS.replace("north", ""), [("CH-8027", "units.csv", 2, "region")]),
        (UNITS.replace(",10", ",0").replace(",20", ",-1"), [
            ("CH-8028", "units.csv", 2, "people"), ("CH-8028", "units.csv", 3, "people"),
        ]),
        (UNITS.replace(",10", ",ten"), [("CH-8023", "units.csv", 2, "people")]),
    ],
)  # fmt: skip
def test_a_mistake_in_the_units_is_told_with_row_and_column(
    tmp_path: Path, units: str, expected: list[tuple[str, str, int, str]]
) -> None:
    assert problems(tmp_path, units=units) == expected


def test_mistakes_of_both_files_come_together(tmp_path: Path) -> None:
    found = problems(tmp_path, DATA.replace("1.5", "x"), UNITS.replace("north", ""))
    assert found == [("CH-8027", "units.csv", 2, "region"), ("CH-8023", "data.csv", 2, "a")]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        read_indicators(framework(), tmp_path / "none.csv")
    assert [one.code for one in refused.value.problems] == ["CH-1001"]


def test_the_example_has_its_countries_groups_and_denominators() -> None:
    table = asem_table()
    assert table.values.shape == (51, 49)
    assert set(table.groups) == {"GDP_group", "GDPpc_group", "Pop_group", "EurAsia_group"}
    assert set(table.denominators) == {"Area", "Energy", "GDP", "Population"}
    panel = asem_table("asem_panel.csv")
    assert panel.values.shape == (255, 49)
    assert panel.periods == ("2018", "2019", "2020", "2021", "2022")
    measured = panel.with_rows([at for at, row in enumerate(panel.rows) if row.period == "2018"])
    np.testing.assert_equal(measured.values, table.values)
    assert asem().key == "asem@1"
