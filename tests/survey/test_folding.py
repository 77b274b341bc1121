"""Domains that cross units, folded into moments: the same figures as from cells."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars
import pyarrow
import pyarrow.parquet
import pytest

from chiso.problems import Refused
from chiso.survey import moments
from chiso.survey.cells import Request
from chiso.survey.closing import close_round, open_round
from chiso.survey.design import Design, Stage
from chiso.survey.engine import columns_of
from chiso.survey.engines import on_duckdb
from chiso.survey.engines.on_duckdb import DuckDB
from chiso.survey.estimation.estimate import Question, estimate
from chiso.survey.estimation.linear import TermList
from chiso.survey.estimation.statistics import Statistic, parse_statistics
from chiso.survey.folding import may_fold
from chiso.survey.psus import Stage as DrawnStage
from chiso.survey.reading import Data
from chiso.survey.sql import Condition, parse_conditions
from chiso.survey.variance.stages import coefficients_of_units

ASKED = parse_statistics(["proportion:q=4|5", "mean:q,x", "ratio:q/x", "total:x", "total", "quantile:q"])
FOLDING, KEEPING = DuckDB(cells_kept=0), DuckDB()


@pytest.fixture(scope="module")
def crossed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Design]:
    """A closed round: 12 strata, 150 units, 30 services that cross them all; stratum s00 was drawn whole."""
    generator = np.random.default_rng(11)
    count = 9_000
    unit = generator.integers(0, 150, count)
    stratum = unit % 12
    q = generator.integers(1, 6, count)
    drawn = np.bincount(np.arange(150) % 12)
    population = np.where(np.arange(12) == 0, drawn, 40)
    rows = pyarrow.table(
        {
            "stratum": [f"s{one:02}" for one in stratum],
            "unit": [f"u{one:03}" for one in unit],
            "units": population[stratum],
            "service": pyarrow.array(
                [f"t{one}" for one in generator.integers(0, 30, count)], mask=generator.random(count) < 0.02
            ),
            "q": pyarrow.array(q, mask=generator.random(count) < 0.1),
            "x": generator.integers(1, 50, count),
            "weight": np.where(generator.random(count) < 0.01, 0.0, generator.uniform(1, 20, count)),
        }
    )
    plan = Design(weight="weight", stages=(Stage(cluster="unit", strata=("stratum",), population="units"),))
    folder = tmp_path_factory.mktemp("round") / "closed"
    close_round(Data("round", rows), plan, folder)
    opened = open_round(folder)
    return opened.data, opened.design


def request_of(path: Path, plan: Design, engine: DuckDB, by: tuple[str, ...] = ("service",)) -> Request:
    listed = TermList([one for one in ASKED if isinstance(one, Statistic)])
    return Request(path, plan, by, listed.terms, (), engine)


@pytest.mark.parametrize("where", ["", "x > 10 and q != 3"])
@pytest.mark.parametrize("by", [("service",), ("service", "stratum")])
def test_folded_figures_are_those_of_cells(
    crossed: tuple[Path, Design], where: str, by: tuple[str, ...]
) -> None:
    path, plan = crossed
    assert may_fold(request_of(path, plan, FOLDING, by))
    question = Question(ASKED, by, parse_conditions(where) if where else ())
    folded = estimate(path, plan, question, engine=FOLDING)
    kept = estimate(path, plan, question, engine=KEEPING)
    assert len(folded) == len(kept)
    for told, expected in zip(folded, kept, strict=True):
        assert (told.unit, told.code, told.n) == (expected.unit, expected.code, expected.n)
        for name in ("estimate", "se", "df", "deff", "ci_low", "ci_high"):
            one, other = getattr(told, name), getattr(expected, name)
            assert (math.isnan(one) and math.isnan(other)) or math.isclose(
                one, other, rel_tol=1e-9, abs_tol=1e-7
            ), (told.unit, told.code, name)


def test_totals_are_the_same_bits_folded_or_kept(crossed: tuple[Path, Design]) -> None:
    path, plan = crossed
    question = Question(parse_statistics(["total:x", "total", "mean:x"]), ("service",))
    folded = estimate(path, plan, question, engine=FOLDING)
    again = estimate(path, plan, question, engine=DuckDB(threads=1, cells_kept=0))
    assert [row.estimate for row in folded] == [row.estimate for row in again]
    assert [row.se for row in folded] == [row.se for row in again]


def test_cells_are_kept_where_they_are_few_or_the_design_asks_for_more(crossed: tuple[Path, Design]) -> None:
    path, plan = crossed
    assert not may_fold(request_of(path, plan, KEEPING))
    two = plan.model_copy(update={"stages": (*plan.stages, Stage())})
    assert not may_fold(request_of(path, two, FOLDING))
    assert not may_fold(request_of(path, plan.model_copy(update={"closed": None}), FOLDING))
    assert not may_fold(request_of(path, plan, FOLDING, by=()))
    assert not may_fold(request_of(path, plan, FOLDING, by=("nowhere",)))


def test_a_lonely_unit_is_treated_as_the_design_says_all_the_same(crossed: tuple[Path, Design]) -> None:
    """One stratum reduced to one unit: "adjust" needs cells, and gets them."""
    path, plan = crossed
    rows = pyarrow.parquet.read_table(path)
    first = min(one for one, s in zip(rows["unit"].to_pylist(), rows["stratum"].to_pylist(), strict=True)
                if s == "s05")  # fmt: skip
    kept = [s != "s05" or u == first
            for u, s in zip(rows["unit"].to_pylist(), rows["stratum"].to_pylist(), strict=True)]  # fmt: skip
    fewer = path.parent / "fewer.parquet"
    pyarrow.parquet.write_table(rows.filter(pyarrow.array(kept)), fewer)
    question = Question(parse_statistics(["total:x"]), ("service",))
    for lonely in ("remove", "adjust"):
        alone = plan.model_copy(update={"lonely": lonely})
        folded = estimate(fewer, alone, question, engine=FOLDING)
        cells = estimate(fewer, alone, question, engine=KEEPING)
        np.testing.assert_allclose([row.se for row in folded], [row.se for row in cells], rtol=1e-9)
    with pytest.raises(Refused) as raised:
        estimate(fewer, plan, question, engine=FOLDING)
    assert [problem.code for problem in raised.value.problems] == ["CH-3138"]


def test_rows_in_another_order_are_refused(crossed: tuple[Path, Design]) -> None:
    path, plan = crossed
    rows = pyarrow.parquet.read_table(path)
    mixed = path.parent / "mixed.parquet"
    order = np.roll(np.arange(rows.num_rows), 10)
    pyarrow.parquet.write_table(rows.take(order), mixed)
    with pytest.raises(Refused) as raised:
        estimate(mixed, plan, Question(parse_statistics(["total:x"]), ("service",)), engine=FOLDING)
    assert [problem.code for problem in raised.value.problems] == ["CH-3142"]


def folded_by_matrices(
    stage: DrawnStage, unit: Any, domain: Any, figures: Any, domains: int, pairs: list[tuple[int, int]]
) -> tuple[Any, Any]:
    """The twin of the compiled loop: all cells at once, in NumPy."""
    count = len(stage.stratum_of_unit)
    cells = np.zeros((count, domains, figures.shape[1]))
    inside = domain >= 0
    np.add.at(cells, (unit[inside], domain[inside]), figures[inside])
    coefficients = coefficients_of_units(stage)
    moments_of_domains = np.zeros((domains, len(pairs)))
    for stratum, drawn in enumerate(stage.unit_counts):
        members = np.flatnonzero(stage.stratum_of_unit == stratum)
        within = cells[members]
        for pair, (first, second) in enumerate(pairs):
            products = (within[:, :, first] * within[:, :, second]).sum(axis=0)
            sums = within[:, :, first].sum(axis=0) * within[:, :, second].sum(axis=0)
            moments_of_domains[:, pair] += coefficients[members[0]] * (products - sums / drawn)
    return cells.sum(axis=0), moments_of_domains


@pytest.mark.parametrize("seed", range(5))
def test_the_compiled_loop_does_what_its_twin_does(seed: int) -> None:
    generator = np.random.default_rng(seed)
    counts = generator.integers(1, 6, 4)
    stage = DrawnStage(
        np.zeros(4, np.int64), np.repeat(np.arange(4), counts), counts, np.array([10.0, np.nan, 7.0, 30.0])
    )
    unit = np.sort(generator.integers(0, counts.sum(), 200))
    domain = generator.integers(-1, 3, 200)
    figures = generator.integers(0, 9, (200, 3)).astype(np.float64)
    pairs = [(0, 0), (0, 1), (1, 2)]
    # Figures are values here: three weights of who answered, three sums, three counts of rows.
    state = moments.begin(stage, 3, 9, [(3 + one, 3 + other) for one, other in pairs], weighted=6)
    weight, no_flags = np.ones(200), np.zeros((200, 0), np.int8)
    alone = np.array([(0, -1), (1, -1), (2, -1)])
    for start in range(0, 200, 37):
        part = slice(start, start + 37)
        rows = unit[part], domain[part], weight[part], no_flags[part], figures[part]
        assert moments.fold(state, *rows, alone)
    moments.finish(state)
    sums, products = folded_by_matrices(stage, unit, domain, figures, 3, pairs)
    np.testing.assert_array_equal(state.sums[:, 3:6], sums)
    np.testing.assert_allclose(state.products, products, rtol=1e-12, atol=1e-9)


def test_a_condition_leaves_the_counts_of_units_alone(crossed: tuple[Path, Design]) -> None:
    path, plan = crossed
    question = Question(parse_statistics(["total"]), ("service",), (Condition("unit", "=", ("u013",)),))
    folded = estimate(path, plan, question, engine=FOLDING)
    kept = estimate(path, plan, question, engine=KEEPING)
    np.testing.assert_allclose([row.se for row in folded], [row.se for row in kept], rtol=1e-9)


@pytest.mark.parametrize("kind", ["words", "numbers", "days"])
def test_rows_cut_into_parts_give_the_same_figures(
    crossed: tuple[Path, Design], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Eight parts of one stratum or two, on one thread or four: the same bits, and one part's to rounding."""
    path, plan = crossed
    rows = pyarrow.parquet.read_table(path)
    numbers = [int(one[1:]) for one in rows["stratum"].to_pylist()]
    strata: dict[str, pyarrow.Array] = {
        "words": pyarrow.array([f"it's {one:02}" for one in numbers]),
        "numbers": pyarrow.array(numbers),
        "days": pyarrow.array(numbers, pyarrow.date32()),
    }
    renamed = path.parent / f"{kind}.parquet"
    pyarrow.parquet.write_table(
        rows.set_column(rows.column_names.index("stratum"), "stratum", strata[kind]), renamed
    )
    question = Question(ASKED, ("service",), parse_conditions("x > 3"))
    expected = estimate(renamed, plan, question, engine=FOLDING)
    monkeypatch.setattr(on_duckdb, "ROWS_OF_A_PART", 500)
    told = estimate(renamed, plan, question, engine=FOLDING)
    assert repr(estimate(renamed, plan, question, engine=DuckDB(threads=1, cells_kept=0))) == repr(told)
    assert repr(estimate(renamed, plan, question, engine=DuckDB(threads=4, cells_kept=0))) == repr(told)
    for one, other in zip(told, expected, strict=True):
        assert (one.unit, one.code, one.n, one.estimate) == (other.unit, other.code, other.n, other.estimate)
        np.testing.assert_allclose([one.se, one.ci_low], [other.se, other.ci_low], rtol=1e-9)


