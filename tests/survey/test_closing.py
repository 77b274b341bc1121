"""A closed round: the same rows give the same bytes, and the weights add up as whole numbers."""

from __future__ import annotations

import hashlib
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from chiso.frameworks.document import read_document
from chiso.problems import BadInput, CannotWrite, Refused, Report, WrongCall
from chiso.survey.closing import close_round, open_round, verify_closed
from chiso.survey.design import Design, Stage, read_design
from chiso.survey.ordering import canonical_order
from chiso.survey.reading import Data, read_data

DESIGN = Design(weight="w", stages=(Stage(cluster="commune", strata=("area",)),), lonely="adjust")
ROWS: dict[str, list[Any]] = {
    "id": [4, 1, 3, 2, 5],
    "area": ["b", "a", "a", "a", "b"],
    "commune": [30, 11, 2, 11, 4],
    "w": [0.1, 1 / 128, 2.0, 3.25, 3 / 128],
    "q": [1, 2, None, 9, 1],
}


def closed(folder: Path, rows: dict[str, list[Any]] | None = None, design: Design = DESIGN) -> Path:
    data = Data("round.csv", pa.table(ROWS if rows is None else rows))
    return close_round(data, design, folder).folder


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_rows_stand_by_stratum_and_cluster_with_whole_millionths(tmp_path: Path) -> None:
    table = pq.read_table(closed(tmp_path / "closed") / "data.parquet")
    assert table.to_pydict() == {
        "id": [3, 1, 2, 5, 4],
        "area": ["a", "a", "a", "b", "b"],
        "commune": [2, 11, 11, 4, 30],
        # 1.0000005 and 0.0000015 lie halfway between two millionths: 1,000,000 and 2 are even.
        "weight_millionths": [2_000_000, 7_812, 3_250_000, 23_438, 100_000],
        "q": [None, 2, 9, 1, 1],
    }
    assert table.schema.field("weight_millionths").type == pa.int64()


def test_the_design_says_what_was_closed(tmp_path: Path) -> None:
    folder = closed(tmp_path / "closed")
    design = read_design(folder / "design.yaml")
    assert design.weight == "weight_millionths"
    assert design.closed is not None
    assert design.closed.rows == 5
    assert design.closed.data_sha256 == hashlib.sha256((folder / "data.parquet").read_bytes()).hexdigest()
    assert design.model_copy(update={"weight": "w", "closed": None}) == DESIGN


def test_what_rounding_changed_is_told(tmp_path: Path) -> None:
    done = close_round(Data("round.csv", pa.table(ROWS)), DESIGN, tmp_path / "closed")
    # Half a millionth less for the second row, half a one more for the fifth.
    assert done.rounding == 0
    again = pa.table(ROWS | {"w": [0.1, 1.0000004, 2.0, 3.25, 1.0]})
    assert close_round(Data("r", again), DESIGN, tmp_path / "again").rounding == Fraction(-4, 10**7)


def test_a_round_without_weights_counts_each_row_once(tmp_path: Path) -> None:
    folder = closed(tmp_path / "closed", design=Design(basis="census"))
    assert read_data(folder / "data.parquet").table["weight_millionths"].to_pylist() == [1_000_000] * 5


