"""Who can move a criterion, who owns it, what could be done; and the tables in which people say so."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from chiso.improvement.gaps.finding import Given, find_gaps
from chiso.improvement.gaps.history import Year
from chiso.improvement.gaps.influence import Decided, influence_on
from chiso.improvement.gaps.tables import (
    read_influence,
    read_owners,
    read_solutions,
    read_targets,
)
from chiso.improvement.measures_reading import read_measures
from chiso.problems import BadInput
from chiso.scoring.answers import Answer
from chiso.scoring.result import Result
from tests.scoring.building import group, leaf, make_framework, points, score_units

F = Fraction
NODES = (
    group("1", leaf("1.1", "10", assessed_by=["survey"]), leaf("1.2", "10"), assessed_by=["self"]),
    group("2", leaf("2.1", "10", assessed_by=["self", "survey"]), leaf("2.2", "10")),
)


def league() -> Result:
    own = {"1.1": "4", "1.2": "6", "2.1": "5", "2.2": "7"}
    best = dict.fromkeys(own, "9")
    answers = {
        code: {name: points(value) for name, value in given.items()}
        for code, given in (("u", own), ("v", best))
    }
    answers["u"]["2.2"] = replace(answers["u"]["2.2"], origin="statistic", notes=("số liệu năm trước",))
    return score_units(make_framework(*NODES), answers)


def test_influence_is_said_by_table_answer_or_framework_and_never_guessed() -> None:
    result = league()
    decided = {code: influence_on(result, "u", code, {}) for code in ("1.1", "1.2", "2.1", "2.2")}
    assert decided == {
        "1.1": Decided("citizens", "framework"),
        "1.2": Decided("self_reported", "framework"),
        "2.1": Decided("undecided", "nothing"),
        "2.2": Decided("statistics", "answer"),
    }
    table = read_influence(b"code,influence\n2,publication\n2.2,others\n", result)
    assert influence_on(result, "u", "2.1", table) == Decided("publication", "table")
    assert influence_on(result, "u", "2.2", table) == Decided("others", "table")


def test_what_was_lost_is_summed_by_influence_and_by_agency() -> None:
    result = league()
    owners = read_owners("code,agency,target\n1,Sở A,\n2.1,Sở B,8\n".encode(), result, "u")
    found = find_gaps(Year(result, result.find_unit("u")), "best", Given(owners=owners))
    assert found.lost_by(lambda gap: gap.decided.influence) == {
        "citizens": 5, "undecided": 4, "self_reported": 3, "statistics": 2,
    }  # fmt: skip
    assert found.lost_by(lambda gap: gap.agency) == {"Sở A": 8, "Sở B": 4, "": 2}
    assert found.in_own_hands == 3
    by_code = {gap.code: gap for gap in found.gaps}
    assert by_code["2.1"].target == 8
    assert by_code["2.2"].notes == ("số liệu năm trước",)
    assert [gap.code for gap in found.gaps] == ["1.1", "2.1", "1.2", "2.2"]


def test_measures_are_ranked_by_expected_points_per_effort() -> None:
    result = league()
    table = (
        b"measure,code,level,points,cost,effort,agency,quarter,requires,excludes,probability\n"
        b"slow,1.1,,8,10,40,A,,,,0.5\nquick,1.2,,8,10,10,A,,,,1\nfree,2.1,,6,0,0,A,,,,1\nprepare,,,,5,5,A,,,,1\n"
    )
    given = Given(measures=read_measures(table, name="measures.csv"))
    found = find_gaps(Year(result, result.find_unit("u")), "best", given).opportunities
    # By hand: 1 point for nothing; 2 points for 10 days; half of 4 points for 40 days; none by preparing.
    assert [(one.measure.measure, one.gain, one.expected, one.per_effort) for one in found] == [
        ("free", F(1), F(1), None), ("quick", F(2), F(2), F(1, 5)), ("slow", F(4), F(2), F(1, 20)),
    ]  # fmt: skip


def test_solutions_are_linked_to_criteria_and_to_all_below_a_group() -> None:
    result = league()
    table = "problem,cause,solution,codes\nChậm,Thiếu người,Tuyển người,1; 2.1\n".encode()
    found = find_gaps(
        Year(result, result.find_unit("u")), "best", Given(solutions=read_solutions(table, result))
    )
    linked = {gap.code: [one.solution for one in found.solutions_for(gap.code)] for gap in found.gaps}
    assert linked == {"1.1": ["Tuyển người"], "1.2": ["Tuyển người"], "2.1": ["Tuyển người"], "2.2": []}


TABLES = {
    "targets": lambda content, result: read_targets(content, result, "u"),
    "owners": lambda content, result: read_owners(content, result, "u"),
    "influence": read_influence,
    "solutions": read_solutions,
}


@pytest.mark.parametrize(
    ("table", "content", "codes"),
    [
        (
            "targets",
            "code,target\n1.1,11\n9,3\n1.2,many\n1.2,-1\n",
            ["CH-8313", "CH-8315", "CH-8314", "CH-8316", "CH-8314"],
        ),
        ("targets", "code,target\n1.1,\n", ["CH-8316"]),
        ("owners", "code,agency,target\n1.1,,\n9,A,\n1.2,B,99\n", ["CH-8313", "CH-8314", "CH-8318"]),
        ("influence", "code,influence\n1.1,luck\n9,citizens\n", ["CH-8313", "CH-8317"]),
        ("solutions", "problem,cause,solution,codes\n,,Làm,1.1 9\n", ["CH-8318", "CH-8318", "CH-8313"]),
        ("targets", "code\n1.1\n", ["CH-1010"]),
    ],
)
def test_every_problem_of_a_table_is_told_at_once(table: str, content: str, codes: list[str]) -> None:
    with pytest.raises(BadInput) as refused:
        TABLES[table](content.encode(), league())  # type: ignore[no-untyped-call]
    assert [problem.code for problem in refused.value.problems] == codes


def test_a_target_for_what_does_not_apply_is_refused() -> None:
    framework = make_framework(leaf("a", "10", when_not_applicable="leave_out"), leaf("b", "10"))
    result = score_units(framework, {"u": {"a": Answer("not_applicable"), "b": points("4")}})
    with pytest.raises(BadInput) as refused:
        read_targets(b"code,target\na,5\n", result, "u")
    assert [problem.code for problem in refused.value.problems] == ["CH-8319"]
