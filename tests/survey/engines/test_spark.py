"""Spark beside DuckDB: the same bits from cells, the same figures from folding, also when workers die."""

from __future__ import annotations

import datetime
import math
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars
import pyarrow
import pyarrow.csv
import pyarrow.parquet
import pytest

from chiso.problems import Refused, WrongCall
from chiso.survey.closing import close_round, open_round
from chiso.survey.comparing import Side, compare_domains, compare_rounds
from chiso.survey.design import Approximation, Design, Replicates, Stage
from chiso.survey.engine import Engine, Kernel, Source
from chiso.survey.engines import choosing
from chiso.survey.engines.on_duckdb import DuckDB
from chiso.survey.estimates import Estimate
from chiso.survey.estimation import brought
from chiso.survey.estimation.estimate import Choices, Question, estimate
from chiso.survey.estimation.replicated import Replication
from chiso.survey.estimation.statistics import parse_statistics
from chiso.survey.index import compute_index
from chiso.survey.models.model import Model, Predictor
from chiso.survey.models.rao_scott import check_independence
from chiso.survey.models.regression import regress
from chiso.survey.psus import Real
from chiso.survey.reading import Data
from chiso.survey.sql import Columns, parse_conditions
from chiso.survey.weights import apply_chain, prepare_chain
from tests.cli.calling import bytes_below, call
from tests.lanes import go_without
from tests.survey.questionnaires import six_questions
from tests.survey.r import FOLDER
from tests.survey.tables import design, table, table_of
from tests.survey.variance.test_unequal import pairs_of_r, unequal_design
from tests.survey.weighting_sample import table as persons
from tests.survey.weights.chains import AGE, INCOME, SEX, calibration, chain

pytestmark = [pytest.mark.needs("java"), pytest.mark.slow, pytest.mark.xdist_group("spark")]

ASKED = parse_statistics(
    ["mean:q,x", "total:x", "total", "ratio:q/x", "proportion:q=4|5", "distribution:q", "quantile:x@0.25|0.5"]
)
FIGURES = ("n", "estimate", "se", "df", "deff", "ci_low", "ci_high")


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """One session for all tests of the lane."""
    try:
        from chiso.survey.engines.on_spark import open_spark
    except ImportError:
        go_without("pyspark")
    with open_spark() as engine:
        yield engine


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Design]:
    """A closed round: 9 strata, 90 units, 20 services that cross them all, answers that are whole numbers."""
    generator = np.random.default_rng(12)
    count = 6_000
    unit = generator.integers(0, 90, count)
    q = generator.integers(1, 6, count)
    rows = pyarrow.table(
        {
            "stratum": [f"s{one}" for one in unit % 9],
            "unit": [f"u{one:03}" for one in unit],
            "service": pyarrow.array(
                [f"t{one}" for one in generator.integers(0, 20, count)], mask=generator.random(count) < 0.02
            ),
            "q": pyarrow.array(q, mask=generator.random(count) < 0.1),
            "x": generator.integers(1, 50, count),
            "weight": np.where(generator.random(count) < 0.01, 0.0, generator.uniform(1, 20, count)),
        }
    )
    plan = Design(weight="weight", stages=(Stage(cluster="unit", strata=("stratum",)),))
    folder = tmp_path_factory.mktemp("round") / "closed"
    close_round(Data("round", rows), plan, folder)
    opened = open_round(folder)
    return opened.data, opened.design


def same_bits(told: Sequence[Estimate], expected: Sequence[Estimate]) -> bool:
    """Whether all rows are equal, NaN to NaN."""
    return repr(told) == repr(expected)


def relative_difference(told: Sequence[Estimate], expected: Sequence[Estimate]) -> float:
    """The greatest of all figures; the rows are for the same domains and codes, and counts agree."""
    assert [(row.unit, row.code, row.n) for row in told] == [(row.unit, row.code, row.n) for row in expected]
    worst = 0.0
    for one, other in zip(told, expected, strict=True):
        for name in FIGURES:
            figure, figure_expected = getattr(one, name), getattr(other, name)
            if math.isnan(figure_expected):
                assert math.isnan(figure)
            elif figure != figure_expected:
                worst = max(worst, abs(figure - figure_expected) / abs(figure_expected))
    return worst


