"""Estimates become answers by the contract of scoring: counts, values, withheld and missing ones."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from chiso.frameworks.loader import read_framework
from chiso.problems import BadInput
from chiso.scoring.answers import ANSWER_COLUMNS as SCORING_COLUMNS
from chiso.survey.estimates import Estimate
from chiso.survey.estimates_handed import record_behind
from chiso.survey.handing_over import (
    ANSWER_COLUMNS,
    FORMAT,
    SurveyAnswer,
    answers_of,
    read_map,
    smallest_count,
)
from chiso.survey.index_table import Count
from chiso.survey.publishing_rules import load_rules, suppressed
from tests.survey.small_framework import FRAMEWORK

ROW = Estimate("2026", "A", "index", 0.75, se=0.02, df=20, n=200, ci_low=0.7, ci_high=0.79)
COUNT = Count("2026", "A", "index", 750_000_000, 1_000_000_000, 150, 200, 0.75)
MAP = f"""
format: {FORMAT}
leaves:
  "1": {{estimate: index}}
  "2": {{estimate: index, input: share}}
  "3": {{estimate: index, times: "100"}}
"""


def handed(*rows: Estimate, mapping: str = MAP, **choices: object) -> dict[tuple[str, str], SurveyAnswer]:
    found = answers_of(
        rows, read_framework(FRAMEWORK.encode()), read_map(mapping.encode()), **choices  # type: ignore[arg-type]
    )  # fmt: skip
    return {(one.unit, one.code): one for one in found}


def codes_of(*rows: Estimate, mapping: str = MAP, **choices: object) -> list[str]:
    with pytest.raises(BadInput) as refused:
        handed(*rows, mapping=mapping, **choices)
    return [one.code for one in refused.value.problems]


def test_the_columns_are_those_that_scoring_reads() -> None:
    assert ANSWER_COLUMNS == SCORING_COLUMNS
    assert len(SurveyAnswer("2026", "A", "1", "ratio").cells()) == len(SCORING_COLUMNS)


def test_counts_of_enough_people_are_handed_over_as_whole_numbers() -> None:
    one = handed(ROW, counts=[COUNT], smallest=10)["A", "1"]
    assert (one.numerator, one.denominator, one.value, one.status) == (
        "750000000",
        "1000000000",
        "",
        "given",
    )
    assert one.note == "n=200, se=0.020000"


@pytest.mark.parametrize(("chosen", "asked"), [(191, 200), (9, 200), (200, 200), (0, 200)])
def test_counts_of_few_people_on_either_side_stay_in_the_office(chosen: int, asked: int) -> None:
    count = replace(COUNT, chosen_n=chosen, asked_n=asked)
    one = handed(ROW, counts=[count], smallest=10)["A", "1"]
    assert (one.numerator, one.denominator, one.value, one.status) == ("", "", "0.75", "withheld")


def test_without_counts_the_value_alone_goes_over() -> None:
    found = handed(ROW)
    assert (found["A", "1"].value, found["A", "1"].status) == ("0.75", "withheld")
    assert (found["A", "2"].value, found["A", "2"].status) == ("0.75", "given")
    assert (found["A", "3"].value, found["A", "3"].status) == ("75", "given")


def test_a_value_loses_no_digit_on_its_way() -> None:
    third = replace(ROW, estimate=1 / 3)
    found = handed(third)
    assert float(found["A", "2"].value) == 1 / 3
    assert handed(replace(ROW, estimate=1e-7))["A", "2"].value == "0.0000001"


def test_a_suppressed_figure_is_missing_with_its_reason() -> None:
    for choices in ({}, {"counts": [COUNT], "smallest": 10}):
        one = handed(suppressed(ROW, "too few"), **choices)["A", "1"]
        assert (one.status, one.note) == ("missing", "too few")
        assert (one.value, one.numerator, one.denominator) == ("", "", "")


def test_a_suppressed_figure_is_scored_only_where_somebody_asks_for_it() -> None:
    hidden = suppressed(ROW, "too few")
    asked = {"counts": [COUNT], "smallest": 10, "when_suppressed": "withheld"}
    one = handed(hidden, **asked)["A", "1"]
    assert (one.status, one.value) == ("withheld", "0.75")
    # Nobody can withhold what is not at hand.
    assert handed(hidden, when_suppressed="withheld")["A", "1"].status == "missing"


def test_the_whole_goes_over_only_where_it_is_said_which_unit_it_is() -> None:
    whole = replace(ROW, unit="")
    assert handed(whole) == {}
    assert ("01", "1") in handed(whole, mapping=MAP + 'units: {"": "01"}\n')


def test_ratings_are_scored_only_where_the_map_names_their_basis() -> None:
    open_ratings = replace(ROW, sampling_basis="open", se=math.nan)
    assert codes_of(open_ratings) == ["CH-3203"]
    assert handed(open_ratings, mapping=MAP + "basis: open\n")["A", "2"].note == "n=200"
    assert codes_of(ROW, mapping=MAP + "basis: open\n") == ["CH-3203"]
    assert codes_of(ROW, replace(open_ratings, unit="B")) == ["CH-3192"]


def test_an_unreliable_figure_says_so() -> None:
    assert handed(replace(ROW, flag="unreliable"))["A", "2"].note.endswith("unreliable")


def test_every_mistake_of_a_map_is_told_at_once() -> None:
    mapping = f"""
