"""A framework in words: each node with points, rule and law; what the set is on its face."""

from __future__ import annotations

import pytest

from chiso.frameworks.library import load_framework
from chiso.frameworks.presentation import describe, rows_of, rule_in_words
from chiso.language import LANGUAGES, render
from tests.frameworks.documents import SOUND, Change, changed, read


def facts(written: str) -> dict[str, str]:
    """What is said of a framework, in English; of several things of one name the last."""
    return {name.in_language("en"): render(value, "en") for name, value in describe(read(written))}


def in_words(written: str, code: str) -> str:
    """The rule of one node in English."""
    framework = read(written)
    sentences = rule_in_words(framework.nodes_by_code[code], framework)
    return " ".join(sentence.in_language("en") for sentence in sentences)


def test_every_node_is_a_row_in_the_order_of_the_document() -> None:
    rows = list(rows_of(read(SOUND)))
    assert [(row.depth, row.code) for row in rows] == [(1, "A"), (2, "A.1"), (2, "A.2"), (1, "B")]
    assert [render(row.points, "en") for row in rows] == ["5", "2", "3", "5"]


def test_the_law_is_named_by_article_and_number_of_the_document() -> None:
    row = next(rows_of(read(SOUND)))
    assert render(row.law, "en") == "art. 1, Quyết định hư cấu số 0"
    assert render(row.law, "vi") == "Điều 1, Quyết định hư cấu số 0"


@pytest.mark.parametrize(
    ("change", "key", "words"),
    [
        (("status: fictitious", "status: draft"), "Status", "DRAFT"),
        (("status: fictitious", "status: official"), "Status", "official"),
        (("- code: B\n", "- code: B\n"), "Status", "FICTITIOUS, made up as an example"),
        (
            ("completeness: full", "completeness: headings_only"),
            "Completeness",
            "headings only: it cannot be scored",
        ),
        (('to: "2020"', "to: null"), "Periods", "2019 – open"),
        (('index:\n  max_points: "10"', "index:\n  max_points: null"), "Maximum", "not stated"),
        (
            (
                "index:\n",
                "index:\n  ranked: none\n  ranking_law: {document: made_up, article: '3.6'}\n",
            ),
            "Ranking",
            "not for ranking (art. 3.6, Quyết định hư cấu số 0)",
        ),
    ],
)
def test_what_a_framework_is_stands_on_its_face(change: Change, key: str, words: str) -> None:
    assert facts(changed(change))[key] == words


def test_the_content_hash_is_shown() -> None:
    assert facts(SOUND)["Content hash"] == read(SOUND).hash


@pytest.mark.parametrize(
    ("aggregation", "words"),
    [
        ("{kind: sum@1}", "Sum of its parts."),
        ("{kind: capped_sum@1, ceiling: '5'}", "Sum of its parts, at most 5."),
        ("{kind: weighted_sum@1, weights: {A.1: '1', A.2: '1'}}", "Weighted sum: A.1 × 1; A.2 × 1."),
        (
            "{kind: weighted_mean@1, weights: {A.1: '1', A.2: '1'}, times: '2'}",
            "Weighted mean: A.1 × 1; A.2 × 1. Times 2.",
        ),
        ("{kind: geometric_mean@1}", "Geometric mean of its parts."),
        ("{kind: mean_of_shares@1}", "Mean of the shares of its parts, times the maximum."),
        ("{kind: none@1}", "Results side by side; they are never added."),
    ],
)
def test_a_group_says_how_its_parts_are_put_together(aggregation: str, words: str) -> None:
    assert in_words(changed(("  nodes:\n", f"  aggregation: {aggregation}\n  nodes:\n")), "A") == words


def test_what_the_law_leaves_open_and_what_is_derived_is_said_with_the_rule() -> None:
    added = "- code: B\n  points_basis: derived\n  open_points: [{vi: Hở., en: A gap.}]\n"
    words = in_words(changed(("- code: B\n", added)), "B")
    assert words.endswith("Points: derived; the source does not state it. Open in the law: A gap.")


def test_a_role_is_said_before_the_rule() -> None:
    bonus = """\
- code: C
  title: {vi: Thưởng, en: Bonus}
  max_points: "1"
  role: bonus
  inputs: {points: {type: number}}
  rule: {kind: entered@1}
"""
    assert in_words(SOUND + bonus, "C").startswith("(bonus, on top of the maximum) ")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["one-stop-shop@2018", "example-every-rule@1", "anti-corruption@2014"])
