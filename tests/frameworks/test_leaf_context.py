"""What a rule sees of its leaf: parameters by level, kind and year, and inputs that are borrowed."""

from __future__ import annotations

from fractions import Fraction

from chiso.frameworks.leaf_context import leaf_context, parameters_for
from tests.frameworks.documents import SOUND, changed, found_in, read

PARAMETERS = """\
parameters:
  fixed: {value: "0.5"}
  by_level: {by: level, values: {office: "0.9", commune: "0.8"}}
  by_year: {by: year, values: {"2019": "1", "2020": "2", "2021": "3"}}
index:
"""


def test_a_unit_meets_the_figures_of_its_level_and_year() -> None:
    framework = read(changed(("index:\n", PARAMETERS)))
    node = framework.nodes_by_code["B"]
    commune = parameters_for(node, framework, level="commune", kind="phường", year=2020)
    assert commune == {"fixed": Fraction(1, 2), "by_level": Fraction(8, 10), "by_year": Fraction(2)}


def test_a_parameter_without_a_figure_for_the_unit_is_left_out() -> None:
    framework = read(changed(("index:\n", PARAMETERS)))
    found = parameters_for(framework.nodes_by_code["B"], framework, level="ministry", kind="", year=2030)
    assert found == {"fixed": Fraction(1, 2)}


def test_a_parameter_of_the_node_itself_comes_before_that_of_the_framework() -> None:
    own = "- code: B\n  parameters: {fixed: {by: kind, values: {sở: '7'}}}\n"
    framework = read(changed(("index:\n", PARAMETERS), ("- code: B\n", own)))
    nodes = framework.nodes_by_code
    at_b = parameters_for(nodes["B"], framework, level="office", kind="sở", year=2019)
    at_a = parameters_for(nodes["A.1"], framework, level="office", kind="sở", year=2019)
    assert (at_b["fixed"], at_a["fixed"]) == (Fraction(7), Fraction(1, 2))


def test_a_rule_is_proved_for_every_combination_that_a_unit_can_meet() -> None:
    framework = read(changed(("index:\n", PARAMETERS)))
    context = leaf_context(framework.nodes_by_code["B"], framework)
    # Two levels times three years; one figure is the same for all.
    assert len(context.settings) == 6
    assert context.parameters == {"fixed", "by_level", "by_year"}
    # Looked at by level alone there are two.
    levels = [setting["by_level"] for setting in context.settings_with(frozenset({"by_level"}))]
    assert sorted(levels) == [Fraction(8, 10), Fraction(9, 10)]


def test_a_hole_that_only_one_level_meets_is_found() -> None:
    parameters = """\
parameters:
  high: {by: level, values: {office: "0.9", commune: "0.8"}}
  low: {by: level, values: {office: "0.9", commune: "0.7"}}
index:
"""
    steps = ('{at_least: "0.9", points: "5"}', "{at_least: {parameter: high}, points: '5'}")
    middle = ('{at_least: "0.5", below: "0.9", points: "2.5"}', "{below: {parameter: low}, points: '2'}")
    last = ('    - {below: "0.5", points: "0"}\n', "")
    hole = found_in(changed(("index:\n", parameters), steps, middle, last))
    assert [code for code, _, _ in hole] == ["CH-2101"]
    closed = parameters.replace('commune: "0.7"', 'commune: "0.8"')
    assert found_in(changed(("index:\n", closed), steps, middle, last)) == []


def test_a_borrowed_input_is_defined_as_where_it_is_borrowed_from() -> None:
    lender = ("inputs: {points: {type: number}}", "inputs: {points: {type: number, at_most: '1.5'}}")
    borrower = """\
- code: C
  title: {vi: Mượn, en: Borrowed}
  max_points: "0"
  role: fact
  inputs: {points: {type: number, same_as: {code: A.1, input: points}}}
  rule: {kind: tracked@1}
"""
    rule = ("{kind: entered@1}", "{kind: entered@1, at_most: '1.5'}")
    framework = read(changed(lender, rule) + borrower)
    context = leaf_context(framework.nodes_by_code["C"], framework)
    assert context.inputs["points"].at_most == Fraction(3, 2)


def test_the_sound_document_has_one_setting_without_parameters() -> None:
    framework = read(SOUND)
    assert leaf_context(framework.nodes_by_code["B"], framework).settings == ({},)
