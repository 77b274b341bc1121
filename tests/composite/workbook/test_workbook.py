"""Workbooks of composite indices: what is written is read again; what is wrong is told with its cell."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
import python_calamine
import xlsxwriter

from chiso.composite.plan_run import run_plan
from chiso.composite.reading import read_indicators
from chiso.composite.run import CompositeRun
from chiso.composite.workbook import FromWorkbook, read_workbook, write_definition, write_workbook
from chiso.frameworks.composite.library import composite_keys, shipped_composite
from chiso.frameworks.composite.loader import composite_from_tree, read_composite
from chiso.problems import BadInput
from tests.composite.making import asem, asem_table, flat_framework, framework_tree, table_of

# XlsxWriter writes 16 digits of a float.
KEPT = 1e-15

METADATA = (
    ["Level", "iCode", "iName", "Direction", "Weight", "Unit", "Target", "Denominator", "Parent", "Type"],
    [1, "roads", "Roads", 1, 2, "km", "NA", "people", "index", "Indicator"],
    [1, "holes", "Ổ gà", -1, 1, "", "NA", "NA", "index", "Indicator"],
    [2, "index", "Index", 1, 1, "NA", "NA", "NA", "NA", "Aggregate"],
    ["NA", "area", "Area", "NA", "NA", "NA", "NA", "NA", "NA", "Group"],
    ["NA", "people", "People", "NA", "NA", "NA", "NA", "NA", "NA", "Denominator"],
    ["NA", "note", "A note", "NA", "NA", "NA", "NA", "NA", "NA", "Other"],
)
DATA = (
    ["uName", "uCode", "area", "people", "note", "roads", "holes"],
    ["A", "a", "north", 10, "x", 30, 0.1],
    ["B", "b", "south", 20, "y", 90.5, 7],
    ["C", "c", "south", 40, "", "n/a", 3],
)


def book(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """A workbook as a person would make it."""
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False, "strings_to_formulas": False}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, datetime.date):
                        sheet.write_datetime(
                            number, column, cell, workbook.add_format({"num_format": "d/m/yyyy"})
                        )
                    else:
                        sheet.write(number, column, cell)
    return path


def changed(rows: Sequence[Sequence[Any]], row: int, column: int, cell: object) -> list[list[Any]]:
    copy = [list(one) for one in rows]
    copy[row][column] = cell
    return copy


def again(run: CompositeRun, folder: Path) -> tuple[FromWorkbook, CompositeRun]:
    """The run written as a workbook, read, and computed from what was read."""
    path = folder / "book.xlsx"
    path.write_bytes(write_workbook(run))
    read = read_workbook(path)
    (folder / "data.csv").write_bytes(read.data)
    (folder / "units.csv").write_bytes(read.units)
    found = read_indicators(read.framework, folder / "data.csv", folder / "units.csv")
    return read, run_plan(read.framework, found.table)


@pytest.mark.parametrize("data", ["asem.csv", "asem_panel.csv"])
def test_an_index_written_as_a_workbook_and_read_again_has_the_same_scores(data: str, tmp_path: Path) -> None:
    run = run_plan(asem(), asem_table(data))
    read, computed = again(run, tmp_path)
    assert computed.stages["Raw"].rows == run.stages["Raw"].rows
    for stage, table in run.stages.items():
        found = computed.stages[stage]
        assert found.rows == table.rows
        np.testing.assert_allclose(found.columns(table.codes), table.values, rtol=1e-11, atol=1e-11)
    np.testing.assert_allclose(
        computed.stages["Raw"].columns(run.stages["Raw"].codes), run.stages["Raw"].values, rtol=KEPT
    )
    assert read.framework.plan.content_hash == run.framework.plan.content_hash
    assert [node.model_dump() for node in read.framework.nodes if not node.unit] == [
        node.model_dump() for node in asem().nodes if not node.unit
    ]
    assert (read.framework.key, read.framework.content_hash) == ("asem@1", asem().content_hash)
    assert read_composite(read.document).content_hash == asem().content_hash
    assert read.remarks == ()


def edited(source: Path, target: Path, sheet: str, was: object, now: object) -> Path:
    """The workbook with one cell changed, as any program would save it."""
    with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(source.read_bytes())) as workbook:
        sheets = {
            name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in workbook.sheet_names
        }
    assert sum(row.count(was) for row in sheets[sheet]) >= 1
    sheets[sheet] = [[now if cell == was else cell for cell in row] for row in sheets[sheet]]
    return book(target, sheets)


def test_a_framework_goes_out_as_a_workbook_and_comes_back_with_the_same_hash(tmp_path: Path) -> None:
    for key in composite_keys():
        framework = shipped_composite(key)
        path = tmp_path / f"{key}.xlsx"
        path.write_bytes(write_definition(framework))
        read = read_workbook(path)
        assert read.framework.content_hash == framework.content_hash
        assert read_composite(read.document).content_hash == framework.content_hash
        assert (read.data, read.units, read.remarks) == (b"", b"", ())


def test_sheets_that_were_edited_count_and_make_nothing_official(tmp_path: Path) -> None:
    source = tmp_path / "asem.xlsx"
    source.write_bytes(write_workbook(run_plan(asem(), asem_table())))
    for sheet, was, now in (("Metadata", "Goods", "Wares"), ("About", "asem", "other")):
        path = edited(source, tmp_path / "edited.xlsx", sheet, was, now)
        if sheet == "Metadata":
            path = edited(path, tmp_path / "twice.xlsx", "Data", "Goods", "Wares")
        read = read_workbook(path)
        assert read.framework.status == "draft"
        assert read.framework.content_hash != asem().content_hash
        assert len(read.remarks) == 1
    # What somebody calls official is so only where the library has the same.
    tree = dict(framework_tree([{"code": "i"}, {"code": "a", "parent": "i"}, {"code": "b", "parent": "i"}]))
    framework = composite_from_tree(tree | {"status": "official"}, name="mine.yaml")
    own = tmp_path / "own.xlsx"
    own.write_bytes(write_definition(framework))
    with pytest.raises(BadInput) as refused_one:
        read_workbook(own)
    assert [problem.code for problem in refused_one.value.problems] == ["CH-8061"]


def test_methods_with_arguments_goalposts_and_weights_come_back(tmp_path: Path) -> None:
    nodes: list[dict[str, object]] = [
        {"code": "index", "method": {"kind": "power@1", "exponent": "0.5"}},
        {"code": "low", "parent": "index", "method": {"kind": "geometric@1"}},
        {"code": "a", "parent": "low", "weight": "0.3", "goalposts": {"lower": "0", "upper": "12.5"}},
        {"code": "b", "parent": "low", "weight": "0.7", "direction": "-1", "target": "3"},
        {"code": "c", "parent": "index"},
    ]
    steps = ({"step": "normalise", "method": {"kind": "min_max@1", "lower": "1"}}, {"step": "aggregate"})
    framework = composite_from_tree(framework_tree(nodes, steps), name="small.yaml")
    values = np.random.default_rng(1).uniform(1, 9, (7, 3))
    read, computed = again(run_plan(framework, table_of(values)), tmp_path)
    assert read.framework.nodes == framework.nodes
    np.testing.assert_allclose(computed.scores, run_plan(framework, table_of(values)).scores, rtol=1e-12)
    assert read_composite(read.document).content_hash == read.framework.content_hash


def test_the_same_run_gives_the_same_bytes() -> None:
    run = run_plan(asem(), asem_table())
    assert write_workbook(run) == write_workbook(run)


def test_a_workbook_has_a_sheet_for_each_stage_and_scores_as_numbers(tmp_path: Path) -> None:
    run = run_plan(asem(), asem_table())
    with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(write_workbook(run))) as workbook:
        stages = [stage for stage in run.stages if stage != "Raw"]
        first, last = ["Data", "Metadata", "Plan", "About"], ["Weights", "Ranking", "chiso"]
        assert workbook.sheet_names == [*first, *stages, *last]
        rows = workbook.get_sheet_by_name("Aggregated").to_python()
    assert rows[0] == ["uCode", *run.stages["Aggregated"].codes]
    assert [row[-1] for row in rows[1:]] == pytest.approx(run.scores.tolist(), rel=KEPT)


def test_sheets_as_coinr_has_them_are_read(tmp_path: Path) -> None:
    read = read_workbook(book(tmp_path / "Our roads.xlsx", {"iData": DATA, "iMeta": METADATA}))
    framework = read.framework
    assert framework.key == "our-roads@1"
    assert [(node.code, node.parent, node.direction) for node in framework.nodes] == [
        ("roads", "index", 1),
        ("holes", "index", -1),
        ("index", "", None),
    ]
    # A name with Vietnamese letters is a Vietnamese one.
    assert framework.nodes_by_code["holes"].title.vi == "Ổ gà"
    assert framework.nodes_by_code["roads"].denominator == "people"
    assert read.data.decode() == "unit,roads,holes\na,30,0.1\nb,90.5,7\nc,,3\n"
    assert read.units.decode() == "unit,name,area,people\na,A,north,10\nb,B,south,20\nc,C,south,40\n"
    assert len(read.remarks) == 1


def test_figures_of_any_size_and_an_empty_plan_are_read(tmp_path: Path) -> None:
    sheets = {"Data": changed(DATA, 1, 5, 1e40), "Metadata": METADATA, "Plan": []}
    read = read_workbook(book(tmp_path / "large.xlsx", sheets))
    assert read.data.decode().splitlines()[1] == f"a,{10**40},0.1"
    # Nothing stands in the sheet: the plan is the usual one, and it is said.
    assert len(read.remarks) == 1


def test_name_and_version_of_the_call_go_before_those_of_the_sheet(tmp_path: Path) -> None:
    about = [["key", "value"], ["id", "streets"], ["version", "2024"], ["title_vi", "Đường phố"]]
    path = book(tmp_path / "x.xlsx", {"Data": DATA, "Metadata": METADATA, "About": about})
    assert read_workbook(path).framework.key == "streets@2024"
    assert read_workbook(path).framework.title.vi == "Đường phố"
    assert read_workbook(path).framework.title.en is None
    assert read_workbook(path, name="lanes", version="3").framework.key == "lanes@3"


def refused(path: Path) -> list[tuple[str, str, int | None, str]]:
    """Code, sheet, row and column of each problem."""
    with pytest.raises(BadInput) as found:
        read_workbook(path)
    return [
        (one.code, one.where.file.partition(" ")[2], one.where.row, one.where.field)
        for one in found.value.problems
    ]


def test_everything_that_is_wrong_is_told_at_once_with_its_cell(tmp_path: Path) -> None:
    data = changed(changed(DATA, 1, 5, "thirty"), 2, 6, datetime.date(2024, 7, 1))
    metadata = changed(changed(METADATA, 1, 4, "heavy"), 6, 9, "Remark")
    metadata.append(["NA", "bus", "Buses", 1, 1, "", "NA", "NA", "index", "Indicator"])
    path = book(tmp_path / "x.xlsx", {"Data": data, "Metadata": metadata})
    assert refused(path) == [
        ("CH-8063", "[Metadata]", 2, "Weight"),
        ("CH-8064", "[Metadata]", 7, "Type"),
        ("CH-8062", "[Data]", None, "bus"),
        ("CH-8063", "[Data]", 2, "roads"),
        ("CH-8063", "[Data]", 3, "holes"),
    ]


def test_what_the_framework_forbids_is_told_as_everywhere(tmp_path: Path) -> None:
    metadata = changed(METADATA, 1, 8, "nowhere")
    path = book(tmp_path / "x.xlsx", {"Data": DATA, "Metadata": metadata})
    assert "CH-8004" in [code for code, *_ in refused(path)]


@pytest.mark.parametrize(
    ("sheets", "problems"),
    [
        ({"Data": DATA}, [("CH-8061", "", None, "")]),
        ({"Table1": DATA}, [("CH-8061", "", None, ""), ("CH-8061", "", None, "")]),
        ({"Data": DATA[:1], "Metadata": METADATA}, [("CH-8061", "", None, "")]),
        (
            {"Data": [row[:1] + row[2:] for row in DATA], "Metadata": METADATA},
            [("CH-8062", "[Data]", None, "uCode")],
        ),
        (
            {"Data": DATA, "Metadata": [[*row[:2], *row[3:8]] for row in METADATA]},
            [("CH-8062", "[Metadata]", None, "Type"), ("CH-8062", "[Metadata]", None, "Parent")],
        ),
        (
            {"Data": [[*row, row[-1]] for row in DATA], "Metadata": METADATA},
            [("CH-8062", "[Data]", 1, "holes")],
        ),
    ],
)
def test_sheets_and_columns_that_lack_are_named(
    sheets: dict[str, Any], problems: list[tuple[object, ...]], tmp_path: Path
) -> None:
    assert refused(book(tmp_path / "x.xlsx", sheets)) == problems


def test_a_denominator_that_changes_between_periods_is_refused_not_lost(tmp_path: Path) -> None:
    head = [*DATA[0], "Time"]
    panel = [head] + [[*row, year] for year in (2023, 2024) for row in DATA[1:]]
    path = book(tmp_path / "x.xlsx", {"Data": panel, "Metadata": METADATA})
    assert read_workbook(path).data.decode().splitlines()[:2] == ["unit,period,roads,holes", "a,2023,30,0.1"]
    panel = changed(panel, 4, 3, 11)
    assert refused(book(tmp_path / "y.xlsx", {"Data": panel, "Metadata": METADATA})) == [
        ("CH-8065", "[Data]", 5, "people")
    ]


def test_words_that_look_like_formulas_stay_words(tmp_path: Path) -> None:
    framework = flat_framework("ab", special={"a": {"title": {"en": "=HYPERLINK(1)"}}})
    run = run_plan(framework, table_of(np.eye(3)[:, :2], units=["=1+1", "@x", "+y"]))
    written = write_workbook(run)
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        for member in archive.namelist():
            assert b"<f>" not in archive.read(member)
    path = tmp_path / "x.xlsx"
    path.write_bytes(written)
    read = read_workbook(path)
    units = [row["unit"] for row in csv.DictReader(io.StringIO(read.units.decode()))]
    assert units == ["=1+1", "@x", "+y"]
    assert read.framework.nodes_by_code["a"].title.en == "=HYPERLINK(1)"


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    for content, code in (
        (b"", "CH-8060"),
        (b"uCode,a\n", "CH-8060"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "CH-8060"),
        (b"PK\x03\x04 damaged", "CH-2605"),
    ):
        path.write_bytes(content)
        assert [one for one, *_ in refused(path)] == [code]
    path.unlink()
    assert [one for one, *_ in refused(path)] == ["CH-2600"]


def test_a_cell_far_away_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Data")
        sheet.write(0, 0, "uCode")
        sheet.write(1_048_575, 16_383, 1)
        workbook.add_worksheet("Metadata")
    assert [code for code, *_ in refused(path)] == ["CH-2604"]


def test_weights_of_each_unit_are_written(tmp_path: Path) -> None:
    steps = ({"step": "normalise"}, {"step": "weigh", "method": {"kind": "benefit_of_doubt@1"}},
             {"step": "aggregate"})  # fmt: skip
    run = run_plan(flat_framework("ab", steps), table_of([[1.0, 9], [5, 5], [9, 2]]))
    with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(write_workbook(run))) as workbook:
        rows = workbook.get_sheet_by_name("Weights").to_python()
    assert len(rows) == 1 + 3 * 2
    again(run, tmp_path)


@pytest.mark.parametrize("written", ["{", '{"a":' * 5000, '{"kind": ["x"]}', "nothing@9", "{}"])
def test_a_method_that_is_none_is_refused(written: str, tmp_path: Path) -> None:
    rows: Sequence[Sequence[Any]] = METADATA
    metadata = [[*row, "" if number else "Method"] for number, row in enumerate(rows)]
    path = book(tmp_path / "x.xlsx", {"Data": DATA, "Metadata": changed(metadata, 3, 10, written)})
    assert refused(path)


def test_a_damaged_workbook_is_read_or_refused_and_stops_nothing(tmp_path: Path) -> None:
    path = book(tmp_path / "x.xlsx", {"Data": DATA, "Metadata": METADATA})
    whole, chance = path.read_bytes(), Random(5)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    stopped = 0
    for number in range(60):
        if number % 2:
            damaged = bytearray(whole)
            for _ in range(chance.choice((1, 3, 20))):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
            path.write_bytes(damaged)
        else:
            _write_damaged(path, members, chance)
        stopped += _is_refused(path)
    assert stopped > 30


def _is_refused(path: Path) -> bool:
    """Whether the workbook is refused; anything else that goes wrong stops the test."""
    try:
        read_workbook(path)
    except BadInput:
        return True
    return False


def _write_damaged(path: Path, members: Mapping[str, bytes], chance: Random) -> None:
    """The archive whole, its sheets and words with letters changed, lost or put in."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            letters = bytearray(content)
            if "sheet" in name or "shared" in name:
                for _ in range(chance.choice((1, 2, 5))):
                    start = chance.randrange(len(letters))
                    put_in = bytes(chance.choices(b'<>/"09A =tsr', k=chance.choice((0, 1, 3))))
                    letters[start : start + chance.choice((0, 1, 4))] = put_in
            archive.writestr(name, bytes(letters))
