"""HDI and PCI by the composite route: equal to the scoring route, and to what was published."""

from __future__ import annotations

import csv
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from chiso.composite.plan_run import run_plan
from chiso.composite.reading import read_indicators
from chiso.composite.run import CompositeRun
from chiso.composite.table import Row
from chiso.examples.writing import write_example
from chiso.figures import round_figure
from chiso.frameworks.composite.library import load_composite
from chiso.verbs import score
from tests.composite.making import TABLES

# Before rounding: the scoring route is exact up to its 28 digits, floats keep some sixteen.
CLOSE = 1e-12


@cache
def rows_of(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@cache
def composite_run(example: str) -> CompositeRun:
    """The index of the example's own table of figures."""
    framework = load_composite(f"{example}-composite@2021")
    with TemporaryDirectory() as folder:
        write_example(example, Path(folder) / example)
        read = read_indicators(framework, Path(folder) / example / "indicators.csv")
    return run_plan(framework, read.table)


def by_the_scoring_route(example: str, framework: str, period: str, folder: Path) -> dict[Row, Fraction]:
    write_example(example, folder)
    scored = score(framework, folder / "answers.csv", period=period, units=folder / "units.csv")
    (result,) = scored.results
    totals = {Row(unit.code, period): result.node(unit.uid).points for unit in result.units}
    # The registry has countries that the source has no figures of in this year.
    return {row: points for row, points in totals.items() if points is not None}


def for_print(figure: float, places: int) -> Fraction:
    """Rounded half up from the twelve digits to which a float is sure: it cannot hold 69.235 itself."""
    return round_figure(Fraction(f"{figure:.12g}"), places, "half_up")


@pytest.mark.parametrize("year", ["1990", "2021"])
def test_hdi_is_the_same_by_both_routes_before_it_is_rounded(year: str, tmp_path: Path) -> None:
    run = composite_run("hdi")
    ours = dict(zip(run.stages["Aggregated"].rows, run.scores.tolist(), strict=True))
    theirs = by_the_scoring_route("hdi", "hdi@2021", year, tmp_path)
    published = {row["unit"] for row in rows_of("hdi.csv") if row["period"] == year}
    assert {row.unit for row in theirs} == published
    for row, total in theirs.items():
        assert ours[row] == pytest.approx(float(total), rel=CLOSE, abs=0)


def test_every_published_hdi_comes_out_to_its_last_digit() -> None:
    run = composite_run("hdi")
    published = [Fraction(row["published"]) for row in rows_of("hdi.csv")]
    assert len(published) == 5571
    assert [for_print(figure, 3) for figure in run.scores.tolist()] == published


def test_pci_is_the_same_by_both_routes_before_it_is_rounded(tmp_path: Path) -> None:
    run = composite_run("pci")
    theirs = by_the_scoring_route("pci", "pci@2021", "2021", tmp_path)
    assert len(theirs) == 21
    for row, figure in zip(run.stages["Aggregated"].rows, run.scores.tolist(), strict=True):
        assert figure == pytest.approx(float(theirs[row]), rel=CLOSE, abs=0)
        assert for_print(figure, 2) == round_figure(theirs[row], 2, "half_up")


def test_pci_is_the_published_one_as_far_as_rounded_sub_indices_can_tell() -> None:
    """A sub-index of two digits is off by up to 0.005 and the weights add up to 10: so a total by up to 0.05.

    Within half of the last digit are the ten that are so by the scoring route (tests/examples), and every
    rank comes out.
    """
    run = composite_run("pci")
    ours = {row.unit: figure for row, figure in zip(run.stages["Aggregated"].rows, run.scores, strict=True)}
    published = rows_of("pci_2021.csv")
    assert len(published) == len(ours) == 21
    gaps = [abs(for_print(ours[row["unit"]], 9) - Fraction(row["total"])) for row in published]
    assert max(gaps) == Fraction(2, 100)
    assert sum(gap <= Fraction(5, 1000) for gap in gaps) == 10
    assert sorted(ours, key=lambda unit: -ours[unit]) == [row["unit"] for row in published]
