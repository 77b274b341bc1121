"""Classes leave no number of points without a class, unless the law's hole is named."""

from __future__ import annotations

import pytest

from tests.frameworks.documents import SOUND, changed, found_in, problems_of

OPEN = "classes_open:\n- {vi: Luật để trống., en: The law leaves it open.}\n"


def classes(*bands: str) -> str:
    """The sound document (0 to 10 points) with these classes, each written as its bounds."""
    title = "title: {vi: Loại, en: Class}"
    rows = [f"- {{code: c{n}, {title}, {bounds}}}\n" for n, bounds in enumerate(bands)]
    return SOUND + "classes:\n" + "".join(rows)


def holes(written: str) -> list[str]:
    """The numbers of points that are said to fit no class."""
    found = problems_of(written)
    assert {problem.code for problem in found} <= {"CH-2050"}
    return [problem.found for problem in found]


@pytest.mark.parametrize(
    ("bands", "hole"),
    [
        (('at_least: "5"', 'below: "5"'), None),
        (('above: "5"', 'at_most: "5"'), None),
        (('above: "5"', 'below: "5"'), "5"),
        (('at_least: "6"', 'below: "5"'), "5"),
        (('above: "5"', 'equals: "5"', 'below: "5"'), None),
        # A maximum of 10: what is above it needs no class, 10 itself does.
        (('at_least: "5", below: "10"', 'below: "5"'), "10"),
        (('at_least: "5", at_most: "10"', 'below: "5"'), None),
        (('at_least: "1"',), "0"),
    ],
)
def test_a_hole_between_the_classes_is_found(bands: tuple[str, ...], hole: str | None) -> None:
    assert holes(classes(*bands)) == ([] if hole is None else [hole])


def test_the_middle_of_a_hole_is_named_where_both_its_ends_have_a_class() -> None:
    # 5 and 6 have their classes, what lies between has none.
    assert holes(classes('at_least: "6"', 'equals: "5"', 'below: "5"')) == ["11/2"]


def test_a_hole_that_the_law_leaves_is_named_and_then_no_fault() -> None:
    assert holes(classes('at_least: "6"', 'below: "5"') + OPEN) == []


def test_a_class_with_conditions_is_not_sure_to_fit() -> None:
    needs = 'needs: [{node: A, share_at_least: "0.5"}]'
    assert holes(classes(f'at_least: "5", {needs}', 'below: "5"')) == ["5"]
    assert holes(classes(f'at_least: "8", {needs}', 'at_least: "5"', 'below: "5"')) == []


def test_without_a_maximum_what_is_above_every_bound_needs_a_class_as_well() -> None:
    unbounded = changed(('index:\n  max_points: "10"\n', "index:\n"))
    added = classes('at_least: "5", at_most: "90"', 'below: "5"')[len(SOUND) :]
    assert holes(unbounded + added) == ["91"]
    assert holes(unbounded + classes('at_least: "5"', 'below: "5"')[len(SOUND) :]) == []


def test_classes_by_percent_cover_the_hundred_whatever_the_maximum_is() -> None:
    percent = "class_of: percent\n"
    assert holes(classes('at_least: "50"', 'below: "50"') + percent) == []
    assert holes(classes('at_least: "5", at_most: "10"', 'below: "5"') + percent) == ["55"]


def test_bounds_of_the_index_narrow_what_needs_a_class() -> None:
    bounded = ("index:\n", 'index:\n  bounds: {at_least: "2", at_most: "8"}\n')
    added = classes('at_least: "5", at_most: "8"', 'at_least: "2", below: "5"')[len(SOUND) :]
    assert holes(changed(bounded) + added) == []


def test_each_kind_of_unit_needs_a_class_for_every_number_of_points() -> None:
    for_communes = "applies_to: {levels: [commune]}"
    whole = classes('at_least: "5"', f'below: "5", {for_communes}')
    # Units other than communes have no class below 5.
    assert holes(whole) == ["0"]
    assert holes(classes('at_least: "5"', f'below: "5", {for_communes}', 'below: "5"')) == []


@pytest.mark.parametrize(
    ("condition", "code", "key"),
    [
        ('{node: X, share_at_least: "0.5"}', "CH-2027", "classes[1].needs[1].node"),
        ('{not: {node: X, points: {above: "1"}}}', "CH-2027", "classes[1].needs[1].not.node"),
        ("{all: [{any: [{fact: A, is: true}]}]}", "CH-2053", "classes[1].needs[1].all[1].any[1].fact"),
        ('{fact: A, is: "yes"}', "CH-2018", "classes[1].needs[1].is"),
        ("words", "CH-2014", "classes[1].needs[1]"),
        ("{all: []}", "CH-2016", "classes[1].needs[1].all"),
    ],
)
def test_a_condition_that_names_nothing_is_refused_where_it_stands(
    condition: str, code: str, key: str
) -> None:
    written = classes(f'at_least: "5", needs: [{condition}]', 'at_most: "10"')
    assert [(found, at) for found, _, at in found_in(written)] == [(code, key)]