@pytest.mark.parametrize("where", ["", "x > 10 and q != 3"])
def test_all_statistics_of_a_closed_round_are_the_same_bits(
    spark: Engine, closed: tuple[Path, Design], where: str
) -> None:
    path, plan = closed
    question = Question(ASKED, ("service", "stratum"), parse_conditions(where) if where else ())
    assert same_bits(
        estimate(path, plan, question, engine=spark), estimate(path, plan, question, engine=DuckDB())
    )


@pytest.mark.parametrize("name", ["three_stages", "simple", "stratified"])
def test_a_table_in_memory_gives_the_same_figures_whatever_the_design(spark: Engine, name: str) -> None:
    """Weights of these tables are not whole: their sums depend on the order to the last digits."""
    asked = parse_statistics(["mean:y,percent", "total:y", "ratio:y/x", "proportion:q=4|5"])
    question = Question(asked, ("sex",))
    rows, plan = table_of(name), design(name, "average")
    told = estimate(rows, plan, question, engine=spark)
    assert relative_difference(told, estimate(rows, plan, question)) <= 1e-12


def test_replicates_made_of_cells_are_the_same_bits(spark: Engine, closed: tuple[Path, Design]) -> None:
    path, plan = closed
    choices = Choices(replication=Replication("rao_wu", 20, seed=5))
    question = Question(parse_statistics(["mean:q"]), ("service",), choices=choices)
    assert same_bits(estimate(path, plan, question, engine=spark), estimate(path, plan, question))


QUESTIONNAIRE = """format: chiso-questionnaire/1
id: two
title: {en: Two questions}
scales:
  five: {answers: [ANSWERS], best: "5", chosen: ["4", "5"]}
  more: {answers: [OTHERS], best: "49", chosen: [CHOSEN]}
index:
  code: index
  title: {en: Index}
  parts:
  - {code: I, title: {en: First}, parts: [{code: q, title: {en: q}, column: q, scale: five}]}
  - {code: II, title: {en: Second}, parts: [{code: x, title: {en: x}, column: x, scale: more}]}
"""


@dataclass
class Counting:
    """Spark, which counts how often it was asked."""

    spark: Any
    asked: int = 0

    @property
    def cells_kept(self) -> int:
        return int(self.spark.cells_kept)

    def ask(
        self, source: Source, columns: Columns, written: str, *, by_row: bool = False
    ) -> polars.DataFrame:
        self.asked += 1
        answer: polars.DataFrame = self.spark.ask(source, columns, written, by_row=by_row)
        return answer

    def fold(
        self,
        source: Source,
        columns: Columns,
        written: str,
        kernel: Kernel,
        *,
        strata: Sequence[str],
        unit: str,
    ) -> Iterator[Real]:
        yield from self.spark.fold(source, columns, written, kernel, strata=strata, unit=unit)


