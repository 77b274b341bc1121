"""Cells: the same bits whatever the machine gives, beside sums written out row by row."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chiso.problems import Refused
from chiso.survey.cells import Cells, make_cells, make_value_cells
from chiso.survey.closing import close_round, open_round
from chiso.survey.design import Design, Stage
from chiso.survey.engines.on_duckdb import DuckDB
from chiso.survey.reading import Data
from chiso.survey.sql import Condition, Term, parse_conditions
from tests.survey.tables import design, table

TERMS = (
    Term("persons"),
    Term("y", "y"),
    Term("answered", given=("y",)),
    Term("happy", "q", among=(4, 5)),
    Term("yx", "y", times="x"),
    Term("low", "q", among=(1, 2), without=(("q", (3,)),)),
)


def written_out(rows: list[dict[str, Any]]) -> dict[tuple[str, str, str], list[float]]:
    """(stratum, commune, agency): the weighted sums of TERMS and the counts, row by row."""
    found: dict[tuple[str, str, str], list[float]] = defaultdict(lambda: [0.0] * 12)
    for row in rows:
        y, x, q, weight = row["y"], row["x"], row["q"], row["weight"]
        values: list[float | None] = [
            1.0,
            y,
            None if y is None else 1.0,
            None if q is None else float(q in (4, 5)),
            None if y is None or x is None else y * x,
            None if q is None or q == 3 else float(q in (1, 2)),
        ]
        cell = found[row["stratum"], row["commune"], row["agency"]]
        for position, value in enumerate(values):
            if value is not None:
                cell[position] += weight * value
                cell[6 + position] += 1
    return found


def told(cells: Cells) -> dict[tuple[str, str, str], list[float]]:
    frame = cells.frame
    keys = [
        (frame.stratum_names[frame.stratum_of_psu[psu]], frame.psu_names[psu], *cells.domains[domain])
        for psu, domain in zip(cells.psu.tolist(), cells.domain.tolist(), strict=True)
    ]
    figures = np.hstack([cells.weighted, cells.n]).tolist()
    return dict(zip(keys, figures, strict=True))


@pytest.mark.parametrize("where", ["", "sex = 1", "percent >= 20 and q != 5"])
def test_sums_are_those_of_the_rows_written_out(where: str) -> None:
    def chosen(row: dict[str, Any]) -> bool:
        if where == "sex = 1":
            return bool(row["sex"] == 1)
        return not where or (row["percent"] >= 20 and row["q"] not in (5, None))

    rows = [row for row in table("clusters").to_pylist() if chosen(row)]
    conditions = parse_conditions(where) if where else ()
    found = told(
        make_cells(table("clusters"), design("replacement"), by=("agency",), terms=TERMS, where=conditions)
    )
    expected = written_out(rows)
    assert found.keys() == expected.keys()
    for key, figures in found.items():
        assert figures == pytest.approx(expected[key], rel=1e-12)


def test_a_unit_that_nobody_is_looked_at_in_still_counts() -> None:
    cells = make_cells(
        table("clusters"), design("two_stages"), terms=TERMS, where=(Condition("commune", "=", ("A1",)),)
    )
    assert cells.frame.psu_counts.tolist() == [5, 4, 3, 2, 1, 6]
    assert set(cells.psu.tolist()) == {0}
    whole = make_cells(table("clusters"), design("two_stages"), terms=TERMS)
    np.testing.assert_array_equal(cells.frame.later[0].unit_counts, whole.frame.later[0].unit_counts)


def test_a_cell_in_which_nobody_answered_adds_nothing() -> None:
    rows = pyarrow.table(
        {
            "agency": ["a", "a", "b", "b"],
            "y": pyarrow.array([None, None, 3, 4], pyarrow.int64()),
            "x": pyarrow.array([1.5, None, None, 2.0], pyarrow.float64()),
        }
    )
    terms = (Term("y", "y"), Term("x", "x"), Term("yx", "y", times="x"))
    cells = make_cells(rows, Design(), by=("agency",), terms=terms)
    assert cells.totals().tolist() == [[0.0, 1.5, 0.0], [7.0, 2.0, 8.0]]


def test_cells_stand_in_the_order_of_unit_and_domain() -> None:
    cells = make_cells(table("clusters"), design("two_stages"), by=("sex", "agency"), terms=TERMS)
    places = list(zip(cells.leaf.tolist(), cells.domain.tolist(), strict=True))
    assert all(one < other for one, other in pairwise(places))
    assert cells.frame.psu_of_leaf().tolist() == sorted(cells.frame.psu_of_leaf().tolist())


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Design]:
    """A closed round of 60,000 rows in 400 PSUs, answers on a scale from 1 to 5, some missing."""
    generator = np.random.default_rng(7)
    count = 60_000
    psu = generator.integers(0, 400, count)
    answers = generator.integers(1, 6, count)
    rows = pyarrow.table(
        {
            "stratum": pyarrow.array([f"s{one // 40}" for one in psu]),
            "psu": pyarrow.array([f"p{one}" for one in psu]),
            "agency": pyarrow.array([f"a{one % 25}" for one in psu]),
            "q": pyarrow.array(answers, mask=generator.random(count) < 0.1),
            "weight": generator.uniform(1, 300, count),
        }
    )
    plan = Design(weight="weight", stages=(Stage(cluster="psu", strata=("stratum",)),))
    folder = tmp_path_factory.mktemp("round") / "closed"
    close_round(Data("round", rows), plan, folder)
    opened = open_round(folder)
    return opened.data, opened.design


def test_a_closed_round_has_the_same_bits_whatever_the_threads_and_the_memory(
    closed: tuple[Path, Design],
) -> None:
    path, plan = closed
    terms = (Term("persons"), Term("q", "q"), Term("qq", "q", times="q"), Term("happy", "q", among=(4, 5)))
    engines = (DuckDB(threads=1), DuckDB(threads=4), DuckDB(threads=2, memory="120MB"))
    asked = [make_cells(path, plan, by=("agency",), terms=terms, engine=engine) for engine in engines]
    as_table = make_cells(pyarrow.parquet.read_table(path), plan, by=("agency",), terms=terms)
    for cells in (*asked[1:], as_table):
        assert cells.weighted.tobytes() == asked[0].weighted.tobytes()
        assert cells.n.tobytes() == asked[0].n.tobytes()
        assert cells.domains == asked[0].domains


def test_the_order_of_the_rows_changes_no_bit_of_a_closed_round(closed: tuple[Path, Design]) -> None:
    path, plan = closed
    rows = pyarrow.parquet.read_table(path)
    shuffled = rows.take(np.random.default_rng(1).permutation(rows.num_rows))
    terms = (Term("q", "q"), Term("answered", given=("q",)))
    one = make_cells(path, plan, by=("agency",), terms=terms)
    other = make_cells(shuffled, plan, by=("agency",), terms=terms)
    assert one.weighted.tobytes() == other.weighted.tobytes()


def test_values_are_cells_of_their_own() -> None:
    cells = make_value_cells(table("clusters"), design("replacement"), "q", by=("sex",), without=(3,))
    assert cells.values is not None
    assert set(cells.values.tolist()) == {1.0, 2.0, 4.0, 5.0}
    answered = [row for row in table("clusters").to_pylist() if row["q"] not in (None, 3)]
    assert cells.n.sum() == len(answered)
    assert cells.weighted.sum() == pytest.approx(sum(row["weight"] for row in answered), rel=1e-12)


def test_without_a_basis_for_errors_rows_are_summed_by_domain_alone() -> None:
    quota = design("two_stages").model_copy(update={"basis": "quota"})
    cells = make_cells(table("clusters"), quota, by=("agency",), terms=TERMS)
    assert len(cells.psu) == 3
    assert cells.rows.sum() == table("clusters").num_rows


def broken(column: str, values: list[Any]) -> Any:
    rows = table("clusters")
    changed = rows.column(column).to_pylist()
    changed[: len(values)] = values
    return rows.set_column(rows.column_names.index(column), column, pyarrow.array(changed))


@pytest.mark.parametrize(
    ("column", "values", "code"),
    [
        ("weight", [-1.0], "CH-3132"),
        ("weight", [float("nan")], "CH-3132"),
        ("weight", [None], "CH-3132"),
        ("stratum", [None], "CH-3133"),
        ("commune", [None], "CH-3133"),
        ("communes", [21], "CH-3134"),
        ("communes", [None], "CH-3134"),
        ("communes", [float("nan")], "CH-3134"),
    ],
)
def test_data_that_contradict_their_design_are_refused(
    column: str, values: list[Any], code: str, tmp_path: Path
) -> None:
    """From a file too, of which the engine knows the extremes before it reads: these pass over NaN."""
    rows = broken(column, values)
    pyarrow.parquet.write_table(rows, tmp_path / "rows.parquet")
    for source in (rows, tmp_path / "rows.parquet"):
        with pytest.raises(Refused) as raised:
            make_cells(source, design("first_stage"), terms=TERMS)
        assert [problem.code for problem in raised.value.problems] == [code]


def test_fewer_units_in_the_population_than_drawn_are_refused() -> None:
    rows = table("clusters")
    few = rows.set_column(rows.column_names.index("communes"), "communes", pyarrow.array([2] * rows.num_rows))
    with pytest.raises(Refused) as raised:
        make_cells(few, design("first_stage"), terms=TERMS)
    assert [problem.code for problem in raised.value.problems] == ["CH-3135"]


def test_columns_that_are_not_there_or_hold_words_are_named() -> None:
    for terms, by, found in (
        ((Term("z", "z"),), (), ["z"]),
        ((Term("a", "agency"), Term("s", "stratum")), (), ["agency", "stratum"]),
        ((), ("nowhere", "else"), ["nowhere", "else"]),
    ):
        with pytest.raises(Refused) as raised:
            make_cells(table("clusters"), design("replacement"), terms=terms, by=by)
        problems = raised.value.problems
        assert {problem.code for problem in problems} == {"CH-3131"}
        assert [problem.where.field for problem in problems] == found


def test_a_name_of_two_columns_is_refused_where_it_is_asked_for_and_else_passed_over() -> None:
    rows = table("clusters").append_column("x", table("clusters").column("y"))
    assert make_cells(rows, design("replacement"), terms=(Term("y", "y"),)).rows.sum() == rows.num_rows
    with pytest.raises(Refused) as raised:
        make_cells(rows, design("replacement"), terms=(Term("x", "x"),))
    assert [(one.code, one.where.field) for one in raised.value.problems] == [("CH-3131", "x")]


def test_a_file_that_is_no_parquet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "data.parquet"
    path.write_bytes(b"no")
    with pytest.raises(Refused) as raised:
        make_cells(path, design("replacement"), terms=TERMS)
    assert [problem.code for problem in raised.value.problems] == ["CH-3136"]


@pytest.mark.parametrize("name", ["data.parquet", "a[1].parquet", "b*.parquet", "k=1/what?.parquet"])
def test_names_that_differ_in_case_alone_are_two_columns_and_a_path_is_no_pattern(
    tmp_path: Path, name: str
) -> None:
    rows = pyarrow.table(
        {"Q": [5.0, 7.0], "q": [1.0, 2.0], "psu": [1, 2], "day": [date(2026, 5, 1), date(2026, 5, 2)]}
    )
    plan = Design(stages=(Stage(cluster="psu"),))
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    pyarrow.parquet.write_table(rows, path)
    pyarrow.parquet.write_table(rows, tmp_path / "ba.parquet")
    for source in (path, rows):
        cells = make_cells(
            source, plan, terms=(Term("small", "q"), Term("great", "Q")), by=("day",),
            where=(Condition("day", "=", ("2026-05-02",)),),
        )  # fmt: skip
        assert cells.weighted.tolist() == [[2.0, 7.0]]
        assert cells.domains == (("2026-05-02",),)


def test_a_damaged_file_is_a_problem_and_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "data.parquet"
    pyarrow.parquet.write_table(table("clusters"), path, compression="zstd")
    content = bytearray(path.read_bytes())
    content[4:-2000] = b"\x00" * len(content[4:-2000])
    path.write_bytes(content)
    with pytest.raises(Refused) as raised:
        make_cells(path, design("replacement"), terms=TERMS)
    assert raised.value.problems[0].code in ("CH-3141", "CH-3136")


@pytest.mark.parametrize("name", ['a "b"', "c0; DROP", "tiêu chí", "x'y", "select"])
def test_names_and_answers_of_a_file_are_never_read_as_sql(name: str) -> None:
    rows = pyarrow.table({name: ["it's", 'a "b"', "; --"], "psu": [1, 2, 3]})
    plan = Design(stages=(Stage(cluster="psu"),))
    cells = make_cells(
        rows, plan, by=(name,), terms=(Term("a", name, among=("it's",)),),
        where=(Condition(name, "!=", ("; --",)),),
    )  # fmt: skip
    assert cells.domains == (('a "b"',), ("it's",))
    assert cells.weighted.sum() == 1.0


@given(st.lists(st.sampled_from(["1", "1.0", "x", ""]), min_size=1, max_size=3))
@settings(max_examples=20, deadline=None)
def test_codes_are_found_as_numbers_in_columns_of_numbers(answers: list[str]) -> None:
    rows = pyarrow.table({"q": [1, 2], "psu": [1, 2]})
    plan = Design(stages=(Stage(cluster="psu"),))
    cells = make_cells(rows, plan, terms=(Term("q", "q", among=tuple(answers)),))
    assert cells.weighted.sum() == float(any(one in ("1", "1.0") for one in answers))
