"""The gaps of Hà Nội in real figures, against what was published."""

from __future__ import annotations

import csv
from fractions import Fraction
from io import StringIO
from pathlib import Path

import pytest

from chiso import verbs
from chiso.examples.service_quality import PERIOD, build_files
from chiso.improvement.gaps.distances import AGAINST, Targets
from chiso.improvement.gaps.finding import Given, find_gaps
from chiso.improvement.gaps.history import Year
from chiso.improvement.gaps.writing import lost_by_field
from chiso.scoring.exact import exact_sum
from tests.improvement.runs import papi


def test_what_hanoi_lacks_in_decision_766_is_what_the_published_groups_lack(tmp_path: Path) -> None:
    files = build_files()
    for name in ("answers.csv", "units.csv"):
        (tmp_path / name).write_text(files[name], encoding="utf-8")
    scored = verbs.score(
        "service-quality@2022", tmp_path / "answers.csv", period=PERIOD, units=tmp_path / "units.csv"
    )
    result, hanoi = verbs.find_unit(scored, "01")
    found = find_gaps(Year(result, hanoi), "maximum")
    published = {
        row["code"]: Fraction(row["value"])
        for row in csv.DictReader(StringIO(files["published.csv"]))
        if row["unit"] == "01"
    }
    # The source prints 55.23 of 100, and the points of each group.
    assert found.distance.difference == 100 - published["total"]
    framework = result.framework
    groups = {node.code: node.max_points or Fraction(0) for node in framework.nodes}
    printed = {code: most - published[code] for code, most in groups.items() if code in published}
    assert {code: lost for code, lost in lost_by_field(found).items() if code in printed} == printed
    assert len(printed) >= 4
    assert exact_sum(gap.lost for gap in found.gaps) == found.distance.difference


@pytest.mark.parametrize("year", [2019, 2020, 2021])
@pytest.mark.parametrize("against", [one for one in AGAINST if one != "group"])
def test_the_gaps_of_hanoi_in_papi_add_up_in_every_year(year: int, against: str) -> None:
    result = papi(year)
    targets = Targets({"7.2": Fraction(7, 4), "4.3": Fraction(21, 20), "total": Fraction(45)})
    hanoi = result.find_unit("01")
    found = find_gaps(Year(result, hanoi), against, Given(targets=targets))  # type: ignore[arg-type]
    assert exact_sum(gap.lost for gap in found.gaps) + found.beside == found.distance.difference
    # A plain sum: nothing but the medians, and what the target of the total asks beyond, is left beside.
    if against not in ("median", "target"):
        assert found.beside == 0
