"""Composite frameworks and plans from files: every mistake with its line and key, all at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from chiso.frameworks.composite.library import composite_keys, load_composite, locked_composites
from chiso.frameworks.composite.loader import read_composite, read_plan, with_plan
from chiso.frameworks.composite.model import CompositeFramework
from chiso.problems import BadInput, WrongCall

SCHEMAS = Path(__file__).parents[3] / "docs" / "reference" / "schemas"
SOUND = """\
format: chiso-composite/1
id: small
version: "1"
title: {vi: Nhỏ, en: Small}
status: fictitious
rights: {vi: Đặt ra để thử, en: Made up for a test}
groupings:
  - {code: region, title: {en: Region}}
denominators:
  - {code: people, title: {en: People}}
nodes:
  - {code: index, title: {en: Index}}
  - {code: one, title: {en: One}, parent: index, weight: "2"}
  - {code: two, title: {en: Two}, parent: index, direction: "-1", goalposts: {lower: "1", upper: "4"}}
  - {code: a, title: {en: A}, parent: one, direction: "1", denominator: people}
  - {code: b, title: {en: B}, parent: one, direction: "1"}
plan:
  steps:
    - {step: denominate}
    - {step: impute, methods: [{kind: group_mean@1, group: region}]}
    - {step: normalise}
    - {step: aggregate}
