"""The page's answer to "which measures bring Hà Nội off the last place", against every choice of measures.

The page assumes scores of rank 33, since no source gives one. Here each of the 384 choices is looked at, each
with every way in which its measures may fail, from the table of measures that the page itself shows and from
the points of Hà Nội's criteria; nothing of the optimiser is used.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from io import StringIO
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from chiso import verbs
from chiso.examples.service_quality import PERIOD, build_files
from chiso.improvement.gaps.finding import find_gaps
from chiso.improvement.gaps.history import Year
from tests.installation import ROOT

PAGE = (ROOT / "docs/how-to/make-a-plan.md").read_text(encoding="utf-8")
SURE = Fraction(8, 10)


@dataclass(frozen=True)
class Measure:
    """A row of the page's table; `gain`: the points beyond those that Hà Nội has."""

    name: str
    code: str
    gain: Fraction
    cost: int
    requires: str
    probability: Fraction


@dataclass(frozen=True)
class Plan:
    """A choice of measures."""

    done: tuple[Measure, ...]

    @property
    def cost(self) -> int:
        return sum(one.cost for one in self.done)

    @property
    def gain(self) -> Fraction:
        return sum((one.gain for one in self.done), Fraction(0))

    def chance(self, needed: Fraction) -> Fraction:
        """Of all ways to succeed and fail, those that bring what is needed."""
        found = Fraction(0)
        for succeeds in product([True, False], repeat=len(self.done)):
            pairs = list(zip(self.done, succeeds, strict=True))
            if sum((one.gain for one, well in pairs if well), Fraction(0)) >= needed:
                share = Fraction(1)
                for one, well in pairs:
                    share *= one.probability if well else 1 - one.probability
                found += share
        return found


@cache
def published() -> dict[str, Fraction]:
    """The points of Hà Nội on 10 October 2026 as they were printed, by criterion or group, and "total"."""
    rows = csv.DictReader(StringIO(build_files()["published.csv"]))
    return {row["code"]: Fraction(row["value"]) for row in rows if row["unit"] == "01"}


@cache
def scored() -> dict[str, Fraction]:
    """The same of each criterion by the rules; of 3.6 the source prints only the group in which it stands."""
    with TemporaryDirectory() as folder:
        for name, content in build_files().items():
            (Path(folder) / name).write_text(content, encoding="utf-8")
        result, hanoi = verbs.find_unit(
            verbs.score(
                "service-quality@2022", Path(folder) / "answers.csv", period=PERIOD,
                units=Path(folder) / "units.csv",
            ),
            "01",
        )  # fmt: skip
    return {gap.code: gap.points for gap in find_gaps(Year(result, hanoi), "maximum").gaps}


@cache
def measures_of_page() -> tuple[Measure, ...]:
    table = re.search(r"<!-- file: measures-766.csv -->\n```csv\n(.*?)```", PAGE, re.DOTALL)
    assert table is not None
    return tuple(
        Measure(
            row["measure"], row["code"], Fraction(row["points"]) - scored()[row["code"]], int(row["cost"]),
            row["requires"], Fraction(row["probability"]),
        )
        for row in csv.DictReader(StringIO(table[1]))
    )  # fmt: skip


@cache
def choices() -> tuple[Plan, ...]:
    """One row of a criterion or none, and nothing without what it requires; the cheapest first."""
    by_code: dict[str, list[Measure | None]] = {}
    for one in measures_of_page():
        by_code.setdefault(one.code, [None]).append(one)
    found = []
    for picked in product(*by_code.values()):
        done = tuple(one for one in picked if one is not None)
        names = {one.name for one in done}
        if all(not one.requires or one.requires in names for one in done):
            found.append(Plan(done))
    return tuple(sorted(found, key=lambda plan: plan.cost))


def told() -> dict[int, str]:
    """What the page says for each assumed score of rank 33."""
    found = re.findall(
        r"^If rank 33 has (\d+) points:\n(.*?)(?=^If rank|^```|^…)", PAGE, re.DOTALL | re.MULTILINE
    )
    return {int(score): answer for score, answer in found}


def test_the_page_assumes_several_scores_and_says_that_no_source_gives_one() -> None:
    assert list(told()) == [60, 62, 64, 66, 68]
    assert published()["total"] == Fraction("55.23")
    printed = published().keys() & {one.code for one in measures_of_page()}
    assert {code: scored()[code] for code in printed} == {code: published()[code] for code in printed}
    assert {one.code for one in measures_of_page()} - printed == {"3.6"}
    assert all(one.name.startswith("ILLUSTRATION") for one in measures_of_page())
    assert "this project knows no source for it" in PAGE


@pytest.mark.parametrize("score", [60, 62, 64, 66])
def test_for_each_of_them_the_plan_of_the_page_is_the_cheapest_of_all_that_are_sure_enough(
    score: int,
) -> None:
    needed = score - published()["total"]
    sure = [plan for plan in choices() if plan.gain >= needed and plan.chance(needed) >= SURE]
    cheapest = [plan for plan in sure if plan.cost == sure[0].cost]
    answer = re.match(
        r"(\d+) measures?, cost ([\d,]+): the score goes from 55\.23 to ([\d.]+)\.\n"
        r"Probability that the target is reached: ([\d.]+)\.\n([\d. ]+)\n",
        told()[score],
    )
    assert answer is not None
    codes = frozenset(answer[5].split())
    (plan,) = (one for one in cheapest if frozenset(part.code for part in one.done) == codes)
    assert (int(answer[1]), int(answer[2].replace(",", ""))) == (len(plan.done), plan.cost)
    assert Fraction(answer[3]) == published()["total"] + plan.gain
    # The page prints four decimals.
    assert abs(Fraction(answer[4]) - plan.chance(needed)) <= Fraction(1, 20_000)


def test_where_the_page_says_that_none_is_sure_enough_none_is() -> None:
    needed = 68 - published()["total"]
    surest = max(choices(), key=lambda plan: plan.chance(needed))
    assert surest.chance(needed) < SURE
    assert "cannot be reached so surely" in told()[68]
    assert f"{float(surest.chance(needed)):.4f}" in told()[68]


def test_without_the_wish_to_be_sure_two_measures_do_for_62() -> None:
    needed = 62 - published()["total"]
    plan = next(plan for plan in choices() if plan.gain >= needed)
    assert (len(plan.done), plan.cost, published()["total"] + plan.gain) == (2, 450, Fraction("63.4"))
    assert "two measures at 450 would reach 63.4" in PAGE