def test_every_node_of_the_library_can_be_read_in_both_languages(key: str, language: str) -> None:
    framework = load_framework(key)
    for row in rows_of(framework):
        assert row.title.in_language(language)  # type: ignore[arg-type]
        assert all(sentence.in_language(language).strip() for sentence in row.rule)  # type: ignore[arg-type]
    for name, value in describe(framework):
        assert name.in_language(language)  # type: ignore[arg-type]
        assert render(value, language)  # type: ignore[arg-type]


CLASSES = """\
classes:
- code: top
  title: {vi: Tốt, en: Good}
  at_least: "8"
  needs:
  - {node: A, share_at_least: "0.6"}
  - not: {any: [{fact: F, is: true}, {node: total, points: {above: "9"}}]}
- {code: rest, title: {vi: Kém, en: Poor}, below: "8", applies_to: {levels: [commune], kinds: [phuong]}}
classes_open: [{vi: Hở., en: A gap.}]
class_caps:
- {when: {fact: F, is: true}, at_most: rest}
- {when: {all: [{fact: F, is: true}, {each_child_share_at_least: "0.5"}]}, lower_by: "1"}
quota: {class: top, of: [top, rest], share_at_most: "0.2", rounding: half_up, over_quota: rest, ties: all_in}
"""
FACT = """\
- code: F
  title: {vi: Kỷ luật, en: Disciplined}
  role: fact
  inputs: {value: {type: boolean}}
  rule: {kind: tracked@1}
"""


def test_classes_are_told_with_conditions_ceilings_and_quota() -> None:
    described = describe(read(SOUND + FACT + CLASSES))
    said = [render(value, "en") for name, value in described if name.in_language("en") == "Class"]
    assert said == [
        "Good: points from 8 up, provided that A Group has at least 60 % of its points"
        " and not (F Disciplined = yes or the total has points above 9).",
        "Poor: points below 8 (only for commune; phuong).",
        "Open in the law: A gap.",
        "If F Disciplined = yes: at most “Poor”.",
        "If F Disciplined = yes and each part has at least 50 % of its points: 1 class lower.",
        "“Good”: at most 20 % of the units classed Good, Poor, rounded, halves up; the others get “Poor”.",
        "Equals at the edge all get the class.",
    ]


def test_a_class_of_percent_says_of_what() -> None:
    classes = (
        "class_of: percent\n"
        + CLASSES[: CLASSES.index("  needs")]
        + CLASSES[CLASSES.index("- {code: rest") :]
    )
    classes = classes[: classes.index("class_caps")]
    assert facts(SOUND + classes)["Class"] == "Open in the law: A gap."
    said = [render(value, "en") for _, value in describe(read(SOUND + classes))]
    assert "Good: percent of the maximum from 8 up." in said


def test_the_figures_behind_a_parameter_are_told_with_the_rule() -> None:
    written = changed(
        ("index:\n", 'parameters: {limit: {by: level, values: {province: "0.9", "07": "0.8"}}}\nindex:\n'),
        ('at_least: "0.9"', "at_least: {parameter: limit}"),
        ('below: "0.9"', "below: {parameter: limit}"),
    )
    assert "from limit up: 5 points." in in_words(written, "B")
    assert in_words(written, "B").endswith("Where limit is province: 0.9; 07: 0.8.")


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("applies_to: {levels: [commune], groups: [núi]}", "Only for: commune; núi."),
        ("when_not_applicable: leave_out", "Where it does not apply: the maximum is lower by its points."),
        ("when_missing: zero", "A missing answer counts as 0 points."),
        ("when_missing: minimum", "A missing answer counts as the lowest points."),
        ("when_late: zero", "A late answer counts as 0 points."),
    ],
)
def test_what_follows_without_an_answer_is_told_with_the_rule(key: str, words: str) -> None:
    assert in_words(changed(("- code: B\n", f"- code: B\n  {key}\n")), "B").endswith(words)


def test_bounds_and_ties_of_the_total_stand_on_its_face() -> None:
    index = ("index:\n", "index:\n  bounds: {at_least: '0', at_most: '12'}\n  tie_break: [B, A]\n")
    found = facts(changed(index))
    assert (found["Bounds of the total"], found["Equal totals are ordered by"]) == ("from 0 to 12", "B, A")