def test_the_commands_index_and_compare_write_the_same_files(
    spark: Any, closed: tuple[Path, Design], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One process has one session: the commands get that of the lane, and DuckDB where they ask for it."""
    path, _ = closed
    answers = (", ".join(f"{{value: '{one}', title: {{en: a}}}}" for one in range(1, end)) for end in (6, 50))
    written = QUESTIONNAIRE.replace("ANSWERS", next(answers)).replace("OTHERS", next(answers))
    chosen = ", ".join(f"'{one}'" for one in range(25, 50))
    (tmp_path / "two.yaml").write_text(written.replace("CHOSEN", chosen), encoding="utf-8")
    counting = Counting(spark)

    @contextmanager
    def open_engine(name: str) -> Iterator[Engine]:
        yield counting if name == "spark" else DuckDB()

    monkeypatch.setattr(choosing, "open_engine", open_engine)
    round_of = (path, "--design", path.parent / "design.yaml")
    commands: dict[str, tuple[str | Path, ...]] = {
        "index": ("--questionnaire", tmp_path / "two.yaml", "--by", "stratum"),
        "compare": ("--stat", "mean:q", "--stat", "distribution:q", "--by", "stratum"),
    }
    for command, more in commands.items():
        for engine in ("spark", "duckdb"):
            before, out = counting.asked, tmp_path / f"{command}-{engine}"
            answered = call("survey", command, *round_of, *more, "--engine", engine, "--out", out)
            assert answered.exit == 0, answered.err
            assert (counting.asked > before) == (engine == "spark")
        assert bytes_below(tmp_path / f"{command}-spark") == bytes_below(tmp_path / f"{command}-duckdb")


def test_weights_that_are_not_whole_give_the_same_index_and_differences(spark: Engine) -> None:
    """The sums of these depend on the order of the rows, to the last digits."""
    plan = Design(period="2026", weight="weight", stages=(Stage(cluster="psu", strata=("big",)),))
    rows, asked = persons(), Question(parse_statistics(["mean:y", "total:z"]), ("sex",))
    for found, expected in (
        (compare_domains(Side(rows, plan, asked), engine=one) for one in (spark, None)),
        (compare_rounds(Side(rows, plan, asked), Side(rows.slice(20), plan, asked), engine=one)
         for one in (spark, None)),
    ):  # fmt: skip
        assert [(row.unit_1, row.code) for row in found] == [(row.unit_1, row.code) for row in expected]
        for name in ("difference", "se", "df", "ci_low", "ci_high", "p_value"):
            figures = [[getattr(row, name) for row in rows_of] for rows_of in (found, expected)]
            assert figures[0] == pytest.approx(figures[1], rel=1e-12, nan_ok=True), name
    people = pyarrow.csv.read_csv(FOLDER / "index_rows.csv")
    plan = plan.model_copy(update={"stages": (Stage(cluster="cluster", strata=("stratum",)),)})
    told, expected_index = (
        compute_index(people, plan, six_questions(), by=("commune",), engine=one) for one in (spark, None)
    )
    assert told.units == expected_index.units
    assert told.ratio == pytest.approx(expected_index.ratio, rel=1e-12, nan_ok=True)
    assert told.variance == pytest.approx(expected_index.variance, rel=1e-12, nan_ok=True)


@pytest.mark.parametrize("drawn", ["units", "persons"])
def test_errors_that_know_a_calibration_are_those_of_duckdb(
    spark: Engine, drawn: str, tmp_path: Path
) -> None:
    """Margins and a number that differs from row to row, two calibrations."""
    declared = chain(calibration("linear", SEX, AGE, numbers=[INCOME]), calibration("raking", SEX, AGE))
    rows = persons()
    weights = apply_chain(prepare_chain(declared, rows)).weights
    path = tmp_path / "rows.parquet"
    pyarrow.parquet.write_table(
        rows.append_column("finished", pyarrow.array(weights)), path, row_group_size=100
    )
    stage = Stage(cluster="psu" if drawn == "units" else "", strata=("big",))
    plan = Design(weight="finished", stages=(stage,), chain=declared)
    if drawn == "persons":
        question = Question(parse_statistics(["mean:y"]), ("age",), parse_conditions("income > 2"))
    else:
        question = Question(parse_statistics(["mean:y", "total:z", "quantile:y"]), ("age",))
    told = estimate(path, plan, question, engine=spark)
    assert relative_difference(told, estimate(path, plan, question)) <= 1e-12


def test_independence_and_models_know_a_calibration_as_with_duckdb(spark: Engine) -> None:
    declared = chain(calibration("post_stratification", SEX))
    weights = apply_chain(prepare_chain(declared, persons())).weights
    rows = persons().append_column("finished", pyarrow.array(weights))
    plan = Design(weight="finished", stages=(Stage(cluster="psu"),), chain=declared)
    told, expected = (check_independence(rows, plan, "sex", "age", engine=one) for one in (spark, None))
    assert told.n == expected.n
    assert (told.f, *told.f_degrees) == pytest.approx((expected.f, *expected.f_degrees), rel=1e-12)
    model = Model("linear", "y", (Predictor("income"),))
    fitted, fitted_expected = (regress(rows, plan, model, engine=one) for one in (spark, None))
    np.testing.assert_allclose(fitted.covariance, fitted_expected.covariance, rtol=1e-12)


def test_replicates_that_the_data_bring_are_the_same_bits(
    spark: Engine, closed: tuple[Path, Design], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Replicate weights are quarters: sums are exact, in any order and by any number of columns at once."""
    path, plan = closed
    rows, random = pyarrow.parquet.read_table(path), np.random.default_rng(3)
    names = tuple(f"r{one}" for one in range(12))
    for name in names:
        rows = rows.append_column(name, pyarrow.array(random.integers(0, 80, rows.num_rows) / 4))
    with_replicates = tmp_path / "rows.parquet"
    pyarrow.parquet.write_table(rows, with_replicates)
    declared = Replicates(method="bootstrap", columns=names, scale=1 / 12, degrees_of_freedom=11)
    plan = plan.model_copy(update={"replicates": declared})
    question = Question(parse_statistics(["mean:q", "quantile:x"]), ("stratum",))
    monkeypatch.setattr(brought, "SUMS_AT_ONCE", 14)
    told = estimate(with_replicates, plan, question, engine=spark)
    assert same_bits(told, estimate(with_replicates, plan, question))
    assert not any(math.isnan(row.se) for row in told)


@pytest.mark.parametrize("kind", ["brewer", "joint"])
def test_units_of_unequal_chances_have_the_errors_of_duckdb(spark: Engine, kind: Approximation) -> None:
    plan = unequal_design(kind)
    if kind == "joint":
        plan = plan.model_copy(update={"pairs": pairs_of_r()})
    question = Question(parse_statistics(["mean:percent", "total:percent"]), ("sex",))
    told = estimate(table("unequal"), plan, question, engine=spark)
    assert relative_difference(told, estimate(table("unequal"), plan, question)) <= 1e-12


def test_a_model_has_its_rows_in_the_order_of_the_data(spark: Engine, closed: tuple[Path, Design]) -> None:
    path, plan = closed
    model = Model("linear", "q", (Predictor("x"), Predictor("service", categorical=True)))
    told, expected = regress(path, plan, model, engine=spark), regress(path, plan, model)
    assert repr(told) == repr(expected)


def test_folded_figures_are_those_of_duckdb_to_rounding_and_totals_its_bits(
    spark: Any, closed: tuple[Path, Design]
) -> None:
    path, plan = closed
    question = Question(parse_statistics(["total:x", "total", "mean:q", "proportion:q=4|5"]), ("service",))
    expected = estimate(path, plan, question, engine=DuckDB(cells_kept=0))
    for parts in (1, 5):
        told = estimate(path, plan, question, engine=replace(spark, parts=parts, cells_kept=0))
        assert [row.estimate for row in told] == [row.estimate for row in expected]
        assert relative_difference(told, expected) <= 1e-12


def test_a_design_without_strata_is_folded_in_one_part(spark: Any, closed: tuple[Path, Design]) -> None:
    path, plan = closed
    rows = pyarrow.parquet.read_table(path).sort_by("unit")
    unstratified = path.parent / "unstratified.parquet"
    pyarrow.parquet.write_table(rows, unstratified)
    plan = plan.model_copy(update={"stages": (Stage(cluster="unit"),)})
    question = Question(parse_statistics(["mean:q"]), ("service",))
    told = estimate(unstratified, plan, question, engine=replace(spark, cells_kept=0))
    assert same_bits(told, estimate(unstratified, plan, question, engine=DuckDB(cells_kept=0)))


@dataclass(frozen=True)
class KillingEachWorkerOnce:
    """Spark with workers that are killed after their first batch, the first time that they have a part."""

    spark: Any
    marks: Path
    cells_kept: int = 0

    def ask(
        self, source: Source, columns: Columns, written: str, *, by_row: bool = False
    ) -> polars.DataFrame:
        answer: polars.DataFrame = self.spark.ask(source, columns, written, by_row=by_row)
        return answer

    def fold(
        self,
        source: Source,
        columns: Columns,
        written: str,
        kernel: Kernel,
        *,
        strata: Sequence[str],
        unit: str,
    ) -> Iterator[Real]:
        killing = killing_once(kernel, self.marks)
        yield from self.spark.fold(source, columns, written, killing, strata=strata, unit=unit)


def killing_once(kernel: Kernel, marks: Path) -> Callable[[Iterator[polars.DataFrame]], Real]:
    def work(batches: Iterator[polars.DataFrame]) -> Real:
        from pyspark import TaskContext

        task = TaskContext.get()
        assert task is not None
        if task.attemptNumber() == 0:
            next(batches)
            (marks / str(task.partitionId())).touch(exist_ok=False)
            os.kill(os.getpid(), signal.SIGKILL)
        return kernel(batches)

    return work


def test_workers_that_are_killed_in_the_middle_change_nothing(
    spark: Any, closed: tuple[Path, Design], tmp_path: Path
) -> None:
    path, plan = closed
    question = Question(parse_statistics(["total:x", "mean:q"]), ("service",))
    unharmed = replace(spark, parts=2, cells_kept=0)
    told = estimate(path, plan, question, engine=KillingEachWorkerOnce(unharmed, tmp_path))
    assert sorted(mark.name for mark in tmp_path.iterdir()) == ["0", "1"]
    assert same_bits(told, estimate(path, plan, question, engine=unharmed))


def test_words_days_and_odd_names_mean_the_same(spark: Engine, tmp_path: Path) -> None:
    """A name that Spark would hide or read as a pattern, columns that differ in case, signs of SQL in words,
    numbers in single precision, and a column next to them of a type that Spark cannot read."""
    days = [datetime.date(2026, 10, 1), datetime.date(2026, 10, 2), None, datetime.date(2026, 10, 1)]
    times = [datetime.datetime(2026, 10, 1, 8, 30, 0, 500_000), None, datetime.datetime(2026, 10, 2), None]
    rows = pyarrow.table(
        {
            "a`b": ["it's", "a\\b", 'say "no"', "phường ${env:HOME}"],
            "A`B": [1, 2, 3, 4],
            "word": pyarrow.array(["a\\b", "it's", "a\\b", None]).dictionary_encode(),
            "day": days,
            "time": pyarrow.array(times, pyarrow.timestamp("us")),
            "precise": pyarrow.array(times, pyarrow.timestamp("ns")),
            "height": pyarrow.array([1.1, 2.5, math.nan, 1.1], pyarrow.float32()),
            "agreed": [True, False, None, True],
            "nothing": pyarrow.nulls(4),
            "weight": [2, 3, 5, 7],
        }
    )
    path = tmp_path / "_rows {2026} [ä]*.parquet"
    pyarrow.parquet.write_table(rows, path)
    plan = Design(weight="weight", stages=(Stage(),))
    asked = parse_statistics(["total", "total:A`B"])
    for by in (("a`b",), ("day", "word"), ("time",), ("agreed",), ("height",), ("nothing",)):
        told = estimate(path, plan, Question(asked, by), engine=spark)
        assert same_bits(told, estimate(path, plan, Question(asked, by)))
    conditions = (
        "word = a\\b|it's", "height = 1.1", "height > 1.2", "height < inf", "agreed = true", 'a`b != "it\'s"',
        'a`b = "phường ${env:HOME}"',
    )  # fmt: skip
    for where in conditions:
        question = Question(asked, where=parse_conditions(where))
        told = estimate(path, plan, question, engine=spark)
        assert told[0].n > 0, where
        assert same_bits(told, estimate(path, plan, question)), where


def test_a_column_whose_words_would_differ_is_refused(spark: Engine) -> None:
    times = pyarrow.array(
        [datetime.datetime(2026, 10, 1)] * 2, pyarrow.timestamp("us", tz="Asia/Ho_Chi_Minh")
    )
    rows = pyarrow.table({"when": times, "q": [1, 2]})
    with pytest.raises(Refused) as refused:
        estimate(
            rows, Design(stages=(Stage(),)), Question(parse_statistics(["mean:q"]), ("when",)), engine=spark
        )
    (problem,) = refused.value.problems
    assert (problem.code, problem.where.field) == ("CH-7903", "when")


def test_a_damaged_file_is_told_as_duckdb_tells_it(
    spark: Engine, closed: tuple[Path, Design], tmp_path: Path
) -> None:
    path, plan = closed
    content = bytearray(path.read_bytes())
    content[8:2_000] = bytes(1_992)
    damaged = tmp_path / "data.parquet"
    damaged.write_bytes(content)
    with pytest.raises(Refused) as refused:
        estimate(damaged, plan, Question(parse_statistics(["mean:q,x"])), engine=spark)
    (problem,) = refused.value.problems
    assert (problem.code, problem.where.file) == ("CH-3141", str(damaged))


def test_one_process_has_one_session(spark: Engine) -> None:
    from chiso.survey.engines.on_spark import open_spark

    with pytest.raises(WrongCall) as refused, open_spark():
        pass
    assert [problem.code for problem in refused.value.problems] == ["CH-7902"]
