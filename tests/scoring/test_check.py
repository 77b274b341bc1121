"""Published parts against published totals; the sums are made by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from chiso.problems import BadInput
from chiso.scoring.check import CheckReport, check_published
from tests.scoring.building import TITLE, group, leaf, make_framework

VIEW = {
    "key": "by_way",
    "title": TITLE,
    "parts": [{"code": "appraisal", "title": TITLE}, {"code": "survey", "title": TITLE}],
}
FRAMEWORK = make_framework(group("A", leaf("a"), leaf("b")), leaf("c"), leaf("d", role="bonus"), views=[VIEW])
HEADER = "period,unit,unit_name,code,value,source"


def check(*rows: str) -> CheckReport:
    """The report of a file."""
    content = "\n".join((HEADER, *rows, "")).encode()
    return check_published(content, FRAMEWORK)[0]


def test_a_total_is_held_against_its_parts_exactly() -> None:
    report = check("2020,01,Hà Nội,A,4.25,x", "2020,01,Hà Nội,c,3.5,x", "2020,01,Hà Nội,total,7.76,x")
    (found,) = report.sums
    assert (found.code, found.published, found.computed) == ("total", Fraction("7.76"), Fraction("7.75"))
    assert found.difference == Fraction("0.01")
    assert found.row == 4
    assert report.differing == (found,)
    assert found.sentence.in_language("en") == (
        "Hà Nội, 2020, total: published 7.76, its parts make 7.75; difference 0.01 (within rounding)."
    )


def test_every_level_is_held_against_the_one_below() -> None:
    report = check(
        "2020,01,,a,1,x", "2020,01,,b,2,x", "2020,01,,A,3,x", "2020,01,,c,1,x", "2020,01,,total,4,x"
    )
    assert [(found.code, found.difference) for found in report.sums] == [("A", 0), ("total", 0)]
    assert report.differing == ()


def test_a_part_that_is_not_printed_is_made_of_its_own_parts() -> None:
    report = check("2020,01,,a,1,x", "2020,01,,b,2,x", "2020,01,,c,1,x", "2020,01,,total,5,x")
    assert [(found.code, found.difference, found.parts) for found in report.sums] == [
        ("total", 1, ("a", "b", "c"))
    ]


def test_a_bonus_counts_where_it_is_printed() -> None:
    report = check("2020,01,,A,3,x", "2020,01,,c,1,x", "2020,01,,d,2,x", "2020,01,,total,6,x")
    assert report.differing == ()


def test_a_total_without_all_of_its_parts_is_counted_and_not_judged() -> None:
    report = check("2020,01,,A,3,x", "2020,01,,total,9,x")
    assert (report.sums, report.without_parts) == ((), 1)


def test_rounding_is_told_from_more_than_rounding() -> None:
    # Two decimals are printed somewhere, so 3.1 is 3.10: three halves of 0.01 make 0.015.
    report = check(
        "2020,01,,A,3.1,x", "2020,01,,c,1.2,x", "2020,01,,total,4.31,x",
        "2020,02,,A,3.1,x", "2020,02,,c,1.2,x", "2020,02,,total,4.32,x",
    )  # fmt: skip
    assert [found.is_within_rounding for found in report.sums] == [True, False]


def test_figures_of_two_sources_are_not_mixed() -> None:
    report = check(
        "2020,01,,A,3,x", "2020,01,,c,1,x", "2020,01,,total,4,x",
        "2020,01,,A,5,y", "2020,01,,c,1,y", "2020,01,,total,6,y",
    )  # fmt: skip
    assert [(found.source, found.difference) for found in report.sums] == [("x", 0), ("y", 0)]


def test_another_grouping_of_the_publisher_is_recognised() -> None:
    report = check("2020,01,,appraisal,60.5,x", "2020,01,,survey,25,x", "2020,01,,total,85.49,x")
    assert report.view == "by_way"
    assert [found.difference for found in report.sums] == [Fraction("-0.01")]


def test_a_code_that_nobody_knows_is_named() -> None:
    with pytest.raises(BadInput) as refused:
        check("2020,01,,A,3,x", "2020,01,,Z,1,x")
    (problem,) = refused.value.problems
    assert (problem.code, problem.where.row, problem.found) == ("CH-3050", 3, "Z")


@pytest.mark.parametrize(
    ("rows", "code"),
    [(("2020,01,,A,x,s",), "CH-1126"), (("2020,01,,A,1,s", "2020,01,,A,2,s"), "CH-3051")],
)
def test_what_is_no_figure_or_stands_twice_is_named(rows: tuple[str, ...], code: str) -> None:
    with pytest.raises(BadInput) as refused:
        check(*rows)
    assert [problem.code for problem in refused.value.problems] == [code]
