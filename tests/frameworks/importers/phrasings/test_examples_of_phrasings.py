"""The examples that stand with the phrasings: each is read as it says, and what is read loads."""

from __future__ import annotations

import pytest

from chiso.frameworks.importers.phrasings import EXAMPLES, PHRASINGS, read_rule
from chiso.frameworks.importers.phrasings.examples import Example
from chiso.frameworks.loader import framework_from_tree

ALL = [(name, example) for name, examples in EXAMPLES.items() for example in examples]
IDS = [f"{name}-{number}" for number, (name, _) in enumerate(ALL, start=1)]


def framework_around(example: Example, rule: object, inputs: object) -> dict[str, object]:
    """A framework with one group and in it the leaf of the example."""
    leaf: dict[str, object] = {
        "code": "1.1",
        "title": {"vi": example.title, "en": example.title},
        "role": example.role,
        "inputs": inputs,
        "rule": rule,
        **example.settings,
    }
    group: dict[str, object] = {"code": "1", "title": {"vi": "Nhóm", "en": "Group"}, "role": example.role}
    if example.maximum is not None:
        leaf["max_points"] = example.maximum
        if example.role != "penalty":
            group["max_points"] = example.maximum
    return {
        "format": "chiso-framework/1",
        "id": "one-leaf",
        "version": "1",
        "title": {"vi": "Một tiêu chí", "en": "One criterion"},
        "status": "fictitious",
        "completeness": "partial",
        "periods": {},
        "rights": {"vi": "Của dự án.", "en": "The project's own."},
        "index": {"published": {"places": "2", "mode": "half_up"}},
        "nodes": [{**group, "nodes": [leaf]}],
    }


@pytest.mark.parametrize(("name", "example"), ALL, ids=IDS)
def test_an_example_is_read_as_it_says(name: str, example: Example) -> None:
    read = read_rule(example.as_leaf())
    assert read.rule == example.rule
    assert read.inputs == dict(example.inputs)
    assert dict(read.settings) == dict(example.settings)
    assert tuple(doubt.code for doubt in read.doubts) == example.doubts
    assert len(read.choices) == example.choices


@pytest.mark.parametrize(("name", "example"), ALL, ids=IDS)
def test_what_is_read_or_offered_loads(name: str, example: Example) -> None:
    read = read_rule(example.as_leaf())
    offered = [(choice.rule, choice.inputs) for choice in read.choices]
    if read.rule is not None:
        offered.append((read.rule, read.inputs))
    for rule, inputs in offered:
        framework = framework_from_tree(framework_around(example, rule, inputs), name="one")
        assert framework.leaves[0].rule is not None


def test_every_phrasing_has_examples_with_a_source() -> None:
    assert set(PHRASINGS) <= set(EXAMPLES)
    for examples in EXAMPLES.values():
        assert examples
        assert all(example.source for example in examples)
