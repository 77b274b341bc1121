"""Estimates behind answers: what their table must be, and how sure points and ranks are, by hand."""

import copy
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from chiso.frameworks.model import TOTAL
from chiso.problems import BadInput
from chiso.scoring.intervals import NodeInterval, rank_ranges
from chiso.scoring.run import INTERVALS, read_run, recompute, write_run
from tests.publication.estimated_run import (
    FRAMEWORK,
    RECORD,
    UNITS,
    WHY,
    answer_rows,
    estimate_rows,
    score_estimated,
    write_estimated_run,
)


def changed(rows: list[str], old: str, new: str) -> list[str]:
    assert any(old in row for row in rows)
    return [row.replace(old, new) for row in rows]


def codes(**given: object) -> list[str]:
    with pytest.raises(BadInput) as refused:
        score_estimated(**given)  # type: ignore[arg-type]
    return [one.code for one in refused.value.problems]


def test_points_lie_between_what_both_ends_of_the_estimates_give() -> None:
    intervals = score_estimated().intervals[0]
    assert intervals.of("u1", "A") == NodeInterval(Fraction(34), Fraction("37.6"))
    assert intervals.of("u1")[:2] == (Fraction(76), Fraction("90.4"))  # type: ignore[index]
    assert intervals.of("u2")[:2] == (Fraction(44), Fraction("63.6"))  # type: ignore[index]
    assert intervals.of("u3", "B") == NodeInterval(Fraction(36), Fraction("47.4"))


def test_what_is_not_told_has_neither_an_interval_nor_a_total() -> None:
    intervals = score_estimated().intervals[0]
    assert intervals.of("u3", "A") is None
    assert intervals.of("u3") is None


def test_units_within_their_errors_share_their_ranks_and_one_far_behind_does_not() -> None:
    intervals = score_estimated().intervals[0]
    ranks = {uid: intervals.of(uid)[2:] for uid in ("u1", "u4", "u2")}  # type: ignore[index]
    assert ranks == {"u1": (1, 2), "u4": (1, 2), "u2": (3, 3)}


def test_fewer_degrees_of_freedom_leave_more_ranks_open() -> None:
    # With df = 1 the bound for 3 pairs at 95 % is 38.19 against 12.71, three times as wide (by hand from
    # tan(π/2 (1 − p))): 54 + 3.005 × 9.6 lies above 82 − 3.005 × 8.
    rows = [row.replace(",0.02,50,", ",0.02,1,") for row in estimate_rows()]
    intervals = score_estimated(estimates=rows).intervals[0]
    assert intervals.of("u2")[2:] == (1, 3)  # type: ignore[index]


@pytest.mark.parametrize("basis", ["quota", "open"])
def test_without_a_basis_for_errors_there_is_no_interval_and_no_range_of_ranks(basis: str) -> None:
    scored = score_estimated(estimates=estimate_rows(basis))
    assert scored.intervals[0].by_unit == {}


@pytest.mark.parametrize("basis", ["quota", "open"])
def test_an_error_without_a_basis_for_it_is_refused(basis: str) -> None:
    rows = [row.replace("probability", basis) for row in estimate_rows()]
    assert set(codes(estimates=rows)) == {"CH-7953"}


def test_one_estimate_without_an_interval_leaves_no_range_of_ranks() -> None:
    rows = changed(estimate_rows(), "0.9,0.02,50,200,1.1,0.85,0.94", "0.9,,,200,,,")
    intervals = score_estimated(estimates=rows).intervals[0]
    assert intervals.of("u1") is None
    assert intervals.of("u2") == NodeInterval(Fraction(44), Fraction("63.6"))


def test_bases_are_not_mixed() -> None:
    rows = [*estimate_rows()[:-1], f"2026,003,A,satisfied,,,,,,,,suppressed,open,{WHY}"]
    assert codes(estimates=rows) == ["CH-7964"]


def test_an_answer_that_is_not_the_estimate_is_refused() -> None:
    assert codes(estimates=changed(estimate_rows(), ",0.6,0.02", ",0.61,0.02")) == ["CH-7955"]


def test_an_estimate_without_its_answer_and_an_answer_without_its_estimate_are_refused() -> None:
    assert codes(answers=answer_rows()[1:]) == ["CH-7951"]
    assert codes(estimates=estimate_rows()[1:]) == ["CH-7961"]


def test_a_row_that_stands_twice_is_refused() -> None:
    assert codes(estimates=[*estimate_rows(), estimate_rows()[0]]) == ["CH-7952"]