"""


def problems_of(written: str) -> list[tuple[str, int | None, str]]:
    with pytest.raises(BadInput) as refused:
        read_composite(written.encode(), name="small.yaml")
    for problem in refused.value.problems:
        assert problem.where.file == "small.yaml"
        assert problem.expected.in_language("vi") != problem.expected.in_language("en")
        assert problem.mend.in_language("vi") != problem.mend.in_language("en")
    return [(problem.code, problem.where.row, problem.where.field) for problem in refused.value.problems]


def sound() -> CompositeFramework:
    return read_composite(SOUND.encode())


def test_a_sound_framework_is_understood() -> None:
    framework = sound()
    assert framework.key == "small@1"
    assert framework.root.code == "index"
    assert [node.code for node in framework.groups] == ["index", "one"]
    assert [node.code for node in framework.indicators] == ["two", "a", "b"]
    assert [node.direction for node in framework.indicators] == [-1, 1, 1]


@pytest.mark.parametrize(
    ("here", "instead", "expected"),
    [
        ("format: chiso-composite/1", "format: chiso-framework/1", [("CH-8002", 1, "format")]),
        ("status: fictitious", "status: best", [("CH-8001", 5, "status")]),
        ("code: b,", "code: a,", [("CH-8003", 16, "nodes[5].code")]),
        ("code: region", "code: people", [("CH-8003", 10, "denominators[1].code")]),
        ("code: b, ", "code: b, concept: a, ", [("CH-2021", 16, "nodes[5].concept")]),
        ("code: b,", "code: unit,", [("CH-8020", 16, "nodes[5].code")]),
        ("parent: one, direction: \"1\"}", "parent: six, direction: \"1\"}", [
            ("CH-8004", 16, "nodes[5].parent"),
        ]),
        ("title: {en: One}, parent: index,", "title: {en: One},", [("CH-8005", 13, "nodes[2]")]),
        ("title: {en: Index}}", "title: {en: Index}, parent: one}", [
            ("CH-8005", 11, "nodes"), ("CH-8006", 12, "nodes[1].parent"),
        ]),
        ("title: {en: One}, parent: index", "title: {en: One}, parent: one", [
            ("CH-8006", 13, "nodes[2].parent"),
        ]),
        ("weight: \"2\"", "weight: \"-2\"", [("CH-8007", 13, "nodes[2].weight")]),
        ("weight: \"2\"", "weight: heavy", [("CH-8001", 13, "nodes[2].weight")]),
        ("rights:", "weights_add_up_to: \"100\"\nrights:", [
            ("CH-8008", 13, "nodes[1]"), ("CH-8008", 14, "nodes[2]"),
        ]),
        ("weight: \"2\"", "direction: \"1\"", [("CH-8009", 13, "nodes[2].direction")]),
        ("code: b, ", "code: b, method: {kind: median@1}, ", [("CH-8009", 16, "nodes[5].method")]),
        ("parent: one, direction: \"1\"}", "parent: one}", [("CH-8010", 16, "nodes[5]")]),
        ("direction: \"-1\"", "direction: \"0\"", [("CH-8001", 14, "nodes[3].direction")]),
        ("denominator: people", "denominator: land", [("CH-8011", 15, "nodes[4].denominator")]),
        ("upper: \"4\"", "upper: \"1\"", [("CH-8012", 14, "nodes[3].goalposts")]),
        ("{step: normalise}", "{step: denominate}", [("CH-8013", 21, "plan.steps[3].step")]),
        ("{step: denominate}", "{step: normalise}", [
            ("CH-8014", 20, "plan.steps[2].step"), ("CH-8013", 21, "plan.steps[3].step"),
        ]),
        ("    - {step: aggregate}\n", "", [("CH-8015", 18, "plan.steps")]),
        ("group: region", "group: shire", [("CH-8016", 20, "plan.steps[2].methods[1].group")]),
        ("{step: denominate}", "{step: denominate, indicators: [b]}", [
            ("CH-8016", 19, "plan.steps[1].indicators[1]"),
        ]),
        ("{step: normalise}", "{step: normalise, by_indicator: {one: {kind: rank@1}}}", [
            ("CH-8016", 21, "plan.steps[3].by_indicator.one"),
        ]),
        ("{step: aggregate}", "{step: aggregate, by_group: {a: {kind: median@1}}}", [
            ("CH-8016", 22, "plan.steps[4].by_group.a"),
        ]),
        ("{step: normalise}", "{step: normalise, method: {kind: goalposts@1}}", [
            ("CH-8017", 21, "plan.steps[3].method"), ("CH-8017", 21, "plan.steps[3].method"),
        ]),
        ("{step: normalise}", "{step: normalise, by_indicator: {a: {kind: distance_to_target@1}}}", [
            ("CH-8017", 21, "plan.steps[3].by_indicator.a"),
        ]),
        ("{step: normalise}", "{step: normalise, method: {kind: share_of_maximum@1}}", [
            ("CH-8017", 21, "plan.steps[3].method"),
        ]),
        ("{step: normalise}", "{step: normalise, method: {kind: min_max@1, lower: \"9\", upper: \"9\"}}", [
            ("CH-8019", 21, "plan.steps[3].method.lower"),
        ]),
        ("{step: aggregate}", "{step: aggregate, method: {kind: power@1, exponent: \"0\"}}", [
            ("CH-8019", 22, "plan.steps[4].method.exponent"),
        ]),
        ("step: aggregate", "step: aggregate, method: {kind: adjusted_mazziotta_pareto@1, lower: \"130\"}", [
            ("CH-8019", 22, "plan.steps[4].method.lower"),
        ]),
        ("weight: \"2\"", "method: {kind: adjusted_mazziotta_pareto@1, upper: \"70\"}", [
            ("CH-8019", 13, "nodes[2].method.lower"),
        ]),
        ("weight: \"2\"", "method: {kind: power@1, exponent: \"0\"}", [
            ("CH-8019", 13, "nodes[2].method.exponent"),
        ]),
        ("{step: normalise}", "{step: normalize}", [("CH-8001", 21, "plan.steps[3]")]),
        ("{step: normalise}", "{step: normalise, methods: 1}", [("CH-8001", 21, "plan.steps[3].methods")]),
    ],
)  # fmt: skip
def test_one_mistake_is_one_message(
    here: str, instead: str, expected: list[tuple[str, int | None, str]]
) -> None:
    head, found, tail = SOUND.rpartition(here)
    assert found
    assert problems_of(head + instead + tail) == expected


def test_a_mean_without_meaning_below_zero_is_refused_before_any_figure_is_read() -> None:
    written = SOUND.replace(
        "{step: normalise}\n    - {step: aggregate}",
        "{step: normalise, method: {kind: z_score@1}}\n    - {step: aggregate, method: {kind: geometric@1}}",
    )
    # Once for the index, above “two”, and once for “one”, above “a” and “b”.
    assert problems_of(written) == [("CH-8018", 21, "plan.steps[3].method")] * 2
    shifted = written.replace("z_score@1}", 'z_score@1, mean: "100", deviation: "10"}')
    assert read_composite(shifted.encode()).key == "small@1"


def test_mistakes_of_the_tree_are_told_together() -> None:
    written = SOUND.replace('weight: "2"', 'weight: "-2"').replace("parent: one", "parent: six")
    assert [code for code, _, _ in problems_of(written)] == [
        "CH-8004", "CH-8004", "CH-8007", "CH-8010",
    ]  # fmt: skip


def test_all_groups_without_a_weight_are_told() -> None:
    written = SOUND.replace("code: a,", 'code: a, weight: "0",').replace("code: b,", 'code: b, weight: "0",')
    assert problems_of(written) == [("CH-8008", 13, "nodes[2]")]


def test_the_same_content_has_the_same_hash_however_it_is_written() -> None:
    spread = SOUND.replace("{step: denominate}", "step: denominate\n      indicators: null")
    assert sound().content_hash == read_composite(("# a remark\n" + SOUND).encode()).content_hash
    assert sound().content_hash != read_composite(spread.encode()).content_hash


PLAN = """\
format: chiso-plan/1
steps:
  - {step: normalise, method: {kind: rank@1}}
  - {step: aggregate}
