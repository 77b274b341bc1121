"""What differs between two frameworks, in words, and nothing that does not."""

from __future__ import annotations

import pytest

from chiso.frameworks.differences import find_differences
from chiso.frameworks.library import load_framework
from tests.frameworks.documents import SOUND, Change, changed, read

Told = tuple[str, str | None, str | None]


def told(before: str, after: str) -> list[Told]:
    """Sort and codes of each difference."""
    return [(d.sort, d.before, d.after) for d in find_differences(read(before), read(after))]


def test_a_framework_does_not_differ_from_itself() -> None:
    assert told(SOUND, SOUND) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("- code: B\n", "- code: C\n"), [("removed", "B", None), ("added", None, "C")]),
        (("- code: B\n", "- code: C\n  concept: B\n"), [("moved", "B", "C")]),
        (("{vi: Tỷ lệ, en: Share}", "{vi: Tỷ lệ, en: Ratio}"), [("title", "B", "B")]),
        (("{kind: entered@1}", "{kind: entered@1, at_least: '1'}"), [("rule", "A.1", "A.1")]),
        (("{points: {type: number}}", "{score: {type: number}}"), [("inputs", "A.1", "A.1")]),
        (("- code: B\n", "- code: B\n  when_missing: zero\n"), [("conduct", "B", "B")]),
        (("- code: B\n", "- code: B\n  when_not_applicable: zero\n"), [("conduct", "B", "B")]),
        (("- code: B\n", "- code: B\n  applies_to: {levels: [commune]}\n"), [("conduct", "B", "B")]),
        (
            ("  law:", "  aggregation: {kind: capped_sum@1, ceiling: '5'}\n  law:"),
            [("combination", "A", "A")],
        ),
        (("- code: B\n", "- code: B\n  higher_is_better: false\n"), [("combination", "B", "B")]),
        (('article: "1"', 'article: "2"'), [("law", "A", "A")]),
        (("- code: B\n", "- code: B\n  parameters: {p: {value: '1'}}\n"), [("parameters", "B", "B")]),
        (("index:\n", "parameters: {p: {value: '1'}}\nindex:\n"), [("parameters", "total", "total")]),
        (("index:\n", "index:\n  ties: dense\n"), [("index", "total", "total")]),
        (("index:\n", "index:\n  bounds: {at_least: '1'}\n"), [("combination", "total", "total")]),
        (("index:\n", "index:\n  higher_is_better: false\n"), [("index", "total", "total")]),
    ],
)
def test_one_change_is_told_as_what_it_is(change: Change, expected: list[Told]) -> None:
    assert told(SOUND, changed(change)) == expected


def test_a_group_that_states_the_ordinary_sum_is_no_other_group() -> None:
    assert told(SOUND, changed(("  law:", "  aggregation: {kind: sum@1}\n  law:"))) == []


def test_a_criterion_that_took_the_number_of_another_is_not_taken_for_it() -> None:
    before = changed(
        ("  - code: A.1\n", "  - code: A.1\n    concept: entered\n"),
        ("  - code: A.2\n", "  - code: A.2\n    concept: answered\n"),
    )
    after = changed(
        ("  - code: A.2\n", "  - code: A.1\n    concept: answered\n"),
        ("  - code: A.1\n    title: {vi: Được", "  - code: A.2\n    concept: entered\n    title: {vi: Được"),
    )
    assert told(before, after) == [("moved", "A.1", "A.2"), ("moved", "A.2", "A.1")]


def test_a_removed_criterion_is_named_with_its_points() -> None:
    (gone, _) = find_differences(read(SOUND), read(changed(("- code: B\n", "- code: C\n"))))
    assert gone.sentence.in_language("en") == "Removed: B Share (5 points)."


def test_points_are_told_from_and_to() -> None:
    after = changed(('max_points: "2"', 'max_points: "2.5"'), ('max_points: "3"', 'max_points: "2.5"'))
    found = find_differences(read(SOUND), read(after))
    points = [d.sentence.in_language("en") for d in found if d.sort == "points"]
    assert points == [
        "A.1 Entered: 0 to 2.5 points instead of 0 to 2.",
        "A.2 Yes or no: 0 to 2.5 points instead of 0 to 3.",
    ]


def test_papi_of_2018_and_2019_differ_in_electronic_governance_alone() -> None:
    # In 2019 responsiveness became a third part of dimension 8: 10/3 points each instead of 5.
    differences = find_differences(load_framework("papi@2018"), load_framework("papi@2019"))
    assert [difference.sentence.in_language("en") for difference in differences] == [
        "8 E-governance: 0 to 10 points instead of 1 to 10.",
        "8.1 E-government portals: 0 to 3.333333… points instead of 0.5 to 5.",
        "8.2 Internet: 0.333333… to 3.333333… points instead of 0.5 to 5.",
        "Added: 8.3 E-responsiveness (3.333333… points).",
    ]


def test_the_differences_of_papi_are_told_in_vietnamese_too() -> None:
    differences = find_differences(load_framework("papi@2018"), load_framework("papi@2019"))
    sentences = " ".join(difference.sentence.in_language("vi") for difference in differences)
    assert "Quản trị điện tử" in sentences
    assert not any(word in sentences for word in ("points", "instead", "Added"))


def test_a_bound_that_only_repeats_the_points_is_told_once() -> None:
    bounded = changed(
        ('max_points: "2"', 'max_points: "2.5"'),
        ('max_points: "3"', 'max_points: "2.5"'),
        ("{points: {type: number}}", '{points: {type: number, at_most: "2.5"}}'),
    )
    sorts = [sort for sort, *_ in told(SOUND, bounded)]
    assert sorts == ["points", "points"]


def test_a_record_holds_the_sentence_in_the_language_asked_for() -> None:
    (gone, _) = find_differences(read(SOUND), read(changed(("- code: B\n", "- code: C\n"))))
    assert gone.as_record("en") == {
        "sort": "removed",
        "before": "B",
        "after": None,
        "sentence": "Removed: B Share (5 points).",
    }
    assert "Tỷ lệ" in str(gone.as_record("vi")["sentence"])