def test_a_suppressed_row_says_why_and_has_no_figure() -> None:
    bare = f"suppressed,probability,{WHY}"
    assert codes(estimates=changed(estimate_rows(), bare, "suppressed,probability,")) == ["CH-7954"]
    hidden = "003,A,satisfied,,,,,,,,suppressed"
    assert codes(estimates=changed(estimate_rows(), hidden, "003,A,satisfied,,,,21,,,,suppressed")) == [
        "CH-7954"
    ]


def test_a_suppressed_figure_is_not_answered() -> None:
    rows = [*answer_rows()[:-1], "2026,003,A,satisfied,,,650,1000,,given,,survey,"]
    assert codes(answers=rows) == ["CH-7956"]


def test_every_problem_is_told_at_once() -> None:
    rows = changed(estimate_rows(), ",0.6,0.02", ",sixty,0.02")
    rows = changed(rows, "0.5,0.02,50,200,1.1,0.4,0.6,shown", "0.5,0.02,50,200,1.1,0.55,0.6,seen")
    assert sorted(codes(estimates=rows)) == ["CH-7950", "CH-7950", "CH-7954", "CH-7961"]


def test_an_interval_holds_its_estimate() -> None:
    assert codes(estimates=changed(estimate_rows(), "0.85,0.94", "0.91,0.94")) == ["CH-7963"]


def test_fewer_people_than_the_rules_allow_are_not_shown() -> None:
    assert set(codes(estimates=changed(estimate_rows(), ",200,", ",9,"))) == {"CH-7965"}


def test_a_record_that_is_none_is_refused() -> None:
    assert codes(record={"format": "chiso-estimates/1", "level": "95"}) == ["CH-7959"]


def test_a_rule_that_would_turn_the_direction_of_writing_is_refused() -> None:
    turned = {**RECORD, "rules": [{"en": "suppressed\u202e: gnihton"}]}
    assert codes(record=turned) == ["CH-7959"]


def test_a_reason_that_is_no_line_of_visible_characters_is_refused() -> None:
    assert codes(estimates=changed(estimate_rows(), WHY, "fewer\u202e: gnihton")) == ["CH-7950"]


@pytest.mark.parametrize("level", ["1/10000000000000000000000", "0." + "9" * 30])
def test_a_level_that_no_interval_has_is_refused(level: str) -> None:
    assert codes(record={**RECORD, "level": level}) == ["CH-7959"]


def test_a_table_without_a_row_of_the_period_is_refused() -> None:
    assert codes(estimates=[row.replace("2026,", "2025,", 1) for row in estimate_rows()]) == ["CH-1110"]


def test_a_figure_whose_people_are_not_told_is_not_shown_where_the_rules_ask_for_some() -> None:
    assert set(codes(estimates=changed(estimate_rows(), ",200,", ",,"))) == {"CH-7965"}


@pytest.mark.parametrize("df", ["0", "0.001", "1"])
def test_degrees_of_freedom_below_one_count_as_one(df: str) -> None:
    rows = [row.replace(",0.02,50,", f",0.02,{df},") for row in estimate_rows()]
    assert score_estimated(estimates=rows).intervals[0].of("u2")[2:] == (1, 3)  # type: ignore[index]


def test_what_a_later_layer_says_by_itself_is_no_estimate() -> None:
    """001 has 100 of 1,000 in the end: exactly 4 points of A; only B moves within its interval."""
    rows = [*answer_rows(), "2026,001,A,satisfied,,,100,1000,,given,council,inspection,"]
    intervals = score_estimated(answers=rows).intervals[0]
    assert intervals.of("u1", "A") is None
    assert intervals.of("u1")[:2] == (Fraction(4 + 42), Fraction("56.8"))  # type: ignore[index]


def test_a_unit_that_nobody_was_asked_about_is_exact_and_has_a_range_of_ranks() -> None:
    """Every pair is counted from both of its ends: 82 exactly lies within 76 to 90.4."""
    answers = [row.replace("survey", "agency") if ",004," in row else row for row in answer_rows()]
    rows = [row for row in estimate_rows() if ",004," not in row]
    intervals = score_estimated(answers=answers, estimates=rows).intervals[0]
    assert intervals.of("u1")[2:] == (1, 2)  # type: ignore[index]
    assert intervals.of("u4") == NodeInterval(Fraction(82), Fraction(82), 1, 2)


def test_the_place_among_all_units_has_no_interval_since_everybody_moves() -> None:
    tree: Any = copy.deepcopy(FRAMEWORK)
    tree["nodes"][1]["rule"] = {"kind": "min_max@1", "lowest": "0", "highest": "60"}
    intervals = score_estimated(tree=tree).intervals[0]
    assert intervals.of("u1", "A") == NodeInterval(Fraction(34), Fraction("37.6"))
    assert [intervals.of(unit, code) for unit in ("u1", "u2", "u4") for code in ("B", TOTAL)] == [None] * 6