"""


def test_a_plan_of_its_own_takes_the_place_of_the_plan_of_the_framework() -> None:
    framework = sound()
    plan = read_plan(PLAN.encode(), framework)
    changed = with_plan(framework, plan)
    assert [step.step for step in changed.plan.steps] == ["normalise", "aggregate"]
    assert changed.content_hash == framework.content_hash
    assert changed.plan.content_hash != framework.plan.content_hash
    assert len(framework.plan.steps) == 4


def test_a_plan_has_the_same_hash_in_a_framework_and_in_a_file() -> None:
    plan = "format: chiso-plan/1\n" + SOUND.partition("plan:\n")[2].replace("\n  ", "\n").removeprefix("  ")
    assert read_plan(plan.encode(), sound()).content_hash == sound().plan.content_hash


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("steps: []\n", [("CH-8002", 1, "format")]),
        ("format: chiso-plan/1\nsteps: []\n", [("CH-8001", 2, "steps")]),
        (PLAN.replace("rank@1", "rank@2"), [("CH-8001", 3, "steps[1].method")]),
        (PLAN.replace("{step: aggregate}", "{step: weigh}"), [("CH-8015", 2, "steps")]),
        (PLAN.replace("{step: aggregate}", "{step: weigh, by_group: {x: {kind: equal@1}}}"), [
            ("CH-8015", 2, "steps"), ("CH-8016", 4, "steps[2].by_group.x"),
        ]),
    ],
)  # fmt: skip
def test_mistakes_of_a_plan_are_told_by_line(written: str, expected: list[tuple[str, int, str]]) -> None:
    with pytest.raises(BadInput) as refused:
        read_plan(written.encode(), sound(), name="plan.yaml")
    found = [(one.code, one.where.row, one.where.field) for one in refused.value.problems]
    assert found == expected


def test_every_composite_framework_of_the_library_is_sound_and_locked() -> None:
    assert composite_keys()
    assert {key: load_composite(key).content_hash for key in composite_keys()} == locked_composites()


def test_a_name_that_nothing_has_is_told_with_the_names_that_there_are() -> None:
    with pytest.raises(WrongCall) as refused:
        load_composite("asem@9")
    (problem,) = refused.value.problems
    assert problem.code == "CH-8042"
    assert "asem@1" in problem.expected.in_language("en")


@pytest.mark.parametrize("read", [read_composite, lambda path: read_plan(path, sound())])
def test_a_file_that_is_not_there_is_told(read: Callable[[Path], object], tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        read(tmp_path / "none.yaml")
    assert [problem.code for problem in refused.value.problems] == ["CH-8000"]


@pytest.mark.parametrize("key", composite_keys())
def test_every_composite_framework_of_the_library_is_valid_by_its_schema(key: str) -> None:
    schema = json.loads((SCHEMAS / "composite.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    tree = load_composite(key).tree
    assert isinstance(tree, dict)
    assert list(Draft202012Validator(schema).iter_errors(tree)) == []
    assert list(Draft202012Validator(schema).iter_errors({**tree, "extra": "1"}))


def test_a_plan_is_valid_by_its_schema() -> None:
    schema = json.loads((SCHEMAS / "plan.schema.json").read_text("utf-8"))
    tree = load_composite("asem@1").plan.tree
    assert isinstance(tree, dict)
    plan = {"format": "chiso-plan/1", **tree}
    assert list(Draft202012Validator(schema).iter_errors(plan)) == []
    assert list(Draft202012Validator(schema).iter_errors({**plan, "format": "chiso-plan/2"}))