format: {FORMAT}
leaves:
  "9": {{estimate: index}}
  "1": {{estimate: elsewhere}}
  "4": {{estimate: index}}
"""
    assert codes_of(ROW, mapping=mapping) == ["CH-3200", "CH-3201", "CH-3202"]


def test_two_rows_of_one_unit_and_code_are_not_added_up() -> None:
    assert codes_of(ROW, replace(ROW, period="2025")) == ["CH-3204"]


def test_estimates_without_a_period_are_refused_before_scoring_refuses_them() -> None:
    assert codes_of(replace(ROW, period="")) == ["CH-3207"]


def test_a_domain_that_is_no_unit_is_left_out_where_the_map_says_so() -> None:
    rows = (ROW, replace(ROW, unit="urban"))
    assert {unit for unit, _ in handed(*rows, mapping=MAP + 'units: {urban: ""}\n')} == {"A"}


def test_counts_of_another_table_are_refused() -> None:
    assert codes_of(ROW, counts=[replace(COUNT, estimate=0.76)], smallest=10) == ["CH-3205"]


@pytest.mark.parametrize(
    "mapping",
    ["leaves: {}\n", f"format: {FORMAT}\nleaves: {{}}\n", f'format: {FORMAT}\nleaves: {{"1": {{}}}}\n'],
)
def test_a_map_that_says_nothing_is_refused(mapping: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_map(mapping.encode())
    assert {one.code for one in refused.value.problems} == {"CH-3206"}


@pytest.mark.parametrize("times", ["0", "-1", "1/3"])
def test_a_multiple_that_gives_no_figure_is_refused(times: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_map(MAP.replace('times: "100"', f'times: "{times}"').encode())
    assert [(one.code, one.where.field) for one in refused.value.problems] == [("CH-3206", "leaves.3.times")]


@pytest.mark.parametrize("call", ["[1]", '{"level": "abc"}', '{"level": "1/0"}', '{"level": null}', "{}"])
def test_what_a_record_does_not_say_as_the_command_does_is_left_out(tmp_path: Path, call: str) -> None:
    (tmp_path / "index.json").write_text(f'{{"choices": {call}}}')
    assert record_behind(tmp_path / "estimates.csv", load_rules()) == b'{"format":"chiso-estimates/1"}'


def test_the_smallest_count_is_that_of_the_rules_of_disclosure() -> None:
    assert smallest_count(load_rules()) == 10
    assert smallest_count(load_rules().model_copy(update={"disclosure": None})) == math.inf
