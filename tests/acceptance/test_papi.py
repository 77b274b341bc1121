"""All 14 years of PAPI against sums and ranks that are computed here, with decimals, apart from chiso.

Published: Hà Nội 2019 = 41,53, 59th of 63 (the press of April 2020). 869 complete province-years
and the incomplete provinces are counted from the published sub-dimension scores.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.acceptance.calls import call, must, rows, score

FRAMEWORKS = {
    **dict.fromkeys(range(2011, 2016), "papi@2011"),
    **dict.fromkeys(range(2016, 2018), "papi@2016"),
    2018: "papi@2018",
    **dict.fromkeys(range(2019, 2021), "papi@2019"),
    **dict.fromkeys(range(2021, 2025), "papi@2021"),
}
INCOMPLETE = {
    2014: {"24", "87"},
    2018: {"22", "87"},
    2021: {"22", "24", "27"},
    2022: {"24", "27"},
    2023: {"22", "74"},
    2024: {"26", "82"},
}


@pytest.fixture(scope="session")
def papi(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papi") / "papi"
    must("examples", "write", "papi", folder)
    return folder


@pytest.mark.parametrize("year", sorted(FRAMEWORKS))
def test_totals_and_ranks_of_a_year_equal_an_independent_computation(
    papi: Path, tmp_path: Path, year: int
) -> None:
    totals: dict[str, Decimal] = {}
    lacking: set[str] = set()
    for row in rows(papi / "answers.csv"):
        if row["period"] == str(year):
            if row["value"]:
                totals[row["unit"]] = totals.get(row["unit"], Decimal(0)) + Decimal(row["value"])
            else:
                lacking.add(row["unit"])
    complete = {unit: total for unit, total in totals.items() if unit not in lacking}

    ranking = score(papi, FRAMEWORKS[year], str(year), tmp_path / "out")

    assert lacking == INCOMPLETE.get(year, set())
    assert {row["unit"] for row in ranking if row["complete"] == "false"} == lacking
    assert {row["unit"]: Decimal(row["score"]) for row in ranking if row["complete"] == "true"} == complete
    for row in ranking:
        if row["complete"] == "true":
            better = sum(total > complete[row["unit"]] for total in complete.values())
            assert (row["rank"], row["of"]) == (str(better + 1), str(len(complete)))
        else:
            assert (row["rank"], row["score"]) == ("", "")


def test_there_are_869_complete_province_years(papi: Path, tmp_path: Path) -> None:
    complete = 0
    for year, framework in FRAMEWORKS.items():
        ranking = score(papi, framework, str(year), tmp_path / str(year))
        complete += sum(row["complete"] == "true" for row in ranking)
    assert complete == 869


def test_hanoi_of_2019_is_as_the_press_had_it(papi: Path, tmp_path: Path) -> None:
    hanoi = next(row for row in score(papi, "papi@2019", "2019", tmp_path / "out") if row["unit"] == "01")
    assert hanoi["score"].startswith("41.533")
    assert (hanoi["rank"], hanoi["of"]) == ("59", "63")


def test_incomplete_provinces_are_named_on_stderr_and_do_not_fail_the_command(
    papi: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    score(papi, "papi@2018", "2018", tmp_path / "out")
    said = capsys.readouterr().err
    assert "Quảng Ninh" in said
    assert "Đồng Tháp" in said


def test_the_structure_of_another_year_is_refused(papi: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    arguments = ["--units", papi / "units.csv", "--period", "2015", "--out", out]
    assert call("score", "papi@2019", papi / "answers.csv", *arguments) == 4
    assert not out.exists()