@settings(max_examples=25)
@given(order=some.permutations(range(5)))
def test_the_order_of_the_rows_changes_no_byte(
    order: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("order")
    moved = {name: [cells[place] for place in order] for name, cells in ROWS.items()}
    assert bytes_of(closed(folder / "one")) == bytes_of(closed(folder / "other", moved))


_CELLS = some.fixed_dictionaries(
    {
        "area": some.sampled_from(["a", "b"]),
        "commune": some.integers(1, 3),
        "x": some.none() | some.floats(allow_infinity=False, width=16),
        "y": some.booleans() | some.none(),
    }
)


_SCHEMA = pa.schema([("area", pa.string()), ("commune", pa.int64()), ("x", pa.float64()), ("y", pa.bool_())])


def in_order(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    # As in a round that is closed: no NaN and no −0, which have several notations.
    settled = [
        row | {"x": None if row["x"] is None or row["x"] != row["x"] else row["x"] + 0.0} for row in rows
    ]
    order = canonical_order(pa.Table.from_pylist(settled, schema=_SCHEMA), ["area", "commune"])
    return [tuple(settled[place][name] for name in _SCHEMA.names) for place in order]


@given(rows=some.lists(_CELLS, min_size=1, max_size=12), chance=some.randoms(use_true_random=False))
def test_rows_that_differ_in_anything_have_one_order(rows: list[dict[str, Any]], chance: Any) -> None:
    moved = list(rows)
    chance.shuffle(moved)
    ordered = in_order(rows)
    assert ordered == in_order(moved)
    assert [row[:2] for row in ordered] == sorted(row[:2] for row in ordered)


@settings(max_examples=30)
@given(
    weights=some.lists(
        some.decimals(min_value=Decimal("0.001"), max_value=Decimal(100_000), places=6),
        min_size=1,
        max_size=60,
    )
)
def test_sums_of_millionths_are_the_sums_of_whole_numbers(
    weights: list[Decimal], tmp_path_factory: pytest.TempPathFactory
) -> None:
    expected = sum(int((one * 1_000_000).quantize(Decimal(1), ROUND_HALF_EVEN)) for one in weights)
    rows: dict[str, list[Any]] = {
        "w": [float(one) for one in weights],
        "area": ["a"] * len(weights),
        "commune": [1] * len(weights),
    }
    path = closed(tmp_path_factory.mktemp("sums") / "closed", rows) / "data.parquet"
    for threads in (1, 2):
        connection = duckdb.connect(config={"threads": threads})
        (whole, in_doubles), *_ = connection.execute(
            "SELECT sum(weight_millionths), sum(CAST(weight_millionths AS DOUBLE)) FROM read_parquet(?)",
            [str(path)],
        ).fetchall()
        assert (int(whole), int(in_doubles)) == (expected, expected)


def test_what_has_two_notations_in_bits_gets_one(tmp_path: Path) -> None:
    one = ROWS | {"x": [0.0, float("nan"), 1.0, None, 2.0]}
    other = ROWS | {"x": [-0.0, None, 1.0, float("nan"), 2.0]}
    assert bytes_of(closed(tmp_path / "one", one)) == bytes_of(closed(tmp_path / "other", other))


def test_the_codebook_counts_codes_and_says_which_give_no_answer(tmp_path: Path) -> None:
    data = Data("r", pa.table(ROWS), {"q": {1: "Hài lòng", 9: "Không biết"}}, {"q": (9,)}, {"q": "Câu 1"})
    folder = close_round(data, DESIGN, tmp_path / "closed").folder
    report = Report()
    tree = read_document((folder / "codebook.yaml").read_bytes(), "codebook.yaml", report).tree
    assert report.problems == []
    assert isinstance(tree, dict)
    columns = tree["columns"]
    assert isinstance(columns, list)
    assert columns[4] == {
        "name": "q",
        "kind": "whole number",
        "title": "Câu 1",
        "n": "4",
        "missing": "1",
        "distinct": "3",
        "codes": [
            {"code": "1", "label": "Hài lòng", "n": "2"},
            {"code": "9", "label": "Không biết", "n": "1", "missing": True},
        ],
    }
    assert [(one["name"], one.get("role")) for one in columns if isinstance(one, dict)] == [
        ("id", None),
        ("area", "strata of stage 1"),
        ("commune", "cluster of stage 1"),
        ("weight_millionths", "weight"),
        ("q", None),
    ]


def test_labels_and_missing_codes_travel_in_the_data(tmp_path: Path) -> None:
    data = Data("r", pa.table(ROWS), {"q": {1: "Hài lòng", 9: "Không biết"}}, {"q": (9,)}, {"q": "Câu 1"})
    read = read_data(close_round(data, DESIGN, tmp_path / "closed").data)
    assert (read.labels, read.missing, read.titles) == (data.labels, data.missing, data.titles)


def test_what_the_check_finds_wrong_is_not_closed(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as raised:
        closed(tmp_path / "closed", ROWS | {"w": [-1.0, None, 1.0, 1.0, 1.0]})
    assert [one.code for one in raised.value.problems] == ["CH-3108", "CH-3110"]
    assert list(tmp_path.iterdir()) == []


def test_a_closed_round_is_not_closed_again(tmp_path: Path) -> None:
    folder = closed(tmp_path / "closed")
    with pytest.raises(WrongCall) as raised:
        close_round(
            read_data(folder / "data.parquet"), read_design(folder / "design.yaml"), tmp_path / "again"
        )
    assert [one.code for one in raised.value.problems] == ["CH-3122"]


def test_a_column_of_the_name_that_closing_writes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as raised:
        closed(tmp_path / "closed", ROWS | {"weight_millionths": [1] * 5})
    assert [one.code for one in raised.value.problems] == ["CH-3122"]


def test_nothing_is_replaced_unless_that_is_asked_for(tmp_path: Path) -> None:
    folder = closed(tmp_path / "closed")
    before = bytes_of(folder)
    with pytest.raises(WrongCall) as raised:
        closed(folder, ROWS | {"w": [1.0] * 5})
    assert {one.code for one in raised.value.problems} == {"CH-5004"}
    assert bytes_of(folder) == before
    close_round(Data("r", pa.table(ROWS | {"w": [1.0] * 5})), DESIGN, folder, force=True)
    assert set(bytes_of(folder)) == set(before)
    assert bytes_of(folder)["data.parquet"] != before["data.parquet"]


def test_a_folder_that_cannot_be_made_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite):
        closed(tmp_path / "nothing" / "closed")
    assert list(tmp_path.iterdir()) == []


def test_a_round_is_opened_only_as_it_was_closed(tmp_path: Path) -> None:
    folder = closed(tmp_path / "closed")
    assert open_round(folder).design.closed is not None
    content = bytearray((folder / "data.parquet").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "data.parquet").write_bytes(bytes(content))
    with pytest.raises(Refused) as raised:
        open_round(folder)
    assert [one.code for one in raised.value.problems] == ["CH-3121"]


def test_an_open_design_proves_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as raised:
        verify_closed(closed(tmp_path / "closed") / "data.parquet", DESIGN)
    assert [one.code for one in raised.value.problems] == ["CH-3121"]