Drawn = tuple[int, int, int, int | None]
SCORES = st.lists(
    st.tuples(st.integers(0, 100), st.integers(0, 20), st.integers(0, 20), st.sampled_from([None, 3, 50])),
    min_size=2,
    max_size=7,
)


@given(SCORES)
def test_ranges_of_ranks_are_those_of_all_pairs_one_by_one(given_: list[Drawn]) -> None:
    """Beside the definition: each pair by itself, in floating point, with the quantiles of SciPy."""
    found = rank_ranges(
        [(f"u{n}", Fraction(s), Fraction(s - below), Fraction(s + above), df)
         for n, (s, below, above, df) in enumerate(given_)],
        level=Fraction(19, 20),
    )  # fmt: skip
    k = len(given_)

    def factor(df: int | None) -> float:
        law = scipy.stats.norm if df is None else scipy.stats.t(df)
        return float(law.isf(0.05 / (k * (k - 1))) / law.isf(0.025))

    def is_ahead(one: Drawn, other: Drawn) -> bool:
        spread = (factor(one[3]) * one[1]) ** 2 + (factor(other[3]) * other[2]) ** 2
        return bool(one[0] - other[0] > spread**0.5)

    for n, one in enumerate(given_):
        ahead = sum(is_ahead(other, one) for other in given_)
        behind = sum(is_ahead(one, other) for other in given_)
        assert found[f"u{n}"] == (1 + ahead, k - behind)
        rank = 1 + sum(other[0] > one[0] for other in given_)
        assert found[f"u{n}"][0] <= rank <= found[f"u{n}"][1]


UNDER_ONE = UNITS.replace("u1,001,Hồng Hà,commune,phường,,", "u1,001,Hồng Hà,commune,phường,u2,").replace(
    "u3,003,Đồng Tâm,commune,phường,,", "u3,003,Đồng Tâm,commune,phường,u2,"
)


def test_the_one_part_that_is_not_told_follows_from_the_whole_and_the_others() -> None:
    # Phúc Xá is made the whole of Hồng Hà and Đồng Tâm: what is left of it is Đồng Tâm.
    to_protect = {**RECORD, "disclosure": [{"vi": WHY, "en": "fewer"}]}
    assert codes(units=UNDER_ONE, record=to_protect) == ["CH-7957"]


def test_a_reason_with_a_semicolon_protects_as_well() -> None:
    why = "quá ít người; có thể nhận ra"
    to_protect = {**RECORD, "disclosure": [{"vi": why, "en": "fewer"}]}
    rows = changed(estimate_rows(), WHY, f"{why}; khoảng rộng")
    assert codes(units=UNDER_ONE, record=to_protect, estimates=rows) == ["CH-7957"]


def test_a_part_that_is_the_sum_of_its_own_parts_hides_nothing() -> None:
    """004 is the only part of 001: so 001 is told by it, and 003 by 002 and 001."""
    units = UNDER_ONE.replace("u4,004,Yên Phụ,commune,phường,,", "u4,004,Yên Phụ,commune,phường,u1,")
    to_protect = {**RECORD, "disclosure": [{"vi": WHY, "en": "fewer"}]}
    hidden = f"2026,001,A,satisfied,,,,,,,,suppressed,probability,{WHY}"
    rows = [hidden if row.startswith("2026,001,A") else row for row in estimate_rows()]
    answers = ["2026,001,A,satisfied,,,,,,missing,,survey,", *answer_rows()[1:]]
    assert codes(units=units, record=to_protect, estimates=rows, answers=answers) == ["CH-7957", "CH-7957"]


def test_what_is_hidden_as_unreliable_may_be_worked_out() -> None:
    assert score_estimated(units=UNDER_ONE).intervals


def test_a_run_keeps_its_estimates_and_is_computed_again_from_them(tmp_path: Path) -> None:
    write_estimated_run(tmp_path / "run")
    run = read_run(tmp_path / "run")
    again = recompute(run.files)
    assert {name: run.files[name] for name in again} == dict(again)
    assert run.text(INTERVALS).splitlines()[1:4] == [
        "2026,,001,total,76,90.4,1,2",
        "2026,,001,A,34,37.6,,",
        "2026,,001,B,42,52.8,,",
    ]
    assert run.results[0].node("u1", TOTAL).points == 84


def test_a_run_without_estimates_is_what_it_always_was(tmp_path: Path) -> None:
    scored = score_estimated()
    bare = write_run(type(scored)(scored.results, scored.answers), tmp_path / "run")
    assert sorted(bare.files) == [
        "inputs/answers.csv", "inputs/framework.json", "inputs/units.csv", "ranking.csv", "run.json",
        "scores.csv", "trace.json",
    ]  # fmt: skip
