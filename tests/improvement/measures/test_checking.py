"""Measures held against the unit that is to carry them out, and capacities."""

from __future__ import annotations

from fractions import Fraction

import pytest

from chiso.improvement.capacity import Capacity, read_capacity
from chiso.improvement.measures_checking import check_measures
from chiso.improvement.measures_reading import read_measures
from chiso.improvement.optimising.index_model import index_model
from chiso.problems import BadInput
from chiso.scoring.answers import Answer
from chiso.scoring.result import Result
from tests.scoring.building import fact, given, group, leaf, make_framework, points, score_units

COUNT = {"number": {"type": "count"}}
RULE = {"kind": "penalty@1", "amount": {"kind": "per_item@1", "each": "1", "at_most": "100"}}
PENALTY = leaf("2.2", "0", minimum="-100", role="penalty", inputs=COUNT, rule=RULE)
FRAMEWORK = make_framework(
    group("1", leaf("1.1"), leaf("1.2", when_not_applicable="rescale_parent")),
    group(
        "2",
        leaf("2.1", "3", role="bonus"),
        PENALTY,
        leaf("2.3"),
    ),
    fact("3", "number"),
)
ANSWERS = {
    "1.1": points("4"),
    "1.2": Answer(status="not_applicable"),
    "2.1": points("1"),
    "2.2": given(number=Fraction(2)),
    "2.3": points("10"),
    "3": Answer(values={"value": Fraction(1)}),
}


def result() -> Result:
    return score_units(FRAMEWORK, {"u": ANSWERS})


def refused(rows: str, capacity: Capacity | None = None) -> list[tuple[str, int | None, str]]:
    table = "measure,code,points,cost,effort,agency,quarter\n" + rows
    with pytest.raises(BadInput) as problems:
        check_measures(read_measures(table.encode()), result(), "u", capacity)
    return [(one.code, one.where.row, one.where.field) for one in problems.value.problems]


def test_a_measure_must_name_a_criterion_that_can_gain_points() -> None:
    rows = "A,9,5,1,,,\nB,1,5,1,,,\nC,total,5,1,,,\nD,1.2,5,1,,,\nE,3,1,1,,,\n"
    assert refused(rows) == [
        ("CH-8320", 2, "code"),
        ("CH-8320", 3, "code"),
        ("CH-8320", 4, "code"),
        ("CH-8321", 5, "code"),
        ("CH-8321", 6, "code"),
    ]


def test_points_lie_between_todays_and_the_maximum() -> None:
    # 2.1: a bonus of 3 at most; 2.2: what takes points off gives none.
    rows = "A,1.1,10.5,1,,,\nB,1.1,3.9,1,,,\nC,2.1,3.5,1,,,\nD,2.2,1,1,,,\nE,2.2,-3,1,,,\nF,2.2,0,1,,,\n"
    assert refused(rows) == [
        ("CH-8323", 2, "points"),
        ("CH-8324", 3, "points"),
        ("CH-8323", 4, "points"),
        ("CH-8323", 5, "points"),
        ("CH-8324", 6, "points"),
    ]


def test_work_needs_a_capacity_that_is_stated() -> None:
    capacity = read_capacity(b"agency,quarter,effort\nA,Q1,5\n")
    rows = "A,1.1,5,1,2,A,Q2\nB,1.1,6,1,2,B,Q1\nC,1.1,7,1,2,,\nD,1.1,8,1,,,\nE,1.1,9,1,2,A,1\n"
    assert refused(rows, capacity) == [
        ("CH-8328", 2, "quarter"),
        ("CH-8328", 3, "agency"),
        ("CH-8328", 4, "agency"),
    ]


def test_capacities_are_read_with_all_their_problems() -> None:
    with pytest.raises(BadInput) as problems:
        read_capacity(b"agency,quarter,effort\nA,2027-Q1,5\nA,2027/1,6\nB,Q9,x\nC,2027-Q1,-1\nD,Q1,1\n")
    assert [(one.code, one.where.row) for one in problems.value.problems] == [
        ("CH-8332", 3),
        ("CH-8331", 4),
        ("CH-8322", 4),
        ("CH-8329", 5),
        ("CH-8331", 6),
    ]


def test_a_unit_without_a_score_is_told_what_it_lacks() -> None:
    incomplete = score_units(FRAMEWORK, {"u": {code: one for code, one in ANSWERS.items() if code != "2.3"}})
    with pytest.raises(BadInput) as problems:
        index_model(incomplete, "u", ["1.1"])
    (only,) = problems.value.problems
    assert only.code == "CH-8333"
    assert "2.3" in only.expected.in_language("en")


def test_a_geometric_mean_and_an_index_in_which_less_is_better_are_refused_by_name() -> None:
    mean = make_framework(
        group("1", leaf("1.1"), leaf("1.2"), aggregation={"kind": "geometric_mean@1"}),
        index={"higher_is_better": False},
    )
    with pytest.raises(BadInput) as problems:
        index_model(score_units(mean, {"u": {"1.1": points("4"), "1.2": points("9")}}), "u", ["1.1"])
    assert [(one.code, one.where.field) for one in problems.value.problems] == [
        ("CH-8334", "total"),
        ("CH-8334", "1"),
    ]
