"""Years one after another, by hand and on PAPI."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from chiso.frameworks.model import Framework
from chiso.improvement.gaps.finding import find_gaps
from chiso.improvement.gaps.history import Year, alike_codes, follow, movement, order_years
from chiso.periods import parse_period
from chiso.problems import WrongCall
from chiso.scoring.answers import Answers
from chiso.scoring.result import Result
from chiso.scoring.score import score
from tests.improvement.runs import papi
from tests.scoring.building import leaf, make_framework, points, unit

FRAMEWORK = make_framework(*(leaf(code, "10") for code in "abcdef"))
FULL = "10"


def year(written: str, framework: Framework = FRAMEWORK, **scores: dict[str, str]) -> Result:
    answers = {code: {name: points(value) for name, value in own.items()} for code, own in scores.items()}
    return score(framework, Answers.of(answers), [unit(code) for code in scores], parse_period(written))


def of(result: Result, code: str = "u") -> Year:
    return Year(result, result.find_unit(code))


def test_what_was_lost_is_told_by_year() -> None:
    columns: dict[str, tuple[str, str, str]] = {
        "a": ("1", "2", "3"),  # lost in all three years
        "b": (FULL, FULL, "9"),  # only now
        "c": (FULL, "9", "9"),  # now and the year before
        "d": ("1", "9", FULL),  # had again
        "e": (FULL, FULL, FULL),
        "f": ("1", FULL, FULL),  # had, and had the year before
    }
    results = [
        year(str(2018 + at), u={code: values[at] for code, values in columns.items()}) for at in range(3)
    ]
    found = {one.code: one for one in follow([of(results[0]), of(results[1])], of(results[2]), "maximum")}
    states = {code: one.state for code, one in found.items()}
    assert states == {
        "a": "every_year", "b": "newly", "c": "again", "d": "won_back", "e": "kept", "f": "kept",
    }  # fmt: skip
    assert found["a"].lost == (Fraction(9), Fraction(8), Fraction(7))
    assert found["d"].change == 1


def test_before_another_maximum_nothing_is_said() -> None:
    older = make_framework(leaf("a", "5"), *(leaf(code, "10") for code in "bcdef"))
    before = year("2018", older, u=dict.fromkeys("abcdef", "5"))
    now = year("2019", u=dict.fromkeys("abcdef", "5"))
    found = {one.code: (one.lost, one.state) for one in follow([of(before)], of(now), "maximum")}
    assert found["a"] == ((None, Fraction(5)), "first")
    assert found["b"] == ((Fraction(5), Fraction(5)), "every_year")


def test_what_moved_in_the_units_that_rose_is_the_mean_of_their_changes() -> None:
    before = year("2018", u=_of("1", "5"), v=_of("5", "5"), w=_of("3", "5"))
    now = year("2019", u=_of("9", "5"), v=_of("5", "4"), w=_of("4", "5"))
    found = movement(of(before), of(now))
    assert found is not None
    # By hand: u rises from the last place to the first; v falls and w stays.
    assert (found.risers, found.others) == (("u",), 2)
    moved = {one.code: (one.in_risers, one.in_others) for one in found.criteria}
    assert moved["a"] == (Fraction(8), Fraction(1, 2))
    assert moved["b"] == (Fraction(0), Fraction(-1, 2))
    assert found.criteria[0].code == "a"


def _of(a: str, b: str) -> dict[str, str]:
    return {"a": a, "b": b, **dict.fromkeys("cdef", "5")}


@pytest.mark.parametrize("periods", [["2018", "2018"], ["2020"], ["2019"]])
def test_a_year_twice_or_not_before_is_refused(periods: list[str]) -> None:
    every = dict.fromkeys("abcdef", "5")
    now = of(year("2019", u=every))
    with pytest.raises(WrongCall) as refused:
        order_years([of(year(period, u=every)) for period in periods], now)
    assert {problem.code for problem in refused.value.problems} == {"CH-8312"}


def test_papi_of_2018_and_2019_is_followed_where_both_ask_the_same() -> None:
    before, now = of(papi(2018), "01"), of(papi(2019), "01")
    alike = alike_codes(before, now)
    # Dimension 8 had two sub-dimensions of 5 points in 2018 and three of 10/3 from 2019; 26 are asked alike.
    assert set(now.result.framework.nodes_by_code) >= set(alike)
    assert len(alike) == 26
    assert not {code for code in alike if code.startswith("8.")}
    found = find_gaps(now, "median", None, [before])
    states: dict[str, Any] = {gap.code: gap.followed.state for gap in found.gaps if gap.followed is not None}
    assert {code for code, state in states.items() if state == "first"} == {"8.1", "8.2", "8.3"}
    assert found.movement is not None
    assert len(found.movement.risers) + found.movement.others == 61
