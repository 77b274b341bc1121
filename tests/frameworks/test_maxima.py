"""The maxima of the parts make the maximum of the whole, in the way in which they are put together."""

from __future__ import annotations

import pytest

from tests.frameworks.documents import SOUND, Change, changed, found_in, problems_of

NOTE = ("  law:", "  maxima_note: {vi: Như luật., en: As the law has it.}\n  law:")
PARTS = 'weights: {A.1: "2", A.2: "1"}'


def combined(aggregation: str, maximum: str) -> list[Change]:
    """The group of 2 and 3 points put together in another way, and its maximum with it."""
    return [
        ('  max_points: "5"\n  law:', f'  max_points: "{maximum}"\n  law:'),
        ("  nodes:\n", f"  aggregation: {aggregation}\n  nodes:\n"),
        ('index:\n  max_points: "10"', "index:\n  max_points: null"),
    ]


@pytest.mark.parametrize(
    ("aggregation", "maximum"),
    [
        ("{kind: sum@1}", "5"),
        # 2 × 2 + 1 × 3 = 7; times 3 it is 21; their mean is 7/3.
        (f"{{kind: weighted_sum@1, {PARTS}}}", "7"),
        (f'{{kind: weighted_sum@1, {PARTS}, times: "3"}}', "21"),
        (f"{{kind: weighted_mean@1, {PARTS}}}", "7/3"),
        (f'{{kind: weighted_mean@1, {PARTS}, times: "3"}}', "7"),
        ('{kind: capped_sum@1, ceiling: "4"}', "4"),
    ],
)
def test_the_parts_make_the_maximum(aggregation: str, maximum: str) -> None:
    assert found_in(changed(*combined(aggregation, maximum))) == []
    (problem,) = problems_of(changed(*combined(aggregation, "8")))
    assert (problem.code, problem.found) == ("CH-2041", "8")


@pytest.mark.parametrize("aggregation", ["{kind: mean_of_shares@1}", "{kind: none@1}"])
def test_parts_that_are_not_added_make_no_maximum(aggregation: str) -> None:
    assert found_in(changed(*combined(aggregation, "8"))) == []


def test_a_geometric_mean_of_equal_maxima_has_that_maximum() -> None:
    equal = [*combined("{kind: geometric_mean@1, times: '2'}", "4"), ('max_points: "3"', 'max_points: "2"')]
    assert found_in(changed(*equal)) == []
    equal[0] = (equal[0][0], equal[0][1].replace('"4"', '"5"'))
    assert [code for code, *_ in found_in(changed(*equal))] == ["CH-2041"]


def test_maxima_that_do_not_add_up_are_let_pass_where_a_note_says_so() -> None:
    differing = ('max_points: "3"', 'max_points: "4"')
    assert [code for code, *_ in found_in(changed(differing))] == ["CH-2041"]
    assert found_in(changed(differing, NOTE)) == []


def test_a_note_about_maxima_that_do_add_up_is_a_fault() -> None:
    (problem,) = problems_of(changed(NOTE))
    assert problem.code == "CH-2041"
    assert problem.expected.in_language("en") == (
        "Expected maxima that do not add up, as “maxima_note” says; they do."
    )


def test_where_one_maximum_was_not_found_no_sum_is_asked_for() -> None:
    not_found = ('  max_points: "5"\n  inputs', "  max_points: null\n  inputs")
    assert found_in(changed(not_found, ("when_undefined: full", "when_undefined: zero"))) == []


@pytest.mark.parametrize("role", ["bonus", "fact"])
def test_bonus_and_facts_are_no_part_of_the_maximum(role: str) -> None:
    rule = "{kind: tracked@1}" if role == "fact" else "{kind: entered@1}"
    extra = f"""\
- code: C
  title: {{vi: Thêm, en: More}}
  max_points: "1"
  role: {role}
  inputs: {{points: {{type: number}}}}
  rule: {rule}
"""
    assert found_in(SOUND + extra) == []


@pytest.mark.parametrize("kind", ["weighted_sum@1", "weighted_mean@1", "geometric_mean@1"])
@pytest.mark.parametrize("weight", ["0", "-1"])
def test_a_weight_that_is_not_above_zero_is_refused(kind: str, weight: str) -> None:
    changes = combined(f'{{kind: {kind}, weights: {{A.1: "{weight}", A.2: "1"}}}}', "5")
    assert [code for code, *_ in found_in(changed(*changes))] == ["CH-2043"]


def test_weights_for_other_parts_than_there_are_are_named_one_by_one() -> None:
    changes = combined('{kind: weighted_sum@1, weights: {A.1: "1", A.3: "1", A.4: "1"}}', "5")
    problems = problems_of(changed(*changes))
    assert [(problem.code, problem.found) for problem in problems] == [
        ("CH-2040", "A.2"),
        ("CH-2040", "A.3"),
        ("CH-2040", "A.4"),
    ]


def test_what_may_have_no_end_as_a_decimal_states_its_rounding_once() -> None:
    mean = [
        ("  nodes:\n", f"  aggregation: {{kind: weighted_mean@1, {PARTS}, times: '15/7'}}\n  nodes:\n"),
        ('  published: {places: "2", mode: half_up}\n', ""),
    ]
    assert found_in(changed(*mean))[0][0] == "CH-2042"
    own = ("  law:", "  published: {places: '2', mode: half_up}\n  law:")
    assert found_in(changed(*mean, own)) == []
