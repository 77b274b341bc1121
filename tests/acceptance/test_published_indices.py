"""Decision 766, PCI and HDI against the figures that their publishers printed."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from tests.acceptance.calls import must, rows, score


def test_hanoi_under_decision_766_comes_out_to_the_printed_digit(tmp_path: Path) -> None:
    """Every printed figure of the day: 22 of Hà Nội with points, one of Ba Vì, eight ratios."""
    folder, out = tmp_path / "example", tmp_path / "out"
    must("examples", "write", "service-quality", folder)
    score(folder, "service-quality@2022", "2026@2026-10-10", out)
    computed = {(row["unit"], row["code"]): row for row in rows(out / "scores.csv")}
    printed = [row for row in rows(folder / "published.csv") if row["value"]]
    assert len(printed) == 23
    for row in printed:
        assert Decimal(computed[row["unit"], row["code"]]["points"]) == Decimal(row["value"]), row["code"]


def test_every_printed_ratio_is_the_measured_value_of_its_trace(tmp_path: Path) -> None:
    """Eight criteria (3.1 to 3.6, 5.1a, 5.1b) are printed as a ratio only; the others have both."""
    folder, out = tmp_path / "example", tmp_path / "out"
    must("examples", "write", "service-quality", folder)
    score(folder, "service-quality@2022", "2026@2026-10-10", out)
    traced = json.loads((out / "trace.json").read_text("utf-8"))["leagues"][0]["units"]["01"]
    printed = {
        row["code"]: Decimal(row["ratio_percent"])
        for row in rows(folder / "published_ratios.csv")
        if row["unit"] == "01"
    }
    without_points = {"3.1", "3.2", "3.3", "3.5", "3.5b", "3.6", "5.1a", "5.1b"}
    assert without_points <= set(printed)
    leaves = [code for code in printed if "measured" in traced[code]]
    assert len(leaves) == 23
    for code in leaves:
        measured = 100 * Fraction(traced[code]["measured"])
        assert abs(measured - Fraction(printed[code])) <= Fraction(1, 200), code


def test_pci_of_2021_has_the_published_ranks_and_totals(tmp_path: Path) -> None:
    """21 provinces; totals within 0.02, since sub-indices are printed to two places.

    The 21 are the top of a table of 63, so their published ranks are 1 to 21.
    """
    folder, out = tmp_path / "example", tmp_path / "out"
    must("examples", "write", "pci", folder)
    ranking = {row["unit"]: row for row in score(folder, "pci@2021", "2021", out)}
    published = [row for row in rows(folder / "published.csv") if row["code"] == "total"]
    assert len(published) == len(ranking) == 21
    differences = []
    for row in published:
        assert ranking[row["unit"]]["rank"] == row["rank"]
        differences.append(abs(Decimal(ranking[row["unit"]]["score"]) - Decimal(row["value"])))
    assert max(differences) <= Decimal("0.02")
    assert sum(difference <= Decimal("0.005") for difference in differences) == 10


@pytest.mark.parametrize("years", [range(1990, 2001), range(2001, 2012), range(2012, 2022)])
def test_hdi_reproduces_to_the_published_three_decimals(tmp_path: Path, years: range) -> None:
    folder = tmp_path / "example"
    must("examples", "write", "hdi", folder)
    published = {(row["period"], row["unit"]): row["value"] for row in rows(folder / "published.csv")}
    assert len(published) == 5571
    for year in years:
        ranking = score(folder, "hdi@2021", str(year), tmp_path / str(year))
        computed = {row["unit"]: row["score"] for row in ranking if row["complete"] == "true"}
        wanted = {unit: value for (period, unit), value in published.items() if period == str(year)}
        assert set(wanted) <= set(computed)
        for unit, value in wanted.items():
            assert Decimal(computed[unit]) == Decimal(value), (year, unit)