def test_the_rows_are_cut_between_strata_and_none_is_lost(
    crossed: tuple[Path, Design], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _ = crossed
    columns = columns_of(path, ["stratum", "unit", "x"])
    monkeypatch.setattr(on_duckdb, "ROWS_OF_A_PART", 500)

    def rows_and_strata(batches: Iterator[polars.DataFrame]) -> Any:
        rows = polars.concat(batches)
        return np.array([len(rows), rows["k0"].n_unique(), rows["k1"].sum()])

    written = "SELECT c0 AS k0, c2 AS k1 FROM responses"
    parts = list(DuckDB().fold(path, columns, written, rows_and_strata, strata=["k0"], unit="k1"))
    assert len(parts) == 8
    whole = pyarrow.parquet.read_table(path)
    expected = [whole.num_rows, 12, sum(whole["x"].to_pylist())]
    assert np.sum(parts, axis=0).tolist() == expected


def test_answers_that_count_as_none_are_left_out_of_folded_figures_too(crossed: tuple[Path, Design]) -> None:
    path, plan = crossed
    missing = {"q": (5,), "x": (7,)}
    asked = parse_statistics(["proportion:q=1|2", "mean:q,x", "ratio:q/x", "total"], missing=missing)
    folded = estimate(path, plan, Question(asked, ("service",)), engine=FOLDING)
    kept = estimate(path, plan, Question(asked, ("service",)), engine=KEEPING)
    for told, expected in zip(folded, kept, strict=True):
        assert (told.unit, told.code, told.n) == (expected.unit, expected.code, expected.n)
        np.testing.assert_allclose(
            [told.estimate, told.se, told.deff], [expected.estimate, expected.se, expected.deff], rtol=1e-9
        )


def test_short_numbers_are_the_same_answers_as_long_ones(crossed: tuple[Path, Design]) -> None:
    """Columns of whole numbers up to 127 are handed over as bytes; the same numbers otherwise are not.

    Here once without what the file says of its columns, so that nothing is known to be short.
    """
    path, plan = crossed
    rows = pyarrow.parquet.read_table(path)
    generator = np.random.default_rng(5)
    count = rows.num_rows
    edge = generator.choice([-127, -1, 0, 4, 127], count)
    asked_of = {
        "edge": pyarrow.array(edge, mask=generator.random(count) < 0.1),
        "tiny": pyarrow.array(edge.astype(np.int8)),
        "lowest": pyarrow.array(np.where(edge == -127, -128, edge), pyarrow.int16()),
        "wide": pyarrow.array(np.where(edge == 127, 10**15, edge)),
        "nobody": pyarrow.array([None] * count, pyarrow.int64()),
    }
    for name, column in asked_of.items():
        rows = rows.append_column(name, column)
    told, untold = path.parent / "short.parquet", path.parent / "untold.parquet"
    pyarrow.parquet.write_table(rows, told)
    pyarrow.parquet.write_table(rows, untold, write_statistics=False)
    assert columns_of(told, list(asked_of)).short == {"edge", "tiny", "nobody"}
    assert not columns_of(untold, list(asked_of)).short
    written = [
        f"proportion:{name}={chosen}"
        for name in asked_of
        for chosen in ("-127|127", "4.0", "4.5", "-128", "0|-1|1e15", "300")
    ]
    asked = parse_statistics(written, missing={name: (0,) for name in asked_of})
    question = Question((*asked, *parse_statistics(["distribution:edge", "mean:edge"])), ("service",))
    short = estimate(told, plan, question, engine=FOLDING)
    assert repr(short) == repr(estimate(untold, plan, question, engine=FOLDING))
    for one, other in zip(short, estimate(told, plan, question, engine=KEEPING), strict=True):
        assert (one.unit, one.code, one.n) == (other.unit, other.code, other.n)
        np.testing.assert_allclose([one.estimate, one.se], [other.estimate, other.se], rtol=1e-9, atol=1e-9)
