"""Errors of PAPI 2019 by assumption: the sample as PAPI describes it, the formula by hand, their size.

PAPI states 207 districts, 414 communes, 828 villages and about 14,000 people (papi.org.vn, questions and
answers).
"""

from __future__ import annotations

import csv
import io
import math
import statistics
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from chiso.examples import papi_errors, write_example
from chiso.examples.papi_errors import SAMPLES, SMALL, build_files, people_asked
from chiso.examples.tables import rows_of
from chiso.problems import WrongCall
from chiso.robustness.specification import ErrorColumn, read_specification
from tests.cli.calling import call


def table(name: str, same_village: Fraction = papi_errors.SAME_VILLAGE) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(build_files(same_village)[name])))


def units() -> list[str]:
    return sorted({row["unit"] for row in rows_of("papi.csv")})


def test_the_sample_is_the_one_that_papi_describes() -> None:
    districts = sum(SAMPLES.get(unit, SMALL)[0] for unit in units())
    assert (districts, 2 * districts, 4 * districts) == (207, 414, 828)
    assert [people_asked(unit) for unit in ("01", "79", "40", "02")] == [576, 576, 384, 192]
    assert sum(map(people_asked, units())) == 2 * 576 + 4 * 384 + 57 * 192 == 13_632


@pytest.mark.parametrize(("unit", "people", "asked"), [("01", 576, 24), ("38", 384, 16), ("02", 192, 16)])
def test_an_error_is_the_largest_spread_over_the_root_of_the_effective_people(
    unit: str, people: int, asked: int
) -> None:
    """By hand for 1.1, whose dimension has four parts: a scale from 0.25 to 2.5."""
    (scores,) = (row for row in rows_of("papi.csv") if (row["period"], row["unit"]) == ("2019", unit))
    score = float(scores["1.1"])
    by_hand = math.sqrt((score - 0.25) * (2.5 - score) * (1 + (asked - 1) * 0.05) / people)
    (row,) = (row for row in table("errors.csv") if (row["unit"], row["code"]) == (unit, "1.1"))
    assert float(row["se"]) == pytest.approx(by_hand, abs=1e-6)


def test_the_error_of_a_total_is_the_root_of_the_sum_of_squares() -> None:
    for row in table("totals.csv"):
        own = [float(one["se"]) for one in table("errors.csv") if one["unit"] == row["unit"]]
        assert len(own) == 29
        assert float(row["se"]) == pytest.approx(math.sqrt(sum(se * se for se in own)), abs=5e-6)
    hanoi = next(row for row in table("totals.csv") if row["unit"] == "01")
    assert round(float(hanoi["estimate"]), 2) == 41.53, "as published"


def test_more_likeness_within_a_village_makes_larger_errors() -> None:
    none, some, whole = (
        [float(row["se"]) for row in table("errors.csv", Fraction(share))] for share in ("0", "0.05", "1")
    )
    # 192 people in 12 villages who answer alike are 12 people; 24 in a village of Hà Nội the same.
    ratio = [large / small for large, small in zip(whole, none, strict=True)]
    assert ratio[0] == pytest.approx(math.sqrt(24), rel=1e-3)
    assert ratio[-1] == pytest.approx(math.sqrt(16), rel=1e-3)
    assert all(small < middle < large for small, middle, large in zip(none, some, whole, strict=True))


def test_the_assumption_stands_in_the_specification_in_both_languages() -> None:
    spec = read_specification(build_files(Fraction(1, 10))["sampling-error.yaml"].encode())
    assert isinstance(spec.data_error, ErrorColumn)
    assert spec.data_error.source is not None
    english, vietnamese = (spec.data_error.source.in_language(language) for language in ("en", "vi"))
    for said, share in ((english, "0.1"), (vietnamese, "0,1")):
        assert "papi.org.vn" in said
        assert share in said.split()
    assert "no source gives errors by province" in english


def _changes(codes: list[str]) -> Iterator[list[float]]:
    rows = {(row["period"], row["unit"]): row for row in rows_of("papi.csv")}
    for code in codes:
        yield [float(rows["2020", unit][code]) - float(rows["2019", unit][code]) for unit in units()]


def test_the_errors_are_of_the_size_that_two_years_in_a_row_leave_room_for() -> None:
    """The figures that docs/reference/robustness.md states: 0.48 of changes, 0.54 of the assumption; of sums
    0.93, 1.7 times as much, and 1.09 with 8.3."""
    codes = [code for code in next(iter(rows_of("papi.csv"))) if code not in ("period", "unit", "8.3")]
    left = math.sqrt(sum(statistics.variance(changes) / 2 for changes in _changes(codes)))
    squares = [float(row["se"]) ** 2 for row in table("errors.csv") if row["code"] != "8.3"]
    assumed = math.sqrt(sum(squares) / 63)
    assert (round(left, 2), round(assumed, 2)) == (0.48, 0.54)
    without, whole = (
        statistics.stdev(sum(changes) for changes in zip(*_changes(summed), strict=True)) / math.sqrt(2)
        for summed in (codes, [*codes, "8.3"])
    )
    assert (round(without, 2), round(without / assumed, 1), round(whole, 2)) == (0.93, 1.7, 1.09)


def test_a_share_that_is_none_is_refused_and_so_is_one_for_another_example(tmp_path: Path) -> None:
    for name, share in (("papi-errors", Fraction(2)), ("papi-errors", Fraction(-1)), ("papi", Fraction(0))):
        with pytest.raises(WrongCall) as refused:
            write_example(name, tmp_path / "x", same_village=share)
        assert [problem.code for problem in refused.value.problems] == ["CH-8220"]
    answered = call("examples", "write", "papi-errors", tmp_path / "x", "--same-village", "half")
    assert (answered.exit, answered.codes) == (2, ["CH-8220"])
    assert not (tmp_path / "x").exists()
